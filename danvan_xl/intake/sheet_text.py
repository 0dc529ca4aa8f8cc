"""The quick way through a sheet's XML: one pattern over its text, for sheets written the way programs write them.

Whatever is unusual (another encoding, comments, other prefixes, rich text in a cell, anything between the cells) is
left to the slow pass, which gives the same answer: here either every character of the cells' block is accounted
for, or nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string

from danvan_xl.intake.book import At, RawCell
from danvan_xl.intake.shared import SharedFormulas
from danvan_xl.intake.stored import MAIN, Stored, plain
from danvan_xl.safety import Limits, UnsafeError

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>/]*)(?:/>|>'
    r"(?:<f([^<>/]*)(?:/>|>([^<]*)</f>))?"
    r"(?:<v>([^<]*)</v>|<is><t[^<>/]*>([^<]*)</t></is>)?"
    r"</c>)"
)
_GROUPS = 7
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
_COLUMNS: dict[str, int] = {}


class UnusualError(Exception):
    """The quick way does not fit; the slow pass must read this part."""


def _text_of(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusualError from error
    if not _ROOT.match(text) or "<!" in text or "\r" in text or text.count("<?") > 1:
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


def _column(letters: str) -> int:
    index = _COLUMNS.get(letters)
    if index is None:
        index = _COLUMNS[letters] = column_index_from_string(letters) - 1
    return index


def _frame(text: str, start: int, end: int) -> ElementTree.Element:
    """The sheet without its cells."""
    try:
        return ElementTree.fromstring(text[:start] + text[end:])
    except ElementTree.ParseError as error:
        raise UnusualError from error


def quick_sheet(content: bytes, stored: Stored, limits: Limits) -> QuickSheet:
    """The cells, merged areas and declared size of a sheet.

    Raises
    ------
    UnusualError
        When the slow pass must read it.
    UnsafeError
        When there are too many cells.
    """
    text = _text_of(content)
    start, end = text.find("<sheetData>"), text.rfind("</sheetData>")
    if start < 0 or end < start or text.count("<sheetData") != 1:
        raise UnusualError
    parts = _CELL.split(text[start + len("<sheetData>") : end])
    if len(parts) > limits.cells * (_GROUPS + 1):
        raise UnsafeError("T003", "một trang có quá nhiều ô", f"{limits.cells} ô")
    between = "".join(parts[:: _GROUPS + 1])
    if not _BETWEEN.fullmatch(between):
        raise UnusualError
    rows = between.count("<row")
    if rows - between.count("/>") != between.count("</row>"):
        raise UnusualError
    root = _frame(text, start + len("<sheetData>"), end)
    dimension = root.find(f"{MAIN}dimension")
    merges = tuple(m.get("ref", "") for m in root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"))
    cells = _cells(parts, stored)
    hidden = {int(row) - 1 for row in _HIDDEN.findall(between)}
    return QuickSheet(cells, merges, hidden.intersection(row for row, _ in cells) if hidden else hidden,
                      dimension.get("ref", "") if dimension is not None else "", rows)


def _cells(parts: list[str | None], stored: Stored) -> dict[At, RawCell]:
    """From the groups of :data:`_CELL`: column, row, attributes, the formula's, formula, value, text in place."""
    step = _GROUPS + 1
    looks: dict[str, tuple[str, bool, bool]] = {}
    known: dict[tuple[str, str], RawCell] = {}
    shared = SharedFormulas()
    cells: dict[At, RawCell] = {}
    for letters, row, attributes, about, formula, value, inline in zip(
            *(parts[i::step] for i in range(1, step)), strict=True):
        if inline is not None:
            value = inline
        if about is None:
            if value is None:
                continue
            # most cells are constants, and many of them alike
            cell = known.get((attributes, value))
            if cell is not None:
                cells[int(row) - 1, _column(letters)] = cell
                continue
        look = looks.get(attributes)
        if look is None:
            given = _attributes(attributes or "")
            style = given.get("s", "0")
            look = given.get("t", "n"), style in stored.styles.dated, style in stored.styles.percent
            looks[attributes or ""] = look
        kind, dated, percent = look
        at = int(row) - 1, _column(letters)
        found = stored.value(_unescaped(value), kind, dated) if value is not None else None
        if about is not None:
            rule = _unescaped(formula or "")
            if about:
                rule = shared.formula(_attributes(about), rule, at)
            cells[at] = RawCell(found, rule, value is not None, dated, percent)
        elif found is not None:
            cells[at] = known[attributes, value] = RawCell(found, None, True, dated, percent)
    return cells
