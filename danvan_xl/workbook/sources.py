"""Nguồn số liệu: every value with the file, sheet, cell and SHA-256 it came from. Thuyết minh: the units' own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from functools import cache

from danvan_xl.campaign.program import narrative_fields
from danvan_xl.consolidate import Consolidation, frames
from danvan_xl.form.pen import Pen
from danvan_xl.form.style import lines
from danvan_xl.formula import Value
from danvan_xl.workbook.plan import SOURCES
from danvan_xl.workbook.sheets import Canvas

_TITLES = ("Đơn vị", "Biểu", "Dòng", "Chỉ tiêu (mã)", "Loại", "Trạng thái", "Giá trị", "Nội dung gốc", "Tệp", "Trang",
           "Ô", "SHA-256 của tệp")
VALUE_STATES = {
    "tra_loi": "trả lời", "trong": "trống", "khong_ap_dung": "không áp dụng", "khong_hop_le": "không hợp lệ",
    "chua_tinh": "chưa tính",
}
_HEADER = 3
FIRST_RECORD = _HEADER + 1
_ITEM = 2
COLUMN_OF = {"unit": 0, "item": _ITEM, "field": 3, "facet": 4, "value": 6}
"""Column of a record → where it stands on the sheet."""
ROWS_A_SHEET = 1_000_000


def source_sheets(
    new_sheet: Callable[[str], AbstractContextManager[Canvas]], result: Consolidation, rows_a_sheet: int = ROWS_A_SHEET
) -> None:
    """As many sheets as it takes; the first is named :data:`~danvan_xl.workbook.plan.SOURCES`."""
    records = list(frames.value_rows(result))
    for number, first in enumerate(range(0, max(len(records), 1), rows_a_sheet), 1):
        with new_sheet(SOURCES if number == 1 else f"{SOURCES} ({number})") as canvas:
            _source_sheet(canvas, records[first : first + rows_a_sheet])


def _source_sheet(canvas: Canvas, records: list[tuple[Value, ...]]) -> None:
    pen = canvas.pen
    canvas.heading("Nguồn số liệu", f"{canvas.coverage}. Mỗi dòng là một giá trị và ô của tệp mà giá trị được đọc. "
                   "Chữ dài và SHA-256 hiện phần đầu, bấm vào ô để thấy đủ. Trang để tra cứu, không cần in.")
    canvas.header(_HEADER, _TITLES)
    canvas.widths(19, 17, 6, 21, 6, 13, 24, 24, 23, 27, 6, 15)
    write = _Rows(pen).write
    for row, record in enumerate(records, _HEADER + 1):
        write(row, record)
    pen.sheet.autofilter(_HEADER, 0, _HEADER + max(len(records), 1), len(_TITLES) - 1)
    pen.sheet.freeze_panes(_HEADER + 1, 0)
    canvas.printed(_HEADER, (0, 0, _HEADER + max(len(records), 1), len(_TITLES) - 1))


class _Rows:
    """Writes records, each as a row, in pieces of which most rows share some with others."""

    def __init__(self, pen: Pen) -> None:
        self._sheet, plain = pen.sheet, pen.styles.plain
        self._styles = [plain()] * len(_TITLES)
        self._styles[_ITEM] = plain(align="center", num_format="General")
        self._styles[-1] = plain(align="fill", font_size=9)
        self._typed = {Decimal: plain(num_format="General"), dt.date: plain(num_format="dd/mm/yyyy")}
        self._shared = cache(self._piece)

    def write(self, row: int, record: tuple[Value, ...]) -> None:
        unit, form, item, field, facet, _, state, value, raw, file, sheet, cell, digest = record
        shared = self._shared
        self._sheet.whole(
            row, shared(0, unit), shared(1, form, Decimal(item) if isinstance(item, int) else None, field, facet),
            shared(5, VALUE_STATES[str(state)]), self._given(6, value), self._given(7, raw), shared(8, file),
            shared(9, sheet, cell), shared(11, digest))

    def _piece(self, first: int, *values: Value) -> str:
        return str(self._sheet.piece(first, zip(values, self._styles[first:], strict=False)))

    def _given(self, column: int, value: Value) -> str:
        return str(self._sheet.piece(column, ((value, self._typed.get(value.__class__, self._styles[column])),)))


def narrative_sheet(canvas: Canvas) -> None:
    """What the units wrote, question by question."""
    pen, result = canvas.pen, canvas.plan.result
    canvas.heading("Thuyết minh của các đơn vị", f"{canvas.coverage}. Nội dung giữ nguyên như đơn vị viết.")
    canvas.header(_HEADER, ("Nội dung", "Đơn vị", "Trả lời"))
    canvas.widths(34, 32, 100)
    row = _HEADER + 1
    for field in narrative_fields(canvas.plan.campaign):
        for found in result.returned:
            answer = found.chosen.values.get(field.code) if found.chosen else None
            if isinstance(answer, str):
                pen.text(row, 0, field.label, pen.styles.label())
                pen.text(row, 1, found.unit.name, pen.styles.label())
                pen.text(row, 2, answer, pen.styles.label())
                tallest = max(lines(answer, 100), lines(field.label, 34), lines(found.unit.name, 32))
                pen.sheet.set_row(row, min(15.0 * tallest + 3, 400))
                row += 1
    pen.sheet.freeze_panes(_HEADER + 1, 0)
    canvas.printed(_HEADER, (0, 0, max(row - 1, _HEADER + 1), 2))
