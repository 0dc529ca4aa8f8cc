"""Any scored rubric workbook, made by anyone → findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from danvan_xl.findings import Finding, Findings
from danvan_xl.formula import FormulaError, Spot, Stored, Value, formula_tree, recompute
from danvan_xl.intake import shown
from danvan_xl.intake.book import RawBook, RawSheet, a1
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import LIMITS, Kind, UnsafeError, kind_of
from danvan_xl.scoring.foreign.checks import (
    cell_findings,
    decimal_findings,
    error_findings,
    evidence_findings,
    frame_findings,
    hidden_findings,
)
from danvan_xl.scoring.foreign.sums import sum_findings
from danvan_xl.scoring.foreign.table import Table, find_table

_CODES = {Kind.EMPTY: "T002", Kind.BROKEN: "T002", Kind.ENCRYPTED: "T004", Kind.STRICT: "T006"}
_CHECKS = (sum_findings, frame_findings, cell_findings, error_findings, hidden_findings, evidence_findings,
           decimal_findings)
_MOST_CELLS = 200_000
_NEAR = 1e-9
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_rubric(path: str | Path) -> Findings:
    """Check a scored rubric workbook (.xlsx, .xlsm) without any definition of it.

    The header is found by its words, the tree by its numbering; sums, totals, maxima, texts, hidden rows, evidence
    and decimals are judged, and the workbook is calculated again. Sheets that hold no rubric are passed over.

    Returns
    -------
    Findings
        Codes D030–D047 with sheet and cell; a file that cannot be read, or holds no rubric, is one finding.

    Raises
    ------
    FileNotFoundError
        When there is no such file. Bad content never raises.

    Examples
    --------
    >>> import openpyxl
    >>> book = openpyxl.Workbook()
    >>> for row in (["STT", "Nội dung", "Điểm tối đa", "Điểm tự chấm"], ["I", "Cải cách hành chính", 10, 9],
    ...             [1, "Đúng hạn", 5, 5], [2, "Trực tuyến", 5, 5]):
    ...     book.active.append(row)
    >>> book.save("bang_diem.xlsx")
    >>> [(finding.cell, finding.found, finding.expected) for finding in check_rubric("bang_diem.xlsx").errors]
    [('D2', '9', '10')]
    """
    path = Path(path)
    return Findings(replace(f, file=path.name) for f in _of_file(path))


def _of_file(path: Path) -> Iterator[Finding]:
    size = path.stat().st_size
    if size > LIMITS.file_size:
        yield Finding("T003", detail=f"tệp nặng {size} byte", expected=f"{LIMITS.file_size} byte")
        return
    content = path.read_bytes()
    kind = kind_of(content)
    if kind is not Kind.WORKBOOK:
        yield Finding(_CODES.get(kind, "D031"), found=kind.value, detail=kind.value)
        return
    try:
        book = read_xlsx(content)
    except UnsafeError as refusal:
        yield Finding(refusal.code, detail=refusal.detail, expected=refusal.expected)
        return
    yield from book_findings(book)


def book_findings(book: RawBook) -> Iterator[Finding]:
    """Findings of a workbook already read."""
    book = _as_calculated(book)
    tables = [t for sheet in book.sheets if sheet.state != "veryHidden" and (t := find_table(sheet))]
    if not tables:
        yield Finding("D030")
        return
    computed = _computed(book)
    for table in tables:
        known = _with_formulas(book, table, computed)
        yield from _without_echoes([finding for check in _CHECKS for finding in check(known)])
    yield from _old_results(book, computed)


def _as_calculated(book: RawBook) -> RawBook:
    """A library writes 0 into every formula cell; such a book was never calculated."""
    formulas = [c for s in book.sheets for c in s.cells.values() if c.formula is not None]
    if not formulas or any(c.value for c in formulas):
        return book
    sheets = (replace(s, cells={at: c if c.formula is None else c._replace(calculated=False)
                                for at, c in s.cells.items()}) for s in book.sheets)
    return replace(book, sheets=tuple(sheets))


def _without_echoes(findings: list[Finding]) -> Iterator[Finding]:
    """Points above a maximum are an echo where the row's sum or its maximum is wrong itself."""
    rows = {f.cell.lstrip(_LETTERS) for f in findings if f.code in ("D032", "D033", "D035", "D036", "D039", "D047")}
    return (f for f in findings if f.code != "D037" or f.cell.lstrip(_LETTERS) not in rows)


def _computed(book: RawBook) -> Mapping[Spot, Value] | None:
    if sum(len(sheet.cells) for sheet in book.sheets) > _MOST_CELLS:
        return None
    cells = {(s.title, *at): Stored(c.value, c.formula) for s in book.sheets for at, c in s.cells.items()}
    return recompute(cells, book.names)


def _with_formulas(book: RawBook, table: Table, computed: Mapping[Spot, Value] | None) -> Table:
    sheet = table.sheet
    own = {(row, column): v for (title, row, column), v in (computed or {}).items() if title == sheet.title}
    trees = {at: tree for at, cell in sheet.cells.items() if cell.formula and at[1] in table.header.points
             and (tree := formula_tree(cell.formula, book.names))}
    return replace(table, computed=own, trees=trees)


def _same(one: Value, other: Value) -> bool:
    if one in (None, "") or other in (None, ""):
        return (one or None) == (other or None)
    try:
        return abs(float(one) - float(other)) <= _NEAR * max(1.0, abs(float(other)))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return one == other


def _old_results(book: RawBook, computed: Mapping[Spot, Value] | None) -> Iterator[Finding]:
    """Formula cells that show something else than they give when calculated again."""
    if computed is None:
        yield Finding("D048", expected=str(_MOST_CELLS))
        return
    for sheet in book.sheets:
        for at, cell in sorted(sheet.cells.items()):
            spot = (sheet.title, *at)
            if spot in computed and cell.calculated and not _same(cell.value, computed[spot]):
                yield Finding("D040", sheet=sheet.title, cell=a1(at), found=_text(cell.value),
                              expected=_text(computed[spot]), field=_row_label(sheet, at[0]))


def _text(value: Value) -> str:
    return value.code if isinstance(value, FormulaError) else shown(value) if value is not None else "ô trống"


def _row_label(sheet: RawSheet, row: int) -> str:
    texts = [c.value for (r, _), c in sorted(sheet.cells.items()) if r == row and isinstance(c.value, str)]
    return max(texts, key=len, default="")[:80]
