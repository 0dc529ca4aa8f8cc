"""Checks of single cells of a rubric: points in their frame, texts, hidden rows, evidence, decimals, old results."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from danvan_xl.findings import Finding
from danvan_xl.formula import FormulaError
from danvan_xl.intake.numbers import shown_number
from danvan_xl.scoring.foreign.coverage import Coverage
from danvan_xl.scoring.foreign.header import spread
from danvan_xl.scoring.foreign.table import BONUS, STANDARD, Node, Table, Total, points_in_text

_USUAL_DECIMALS = 2
_FEWEST = 4


def _at(table: Table, code: str, row: int, column: int, name: str = "", **texts: str) -> Finding:
    return Finding(code, sheet=table.sheet.title, cell=table.address(row, column), field=name, **texts)


def _label(node: Node) -> str:
    number = "" if node.number in "-+*•" else node.number
    text = f"{number} {node.label}".strip()
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


def frame_findings(table: Table) -> Iterator[Finding]:
    """Points above the maximum or below 0; a row above says nothing when one below it has been named."""
    for column in table.header.scores:
        named: set[int] = set()
        for node in sorted(table.nodes, key=lambda n: -n.row):
            if any(n.row in named for n in node.walk()):
                continue
            finding = _out_of_frame(table, node, column)
            if finding:
                named.add(node.row)
                yield finding


def _out_of_frame(table: Table, node: Node, column: int) -> Finding | None:
    points, maximum = table.points(node.row, column), table.points(node.row, table.header.maximum)
    if points is None:
        return None
    if node.kind in (STANDARD, BONUS) and points < 0:
        return _at(table, "D038", node.row, column, _label(node), found=shown_number(points))
    if maximum is not None and abs(points) > abs(maximum):
        return _at(table, "D037", node.row, column, _label(node), found=shown_number(points),
                   expected=shown_number(abs(maximum)))
    return None


def cell_findings(table: Table) -> Iterator[Finding]:
    """Numbers typed as text and formulas never calculated, in the columns of points."""
    rows = [(n.row, _label(n)) for n in table.nodes] + [(t.row, t.label) for t in table.totals]
    for row, name in rows:
        for column in table.header.points:
            cell, value = table.cell(row, column), table.value(row, column)
            if isinstance(cell.value, str) and cell.formula is None and points_in_text(cell.value) is not None:
                yield _at(table, "D043", row, column, name, found=cell.value)
            if cell.formula is not None and not cell.calculated:
                shown = shown_number(value) if isinstance(value, Decimal) else str(value or "")
                yield _at(table, "D042", row, column, name, expected=shown)


def error_findings(table: Table) -> Iterator[Finding]:
    """Points that show an error; of sums only where nothing below them does."""
    entries: list[Node | Total] = [*table.nodes, *table.totals]
    for column in table.header.points:
        coverage = Coverage(table, column)
        shown = [(e, v.code) for e in entries
                 if isinstance(v := table.value(e.row, column), FormulaError)]
        entered = [(e, code) for e, code in shown if isinstance(e, Node) and coverage.is_leaf(e)]
        for entry, code in entered or shown:
            name = _label(entry) if isinstance(entry, Node) else entry.label
            yield _at(table, "D041", entry.row, column, name, found=code)


def hidden_findings(table: Table) -> Iterator[Finding]:
    for node in table.nodes:
        if node.row not in table.sheet.hidden_rows:
            continue
        filled = [c for c in (*table.header.scores, *table.header.points) if table.points(node.row, c) is not None]
        if filled:
            points = table.points(node.row, filled[0]) or Decimal(0)
            yield _at(table, "D044", node.row, filled[0], _label(node), found=shown_number(points))


def evidence_findings(table: Table) -> Iterator[Finding]:
    """Scored rows without evidence where most others have some (their own or their heading's)."""
    column = table.header.evidence
    if column is None or not table.header.scores:
        return
    first, texts = table.header.scores[0], spread(table.sheet)
    coverage = Coverage(table, first)
    scored: list[tuple[Node, bool]] = []

    def visit(nodes: tuple[Node, ...], above: bool) -> None:
        for node in nodes:
            has = above or texts.get((node.row, column)) is not None
            if not coverage.is_leaf(node):
                visit(node.children, has)
            elif node.kind in (STANDARD, BONUS) and (table.points(node.row, first) or 0) > 0:
                below = any(texts.get((n.row, column)) is not None for n in node.walk())
                scored.append((node, has or below))

    visit(table.roots, False)
    filled = sum(has for _, has in scored)
    if filled >= 2 and filled * 2 >= len(scored):
        for node, has in scored:
            if not has:
                yield _at(table, "D045", node.row, column, _label(node))


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimal_findings(table: Table) -> Iterator[Finding]:
    """Points finer than all others of the column: surely beyond two decimals, else only mentioned."""
    for column in table.header.scores:
        coverage = Coverage(table, column)
        points = {n: p for n in table.nodes if coverage.is_leaf(n) and (p := table.points(n.row, column)) is not None}
        if len(points) < _FEWEST:
            continue
        maxima = [p for n in table.nodes if (p := table.points(n.row, table.header.maximum)) is not None]
        usual = max((_decimals(p) for p in maxima), default=0)
        fine = {n: p for n, p in points.items() if _decimals(p) > max(usual, _USUAL_DECIMALS)}
        level = ""
        if not fine:
            most = max(map(_decimals, points.values()))
            finest = {n: p for n, p in points.items() if _decimals(p) == most}
            fine, level = (finest if len(finest) == 1 and most == _USUAL_DECIMALS > usual else {}), "thong_tin"
        if len(fine) * 4 > len(points):
            continue
        rest = max((_decimals(p) for n, p in points.items() if n not in fine), default=0)
        for node, value in fine.items():
            yield _at(table, "D046", node.row, column, _label(node), found=shown_number(value), expected=str(rest),
                      level=level)
