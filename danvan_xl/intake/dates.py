"""Dates as people type them: day first, asked about wherever another reading is possible."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from danvan_xl.formula import EPOCH
from danvan_xl.intake.numbers import folded, half_width

_DATE = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})\s*(?:[/.\-,]|năm)\s*(\d{4}|\d{2})$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00:00)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$|(\d{2})(\d{2})(\d{4})$")
_SERIALS = range(25_569, 73_415)
"""Days of 1970 to 2100 as Excel counts them."""


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return folded(half_width(text))


def read_date(text: str) -> dt.date | None:
    """A date typed as text, day first with a year of four digits, or ISO; None when it is none or cannot be."""
    plain = _plain(text)
    if (match := _DATE.match(plain)) and len(match[3]) == 4:
        return _day(match[3], match[2], match[1])
    return _day(match[1], match[2], match[3]) if (match := _ISO.match(plain)) else None


def possible_date(value: str | Decimal) -> dt.date | None:
    """The day that a text or number probably means, where it must be asked about."""
    if isinstance(value, Decimal):
        whole = int(value)
        if whole in _SERIALS:
            return EPOCH + dt.timedelta(days=whole)
        value = str(whole) if value == whole else ""
    plain = _plain(value)
    if match := _DATE.match(plain):
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        return _day(year, match[2], match[1]) or _day(year, match[1], match[2])
    if match := _COMPACT.match(plain):
        return _day(match[1], match[2], match[3]) if match[1] else _day(match[6], match[5], match[4])
    return None
