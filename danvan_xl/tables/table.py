"""A plain table: named columns, rows of text, and where each stands in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_col_to_name


@dataclass(frozen=True, slots=True)
class TableRow:
    """``number`` is the row as a person counts it in the file (the header is row 1 of a .csv)."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    letters: Mapping[str, str] = field(default_factory=dict)
    twice: tuple[tuple[str, str], ...] = ()
    """Headers met again, with the letter of the column that is not read."""
    outside: tuple[tuple[str, str], ...] = ()
    """Filled cells of columns without a header: address and text."""
    header: int = 1
    """The row of the header as a person counts it."""

    def cell(self, row: TableRow, column: str) -> str:
        """The A1 address of a cell, or the row alone where the column is missing."""
        return f"{self.letters.get(column, '')}{row.number}"


class TableError(Exception):
    """A table that cannot be read at all; ``reason`` is a Vietnamese phrase."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


def build(name: str, file: str, header: list[str], body: list[tuple[int, list[str]]], at: int = 1) -> Table:
    """A table from a header in row ``at`` and numbered rows; blank rows are left out."""
    letters: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    for i, title in enumerate(header, 1):
        if title in letters:
            twice.append((title, xl_col_to_name(i - 1)))
        elif title:
            letters[title] = xl_col_to_name(i - 1)
    own = [bool(title) and letters[title] == xl_col_to_name(i - 1) for i, title in enumerate(header, 1)]
    rows = [
        TableRow(number, {t: v for t, v, is_own in zip(header, values, own, strict=False) if is_own})
        for number, values in body
        if any(values)
    ]
    outside = [
        (f"{xl_col_to_name(i - 1)}{number}", value)
        for number, values in body
        for i, value in enumerate(values, 1)
        if value and (i > len(header) or not header[i - 1])
    ]
    return Table(name, file, tuple(letters), tuple(rows), letters, tuple(twice), tuple(outside), at)
