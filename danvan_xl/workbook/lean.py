"""xlsxwriter's sheet with its inner loop cut short, for the commonest cells that this package writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from danvan_xl.form.pen import LONGEST_FORMULA, KnownFunctions, Pen, cached
from danvan_xl.form.validation import WriteError
from danvan_xl.formula import FormulaError, Value, serial
from danvan_xl.tables.text import as_run, fitting, is_markup
from danvan_xl.workbook.package import KeptRows

_NUMBER = "\0"
"""Stands in pieces of rows for the row's number; XML has no such character."""
_SHARED = ' t="s"><v>'
_LEAP = 60
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))


class _Openings(dict[int, str]):
    """Column → how its cells begin."""

    def __missing__(self, column: int) -> str:
        self[column] = f'<c r="{xl_col_to_name(column)}'
        return self[column]


_OPENINGS = _Openings()


class PlainSheet(KnownFunctions):
    """For sheets that charts show."""

    def _get_range_data(self, *area: int) -> list[Any]:
        """What a chart keeps of its cells; xlsxwriter would turn a blank into 0."""
        return [None if value == "" else value for value in super()._get_range_data(*area)]


class LeanSheet(KnownFunctions):
    """Its blanks, numbers, texts and formulas are kept as the XML they will be, and rows that are done as its bytes.

    Not for a sheet whose cells a chart shows: the chart copies their values when the workbook is closed.
    """

    fh: Any
    table: Any

    def __init__(self) -> None:
        super().__init__()
        self._above, self._below = KeptRows(), KeptRows()
        """Rows above the first that is done; that row and all that follow."""
        self._first = self._next = -1
        self._styles: dict[Format, str] = {}
        self._texts: dict[tuple[str, Format], str] = {}
        """The cells of texts that were written before: most come again and again."""

    def cell(self, value: Value, style: Format) -> str:
        """A value as its cell will be in the file, without the address.

        Raises
        ------
        WriteError
            For a number that is none.
        """
        match value:
            case None:
                return self._style(style) + "/>"
            case str():
                return self._texts.get((value, style)) or self._text(value, style)
            case Decimal() if value.is_finite():
                return f"{self._style(style)}><v>{float(value):.16G}</v></c>"
            case bool():
                return f'{self._style(style)} t="b"><v>{value:d}</v></c>'
            case dt.date():
                days = serial(value)
                # Excel counts a 29 February 1900
                return f"{self._style(style)}><v>{days - (days <= _LEAP)}</v></c>"
            case FormulaError(code):
                return self.cell(code, style)
        raise WriteError(f"{value} is no value of a cell")

    def _style(self, style: Format) -> str:
        return self._styles.get(style) or self._styles.setdefault(style, f'" s="{style._get_xf_index()}"')

    def _text(self, text: str, style: Format) -> str:
        shared = fitting(text)
        place = self.str_table._get_shared_string_index(as_run(shared) if is_markup(shared) else shared)
        self.str_table.count -= 1
        known = self._texts[text, style] = f"{self._style(style)}{_SHARED}{place}</v></c>"
        return known

    def formula(self, text: str, style: Format, value: Value) -> str:
        """A formula without its leading ``=`` as its cell will be in the file, with the result it has."""
        typed, shown = "", cached(value)
        if isinstance(shown, bool):
            typed, shown = ' t="b"', int(shown)
        elif isinstance(shown, str) and shown:
            typed, shown = ' t="e"' if shown in _ERRORS else ' t="str"', escape(shown, quote=False)
        return f"{self._style(style)}{typed}><f>{escape(text, quote=False)}</f><v>{shown}</v></c>"

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        """Of a link, whose kind is told by its cell."""
        if cell_format is None:
            return int(super()._write_string(row, col, string))
        self.table[row][col] = self.cell(string, cell_format)
        return 0

    def done(self, row: int) -> None:
        """Nothing more will be written in a row, nor between it and the first that was done.

        What stands there takes a fraction of its memory from now on.
        """
        if self._first < 0:
            self._first = self._next = row
        self._write_out(range(self._next, row + 1), self._below)
        self._next = row + 1

    def piece(self, first: int, cells: Iterable[tuple[Value, Format]]) -> str:
        """Cells side by side from a column on, for :meth:`whole` of any row."""
        made = [f"{_OPENINGS[column]}{_NUMBER}{self.cell(*given)}" for column, given in enumerate(cells, first)]
        self._check_dimensions(0, first + len(made) - 1, ignore_row=True)
        return "".join(made)

    def whole(self, row: int, *pieces: str) -> None:
        """All there is in a row, which is done with it."""
        if row in self.table or row in self.row_info or self._check_dimensions(row, 0):
            raise WriteError(f"row {row} cannot be written whole")
        self.done(row)
        number = str(row + 1)
        self._keep(f'<row r="{number}">{"".join(pieces).replace(_NUMBER, number)}</row>', self._below)

    def finish(self) -> None:
        """Nothing more will be written at all."""
        if late := [row for row in self.table if self._first <= row < self._next]:
            raise WriteError(f"rows {late} were done before all was written")
        left = sorted({*self.table, *self.row_info, *self.comments})
        self._write_out([row for row in left if row < self._first], self._above)
        self._write_out([row for row in left if row >= max(self._next, 0)], self._below)
        self._texts.clear()

    def _write_out(self, rows: Iterable[int], into: KeptRows) -> None:
        kept, self.fh = self.fh, into
        for row in rows:
            if row in self.table or row in self.row_info or row in self.comments:
                self._write_cells(row, self.table.pop(row, {}))
        self.fh = kept

    def _write_cells(self, row: int, cells: dict[int, Any]) -> None:
        if not cells:
            self._write_empty_row(row, None, self.row_info.get(row))
            return
        columns = sorted(cells)
        if self._check_dimensions(row, columns[0]) or self._check_dimensions(row, columns[-1]):
            raise WriteError(f"row {row}, column {columns[-1]} lies outside a sheet")
        if row in self.row_info:
            self._write_row(row, None, self.row_info[row])
        else:
            self.fh.write(f'<row r="{row + 1}">')
        number, start = str(row + 1), 0
        for at, column in enumerate(columns) if {*map(type, cells.values())} != {str} else ():
            if not isinstance(cells[column], str):
                self._write_kept(number, columns[start:at], cells)
                self._write_cell(row, column, cells[column])
                start = at + 1
        self._write_kept(number, columns[start:], cells)
        self.fh.write("</row>")
        for column, link in self.hyperlinks.get(row, {}).items():
            # what xlsxwriter would find out from the cell, which is gone when it asks
            link._is_object_link = _SHARED not in cells[column]

    def _write_kept(self, number: str, columns: list[int], cells: dict[int, str]) -> None:
        self._keep("".join([f"{_OPENINGS[column]}{number}{cells[column]}" for column in columns]), self.fh)

    def _keep(self, cells: str, into: KeptRows) -> None:
        self.str_table.count += cells.count(_SHARED)
        into.write(cells)

    def _write_sheet_data(self) -> None:
        self.fh.write("<sheetData>")
        for part in (self._above, self._below):
            self.fh.include(part)
        self.fh.write("</sheetData>")


class LeanPen(Pen):
    """Writes on a lean sheet."""

    sheet: LeanSheet

    def put(self, row: int, column: int, value: Value, style: Format) -> None:
        self.sheet.table[row][column] = self.sheet.cell(value, style)

    def blanks(self, row: int, columns: Iterable[int], style: Format) -> None:
        self.sheet.table[row].update(dict.fromkeys(columns, self.sheet.cell(None, style)))

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        self.put(row, column, text, style)

    def write_formula(self, row: int, column: int, text: str, style: Format, value: Value) -> None:
        if len(text) >= LONGEST_FORMULA:
            raise WriteError(f"formula at {row},{column} has {len(text)} characters")
        self.sheet.table[row][column] = self.sheet.formula(text, style, value)
