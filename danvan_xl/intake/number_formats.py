"""What a number format shows of a number or a day: ECMA-376 part 1, 18.8.30 and 18.8.31."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# openpyxl has such a table, but takes a quarter of a second to import. The currency of 5 to 8, 42 and 44 is left out:
# it is that of the reader's own country and says nothing of the number.
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '#,##0_);(#,##0)',
    6: '#,##0_);[Red](#,##0)', 7: '#,##0.00_);(#,##0.00)', 8: '#,##0.00_);[Red](#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', 42: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
}
_NO_DAY = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DAY = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)
_TOKEN = re.compile(
    r'(?P<words>"[^"]*"?|\\.|\[\$[^\]]*\])|(?P<room>[_*].)|(?P<bracket>\[[^\]]*\])|(?P<general>General)|'
    r"(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<other>.)", re.DOTALL | re.IGNORECASE)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|[_*].|\[[^\]]*\]|[^;"\\_*\[])*', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]$")
_ROUGH = re.compile(r"[0#?]\s*/\s*[0-9#?]|[0#?]E[+-]", re.IGNORECASE)
"""Fractions and powers of ten: a person sees that the number is rounded."""
_SILENT = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]', re.DOTALL)
_LOCALE_DAYS = (14, 22)
"""Formats that show a day in the order of the reader's own country."""
_SEPARATORS = " \u00a0\u202f.,'’"


def is_day(code: str) -> bool:
    """Whether a format shows a number as a day or a time."""
    return _DAY.search(_NO_DAY.sub("", code.partition(";")[0])) is not None


@dataclass(frozen=True, slots=True)
class Seen:
    """A number as a format shows it: words before and after it, and the number; None when no digit is shown.

    ``is_torn``: something that is no separator of thousands stands between its digits.
    """

    before: str = ""
    number: Decimal | None = None
    after: str = ""
    is_torn: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """``shift``: by how many powers of ten the number shown is larger than the one stored."""

    before: str = ""
    after: str = ""
    condition: tuple[str, Decimal] | None = None
    has_digits: bool = True
    is_whole: bool = False
    is_torn: bool = False
    pads: bool = True
    places: int = 0
    shift: int = 0


def _sections(code: str) -> list[str]:
    """The parts of a format that semicolons divide."""
    found, at = [], 0
    while at <= len(code):
        match = _SECTION.match(code, at)
        found.append(match[0] if match else "")
        at += len(found[-1]) + 1
    return found


def _words(text: str) -> str:
    """What is seen of ``"đồng"``, of an escaped sign and of a currency as ``[$₫-42A]``."""
    if text.startswith("[$"):
        return text[2:-1].partition("-")[0]
    return text.strip('"') if text.startswith('"') else text[-1]


@lru_cache(maxsize=512)
def _parsed(section: str) -> _Section:
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(section)]
    kinds = [kind for kind, _ in tokens]
    found = (_CONDITION.match(text) for kind, text in tokens if kind == "bracket")
    condition = next(((m[1], Decimal(m[2])) for m in found if m), None)
    digits = [i for i, kind in enumerate(kinds) if kind in ("digit", "general", "text")]
    said = {i: _words(text) if kind == "words" else text for i, (kind, text) in enumerate(tokens)
            if kind in ("words", "other", "percent")}
    if not digits:
        return _Section("".join(said.values()), condition=condition, has_digits=False)
    first, last = digits[0], digits[-1]
    before, after = "".join(w for i, w in said.items() if i < first), "".join(w for i, w in said.items() if i > last)
    if kinds[first] != "digit" or _ROUGH.search(section):
        return _Section(before, after, condition, is_whole=True)
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole = max((i for i in digits if i < point), default=first - 1)
    commas = sum(kind == "comma" and (whole < i < point or i > last) for i, kind in enumerate(kinds))
    torn = any(first < i < last and (words.strip(_SEPARATORS) or sum(i < d < point for d in digits) % 3)
               for i, words in said.items())
    return _Section(before, after, condition, is_torn=torn, pads="0" in (tokens[i][1] for i in digits),
                    places=sum(i > point for i in digits), shift=2 * kinds.count("percent") - 3 * commas)


def _holds(condition: tuple[str, Decimal] | None, number: Decimal) -> bool:
    if condition is None:
        return True
    sign, bound = condition
    return {"<": number < bound, ">": number > bound, "=": number == bound, "<=": number <= bound,
            ">=": number >= bound, "<>": number != bound}[sign]


def _section_of(code: str, number: Decimal) -> tuple[_Section, Decimal]:
    """The section that shows a number, and what it shows of it: one for negative numbers shows no sign of its own."""
    parts = [_parsed(part) for part in _sections(code)[:3]]
    if any(part.condition for part in parts):
        return next((part for part in parts if _holds(part.condition, number)), parts[-1]), number
    if number < 0 and len(parts) > 1:
        is_marked = "-" in parts[1].before + parts[1].after or "(" in parts[1].before
        return parts[1], number if is_marked else -number
    return parts[2 if number == 0 and len(parts) > 2 else 0], number


@lru_cache(maxsize=4096)
def seen(code: str, number: Decimal) -> Seen:
    """What a person sees of a number in a cell with this format."""
    part, number = _section_of(code, number)
    sign = "-()" if number < 0 else ""
    before, after = (text.strip(sign + _SEPARATORS) for text in (part.before, part.after))
    if part.is_whole:
        return Seen(before, number, after)
    if not part.has_digits:
        return Seen(part.before.strip())
    shown = number.scaleb(part.shift).quantize(Decimal(1).scaleb(-part.places), ROUND_HALF_UP)
    return Seen(before, shown if shown or part.pads else None, after, part.is_torn)


def hides_texts(code: str) -> bool:
    """Whether a text in a cell with this format is not seen."""
    parts = _sections(code)
    return len(parts) > 3 and not any(match["text"] for match in _TOKEN.finditer(parts[3]))


def is_percentage(code: str) -> bool:
    return "%" in _SILENT.sub("", code)


def _is_plain(code: str) -> bool:
    """Whether a format shows every number by all its own digits."""
    return code in ("General", "GENERAL", "@")


def code_of(number: int, own: Mapping[int, str]) -> str:
    """A format by its number; ``own``: those that the workbook defines itself."""
    return own.get(number) or _BUILT_IN.get(number, "General")


def odd_codes(own: Mapping[int, str], used: Iterable[int]) -> list[str]:
    """Number format of each cell style, where it may show another number or day than the one stored, else "".

    Parameters
    ----------
    own:
        Number → format, for those that the workbook defines itself.
    used:
        The number of each style's format.
    """
    codes = ((number, code_of(number, own)) for number in used)
    return ["" if _is_plain(code) or number in _LOCALE_DAYS else code for number, code in codes]


def doubtful_day(code: str, day: dt.date, year: int) -> tuple[str, str]:
    """A day as its format shows it and what that may mean, where a person may see another day than the one stored.

    Parameters
    ----------
    year:
        The year that goes without saying.
    """
    runs = [run[0].lower() for run in re.finditer("[dmy]+", _SILENT.sub("", code), re.IGNORECASE)]
    runs = [run for run in runs if not (run[0] == "d" and len(run) > 2)]
    order = "".join(run[0] for run in runs)
    if order.startswith("md") and len(runs[0]) < 3 and day.day <= 12 and day.day != day.month:
        return f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y} hoặc {day:%m/%d/%Y}"
    if "m" in order and "d" not in order:
        return f"tháng {day:%m/%Y}", "một ngày đủ ngày, tháng, năm"
    if "d" in order and "y" not in order and day.year != year:
        return f"{day:%d/%m}", f"{day:%d/%m/%Y} hoặc ngày ấy của năm khác"
    return "", ""
