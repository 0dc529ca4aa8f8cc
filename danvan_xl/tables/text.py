"""Writing a text into a cell so that it reads back as it is."""

from __future__ import annotations

from html import escape

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT = 32767
"""Of a cell, in units of UTF-16."""


def fitting(text: str) -> str:
    """A text, cut where a cell ends; no character is split."""
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST_TEXT]
    return units.decode("utf-16-le", "ignore")


def is_markup(text: str) -> bool:
    """Whether xlsxwriter would take a text for the XML of a rich string and copy it raw into the file."""
    return text.startswith("<r>") and text.endswith("</r>")


def as_run(text: str) -> str:
    """A text as the XML of a rich string of one run."""
    return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> int:
    """Write a text, never a formula, link or markup; returns xlsxwriter's code, 0 when all is well."""
    text = fitting(text)
    if is_markup(text):
        return int(sheet.write_rich_string(row, column, text[:1], style, text[1:], style))
    code: int = sheet._write_string(row, column, text, style)
    return code
