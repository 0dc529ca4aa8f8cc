"""Documents cited in free text: number and symbol, date, what they are about.

Numbers and symbols as Nghị định 30/2020/NĐ-CP writes them ("12/QĐ-UBND", "60/2011/TT-BTC"), the Party's too
("12-KH/TU").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from danvan_xl.intake.numbers import folded

_SYMBOL = r"[A-Za-zĐđ&]+(?:-[A-Za-zĐđ0-9&]+)*"
_NUMBER = re.compile(
    rf"(?<![\w/.-])(?<!\d,)(?:(?P<state>\d{{1,6}}(?:/\d{{4}})?/(?P<symbol>{_SYMBOL}))"
    rf"|(?P<party>\d{{1,6}}-[A-ZĐ][A-Za-z]{{0,4}}/[A-ZĐ]{{1,10}})|(?<=số )(?P<plain>\d{{1,6}})(?=,? ngày))(?!\w)")
_DATE = re.compile(
    r"\(?(?:ngày )?(\d{1,2}) ?(?:[/.-]|tháng) ?(\d{1,2}) ?(?:[/.-]|năm) ?(\d{4})(?!\d)\)?", re.IGNORECASE)
_KINDS = (
    "quyết định", "kế hoạch", "báo cáo", "công văn", "thông báo", "tờ trình", "nghị quyết", "chỉ thị", "hướng dẫn",
    "chương trình", "giấy mời", "biên bản", "thông tư", "nghị định", "quy chế", "văn bản",
    "qđ", "kh", "bc", "cv", "tb", "ttr", "nq", "ct", "hd", "ctr", "gm", "bb",
)
_LEAD = re.compile(rf"(?:(?:{'|'.join(_KINDS)})\s+)?(?:số\s*:?\s*)?$", re.IGNORECASE)
_NEAR = 60
"""How far behind its number a document's date stands at most."""


@dataclass(frozen=True, slots=True)
class Citation:
    """``number`` as written, "" where there is none; ``bad_day``: a date that does not exist, as written."""

    number: str = ""
    day: dt.date | None = None
    title: str = ""
    bad_day: str = ""

    @property
    def key(self) -> str:
        """For telling documents apart: capitals, no leading zeros; "" where a number lacks its symbol."""
        return self.number.lstrip("0").upper() if "/" in self.number else ""


def _is_number(match: re.Match[str]) -> bool:
    """A symbol has two capitals or a hyphen: "3/xã" and "2/người" are no documents."""
    symbol = match["symbol"]
    return symbol is None or "-" in symbol or sum(c.isupper() for c in symbol) >= 2


def citations(text: str) -> tuple[Citation, ...]:
    """The documents of a text in order; what stands between ``;`` and ends of lines without a number is one too."""
    found: list[Citation] = []
    for part in re.split(r"[;\n]+", text):
        plain = folded(part).strip(" -+•.")
        if plain:
            found += _of_part(plain)
    return tuple(found)


def _of_part(text: str) -> Iterator[Citation]:
    marks = [m for m in _NUMBER.finditer(text) if _is_number(m)]
    if not marks:
        yield _citation("", "", text)
        return
    starts = [0]
    for before, mark in pairwise(marks):
        lead = _LEAD.search(text, before.end(), mark.start())
        starts.append(lead.start() if lead else mark.start())
    for mark, start, end in zip(marks, starts, [*starts[1:], len(text)], strict=True):
        yield _citation(mark[0], text[start : mark.start()], text[mark.end() : end])


def _citation(number: str, lead: str, rest: str) -> Citation:
    date = _DATE.search(rest)
    day, bad = None, ""
    if date is not None and (not number or date.start() <= _NEAR):
        try:
            day = dt.date(int(date[3]), int(date[2]), int(date[1]))
        except ValueError:
            bad = date[0].strip("() ").removeprefix("ngày ")
        rest = rest[: date.start()] + " " + rest[date.end() :]
    kind = re.sub(r"số\s*:?\s*$", "", lead, flags=re.IGNORECASE).strip()
    title = folded(f"{kind} {re.sub(r' (?=[,.:])', '', rest).strip(' ,.:–-')}").strip(" ,.:–-")
    title = re.sub(r"(?: và|,)$", "", title)
    return Citation(number, day, title, bad)
