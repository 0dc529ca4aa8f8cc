"""Writing cells as their own types: no text becomes a formula or a link, every formula has a cached value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from danvan_xl.form.style import Styles
from danvan_xl.form.validation import WriteError, checked
from danvan_xl.formula import FormulaError, Value

LONGEST_FORMULA = 8192
LONGEST_TEXT = 32767


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


@dataclass(frozen=True)
class Pen:
    """One sheet with the formats of its workbook. Rows and columns count from 0."""

    sheet: Worksheet
    styles: Styles

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        checked(self.sheet.write_string(row, column, text[:LONGEST_TEXT], style), f"text at {row},{column}")

    def put(self, row: int, column: int, value: Value, style: Format) -> None:
        """A value as its own type; a blank keeps the format."""
        match value:
            case None:
                self.sheet.write_blank(row, column, None, style)
            case bool():
                self.sheet.write_boolean(row, column, value, style)
            case Decimal():
                self.sheet.write_number(row, column, float(value), style)
            case dt.date():
                self.sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), style)
            case FormulaError(code):
                self.text(row, column, code, style)
            case str():
                self.text(row, column, value, style)

    def note(self, row: int, column: int, text: str) -> None:
        """A comment on a cell."""
        checked(self.sheet.write_comment(row, column, text[:LONGEST_TEXT], {"author": "danvan_xl"}), "comment")

    def write_formula(self, row: int, column: int, text: str, style: Format, value: Value) -> None:
        """A formula without its leading ``=``, with the result it has."""
        if len(text) >= LONGEST_FORMULA:
            raise WriteError(f"formula at {row},{column} has {len(text)} characters")
        checked(self.sheet.write_formula(row, column, "=" + text, style, cached(value)), f"formula at {row},{column}")

    def write_array(self, row: int, column: int, text: str, style: Format, value: Value) -> None:
        """An array formula of one cell."""
        code = self.sheet.write_array_formula(row, column, row, column, "{=" + text + "}", style, cached(value))
        checked(code, f"array formula at {row},{column}")
