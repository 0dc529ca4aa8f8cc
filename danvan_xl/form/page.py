"""One writable sheet of a unit's workbook: cells by name, with formulas and their right cached values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.form.layout import Layout, SheetPlan, Spot
from danvan_xl.form.pen import OWN_NOTE, Pen
from danvan_xl.form.style import MARKED, lines
from danvan_xl.form.validation import checked
from danvan_xl.formula import Value

Cell = tuple[str, int, int]
"""Sheet, row and column, from 0."""


@dataclass(frozen=True)
class Content:
    """What a workbook holds: the unit, its map, its formulas as texts with results, and the values filled in.

    ``marks``: cell → what is said of it in a comment; a marked cell is coloured too. ``last_source``: where the
    prefilled last-period figures come from, "" when none are. ``checked_fields``: those whose rows a check speaks in.
    """

    campaign: Campaign
    unit: Unit
    layout: Layout
    formulas: Mapping[str, str]
    results: Mapping[str, Value]
    values: Mapping[str, Value]
    lists: Mapping[str, tuple[Value, ...]]
    choices: Mapping[str, str]
    marks: Mapping[Cell, str] = field(default_factory=dict)
    last_source: str = ""
    checked_fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page(Pen):
    """A sheet by its plan."""

    plan: SheetPlan
    content: Content

    def formula(self, name: str, **shape: Any) -> None:
        """The formula of a name at its place, with its cached value, in the colour of formula cells."""
        spot = self.content.layout.spots[name]
        self._formula(name, spot, self.styles.formula(**self._marked(spot.row, spot.column, shape)))

    def plain_formula(self, name: str, style: Format) -> None:
        """The same in any style."""
        self._formula(name, self.content.layout.spots[name], style)

    def _formula(self, name: str, spot: Spot, style: Format) -> None:
        self.write_formula(spot.row, spot.column, self.content.formulas[name], style, self.content.results[name])

    def input(self, name: str, **shape: Any) -> Spot:
        """The input cell of a name, filled if there is a value."""
        spot = self.content.layout.spots[name]
        self.enter(spot.row, spot.column, self.content.values.get(name), **shape)
        return spot

    def enter(self, row: int, column: int, value: Value, **shape: Any) -> None:
        """An input cell at a place."""
        self.put(row, column, value, self.styles.input(**self._marked(row, column, shape)))

    def quiet_errors(self, first: int, column: int, last: int) -> None:
        """Formula cells in error look empty: what is wrong stands at the input that caused it."""
        options = {"type": "errors", "format": self.styles.unseen()}
        checked(self.sheet.conditional_format(first, column, last, column, options), "conditional format")

    def lines_of(self, name: str, width: float) -> int:
        """How many lines a filled-in text takes in a column of a width; 0 where none is."""
        text = self.content.values.get(name)
        return lines(text, width) if isinstance(text, str) else 0

    def grey(self, row: int, column: int) -> None:
        """A cell in which nothing is asked."""
        self.put(row, column, None, self.styles.grey())

    def _marked(self, row: int, column: int, shape: dict[str, Any]) -> dict[str, Any]:
        if not self.content.marks:
            return shape
        text = self.content.marks.get((self.plan.title, row, column))
        if text is None:
            return shape
        self.note(row, column, OWN_NOTE + text)
        return {**shape, "bg_color": MARKED, "border": 2, "border_color": "#C00000"}
