"""Numbers, tiers and steps as the words of a criterion spell them out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_ANY = re.compile(_NUMBER)
_SPELT = re.compile(rf"({_NUMBER})\s*(?:%|điểm)")
_TIER = re.compile(
    rf"(từ|trên|dưới|đến|không quá)\s+({_NUMBER})\s*(%?)\s*(?:[^\d;:,.%]{{0,30}}?)\s*(?<![\d.,])({_NUMBER})\s*điểm",
    re.IGNORECASE)
_YES_NO = re.compile(rf"(không có|không|có)\s+({_NUMBER})\s*điểm", re.IGNORECASE)
_STEP = re.compile(rf"(?:mỗi|cứ)[^;:]*?(?:cộng|trừ)\s+({_NUMBER})\s*điểm", re.IGNORECASE)


def number_of(text: str) -> Decimal:
    """A number as written in Vietnamese prose."""
    return Decimal(text.replace(".", "").replace(",", "."))


@dataclass(frozen=True, slots=True)
class Tier:
    """"từ 95% 2 điểm": ``word`` says which side of the bound is meant."""

    word: str
    bound: Decimal
    percent: bool
    points: Decimal


def numbers_in(text: str) -> set[Decimal]:
    return {number_of(found) for found in _ANY.findall(text)}


def spelt(text: str) -> tuple[Decimal, ...]:
    """Numbers followed by % or điểm."""
    return tuple(dict.fromkeys(number_of(found) for found in _SPELT.findall(text)))


def tiers_in(text: str) -> Iterator[Tier]:
    for word, bound, percent, points in _TIER.findall(text):
        yield Tier(word.lower(), number_of(bound), bool(percent), number_of(points))


def yes_no_in(text: str) -> dict[bool, Decimal]:
    """Points for yes and for no, where the words give them."""
    return {not word.lower().startswith("không"): number_of(points) for word, points in _YES_NO.findall(text)}


def step_in(text: str) -> Decimal | None:
    """Points that each further step adds or takes away."""
    found = _STEP.search(text)
    return number_of(found[1]) if found else None


def spelt_bounds(text: str) -> tuple[Decimal, ...]:
    """Bounds of tiers as a formula would write them."""
    return tuple(t.bound / 100 if t.percent else t.bound for t in tiers_in(text))
