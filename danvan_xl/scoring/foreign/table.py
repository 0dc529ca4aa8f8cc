"""A rubric as it stands on a sheet, free of Excel: rows as a tree, totals, columns of points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice, pairwise, zip_longest

from danvan_xl.formula import Expr, FormulaError, Value
from danvan_xl.intake import numbers
from danvan_xl.intake.book import At, RawCell, RawSheet, a1
from danvan_xl.scoring.foreign.header import Header, headers, spread
from danvan_xl.scoring.foreign.numbering import Levels, Number, read_number, starts_again

STANDARD, BONUS, PENALTY, MIXED = "standard", "bonus", "penalty", "mixed"
_LEAST = 3
_TRIED = 10
_HEAD = r"(?:(?:phần|mục|các|nội dung|tiêu chí|tổng|cộng|số|trường hợp)\s+)*"
_PENALTY = re.compile(rf"{_HEAD}(?:điểm trừ|trừ điểm|điểm phạt|bị trừ điểm)")
_BONUS = re.compile(rf"{_HEAD}(?:điểm thưởng|điểm cộng|cộng điểm(?! (?:chuẩn|trừ))|thưởng điểm|điểm khuyến khích)")
_TOTAL = re.compile(r"(?:tổng|cộng|điểm (?:chuẩn|thưởng|cộng|trừ)\W*$)")
_NO_TOTAL = re.compile(r"cộng (?:tác|đồng|điểm(?! (?:chuẩn|thưởng|cộng|trừ|mục|phần|nhóm)))|tổng (?:kết|hợp|quát|thể)")


@dataclass(frozen=True, slots=True)
class Node:
    """A numbered row (or one below it without a number); ``row`` from 0."""

    row: int
    number: str
    label: str
    kind: str
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Total:
    row: int
    label: str
    kind: str


@dataclass(frozen=True)
class Table:
    """``computed``: what formula cells give when calculated again; ``trees``: their formulas, where readable."""

    sheet: RawSheet
    header: Header
    roots: tuple[Node, ...]
    totals: tuple[Total, ...]
    computed: Mapping[At, Value] = field(default_factory=dict)
    trees: Mapping[At, Expr] = field(default_factory=dict)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(node for root in self.roots for node in root.walk())

    def cell(self, row: int, column: int) -> RawCell:
        return self.sheet.cells.get((row, column), RawCell())

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell, calculated again where it is a formula."""
        return self.computed.get((row, column), self.sheet.value((row, column)))

    def points(self, row: int, column: int | None) -> Decimal | None:
        """Points in a cell, also when typed as text; None when there are none."""
        if column is None:
            return None
        value = self.value(row, column)
        if isinstance(value, str):
            return points_in_text(value)
        return value if isinstance(value, Decimal) else None

    def is_filled(self, row: int, column: int | None) -> bool:
        return column is not None and self.value(row, column) is not None

    def is_formula(self, row: int, column: int) -> bool:
        return self.cell(row, column).formula is not None

    def address(self, row: int, column: int) -> str:
        return a1((row, column))


def points_in_text(text: str) -> Decimal | None:
    """Points typed as text: ``4,5``, ``9 điểm``; a mark between digits is a decimal one where it can be."""
    reading = numbers.read_number(text, "điểm")
    return reading.value if reading.value is not None else min(reading.meanings, key=abs, default=None)


def _kind(label: str, inherited: str) -> str:
    plain = label.casefold()
    bonus, penalty = _BONUS.match(plain), _PENALTY.match(plain)
    if (bonus and "trừ" in plain) or (penalty and re.search(r"(?:điểm|,|và) (?:thưởng|cộng)", plain)):
        return MIXED
    return BONUS if bonus else PENALTY if penalty else inherited


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    number: Number | None
    label: str
    has_points: bool
    has_maximum: bool


class _Reader:
    """Reads the rows below a header."""

    def __init__(self, sheet: RawSheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        self.values = spread(sheet)

    def _text(self, row: int, column: int | None) -> str:
        value = self.values.get((row, column)) if column is not None else None
        if isinstance(value, Decimal):
            return format(value.normalize(), "f")
        return numbers.folded(value) if isinstance(value, str) else ""

    def _is_points(self, row: int, column: int) -> bool:
        cell = self.sheet.cells.get((row, column))
        if cell is None:
            return False
        text = isinstance(cell.value, str) and points_in_text(cell.value) is not None
        return cell.formula is not None or isinstance(cell.value, (Decimal, FormulaError)) or text

    def _line(self, row: int) -> _Line:
        header = self.header
        content = " ".join(dict.fromkeys(t for c in header.contents if (t := self._text(row, c))))
        own = self._text(row, header.number)
        label, number = content or own, None
        for text, alone in ((own, True), (content, False)):
            if number is None and (read := read_number(text, alone)):
                number = read[0]
                label = content if text is own and content and content != own else read[1]
        points = [self._is_points(row, c) for c in header.points]
        has_maximum = header.maximum is not None and points[0]
        return _Line(row, number, label or content, any(points), has_maximum)

    def _is_index(self, row: int) -> bool:
        """A row (1) (2) (3) … that numbers the columns."""
        shown = [self._text(row, c).strip("()") for c in sorted(self.header.titles)]
        numbers_shown = [int(text) for text in shown if text.isdigit()]
        steps = [after - before for before, after in pairwise(numbers_shown)]
        filled = sum(bool(text) for text in shown)
        return len(numbers_shown) >= _LEAST and set(steps) == {1} and filled - len(numbers_shown) <= 2

    def lines(self) -> list[_Line]:
        rows = sorted({row for row, _ in self.sheet.cells if row > self.header.last})
        if rows and self._is_index(rows[0]):
            rows = rows[1:]
        return [line for row in rows if (line := self._line(row)).label or line.has_points]

    def read(self) -> tuple[tuple[Node, ...], tuple[Total, ...]]:
        levels, flat, totals = Levels(), list[tuple[int, _Line]](), []
        lines = self.lines()
        for line, following in zip_longest(lines, lines[1:]):
            plain = line.label.casefold()
            bullet = line.number is not None and line.number.text in "-+*•"
            if line.number is not None and (line.has_points or not bullet):
                flat.append((levels.depth(line.number), line))
            elif bullet:
                continue
            elif _heads(line, following):
                flat.append((levels.section(line.label), line))
            elif _TOTAL.match(plain) and not _NO_TOTAL.match(plain):
                if line.has_points:
                    totals.append(Total(line.row, line.label, _kind(line.label, STANDARD)))
            elif line.has_maximum and flat and line.label:
                flat.append((levels.below(), line))
        last = max((line.row for _, line in flat if line.has_points), default=-1)
        return _tree([entry for entry in flat if entry[1].row <= last], STANDARD), tuple(totals)


def _heads(line: _Line, following: _Line | None) -> bool:
    """Whether a row without a number is the heading of the rows below it, which start their numbers again."""
    plain = line.label.casefold()
    if re.match(r"tổng|cộng", plain) and not _NO_TOTAL.match(plain):
        return False
    return following is not None and following.number is not None and starts_again(following.number)


def _tree(flat: list[tuple[int, _Line]], inherited: str) -> tuple[Node, ...]:
    nodes, at = [], 0
    while at < len(flat):
        depth, line = flat[at]
        end = next((i for i in range(at + 1, len(flat)) if flat[i][0] <= depth), len(flat))
        kind = _kind(line.label, inherited)
        number = line.number.text if line.number else ""
        nodes.append(Node(line.row, number, line.label, kind, _tree(flat[at + 1:end], kind)))
        at = end
    return tuple(nodes)


def find_table(sheet: RawSheet) -> Table | None:
    """The rubric of a sheet; None when the sheet is none (passed over)."""
    for header in islice(headers(sheet), _TRIED):
        roots, totals = _Reader(sheet, header).read()
        table = Table(sheet, header, roots, totals)
        numbered = [n for n in table.nodes if n.number]
        scored = [n for n in numbered if any(table.is_filled(n.row, c) for c in header.points)]
        if len(numbered) >= _LEAST and len(scored) >= _LEAST:
            return table
    return None
