"""The units' own words: gathered by question, the same answer once with all who gave it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from danvan_xl.consolidate import Consolidation

_NOTHING = ("không", "không có", "không phát sinh", "khong", "khong co", "khong phat sinh", "0", "-")
_EDGES = " \t.;,:-–•*"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Answered:
    """``units``: names, in the order of the definition; ``text`` without a stop at its end."""

    units: tuple[str, ...]
    text: str


def _line(answer: str) -> str:
    """An answer of several lines as one, its items parted by semicolons."""
    parts = (part.strip().strip(_EDGES) for part in unicodedata.normalize("NFC", answer).splitlines())
    return "; ".join(_SPACE.sub(" ", part) for part in parts if part)


def gathered(result: Consolidation, question: str) -> tuple[list[Answered], tuple[str, ...]]:
    """The answers in the order in which they first come, and the units that said there was nothing."""
    found: dict[str, tuple[str, list[str]]] = {}
    nothing: list[str] = []
    for unit in result.returned:
        answer = unit.chosen.values.get(question) if unit.chosen else None
        text = _line(answer) if isinstance(answer, str) else ""
        if isinstance(answer, str) and answer.strip() and text.casefold() in ("", *_NOTHING):
            nothing.append(unit.unit.name)
        elif text:
            found.setdefault(text.casefold(), (text, []))[1].append(unit.unit.name)
    return [Answered(tuple(units), text) for text, units in found.values()], tuple(nothing)


def listed(names: Sequence[str]) -> str:
    """ "A, B và C"."""
    return f"{', '.join(names[:-1])} và {names[-1]}" if len(names) > 1 else names[0]
