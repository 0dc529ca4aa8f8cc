"""Figures against their plan and the same period of last year: a live table and the chart of its rates."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter import Workbook

from danvan_xl.campaign.model import Aggregate, Campaign, Field
from danvan_xl.campaign.names import facet_name
from danvan_xl.form.style import lines
from danvan_xl.formula import Value
from danvan_xl.workbook.charts import bar_chart
from danvan_xl.workbook.plan import OVERVIEW, Spot
from danvan_xl.workbook.sheets import NOT_ASKED, Canvas, shown_format

_TITLES = ("Chỉ tiêu", "Đơn vị tính", "Thực hiện", "Kế hoạch", "So với kế hoạch", "Cùng kỳ", "So với cùng kỳ")
_DONE = 2
_BASES = {"kh": 3, "ck": 5}
"""Facet → the column of its figures; the rate stands beside."""


def compared(campaign: Campaign) -> list[Field]:
    """Fields that are asked with a plan or with last period's figure and have a city value."""
    fields = campaign.plain_fields.values()
    return [f for f in fields if (f.has_plan or f.has_last) and f.combined is not Aggregate.NONE]


def _asked(field: Field, facet: str) -> bool:
    return field.has_plan if facet == "kh" else field.has_last


def comparison(canvas: Canvas, book: Workbook, row: int, blocks: list[int]) -> int:
    """The table with its chart from a row of Tổng quan; returns the first free row below.

    ``blocks``: first rows of what stays together in print; the chart's is added.
    """
    fields = compared(canvas.plan.campaign)
    if not fields:
        return row
    canvas.section(row, "Kết quả so với kế hoạch và cùng kỳ")
    canvas.header(row + 1, _TITLES)
    canvas.pen.sheet.set_row(row + 1, 32)
    for at, field in enumerate(fields, row + 2):
        _compare(canvas, at, field)
    first, last = row + 2, row + 1 + len(fields)
    series: dict[str, list[str | int]] = {
        _TITLES[column + 1]: [OVERVIEW, first, column + 1, last, column + 1]
        for facet, column in _BASES.items() if any(_asked(f, facet) for f in fields)
    }
    blocks.append(last + 2)
    title = "Thực hiện so với kế hoạch và cùng kỳ năm trước"
    return bar_chart(book, canvas.pen.sheet, last + 2, title, [OVERVIEW, first, 0, last, 0], series, "0.0%")


def _compare(canvas: Canvas, row: int, field: Field) -> None:
    pen, city = canvas.pen, canvas.plan.result.city.values
    pen.text(row, 0, field.label, pen.styles.label())
    pen.text(row, 1, field.unit_of_measure, pen.styles.plain(align="center", text_wrap=True))
    pen.sheet.set_row(row, 15.0 * max(lines(field.label, 44), lines(field.unit_of_measure, 11)) + 2)
    shape, rate = shown_format(field), pen.styles.formula(num_format="0.00%", bold=True)
    places = {"": _DONE} | {facet: column for facet, column in _BASES.items() if _asked(field, facet)}
    for facet, column in places.items():
        name = facet_name(field.code, facet)
        spot = canvas.plan.city_spot(name)
        assert spot is not None
        pen.write_formula(row, column, spot.address(OVERVIEW), pen.styles.formula(num_format=shape), city.get(name))
    for facet, column in _BASES.items():
        if facet not in places:
            for at in (column, column + 1):
                pen.put(row, at, None, pen.styles.plain(bg_color=NOT_ASKED))
            continue
        done, of = Spot(OVERVIEW, row, _DONE).a1, Spot(OVERVIEW, row, column).a1
        text = f'IF(AND(ISNUMBER({done}),ISNUMBER({of})),IF({of}=0,"",{done}/{of}),"")'
        value = _share(city.get(field.code), city.get(facet_name(field.code, facet)))
        pen.write_formula(row, column + 1, text, rate, value)


def _share(value: Value, of: Value) -> Value:
    return value / of if isinstance(value, Decimal) and isinstance(of, Decimal) and of else None
