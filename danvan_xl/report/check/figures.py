"""Numbers of Vietnamese prose: what is written, how many decimals it shows, and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.campaign.points import half_up

NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_FIGURE = re.compile(rf"(?<![\w.,/\-])({NUMBER})(?![\d/]|[.,]\d|-\w)(\s*%)?")
_NOT_A_COUNT = re.compile(r"(?:ngày|tháng|năm|số|quý|điều|khoản|điểm|lần thứ|thứ|khóa|nhiệm kỳ|giai đoạn|mức độ|mức|"
                          r"hạng|cấp độ|đợt|mẫu|quyết định|nghị định|đề án|chương|mục|phần|phụ lục|"
                          r"khu vực|ấp|tổ)\s+$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
MONEY = {"tỷ": Decimal(1000), "tỉ": Decimal(1000), "triệu": Decimal(1), "nghìn": Decimal("0.001"),
         "ngàn": Decimal("0.001")}


@dataclass(frozen=True, slots=True)
class Figure:
    """``noun``: the words right behind the number, in lower case; ``percent``: a % stands behind it."""

    text: str
    value: Decimal
    start: int
    end: int
    percent: bool
    noun: tuple[str, ...]

    @property
    def decimals(self) -> int:
        return decimals_of(self.text)

    @property
    def unit(self) -> str:
        """The first word behind the number: what is counted."""
        return self.noun[0] if self.noun else ""


def value_of(text: str) -> Decimal:
    """ "14.251" → 14251, "92,16" → 92.16."""
    return Decimal(text.replace(".", "").replace(",", "."))


def decimals_of(text: str) -> int:
    return len(text.partition(",")[2])


def shown(value: Decimal, decimals: int) -> str:
    """As Vietnamese prose writes it, half-up."""
    return f"{half_up(value, decimals):,f}".translate(str.maketrans(",.", ".,"))


def _noun(text: str, at: int) -> tuple[str, ...]:
    tail = re.split(r"[,;:.()–/\d]", text[at:], maxsplit=1)[0]
    return tuple(w.casefold() for w in _WORD.findall(tail))[:6]


def figures(text: str) -> Iterator[Figure]:
    """Counts, amounts and per cents; dates, years, numbers of documents and ratios are left out."""
    for match in _FIGURE.finditer(text):
        if not _NOT_A_COUNT.search(text[: match.start()]):
            yield Figure(match[1], value_of(match[1]), match.start(), match.end(), match[2] is not None,
                         _noun(text, match.end()))
