"""What a unit changed or added around its answers: labels, units of measure, maxima, texts, comments.

Nothing of it is used as a value; all of it is reported, so that it can be kept for the feedback.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from danvan_xl.findings import Finding
from danvan_xl.form.layout import FIRST_ROW, GUIDE_SHEET
from danvan_xl.form.pen import OWN_NOTE
from danvan_xl.form.remarks import SIGNS
from danvan_xl.intake.book import Area, At, RawBook, RawCell, RawSheet, a1
from danvan_xl.intake.expected import Expected
from danvan_xl.intake.locate import Located
from danvan_xl.intake.rows import Lines
from danvan_xl.intake.signs import label_key, names_unit
from danvan_xl.intake.typed import shown

_CODES = {"dvt": "C015", "max": "C016"}
_LONGEST = 300


def additions(book: RawBook, expected: Expected, located: Located) -> Iterator[Finding]:
    """Everything on the form's sheets that neither the form had there nor the unit was asked for."""
    searched = {lines.sheet.title for lines in located.lines.values()}
    held: dict[str, set[At]] = {}
    sheets = {sheet.title: sheet for sheet in book.sheets}
    for name, place in located.places.items():
        if place.sheet in searched and (book.has_formulas or not _is_overwritten(name, sheets[place.sheet], place)):
            rows = range(place.row, (place.last or place.row) + 1)
            held.setdefault(place.sheet, set()).update((row, place.column) for row in rows)
    for title, lines in located.lines.items():
        clean = expected.clean[title]
        fixed = _fixed(clean, lines)
        yield from _changed(lines, fixed)
        yield from _added(lines, clean, held.get(lines.sheet.title, set()) | set(fixed), book.has_formulas)
    known = {text for sheet in expected.clean.values() for text in sheet.comments.values()}
    for sheet in book.sheets:
        for at, text in sheet.comments.items():
            if text not in known and OWN_NOTE not in text:
                yield Finding("C019", sheet=sheet.title, cell=a1(at), found=_short(text))


def _is_overwritten(name: str, sheet: RawSheet, place: Area) -> bool:
    """Whether the cell of a remark holds something else; where formulas can be seen, integrity says so."""
    value = sheet.value(place.at)
    return name.startswith("#nx.") and not (isinstance(value, str) and value.startswith(SIGNS))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"


def _fixed(clean: RawSheet, lines: Lines) -> dict[At, tuple[str, RawCell]]:
    """Where each fixed cell of the form's rows is now → its column's key and what the form had there."""
    plan = lines.signs.plan
    if plan.title == GUIDE_SHEET:
        return {at: ("", cell) for at, cell in clean.cells.items()}
    result: dict[At, tuple[str, RawCell]] = {}
    for (row, column), cell in clean.cells.items():
        if cell.formula is None and row in lines.signs.rows and column < len(plan.columns):
            now = lines.row(row).at, lines.column(column).at
            if now[0] is not None and now[1] is not None:
                result[now[0], now[1]] = (plan.columns[column].key, cell)
    return result


def _changed(lines: Lines, fixed: dict[At, tuple[str, RawCell]]) -> Iterator[Finding]:
    """Labels, units of measure and maxima that are no longer what the form says."""
    sheet = lines.sheet
    for at, (key, was) in fixed.items():
        now = sheet.cells.get(at, RawCell())
        if key == "stt" and isinstance(was.value, str) and isinstance(now.value, Decimal) and (
                was.value not in (shown(now.value), str(now.value))):
            yield Finding("C018", sheet=sheet.title, cell=a1(at), found=shown(now.value))
        if key in ("", "ma", "stt") or _same(was, now):
            continue
        code = _CODES.get(key, "C014")
        yield Finding(code, sheet=sheet.title, cell=a1(at), field=lines.words.get(at[0], ""),
                      found=_short(shown(now.value)) or "trống", expected=_short(shown(was.value)))
    for index, column in enumerate(lines.signs.plan.columns):
        at_column, title = lines.column(index).at, lines.signs.titles.get(column.key)
        found = lines.seen.title_at.get(at_column if at_column is not None else -1, "")
        if title and index and at_column is not None and lines.seen.header >= 0 and found != title:
            at = lines.seen.header, at_column
            yield Finding("C014", sheet=sheet.title, cell=a1(at), field=column.title,
                          found=_short(sheet.text(at)) or "trống", expected=column.title)


def _same(was: RawCell, now: RawCell) -> bool:
    if isinstance(was.value, str) and isinstance(now.value, str):
        return label_key(was.value) == label_key(now.value)
    return was.value == now.value


def _is_formula(sheet: RawSheet, at: At) -> bool:
    """Totals and remarks above a table are the form's own, whatever they show now."""
    return (cell := sheet.cells.get(at)) is not None and cell.formula is not None


def _added(lines: Lines, clean: RawSheet, held: set[At], with_formulas: bool) -> Iterator[Finding]:
    sheet = lines.sheet
    known = {label_key(c.value) for c in clean.cells.values() if isinstance(c.value, str)}
    for at, cell in sheet.cells.items():
        value = cell.value
        if at in held or value is None:
            continue
        if at[0] < FIRST_ROW and (cell.formula is not None or not with_formulas) and _is_formula(clean, at):
            continue
        if isinstance(value, str):
            key = label_key(value)
            if not key or key in known or names_unit(value):
                continue
        elif clean.value(at) == value and at[0] < FIRST_ROW:
            continue
        code = "C018" if isinstance(value, Decimal) or cell.formula is not None else "C017"
        yield Finding(code, sheet=sheet.title, cell=a1(at), found=_short(shown(value)))
