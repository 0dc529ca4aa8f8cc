"""What a sum should add up and what its formula does add up, row by row."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from danvan_xl.intake.book import RawCell
from danvan_xl.scoring.foreign.table import BONUS, MIXED, PENALTY, STANDARD, Node, Table, Total
from danvan_xl.scoring.foreign.terms import Term, terms

_LISTED = re.compile(r"\(\s*((?:[\w.]+\s*[-+–]\s*)+[\w.]+)\s*\)|[:=]\s*((?:[\w.]+\s*[-+–]\s*)+[\w.]+)\s*$")
_NAMED = re.compile(r"(?:tổng|cộng)(?: cộng)?(?: điểm)?(?: của)?(?: (?:mục|phần|nhóm|tiêu chí|lĩnh vực))?\s+"
                    r"([IVX]+|[A-ZĐ]|\d+)\b\W*$", re.IGNORECASE)

_MANY = 50


@dataclass(frozen=True, slots=True)
class Problems:
    """Rows (from 0) that a sum misses, and addresses' rows and columns that it takes wrongly."""

    missing: tuple[Node, ...] = ()
    wrong: tuple[tuple[int, int], ...] = ()
    twice: tuple[tuple[int, int], ...] = ()
    signs: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.missing) + len(self.wrong) + len(self.twice) + len(self.signs)


class Coverage:
    """Sums of one column of points."""

    def __init__(self, table: Table, column: int) -> None:
        self.table, self.column = table, column
        self.by_row = {node.row: node for node in table.nodes}
        self.total_rows = {total.row: total for total in table.totals}
        entries = {*self.by_row, *self.total_rows}
        self.span = range(min(entries), max(entries) + 1)
        self.rows = sorted(entries | {row for row, c in table.sheet.cells if c == column})
        self._is_leaf: dict[int, bool] = {}
        self.below_leaves = {n.row for leaf in table.nodes if leaf.children and self.is_leaf(leaf)
                             for child in leaf.children for n in child.walk()}

    def is_leaf(self, node: Node) -> bool:
        """Whether points are entered in the row itself: no children, or none that has or sums points here."""
        if node.row not in self._is_leaf:
            self._is_leaf[node.row] = not node.children or not (self._sums_inside(node) or self._filled_below(node))
        return self._is_leaf[node.row]

    def _filled_below(self, node: Node) -> bool:
        return any(self.table.is_filled(n.row, self.column) or self.table.is_formula(n.row, self.column)
                       for child in node.children for n in child.walk())

    def _sums_inside(self, node: Node) -> bool:
        parts = self.terms_of(node.row) or ()
        last = max(n.row for n in node.walk())
        return any(node.row < row <= last for term in parts if term.is_in(self.column) for row in term.rows)

    def terms_of(self, row: int) -> tuple[Term, ...] | None:
        tree = self.table.trees.get((row, self.column))
        return terms(tree, self.table.sheet.title) if tree is not None else None

    def leaves(self, node: Node) -> Iterator[Node]:
        """Rows below a row (or itself) in which points are entered."""
        if self.is_leaf(node):
            yield node
        else:
            for child in node.children:
                yield from self.leaves(child)

    def counts(self, node: Node) -> bool:
        """Whether a row takes part in points: it holds some here or has a maximum."""
        return self.table.is_filled(node.row, self.column) or self.table.is_filled(node.row, self.table.header.maximum)

    def expected(self, total: Total) -> list[tuple[Node, ...]]:
        """What a total may stand for, the likeliest first."""
        roots = self.table.roots
        if named := self._named(total):
            return [named]
        of_kind = {PENALTY: (PENALTY, MIXED), BONUS: (BONUS, MIXED)}.get(total.kind)
        if of_kind and total.kind != MIXED:
            return [tuple(_topmost(roots, of_kind))]
        if "điểm chuẩn" in total.label.casefold():
            return [tuple(n for n in roots if n.kind == STANDARD)]
        above = tuple(n for n in roots if n.row < total.row)
        choices = [roots] if not above or len(above) == len(roots) else [above, roots]
        if all(t.row <= total.row for t in self.table.totals):
            return choices
        before = max((t.row for t in self.table.totals if t.row < total.row), default=-1)
        since = tuple(n for n in above if n.row > before)
        closed = [(n,) for n in self._path_above(total.row) if n.children]
        return [*choices, *([since] if since else []), *closed]

    def _path_above(self, row: int) -> Iterator[Node]:
        """The rows that a sum at this place may close: the last one above it with all that it stands under."""
        nodes = self.table.roots
        while above := [n for n in nodes if n.row < row]:
            yield above[-1]
            nodes = above[-1].children

    def _named(self, total: Total) -> tuple[Node, ...]:
        """The rows that a total's label names: "Tổng (A+B-C)", "Cộng mục I"; the nearest above of each number."""
        nodes = sorted(self.table.nodes, key=lambda n: (n.row < total.row, n.row if n.row < total.row else -n.row))
        known = {n.number.casefold(): n for n in nodes if n.number}
        if listed := _LISTED.search(total.label):
            parts = [p.strip().casefold() for p in re.split(r"[-+–]", listed[1] or listed[2])]
            return tuple(known[p] for p in parts) if all(p in known for p in parts) else ()
        named = _NAMED.match(total.label)
        node = known.get(named[1].casefold()) if named else None
        return (node,) if node else ()

    def _expand(self, row: int, trail: tuple[int, ...]) -> list[Node]:
        if row in self.below_leaves:
            return []
        if row in self.by_row:
            node = self.by_row[row]
            adds = self.is_leaf(node) or self.table.cell(row, self.column) != RawCell()
            return list(self.leaves(node)) if adds else []
        if row in self.total_rows and row not in trail:
            choices = self.expected(self.total_rows[row])
            parts = self.terms_of(row)
            if parts is not None:
                choices = sorted(choices, key=lambda c: len(self.problems(row, parts, c, trail=(*trail, row))))
            return [leaf for node in choices[0] for leaf in self.leaves(node)]
        return []

    def problems(self, own: int, parts: Iterable[Term], expected: Iterable[Node], optional: tuple[str, ...] = (),
                 trail: tuple[int, ...] = ()) -> Problems:
        """Compare what is added with the rows that should be; rows of an ``optional`` kind may be left out whole."""
        expected = tuple(expected)
        wanted = {leaf.row for node in expected for leaf in self.leaves(node)}
        times: dict[int, int] = {}
        wrong, twice, signs = list[tuple[int, int]](), list[tuple[int, int]](), list[tuple[int, int]]()
        for term in parts:
            wrong += self._beside(term)
            for row in self.rows[bisect_left(self.rows, term.first):bisect_right(self.rows, term.last)]:
                at = row, self.column
                if term.skips_subtotals and "SUBTOTAL" in (self.table.cell(row, self.column).formula or "").upper():
                    continue
                leaves = self._expand(row, (*trail, own)) if row != own else []
                if row == own or self._is_stranger(row, leaves, wanted):
                    wrong.append(at)
                elif leaves:
                    if any(leaf.row in times for leaf in leaves):
                        twice.append(at)
                    for leaf in leaves:
                        times[leaf.row] = times.get(leaf.row, 0) + 1
                    if self._bad_sign(row, term.sign, own):
                        signs.append(at)
        missing = tuple(self._missing(expected, times, optional))
        return Problems(missing, tuple(dict.fromkeys(wrong)), tuple(twice), tuple(signs))

    def _beside(self, term: Term) -> list[tuple[int, int]]:
        """Points of other columns that an area takes; their rows count as added, so that they are named once."""
        columns = [c for c in range(term.left, term.right + 1) if c != self.column]
        return [(r, c) for r in term.rows for c in columns if self.table.points(r, c) is not None][:_MANY]

    def _is_stranger(self, row: int, leaves: list[Node], wanted: set[int]) -> bool:
        if leaves:
            return not any(leaf.row in wanted for leaf in leaves) and any(map(self.counts, leaves))
        return row not in self.span and self.table.points(row, self.column) is not None

    def _bad_sign(self, row: int, sign: int, own: int) -> bool:
        """A penalty must lower the total, whichever way its points are written."""
        entry = self.by_row.get(row) or self.total_rows[row]
        owner = self.by_row.get(own) or self.total_rows.get(own)
        inside = owner is not None and owner.kind in (PENALTY, MIXED)
        if entry.kind == PENALTY and not inside:
            points = self.table.points(row, self.column)
            return points is not None and points * sign > 0 and self.column != self.table.header.maximum
        return sign < 0 and entry.kind in (STANDARD, BONUS) and not inside

    def _missing(self, nodes: Iterable[Node], times: dict[int, int], optional: tuple[str, ...]) -> Iterator[Node]:
        """The highest rows none of whose points are added."""
        for node in nodes:
            leaves = [leaf for leaf in self.leaves(node) if self.counts(leaf)]
            gone = [leaf for leaf in leaves if leaf.row not in times]
            if not gone or (node.kind in optional and len(gone) == len(leaves)):
                continue
            if len(gone) == len(leaves):
                yield node
            else:
                yield from self._missing(node.children, times, optional)


def _topmost(nodes: Iterable[Node], kinds: tuple[str, ...]) -> Iterator[Node]:
    for node in nodes:
        if node.kind in kinds:
            yield node
        else:
            yield from _topmost(node.children, kinds)
