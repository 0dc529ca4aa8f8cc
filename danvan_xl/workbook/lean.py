"""xlsxwriter's sheet with its inner loop cut short: the same bytes, for the cells that this package writes."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


class LeanSheet(Worksheet):  # type: ignore[misc]
    """For formulas of functions that Excel 2010 knows: none of them has to be looked through for newer ones."""

    def __init__(self) -> None:
        super().__init__()
        self._letters: dict[int, str] = {}

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        before: int = super()._write_blank(row, col, None, cell_format)
        if before == 0:
            self.table[row][col] = _Formula(formula.removeprefix("="), cell_format, value)
        return before

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
