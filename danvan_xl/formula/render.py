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
    if isinstance(expr, Binary):
        return _BINDING[expr.op]
    return _UNARY if isinstance(expr, Unary) else _UNARY + 1 if isinstance(expr, Percent) else _ATOM


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
def names(expr: Expr) -> tuple[str, ...]:
    """Names used, each once, in order of first use."""
    return tuple(dict.fromkeys(_pieces(expr)[1::2]))


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
        # by isinstance: matching the shapes of nodes takes half as long again
        if isinstance(part, Name):
            pieces.extend((part.id, ""))
        elif isinstance(part, Call):
            pieces[-1] += part.function + "("
            for i, argument in enumerate(part.args):
                pieces[-1] += "," if i else ""
                write(argument)
            pieces[-1] += ")"
        elif isinstance(part, Binary):
            level = _BINDING[part.op]
            inside(part.left, level)
            pieces[-1] += part.op
            inside(part.right, level + 1)
        elif isinstance(part, Text):
            pieces[-1] += quote(part.value)
        elif isinstance(part, Number):
            pieces[-1] += number(part.text)
        elif isinstance(part, Ref | ErrorLiteral):
            pieces[-1] += part.text
        elif isinstance(part, Bool):
            pieces[-1] += "TRUE" if part.value else "FALSE"
        elif isinstance(part, Unary):
            pieces[-1] += part.op
            inside(part.operand, _UNARY)
        elif isinstance(part, Percent):
            inside(part.operand, _UNARY + 1)
            pieces[-1] += "%"

    write(expr)
    return pieces
