"""The quick way through a sheet's XML: one pattern over its text, for sheets written the way programs write them.

Whatever is unusual (another encoding, comments, other prefixes, rich text in a cell, anything between the cells) is
left to the slow pass, which gives the same answer: here either every character of the cells' block is accounted
for, or nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from danvan_xl.intake.book import At, RawCell, position
from danvan_xl.intake.looks import Look
from danvan_xl.intake.shared import SharedFormulas
from danvan_xl.intake.stored import Stored, plain
from danvan_xl.safety import Limits, UnsafeError

_CELL = re.compile(
    r'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"([^<>/]*)(?:/>|>'
    r"(<f[^<>/]*(?:/>|>[^<]*</f>))?"
    r"(?:(?:<v>|<is><t[^<>/]*>)([^<]*)(?:</v>|</t></is>))?"
    r"</c>)"
)
_STEP = 5
"""What stands before a cell, and its four groups: address, attributes, formula, value."""
_PAIRS = (("<v>", "</v>"), ("<is><t", "</t></is>"))
_FORMULA = re.compile(r"<f([^<>/]*)(?:/>|>([^<]*)</f>)")
_BETWEEN = re.compile(r"(?:\s+|<row(?: [^<>]*)?>|</row>)*")
_HIDDEN = re.compile(r'<row r="([0-9]+)"[^<>]* hidden="(?:1|true)"')
_ATTRIBUTE = re.compile(r'\s+([\w:]+)="([^"]*)"')
_ATTRIBUTES = re.compile(r'(?:\s+[\w:]+="[^"]*")*\s*')
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]+)|#x([0-9a-fA-F]+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ROOT = re.compile(
    r'\ufeff?(?:<\?xml version="1.0"(?: encoding="(?:utf-8|UTF-8)")?(?: standalone="yes")?\s?\?>\s*)?'
    r'<(?:worksheet|sst)\s[^<>]*?xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
)
_STRING = re.compile(r"<si><t[^<>/]*(?:/>|>([^<]*)</t>)</si>")
_DIMENSION = re.compile(r'<dimension ref="([^"]*)"')
_MERGE = re.compile(r'<mergeCell ref="([^"]*)"')
_NO_CELLS = "<sheetData/>"
_MOST_PLACES = 200_000
_PLACES: dict[str, At] = {}


class UnusualError(Exception):
    """The quick way does not fit; the slow pass must read this part."""


def _text_of(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusualError from error
    root = _ROOT.match(text)
    # Excel ends the line of the declaration with \r\n; anywhere else a parser would turn \r into \n
    if root is None or text.find("\r", root.end()) >= 0:
        raise UnusualError
    return text


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text

    def char(match: re.Match[str]) -> str:
        if match[1]:
            return _NAMED[match[1]]
        return chr(int(match[2]) if match[2] else int(match[3], 16))

    if text.count("&") != len(_ENTITY.findall(text)):
        raise UnusualError
    return _ENTITY.sub(char, text)


def quick_strings(content: bytes) -> list[str]:
    """The shared strings, when none is rich text.

    Raises
    ------
    UnusualError
        When the slow pass must read them.
    """
    text = _text_of(content)
    start = text.find(">", text.find("<sst")) + 1
    parts = _STRING.split(text[start:])
    if "".join(parts[::2]).strip() != "</sst>" or text[start - 2 : start] == "/>":
        raise UnusualError
    return [plain(_unescaped(part)) if part else "" for part in parts[1::2]]


@dataclass
class QuickSheet:
    """``rows``: how many rows the XML has, filled or not."""

    cells: dict[At, RawCell] = field(default_factory=dict)
    merges: tuple[str, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)
    dimension: str = ""
    rows: int = 0


def _attributes(text: str) -> dict[str, str]:
    if not _ATTRIBUTES.fullmatch(text):
        raise UnusualError
    return dict(_ATTRIBUTE.findall(text))


def _place(address: str) -> At:
    """Row and column of an address; the addresses of all returns are mostly the same."""
    at = position(address)
    if at is None:
        raise UnusualError
    if len(_PLACES) >= _MOST_PLACES:
        _PLACES.clear()
    _PLACES[address] = at
    return at


def _check_frame(frame: str) -> None:
    """The sheet without its cells must be XML, or the slow pass says what is wrong with it.

    A comment or an instruction could hide tags; between cells and strings the patterns leave no room for them.
    """
    if "<!" in frame or frame.count("<?") > 1:
        raise UnusualError
    try:
        expat.ParserCreate().Parse(frame, True)
    except expat.ExpatError as error:
        raise UnusualError from error


def _check_between(between: str) -> int:
    """Between the cells stand rows and nothing else. Gives the number of rows."""
    rows = between.count("<row")
    if not _BETWEEN.fullmatch(between) or rows - between.count("/>") != between.count("</row>"):
        raise UnusualError
    return rows


def _parts(block: str, limits: Limits) -> list[str | Any]:
    """The groups of :data:`_CELL` with what stands between the cells."""
    parts: list[str | Any] = _CELL.split(block)
    if len(parts) > limits.cells * _STEP:
        raise UnsafeError("T003", "một trang có quá nhiều ô", f"{limits.cells} ô")
    if "is>" in block and any(block.count(start) != block.count(end) for start, end in _PAIRS):
        raise UnusualError
    return parts


def _block(text: str, rows: int | None) -> tuple[str, str]:
    """What stands between the tags of the cells' block, up to a number of rows, and the sheet without it."""
    start, end = text.find("<sheetData>"), text.rfind("</sheetData>")
    if text.count("<sheetData") != 1 or ((end < start or start < 0) and _NO_CELLS not in text):
        raise UnusualError
    if start < 0:
        return "", text
    block = text[start + len("<sheetData>") : end]
    if rows is not None:
        block = block.partition(f'<row r="{rows + 1}"')[0]
    return block, text[:start] + _NO_CELLS + text[end + len("</sheetData>"):]


def quick_sheet(content: bytes, stored: Stored, limits: Limits, rows: int | None = None) -> QuickSheet:
    """The cells, merged areas and declared size of a sheet; of its first ``rows`` rows if given.

    Raises
    ------
    UnusualError
        When the slow pass must read it.
    UnsafeError
        When there are too many cells.
    """
    block, frame = _block(_text_of(content), rows)
    parts = _parts(block, limits)
    _check_frame(frame)
    between = "".join(parts[::_STEP])
    seen = _check_between(between)
    merges, dimension = tuple(_MERGE.findall(frame)), _DIMENSION.search(frame)
    if len(merges) != frame.count("<mergeCell "):
        raise UnusualError
    cells = _cells(parts, stored)
    hidden = {int(row) - 1 for row in _HIDDEN.findall(between)}
    return QuickSheet(cells, merges, hidden.intersection(row for row, _ in cells) if hidden else hidden,
                      dimension[1] if dimension else "", seen)


@lru_cache(maxsize=32768)
def _rule(written: str) -> tuple[str, str]:
    """Attributes and text of a formula; the formulas of all returns are mostly the same."""
    match = _FORMULA.fullmatch(written)
    if match is None:
        raise UnusualError
    return match[1], _unescaped(match[2] or "")


def _look(attributes: str, stored: Stored) -> tuple[str, bool, bool, Look | None]:
    """Type of a cell; whether its style shows dates, and percentages; what else its style does to what is seen."""
    given = _attributes(attributes)
    style, styles = given.get("s", "0"), stored.styles
    return given.get("t", "n"), style in styles.dated, style in styles.percent, styles.looks.get(style)


def _cells(parts: list[str | Any], stored: Stored) -> dict[At, RawCell]:
    """From the groups of :data:`_CELL`."""
    looks: dict[str, tuple[str, bool, bool, Look | None, dict[str, RawCell]]] = {}
    shared, strings, make = SharedFormulas(), stored.strings, tuple.__new__
    cells: dict[At, RawCell] = {}
    for address, attributes, rule, value in zip(*(parts[i::_STEP] for i in range(1, _STEP)), strict=True):
        if value is None and rule is None:
            continue
        look = looks.get(attributes)
        if look is None:
            look = looks[attributes or ""] = *_look(attributes or "", stored), {}
        kind, dated, percent, odd, alike = look
        at = _PLACES.get(address) or _place(address or "")
        if rule is None:
            # most cells are constants, and many of them alike
            cell = alike.get(value)
            if cell is not None:
                cells[at] = cell
                continue
        found = None
        if value is not None:
            if "&" in value:
                value = _unescaped(value)
            found = strings[int(value)] or None if kind == "s" and value.isdigit() else stored.value(value, kind, dated)
        if rule is not None:
            about, formula = _rule(rule)
            if about:
                formula = shared.formula(_attributes(about), formula, at)
            cells[at] = make(RawCell, (found, formula, value is not None, dated, percent, odd))
        elif found is not None:
            cells[at] = alike[value or ""] = make(RawCell, (found, None, True, dated, percent, odd))
    return cells
