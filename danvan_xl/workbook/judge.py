"""A consolidated workbook judged by itself: every formula calculated again, none typed over, values as they were read.

The formulas stand on addresses and are calculated by the engine cell by cell, so that this is another way than the
one by which their results were written.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from danvan_xl.campaign.names import facet_name
from danvan_xl.findings import Finding, Findings
from danvan_xl.formula import Value, serial
from danvan_xl.formula.recompute import Stored, recompute
from danvan_xl.intake.book import RawBook, RawCell, RawSheet, a1
from danvan_xl.intake.integrity import same_value
from danvan_xl.intake.typed import shown
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import LIMITS, UnsafeError
from danvan_xl.workbook.plan import CODE, FIRST_COLUMN, GROUND, HEADER_ROW, IDENTITY, NAME_ROW, OVERVIEW, SOURCES
from danvan_xl.workbook.sources import COLUMN_OF, FIRST_RECORD

_LOOKUPS = frozenset({"INDEX", "MATCH"})
"""Beyond the language of rules; here only for exact matches."""


def judge_workbook(path: Path, rebuilt: bytes | None = None) -> Findings:
    """Cells of a consolidated workbook that are not what its own formulas and sources give.

    Parameters
    ----------
    rebuilt:
        The workbook written afresh from the returns; every cell is then held against it too.

    Returns
    -------
    Findings
        F007 to F011, each with its sheet and cell; none: all totals, rates, points and ranks are right.
    """
    content = path.read_bytes()
    try:
        if len(content) > LIMITS.file_size:
            raise UnsafeError("T003", f"tệp nặng {len(content)} byte", f"{LIMITS.file_size} byte")
        book = read_xlsx(content, whole=True)
    except UnsafeError as refusal:
        return Findings([Finding(refusal.code, file=path.name, detail=refusal.detail, expected=refusal.expected)])
    lost = [Finding("F010", sheet=t, found="không còn trang", expected="có trang")
            for t in (OVERVIEW, GROUND, SOURCES) if book.sheet(t) is None]
    found = [*lost, *_results(book), *_typed_over(book), *_against_sources(book)]
    if rebuilt is not None:
        known = {(f.sheet, f.cell) for f in found}
        found += (f for f in _against(book, read_xlsx(rebuilt, whole=True)) if (f.sheet, f.cell) not in known)
    return Findings(replace(f, file=path.name) for f in found)


def _results(book: RawBook) -> Iterator[Finding]:
    """Results that a formula does not give."""
    cells = {(s.title, *at): Stored(c.value, c.formula) for s in book.sheets for at, c in s.cells.items()}
    again = recompute(cells, book.names, _LOOKUPS)
    formulas = {spot: cell for spot, cell in cells.items() if cell.formula is not None}
    for spot, cell in formulas.items():
        if spot in again and not _same(cell.value, again[spot]):
            title, row, column = spot
            yield Finding("F007", sheet=title, cell=a1((row, column)), found=_said(cell.value),
                          expected=_said(again[spot]))
    if left := [spot for spot in formulas if spot not in again]:
        title, row, column = left[0]
        yield Finding("F011", sheet=title, cell=a1((row, column)), found=str(len(left)), expected=str(len(formulas)))


def _typed_over(book: RawBook) -> Iterator[Finding]:
    """Numbers amid columns of formulas.

    On Dữ liệu what stands below the units is judged apart; Tổng quan has several tables below one another and is left
    out.
    """
    for sheet in book.sheets:
        if sheet.title == OVERVIEW:
            continue
        columns: dict[tuple[int, bool], list[tuple[int, RawCell]]] = defaultdict(list)
        end = _last_unit(sheet) if sheet.title == GROUND else 0
        for (row, column), cell in sheet.cells.items():
            columns[column, bool(end) and row > end].append((row, cell))
        for (column, _), found in columns.items():
            rows = [row for row, cell in found if cell.formula is not None]
            typed = [(row, cell) for row, cell in found if cell.formula is None and isinstance(cell.value, Decimal)
                     and rows and min(rows) - 1 <= row <= max(rows) + 1]
            if len(typed) < len(rows):
                yield from (Finding("F008", sheet=sheet.title, cell=a1((row, column)), found=_said(cell.value))
                            for row, cell in typed)


def _last_unit(ground: RawSheet) -> int:
    return max((row for row, column in ground.cells if column == CODE and row > HEADER_ROW
                and ground.text((row, column))), default=HEADER_ROW)


def _against_sources(book: RawBook) -> Iterator[Finding]:
    """Units' values on Dữ liệu that are not those of Nguồn số liệu."""
    ground, sources = book.sheet(GROUND), [s for s in book.sheets if s.title.startswith(SOURCES)]
    if ground is None:
        return
    rows = {ground.text(at): at[0] for at in ground.cells if at[1] == CODE and at[0] > HEADER_ROW}
    columns = {ground.text(at): at[1] for at in ground.cells if at[0] == NAME_ROW and at[1] >= FIRST_COLUMN}
    for unit, name, value in (record for sheet in sources for record in _records(sheet)):
        at = rows.get(unit, 0), columns.get(name, 0)
        computed = at in ground.cells and ground.cells[at].formula is not None
        if all(at) and not computed and not _same(ground.value(at), value):
            yield Finding("F009", unit=unit, sheet=GROUND, cell=a1(at), field=name, found=_said(ground.value(at)),
                          expected=_said(value))


def _records(sheet: RawSheet) -> Iterator[tuple[str, str, Value]]:
    """Unit, name and value of each record that is no row of a list."""
    for row in sorted({at[0] for at in sheet.cells if at[0] >= FIRST_RECORD}):
        unit, item, field, facet, value = (sheet.value((row, COLUMN_OF[c])) for c in (
            "unit", "item", "field", "facet", "value"))
        if item is None and isinstance(unit, str) and isinstance(field, str):
            yield unit, facet_name(field, facet if isinstance(facet, str) else ""), value


def _against(book: RawBook, rebuilt: RawBook) -> Iterator[Finding]:
    """Cells that differ from the workbook written afresh."""
    for fresh in rebuilt.sheets:
        sheet = book.sheet(fresh.title)
        if fresh.title == IDENTITY:
            continue
        if sheet is None:
            yield Finding("F010", sheet=fresh.title, found="không còn trang", expected="có trang")
            continue
        yield from _cells_against(sheet.cells, fresh.cells, fresh.title)


def _cells_against(cells: Mapping[tuple[int, int], RawCell], fresh: Mapping[tuple[int, int], RawCell], title: str
                   ) -> Iterator[Finding]:
    for at in sorted({*cells, *fresh}):
        here, there = (side.get(at, RawCell()) for side in (cells, fresh))
        if not _same(here.value, there.value):
            yield Finding("F010", sheet=title, cell=a1(at), found=_said(here.value), expected=_said(there.value))


def _same(one: Value, other: Value) -> bool:
    """A date is its number, and so is a truth value that LibreOffice saved as 1 or 0."""
    left, right = (Decimal(serial(v)) if isinstance(v, dt.date) else Decimal(v) if isinstance(v, bool) else v
                   for v in (one, other))
    return same_value(left, right)


def _said(value: Value) -> str:
    return shown(value) or "trống"
