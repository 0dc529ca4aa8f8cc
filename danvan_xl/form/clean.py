"""The clean form as cells: what the painters put into each sheet, without a workbook being written and read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from danvan_xl.form.layout import SheetPlan, Spot
from danvan_xl.form.page import Content, Page
from danvan_xl.form.style import Styles
from danvan_xl.form.write import PAINTERS, Blueprint
from danvan_xl.formula import Value, from_float

At = tuple[int, int]
"""Row and column of a cell, from 0."""
_LOOKS = frozenset((
    "conditional_format", "data_validation", "fit_to_pages", "freeze_panes", "print_area", "repeat_rows",
    "set_column", "set_default_row", "set_footer", "set_h_pagebreaks", "set_landscape", "set_margins", "set_paper",
    "set_portrait", "set_row",
))
"""What painters say to a sheet that puts nothing into a cell."""


@dataclass
class CleanSheet:
    """Takes what painters write as xlsxwriter's worksheet does, and keeps what a reader would find.

    ``cells``: the constants; ``formulas``: cell → name of its formula; ``merges``: as ``B2:D2``. All its rows and
    columns are as long as xlsxwriter makes those of which nothing is said.
    """

    cells: dict[At, Value] = field(default_factory=dict)
    formulas: dict[At, str] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    row_sizes: dict[int, list[int]] = field(default_factory=dict)
    col_info: dict[int, Any] = field(default_factory=dict)
    default_row_height: int = 20

    def _put(self, row: int, column: int, value: Value, *_: object) -> int:
        if value in (None, ""):
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = value
        return 0

    write_string = _write_string = _write_blank = _put

    def _write_number(self, row: int, column: int, number: float, style: object) -> int:
        return self._put(row, column, from_float(number))

    def write_url(self, row: int, column: int, target: str, style: object, text: str) -> int:
        return self._put(row, column, text)

    def _write_formula(self, row: int, column: int, name: str, *_: object) -> int:
        self.formulas[row, column] = name.removeprefix("=")
        return 0

    def merge_range(self, top: int, left: int, bottom: int, right: int, text: str, style: object) -> int:
        self.merges.append(xl_range(top, left, bottom, right))
        return self._put(top, left, text)

    def __getattr__(self, name: str) -> Callable[..., int]:
        if name not in _LOOKS:
            raise AttributeError(name)
        return lambda *_, **__: 0


class _Plain:
    """Formats that nobody looks at."""

    def add_format(self, properties: dict[str, Any]) -> dict[str, Any]:
        return properties


def clean_sheets(blueprint: Blueprint) -> dict[str, CleanSheet]:
    """Title → the sheet as a unit gets it, with nothing filled in.

    A form with the same rows in the same places is the same sheet in every shape; the guide and the checks speak of
    the other sheets.
    """
    content = Content(
        blueprint.campaign, blueprint.unit, blueprint.layout, {name: name for name in blueprint.program.formulas},
        defaultdict(lambda: None), {}, {}, defaultdict(str))
    places = defaultdict[str, list[tuple[str, Spot]]](list)
    for name, spot in blueprint.layout.spots.items():
        places[spot.sheet].append((name, spot))
    result = {}
    for plan in blueprint.layout.sheets:
        key = "clean", plan, *places[plan.title]
        paint = partial(_painted, plan, content)
        result[plan.title] = paint() if plan.form is None else blueprint.campaign.once(key, paint)
    return result


def _painted(plan: SheetPlan, content: Content) -> CleanSheet:
    sheet = CleanSheet()
    PAINTERS[plan.kind](Page(cast(Worksheet, sheet), Styles(cast(Workbook, _Plain())), plan, content))
    return sheet
