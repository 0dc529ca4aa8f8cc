"""Which cells a formula adds up, and with which sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

from danvan_xl.formula import BLANK, Binary, Call, Expr, Number, Ref, Unary

_REF = re.compile(r"(?:(?P<sheet>.+)!)?\$?(?P<c1>[A-Z]{1,3})\$?(?P<r1>\d+)(?::\$?(?P<c2>[A-Z]{1,3})\$?(?P<r2>\d+))?$",
                  re.IGNORECASE)
_WRAPPERS = ("ROUND", "ROUNDUP", "ROUNDDOWN", "MIN", "MAX", "IFERROR")
_TALLEST = 20_000


@dataclass(frozen=True, slots=True)
class Term:
    """Cells of one area that are added (``sign`` 1) or taken off (-1); rows and columns from 0, ends included."""

    sign: int
    first: int
    last: int
    left: int
    right: int
    skips_subtotals: bool = False

    @property
    def rows(self) -> range:
        return range(self.first, self.last + 1)

    def is_in(self, column: int) -> bool:
        return self.left == self.right == column


def _area(text: str, sign: int, sheet: str) -> Term | None:
    match = _REF.match(text)
    if match is None:
        return None
    if match["sheet"] and match["sheet"].strip("'").replace("''", "'").casefold() != sheet.casefold():
        return None
    rows = sorted((int(match["r1"]) - 1, int(match["r2"] or match["r1"]) - 1))
    columns = sorted(column_index_from_string(match[c] or match["c1"]) - 1 for c in ("c1", "c2"))
    return Term(sign, rows[0], rows[1], columns[0], columns[1]) if rows[1] - rows[0] <= _TALLEST else None


class _OtherError(Exception):
    """The formula is more than a sum of cells."""


def _number(expr: Expr) -> bool:
    return isinstance(expr, Number) or (isinstance(expr, Unary) and _number(expr.operand))


def _terms(expr: Expr, sign: int, sheet: str) -> Iterator[Term]:
    match expr:
        case Ref(text):
            term = _area(text, sign, sheet)
            if term is None:
                raise _OtherError
            yield term
        case Number(text) if float(text) == 0:
            return
        case Unary(op, x):
            yield from _terms(x, -sign if op == "-" else sign, sheet)
        case Binary(("+" | "-") as op, a, b):
            yield from _terms(a, sign, sheet)
            yield from _terms(b, -sign if op == "-" else sign, sheet)
        case Call("SUM", args):
            for arg in args:
                yield from _terms(arg, sign, sheet)
        case Call("SUBTOTAL", (Number("9" | "109"), *args)):
            for arg in args:
                for t in _terms(arg, sign, sheet):
                    yield Term(t.sign, t.first, t.last, t.left, t.right, True)
        case Call("IF", (_, (a), (b))) if BLANK in (a, b):
            yield from _terms(b if a == BLANK else a, sign, sheet)
        case Call(name, args) if name in _WRAPPERS:
            inner = [a for a in args if not _number(a) and a != BLANK]
            if len(inner) != 1:
                raise _OtherError
            yield from _terms(inner[0], sign, sheet)
        case _:
            raise _OtherError


def terms(expr: Expr, sheet: str) -> tuple[Term, ...] | None:
    """The areas that a formula adds up on its own sheet; None when it does anything else.

    Rounding, a cap by MIN or MAX, and a blank result while something is missing change nothing about what is added.
    """
    try:
        return tuple(_terms(expr, 1, sheet))
    except (_OtherError, RecursionError):
        return None
