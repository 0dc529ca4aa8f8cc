"""One writable sheet of a unit's workbook: cells by name, with formulas and their right cached values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.form.layout import Layout, SheetPlan, Spot, is_public
from danvan_xl.form.pen import Pen
from danvan_xl.formula import Expr, Value, render


@dataclass(frozen=True)
class Content:
    """What a workbook holds: the unit, its map, its formulas with results, and the values filled in."""

    campaign: Campaign
    unit: Unit
    layout: Layout
    formulas: Mapping[str, Expr]
    results: Mapping[str, Value]
    values: Mapping[str, Value]
    lists: Mapping[str, tuple[Value, ...]]
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Page(Pen):
    """A sheet by its plan."""

    plan: SheetPlan
    content: Content

    def write_name(self, name: str) -> str:
        spots = self.content.layout.spots
        return name if is_public(name) else spots[name].address(self.plan.title)

    def formula(self, name: str, style: Format) -> None:
        """The formula of a name at its place, with its cached value."""
        spot = self.content.layout.spots[name]
        text = render(self.content.formulas[name], self.write_name)
        self.write_formula(spot.row, spot.column, text, style, self.content.results[name])

    def input(self, name: str, style: Format) -> Spot:
        """The input cell of a name, filled if there is a value."""
        spot = self.content.layout.spots[name]
        self.put(spot.row, spot.column, self.content.values.get(name), style)
        return spot
