"""Formulas over a list's own rows → over the rows that belong to one unit or group in a sheet of all rows.

A unit's ``COUNTA(dvk.ten)`` becomes ``COUNTIFS(<units>,<unit>,<ten>,"<>")``: rows are found by their unit's code,
so sorting or filtering the sheet moves no number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from danvan_xl.formula import Binary, Call, Expr, Name, Number, Text, Unary, names, transform


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a list name stands for: those whose ``owner`` column equals ``key``."""

    column: Expr
    owner: Expr
    key: Expr


RowsOf = Callable[[str], Rows | None]
"""The rows that a name stands for; None for a name that is no list column or stands for all rows."""


class RewriteError(ValueError):
    """A function that has no form by criteria; the definition's lint keeps these out."""


def _flag(condition: Expr) -> Expr:
    return Unary("-", Unary("-", condition))


def _of_rows(rows: Rows) -> tuple[Expr, Expr]:
    return rows.owner, rows.key


def _single(function: str, rows: Rows) -> Expr | None:
    """A function of one list column."""
    own = Binary("=", rows.owner, rows.key)
    match function:
        case "SUM":
            return Call("SUMIFS", (rows.column, *_of_rows(rows)))
        case "AVERAGE":
            return Call("AVERAGEIFS", (rows.column, *_of_rows(rows)))
        case "COUNTA":
            return Call("COUNTIFS", (*_of_rows(rows), rows.column, Text("<>")))
        case "COUNT":
            return Call("SUMPRODUCT", (_flag(own), _flag(Call("ISNUMBER", (rows.column,)))))
        case "MAX":
            return Call("SUMPRODUCT", (Call("MAX", (Binary("*", own, rows.column),)),))
        case "MIN":
            far = Binary("*", Binary("<>", rows.owner, rows.key), Number("1E+300"))
            return Call("SUMPRODUCT", (Call("MIN", (Binary("+", rows.column, far),)),))
    return None


def _conditional(function: str, args: tuple[Expr, ...], rows: Rows) -> Expr | None:
    """COUNTIF, SUMIF and their like: one more pair of range and criterion."""
    pair = _of_rows(rows)
    match function, args:
        case "COUNTIF", (where, criterion):
            return Call("COUNTIFS", (*pair, where, criterion))
        case "COUNTIFS", _:
            return Call("COUNTIFS", (*pair, *args))
        case ("SUMIF" | "AVERAGEIF"), (where, criterion):
            return Call(f"{function}S", (where, *pair, where, criterion))
        case ("SUMIF" | "AVERAGEIF"), (where, criterion, what):
            return Call(f"{function}S", (what, *pair, where, criterion))
        case ("SUMIFS" | "AVERAGEIFS"), (what, *conditions):
            return Call(function, (what, *pair, *conditions))
        case "SUMPRODUCT", _:
            return Call("SUMPRODUCT", (*args, _flag(Binary("=", rows.owner, rows.key))))
    return None


def by_owner(expr: Expr, rows_of: RowsOf) -> Expr:
    """Every use of a list column narrowed to its owner's rows.

    Raises
    ------
    RewriteError
        For a function that cannot be narrowed.
    """

    def change(node: Expr) -> Expr | None:
        if not isinstance(node, Call):
            return None
        inside = names(node) if node.function == "SUMPRODUCT" else [a.id for a in node.args if isinstance(a, Name)]
        used = [rows for name in inside if (rows := rows_of(name)) is not None]
        if not used:
            return None
        result = _single(node.function, used[0]) if len(node.args) == 1 and node.function != "SUMPRODUCT" else None
        result = result or _conditional(node.function, node.args, used[0])
        if result is None:
            raise RewriteError(f"{node.function} over the rows of a list")
        return _columns(result, rows_of)

    return transform(expr, change)


def _columns(expr: Expr, rows_of: RowsOf) -> Expr:
    def column(node: Expr) -> Expr | None:
        rows = rows_of(node.id) if isinstance(node, Name) else None
        return rows.column if rows is not None else None

    return transform(expr, column)
