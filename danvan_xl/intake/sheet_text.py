"""The quick way through a sheet's XML: by splitting its text, for sheets written the way programs write them.

Whatever is unusual (another encoding, comments, other prefixes, rich text in a cell, anything between the cells) is
left to the slow pass, which gives the same answer: here either every character of the cells' block is accounted
for, or nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from xml.parsers import expat

from danvan_xl.intake.book import At, RawCell, position
from danvan_xl.intake.quick import UnusualError, check_start, decoded, unescaped
from danvan_xl.intake.shared import SharedFormulas
from danvan_xl.intake.stored import Shown, Stored
from danvan_xl.safety import Limits, UnsafeError

_CELL, _END = '<c r="', "</c>"
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_CONTENT = re.compile(r"(?:<v>([^<]*)</v>|<is><t[^<>/]*>([^<]*)</t></is>)?</c>")
_INDEXES = {f"<v>{index}</v></c>": index for index in range(10_000)}
"""What cells with a shared string hold → its number."""
_FORMULA = re.compile(r"<f([^<>/]*)(?:/>|>([^<]*)</f>)")
_BETWEEN = re.compile(r"(?:\s+|<row(?: [^<>]*)?>|</row>)*", re.ASCII)
_HIDDEN = re.compile(r'<row r="([0-9]+)"[^<>]* hidden="(?:1|true)"')
_ATTRIBUTE = re.compile(r'\s+([\w:]+)="([^"]*)"', re.ASCII)
_ATTRIBUTES = re.compile(r'(?:\s+[\w:]+="[^"]*")*\s*', re.ASCII)
_DIMENSION = re.compile(rb'<dimension ref="([^"]*)"')
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_ROW = itemgetter(0)
_NO_CELLS = b"<sheetData/>"
_MOST_PLACES, _MOST_LOOKS = 200_000, 10_000
_make = tuple.__new__
"""Of a named tuple, without the call that sorts out its arguments."""
_PLACES: dict[str, At] = {}


def _read(written: str) -> str:
    """A piece of a sheet whose bytes were taken for characters, as the text that it is."""
    return written if written.isascii() else decoded(written.encode("latin-1"))


@dataclass
class QuickSheet:
    """``rows``: how many rows the XML has, filled or not."""

    cells: dict[At, RawCell] = field(default_factory=dict)
    merges: tuple[str, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)
    dimension: str = ""
    rows: int = 0


def _attributes(written: str) -> dict[str, str]:
    text = _read(written)
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
def _frame(frame: bytes) -> tuple[tuple[str, ...], str] | None:
    """Merged areas and declared size of a sheet without its cells, None when it is no XML.

    That of many returns is the same. A comment or an instruction could hide tags; between cells and strings the
    patterns leave no room for them.
    """
    if b"<!" in frame or frame.count(b"<?") > 1:
        return None
    try:
        expat.ParserCreate().Parse(frame, True)
    except expat.ExpatError:
        return None
    merges, dimension = tuple(ref.decode() for ref in _MERGE.findall(frame)), _DIMENSION.search(frame)
    if len(merges) != frame.count(b"<mergeCell "):
        return None
    return merges, dimension[1].decode() if dimension else ""


def _check_between(between: str) -> int:
    """Between the cells stand rows and nothing else. Gives the number of rows."""
    rows = between.count("<row")
    if not _BETWEEN.fullmatch(_read(between)) or rows - between.count("/>") != between.count("</row>"):
        raise UnusualError
    return rows


def _block(content: bytes, rows: int | None) -> tuple[str, bytes]:
    """What stands between the tags of the cells' block, up to a number of rows, and the sheet without it.

    Of the block, each byte is taken for a character: most of it is never looked at as text.
    """
    start, end = content.find(b"<sheetData>"), content.rfind(b"</sheetData>")
    if content.count(b"<sheetData") != 1 or ((end < start or start < 0) and _NO_CELLS not in content):
        raise UnusualError
    if start < 0:
        return "", content
    block = content[start + len(b"<sheetData>") : end]
    if rows is not None:
        block = block.partition(b'<row r="%d"' % (rows + 1))[0]
    return block.decode("latin-1"), content[:start] + _NO_CELLS + content[end + len(b"</sheetData>"):]


def quick_sheet(content: bytes, stored: Stored, limits: Limits, rows: int | None = None) -> QuickSheet:
    """The cells, merged areas and declared size of a sheet; of its first ``rows`` rows if given.

    Raises
    ------
    UnusualError
        When the slow pass must read it.
    UnsafeError
        When there are too many cells.
    """
    check_start(content)
    block, frame = _block(content, rows)
    if (around := _frame(frame)) is None:
        # the slow pass says what is wrong with it
        raise UnusualError
    merges, dimension = around
    before, *cells = block.split(_CELL, limits.cells + 1)
    if len(cells) > limits.cells:
        raise UnsafeError("T003", "một trang có quá nhiều ô", f"{limits.cells} ô")
    reader = _CellReader(stored)
    between = before + reader.read(cells)
    seen = _check_between(between)
    hidden = {int(row) - 1 for row in _HIDDEN.findall(between)}
    return QuickSheet(
        reader.found, merges, hidden.intersection(map(_ROW, reader.found)) if hidden else hidden, dimension, seen)


@lru_cache(maxsize=32768)
def _rule(written: str) -> tuple[str, str]:
    """Attributes and text of a formula; the formulas of all returns are mostly the same."""
    match = _FORMULA.fullmatch(written)
    if match is None:
        raise UnusualError
    return match[1], unescaped(_read(match[2] or ""))


def _split_off(content: str, between: list[str]) -> str:
    """What stands in the last cell of a row; what follows it goes to what stands between the cells."""
    content, end, after = content.rpartition(_END)
    between.append(after)
    return content + end


class _CellReader:
    """Takes the cells of one sheet; ``found`` fills up."""

    def __init__(self, stored: Stored) -> None:
        self._stored, self._shared = stored, SharedFormulas()
        self.found: dict[At, RawCell] = {}

    def read(self, cells: list[str]) -> str:
        """Read all cells, each from its address to the next one; gives what stands between them."""
        looks, strings, found, make = self._stored.styles.shown, self._stored.strings, self.found, _make
        between: list[str] = []
        for cell in cells:
            address, _, rest = cell.partition('"')
            attributes, _, content = rest.partition(">")
            at = _PLACES.get(address) or _place(address)
            look = looks.get(attributes) or self._look(attributes)
            kind, dated, percent, odd = look
            if kind == "s":
                # most cells are texts of the form; the last of a row has something behind it
                if (index := _INDEXES.get(content)) is None and content[-4:] != _END:
                    content = _split_off(content, between)
                    index = _INDEXES.get(content)
                if index is None:
                    self._other(at, content, look)
                elif value := strings[index]:
                    found[at] = make(RawCell, (value, None, True, dated, percent, odd))
            elif kind:
                self._other(at, content if content[-4:] == _END else _split_off(content, between), look)
            elif content:
                between.append(content)
        return "".join(between)

    def _look(self, attributes: str) -> Shown:
        """A cell whose tag ends at once has no type."""
        given = _attributes(attributes.removesuffix("/"))
        style, styles = given.get("s", "0"), self._stored.styles
        kind = "" if attributes.endswith("/") else given.get("t", "n")
        look = kind, style in styles.dated, style in styles.percent, styles.looks.get(style)
        if len(styles.shown) >= _MOST_LOOKS:
            styles.shown.clear()
        styles.shown[attributes] = look
        return look

    def _other(self, at: At, content: str, look: Shown) -> None:
        """A cell with a formula, a number, a text of its own or nothing in it."""
        kind, dated, percent, odd = look
        rule = ""
        if content[:2] == "<f":
            rule, end, rest = content.partition("</f>")
            if not end:
                rule, end, rest = content.partition("/>")
            rule, content = rule + end, rest
        match = _CONTENT.fullmatch(content)
        if match is None:
            raise UnusualError
        text = match[1] if match[1] is not None else match[2]
        value = None if text is None else self._stored.value(unescaped(_read(text)), kind, dated)
        if rule:
            about, formula = _rule(rule)
            if about:
                formula = self._shared.formula(_attributes(about), formula, at)
            self.found[at] = _make(RawCell, (value, formula, text is not None, dated, percent, odd))
        elif value is not None:
            self.found[at] = _make(RawCell, (value, None, True, dated, percent, odd))
