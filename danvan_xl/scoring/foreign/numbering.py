"""The numbering of Vietnamese tables (I, 1, 1.1, a, đ, -) as levels of a tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters of a list in Vietnamese papers: đ after d, no f, j, w, z."""

Style = tuple[str, int]

_ROMAN = r"M{0,2}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})"
_WORD = r"(?:(?:phần|mục|nhóm|chương|lĩnh vực|tiêu chí|điều)(?: thứ| số)?\s+)?"
_NUMBER = r"(?:\d{1,3}|[A-ZĐ]|[IVXLCM]{1,7}|[a-zđ]|[ivx]{1,5})(?:\.(?:\d{1,3}|[a-zđ])){0,6}"
_WHOLE = re.compile(rf"{_WORD}(?P<open>\(?)(?P<number>{_NUMBER})(?P<close>[.)/:]*)\s*$", re.IGNORECASE)
_LEADING = re.compile(rf"{_WORD}(?P<open>\(?)(?P<number>{_NUMBER})(?P<close>[.)/:]+)\s*(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"\s*([-–+*•])\s*")
_DATED = re.compile(r"\d{1,2}/\d")


@dataclass(frozen=True, slots=True)
class Number:
    """``text`` without brackets and dots at its end; ``marked``: it stands in ``1)`` or ``(1)``."""

    text: str
    marked: str = ""


def read_number(text: str, alone: bool) -> tuple[Number, str] | None:
    """The number at the start of a text and what follows it; ``alone``: the text may be nothing else."""
    plain = " ".join(text.split())
    match = _WHOLE.match(plain) if alone else None
    match = match or _LEADING.match(plain)
    if match and not _DATED.match(plain):
        mark = "(" if match["open"] else ")" if ")" in match["close"] and match["number"].isdigit() else ""
        return Number(match["number"], mark), plain[match.end():]
    bullet = _BULLET.match(plain)
    if bullet and (len(plain) > bullet.end() or alone):
        return Number(bullet[1].replace("–", "-")), plain[bullet.end():]
    return None


def _follows(letter: str, before: str, upper: bool) -> bool:
    letters = LETTERS.upper() if upper else LETTERS
    plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if upper else "abcdefghijklmnopqrstuvwxyz"
    return any(before in row and letter in row and row.index(letter) == row.index(before) + 1
               for row in (letters, plain))


def _style(number: Number, open_styles: Sequence[tuple[Style, str]]) -> Style:
    """The kind of a number; a letter that could be Roman is one unless it follows the letter before it."""
    text = number.text
    if "." in text:
        return "dotted", text.count(".")
    if text.isdigit():
        return "arabic" + number.marked, 0
    if text in "-+*•":
        return "bullet" + text, 0
    upper = text.isupper()
    letter, roman = ("upper", "roman") if upper else ("lower", "small roman")
    if not re.fullmatch(_ROMAN, text.upper()):
        return letter, 0
    last = next((t for (kind, _), t in reversed(open_styles) if kind == letter), "")
    return (letter, 0) if len(text) == 1 and last and _follows(text, last, upper) else (roman, 0)


class Levels:
    """Gives each number of a table, in order, its depth: a style seen above closes what was opened since."""

    def __init__(self) -> None:
        self._open: list[tuple[Style, str]] = []

    def depth(self, number: Number) -> int:
        style = _style(number, self._open)
        prefix = number.text.rpartition(".")[0]
        parents = [i for i, (_, text) in enumerate(self._open) if prefix and text == prefix]
        same = [i for i, (known, _) in enumerate(self._open) if known == style]
        if parents:
            del self._open[parents[-1] + 1:]
        elif same:
            del self._open[same[-1]:]
        self._open.append((style, number.text))
        return len(self._open) - 1

    def section(self, label: str) -> int:
        """A heading without a number opens a section of its own."""
        self._open = [(("section", 0), label)]
        return 0

    def below(self) -> int:
        """A row without a number stands below the last numbered one."""
        number = Number("-")
        self._open = [entry for entry in self._open if entry[0][0] != "plain"]
        self._open.append((("plain", 0), number.text))
        return len(self._open) - 1


def starts_again(number: Number) -> bool:
    """Whether a number is the first of its kind."""
    return number.text.rpartition(".")[2] in ("1", "I", "i", "a", "A")
