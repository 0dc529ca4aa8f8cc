"""Text of a formula (English comma form) → tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?![\w.(])"
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r'|(?P<text>"(?:[^"]|"")*")'
    r"|(?P<error>\#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!))"
    rf"|(?P<ref>(?:{_SHEET})?{_CELL}(?::{_CELL})?)"
    r"|(?P<call>[^\W\d][\w.]*)\s*(?=\()"
    r"|(?P<name>\#?[^\W\d][\w.\#]*)"
    r"|(?P<op><=|>=|<>|[-+*/^&=<>%(),])"
    r")"
)
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class FormulaSyntaxError(ValueError):
    """A formula that cannot be read; ``position`` counts characters from 1, the leading ``=`` included."""

    def __init__(self, formula: str, position: int) -> None:
        super().__init__(f"{formula!r}: syntax error at character {position}")
        self.formula = formula
        self.position = position


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(formula: str, start: int) -> list[_Token]:
    result, at = [], start
    end = len(formula.rstrip())
    while at < end:
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise FormulaSyntaxError(formula, at + 1)
        result.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        at = match.end()
    return [*result, _Token("end", "", end + 1)]


class _Parser:
    def __init__(self, formula: str, start: int) -> None:
        self.formula = formula
        self.tokens = _tokens(formula, start)
        self.at = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def fail(self) -> FormulaSyntaxError:
        return FormulaSyntaxError(self.formula, self.token.position)

    def take(self, *ops: str) -> str | None:
        if self.token.kind == "op" and self.token.text in ops:
            self.at += 1
            return self.tokens[self.at - 1].text
        return None

    def expression(self, level: int = 0) -> Expr:
        if level == len(_LEVELS):
            return self.unary()
        left = self.expression(level + 1)
        while op := self.take(*_LEVELS[level]):
            left = Binary(op, left, self.expression(level + 1))
        return left

    def unary(self) -> Expr:
        if op := self.take("-", "+"):
            return Unary(op, self.unary())
        operand = self.operand()
        while self.take("%"):
            operand = Percent(operand)
        return operand

    def operand(self) -> Expr:
        token = self.token
        if self.take("("):
            inner = self.expression()
            return self.closed(inner)
        if token.kind not in ("number", "text", "error", "ref", "call", "name"):
            raise self.fail()
        self.at += 1
        match token.kind:
            case "number":
                return Number(token.text)
            case "text":
                return Text(token.text[1:-1].replace('""', '"'))
            case "error":
                return ErrorLiteral(token.text)
            case "ref":
                return Ref(token.text)
            case "call":
                return self.call(token.text)
        upper = token.text.upper()
        return Bool(upper == "TRUE") if upper in ("TRUE", "FALSE") else Name(token.text)

    def closed(self, inner: Expr) -> Expr:
        if not self.take(")"):
            raise self.fail()
        return inner

    def call(self, function: str) -> Expr:
        self.take("(")
        args: list[Expr] = []
        if not self.take(")"):
            while True:
                empty = self.token.kind == "op" and self.token.text in (",", ")")
                args.append(Omitted() if empty else self.expression())
                if not self.take(","):
                    break
            if not self.take(")"):
                raise self.fail()
        upper = function.upper()
        if upper in ("TRUE", "FALSE") and not args:
            return Bool(upper == "TRUE")
        return Call(upper, tuple(args))


@lru_cache(maxsize=8192)
def parse(formula: str) -> Expr:
    """The tree of a formula, with or without its leading ``=``.

    Raises
    ------
    FormulaSyntaxError
        With the position of the first character that does not fit.
    """
    parser = _Parser(formula, 1 if formula.startswith("=") else 0)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.fail()
    return tree
