"""Checks of sums: rows missed or taken wrongly, typed totals, parts that do not make the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import product

from danvan_xl.findings import Finding
from danvan_xl.intake.numbers import shown_number
from danvan_xl.scoring.foreign.coverage import Coverage
from danvan_xl.scoring.foreign.table import BONUS, MIXED, PENALTY, STANDARD, Node, Table, Total

_SPECIAL = (BONUS, PENALTY, MIXED)
_NEAR = Decimal("0.000000001")
_NAMED = 5


class _Column:
    """Sums of one column of one table."""

    def __init__(self, table: Table, column: int) -> None:
        self.table, self.column = table, column
        self.coverage = Coverage(table, column)
        self.is_maximum = column == table.header.maximum
        self.parents = [n for n in table.nodes if n.children and not self.coverage.is_leaf(n)]
        rows = [n.row for n in self.parents] + [t.row for t in table.totals]
        filled = [r for r in rows if table.is_filled(r, column)]
        self.formulas = sum(table.is_formula(r, column) for r in filled)
        self.mostly_formulas = self.formulas * 2 >= len(filled) and self.formulas > 0

    def _at(self, code: str, entry: Node | Total, **texts: str) -> Finding:
        return Finding(code, sheet=self.table.sheet.title, cell=self.table.address(entry.row, self.column),
                       field=_name(entry), **texts)

    def findings(self) -> Iterator[Finding]:
        for node in self.parents:
            yield from self._judge(node, [node.children], _SPECIAL if self.is_maximum else ())
        for total in self.table.totals:
            yield from self._judge(total, self.coverage.expected(total), _SPECIAL if self.is_maximum else ())

    def _judge(self, entry: Node | Total, choices: list[tuple[Node, ...]], optional: tuple[str, ...]
               ) -> Iterator[Finding]:
        if not any(choices):
            return
        if self.table.is_formula(entry.row, self.column):
            parts = self.coverage.terms_of(entry.row)
            if parts:
                yield from self._structure(entry, choices, optional)
            else:
                yield from self._unlike(entry, choices)
        elif isinstance(self.table.value(entry.row, self.column), Decimal):
            yield from self._typed(entry, choices)

    def _structure(self, entry: Node | Total, choices: list[tuple[Node, ...]], optional: tuple[str, ...]
                   ) -> Iterator[Finding]:
        parts = self.coverage.terms_of(entry.row) or ()
        found = [self.coverage.problems(entry.row, parts, nodes, optional) for nodes in choices]
        problems = min(found, key=len)
        formula = f"={self.table.cell(entry.row, self.column).formula}"
        if problems.missing:
            sure = any(n.kind == STANDARD for n in problems.missing)
            yield self._at("D032", entry, found=formula, expected=self._cells(problems.missing),
                           level="" if sure else "canh_bao")
        taken = [self.table.address(*at) for at in (*problems.wrong, *problems.twice)]
        if taken:
            yield self._at("D033", entry, found=formula, expected=_few(taken),
                           detail="cộng hai lần" if problems.twice and not problems.wrong else "không thuộc mục này")
        if problems.signs:
            yield self._at("D039", entry, found=formula,
                           expected=_few([self.table.address(*at) for at in problems.signs]))

    def _cells(self, nodes: Iterable[Node]) -> str:
        return _few([f"{self.table.address(n.row, self.column)} ({_name(n)})" for n in nodes])

    def _amount(self, node: Node) -> Decimal | None:
        """Points of a row: its own, else the sum of those below; None when nothing is filled."""
        own = self.table.points(node.row, self.column)
        if own is not None or self.coverage.is_leaf(node):
            return own
        return _sum(self._amount(child) for child in node.children)

    def _below(self, node: Node) -> Decimal | None:
        """Points of the rows in which points are entered, whatever is written on the way up."""
        return _sum(self.table.points(leaf.row, self.column) for leaf in self.coverage.leaves(node))

    def _possible(self, nodes: tuple[Node, ...], amount_of: Callable[[Node], Decimal | None]) -> list[Decimal]:
        """Sums that a total of these rows may show: bonus and penalty in or out, penalties with either sign."""
        plain = _sum(amount_of(n) for n in nodes if n.kind not in _SPECIAL)
        if plain is None and not any(n.kind in _SPECIAL for n in nodes):
            return []
        extra: list[tuple[Decimal, ...]] = []
        for node in nodes:
            amount = amount_of(node) if node.kind in _SPECIAL else None
            if amount is not None:
                both = (-abs(amount), abs(amount)) if node.kind != BONUS else (amount,)
                extra.append(tuple(dict.fromkeys((*both, Decimal(0)))))
        return list(dict.fromkeys((plain or Decimal(0)) + sum(c, Decimal(0)) for c in product(*extra[:6])))

    def _sums(self, choices: list[tuple[Node, ...]]) -> list[Decimal]:
        """The likeliest first; a wrong row on the way up does not make those above it wrong too."""
        return list(dict.fromkeys(
            s for way in (self._amount, self._below) for nodes in choices for s in self._possible(nodes, way)))

    def _unlike(self, entry: Node | Total, choices: list[tuple[Node, ...]]) -> Iterator[Finding]:
        """A formula that is no plain sum is judged by what it gives."""
        value, sums = self.table.value(entry.row, self.column), self._sums(choices)
        clean = all(isinstance(self.table.value(n.row, self.column), (Decimal, type(None)))
                    for nodes in choices for top in nodes for n in top.walk())
        if isinstance(value, Decimal) and sums and clean and not self._capped(entry) and not _among(value, sums):
            yield self._at("D047", entry, found=shown_number(value), expected=shown_number(sums[0]),
                           detail=f"={self.table.cell(entry.row, self.column).formula}")

    def _capped(self, entry: Node | Total) -> bool:
        return entry.kind in _SPECIAL

    def _typed(self, entry: Node | Total, choices: list[tuple[Node, ...]]) -> Iterator[Finding]:
        value, sums = self.table.points(entry.row, self.column), self._sums(choices)
        if value is None or not sums:
            return
        right = _among(value, sums)
        if self.is_maximum:
            if not right and not self._may_differ(entry, choices[0]):
                yield self._at("D036", entry, found=shown_number(value), expected=shown_number(sums[0]),
                               detail=self._parts(choices[0]))
            elif right and self.mostly_formulas:
                yield self._at("D034", entry, found=shown_number(value))
        elif right:
            yield self._at("D034", entry, found=shown_number(value), level="" if self.formulas else "thong_tin")
        elif not self._capped(entry):
            yield self._at("D035", entry, found=shown_number(value), expected=shown_number(sums[0]),
                           detail=self._parts(choices[0]))

    def _may_differ(self, entry: Node | Total, nodes: tuple[Node, ...]) -> bool:
        """A cap of bonus or penalty, levels to choose from, or a part whose maximum is not given."""
        amounts = [self._amount(n) for n in nodes]
        own = self.table.points(entry.row, self.column)
        given = [a for a in amounts if a is not None]
        levels = isinstance(entry, Node) and own in given and len(given) > 1
        return self._capped(entry) or levels or len(given) < len(amounts) or (any(n.kind in _SPECIAL for n in nodes) \
            and isinstance(entry, Node))

    def _parts(self, nodes: tuple[Node, ...]) -> str:
        amounts = [(n, self._amount(n)) for n in nodes]
        return _few([f"{self.table.address(n.row, self.column)} = {shown_number(a)}" for n, a in amounts
                     if a is not None])


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    given = [a for a in amounts if a is not None]
    return sum(given, Decimal(0)) if given else None


def _among(value: Decimal, sums: Iterable[Decimal]) -> bool:
    return any(abs(value - s) <= _NEAR for s in sums)


def _few(texts: list[str]) -> str:
    more = f" và {len(texts) - _NAMED} ô khác" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + more


def _name(entry: Node | Total) -> str:
    number = entry.number if isinstance(entry, Node) and entry.number not in "-+*•" else ""
    text = f"{number} {entry.label}".strip()
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


def sum_findings(table: Table) -> Iterator[Finding]:
    """Everything wrong with the sums of a table, column by column."""
    for column in table.header.points:
        yield from _Column(table, column).findings()
