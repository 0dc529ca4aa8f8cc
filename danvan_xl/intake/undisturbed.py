"""The usual case: a return in which the unit filled in cells and moved nothing. Then nothing has to be looked for.

Undisturbed is a workbook whose sheets, names, labels, codes, headers, maxima and merged areas are exactly those of
the clean form, whose formula cells all hold a formula, and which holds nothing outside the form's own cells. Where
everything stands is then what :func:`~danvan_xl.intake.locate.locate` says of the clean form itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from danvan_xl.form.layout import GUIDE_SHEET
from danvan_xl.formula import Value
from danvan_xl.intake.book import At, RawBook, RawSheet, area
from danvan_xl.intake.expected import Expected
from danvan_xl.intake.locate import Located, locate
from danvan_xl.intake.numbers import same_words
from danvan_xl.intake.signs import names_unit
from danvan_xl.intake.tabs import KNOWN, is_own, resemblance

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
            and not [at for at, value in self.fixed.items()
                     if (cell := cells.get(at)) is None or cell.value != value or cell.formula is not None]
            and None not in [cells[at].formula for at in self.formulas]
        )


class _Home:
    """The clean form of one shape, and what ``locate`` says of it; None where even there something is in doubt."""

    def __init__(self, expected: Expected) -> None:
        self._expected, self._book = expected, expected.clean_book
        found = locate(self._book, expected)
        self.located = None if found.doubts or found.findings else replace(found, lines={}, undisturbed=True)
        inputs: dict[str, set[At]] = {}
        for place in found.places.values():
            rows = range(place.row, (place.last or place.row) + 1)
            inputs.setdefault(place.sheet, set()).update((row, place.column) for row in rows)
        self._sheets = {
            sheet.title: _home_sheet(sheet, expected, inputs.get(sheet.title, set())) for sheet in self._book.sheets}

    def is_whole(self, book: RawBook, intact: Set[str]) -> bool:
        """Whether nothing at all has moved, where all these sheets are as they were sent."""
        return (len(intact) == len(self._sheets) and book.names == self._book.names
                and [sheet.title for sheet in _forms(book)] == list(self._sheets))

    def intact(self, book: RawBook) -> Set[str]:
        """Titles of the sheets that are as they were sent, with the names that point there; none where what else the
        workbook holds may be taken for one of them."""
        sheets = list(_forms(book))
        if not book.has_formulas or len({sheet.title for sheet in sheets}) < len(sheets):
            return frozenset()
        intact = {s.title for s in sheets if s.title in self._sheets and self._sheets[s.title].is_as_sent(s)}
        for text, reference in self._book.names.items() ^ book.names.items():
            if (name := self._expected.name(text)) is not None:
                intact.discard(self._expected.home[name])
                intact.discard(place.sheet if (place := area(reference)) else "")
        return intact if self._are_apart(intact, [s for s in sheets if s.title not in intact]) else frozenset()

    def _are_apart(self, intact: Set[str], others: Sequence[RawSheet]) -> bool:
        """Whether no other sheet can be taken for an intact one, and no intact one for another."""
        signs = {title: self._expected.signs[title] for title in intact}
        wanted = self._sheets.keys() - intact
        alike = [share for sheet in others for share in resemblance(sheet, signs).values()]
        alike += [self._resemblances[title][other] for title in intact for other in wanted]
        named = {*wanted, *(sheet.title for sheet in others)}
        return max(alike, default=0) < KNOWN and not any(
            same_words(title, other) for title in intact for other in named) and not any(
            one.is_copied_in(sheet) for sheet in others for one in signs.values())

    @cached_property
    def _resemblances(self) -> dict[str, dict[str, float]]:
        """Of each clean sheet with what each plan promises."""
        return {sheet.title: resemblance(sheet, self._expected.signs) for sheet in self._book.sheets}


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
        if home.located is None:
            return locate(book, expected)
        intact = home.intact(book)
        return home.located if home.is_whole(book, intact) else locate(book, expected, home.located, intact)
