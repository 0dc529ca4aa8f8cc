"""What a person sees of a cell, where that is not what the cell stores. Nothing of it is guessed: it is asked about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from danvan_xl.formula import Value
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.looks import STRUCK
from danvan_xl.intake.number_formats import Seen, doubtful_day, hides_texts, seen
from danvan_xl.intake.numbers import is_unit, shown_number

Said = tuple[str, str, str]
"""Code of the finding, what the cell stores, what a person sees."""
_NOTHING = "ô trống"
_DASHES = ("", "-", "–", "—")


def _words(found: Seen) -> str:
    digits = "" if found.number is None else shown_number(found.number)
    return " ".join(part for part in (found.before, digits, found.after) if part) or _NOTHING


def _number(code: str, value: Decimal, unit: str) -> Said | None:
    found = seen(code, value)
    if found.number is None and value == 0 and found.before in _DASHES:
        return None
    same = found.number is not None and not found.is_torn and all(
        not words or is_unit(words, unit) for words in (found.before, found.after))
    if same and (found.number == value or _is_rounding(found, value)):
        return None
    return "G013", shown_number(value), _words(found)


def _is_rounding(found: Seen, value: Decimal) -> bool:
    number = found.number
    return number is not None and abs(number - value) <= Decimal("0.5").scaleb(int(number.as_tuple().exponent))


def is_seen_as_stored(cell: RawCell) -> bool:
    """Whether neither the style nor the letters of a cell can make a person see anything else: the usual case."""
    return cell.look is None and not (isinstance(cell.value, str) and STRUCK in cell.value)


def doubtful_look(cell: RawCell, stored: str, unit: str = "", year: int = 0) -> Said | None:
    """Why a value cannot be taken as it is stored; None when a person sees it as it is.

    Parameters
    ----------
    stored:
        The value as a finding shows it.
    unit:
        The field's unit of measure: a number format may show it too.
    year:
        The campaign's year, which a day may be shown without.
    """
    value: Value = cell.value
    if (cell.look and cell.look.is_struck) or (isinstance(value, str) and STRUCK in value):
        return "G014", stored, ""
    if cell.look is None:
        return None
    if cell.look.is_unseen or (isinstance(value, str) and hides_texts(cell.look.code)):
        return "G013", stored, _NOTHING
    if isinstance(value, dt.date):
        sight, meanings = doubtful_day(cell.look.code, value, year)
        return ("G006", sight, meanings) if sight else None
    is_number = isinstance(value, Decimal) and not cell.dated and not cell.percent and cell.look.code
    return _number(cell.look.code, value, unit) if is_number and isinstance(value, Decimal) else None


def rounded_look(cell: RawCell) -> Said | None:
    """A number of which a person sees fewer decimals than are stored, or a zero that is not shown."""
    value = cell.value
    if cell.formula is not None or cell.look is None or not cell.look.code or not isinstance(value, Decimal):
        return None
    found = seen(cell.look.code, value)
    if found.number == value or (found.number is None and found.before):
        return None
    return "G015", _NOTHING if found.number is None else shown_number(found.number), shown_number(value)
