"""Painting the scoring sheet: points from the figures, self-score, evidence, totals, the class it would give."""

from __future__ import annotations

from danvan_xl.campaign.model import Criterion, Method
from danvan_xl.campaign.points import YES
from danvan_xl.form import validation
from danvan_xl.form.layout import FIRST_ROW, TOTAL_ROWS, is_helper
from danvan_xl.form.page import Page
from danvan_xl.form.provisional import BEST, WORST
from danvan_xl.form.remarks import AFTER_TEXT
from danvan_xl.form.sheets import LONG_TEXT, heading, say, signatures
from danvan_xl.form.style import lines, points_format
from danvan_xl.form.validation import checked

_CLASS_ROWS = ("#du_kien", BEST, WORST)


def scoring(page: Page) -> None:
    """Write the sheet Chấm điểm."""
    plan, styles = page.plan, page.styles
    assert plan.form is not None
    heading(page, plan.form.title)
    settings = page.content.campaign.settings
    basis = ". ".join(part for part in (settings.scoring_basis, settings.rubric_note) if part)
    say(page, basis)
    by_code = {c.code: c for _, c in plan.criteria}
    evidence_width = plan.columns[plan.column("minh_chung")].width
    for row, c in plan.criteria:
        depth = _depth(by_code, c)
        note = _criterion_note(c)
        text = f"{c.text}\n{note}" if note else c.text
        page.text(row, 0, c.code, styles.plain())
        page.text(row, 1, c.number, styles.plain(align="center", bold=not c.is_leaf))
        page.text(row, 2, text, styles.label(bold=not c.is_leaf, indent=min(depth, 3)))
        page.put(row, plan.column("max"), c.maximum, styles.plain(num_format="General", bold=not c.is_leaf))
        page.enter(row, plan.column("gc"), None, **LONG_TEXT)
        _criterion_cells(page, row, c)
        evidence = page.lines_of(f"minh_chung.{c.code}", evidence_width)
        page.height(row, 15.0 * max(lines(text, 50 - 2 * depth), evidence, 2) + 3)
    _totals(page)
    for key in ("ad", "so_lieu", "diem"):
        page.quiet_errors(FIRST_ROW, plan.column(key), plan.last_row)
    _helpers(page)
    notes = [*([plan.form.guide] if plan.form.guide else []),
             "Tiêu chí không áp dụng (cột Áp dụng ghi “Không”) không bị coi là 0 điểm: để trống ô tự chấm, không gõ 0.",
             "Điểm chuẩn và tổng điểm hiện ra khi mọi tiêu chí đã có điểm; trước đó xem dòng Điểm tạm tính."]
    for row, note in enumerate(notes, plan.last_row + 1):
        page.text(row, 1, note, styles.aside())
    signatures(page, plan.last_row + len(notes) + 2)


def _helpers(page: Page) -> None:
    """What points and classes are worked out from, in hidden columns."""
    spots = page.content.layout.spots
    names = [name for name in page.content.formulas if is_helper(name)]
    for name in names:
        page.formula(name)
    if columns := {spots[name].column for name in names}:
        checked(page.sheet.set_column(min(columns), max(columns), 4, None, {"hidden": True}), "helper columns")


def _depth(criteria: dict[str, Criterion], criterion: Criterion) -> int:
    depth = 0
    while criterion.parent:
        criterion, depth = criteria[criterion.parent], depth + 1
    return depth


def _criterion_note(c: Criterion) -> str:
    notes = [c.guide] if c.guide else []
    if c.method is Method.AFTER:
        notes.append(f"{AFTER_TEXT} toàn thành phố.")
    if c.evidence:
        notes.append("Phải có tài liệu kiểm chứng mới được tính điểm.")
    return " ".join(notes)


def _criterion_cells(page: Page, row: int, c: Criterion) -> None:
    plan, styles, formulas = page.plan, page.styles, page.content.formulas
    points = points_format(page.content.campaign.settings.point_decimals)
    if f"ad.{c.code}" in formulas:
        page.formula(f"ad.{c.code}", align="center")
    else:
        page.text(row, plan.column("ad"), YES, styles.plain(align="center"))
    if f"#so_lieu.{c.code}" in formulas:
        page.formula(f"#so_lieu.{c.code}", num_format=points)
    else:
        page.grey(row, plan.column("so_lieu"))
    page.formula(f"diem.{c.code}", num_format=points, bold=not c.is_leaf)
    if not c.is_leaf:
        for key in ("tu_cham", "minh_chung", "nx"):
            page.grey(row, plan.column(key))
        return
    spot = page.input(f"tu_cham.{c.code}", num_format="General")
    validation.apply(page.sheet, spot, validation.self_points(c), f"tu_cham.{c.code}")
    page.input(f"minh_chung.{c.code}", **LONG_TEXT)
    style = styles.quiet() if c.method is Method.AFTER else styles.remark()
    page.plain_formula(f"#nx.tu_cham.{c.code}", style)


def _totals(page: Page) -> None:
    points = points_format(page.content.campaign.settings.point_decimals)
    for name, label in TOTAL_ROWS:
        if name not in page.content.formulas:
            continue
        spot, is_class = page.content.layout.spots[name], name in _CLASS_ROWS
        shape = "General" if is_class or name in ("so_tieu_chi_0", "so_tu_cham") else points
        page.text(spot.row, 2, label, page.styles.label(bold=True))
        for column in range(3, spot.column):
            page.put(spot.row, column, None, page.styles(top=1, bottom=1))
        page.formula(name, num_format=shape, bold=True, **({"text_wrap": True, "font_size": 9} if is_class else {}))
        page.height(spot.row, 40 if is_class else 18)
