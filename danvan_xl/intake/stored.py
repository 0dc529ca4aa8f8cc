"""What a cell of an .xlsx stores: text, number, truth value, error or date, by its type and style."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from xml.etree import ElementTree

from danvan_xl.formula import EPOCH, FormulaError, Value, from_float
from danvan_xl.intake.looks import MAIN, Look, odd_looks
from danvan_xl.intake.number_formats import code_of, is_day, is_percentage, odd_codes

MAC_SHIFT = 1462
"""Days between the two date systems, 1900 and 1904."""
_LAST_DAY = 2_958_466
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain(text: str) -> str:
    """``_x000D_`` and its like are how a workbook stores control characters."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


Shown = tuple[str, bool, bool, Look | None]
"""Type of a cell; whether its style shows dates, and percentages; what else its style does to what is seen."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the cell styles that show a number as a date, as a percentage, and otherwise than it is stored."""

    dated: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()
    looks: Mapping[str, Look] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    """Attributes of cells met so far → what they say."""


@lru_cache(maxsize=16)
def shown_styles(content: bytes) -> Styles:
    """The styles part of a workbook; returns made from one form mostly share theirs."""
    root = ElementTree.fromstring(content)
    own = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    used = [int(xf.get("numFmtId", "0")) for xf in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    codes = [code_of(number, own) for number in used]
    odd = dict(enumerate(odd_codes(own, used)))
    return Styles(
        frozenset(str(i) for i, code in enumerate(codes) if is_day(code)),
        frozenset(str(i) for i, code in enumerate(codes) if is_percentage(code)),
        {str(i): look for i, look in odd_looks(root, odd)},
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """Turns what stands in a cell's XML into its value. ``shift``: days to add to serial numbers."""

    strings: list[str]
    styles: Styles
    shift: int

    def value(self, text: str, kind: str, dated: bool) -> Value:
        """
        Raises
        ------
        ValueError, IndexError
            When the text does not fit the type: the file is broken.
        """
        match kind:
            case "s":
                if (index := int(text)) < 0:
                    raise IndexError(text)
                return self.strings[index] or None
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return FormulaError(text)
            case "d":
                return dt.date.fromisoformat(text[:10])
            case "str" | "inlineStr":
                return plain(text) or None
        return self._number(text, dated) if text.strip() else None

    def _number(self, text: str, dated: bool) -> Value:
        number = float(text)
        if not isfinite(number) or "_" in text:
            raise ValueError(text)
        if dated and number == int(number) and 0 < number < _LAST_DAY - self.shift:
            return EPOCH + dt.timedelta(days=int(number) + self.shift)
        return from_float(number)
