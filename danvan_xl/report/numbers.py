"""Numbers and dates as Vietnamese administrative prose writes them (Decimal, rounded half-up)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from danvan_xl.campaign.model import Field, FieldKind
from danvan_xl.campaign.points import half_up
from danvan_xl.formula import EPOCH, Value

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_SCALES = ("", " nghìn", " triệu", " tỷ", " nghìn tỷ", " triệu tỷ")


class FormatError(ValueError):
    """A format that does not exist or does not fit the value."""


def decimal_text(value: Decimal, decimals: int | None = None) -> str:
    """Dot for thousands, comma for decimals; ``decimals`` None = as many as there are."""
    shown = half_up(value, decimals) if decimals is not None else value.normalize()
    return f"{shown:,f}".translate(str.maketrans(",.", ".,"))


def percent(fraction: Decimal, decimals: int = 2) -> str:
    """A fraction as a per cent; 100% and 0% stand without decimals."""
    value = half_up(fraction * 100, decimals)
    return f"{decimal_text(value, 0 if value in (0, 100) else decimals)}%"


def padded(value: Decimal) -> str:
    """A count under ten with two digits, as is the custom; 0 stays 0."""
    whole = half_up(value, 0)
    return f"0{whole:f}" if 0 < whole < 10 else decimal_text(whole, 0)


def _tens(tens: int, ones: int) -> str:
    if tens == 0:
        return f"linh {_DIGITS[ones]}" if ones else ""
    words = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return words
    last = "lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else _DIGITS[ones]
    return f"{words} {last}"


def _three(number: int, leading: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if leading and not hundreds:
        return _DIGITS[ones] if not tens else _tens(tens, ones)
    return f"{_DIGITS[hundreds]} trăm {_tens(tens, ones)}".strip()


def in_words(value: Decimal) -> str:
    """A whole number in words: 105 → "một trăm linh năm"."""
    number = int(half_up(value, 0))
    if number < 0:
        return f"âm {in_words(Decimal(-number))}"
    groups: list[int] = []
    while number or not groups:
        number, group = divmod(number, 1000)
        groups.append(group)
    if len(groups) > len(_SCALES):
        raise FormatError("số quá lớn để viết bằng chữ")
    top = len(groups) - 1
    parts = [_three(g, i == top) + _SCALES[i] for i, g in reversed(list(enumerate(groups))) if g or top == 0]
    return " ".join(parts)


def date_text(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def long_date(day: dt.date) -> str:
    """ "ngày 05 tháng 01 năm 2023": days under ten and months 1, 2 are padded (Nghị định 30/2020)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def formatted(value: Value, shape: str) -> str:
    """A value by an explicit format.

    Raises
    ------
    FormatError
        For an unknown format or a value it does not fit.
    """
    if shape == "ngay":
        if isinstance(value, Decimal):
            value = EPOCH + dt.timedelta(days=int(value))
        if isinstance(value, dt.date):
            return date_text(value)
    elif isinstance(value, Decimal):
        if shape.startswith("%"):
            return percent(value, int(shape[1:] or 2))
        if shape == "02":
            return padded(value)
        if shape == "chu":
            return in_words(value)
        if shape.startswith("0") and shape.endswith("%"):
            return percent(value / 100, len(shape.removesuffix("%").partition(",")[2]))
        if shape == "0" or (shape.startswith("0,") and set(shape[2:]) == {"0"}):
            return decimal_text(value, len(shape) - 2 if "," in shape else 0)
    raise FormatError(f"định dạng “{shape}” không dùng được cho giá trị này")


def by_field(value: Value, field: Field, pad: bool = False) -> str:
    """A value as its field is printed; ``pad``: counts under ten get two digits."""
    shape = "02" if pad and field.kind is FieldKind.INTEGER else field_format(field)
    return formatted(value, shape) if shape and isinstance(value, Decimal) else plain(value)


def field_format(field: Field) -> str:
    """The explicit format that prints a number as the field does, unpadded; "" for as many decimals as it has."""
    decimals = field.shown_decimals
    if field.kind is FieldKind.RATE:
        return f"%{decimals or 0}"
    if decimals is None:
        return ""
    return f"0,{'0' * decimals}" if decimals else "0"


def plain(value: Value) -> str:
    """A value without a field: as many decimals as it has."""
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case Decimal():
            return decimal_text(value)
        case dt.date():
            return date_text(value)
    return str(value)


def roman(number: int) -> str:
    result = ""
    for value, digits in _ROMAN:
        while number >= value:
            result, number = result + digits, number - value
    return result


def letter(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, as Word counts."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


WORD_NUMBERS: dict[str, Callable[[int], str]] = {
    "decimal": str, "upperRoman": roman, "lowerRoman": lambda n: roman(n).lower(),
    "lowerLetter": letter, "upperLetter": lambda n: letter(n).upper(),
}
"""Word's name of a way of numbering → how it writes a number."""
