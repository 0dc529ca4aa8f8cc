"""Where every name of the map really stands in a returned workbook: by name, else by the hidden keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from danvan_xl.form.layout import Layout, SheetPlan, Spot, is_public
from danvan_xl.intake.book import Area, At, RawBook, RawSheet, area


def _row_keys(plan: SheetPlan) -> dict[int, str]:
    """Row of the plan → the code in its column A."""
    keys = {row: field.code for row, field in plan.fields if row}
    keys |= {row: criterion.code for row, criterion in plan.criteria}
    keys |= {row: check.code for row, check in plan.checks}
    if plan.form is not None and not keys:
        keys = {plan.last_row - plan.form.rows + item: str(item) for item in range(1, plan.form.rows + 1)}
    return keys


class _Keys:
    """The hidden codes of one sheet as it came back: code → row, column key → column."""

    def __init__(self, sheet: RawSheet, plan: SheetPlan) -> None:
        columns = {c.key for c in plan.columns}
        marks: Counter[int] = Counter()
        for (row, _), cell in sheet.cells.items():
            if isinstance(cell.value, str) and cell.value in columns:
                marks[row] += 1
        best = marks.most_common(1)
        self.columns: dict[str, int] = {}
        self.rows: dict[str, int] = {}
        if not best or best[0][1] < 2:
            return
        self.columns = _unique(((row, column), value) for (row, column), value in _texts(sheet)
                               if row == best[0][0] and value in columns)
        codes = self.columns.get("ma")
        if codes is not None:
            self.rows = _unique(((column, row), value) for (row, column), value in _texts(sheet)
                                if column == codes and row > best[0][0])


def _texts(sheet: RawSheet) -> Iterator[tuple[At, str]]:
    return ((at, cell.value) for at, cell in sheet.cells.items() if isinstance(cell.value, str))


def _unique(found: Iterator[tuple[At, str]]) -> dict[str, int]:
    """Text → second coordinate, for texts that stand there once."""
    places: dict[str, set[int]] = {}
    for (_, where), text in found:
        places.setdefault(text, set()).add(where)
    return {text: next(iter(where)) for text, where in places.items() if len(where) == 1}


def _titles(book: RawBook, layout: Layout, named: Mapping[str, Area]) -> dict[str, str]:
    """Title in the layout → title now: a renamed sheet is known by the names that point into it."""
    present = {sheet.title for sheet in book.sheets}
    result = {plan.title: plan.title for plan in layout.sheets if plan.title in present}
    for plan in layout.sheets:
        if plan.title not in result:
            votes = Counter(named[n].sheet for n, s in layout.spots.items() if s.sheet == plan.title and n in named)
            if votes:
                result[plan.title] = votes.most_common(1)[0][0]
    return result


def _by_key(spot: Spot, plan: SheetPlan, title: str, keys: _Keys) -> Area | None:
    row_key = _row_keys(plan).get(spot.row)
    column = keys.columns.get(plan.columns[spot.column].key) if spot.column < len(plan.columns) else None
    row = keys.rows.get(row_key) if row_key else None
    if row is None or column is None:
        return None
    last = row + (spot.last - spot.row) if spot.last is not None else None
    return Area(title, row, column, last)


def locate(book: RawBook, layout: Layout) -> dict[str, Area]:
    """Every name that can be found → where it stands. A name that cannot is left out."""
    named = {name: found for name, text in book.names.items() if (found := area(text))}
    present = {sheet.title: sheet for sheet in book.sheets}
    titles = _titles(book, layout, named)
    plans = {plan.title: plan for plan in layout.sheets}
    keys = {title: _Keys(present[now], plans[title]) for title, now in titles.items() if now in present}
    result: dict[str, Area] = {}
    for name, spot in layout.spots.items():
        now = titles.get(spot.sheet)
        if is_public(name) and name in named and named[name].sheet in present:
            result[name] = named[name]
        elif now is not None and spot.sheet in keys:
            found = _by_key(spot, plans[spot.sheet], now, keys[spot.sheet])
            if found is not None:
                result[name] = found
            elif _untouched(keys[spot.sheet], plans[spot.sheet]) and not is_public(name):
                result[name] = Area(now, spot.row, spot.column, spot.last)
    return result


def _untouched(keys: _Keys, plan: SheetPlan) -> bool:
    """Whether every key still stands where the layout put it, so that unkeyed cells do as well."""
    rows = _row_keys(plan)
    moved_rows = any(keys.rows.get(code, row) != row for row, code in rows.items())
    moved_columns = any(keys.columns.get(c.key, i) != i for i, c in enumerate(plan.columns))
    return not (moved_rows or moved_columns)
