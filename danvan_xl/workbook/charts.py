"""Native charts of the overview, all drawn the same way: bars read from the top down, no meaning by colour alone."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from danvan_xl.form.style import FONT

_COLOURS = ("#1F4E79", "#C55A11")
_ROW_PIXELS = 20
_WIDTH = 900
_LETTER = 6.3
"""Pixels of a letter of a name."""
_GAP = 6
"""Pixels above a chart: one that begins just where a page does would leave its edge on the page before."""
_GRID = {"visible": True, "line": {"color": "#D9D9D9"}}

Area = list[str | int]
"""Sheet, first row, first column, last row, last column."""


def bar_chart(
    book: Workbook, sheet: Worksheet, row: int, title: str, names: Area, series: dict[str, Area], shape: str,
    top: float | None = None, longest: int = 0,
) -> int:
    """Put a bar chart at a row; returns the first free row below it.

    Parameters
    ----------
    names:
        The cells with the bars' names.
    series:
        Name of a series → its cells.
    shape:
        Number format of axis and labels.
    top:
        End of the axis; None = as the values ask.
    longest:
        Letters of the longest name, which then keeps to one line; 0 leaves the room of names to the program that
        draws (it may break names in two and leave every second one out).
    """
    chart = book.add_chart({"type": "bar"})
    font = {"name": FONT, "size": 10}
    for number, (name, values) in enumerate(series.items()):
        chart.add_series({
            "name": name, "categories": names, "values": values, "fill": {"color": _COLOURS[number]}, "gap": 60,
            "data_labels": {"value": True, "num_format": shape, "font": font},
        })
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 13}})
    chart.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
    chart.set_y_axis({"reverse": True, "num_font": font, "interval_unit": 1})
    bounds = {"min": 0} if top is None else {"min": 0, "max": top}
    chart.set_x_axis({**bounds, "num_format": shape, "num_font": font, "major_gridlines": _GRID})
    bars = (int(str(names[3])) - int(str(names[1])) + 1) * len(series)
    height = 120 + 22 * bars
    chart.set_size({"width": _WIDTH, "height": height})
    if longest:
        left, above, below = longest * _LETTER + 20, 75, 20
        chart.set_plotarea({"layout": {
            "x": left / _WIDTH, "y": above / height, "width": (_WIDTH - left - 50) / _WIDTH,
            "height": (height - above - below) / height}})
    sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": title, "y_offset": _GAP})
    return row + -(-height // _ROW_PIXELS) + 1
