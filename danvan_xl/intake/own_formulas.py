"""Formulas that a unit wrote into its input cells, calculated again: what the file shows of them may be out of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from danvan_xl.findings import Finding
from danvan_xl.formula import Stored, Value, recompute
from danvan_xl.intake.book import At, RawBook, position
from danvan_xl.intake.integrity import same_value
from danvan_xl.intake.typed import shown

_CODE = "G011"


def _changed(book: RawBook, places: Iterable[tuple[str, At]]) -> Mapping[tuple[str, At], Value]:
    cells = {(sheet.title, *at): Stored(cell.value, cell.formula)
             for sheet in book.sheets for at, cell in sheet.cells.items()}
    again = recompute(cells, book.names)
    return {(title, at): again[title, *at] for title, at in places
            if (title, *at) in again and not same_value(cells[title, *at].value, again[title, *at])}


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
