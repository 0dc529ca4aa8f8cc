"""The signs by which a sheet's rows and columns are known: hidden codes, labels, column keys, headers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from danvan_xl.form.layout import (
    CHECK_COUNT,
    CHECK_SHEET,
    GUIDE_COUNTS,
    GUIDE_INPUTS,
    GUIDE_SHEET,
    TOTAL_ROWS,
    UNIT_HEADING,
    Layout,
    SheetPlan,
)
from danvan_xl.intake.book import At, RawSheet
from danvan_xl.intake.numbers import word_key

_MARK = "(*)"
_NEARLY = 0.9
NUMBERS = "stt"
"""The key of the column with the rows' numbers."""
HEADING = word_key(UNIT_HEADING.format(""))
"""How the heading that names the unit begins, as it is compared."""
_LOOKS_ESCAPED = re.compile(r"_x([0-9a-fA-F]{1,4})_")


def as_saved(code: str) -> str:
    """A code as LibreOffice 7.4 saves its text: it takes the ``_xa_`` of ``dt_xa_cuoc`` for an escaped line end."""
    return _LOOKS_ESCAPED.sub(lambda match: chr(int(match[1], 16)), code)


def label_key(text: str) -> str:
    """A label as it is compared: its first line, without the mark of a required field."""
    return word_key(text.split("\n", 1)[0].strip().removesuffix(_MARK))


def names_unit(text: str) -> bool:
    """Whether a text is the heading that names the unit."""
    return word_key(text).startswith(HEADING)


@dataclass(frozen=True)
class SheetSigns:
    """What a plan promises. A row's id is its code, or the name of its figure where it has no code.

    ``rows``: row → id; ``labels``: id → label as it is compared; ``words``: id → label as people read it;
    ``shared``: labels that only the number before them tells apart; ``columns``: key → column; ``titles``: key →
    header; ``formula_columns``: row → its columns with formulas.
    """

    plan: SheetPlan
    rows: Mapping[int, str]
    labels: Mapping[str, str]
    words: Mapping[str, str]
    shared: frozenset[str]
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    formula_columns: Mapping[int, frozenset[int]]
    saved: Mapping[str, str] = field(default_factory=dict)
    """A code or key as :func:`as_saved` has it → as it is."""

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.rows.values())

    @cached_property
    def known_labels(self) -> frozenset[str]:
        return self.shared.union(self.labels.values())

    @cached_property
    def own_codes(self) -> frozenset[str]:
        """Codes and keys that hardly any other plan has."""
        return frozenset((*(k for k in self.ids if not k.isdigit()), *(k for k in self.columns if "." in k)))

    @cached_property
    def _as_found(self) -> frozenset[str]:
        return self.own_codes.union(map(as_saved, self.own_codes))

    def share_in(self, texts: Set[str], labels: Set[str]) -> float:
        """How much of what the plan promises stands among the texts of a sheet and those texts as labels."""
        most = len(self.own_codes) + len(self.known_labels)
        hits = len(self._as_found & texts) + len(self.known_labels & labels)
        return hits / most if most else 0.0

    def is_copied_in(self, sheet: RawSheet) -> bool:
        """Whether a sheet was made by copying the form's: it has nearly all hidden codes, or all headers of a list."""
        texts = {c.value for c in sheet.cells.values() if isinstance(c.value, str)}
        if self.own_codes and len(self._as_found & texts) >= _NEARLY * len(self.own_codes):
            return True
        titles = set(self.titles.values())
        return not self.known_labels and len(titles) > 2 and titles <= {label_key(text) for text in texts}


def numbered(number: str, label: str) -> str:
    """A label that several rows share, told apart by the number before it."""
    return f"{word_key(number)} {label}"


def _row_signs(plan: SheetPlan, layout: Layout) -> Iterator[tuple[int, str, str, str]]:
    """Row, id, label and number of every row that has any."""
    if plan.form is not None and not any(row for row, _ in plan.fields) and not plan.criteria:
        first = plan.last_row - plan.form.rows
        yield from ((first + item, str(item), "", "") for item in range(1, plan.form.rows + 1))
        return
    yield from ((row, f.code, f.label, f.number) for row, f in plan.fields)
    yield from ((row, c.code, c.text, c.number) for row, c in plan.criteria)
    yield from ((row, c.code, c.message, "") for row, c in plan.checks)
    if plan.criteria:
        figures: Iterable[tuple[str, str]] = TOTAL_ROWS
    elif plan.title == GUIDE_SHEET:
        figures = (*GUIDE_INPUTS, *((name, label) for _, name, label in GUIDE_COUNTS),
                   *((f"#thieu.{p.form.code}", p.title) for p in layout.sheets if p.form), (CHECK_COUNT, CHECK_SHEET))
    else:
        return
    yield from ((layout.spots[name].row, name, label, "") for name, label in figures if name in layout.spots)


def signs_of(plan: SheetPlan, layout: Layout, formulas: Iterable[str]) -> SheetSigns:
    rows = list(_row_signs(plan, layout))
    keys = [c.key for c in plan.columns]
    counts = Counter(label_key(label) for _, _, label, _ in rows if label)
    shared = frozenset(label for label, count in counts.items() if count > 1)
    labels = {key: label_key(label) for _, key, label, _ in rows if label}
    labels |= {key: numbered(number, labels[key]) for _, key, _, number in rows if number and labels.get(key) in shared}
    used: dict[int, set[int]] = {row: set() for row, _, _, _ in rows}
    for spot in (layout.spots[name] for name in formulas if name in layout.spots):
        if spot.sheet == plan.title and spot.row in used:
            used[spot.row].add(spot.column)
    return SheetSigns(
        plan, {row: key for row, key, _, _ in rows}, labels, {key: label or key for _, key, label, _ in rows}, shared,
        {key: i for i, key in enumerate(keys)}, {c.key: label_key(c.title) for c in plan.columns if c.title},
        {row: frozenset(columns) for row, columns in used.items()},
        {as_saved(code): code for code in (*(key for _, key, _, _ in rows), *keys)},
    )


@dataclass
class SeenSheet:
    """The signs of one plan as they stand in a sheet that came back."""

    sheet: RawSheet
    signs: SheetSigns
    header: int = -1
    columns_by_key: dict[str, list[int]] = field(default_factory=dict)
    columns_by_title: dict[str, list[int]] = field(default_factory=dict)
    rows_by_key: dict[str, list[int]] = field(default_factory=dict)
    rows_by_label: dict[str, list[int]] = field(default_factory=dict)
    key_at: dict[int, str] = field(default_factory=dict)
    label_at: dict[int, str] = field(default_factory=dict)
    column_key_at: dict[int, str] = field(default_factory=dict)
    title_at: dict[int, str] = field(default_factory=dict)
    label_column: int | None = None
    code_column: int | None = None


def _best_row(hits: Mapping[int, Counter[str]]) -> int | None:
    """The row with the most different hits, at least two."""
    ranked = sorted(((-len(found), row) for row, found in hits.items() if len(found) > 1))
    return ranked[0][1] if ranked else None


def _texts(sheet: RawSheet) -> list[tuple[At, str]]:
    return [(at, cell.value) for at, cell in sheet.cells.items() if isinstance(cell.value, str)]


def _find_columns(seen: SeenSheet, texts: list[tuple[At, str]]) -> None:
    signs = seen.signs
    titles = set(signs.titles.values())
    keys, heads = defaultdict[int, Counter[str]](Counter), defaultdict[int, Counter[str]](Counter)
    for (row, _), text in texts:
        if (key := signs.saved.get(text, text)) in signs.columns:
            keys[row][key] += 1
        if (label := label_key(text)) in titles:
            heads[row][label] += 1
    key_row, head_row = _best_row(keys), _best_row(heads)
    seen.header = max(-1 if key_row is None else key_row, -1 if head_row is None else head_row)
    for (row, column), text in texts:
        if row == key_row:
            key = signs.saved.get(text, text)
            seen.column_key_at[column] = key
            seen.columns_by_key.setdefault(key, []).append(column)
        if row == head_row:
            seen.title_at[column] = label_key(text)
            seen.columns_by_title.setdefault(label_key(text), []).append(column)


def _find_rows(seen: SeenSheet, texts: list[tuple[At, str]]) -> None:
    codes, labels = seen.signs.ids, seen.signs.known_labels
    code_hits, label_hits = Counter[int](), Counter[int]()
    below = [(at, text, label_key(text)) for at, text in texts if at[0] > seen.header]
    saved = seen.signs.saved
    for (_, column), text, label in below:
        if saved.get(text, text) in codes:
            code_hits[column] += 1
        if label in labels:
            label_hits[column] += 1
    marked = seen.columns_by_key.get("ma", [])
    seen.code_column = marked[0] if len(marked) == 1 else _column(code_hits)
    seen.label_column = _column(label_hits)
    for (row, column), text, label in below:
        if column == seen.code_column:
            key = saved.get(text, text)
            seen.key_at[row] = key
            seen.rows_by_key.setdefault(key, []).append(row)
        if column == seen.label_column:
            if label in seen.signs.shared:
                label = numbered(seen.sheet.text((row, _numbers(seen, column))), label)
            seen.label_at[row] = label
            seen.rows_by_label.setdefault(label, []).append(row)


def _numbers(seen: SeenSheet, labels: int) -> int:
    """The column of the numbers that stand before the labels: by its key or header, else the one beside them."""
    title = seen.signs.titles.get(NUMBERS, "")
    for found in (seen.columns_by_key.get(NUMBERS, []), seen.columns_by_title.get(title, [])):
        if len(found) == 1:
            return found[0]
    return labels - 1


def _column(hits: Counter[int]) -> int | None:
    return min(hits, key=lambda column: (-hits[column], column)) if hits else None


def look(sheet: RawSheet, signs: SheetSigns) -> SeenSheet:
    """The signs of a plan as they stand in a sheet now."""
    seen, texts = SeenSheet(sheet, signs), _texts(sheet)
    _find_columns(seen, texts)
    _find_rows(seen, texts)
    return seen
