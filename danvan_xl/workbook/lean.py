"""xlsxwriter's sheet with its inner loop cut short: the same bytes, for the cells that this package writes."""

from __future__ import annotations

import gzip
import io
import shutil
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_CHUNK = 1 << 20
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


class LeanSheet(Worksheet):  # type: ignore[misc]
    """For formulas of functions that Excel 2010 knows: none of them has to be looked through for newer ones."""

    fh: Any
    table: Any

    def __init__(self) -> None:
        super().__init__()
        self._letters: dict[int, str] = {}
        self._packed: bytes | None = None

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        before: int = super()._write_blank(row, col, None, cell_format)
        if before == 0:
            self.table[row][col] = _Formula(formula.removeprefix("="), cell_format, value)
        return before

    def _get_range_data(self, *area: int) -> list[Any]:
        """What a chart keeps of its cells; xlsxwriter would turn a blank into 0."""
        return [None if value == "" else value for value in super()._get_range_data(*area)]

    def finish(self) -> None:
        """Keep the cells as compressed XML from now on, a tenth of their size; nothing can be written any more.

        Not for a sheet whose cells a chart shows: the chart copies their values when the workbook is closed.
        """
        kept, packed = self.fh, io.BytesIO()
        squeezed = gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0)
        with io.TextIOWrapper(squeezed, encoding="utf-8", newline="") as self.fh:
            super()._write_sheet_data()
        self.fh, self._packed = kept, packed.getvalue()
        # xlsxwriter asks what stands in the cells of links
        self.table = {row: {at: self.table[row][at] for at in links} for row, links in self.hyperlinks.items()}

    def _write_sheet_data(self) -> None:
        if self._packed is None:
            super()._write_sheet_data()
            return
        with gzip.open(io.BytesIO(self._packed), "rt", encoding="utf-8", newline="") as text:
            shutil.copyfileobj(text, self.fh, _CHUNK)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__.__name__
        if cell.format is None or kind not in ("String", "Number", "Blank", "Formula"):
            super()._write_cell(row, col, cell)
            return
        letter = self._letters.get(col) or self._letters.setdefault(col, xl_col_to_name(col))
        start = f'<c r="{letter}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "Blank":
            self.fh.write(start + "/>")
        elif kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind == "Number":
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(start + self._result(cell.formula, cell.value))

    def _result(self, formula: str, value: Any) -> str:
        typed = ""
        if isinstance(value, bool):
            typed, value = ' t="b"', int(value)
        elif isinstance(value, str) and value:
            typed = ' t="e"' if value in _ERRORS else ' t="str"'
        return f"{typed}><f>{self._escape_data(formula)}</f><v>{self._escape_data(value)}</v></c>"


class _Formula:
    """A formula's cell until it is written."""

    __slots__ = ("format", "formula", "value")

    def __init__(self, formula: str, cell_format: Any, value: Any) -> None:
        self.formula, self.format, self.value = formula, cell_format, value


_Formula.__name__ = "Formula"
