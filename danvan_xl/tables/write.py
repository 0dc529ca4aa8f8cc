"""Writing a table as .xlsx that an official fills in: headers with comments, drop-downs, room for rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a fixed stamp, so that the same table gives the same bytes
_CHOICES = "_danh_muc"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """``choices``: what its drop-down offers; ``help``: the comment on its header; ``info``: only to be looked at."""

    title: str
    width: float = 16
    help: str = ""
    choices: Sequence[str] = ()
    info: bool = False


def table_bytes(
    title: str, columns: Sequence[ColumnPlan], rows: Sequence[Sequence[str]] = (), room: int = 500
) -> bytes:
    """One sheet with a header row; every cell is a text cell, so that nothing typed is turned into a date.

    Parameters
    ----------
    room:
        How many further rows get the drop-downs.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    sheet, lists = book.add_worksheet(title), book.add_worksheet(_CHOICES)
    lists.hide()
    head = book.add_format(
        {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True, "border": 1})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    looked_at = {"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2", "font_color": "#595959"}
    styles = [book.add_format(looked_at) if column.info else text for column in columns]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, styles[at])
        sheet.write_string(0, at, column.title, head)
        if column.help:
            sheet.write_comment(0, at, column.help, {"x_scale": 2})
        if column.choices:
            letter = xl_col_to_name(at)
            lists.write_column(0, at, list(column.choices))
            source = f"={_CHOICES}!${letter}$1:${letter}${len(column.choices)}"
            last = len(rows) + room
            sheet.data_validation(1, at, last, at, {"validate": "list", "source": source, "error_type": "warning"})
    for row, record in enumerate(rows, 1):
        for at, value in enumerate(record):
            sheet.write_string(row, at, value, styles[at])
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A2:{xl_col_to_name(len(columns) - 1)}{len(rows) + 1}"})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return stream.getvalue()


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows, the header first, as UTF-8 .csv."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()
