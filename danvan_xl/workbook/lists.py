"""A sheet a list form: all units' rows together, each with its unit."""

from __future__ import annotations

from danvan_xl.campaign.model import FieldKind, Form
from danvan_xl.form.style import lines, number_format
from danvan_xl.workbook.plan import LIST_FIRST_COLUMN, LIST_FIRST_ROW, LIST_GROUP, LIST_UNIT, LIST_UNIT_NAME
from danvan_xl.workbook.sheets import Canvas

_WIDTHS = {"chu": 38.0, "chon": 20.0, "ngay": 12.0}


def list_sheet(canvas: Canvas, form: Form) -> None:
    """The union of a list's rows, in the order of the units."""
    pen, plan = canvas.pen, canvas.plan
    columns = plan.campaign.list_columns[form.code]
    lists = plan.result.city.lists
    canvas.heading(form.title, f"{canvas.coverage}: {len(lists[f'{form.code}.don_vi'])} dòng.")
    header = LIST_FIRST_ROW - 1
    canvas.header(header, ("Mã đơn vị", "Đơn vị", "Mã nhóm", *(c.label for c in columns)))
    canvas.widths(18, 28, 11, *(_WIDTHS.get(c.kind, 13.0) for c in columns))
    names = {u.code: u.name for u in plan.campaign.units}
    pairs = zip(lists[f"{form.code}.don_vi"], lists[f"{form.code}.nhom"], strict=True)
    for row, (unit, group) in enumerate(pairs, LIST_FIRST_ROW):
        pen.put(row, LIST_UNIT, unit, pen.styles.plain(font_size=9))
        pen.text(row, LIST_UNIT_NAME, names[str(unit)], pen.styles.plain(text_wrap=True))
        pen.put(row, LIST_GROUP, group, pen.styles.plain(font_size=9))
    heights: dict[int, int] = {}
    for at, column in enumerate(columns, LIST_FIRST_COLUMN):
        width = _WIDTHS.get(column.kind, 13.0)
        middle = {"align": "center"} if column.kind is FieldKind.DATE else {}
        style = pen.styles.plain(num_format=number_format(column), text_wrap=True, **middle)
        for row, value in enumerate(lists[f"{form.code}.{column.code}"], LIST_FIRST_ROW):
            pen.put(row, at, value, style)
            heights[row] = max(heights.get(row, 1), lines(value, width) if isinstance(value, str) else 1)
    for row, height in heights.items():
        unit = names[str(lists[f"{form.code}.don_vi"][row - LIST_FIRST_ROW])]
        pen.sheet.set_row(row, 15.0 * max(height, lines(unit, 28)) + 2)
    last = LIST_FIRST_ROW + plan.list_rows(form.code) - 1
    pen.sheet.autofilter(header, 0, last, LIST_FIRST_COLUMN + len(columns) - 1)
    pen.sheet.freeze_panes(LIST_FIRST_ROW, LIST_FIRST_COLUMN)
    pen.sheet.set_row(header, 32)
    canvas.printed(header, (0, 0, last, LIST_FIRST_COLUMN + len(columns) - 1))
