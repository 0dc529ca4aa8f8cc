"""The one formula engine: IronCalc behind one small class. Nothing else in the package imports it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import ironcalc

from danvan_xl.formula.ast import Expr
from danvan_xl.formula.render import render

EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class FormulaError:
    """The error value of a formula, such as ``#DIV/0!``."""

    code: str


Value = Decimal | str | bool | dt.date | FormulaError | None
"""What a cell holds: a number, a text, a truth value, a date, an error, or None for blank."""


def serial(day: dt.date) -> int:
    """Excel's number for a date (1900 system)."""
    return (day - EPOCH).days


@lru_cache(maxsize=4096)
def from_float(number: float) -> Decimal:
    """A cell's binary number as Excel shows it: fifteen significant digits. Points and counts are few numbers."""
    if number == int(number) and abs(number) < 1e15:
        return Decimal(int(number))
    return Decimal(f"{number:.15g}")


def put(model: ironcalc.Model, sheet: int, row: int, column: int, value: Value) -> None:
    """Write a value into a cell of a model (rows and columns from 1); blank leaves it as it is."""
    match value:
        case Decimal():
            model.update_cell_with_number(sheet, row, column, float(value))
        case bool():
            model.update_cell_with_bool(sheet, row, column, value)
        case dt.date():
            model.update_cell_with_number(sheet, row, column, float(serial(value)))
        case str():
            model.update_cell_with_text(sheet, row, column, value)
        case FormulaError(code):
            model.set_user_input(sheet, row, column, "=" + code)


def result(model: ironcalc.Model, sheet: int, row: int, column: int) -> Value:
    """What an evaluated cell shows; an empty text is blank."""
    value = model.get_cell_value(sheet, row, column)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return from_float(value)
    if not value:
        return None
    if model.get_cell_type(sheet, row, column) is ironcalc.CellType.ErrorValue:
        return FormulaError(value)
    return str(value)


class Calculator:
    """Formulas over names, calculated together for one set of values at a time.

    Parameters
    ----------
    formulas:
        Name → tree. A formula may use other formulas' names, input names and range names.
    inputs:
        Names that values are given for; one not given is blank.
    ranges:
        Name of a list's column → its number of rows.
    rows:
        Name of a formula → list and number of the row that it speaks of. It reads nothing else, and is blank while the
        row is: the model holds it from the first time that the row has anything, since most rows never do.

    Not safe for use by two threads at once: it keeps one model and changes its cells.
    """

    def __init__(
        self, formulas: Mapping[str, Expr], inputs: Sequence[str], ranges: Mapping[str, int] | None = None,
        rows: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        self._model, self._trees = ironcalc.create("danvan"), formulas
        self._inputs = {name: row for row, name in enumerate(dict.fromkeys(inputs), 1)}
        self._formulas = {name: row for row, name in enumerate(formulas, 1)}
        self._ranges = {name: (column, rows) for column, (name, rows) in enumerate((ranges or {}).items(), 3)}
        self._filled: set[tuple[int, int]] = set()
        self._addresses: dict[str, str] = {}
        self._waiting = {place: name for name, place in (rows or {}).items()}
        for name in self._formulas:
            if name not in (rows or {}):
                self._enter(name)
        lists = {owner for owner, _ in self._waiting}
        self._inputs = {name: row for name, row in self._inputs.items() if name in self._addresses}
        self._ranges = {name: place for name, place in self._ranges.items()
                        if name in self._addresses or name.partition(".")[0] in lists}

    def _enter(self, name: str) -> None:
        self._model.set_user_input(0, self._formulas[name], 2, "=" + render(self._trees[name], self._address))

    def _address(self, name: str) -> str:
        if name not in self._addresses:
            self._addresses[name] = self._new_address(name)
        return self._addresses[name]

    def _new_address(self, name: str) -> str:
        if name in self._formulas:
            return f"$B${self._formulas[name]}"
        if name in self._inputs:
            return f"$A${self._inputs[name]}"
        column, rows = self._ranges[name]
        letter = ironcalc.column_name_from_number(column)
        return f"${letter}$1:${letter}${max(rows, 1)}"

    def calculate(
        self, values: Mapping[str, Value], lists: Mapping[str, Sequence[Value]] | None = None
    ) -> dict[str, Value]:
        """Every formula's result: Decimal, text, bool, :class:`FormulaError`, or None for blank (and ``""``).

        Names in ``values`` and ``lists`` that no formula uses are ignored. A list longer than its declared
        number of rows raises ValueError.
        """
        wanted: dict[tuple[int, int], Value] = {}
        for name, row in self._inputs.items():
            value = values.get(name)
            if value is not None:
                wanted[row, 1] = value
        for name, column_values in (lists or {}).items():
            if name not in self._ranges:
                continue
            column, rows = self._ranges[name]
            if len(column_values) > rows:
                raise ValueError(f"{name}: {len(column_values)} rows, room for {rows}")
            filled = {r: v for r, v in enumerate(column_values, 1) if v is not None}
            wanted.update({(r, column): v for r, v in filled.items()})
            if self._waiting:
                for place in self._waiting.keys() & {(name.partition(".")[0], r) for r in filled}:
                    self._enter(self._waiting.pop(place))
        for row, column in self._filled - wanted.keys():
            self._model.clear_cell_contents(0, row, column)
        for (row, column), value in wanted.items():
            put(self._model, 0, row, column, value)
        self._filled = set(wanted)
        self._model.evaluate()
        blank = set(self._waiting.values())
        return {name: None if name in blank else result(self._model, 0, row, 2)
                for name, row in self._formulas.items()}
