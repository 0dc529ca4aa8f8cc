"""A whole workbook calculated again from its cells and formulas, whoever made it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import ironcalc

from danvan_xl.formula.allowed import ALLOWED
from danvan_xl.formula.ast import Expr, Ref, functions, substitute, transform, walk
from danvan_xl.formula.engine import FormulaError, Value, put, result
from danvan_xl.formula.parse import FormulaSyntaxError, parse
from danvan_xl.formula.render import names, render

Spot = tuple[str, int, int]
"""Sheet, row and column of a cell, from 0."""

_SUPPORTED = frozenset(ALLOWED) | {"SUBTOTAL"}
_BROKEN = ("#ERROR!", "#NAME?", "#N/IMPL!")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$", re.IGNORECASE)
_LONGEST = 8192
_WIDEST = 200_000
_MOST_READ = 30_000_000
_ROWS, _COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell as a file holds it; ``formula`` has no leading ``=``, ``value`` is what was last calculated."""

    value: Value = None
    formula: str | None = None


def _size(ref: str) -> int:
    area = _AREA.search(ref)
    if area is None:
        return 1
    left, right = (ironcalc.column_number_from_name(area[i].upper()) for i in (1, 3))
    return (abs(right - left) + 1) * (abs(int(area[4]) - int(area[2])) + 1)


def formula_tree(text: str, defined: Mapping[str, str]) -> Expr | None:
    """A stored formula as a tree with defined names replaced by what they point at; None when it cannot be read."""
    if len(text) > _LONGEST:
        return None
    try:
        tree = parse(text)
        targets = {name: parse(defined[name]) for name in names(tree) if name in defined}
        return substitute(tree, targets.get)
    except (FormulaSyntaxError, RecursionError):
        return None


def _local(ref: str, sheets: Mapping[str, int]) -> str | None:
    """A reference with its sheet named as in the engine; None when that sheet is not in the workbook."""
    sheet, mark, cells = ref.rpartition("!")
    if not mark:
        return ref
    number = sheets.get(sheet.strip("'").replace("''", "'").casefold())
    return None if number is None else f"{_title(number)}!{cells}"


def _title(number: int) -> str:
    return f"Sheet{number + 1}"


def _text(formula: str, defined: Mapping[str, str], sheets: Mapping[str, int], supported: frozenset[str]
          ) -> tuple[str, int] | None:
    """A formula as the engine takes it and how many cells it reads; None where agreement with Excel is not known."""
    tree = formula_tree(formula, defined)
    if tree is None:
        return None
    try:
        refs = {node.text: _local(node.text, sheets) for node in walk(tree) if isinstance(node, Ref)}
        size = sum(map(_size, refs))
        if names(tree) or None in refs.values() or size > _WIDEST:
            return None
        if any(f not in supported for f in functions(tree)):
            return None
        return render(transform(tree, lambda n: Ref(refs[n.text] or "") if isinstance(n, Ref) else None)), size
    except RecursionError:
        return None


def recompute(
    cells: Mapping[Spot, Stored], defined: Mapping[str, str], also: frozenset[str] = frozenset()
) -> dict[Spot, Value]:
    """What each formula gives when all are calculated again.

    A formula that this engine is not known to agree on with Excel (external links, volatile or unlisted functions,
    whole columns, more reading than a real workbook asks for) is left out and counts for the others with the value
    stored in the file.

    Parameters
    ----------
    defined:
        Defined names of the workbook → what they refer to.
    also:
        Functions that this workbook uses only in ways on which the engine agrees with Excel.
    """
    model = ironcalc.create("danvan")
    sheets: dict[str, int] = {}
    for title, _, _ in cells:
        sheets.setdefault(title.casefold(), len(sheets))
    for _ in range(1, len(sheets)):
        model.new_sheet()
    placed: dict[Spot, tuple[int, int, int]] = {}
    room = _MOST_READ
    for spot, cell in cells.items():
        title, row, column = spot
        if row >= _ROWS or column >= _COLUMNS:
            continue
        at = sheets[title.casefold()], row + 1, column + 1
        formula = _text(cell.formula, defined, sheets, _SUPPORTED | also) if cell.formula else None
        room -= formula[1] if formula else 0
        if formula is None or room < 0:
            put(model, *at, cell.value)
        else:
            model.set_user_input(*at, "=" + formula[0])
            placed[spot] = at
    model.evaluate()
    values = {spot: result(model, *at) for spot, at in placed.items()}
    return {spot: v for spot, v in values.items() if not (isinstance(v, FormulaError) and v.code in _BROKEN)}
