"""Chấm điểm: every scored unit with its total, class, rank within the group, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from danvan_xl.form.style import lines, points_format
from danvan_xl.formula import Value
from danvan_xl.scoring import Standing
from danvan_xl.workbook.plan import CODE, NOTE_ROW
from danvan_xl.workbook.scoring import ScoreSheet
from danvan_xl.workbook.sheets import STATES, Canvas

HEADER, FIRST = 4, 5
_NAME_WIDTH, _GROUP_WIDTH, _LEVEL_WIDTH, _REASON_WIDTH = 30, 24, 30, 66
_BOLD = 0.9
"""Letters that fit where one of regular weight does."""
_TITLES = ("Mã", "TT", "Đơn vị", "Mã nhóm", "Nhóm", "Điểm chuẩn", "Điểm thưởng", "Điểm trừ", "Tổng điểm",
           "Số tiêu chí 0 điểm", "Xếp loại", "Hạng trong nhóm", "Đếm", "Trạng thái", "Lý do")
_NAMES = {5: "diem_chuan", 6: "diem_thuong", 7: "diem_tru", 8: "tong_diem", 9: "so_tieu_chi_0", 10: "#xep_loai"}
UNIT_NAME, _GROUP, TOTAL, LEVEL, RANK, _HELPER, _STATE, _REASON = 2, 3, 8, 10, 11, 12, 13, 14


def ranking_sheet(canvas: Canvas, sheets: tuple[ScoreSheet, ...]) -> int:
    """Write the sheet; returns how many units it lists.

    Ranks are dense: ties share a rank and the next total takes the next one. The helper column counts each total
    of a group once, so that the formula needs no sorted rows.
    """
    pen, settings = canvas.pen, canvas.plan.campaign.settings
    canvas.heading("Kết quả chấm điểm, xếp loại", "", 1)
    canvas.header(HEADER, _TITLES)
    canvas.widths(2, 5, _NAME_WIDTH, 2, _GROUP_WIDTH, 8, 8, 8, 9, 10, _LEVEL_WIDTH, 8, 2, 15, _REASON_WIDTH)
    for at in (CODE, _GROUP, _HELPER):
        pen.sheet.set_column(at, at, 2, None, {"hidden": True})
    canvas.wrapped(NOTE_ROW, f"{canvas.coverage}. {settings.rubric_note}.", 1, len(_TITLES) - 1)
    rows = [(sheet, i) for sheet in sheets for i in range(len(sheet.members))]
    last = FIRST + len(rows) - 1
    standings = [(found.unit.group, found.standing) for sheet in sheets for found in sheet.members]
    ties = Counter((group, where.total) for group, where in standings if where)
    for row, (sheet, i) in enumerate(rows, FIRST):
        _unit_row(canvas, sheet, i, row, last, ties)
    pen.sheet.set_row(HEADER, 48)
    if rows:
        pen.sheet.autofilter(HEADER, 0, last, len(_TITLES) - 1)
    pen.sheet.freeze_panes(FIRST, 3)
    canvas.printed(HEADER, (0, 1, max(last, FIRST), len(_TITLES) - 1))
    return len(rows)


def _unit_row(
    canvas: Canvas, sheet: ScoreSheet, index: int, row: int, last: int, ties: Mapping[tuple[str, Decimal | None], int]
) -> None:
    pen, plan = canvas.pen, canvas.plan
    found = sheet.members[index]
    where = found.standing
    assert where is not None
    names = {g.code: g.name for g in plan.campaign.groups}
    for at, text in ((CODE, found.unit.code), (UNIT_NAME, found.unit.name), (_GROUP, found.unit.group),
                     (4, names[found.unit.group]), (_STATE, STATES[found.state]), (_REASON, where.reason)):
        centred = {"align": "center"} if at == _STATE else {}
        pen.text(row, at, text, pen.styles.plain(text_wrap=True, **centred))
    pen.put(row, 1, Decimal(row - FIRST + 1), pen.styles.plain(align="center"))
    points = points_format(plan.campaign.settings.point_decimals)
    codes, key = sheet.range_of(CODE), f"$A{row + 1}"
    for at, name in _NAMES.items():
        cell = f"INDEX({sheet.range_of(sheet.columns[name])},MATCH({key},{codes},0))" if name in sheet.columns else '""'
        value: Value = (found.results or {}).get(name)
        shape = "General" if at in (9, 10) else points
        align = {"align": "center"} if at == 9 else {}
        style = pen.styles.formula(num_format=shape, bold=at in (TOTAL, LEVEL), text_wrap=at == LEVEL, **align)
        pen.write_formula(row, at, f'IF({cell}="","",{cell})', style, value)
    _rank(canvas, row, last, where, ties[found.unit.group, where.total] if where.total is not None else 0)
    texts = ((where.reason, _REASON_WIDTH), (found.unit.name, _NAME_WIDTH), (names[found.unit.group], _GROUP_WIDTH),
             (where.level or "", _LEVEL_WIDTH * _BOLD))
    pen.sheet.set_row(row, 15.0 * max(lines(text, width) for text, width in texts) + 4)


def _rank(canvas: Canvas, row: int, last: int, where: Standing, same: int) -> None:
    """``same``: units of the group with this total, itself included; 0 without a total."""
    def column(at: int) -> str:
        letter = xl_col_to_name(at)
        return f"${letter}${FIRST + 1}:${letter}${last + 1}"

    pen = canvas.pen
    total, own = f"${xl_col_to_name(TOTAL)}{row + 1}", f"${xl_col_to_name(_GROUP)}{row + 1}"
    helper = f"IF(ISNUMBER({total}),1/COUNTIFS({column(_GROUP)},{own},{column(TOTAL)},{total}),0)"
    pen.write_formula(row, _HELPER, helper, pen.styles.plain(), Decimal(1) / same if same else Decimal(0))
    higher = f"SUMPRODUCT(({column(_GROUP)}={own})*({column(TOTAL)}>{total})*{column(_HELPER)})"
    text = f'IF(ISNUMBER({total}),ROUND({higher},0)+1,"")'
    style = pen.styles.formula(num_format="0", bold=True, align="center")
    pen.write_formula(row, RANK, text, style, Decimal(where.rank) if where.rank is not None else None)
