"""xlsxwriter's sheet with its inner loop cut short, for the commonest cells that this package writes."""

from __future__ import annotations

import gzip
import io
import shutil
from functools import cache
from math import isfinite
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from danvan_xl.form.pen import KnownFunctions
from danvan_xl.form.validation import WriteError

_CHUNK = 1 << 20
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_letters = cache(xl_col_to_name)


class PlainSheet(KnownFunctions):
    """For sheets that charts show."""

    def _get_range_data(self, *area: int) -> list[Any]:
        """What a chart keeps of its cells; xlsxwriter would turn a blank into 0."""
        return [None if value == "" else value for value in super()._get_range_data(*area)]


class LeanSheet(Worksheet):  # type: ignore[misc]
    """Its blanks, numbers, texts and formulas are kept as the XML they will be, without their addresses.

    For formulas of functions that Excel 2010 knows (none of them is looked through for newer ones), and not for a
    sheet whose cells a chart shows: the chart copies their values when the workbook is closed.
    """

    fh: Any
    table: Any

    def __init__(self) -> None:
        super().__init__()
        self._packed: bytes | None = None

    def _write_blank(self, row: int, col: int, _: object, cell_format: Format | None = None) -> int:
        if cell_format is not None:
            self.table[row][col] = f'" s="{cell_format._get_xf_index()}"/>'
        return 0

    def _write_number(self, row: int, col: int, number: float, cell_format: Format | None = None) -> int:
        if not isfinite(number):
            raise WriteError(f"{number} in row {row}, column {col}")
        self.table[row][col] = f'"{_style(cell_format)}><v>{number:.16G}</v></c>'
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        if len(string) > self.xls_strmax // 2:
            return int(super()._write_string(row, col, string, cell_format))
        place = self.str_table._get_shared_string_index(string)
        self.table[row][col] = f'"{_style(cell_format)} t="s"><v>{place}</v></c>'
        return 0

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: float | str = 0
    ) -> int:
        typed, shown = "", value
        if isinstance(value, bool):
            typed, shown = ' t="b"', int(value)
        elif isinstance(value, str) and value:
            typed, shown = ' t="e"' if value in _ERRORS else ' t="str"', self._escape_data(value)
        text = self._escape_data(formula.removeprefix("="))
        self.table[row][col] = f'"{_style(cell_format)}{typed}><f>{text}</f><v>{shown}</v></c>'
        return 0

    def finish(self) -> None:
        """Keep the cells as compressed XML from now on, a tenth of their size; nothing can be written any more."""
        self._measure()
        kept, packed = self.fh, io.BytesIO()
        squeezed = gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0)
        with io.TextIOWrapper(squeezed, encoding="utf-8", newline="") as self.fh:
            super()._write_sheet_data()
        self.fh, self._packed = kept, packed.getvalue()
        for row, links in self.hyperlinks.items():
            for column, link in links.items():
                # what xlsxwriter would find out from the cell, which is gone when it asks
                link._is_object_link = ' t="s">' not in self.table[row][column]
        self.table = {}

    def _measure(self) -> None:
        """The rows and columns used, which xlsxwriter counts cell by cell."""
        rows, columns = self.table.keys(), set().union(*self.table.values())
        if not columns:
            return
        self._check_dimensions(min(rows), min(columns))
        if self._check_dimensions(max(rows), max(columns)):
            raise WriteError(f"{len(rows)} rows and {len(columns)} columns are too many for a sheet")

    def _calculate_spans(self) -> None:
        """None: they are hints that Excel works out for itself."""

    def _write_sheet_data(self) -> None:
        if self._packed is None:
            raise WriteError(f"sheet {self.name} is not finished")
        with gzip.open(io.BytesIO(self._packed), "rt", encoding="utf-8", newline="") as text:
            shutil.copyfileobj(text, self.fh, _CHUNK)

    def _write_rows(self) -> None:
        for row in sorted({*self.table, *self.row_info, *self.comments}):
            cells, number = self.table.get(row), str(row + 1)
            if not cells:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            for column in sorted(cells):
                cell = cells[column]
                if cell.__class__ is str:
                    self.fh.write(f'<c r="{_letters(column)}{number}{cell}')
                else:
                    self._write_cell(row, column, cell)
            self.fh.write("</row>")


def _style(cell_format: Format | None) -> str:
    return f' s="{cell_format._get_xf_index()}"' if cell_format is not None else ""
