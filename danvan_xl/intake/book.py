"""What a workbook holds, as found: values, formulas, errors, states of sheets, defined names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from danvan_xl.findings import Finding
from danvan_xl.formula import Value
from danvan_xl.intake.looks import Look

At = tuple[int, int]
"""Row and column of a cell, from 0."""

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)$")


_letters = lru_cache(maxsize=2048)(xl_col_to_name)


def a1(at: At) -> str:
    return f"{_letters(at[1])}{at[0] + 1}"


def position(address: str) -> At | None:
    """Row and column of an A1 address, with or without ``$``; None when it is none."""
    match = _A1.match(address)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


class RawCell(NamedTuple):
    """``value`` as stored (a text is not cleaned); ``dated``, ``percent``: how a number is shown.

    ``look``: what may make a person see something else; None where the style simply shows the value.
    ``formula`` has no leading ``=``; a formula cell that no program has calculated is not ``calculated``.
    """

    value: Value = None
    formula: str | None = None
    calculated: bool = True
    dated: bool = False
    percent: bool = False
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class RawSheet:
    """``merges``: merged areas as written (``B2:D2``); ``comments``: what people pinned to cells.

    ``hidden_rows``: rows, from 0, with cells that a person does not see (hidden or filtered out).
    """

    title: str
    state: str = "visible"
    cells: Mapping[At, RawCell] = field(default_factory=dict)
    merges: tuple[str, ...] = ()
    comments: Mapping[At, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()

    def value(self, at: At) -> Value:
        cell = self.cells.get(at)
        return cell.value if cell else None

    def text(self, at: At) -> str:
        value = self.value(at)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class RawBook:
    """``names``: defined names of the whole book → what they refer to, as written.

    ``has_formulas`` is False when the format was read for values only, so that no formula can be checked.
    ``remarks``: findings about the file as such, without their file.
    """

    sheets: tuple[RawSheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    has_macros: bool = False
    saved_at: dt.datetime | None = None
    """The time that the program which saved the file wrote into it."""
    has_formulas: bool = True
    remarks: tuple[Finding, ...] = ()

    def sheet(self, title: str) -> RawSheet | None:
        return next((s for s in self.sheets if s.title == title), None)


@dataclass(frozen=True, slots=True)
class Area:
    """A cell, or a column of cells down to ``last``, where a name really stands in a returned workbook."""

    sheet: str
    row: int
    column: int
    last: int | None = None

    @property
    def at(self) -> At:
        return self.row, self.column

    @property
    def cell(self) -> str:
        return a1(self.at)

    def item(self, index: int) -> At:
        return self.row + index, self.column


def on_sheet(title: str, cells: str) -> str:
    """A reference to cells of a sheet: ``'Title'!A1:A9``."""
    return "'" + title.replace("'", "''") + f"'!{cells}"


_AREA = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Za-z]{1,3}\$?\d+)(?::(\$?[A-Za-z]{1,3}\$?\d+))?$")


@lru_cache(maxsize=32768)
def area(reference: str, own_sheet: str = "") -> Area | None:
    """The area of an absolute reference of one column; None for anything else (``#REF!``, unions, blocks)."""
    if "!" not in reference and own_sheet:
        reference = on_sheet(own_sheet, reference)
    match = _AREA.match(reference.strip())
    if match is None:
        return None
    first, last = position(match[3]), position(match[4]) if match[4] else None
    if first is None or (match[4] and (last is None or last[1] != first[1])):
        return None
    sheet = match[1].replace("''", "'") if match[1] else match[2]
    return Area(sheet, first[0], first[1], last[0] if last else None)
