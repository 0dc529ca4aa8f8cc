"""Writing a text into a cell so that it reads back as it is."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT = 32767


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> int:
    """Write a text, never a formula, link or markup; returns xlsxwriter's code, 0 when all is well.

    xlsxwriter takes a text from ``<r>`` to ``</r>`` for the XML of a rich string and copies it raw into the file, so
    such a text goes in as two runs.
    """
    text = text[:LONGEST_TEXT]
    if text.startswith("<r>") and text.endswith("</r>"):
        return int(sheet.write_rich_string(row, column, text[:1], style, text[1:], style))
    code: int = sheet._write_string(row, column, text, style)
    return code
