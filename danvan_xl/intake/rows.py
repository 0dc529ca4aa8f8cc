"""Rows and columns of a returned sheet by their signs: where each is, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from danvan_xl.form.layout import COUNT_LABEL, GUIDE_SHEET, STATUS_LABEL
from danvan_xl.intake.book import At
from danvan_xl.intake.signs import NUMBERS, SeenSheet, label_key

_BELOW = (label_key("Không có dòng nào thì chọn tình trạng"), label_key("NGƯỜI LẬP BIỂU"))
"""How the texts below a list begin."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column: where it may be, one place if that is sure; ``why``: what speaks against it."""

    candidates: tuple[int, ...] = ()
    why: str = ""

    @property
    def at(self) -> int | None:
        return self.candidates[0] if len(self.candidates) == 1 and not self.why else None


_UNKNOWN = Line()


def _weigh(
    keyed: list[int], labelled: list[int], own: str, label_at: dict[int, str], key_at: dict[int, str],
    label_of: Mapping[str, str],
) -> Line:
    """Where a line is by its hidden key and by the label that people see.

    Where they contradict each other the places of the label stay as candidates: a defined name may settle it.
    """
    labels = label_of.values()
    if len(keyed) == 1:
        at, text = keyed[0], label_at.get(keyed[0], "")
        if not own or text == own:
            return Line((at,))
        if text in labels or labelled:
            return Line(tuple(labelled), "mã ẩn và nhãn của dòng hoặc cột không khớp nhau")
        return Line((at,))
    if keyed:
        return Line(tuple(keyed), "dòng hoặc cột có hai bản")
    free = tuple(at for at in labelled if key_at.get(at) not in label_of)
    if any(label_of.get(key_at.get(at, "")) != own for at in labelled) and not free:
        return Line(tuple(labelled), "mã ẩn và nhãn của dòng hoặc cột không khớp nhau")
    return Line(free)


class Lines:
    """The rows and columns of one plan in the sheet that holds it now."""

    def __init__(self, seen: SeenSheet) -> None:
        self.seen, self.sheet, self.signs = seen, seen.sheet, seen.signs
        self._rows: dict[int, Line] = {}
        self._columns: dict[int, Line] = {}
        self._labels, self._keys = set(self.signs.labels.values()), set(self.signs.ids)
        self._titles = set(self.signs.titles.values())
        self._heads = {key: self.signs.titles.get(key, "") for key in self.signs.columns}
        self._beside: dict[str, At | None] = {}
        self._added: dict[tuple[int, int], list[int]] = {}

    def row(self, planned: int) -> Line:
        """Where a row of the plan is now."""
        if planned not in self._rows:
            self._rows[planned] = self._row(planned)
        return self._rows[planned]

    def _row(self, planned: int) -> Line:
        key = self.signs.rows.get(planned)
        if key is None:
            return _UNKNOWN
        seen, own = self.seen, self.signs.labels.get(key, "")
        labelled = seen.rows_by_label.get(own, []) if own else []
        return _weigh(seen.rows_by_key.get(key, []), labelled, own, seen.label_at, seen.key_at,
                      self.signs.labels)

    def column(self, planned: int) -> Line:
        """Where a column of the plan is now; columns beyond the last keep their distance from it."""
        if planned not in self._columns:
            self._columns[planned] = self._column(planned)
        return self._columns[planned]

    def _column(self, planned: int) -> Line:
        columns = self.signs.plan.columns
        if planned >= len(columns):
            last = self.column(len(columns) - 1)
            return Line((last.at + planned - len(columns) + 1,)) if last.at is not None else _UNKNOWN
        if self.signs.plan.title == GUIDE_SHEET:
            return _UNKNOWN if self.seen.label_column is None else Line((self.seen.label_column + planned - 1,))
        key, seen = columns[planned].key, self.seen
        own = self.signs.titles.get(key, "")
        titled = seen.columns_by_title.get(own, []) if own else []
        return _weigh(seen.columns_by_key.get(key, []), titled, own, seen.title_at, seen.column_key_at,
                      self._heads)

    @cached_property
    def words(self) -> dict[int, str]:
        """Row now → what people call it."""
        now = ((self.row(planned).at, key) for planned, key in self.signs.rows.items())
        return {at: self.signs.words[key] for at, key in now if at is not None}

    def nameless(self, at: int, index: int) -> bool:
        """Whether a row (0) with formulas or a column (1) bears no sign of another one, on a sheet not yet moved."""
        seen = self.seen
        if index == 0:
            foreign = (at not in self._formula_rows or seen.key_at.get(at) in self._keys
                       or seen.label_at.get(at, "") in self._labels)
        else:
            # a column without any header is one whose cells are gone
            title = seen.title_at.get(at, "")
            foreign = not title or title in self._titles or seen.column_key_at.get(at) in self.signs.columns
        return not foreign and self.is_at_home

    @cached_property
    def is_at_home(self) -> bool:
        """Whether every row and column that can be seen is where the form had it."""
        rows = ((self.row(planned).at, planned) for planned in self.signs.rows)
        columns = ((self.column(planned).at, planned) for planned in range(len(self.signs.plan.columns)))
        return all(at is None or at == planned for pairs in (rows, columns) for at, planned in pairs)

    @cached_property
    def _formula_cells(self) -> set[At]:
        return {at for at, cell in self.sheet.cells.items() if cell.formula is not None and at[0] > self.seen.header}

    @cached_property
    def _formula_rows(self) -> set[int]:
        return {row for row, _ in self._formula_cells}

    @cached_property
    def torn_rows(self) -> frozenset[int]:
        """Rows in which a formula stands where none belongs while one is missing: cells were pushed aside."""
        found: dict[int, set[int]] = {}
        for row, column in self._formula_cells:
            found.setdefault(row, set()).add(column)
        rows = [(at, keys) for planned, keys in self.signs.formula_columns.items()
                if (at := self.row(planned).at) is not None]
        if self._is_list and not rows:
            # without codes any row may be one of the list's
            rows = [(row, frozenset().union(*self.signs.formula_columns.values())) for row in found]
        torn: set[int] = set()
        for where, keys in rows:
            wanted = {at for column in keys if (at := self.column(column).at) is not None}
            there = found.get(where, set())
            if len(wanted) == len(keys) and there - wanted and wanted - there:
                torn.add(where)
        return frozenset(torn)

    @cached_property
    def is_torn(self) -> bool:
        """Whether rows or columns with formulas and rows or columns with signs no longer match."""
        if not self._formula_cells:
            return False
        signed = {at for planned in self.signs.rows if (at := self.row(planned).at) is not None}
        if not signed or any(min(signed) - 1 <= row <= max(signed) + 1 for row in self._formula_rows - signed):
            return True
        columns = {column for row, column in self._formula_cells if row in signed}
        planned = {column for used in self.signs.formula_columns.values() for column in used}
        wanted = {at for column in planned if (at := self.column(column).at) is not None}
        return bool(columns - wanted and wanted - columns)

    @cached_property
    def is_whole(self) -> bool:
        """Whether signs and formulas stand in the same rows and columns, so that all moved together."""
        return bool(self._formula_cells) and not self.is_torn

    @property
    def _is_list(self) -> bool:
        return bool(self._keys) and all(key.isdigit() for key in self._keys)

    def beside(self, name: str) -> At | None:
        """The cell right of the label that stands before a list's status or count."""
        form = self.signs.plan.form
        if form is None or not self._is_list:
            return None
        wanted = {f"{form.code}.tt": STATUS_LABEL, f"#dem.{form.code}": COUNT_LABEL}.get(name)
        if wanted is None:
            return None
        if name not in self._beside:
            spots = [at for at, cell in self.sheet.cells.items() if at[0] <= self.seen.header
                     and isinstance(cell.value, str) and label_key(cell.value) == label_key(wanted)]
            self._beside[name] = (spots[0][0], spots[0][1] + 1) if len(spots) == 1 else None
        return self._beside[name]

    def items(self) -> tuple[int, int] | None:
        """First and last row of a list that bears a code."""
        rows = [row for key in self._keys for row in self.seen.rows_by_key.get(key, ())]
        return (min(rows), max(rows)) if rows else None

    def may_be_items(self, first: int, last: int) -> bool:
        """Whether a list without codes may stand in these rows: below its header, around all its remarks."""
        planned = {column for used in self.signs.formula_columns.values() for column in used}
        columns = {self.column(column).at for column in planned}
        remarks = {row for row, column in self._formula_cells if column in columns}
        return first > self.seen.header and all(first <= row <= last for row in remarks)

    def item_in(self, other: Lines, row: int, offset: int) -> int | None:
        """The row of another sheet of the same plan with the same item of a list: by its code, else by its order."""
        there = other.items()
        if there is None and self._is_list and self.seen.header >= 0 and other.seen.header >= 0:
            return other.seen.header + row - self.seen.header
        if there is None or self.items() is None:
            return there[0] + offset if there else None
        rows = other.seen.rows_by_key.get(self.seen.key_at.get(row, ""), [])
        return rows[0] if len(rows) == 1 else None

    def lost_items(self) -> list[int]:
        """Numbers of the list's rows that are gone: by their codes, without any code by the numbers that people see."""
        if not self._is_list:
            return []
        present = self._keys & self.seen.rows_by_key.keys() or self._keys & self._numbers_seen()
        return sorted(map(int, self._keys - present)) if present else []

    def _numbers_seen(self) -> set[str]:
        return {str(cell.value) for (row, column), cell in self.sheet.cells.items()
                if column == self.numbers and row > self.seen.header}

    @property
    def numbers(self) -> int | None:
        """The column of the rows' numbers."""
        return self.column(self.signs.columns[NUMBERS]).at

    def added_items(self, first: int, last: int) -> list[int]:
        """Filled rows outside ``first`` to ``last`` that still belong to the list: right below its header, and below
        it before the notes and signatures."""
        if (first, last) not in self._added:
            keys = (c.key for c in self.signs.plan.columns if "." in c.key)
            columns = {self.column(self.signs.columns[key]).at for key in keys}
            filled = [(at, cell.value) for at, cell in self.sheet.cells.items() if cell.value is not None]
            ends = [at[0] for at, value in filled if at[0] > last
                    and isinstance(value, str) and label_key(value).startswith(_BELOW)]
            top, end = self.seen.header if self.seen.header >= 0 else first, min(ends, default=0)
            self._added[first, last] = sorted(
                {row for (row, column), _ in filled if column in columns and (top < row < first or last < row < end)})
        return self._added[first, last]
