"""The quick way through a sheet's XML: by splitting its text, for sheets written the way programs write them.

Whatever is unusual (another encoding, comments, other prefixes, rich text in a cell, anything between the cells) is
left to the slow pass, which gives the same answer: here either every character of the cells' block is accounted
for, or nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from danvan_xl.intake.book import At, RawCell, position
from danvan_xl.intake.shared import SharedFormulas
from danvan_xl.intake.stored import Shown, Stored, plain
from danvan_xl.safety import Limits, UnsafeError

_CELL, _END = '<c r="', "</c>"
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_CONTENT = re.compile(r"(?:<v>([^<]*)</v>|<is><t[^<>/]*>([^<]*)</t></is>)?</c>")
_INDEXES = {f"<v>{index}</v></c>": index for index in range(10_000)}
"""What cells with a shared string hold → its number."""
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
    at = position(address) if _ADDRESS.fullmatch(address) else None
    if at is None:
        raise UnusualError
    if len(_PLACES) >= _MOST_PLACES:
        _PLACES.clear()
    _PLACES[address] = at
    return at


@lru_cache(maxsize=1024)
def _is_xml(frame: str) -> bool:
    """Whether a sheet without its cells is XML; that of many returns is the same.

    A comment or an instruction could hide tags; between cells and strings the patterns leave no room for them.
    """
    if "<!" in frame or frame.count("<?") > 1:
        return False
    try:
        expat.ParserCreate().Parse(frame, True)
    except expat.ExpatError:
        return False
    return True


def _check_between(between: str) -> int:
    """Between the cells stand rows and nothing else. Gives the number of rows."""
    rows = between.count("<row")
    if not _BETWEEN.fullmatch(between) or rows - between.count("/>") != between.count("</row>"):
        raise UnusualError
    return rows


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
    if not _is_xml(frame):
        # the slow pass says what is wrong with it
        raise UnusualError
    merges, dimension = tuple(_MERGE.findall(frame)), _DIMENSION.search(frame)
    if len(merges) != frame.count("<mergeCell "):
        raise UnusualError
    if block.count(_CELL) > limits.cells:
        raise UnsafeError("T003", "một trang có quá nhiều ô", f"{limits.cells} ô")
    reader = _CellReader(stored)
    between = reader.read(block)
    seen = _check_between(between)
    cells, hidden = reader.found, {int(row) - 1 for row in _HIDDEN.findall(between)}
    return QuickSheet(cells, merges, hidden.intersection(row for row, _ in cells) if hidden else hidden,
                      dimension[1] if dimension else "", seen)


@lru_cache(maxsize=32768)
def _rule(written: str) -> tuple[str, str]:
    """Attributes and text of a formula; the formulas of all returns are mostly the same."""
    match = _FORMULA.fullmatch(written)
    if match is None:
        raise UnusualError
    return match[1], _unescaped(match[2] or "")


class _CellReader:
    """Takes the cells of one sheet; ``found`` fills up."""

    def __init__(self, stored: Stored) -> None:
        self._stored, self._shared = stored, SharedFormulas()
        self.found: dict[At, RawCell] = {}

    def read(self, block: str) -> str:
        """Read all cells; gives what stands between them."""
        looks, strings, found, make = self._stored.looks, self._stored.strings, self.found, tuple.__new__
        before, *cells = block.split(_CELL)
        between = [before]
        for cell in cells:
            address, _, rest = cell.partition('"')
            attributes, _, content = rest.partition(">")
            at = _PLACES.get(address) or _place(address)
            look = looks.get(attributes) or self._look(attributes)
            if content[-4:] != _END:
                # the last cell of a row, or one with nothing in it
                content, end, after = content.rpartition(_END)
                between.append(after)
                content += end
            kind, dated, percent, odd = look
            if kind == "s" and (index := _INDEXES.get(content)) is not None:
                # most cells are texts of the form
                if value := strings[index]:
                    found[at] = make(RawCell, (value, None, True, dated, percent, odd))
            elif kind:
                self._other(at, content, look)
            elif content:
                raise UnusualError
        return "".join(between)

    def _look(self, attributes: str) -> Shown:
        """A cell whose tag ends at once has no type."""
        given = _attributes(attributes.removesuffix("/"))
        style, styles = given.get("s", "0"), self._stored.styles
        kind = "" if attributes.endswith("/") else given.get("t", "n")
        look = kind, style in styles.dated, style in styles.percent, styles.looks.get(style)
        self._stored.looks[attributes] = look
        return look

    def _other(self, at: At, content: str, look: Shown) -> None:
        """A cell with a formula, a number, a text of its own or nothing in it."""
        kind, dated, percent, odd = look
        rule = ""
        if content[:2] == "<f":
            rule, end, content = content.partition("</f>" if "</f>" in content else "/>")
            rule += end
        match = _CONTENT.fullmatch(content)
        if match is None:
            raise UnusualError
        text = match[1] if match[1] is not None else match[2]
        value = None if text is None else self._stored.value(_unescaped(text), kind, dated)
        if rule:
            about, formula = _rule(rule)
            if about:
                formula = self._shared.formula(_attributes(about), formula, at)
            self.found[at] = RawCell(value, formula, text is not None, dated, percent, odd)
        elif value is not None:
            self.found[at] = RawCell(value, None, True, dated, percent, odd)
