"""The complete way through a sheet's XML: expat, for whatever the quick way leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from danvan_xl.intake.book import At, RawCell, position
from danvan_xl.intake.looks import RAISED, run_as_seen
from danvan_xl.intake.shared import SharedFormulas
from danvan_xl.intake.stored import Stored
from danvan_xl.safety import Limits, UnsafeError

_ASIDE = ("rPh", "extLst")
"""What stands in these is no part of a cell's value: how a text is pronounced, and what later versions add."""


@dataclass
class SheetReader:
    """Collects the cells of one sheet while expat runs through it. ``rows``: how many the XML has, filled or not."""

    stored: Stored
    limits: Limits
    cells: dict[At, RawCell] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    dimension: str = ""
    rows: int = 0
    _shared: SharedFormulas = field(default_factory=SharedFormulas)
    _row: int = -1
    _column: int = -1
    _attributes: dict[str, str] = field(default_factory=dict)
    _formula: dict[str, str] | None = None
    _formula_text: str = ""
    _value: str | None = None
    _buffer: list[str] | None = None
    _seen: int = 0
    _aside: int = 0
    _run: set[str] = field(default_factory=set)
    _hidden: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._aside or tag in _ASIDE:
            self._aside += 1
            return
        match tag:
            case "c":
                self._open_cell(attributes)
            case "row":
                self.rows += 1
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
                self._hidden = attributes.get("hidden") in ("1", "true")
            case "f":
                self._formula, self._buffer = attributes, []
            case "v" | "t":
                self._buffer = []
            case "r":
                self._run = set()
            case "strike" if attributes.get("val", "1") not in ("0", "false"):
                self._run.add(tag)
            case "vertAlign" if attributes.get("val") in RAISED:
                self._run.add(tag)
            case "dimension":
                self.dimension = attributes.get("ref", "")
            case "mergeCell":
                self.merges.append(attributes.get("ref", ""))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        at = position(attributes.get("r", ""))
        self._row, self._column = at if at else (self._row, self._column + 1)
        self._attributes, self._formula, self._value, self._formula_text = attributes, None, None, ""

    def text(self, data: str) -> None:
        if self._buffer is not None:
            self._buffer.append(data)

    def end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
        elif tag == "c":
            self._close_cell()
        elif tag == "r":
            self._run = set()
        elif tag in ("f", "v", "t") and self._buffer is not None:
            content, self._buffer = "".join(self._buffer), None
            if tag == "f":
                self._formula_text = content
            elif tag == "v":
                self._value = content
            else:
                self._value = (self._value or "") + run_as_seen(
                    content, is_struck="strike" in self._run, is_raised="vertAlign" in self._run)

    def _formula_of(self) -> str | None:
        if self._formula is None:
            return None
        return self._shared.formula(self._formula, self._formula_text, (self._row, self._column))

    def _close_cell(self) -> None:
        formula = self._formula_of()
        if self._value is None and formula is None:
            return
        self._seen += 1
        if self._seen > self.limits.cells:
            raise UnsafeError("T003", "một trang có quá nhiều ô", f"{self.limits.cells} ô")
        style = self._attributes.get("s", "0")
        dated = style in self.stored.styles.dated
        kind, value = self._attributes.get("t", "n"), None
        if self._value is not None:
            value = self.stored.value(self._value, kind, dated)
        if value is not None or formula is not None:
            if self._hidden:
                self.hidden_rows.add(self._row)
            self.cells[self._row, self._column] = RawCell(
                value, formula, self._value is not None, dated, style in self.stored.styles.percent,
                self.stored.styles.looks.get(style))


def full_sheet(content: bytes, stored: Stored, limits: Limits) -> SheetReader:
    """
    Raises
    ------
    UnsafeError, expat.ExpatError, ValueError, IndexError
        When there are too many cells, or the XML is broken.
    """
    reader = SheetReader(stored, limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}

    def name(tag: str) -> str:
        return local.setdefault(tag, tag.rpartition(":")[2])

    parser.StartElementHandler = lambda tag, attributes: reader.start(name(tag), attributes)
    parser.EndElementHandler = lambda tag: reader.end(name(tag))
    parser.CharacterDataHandler = reader.text
    parser.Parse(content, True)
    return reader
