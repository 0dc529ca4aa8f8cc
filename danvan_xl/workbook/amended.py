"""Điều chỉnh và sửa chữa: what the office corrected on top of the returns, and what the reader repaired in them."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_xl.consolidate import Consolidation
from danvan_xl.consolidate.office import written_day
from danvan_xl.findings import CATALOGUE, Finding
from danvan_xl.form.style import lines
from danvan_xl.intake import shown
from danvan_xl.workbook.plan import Spot
from danvan_xl.workbook.sheets import LINK, MOST_LINKS, Canvas
from danvan_xl.workbook.trail import Trail

_HEADER = 3
_TITLES = ("Loại", "Đơn vị", "Chỉ tiêu", "Đơn vị ghi", "Được tính là", "Lý do", "Người", "Ngày", "Tệp", "Trang", "Ô",
           "Dữ liệu")
_WIDTHS = (12, 25, 32, 15, 15, 36, 16, 12, 20, 20, 7, 11)
_LINK = len(_TITLES) - 1
_WRAPPED = (1, 2, 3, 4, 5, 6, 8, 9)


def repairs(result: Consolidation) -> Iterator[Finding]:
    """What the reader read otherwise than it stood there, because only one reading was possible."""
    for finding in result.findings:
        if finding.code.startswith("G") and CATALOGUE[finding.code].severity == "thong_tin":
            yield finding


def _rows(result: Consolidation) -> Iterator[tuple[tuple[str, ...], tuple[str, str, str]]]:
    """Texts of a row, and its unit, sheet and cell."""
    names = {u.code: u.name for u in result.campaign.units}
    for a in result.adjustments:
        file = result.by_unit[a.unit].file
        yield ("Điều chỉnh", names[a.unit], a.label, shown(a.before) or "trống", shown(a.after) or "trống", a.reason,
               a.person, written_day(a.day), file, a.sheet, a.cell), (a.unit, a.sheet, a.cell)
    for f in repairs(result):
        yield ("Sửa chữa", names.get(f.unit, ""), f.field, f.found, f.expected, f.title, "phần mềm", "", f.file,
               f.sheet, f.cell), (f.unit, f.sheet, f.cell)


def amended_sheet(canvas: Canvas, trail: Trail) -> None:
    """Always there: that nothing was changed is said too."""
    pen, result = canvas.pen, canvas.plan.result
    canvas.heading(
        "Điều chỉnh và sửa chữa",
        f"{canvas.coverage}. Tệp của đơn vị giữ nguyên; mọi giá trị được tính khác với ô đơn vị ghi đều nằm ở đây.",
    )
    canvas.header(_HEADER, _TITLES)
    canvas.widths(*_WIDTHS)
    row = _HEADER
    for row, (texts, place) in enumerate(_rows(result), _HEADER + 1):
        for at, text in enumerate(texts):
            pen.text(row, at, text, pen.styles.label())
        _link(canvas, row, trail.spot(*place) if row <= MOST_LINKS else None)
        pen.sheet.set_row(row, 15.0 * max(lines(texts[at], _WIDTHS[at]) for at in _WRAPPED) + 3)
    if row == _HEADER:
        pen.text(row + 1, 0, "Không có giá trị nào được điều chỉnh hoặc sửa chữa.", pen.styles(italic=True))
    else:
        pen.sheet.autofilter(_HEADER, 0, row, len(_TITLES) - 1)
    pen.sheet.freeze_panes(_HEADER + 1, 3)
    canvas.printed(_HEADER, (0, 0, max(row, _HEADER + 1), len(_TITLES) - 1))


def _link(canvas: Canvas, row: int, spot: Spot | None) -> None:
    style = canvas.pen.styles.plain(font_color=LINK, underline=1)
    if spot is None:
        canvas.pen.put(row, _LINK, None, style)
    else:
        canvas.link(row, _LINK, spot, f"Mở {spot.a1}", style)
