"""Formulas that a unit wrote into its input cells, calculated again: what the file shows of them may be out of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from danvan_xl.findings import Finding
from danvan_xl.formula import Binary, Expr, FormulaError, Ref, Stored, Unary, Value, formula_tree, recompute, walk
from danvan_xl.intake.book import At, RawBook, position
from danvan_xl.intake.integrity import same_value
from danvan_xl.intake.typed import shown

_CODE, _SURE = "G011", ("#DIV/0!", "#REF!")


def _is_plain(formula: str, names: Mapping[str, str]) -> bool:
    """Whether a formula reckons with single cells only: what programs make of areas in a sum of cells differs."""
    tree = formula_tree(formula, names)
    if tree is None or _is_area(tree):
        return False
    operands = [side for node in walk(tree) if isinstance(node, Binary) for side in (node.left, node.right)]
    operands += [node.operand for node in walk(tree) if isinstance(node, Unary)]
    return not any(map(_is_area, operands))


def _is_area(node: Expr) -> bool:
    return isinstance(node, Ref) and ":" in node.text


def _is_known(value: Value) -> bool:
    """Other errors may be the engine's own, where another program gives a value."""
    return not isinstance(value, FormulaError) or value.code in _SURE


def _changed(book: RawBook, places: Iterable[tuple[str, At]]) -> Mapping[tuple[str, At], Value]:
    cells = {(sheet.title, *at): Stored(cell.value, cell.formula)
             for sheet in book.sheets for at, cell in sheet.cells.items()}
    again = recompute(cells, book.names)
    return {(title, at): again[title, *at] for title, at in places
            if (title, *at) in again and _is_known(again[title, *at])
            and _is_plain(cells[title, *at].formula or "", book.names)
            and not same_value(cells[title, *at].value, again[title, *at])}


def recalculated(book: RawBook, said: Iterable[Finding]) -> tuple[RawBook, list[Finding]]:
    """The book with the right results of a unit's own formulas, and a finding for each that was another in the file.

    Parameters
    ----------
    said:
        What was found in the input cells; only those with a formula of the unit are looked at.
    """
    own = {(f.sheet, at): f for f in said if f.code == _CODE and (at := position(f.cell))}
    changed = _changed(book, own) if own else {}
    if not changed:
        return book, []
    found = []
    cells = {sheet.title: dict(sheet.cells) for sheet in book.sheets}
    for (title, at), value in changed.items():
        was, about = cells[title][at], own[title, at]
        cells[title][at] = was._replace(value=value)
        found.append(replace(about, code="G017", found=shown(was.value) or "trống", expected=shown(value) or "trống"))
    return replace(book, sheets=tuple(replace(sheet, cells=cells[sheet.title]) for sheet in book.sheets)), found
