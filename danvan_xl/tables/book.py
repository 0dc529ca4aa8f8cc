"""Writing a workbook of several tables that an official edits, with a page in front that explains them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from danvan_xl.tables.underscores import keep_underscores

CHOICES = "_danh_muc"
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a fixed stamp, so that the same tables give the same bytes
_BASE = {"valign": "top", "text_wrap": True, "font_name": "Times New Roman", "font_size": 12, "border": 1,
         "border_color": "#BFBFBF"}
_LINE = 16.5
_TITLE = 32
"""Excel refuses a longer title of a drop-down's prompt."""

Cell = str | Decimal | dt.date


class Kind(StrEnum):
    TEXT = "@"
    NUMBER = "General"
    DATE = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``choices`` are offered from a hidden sheet, ``source`` (an address) from another table; others warn only.

    ``several``: a cell may hold more than one, so that the drop-down is a help and no rule.
    """

    title: str
    help: str = ""
    width: float = 16
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    source: str = ""
    several: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """``room``: how many empty rows below are made ready."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Cell]]
    room: int = 300


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One row of the first page: ``style`` is title, heading, text, head or cells."""

    style: str
    cells: tuple[str, ...]


def source_of(sheet: str, column: int, last: int = 2000) -> str:
    """The address of a table's column, for the drop-downs of another."""
    letter = xl_col_to_name(column)
    return f"='{sheet}'!${letter}$2:${letter}${last}"


class _Book:
    def __init__(self, stream: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(
            stream, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        self.book.set_properties({"created": _CREATED})
        self.formats = {kind: self.book.add_format({**_BASE, "num_format": str(kind)}) for kind in Kind}
        head = {**_BASE, "bold": True, "font_color": "#FFFFFF", "valign": "vcenter", "align": "center"}
        self.needed = self.book.add_format({**head, "bg_color": "#1F4E79"})
        self.optional = self.book.add_format({**head, "bg_color": "#5B7FA6"})
        self.offered: list[tuple[str, ...]] = []

    def guide(self, title: str, lines: Sequence[GuideLine], widths: Sequence[float]) -> None:
        sheet = self.book.add_worksheet(title)
        plain = {key: value for key, value in _BASE.items() if not key.startswith("border")}
        styles = {
            "title": self.book.add_format({**plain, "bold": True, "font_size": 16, "text_wrap": False}),
            "heading": self.book.add_format({**plain, "bold": True, "font_size": 13, "text_wrap": False,
                                             "font_color": "#1F4E79"}),
            "text": self.book.add_format(plain), "head": self.needed, "cells": self.book.add_format(_BASE),
        }
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        for row, line in enumerate(lines):
            style = styles[line.style]
            if line.style == "text":
                sheet.merge_range(row, 0, row, len(widths) - 1, line.cells[0], style)
                sheet.set_row(row, _height(line.cells, [sum(widths)]))
                continue
            if line.style == "cells":
                sheet.set_row(row, _height(line.cells, widths))
            for at, text in enumerate(line.cells):
                sheet.write_string(row, at, text, style)
        sheet.hide_gridlines(2)
        _page(sheet, 0)

    def table(self, plan: Sheet) -> None:
        sheet = self.book.add_worksheet(plan.title)
        last = len(plan.rows) + plan.room
        for at, column in enumerate(plan.columns):
            sheet.set_column(at, at, column.width, self.formats[column.kind])
            sheet.write_string(0, at, column.title, self.needed if column.required else self.optional)
            if column.help:
                sheet.write_comment(0, at, column.help, {"x_scale": 2.5, "y_scale": 1 + column.help.count("\n") / 4})
            self._validate(sheet, at, column, last)
        widths = [column.width for column in plan.columns]
        for row, record in enumerate(plan.rows, 1):
            sheet.set_row(row, _height([str(value) for value in record], widths))
            for at, (value, column) in enumerate(zip(record, plan.columns, strict=True)):
                self._write(sheet, row, at, value, self.formats[column.kind])
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(plan.rows), 1), len(plan.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(plan.columns) - 1)}{last + 1}"})
        sheet.repeat_rows(0)
        _page(sheet, 1)

    def _write(self, sheet: Worksheet, row: int, at: int, value: Cell, style: object) -> None:
        match value:
            case Decimal():
                sheet.write_number(row, at, float(value), style)
            case dt.date():
                sheet.write_datetime(row, at, dt.datetime.combine(value, dt.time()), self.formats[Kind.DATE])
            case "":
                sheet.write_blank(row, at, None, style)
            case _:
                sheet.write_string(row, at, value, style)

    def _validate(self, sheet: Worksheet, at: int, column: SheetColumn, last: int) -> None:
        source = column.source or (self._offer(column.choices) if column.choices else "")
        if not source:
            return
        rule = {
            "validate": "list", "source": source, "error_type": "information" if column.several else "warning",
            "error_title": "Giá trị lạ", "input_title": column.title[:_TITLE],
            "error_message": "Giá trị này không có trong danh sách. Hãy chọn lại, hoặc thêm dòng ở bảng kia.",
            "input_message": "Nhiều mã thì ngăn bằng dấu ;" if column.several else "Chọn trong danh sách.",
        }
        if sheet.data_validation(1, at, last, at, rule) != 0:
            raise ValueError(f"drop-down of {column.title!r} refused")

    def _offer(self, choices: tuple[str, ...]) -> str:
        if choices not in self.offered:
            self.offered.append(choices)
        letter = xl_col_to_name(self.offered.index(choices))
        return f"={CHOICES}!${letter}$1:${letter}${len(choices)}"

    def offers(self) -> None:
        """The hidden sheet behind the drop-downs, after all others."""
        hidden = self.book.add_worksheet(CHOICES)
        for at, choices in enumerate(self.offered):
            hidden.write_column(0, at, list(choices))
        hidden.hide()


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points for the longest of some wrapped texts, at most what Excel takes."""
    lines = (
        sum(1 + int(len(part) * 1.1 / width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    )
    return min(_LINE * max(lines, default=1), 400.0)


def _page(sheet: Worksheet, landscape: int) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if landscape:
        sheet.set_landscape()


def book_bytes(
    guide: str, lines: Sequence[GuideLine], widths: Sequence[float], sheets: Sequence[Sheet]
) -> bytes:
    """A workbook: the page that explains, then a sheet a table; the same input gives the same bytes."""
    stream = io.BytesIO()
    made = _Book(stream)
    made.guide(guide, lines, widths)
    for plan in sheets:
        made.table(plan)
    made.offers()
    made.book.close()
    return keep_underscores(stream.getvalue())
