"""The usual case: a return in which the unit filled in cells and moved nothing. Then nothing has to be looked for.

Undisturbed is a workbook whose sheets, names, labels, codes, headers, maxima and merged areas are exactly those of
the clean form, whose formula cells all hold a formula, and which holds nothing outside the form's own cells. Where
everything stands is then what :func:`~danvan_xl.intake.locate.locate` says of the clean form itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from danvan_xl.form.layout import GUIDE_SHEET
from danvan_xl.formula import Value
from danvan_xl.intake.book import At, RawBook, RawSheet
from danvan_xl.intake.expected import Expected
from danvan_xl.intake.locate import Located, locate
from danvan_xl.intake.signs import names_unit
from danvan_xl.intake.tabs import is_own

_GUIDE_TEXTS = 2
"""The first column of the guide whose texts may differ from unit to unit."""


@dataclass(frozen=True, slots=True)
class _HomeSheet:
    """``heading``: the cell that names the unit; ``room``: every cell that the form uses."""

    fixed: Mapping[At, Value]
    heading: At
    formulas: frozenset[At]
    room: frozenset[At]
    merges: frozenset[str]

    def is_as_sent(self, sheet: RawSheet) -> bool:
        cells = sheet.cells
        return (
            cells.keys() <= self.room and self.formulas <= cells.keys() and self.merges.issuperset(sheet.merges)
            and names_unit(sheet.text(self.heading))
            and all((c := cells.get(at)) and c.formula is None and c.value == value for at, value in self.fixed.items())
            and all(cells[at].formula is not None for at in self.formulas)
        )


class _Home:
    """The clean form of one shape, and what ``locate`` says of it; None where even there something is in doubt."""

    def __init__(self, expected: Expected) -> None:
        book = expected.clean_book
        found = locate(book, expected)
        self.located = None if found.doubts or found.findings else replace(found, lines={}, undisturbed=True)
        self._names = book.names
        inputs: dict[str, set[At]] = {}
        for place in found.places.values():
            rows = range(place.row, (place.last or place.row) + 1)
            inputs.setdefault(place.sheet, set()).update((row, place.column) for row in rows)
        self._sheets = {
            sheet.title: _home_sheet(sheet, expected, inputs.get(sheet.title, set())) for sheet in _forms(book)}

    def holds(self, book: RawBook) -> bool:
        sheets = list(_forms(book))
        return (
            book.has_formulas and book.names == self._names and [s.title for s in sheets] == list(self._sheets)
            and all(self._sheets[sheet.title].is_as_sent(sheet) for sheet in sheets)
        )


def _forms(book: RawBook) -> Iterator[RawSheet]:
    return (sheet for sheet in book.sheets if not is_own(sheet))


def _home_sheet(sheet: RawSheet, expected: Expected, inputs: set[At]) -> _HomeSheet:
    spot = expected.layout.headings[sheet.title]
    heading = spot.row, spot.column
    formulas = frozenset(at for at, cell in sheet.cells.items() if cell.formula is not None)
    free = {at for at in sheet.cells if sheet.title == GUIDE_SHEET and at[1] >= _GUIDE_TEXTS} | {heading}
    fixed = {at: cell.value for at, cell in sheet.cells.items() if at not in formulas and at not in free}
    return _HomeSheet(fixed, heading, formulas, frozenset(sheet.cells) | inputs, frozenset(sheet.merges))


class Finder:
    """Where the names of a returned workbook are: at once for one that is undisturbed, by its signs otherwise."""

    def __init__(self) -> None:
        self._homes: dict[int, _Home] = {}

    def locate(self, book: RawBook, expected: Expected) -> Located:
        home = self._homes.get(id(expected))
        if home is None:
            home = self._homes[id(expected)] = _Home(expected)
        if home.located is not None and home.holds(book):
            return home.located
        return locate(book, expected)
