"""Whether each formula cell is intact: as written, edited, typed over, never calculated, or out of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from danvan_xl.findings import Finding
from danvan_xl.form.identity import normal_form
from danvan_xl.form.write import Blueprint
from danvan_xl.formula import Expr, FormulaSyntaxError, Name, Ref, Value, parse, render, transform
from danvan_xl.intake.book import Area, RawBook, RawCell, area
from danvan_xl.intake.typed import shown

_TOLERANCE = Decimal("1e-9")


def same_value(one: Value, other: Value) -> bool:
    """Equal as cells show them; numbers within the noise of binary arithmetic."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other), Decimal(1))
    return (one or None) == (other or None)


def over_names(formula: str, sheet: str, names: Mapping[Area, str]) -> Expr:
    """A formula of a cell with the addresses of the map turned back into names.

    Raises
    ------
    FormulaSyntaxError
        When it cannot be read.
    """

    def back(node: Expr) -> Expr | None:
        if isinstance(node, Ref) and (place := area(node.text, sheet)) is not None and place in names:
            return Name(names[place])
        return None

    return transform(parse(formula), back)


class Integrity:
    """Compares the formula cells of a returned workbook with the blueprint's."""

    def __init__(self, book: RawBook, blueprint: Blueprint, places: Mapping[str, Area]) -> None:
        self._book, self._blueprint, self._places = book, blueprint, places
        self._names = {place: name for name, place in places.items()}

    def _same_formula(self, name: str, text: str, sheet: str) -> bool:
        try:
            return normal_form(over_names(text, sheet, self._names)) == self._blueprint.normal_forms[name]
        except FormulaSyntaxError:
            return False

    def findings(self, recomputed: Mapping[str, Value], label: Mapping[str, str]) -> Iterator[Finding]:
        """
        Parameters
        ----------
        recomputed:
            What each formula gives from the cells as they stand in the file.
        label:
            Name → what a person calls it.
        """
        sheets = {sheet.title: sheet for sheet in self._book.sheets}
        for name, tree in self._blueprint.program.formulas.items():
            place = self._places.get(name)
            if place is None or place.sheet not in sheets:
                continue
            cell = sheets[place.sheet].cells.get(place.at, RawCell())
            code, found, expected = self._compare(name, tree, cell, place, recomputed[name])
            if code:
                yield Finding(code, sheet=place.sheet, cell=place.cell, field=label.get(name, name),
                              found=found, expected=expected)

    def _compare(self, name: str, tree: Expr, cell: RawCell, place: Area, value: Value) -> tuple[str, str, str]:
        result = shown(value) or "trống"
        if cell.formula is None:
            return "F001", shown(cell.value) or "trống", result
        if not self._same_formula(name, cell.formula, place.sheet):
            return "F002", "=" + cell.formula, "=" + render(tree)
        if not cell.calculated:
            return "F003", "", result
        if not same_value(cell.value, value):
            return "F004", shown(cell.value) or "trống", result
        return "", "", ""
