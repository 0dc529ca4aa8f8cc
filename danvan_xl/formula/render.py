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
    Percent,
    Ref,
    Text,
    Unary,
    once_a_tree,
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
    written = list(_pieces(expr))
    written[1::2] = map(write_name, written[1::2])
    return "".join(written)


def normal_form(expr: Expr) -> str:
    """A formula's text over names, the same for ``1.50`` and ``1.5``."""
    return "".join(_written(expr, lambda text: f"{float(text):.15g}"))


@once_a_tree
def _pieces(expr: Expr) -> tuple[str, ...]:
    return tuple(_written(expr, lambda text: text))


def _written(expr: Expr, number: Callable[[str], str]) -> list[str]:
    """Text and names in turns, a text first and last."""
    pieces = [""]

    def inside(part: Expr, least: int) -> None:
        """In brackets where what stands around it binds closer."""
        if _binding(part) < least:
            pieces[-1] += "("
            write(part)
            pieces[-1] += ")"
        else:
            write(part)

    def write(part: Expr) -> None:
        match part:
            case Name(id):
                pieces.extend((id, ""))
            case Call(function, args):
                pieces[-1] += function + "("
                for i, argument in enumerate(args):
                    pieces[-1] += "," if i else ""
                    write(argument)
                pieces[-1] += ")"
            case Binary(op, a, b):
                level = _BINDING[op]
                inside(a, level)
                pieces[-1] += op
                inside(b, level + 1)
            case Number(text):
                pieces[-1] += number(text)
            case Text(value):
                pieces[-1] += quote(value)
            case Ref(text) | ErrorLiteral(text):
                pieces[-1] += text
            case Bool(value):
                pieces[-1] += "TRUE" if value else "FALSE"
            case Unary(op, x):
                pieces[-1] += op
                inside(x, _UNARY)
            case Percent(x):
                inside(x, _UNARY + 1)
                pieces[-1] += "%"

    write(expr)
    return pieces
