"""Office-made tables: columns with Vietnamese headers, read by column from .xlsx, .csv or rows given in Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from danvan_xl.findings import Finding
from danvan_xl.intake.numbers import folded
from danvan_xl.tables import Table, TableError, TableRow, read_csv, read_workbook

Rows = Iterable[TableRow | Mapping[str, object]]
Source = str | Path | Rows
"""Path of a .xlsx or .csv, or its rows: mappings by column code, or a DataFrame."""


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """``name``: the file without suffix; ``sheet``: in an .xlsx; ``columns``: code → header; ``keys`` must exist."""

    name: str
    sheet: str
    columns: Mapping[str, str]
    keys: tuple[str, ...]

    def read(self, source: Source) -> Table:
        """
        Raises
        ------
        TableError
            When the file cannot be read as this table, or a key column is missing.
        FileNotFoundError
            When there is no such file.
        """
        table = self._file(Path(source)) if isinstance(source, (str, Path)) else self._given(source)
        missing = [self.columns[key] for key in self.keys if key not in table.columns]
        if missing:
            raise TableError(table.file, "thiếu cột " + ", ".join(f"“{title}”" for title in missing))
        return table

    def _file(self, path: Path) -> Table:
        if not path.is_file():
            raise FileNotFoundError(f"Không có tệp {path}")
        headers = {title: code for code, title in self.columns.items()}
        if path.suffix.lower() == ".csv":
            return renamed(read_csv(path), headers)
        tables = read_workbook(path, {self.name: self.sheet}, {self.name: {}})
        if self.name not in tables:
            raise TableError(path.name, f"không có trang “{self.sheet}”")
        return renamed(tables[self.name], headers)

    def _given(self, rows: Rows) -> Table:
        if hasattr(rows, "to_dict"):
            rows = rows.to_dict("records")
        made = tuple(
            row if isinstance(row, TableRow) else TableRow(number, {k: as_text(v) for k, v in row.items()})
            for number, row in enumerate(rows, 2)
        )
        letters = {code: xl_col_to_name(i) for i, code in enumerate(self.columns)}
        return Table(self.name, f"{self.name}.csv", tuple(self.columns), made, letters)


def renamed(table: Table, headers: Mapping[str, str]) -> Table:
    """Headers as people see them → column codes, by their words; other columns keep their headers."""
    codes = {folded(title).casefold(): code for title, code in headers.items()}
    code_of = {title: codes.get(folded(title).casefold(), title) for title in table.columns}
    rows = tuple(TableRow(r.number, {code_of[t]: v for t, v in r.cells.items()}) for r in table.rows)
    letters = {code_of[title]: letter for title, letter in table.letters.items()}
    return Table(table.name, table.file, tuple(code_of[t] for t in table.columns), rows, letters)


def as_text(value: object) -> str:
    """A value given in Python as the cell of a .csv holds it; NaN and None are blank."""
    match value:
        case None:
            return ""
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}" if value.is_finite() else ""
        case float():
            return "" if value != value else repr(value).removesuffix(".0")
    return str(value).strip()


def written_day(text: str) -> str:
    """A day of a table as people write it; words that are no such day stay as they are."""
    try:
        return f"{dt.date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def unreadable(error: TableError) -> Finding:
    """The finding of a table that is not applied at all."""
    return Finding("X018", file=error.file, detail=error.reason)
