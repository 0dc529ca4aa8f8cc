"""Texts with figures: ``{hs_tong}``, ``{=a/b|%}``, ``{dot.nam}``, ``{*vb}``. One parser for lint, report and mail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A name, or a formula that starts with ``=``, with how it is printed ("" = by the field's type)."""

    source: str
    format: str = ""

    @property
    def is_formula(self) -> bool:
        return self.source.startswith("=")


@dataclass(frozen=True, slots=True)
class ListRun:
    """``{*list}``: the rows of a list, one after the other."""

    code: str


Segment = Literal | Figure | ListRun


class TemplateError(ValueError):
    """A text whose braces do not pair; ``reason`` is a Vietnamese phrase, ``position`` counts from 1."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        super().__init__(f"{text!r}: {reason} at {position}")
        self.text, self.position, self.reason = text, position, reason


def _closing(text: str, start: int) -> tuple[int, int]:
    """Where the brace opened before ``start`` closes, and the last ``|`` before it (-1 = none); quotes are skipped."""
    quoted, bar = False, -1
    for at in range(start, len(text)):
        match text[at]:
            case '"':
                quoted = not quoted
            case "|" if not quoted:
                bar = at
            case "{" if not quoted:
                break
            case "}" if not quoted:
                return at, bar
    raise TemplateError(text, start, "dấu { không có dấu } đóng")


def parse_template(text: str) -> tuple[Segment, ...]:
    """
    Raises
    ------
    TemplateError
        When a brace is not closed, stands alone, or holds nothing.
    """
    result: list[Segment] = []
    at = 0
    while at < len(text):
        opened = text.find("{", at)
        plain = text[at:] if opened < 0 else text[at:opened]
        if "}" in plain:
            raise TemplateError(text, at + plain.index("}") + 1, "dấu } không có dấu { mở")
        if plain:
            result.append(Literal(plain))
        if opened < 0:
            break
        end, bar = _closing(text, opened + 1)
        inside = text[opened + 1 : end if bar < 0 else bar].strip()
        shape = "" if bar < 0 else text[bar + 1 : end].strip()
        if not inside.lstrip("=*"):
            raise TemplateError(text, opened + 1, "cặp dấu {} rỗng")
        result.append(ListRun(inside[1:]) if inside.startswith("*") else Figure(inside, shape))
        at = end + 1
    return tuple(result)
