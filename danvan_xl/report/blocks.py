"""What a report consists of, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.report.figures import Line, Piece, Problem


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    number: str
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``dash``: an item that begins with "- ". ``problems``: what is wrong with its figures."""

    line: Line
    note: Line = ()
    dash: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """``width``: natural width in cm; columns share the line by it. ``align``: left, center or right."""

    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TableRow:
    """``strong``: a sum or a section. ``sources``: the name or formula behind each cell, "" for words; ``formats``."""

    cells: tuple[str, ...]
    strong: bool = False
    sources: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def pieces(self) -> Line:
        """Each cell as a run of text; a blank one is no figure."""
        words = ("",) * len(self.cells)
        figures = zip(self.cells, self.sources or words, self.formats or words, strict=True)
        return tuple(Piece(text, source, shape) if text and source else Piece(text) for text, source, shape in figures)

    @property
    def is_section(self) -> bool:
        """A row that only names what follows; it stands over all columns."""
        return self.strong and sum(map(bool, self.cells)) == 1


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    caption: Line = ()
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: Line
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    number: str
    title: Line
    table: Table
    wide: bool = False


Block = Heading | Paragraph | Table | Chart | Annex
