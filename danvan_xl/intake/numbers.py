"""Numbers typed as text: read only when one reading is possible."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DIGITS = re.compile(r"[+-]?\d[\d., ]*$")
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*$")
_LOOK_ALIKES = str.maketrans("ÐðƉɖАВЕКМНОРСТХаеорсхуіј", "ĐđĐđABEKMHOPCTXaeopcxyij")
"""Eth and African D for Đ, Cyrillic for Latin: the same to the eye, and typed by some keyboards."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GAP = re.compile(r"[\d.,](?:\s{2,}|[\t\n\r\v\f])[\d.,]")
"""Two numbers in one cell, rather than one with its thousands apart."""
_MARKED = re.compile(r"^([+-]?\d[\d., ]*)\s*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉①-⑳]+|\(?\*+\)?|\[\d{1,2}\])$")
"""A number with the mark of a footnote behind it."""
_MINUS = str.maketrans("−–", "--")
_CURRENCY = re.compile(r"^(?:vnđ|vnd|đ|₫)(?=$|[/ .])")
_NOTE = re.compile(r"^\(\d{1,2}\)\s*(?=\d)")
_BRACKETED = re.compile(r"^\(([\d., ]+)\)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """``value`` when one reading is possible, else what the text might mean; neither = not a number at all."""

    value: Decimal | None = None
    meanings: tuple[Decimal, ...] = ()


def folded(text: str) -> str:
    """NFC, one plain space between words, none at the edges: how names and texts are compared, save for case."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\u200b", "").replace("\ufeff", "")).split())


def half_width(text: str) -> str:
    """Digits and signs of full width as plain ones; NFKC would also make a footnote's mark a digit."""
    return text.translate(_FULL_WIDTH)


@lru_cache(maxsize=65536)
def word_key(text: str) -> str:
    """What two texts must share to be the same words: NFC, spaces, case and look-alike letters apart."""
    return unicodedata.normalize("NFC", folded(text).translate(_LOOK_ALIKES)).casefold()


def same_words(one: str, other: str) -> bool:
    return word_key(one) == word_key(other)


def _unit_key(unit: str) -> str:
    """A unit of measure as it is compared: đ, VNĐ and ₫ are đồng."""
    plain = word_key(unit).rstrip(".").replace("phần trăm", "%")
    return _CURRENCY.sub("đồng", plain)


def is_unit(words: str, unit: str) -> bool:
    """Whether words are a unit of measure or the start of it: "triệu" of "triệu đồng"."""
    said, own = _unit_key(words), _unit_key(unit)
    return bool(own) and (own == said or own.startswith(said + " "))


def _without_unit(text: str, unit: str) -> str:
    """The digits of ``text`` when what follows them is the field's own unit of measure."""
    match = re.search(r"[^\d.,\s+-].*$", text)
    return text[: match.start()].strip() if match and is_unit(match[0], unit) else text


def read_number(text: str, unit: str = "", whole: bool = False) -> Reading:
    """A number as people type it.

    ``14.251`` in a whole-number field has one reading (a dot is no decimal point of a whole number), ``14,251``
    is asked about; with decimals allowed both are asked about. Spaces group thousands. A mark of a footnote before or
    behind the number and brackets around it (a negative number to accountants) are asked about.

    Parameters
    ----------
    unit:
        The field's unit of measure, which may stand behind the digits.
    whole:
        Whether only whole numbers are possible.
    """
    if _GAP.search(text):
        return Reading()
    plain = folded(half_width(text).translate(_MINUS)).removeprefix("'")
    if match := _MARKED.match(plain):
        return Reading(None, _all(read_number(match[1], unit, whole)))
    if match := _NOTE.match(plain):
        return Reading(None, _all(read_number(plain[match.end():], unit, whole)))
    if match := _BRACKETED.match(plain):
        inner = _all(read_number(match[1], unit, whole))
        return Reading(None, tuple(m for value in inner for m in (-value, value)))
    plain = _without_unit(plain, unit)
    if not _DIGITS.match(plain):
        return Reading()
    sign, digits = (-1, plain[1:]) if plain[0] == "-" else (1, plain.lstrip("+"))
    digits = digits.strip()
    reading = _unsigned(digits, whole)
    if reading.value is not None:
        return Reading(sign * reading.value)
    return Reading(None, tuple(sign * m for m in reading.meanings))


def _all(reading: Reading) -> tuple[Decimal, ...]:
    return reading.meanings if reading.value is None else (reading.value,)


def _unsigned(digits: str, whole: bool) -> Reading:
    marks = [c for c in digits if c in "., "]
    if not marks:
        return Reading(Decimal(digits))
    if (grouped := _GROUPED.match(digits)) and not digits.startswith("0"):
        joined = Decimal(re.sub(r"[., ]", "", digits))
        if len(marks) > 1 or grouped[1] == " " or (whole and grouped[1] == "."):
            return Reading(joined)
        split = Decimal(digits.replace(",", "."))
        return Reading(None, (joined,) if whole else (joined, split))
    last = marks[-1]
    if last == " " or digits.count(last) > 1:
        return Reading()
    head, _, tail = digits.rpartition(last)
    if any(c in "., " for c in head) and not _GROUPED.match(head):
        return Reading()
    if not head or not tail:
        return Reading()
    value = Decimal(f"{re.sub(r'[., ]', '', head)}.{tail}")
    if whole and value != value.to_integral_value():
        return Reading()
    return Reading(value)


def shown_number(value: Decimal) -> str:
    """As Vietnamese write it: dot for thousands, comma for decimals."""
    text = f"{value.normalize():,f}"
    return text.translate(str.maketrans(",.", ".,"))
