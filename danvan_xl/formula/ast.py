"""The tree of a formula. Nodes are frozen values; text comes back by :func:`danvan_xl.formula.render.render`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Number:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Bool:
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the grammar (``hs_tong``, ``hs_tong.kh``, ``vb.so``) or an internal one that starts with ``#``."""

    id: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell address or range as written, with its sheet if any."""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorLiteral:
    text: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """An argument left empty, as in ``IF(a,,b)``."""


@dataclass(frozen=True, slots=True)
class Unary:
    op: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Percent:
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    args: tuple[Expr, ...]


Expr = Number | Text | Bool | Name | Ref | ErrorLiteral | Omitted | Unary | Percent | Binary | Call

BLANK = Text("")


def children(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Unary(_, x) | Percent(x):
            return (x,)
        case Binary(_, a, b):
            return (a, b)
        case Call(_, args):
            return args
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and everything below it, left to right."""
    pending = [expr]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


_MOST_KEPT = 20_000


def once_a_tree(function: Callable[[Expr], T]) -> Callable[[Expr], T]:
    """Keep what a function says of a tree: the same trees are asked for in many forms and sheets.

    Told apart by identity, which costs nothing; every answer keeps its tree, so that no other can take its place.
    """
    kept: dict[int, tuple[Expr, T]] = {}

    @wraps(function)
    def asked(expr: Expr) -> T:
        found = kept.get(id(expr))
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[id(expr)] = expr, function(expr)
        return found[1]

    return asked


def functions(expr: Expr) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node.function for node in walk(expr) if isinstance(node, Call)))


def transform(expr: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """Rebuild a tree from the top: where ``change`` gives a node it stands as it is, else children are rebuilt."""
    changed = change(expr)
    if changed is not None:
        return changed
    match expr:
        case Unary(op, x):
            return Unary(op, transform(x, change))
        case Percent(x):
            return Percent(transform(x, change))
        case Binary(op, a, b):
            return Binary(op, transform(a, change), transform(b, change))
        case Call(function, args):
            return Call(function, tuple(transform(a, change) for a in args))
    return expr


def substitute(expr: Expr, replace: Callable[[str], Expr | None]) -> Expr:
    """The tree with each name for which ``replace`` gives an expression replaced by it."""
    return transform(expr, lambda node: replace(node.id) if isinstance(node, Name) else None)
