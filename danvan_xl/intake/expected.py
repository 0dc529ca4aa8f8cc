"""What a returned workbook of one shape should hold: signs of its sheets, and the clean form to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from danvan_xl.form.clean import clean_sheets
from danvan_xl.form.layout import Spot, is_public
from danvan_xl.form.write import Blueprint
from danvan_xl.formula import names
from danvan_xl.intake.book import Area, RawBook, RawCell, RawSheet
from danvan_xl.intake.signs import SheetSigns, signs_of


class Expected:
    """One blueprint as the reader needs it; made once a shape."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        layout = blueprint.layout
        self.layout = layout
        self.formulas = blueprint.program.formulas
        self.signs: Mapping[str, SheetSigns] = {
            plan.title: signs_of(plan, layout, self.formulas) for plan in layout.sheets}
        self.home = {name: spot.sheet for name, spot in layout.spots.items()}
        self.by_word = {name.replace(".", "_"): name for name in layout.spots}

    def name(self, found: str) -> str | None:
        """A defined name as the layout calls it: .xls turns dots into underscores."""
        return found if found in self.layout.spots else self.by_word.get(found)

    @cached_property
    def clean_book(self) -> RawBook:
        """The form as it was sent, without the sheets that no unit sees."""
        defined = {name: spot.address() for name, spot in self.layout.spots.items() if is_public(name)}
        return RawBook(tuple(self.clean.values()), defined)

    @cached_property
    def clean(self) -> Mapping[str, RawSheet]:
        """The sheets of the form as it was sent, by title."""
        results, texts = self.blueprint.untouched, self.blueprint.texts
        sheets = {}
        for title, sheet in clean_sheets(self.blueprint).items():
            cells = {at: RawCell(value) for at, value in sheet.cells.items()}
            cells |= {at: RawCell(results[name], texts[name]) for at, name in sheet.formulas.items()}
            sheets[title] = RawSheet(title, cells=dict(sorted(cells.items())), merges=tuple(sheet.merges))
        return sheets

    @cached_property
    def addressed(self) -> Mapping[str, tuple[str, ...]]:
        """Name → the names that its formula reaches by their addresses."""
        return {name: tuple(n for n in names(tree) if not is_public(n)) for name, tree in self.formulas.items()}

    @cached_property
    def first(self) -> Mapping[Area, str]:
        """What stood where in the form."""
        return {Area(s.sheet, s.row, s.column, s.last): n for n, s in self.layout.spots.items()}

    @cached_property
    def inputs(self) -> tuple[tuple[str, Spot], ...]:
        """Names of the cells that a unit fills, with their places in the form."""
        return tuple((n, s) for n, s in self.layout.spots.items() if n not in self.formulas)


class Expectations:
    """Expectations of a campaign's blueprints, kept as long as the reader."""

    def __init__(self) -> None:
        self._made: dict[int, Expected] = {}

    def of(self, blueprint: Blueprint) -> Expected:
        if id(blueprint) not in self._made:
            self._made[id(blueprint)] = Expected(blueprint)
        return self._made[id(blueprint)]
