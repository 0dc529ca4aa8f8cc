"""Writing cells as their own types: no text becomes a formula or a link, every formula has a cached value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from danvan_xl.form.style import Styles
from danvan_xl.form.validation import WriteError, checked
from danvan_xl.formula import FormulaError, Value
from danvan_xl.tables import LONGEST_TEXT, put_text

LONGEST_FORMULA = 8192
AUTHOR = "danvan_xl"
OWN_NOTE = "Cơ quan tổng hợp: "
"""How a comment that this package writes into a unit's workbook begins; no comment of the unit does."""


def cached(value: Value) -> str | float | bool:
    """A formula's result as xlsxwriter takes it."""
    match value:
        case None:
            return ""
        case bool():
            return value
        case Decimal():
            return float(value)
        case FormulaError(code):
            return code
        case dt.date():
            raise WriteError("a formula gave a date")
    return value


class KnownFunctions(Worksheet):  # type: ignore[misc]
    """A sheet for formulas of functions that Excel 2010 knows: none of them is looked through for newer ones.

    xlsxwriter tries some sixty patterns on every formula, which takes half the time that a form does.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")


@dataclass(frozen=True)
class Pen:
    """One sheet with the formats of its workbook. Rows and columns count from 0."""

    sheet: Worksheet
    styles: Styles

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        code = put_text(self.sheet, row, column, text, style)
        if code:
            checked(code, f"text at {row},{column}")

    def put(self, row: int, column: int, value: Value, style: Format) -> None:
        """A value as its own type; a blank keeps the format.

        The commonest kinds go past xlsxwriter's reading of addresses like "A1", which takes as long as all else.
        """
        match value:
            case None:
                code = self.sheet._write_blank(row, column, None, style)
            case str():
                code = put_text(self.sheet, row, column, value, style)
            case Decimal():
                code = self.sheet._write_number(row, column, float(value), style)
            case bool():
                code = self.sheet.write_boolean(row, column, value, style)
            case dt.date():
                code = self.sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), style)
            case FormulaError(error):
                return self.text(row, column, error, style)
        if code:
            checked(code, f"value at {row},{column}")

    def blanks(self, row: int, columns: Iterable[int], style: Format) -> None:
        """Empty cells of one format."""
        for column in columns:
            self.put(row, column, None, style)

    def height(self, row: int, points: float) -> None:
        checked(self.sheet.set_row(row, points), f"height of row {row}")

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, style: Format) -> None:
        """A link to a cell of the same workbook."""
        target = f"internal:{quote_sheetname(sheet)}!{cell}"
        checked(self.sheet.write_url(row, column, target, style, text), f"link at {row},{column}")

    def note(self, row: int, column: int, text: str) -> None:
        """A comment on a cell, in a box that shows all of it."""
        box = {"author": AUTHOR, "x_scale": 2, "y_scale": max(1.0, len(text) / 160)}
        checked(self.sheet.write_comment(row, column, text[:LONGEST_TEXT], box), "comment")

    def write_formula(self, row: int, column: int, text: str, style: Format, value: Value) -> None:
        """A formula without its leading ``=``, with the result it has."""
        if len(text) >= LONGEST_FORMULA:
            raise WriteError(f"formula at {row},{column} has {len(text)} characters")
        code = self.sheet._write_formula(row, column, "=" + text, style, cached(value))
        if code:
            checked(code, f"formula at {row},{column}")

    def write_array(self, row: int, column: int, text: str, style: Format, value: Value) -> None:
        """An array formula of one cell."""
        code = self.sheet.write_array_formula(row, column, row, column, "{=" + text + "}", style, cached(value))
        checked(code, f"array formula at {row},{column}")
