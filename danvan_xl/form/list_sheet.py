"""Painting a list form: a row an item, a live count and totals at the top, a status for "nothing arose"."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.model import FieldKind
from danvan_xl.form import validation
from danvan_xl.form.layout import COUNT_LABEL, FIRST_ROW, NOTE_ROW, STATUS_LABEL, UNIT_ROW
from danvan_xl.form.page import Page
from danvan_xl.form.remarks import STATUSES
from danvan_xl.form.sheets import heading, input_shape, rule, show_fractions, signatures, status_cell
from danvan_xl.form.style import lines, number_format
from danvan_xl.formula import Value

_ROW = 18
"""Points; a row whose height is not said more closely grows by itself with what is typed."""


def list_form(page: Page) -> None:
    """Write the sheet of a list."""
    plan, styles = page.plan, page.styles
    assert plan.form is not None
    form = plan.form
    heading(page, form.title)
    _top(page)
    page.sheet.set_default_row(_ROW)
    number, remark = styles.plain(align="center"), styles.remark(text_wrap=False, indent=1)
    for item in range(1, form.rows + 1):
        row = FIRST_ROW + item - 1
        page.text(row, 0, str(item), styles.plain())
        page.put(row, 1, Decimal(item), number)
        page.plain_formula(f"#nx.{form.code}.{item}", remark)
        if (needed := _item_lines(page, item)) > 1:
            page.height(row, 15.0 * needed + 3)
    for _, field in plan.fields:
        name = f"{form.code}.{field.code}"
        spot, shape = page.content.layout.spots[name], input_shape(field)
        values: tuple[Value, ...] = page.content.lists.get(name, ())
        for item in range(form.rows):
            page.enter(spot.row + item, spot.column, values[item] if item < len(values) else None, **shape)
        validation.apply(page.sheet, spot, rule(page, field), name)
    columns = (f for _, f in plan.fields if f.kind is FieldKind.INTEGER)
    show_fractions(page, [page.content.layout.spots[f"{form.code}.{f.code}"] for f in columns])
    contact = page.content.campaign.settings.contact or "cơ quan tổng hợp"
    notes = [
        f"Không có dòng nào thì chọn tình trạng “{STATUSES[0]}” ở đầu trang. Mỗi dòng ghi một mục, không gộp ô.",
        f"Biểu có {form.rows} dòng; nếu không đủ, liên hệ {contact}.",
        "Sắp xếp được: chọn ô nền vàng của mọi cột (trừ STT, Nhận xét) rồi dùng lệnh Sắp xếp (Sort); "
        "chọn thiếu cột thì dòng nọ lẫn dòng kia.",
        *([form.guide] if form.guide else []),
    ]
    for row, note in enumerate(notes, plan.last_row + 1):
        page.text(row, 1, note, styles.aside())
    signatures(page, plan.last_row + len(notes) + 2)


def _top(page: Page) -> None:
    """Status and count of the whole list, totals above (or below) number columns, and the list's own remark."""
    plan, styles = page.plan, page.styles
    assert plan.form is not None
    code, spots = plan.form.code, page.content.layout.spots
    side = styles(italic=True, align="right")
    page.text(NOTE_ROW, 2, STATUS_LABEL, side)
    status_cell(page, f"{code}.tt")
    page.text(NOTE_ROW, spots[f"#dem.{code}"].column - 1, COUNT_LABEL, side)
    page.formula(f"#dem.{code}", num_format='0" dòng"', bold=True, align="left")
    page.plain_formula(f"#nx.{code}", styles.remark(border=0, indent=1))
    page.height(UNIT_ROW, 40)
    page.height(NOTE_ROW, 20)
    for _, field in plan.fields:
        if f"#tong.{code}.{field.code}" in page.content.formulas:
            name = f"#tong.{code}.{field.code}"
            own = spots[name].column == plan.column(f"{code}.{field.code}")
            what = "Tổng" if own else f"Tổng {field.label}".replace('"', "")
            page.formula(name, num_format=f'"{what}: "{_plain_number(number_format(field))}', bold=True)


def _plain_number(shape: str) -> str:
    return "0.##########" if shape == "General" else shape


def _item_lines(page: Page, item: int) -> int:
    count = 1
    for column in page.plan.columns:
        values = page.content.lists.get(column.key, ())
        if item <= len(values) and isinstance(text := values[item - 1], str):
            count = max(count, lines(text, column.width))
    return count
