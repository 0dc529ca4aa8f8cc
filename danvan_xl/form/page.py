"""One writable sheet of a unit's workbook: cells by name, with formulas and their right cached values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.form.layout import Layout, SheetPlan, Spot, is_public
from danvan_xl.form.style import Styles
from danvan_xl.form.validation import WriteError, checked
from danvan_xl.formula import Expr, FormulaError, Value, render

LONGEST_FORMULA = 8192


def cached(value: Value) -> str | float | bool:
    """A formula's result as xlsxwriter takes it."""
    match value:
        case None:
            return ""
        case bool():
            return value
        case Decimal():
            return float(value)
        case FormulaError(code):
            return code
        case dt.date():
            raise WriteError("a formula gave a date")
    return value


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
class Page:
    sheet: Worksheet
    plan: SheetPlan
    styles: Styles
    content: Content

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        checked(self.sheet.write_string(row, column, text, style), f"text at {row},{column}")

    def put(self, row: int, column: int, value: Value, style: Format) -> None:
        """A value as its own type; a blank keeps the format. No text becomes a formula or a link."""
        match value:
            case None:
                self.sheet.write_blank(row, column, None, style)
            case bool():
                self.sheet.write_boolean(row, column, value, style)
            case Decimal():
                self.sheet.write_number(row, column, float(value), style)
            case dt.date():
                self.sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), style)
            case FormulaError(code):
                self.text(row, column, code, style)
            case str():
                self.text(row, column, value, style)

    def write_name(self, name: str) -> str:
        spots = self.content.layout.spots
        return name if is_public(name) else spots[name].address(self.plan.title)

    def formula(self, name: str, style: Format) -> None:
        """The formula of a name at its place, with its cached value."""
        spot = self.content.layout.spots[name]
        text = "=" + render(self.content.formulas[name], self.write_name)
        if len(text) > LONGEST_FORMULA:
            raise WriteError(f"formula of {name} has {len(text)} characters")
        value = cached(self.content.results[name])
        checked(self.sheet.write_formula(spot.row, spot.column, text, style, value), f"formula of {name}")

    def input(self, name: str, style: Format) -> Spot:
        """The input cell of a name, filled if there is a value."""
        spot = self.content.layout.spots[name]
        self.put(spot.row, spot.column, self.content.values.get(name), style)
        return spot
