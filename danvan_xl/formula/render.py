"""Tree → text of a formula, with each name written as the caller says (itself, or an address)."""

from __future__ import annotations

from collections.abc import Callable

from danvan_xl.formula.ast import (
    Binary,
    Bool,
    Call,
    ErrorLiteral,
    Expr,
    Name,
    Number,
    Omitted,
    Percent,
    Ref,
    Text,
    Unary,
)

_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_UNARY = 6
_ATOM = 8


def _binding(expr: Expr) -> int:
    match expr:
        case Binary(op, _, _):
            return _BINDING[op]
        case Unary():
            return _UNARY
        case Percent():
            return _UNARY + 1
    return _ATOM


def quote(text: str) -> str:
    """A text as a literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def render(expr: Expr, write_name: Callable[[str], str] = lambda name: name) -> str:
    """The formula without its leading ``=``, with only the brackets that are needed."""

    def inner(part: Expr, least: int) -> str:
        text = render(part, write_name)
        return f"({text})" if _binding(part) < least else text

    match expr:
        case Number(text) | Ref(text) | ErrorLiteral(text):
            return text
        case Text(value):
            return quote(value)
        case Bool(value):
            return "TRUE" if value else "FALSE"
        case Name(id):
            return write_name(id)
        case Omitted():
            return ""
        case Unary(op, x):
            return op + inner(x, _UNARY)
        case Percent(x):
            return inner(x, _UNARY + 1) + "%"
        case Binary(op, a, b):
            level = _BINDING[op]
            return inner(a, level) + op + inner(b, level + 1)
        case Call(function, args):
            return f"{function}({','.join(render(a, write_name) for a in args)})"
