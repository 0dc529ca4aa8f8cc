"""Painting the sheet Kiểm tra: every check that concerns the unit, its two sides, its verdict, the way to the cell."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.model import Check
from danvan_xl.form.layout import CHECK_SHEET, FIRST_ROW, NOTE_ROW
from danvan_xl.form.page import Page
from danvan_xl.form.remarks import EXPLAINED, FAILS, FITS, LOOK, UNEXPLAINED
from danvan_xl.form.sheets import heading, pages
from danvan_xl.form.style import BLUE, GREEN, RED, lines
from danvan_xl.form.validation import checked
from danvan_xl.formula import Binary, names, parse

_SIGNS = {"=": "=", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "<>": "≠"}
_PARTS = ("trai", "phai", "lech")
_COLOURS = ((FAILS[0], RED), (FITS[0], GREEN), (EXPLAINED[0], BLUE), (LOOK, "#7F6000"))


def checks(page: Page) -> None:
    """Write the sheet."""
    plan, styles = page.plan, page.styles
    heading(page, "Kiểm tra số liệu của đơn vị")
    page.plain_formula("#tom_tat.#kt", styles(bold=True, font_size=12))
    if not plan.checks:
        page.text(FIRST_ROW, 2, "Biểu của đơn vị không có phép kiểm tra nào.", styles.label())
    for row, check in plan.checks:
        page.text(row, 0, check.code, styles.plain())
        page.put(row, 1, Decimal(row - FIRST_ROW + 1), styles.plain(align="center"))
        page.text(row, 2, check.message, styles.label())
        _sides(page, row, check)
        page.formula(f"#kt.{check.code}")
        page.formula(f"#kt.{check.code}.kq", bold=True, indent=1)
        page.height(row, 15.0 * max(lines(check.message, 58), _way(page, row, check)) + 4)
    coloured(page, FIRST_ROW, plan.last_row, plan.column("kq"))
    for key in _PARTS:
        page.quiet_errors(FIRST_ROW, plan.column(key), plan.last_row)
    coloured(page, NOTE_ROW, NOTE_ROW, 1)
    notes = (f"“{FAILS}”: sửa số liệu. “{UNEXPLAINED}”: sửa, hoặc giải trình ở cột Ghi chú của chỉ tiêu, khi đó thành "
             f"“{EXPLAINED}”. “{FITS}”: đúng. “…”: còn thiếu số liệu nên chưa kiểm tra.")
    page.text(plan.last_row + 2, 1, notes, styles.aside())
    column = plan.column("kt")
    checked(page.sheet.set_column(column, column, 8, None, {"hidden": True}), "verdict column")
    checked(page.sheet.print_area(0, 1, plan.last_row + 2, len(plan.columns) - 1), "print area")
    pages(page, plan.last_row + 2)


def _sides(page: Page, row: int, check: Check) -> None:
    plan, tree = page.plan, parse(check.formula)
    for key in _PARTS:
        name = f"#kt.{check.code}.{key}"
        if name in page.content.formulas:
            page.formula(name, num_format="#,##0.####")
        else:
            page.grey(row, plan.column(key))
    sign = _SIGNS.get(tree.op, "") if isinstance(tree, Binary) else ""
    page.text(row, plan.column("so"), sign, page.styles.plain(align="center"))


def _way(page: Page, row: int, check: Check) -> int:
    """A link to the first cell that the check names; returns the lines that its text takes."""
    layout, column = page.content.layout, page.plan.column("den")
    spots = (layout.spots[n] for n in names(parse(check.formula)) if n in layout.spots)
    spot = next((s for s in spots if s.sheet != CHECK_SHEET), None)
    if spot is None:
        page.grey(row, column)
        return 1
    text = f"{spot.sheet}, ô {spot.a1}"
    page.link(row, column, spot.sheet, spot.a1, text, page.styles.link())
    return lines(text, 30)


def coloured(page: Page, first: int, last: int, column: int) -> None:
    """Verdicts get a colour by their symbol; the symbol and the words say the same."""
    for mark, colour in _COLOURS:
        options = {"type": "text", "criteria": "begins with", "value": mark,
                   "format": page.styles.overlay(font_color=colour)}
        checked(page.sheet.conditional_format(first, column, last, column, options), "conditional format")
