"""Whether each formula cell is intact: as written, edited, typed over, never calculated, or out of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache

from danvan_xl.findings import Finding
from danvan_xl.form.identity import formula_digest
from danvan_xl.form.layout import is_helper, is_public
from danvan_xl.formula import (
    Expr,
    FormulaSyntaxError,
    Name,
    Ref,
    Value,
    normal_form,
    once_a_tree,
    parse,
    render,
    transform,
    walk,
)
from danvan_xl.intake.book import Area, RawBook, RawCell, area
from danvan_xl.intake.expected import Expected
from danvan_xl.intake.locate import Located
from danvan_xl.intake.signs import as_saved
from danvan_xl.intake.typed import shown

_TOLERANCE = Decimal("1e-9")
_form_once = once_a_tree(normal_form)
_NO_CELL = RawCell()


def same_value(one: Value, other: Value) -> bool:
    """Equal as cells show them; numbers within the noise of binary arithmetic."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other), Decimal(1))
    return (one or None) == (other or None)


@lru_cache(maxsize=16384)
def _form_of(text: str) -> str | None:
    """The normal form of a formula that uses no addresses; None when it does."""
    tree = parse(text)
    return None if any(isinstance(node, Ref) for node in walk(tree)) else normal_form(tree)


@lru_cache(maxsize=16384)
def _operands(text: str) -> tuple[Ref | Name, ...]:
    """The addresses and names that a formula uses, each once."""
    return tuple(dict.fromkeys(node for node in walk(parse(text)) if isinstance(node, Ref | Name)))


@lru_cache(maxsize=16384)
def _over(text: str, names: tuple[str, ...]) -> Expr:
    """A formula with its operands replaced by names, where they have one: returns are mostly altered alike."""
    known = {node: Name(name) for node, name in zip(_operands(text), names, strict=True) if name}
    return transform(parse(text), lambda node: known.get(node) if isinstance(node, Ref | Name) else None)


class Integrity:
    """Compares the formula cells of a returned workbook with those of the form.

    ``issued``: name, by :func:`~danvan_xl.intake.signs.as_saved`, → digest of its formula in the form as it was sent,
    where that came from another version of the definition.
    """

    def __init__(self, book: RawBook, expected: Expected, located: Located, issued: Mapping[str, str]) -> None:
        self._expected, self._located, self._issued = expected, located, issued
        self._sheets = {sheet.title: sheet for sheet in book.sheets}
        self._texts = expected.blueprint.texts

    @cached_property
    def _now(self) -> Mapping[Area, str]:
        """What stands where in the file."""
        return {place: name for name, place in (*self._located.named.items(), *self._located.places.items())}

    def findings(self, recomputed: Mapping[str, Value], label: Mapping[str, str]) -> Iterator[Finding]:
        """
        Parameters
        ----------
        recomputed:
            What each formula gives from the cells as they stand in the file.
        label:
            Name → what a person calls it.
        """
        texts, unmoved = self._texts, self._located.undisturbed
        for name, tree in self._expected.formulas.items():
            place = self._located.places.get(name)
            title = self._expected.home.get(name, "")
            if place is None or place.sheet not in self._sheets:
                if is_public(name) and title in self._located.titles:
                    yield Finding("F005", sheet=self._located.titles[title], field=label.get(name, name),
                                  expected=shown(recomputed[name]) or "trống")
                continue
            cell = self._sheets[place.sheet].cells.get(place.at, _NO_CELL)
            if unmoved and cell.formula == texts.get(name, "") and cell.calculated and not self._is_stale(
                    cell.value, recomputed[name]):
                continue
            code, found, expected = self._compare(name, tree, cell, place, recomputed[name])
            if code and not (code == "F004" and is_helper(name)):
                level = "" if is_public(name) or code == "F003" else "canh_bao"
                yield Finding(code, sheet=place.sheet, cell=place.cell, field=label.get(name, name),
                              found=found, expected=expected, level=level)

    def _compare(self, name: str, tree: Expr, cell: RawCell, place: Area, value: Value) -> tuple[str, str, str]:
        if cell.formula is None:
            return "F001", shown(cell.value) or "trống", shown(value) or "trống"
        if changed := self._changed(name, cell.formula, place.sheet):
            return changed, "=" + cell.formula, "=" + render(tree)
        if not cell.calculated:
            return "F003", "", shown(value) or "trống"
        if self._is_stale(cell.value, value):
            return "F004", shown(cell.value) or "trống", shown(value) or "trống"
        return "", "", ""

    @staticmethod
    def _is_stale(found: Value, value: Value) -> bool:
        """Texts are left out: they depend on the program's language, and every one of them is written anew."""
        if found == value and type(found) is type(value):
            return False
        return isinstance(found, (Decimal, bool)) is not isinstance(value, (Decimal, bool)) or (
            isinstance(value, (Decimal, bool)) and not same_value(found, value))

    def _changed(self, name: str, text: str, sheet: str) -> str:
        """F002 when the formula is another one, F006 when it is the same over cells that have moved away."""
        if text == self._texts.get(name):
            return "" if self._stands(name) or self._reaches_the_same(name, sheet) else "F006"
        wanted = _form_once(self._expected.formulas[name])
        try:
            if _form_of(text) == wanted or _form_once(self._over_names(text, sheet, self._now)) == wanted:
                return ""
            home = self._expected.home[name]
            if _form_once(self._over_names(text, home, self._expected.first)) == wanted:
                return "F006"
            issued = self._issued.get(as_saved(name))
            if issued and formula_digest(self._over_names(text, sheet, self._now)) == issued:
                return ""
        except FormulaSyntaxError:
            pass
        return "F002"

    def _stands(self, name: str) -> bool:
        """Whether every cell that a formula reaches by its address is where the form had it."""
        return not self._moved or self._moved.isdisjoint(self._expected.addressed[name])

    def _reaches_the_same(self, name: str, sheet: str) -> bool:
        """Whether the form's own formula reaches by its addresses, seen from a sheet, the cells that it should."""
        spots, home = self._expected.layout.spots, self._expected.home[name]
        for used in self._expected.addressed[name]:
            spot = spots[used]
            there = Area(sheet if spot.sheet == home else spot.sheet, spot.row, spot.column, spot.last)
            if self._now.get(there) != used:
                return False
        return True

    @cached_property
    def _moved(self) -> frozenset[str]:
        """Names of cells that are no longer where the form had them."""
        if self._located.undisturbed:
            return frozenset()
        places = self._located.places
        return frozenset(n for n, spot in self._expected.layout.spots.items()
                         if (p := places.get(n)) is None or p.at != (spot.row, spot.column))

    def _over_names(self, text: str, sheet: str, names: Mapping[Area, str]) -> Expr:
        """A formula of a cell with addresses turned back into names."""

        def known(node: Ref | Name) -> str:
            if isinstance(node, Name):
                return self._expected.name(node.id) or ""
            place = area(node.text, sheet)
            return names.get(place, "") if place is not None else ""

        return _over(text, tuple(map(known, _operands(text))))
