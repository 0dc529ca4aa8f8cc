"""Where every name of the map really stands in a returned workbook.

A value has up to three witnesses: the defined name, the hidden code of its row and key of its column, and the label
and header that a person sees. A name that a spreadsheet program moved along is *live*; a name still at its first
address while its sheet has moved was left behind by a program that moves cells only. What a person sees must be
among the witnesses that agree; where they contradict one another the value is asked about and not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby

from danvan_xl.findings import Finding
from danvan_xl.form.layout import Spot, is_public
from danvan_xl.intake.book import Area, At, RawBook, RawSheet, a1, area
from danvan_xl.intake.expected import Expected
from danvan_xl.intake.merges import covered
from danvan_xl.intake.rows import Line, Lines
from danvan_xl.intake.signs import look
from danvan_xl.intake.tabs import find_tabs, is_own
from danvan_xl.intake.typed import shown

_TORN = "các ô của trang bị xô lệch"


@dataclass(frozen=True)
class Located:
    """``places``: name → where it stands; one that cannot be found is left out.

    ``doubts``: name and row of a list (0 = all of it) → why the value must not be used; ``findings``: what is to be
    said about sheets as such.
    ``named``: where the defined names point; ``titles``: title in the layout → sheet now; ``home``: name → title in
    the layout. ``undisturbed``: everything stands where the form had it.
    """

    places: Mapping[str, Area] = field(default_factory=dict)
    doubts: Mapping[tuple[str, int], Finding] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    named: Mapping[str, Area] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, Lines] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    undisturbed: bool = False

    def is_sure(self, name: str) -> bool:
        """Whether a name was found and nothing speaks against what stands there."""
        return name in self.places and (name, 0) not in self.doubts


_NOTHING = Located()


class _Locator:
    def __init__(self, book: RawBook, expected: Expected, clean: Located, intact: Set[str]) -> None:
        self.expected, self.clean, self.intact = expected, clean, intact
        present = {sheet.title for sheet in book.sheets}
        self.named: dict[str, Area] = {}
        for text, reference in book.names.items():
            name, found = expected.name(text), area(reference)
            if name is not None and found is not None and found.sheet in present and is_public(name):
                self.named[name] = found
        self.broken = {name for text, reference in book.names.items() if "#REF!" in reference
                       and (name := expected.name(text)) is not None}
        self.signs = {title: signs for title, signs in expected.signs.items() if title not in intact}
        sheets = [sheet for sheet in book.sheets if sheet.title not in intact and not is_own(sheet)]
        self.tabs = find_tabs(sheets, self.signs, self.named, expected.home)
        self.lines = {title: Lines(look(sheet, self.signs[title])) for title, sheet in self.tabs.now.items()}
        self.live = {name for name in self.named if expected.home[name] not in intact and not self._at_home(name)}
        self.claimed = {(a.sheet, a.at): name for name in self.live if (a := self.named[name]).last is None}
        self.named_sheets = {place.sheet for place in self.named.values()}
        self.places: dict[str, Area] = {}
        self.doubts: dict[tuple[str, int], Finding] = {}
        self.added_rows: dict[tuple[str, int], Finding] = {}

    def _at_home(self, name: str) -> bool:
        """Whether a name still points where the form had it."""
        spot, place = self.expected.layout.spots[name], self.named[name]
        now = self.tabs.now.get(spot.sheet)
        titles = (spot.sheet, now.title if now else "")
        return place.sheet in titles and place.at == (spot.row, spot.column) and place.last == spot.last

    def run(self) -> None:
        for name, spot in self.expected.layout.spots.items():
            if spot.sheet in self.intact and name in self.clean.places:
                self.places[name] = self.clean.places[name]
            lines = self.lines.get(spot.sheet)
            if lines is None:
                continue
            place, doubt = self._list(lines, name, spot) if spot.last is not None else self._cell(lines, name, spot)
            if place is not None:
                self.places[name] = place
            if doubt:
                at = place or self.named.get(name)
                self.doubts[name, 0] = Finding(
                    "C009", sheet=at.sheet if at else lines.sheet.title, cell=at.cell if at else "", detail=doubt)

    # --- single cells ---------------------------------------------------------------------------------------

    def _cell(self, lines: Lines, name: str, spot: Spot) -> tuple[Area | None, str]:
        row, column = lines.row(spot.row), lines.column(spot.column)
        beside = lines.beside(name)
        if beside is not None:
            row, column = Line((beside[0],)), Line((beside[1],))
        named = self.named.get(name)
        if named is not None and (named.sheet != lines.sheet.title or named.last is not None):
            named = None if name not in self.live else named
        if not is_public(name):
            sure = row.at is not None and column.at is not None
            return (Area(lines.sheet.title, row.at, column.at), "") if sure else (None, "")  # type: ignore[arg-type]
        for line, index in ((row, 0), (column, 1)):
            if line.at is None and (settled := self._settled(lines, name, line, index, named)) is not None:
                if index == 0:
                    row = settled
                else:
                    column = settled
        if row.at is None or column.at is None:
            said = row.why or column.why
            return (named if said else None), said
        return self._weighed(lines, name, spot, Area(lines.sheet.title, row.at, column.at), named)

    def _settled(self, lines: Lines, name: str, line: Line, index: int, named: Area | None) -> Line | None:
        """A row or column that its signs leave open, settled by the defined name if that agrees with what is seen.

        A name counts when it moved along, or when nothing on the sheet has moved.
        """
        if named is None or named.sheet != lines.sheet.title or not (name in self.live or lines.is_at_home):
            return None
        at = named.at[index]
        if at in line.candidates:
            return Line((at,))
        if not line.candidates and not line.why and lines.nameless(at, index):
            return Line((at,))
        return None

    def _weighed(self, lines: Lines, name: str, spot: Spot, signed: Area, named: Area | None) -> tuple[Area, str]:
        if named == signed:
            return signed, ""
        if named is not None:
            if name not in self.live and lines.is_whole:
                return signed, ""
            return signed, f"tên ô chỉ {named.cell} nhưng mã và nhãn chỉ {signed.cell}"
        if name in self.broken and lines.sheet.title in self.named_sheets:
            return signed, "ô gốc của chỉ tiêu đã bị xóa hoặc bị ghi đè"
        owner = self.claimed.get((signed.sheet, signed.at))
        if owner is not None and owner != name:
            return signed, f"ô {signed.cell} đã được dời từ chỉ tiêu khác đến"
        if signed.at != (spot.row, spot.column) and lines.is_torn:
            return signed, _TORN
        if signed.row in lines.torn_rows:
            return signed, _TORN
        return signed, ""

    # --- lists ----------------------------------------------------------------------------------------------

    def _list(self, lines: Lines, name: str, spot: Spot) -> tuple[Area | None, str]:
        """A column of a list: from its first row with a code to the last row before the notes below it."""
        column, named = lines.column(spot.column), self.named.get(name)
        if named is not None and (named.sheet != lines.sheet.title or named.last is None):
            named = None
        at = column.at
        if at is None and named is not None and (at := self._list_column(lines, name, column, named)) is None:
            return (named if column.why else None), column.why
        rows, torn = self._rows(lines, spot.sheet)
        if torn:
            return named, torn
        if at is None or rows is None:
            return None, column.why
        if named is not None and named.column != at and (name in self.live or not lines.is_whole):
            return named, f"tên cột chỉ {named.cell} nhưng mã và tiêu đề chỉ cột khác"
        if named is not None and name in self.live and rows != (named.row, named.last):
            return named, "các ô của cột bị xô lệch so với các dòng của danh sách"
        first, last = rows
        for row in (added := lines.added_items(first, last)):
            self.added_rows[lines.sheet.title, row] = Finding(
                "C022", sheet=lines.sheet.title, cell=a1((row, at)), field=lines.signs.plan.title)
        first, last = min((first, *added)), max((last, *added))
        for row in lines.torn_rows:
            if first <= row <= last:
                self.doubts[name, row - first + 1] = Finding(
                    "C009", sheet=lines.sheet.title, cell=a1((row, at)), detail=_TORN)
        return Area(lines.sheet.title, first, at, last), ""

    def _list_column(self, lines: Lines, name: str, column: Line, named: Area) -> int | None:
        settled = self._settled(lines, name, column, 1, named)
        return settled.at if settled else None

    def _rows(self, lines: Lines, title: str) -> tuple[tuple[int, int] | None, str]:
        """First and last row of a list, the same for all its columns: by the codes, else by the columns' names."""
        if (coded := lines.items()) is not None:
            return coded, ""
        spans = {(place.row, place.last) for name, place in self.named.items()
                 if place.last is not None and self.expected.home[name] == title and place.sheet == lines.sheet.title}
        if not spans:
            return None, ""
        first, last = next(iter(spans))
        if len(spans) > 1 or not lines.may_be_items(first, last):
            return None, "các cột của danh sách không còn cùng các dòng"
        return (first, last), ""


def locate(
    book: RawBook, expected: Expected, clean: Located = _NOTHING, intact: Set[str] = frozenset()
) -> Located:
    """Every name that can be found → where it stands, and what is in doubt.

    Parameters
    ----------
    clean:
        What was found in the clean form.
    intact:
        Titles of sheets that are as they were sent; only the others are searched.
    """
    work = _Locator(book, expected, clean, intact)
    work.run()
    findings: list[Finding] = []
    for title in work.signs:
        sheet = work.tabs.now.get(title)
        if sheet is None:
            findings.append(Finding("C010", field=title, expected=title))
            continue
        findings += _judge_copies(work, title, sheet)
    for sheet in work.tabs.added:
        if sheet.cells:
            findings.append(Finding("C020", sheet=sheet.title, found=f"{len(sheet.cells)} ô"))
    findings += work.added_rows.values()
    findings += [Finding("C023", sheet=lines.sheet.title, field=title, found=_as_ranges(lost))
                 for title, lines in work.lines.items() if (lost := lines.lost_items())]
    for name, item, reference in covered(book, work.places):
        place = work.places[name]
        cell = a1(place.item(max(item - 1, 0)))
        work.doubts.setdefault((name, item), Finding("C011", sheet=place.sheet, cell=cell, found=reference))
    now = {title: title for title in intact} | {title: sheet.title for title, sheet in work.tabs.now.items()}
    titles = {title: now[title] for title in expected.signs if title in now}
    return Located(work.places, work.doubts, tuple(findings), work.named, titles, work.lines, expected.home)


def _as_ranges(numbers: list[int]) -> str:
    """``3, 7–15``."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _judge_copies(work: _Locator, title: str, sheet: RawSheet) -> Iterator[Finding]:
    """Each input that a copy of a sheet answers otherwise is in doubt; a copy that says the same is only named."""
    for copy in work.tabs.copies.get(title, ()):
        lines, own = Lines(look(copy, work.expected.signs[title])), work.lines[title]
        differs = False
        for name, spot in work.expected.inputs:
            if spot.sheet != title or name not in work.places:
                continue
            place = work.places[name]
            for offset in range((place.last or place.row) - place.row + 1):
                at = place.item(offset)
                there = _in_copy(lines, name, spot, own.item_in(lines, at[0], offset))
                mine, other = sheet.value(at), copy.value(there) if there else None
                if mine != other or (there is None and place.last is None):
                    differs = True
                    work.doubts[name, offset + 1 if place.last is not None else 0] = Finding(
                        "C012", sheet=sheet.title, cell=a1(at), found=shown(mine) or "trống",
                        expected=shown(other) or "trống", detail=f"trang “{copy.title}”{_at(there)}")
        if not differs:
            yield Finding("C013", sheet=copy.title, expected=sheet.title)


def _at(place: At | None) -> str:
    return f", ô {a1(place)}" if place else ""


def _in_copy(lines: Lines, name: str, spot: Spot, item: int | None) -> At | None:
    """Where a copy has a name; ``item``: the row there of a list's item."""
    if (beside := lines.beside(name)) is not None:
        return beside
    column = lines.column(spot.column).at
    if column is None:
        return None
    row = item if spot.last is not None else lines.row(spot.row).at
    return (row, column) if row is not None else None
