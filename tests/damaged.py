"""A filled form in the course of being damaged, and what is still known of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from danvan_xl.campaign import FormKind
from danvan_xl.formula import Value
from danvan_xl.intake.book import At
from tests.clay import Clay, Sheet
from tests.filled_form import FilledForm, small_form

TOP, LEFT = 5, 3
"""The first row and column of answers; what stands before are headings, codes and labels."""
TABLES = (FormKind.INDICATORS,)
DAMAGED_TWICE = (
    ({"sort_visible"}, {"delete_column", "delete_column_by_library"}),
    ({"split_copy"}, {"delete_sheet"}),
)
"""Rows with the same label were exchanged and the numbers that tell them apart are gone; of a sheet filled in two
halves one half was deleted."""


@dataclass
class Case:
    """One damaged form. ``touched``: names whose value the damage may have changed, or everything of a sheet.

    ``truth``: what the unit meant; ``is_clear``: whether enough is left for untouched values to be read.
    """

    seed: int
    clay: Clay
    random: random.Random
    done: list[str] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    is_clear: bool = True
    may_refuse: bool = False
    overwritten: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    altered: set[str] = field(default_factory=set)
    strayed: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    added: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    form: FilledForm = field(default_factory=small_form)

    @property
    def lists(self) -> Mapping[str, tuple[Value, ...]]:
        """The filled rows of each list column, with those that were added."""
        return {**self.form.lists, **self.added}

    @property
    def truth(self) -> Iterator[tuple[str, int | None, Value]]:
        """Name, row of a list and what is meant there."""
        yield from ((name, None, value) for name, value in self.form.truth.items())
        yield from ((name, item, v) for name, values in self.lists.items() for item, v in enumerate(values, 1))

    @property
    def lost(self) -> set[str]:
        """Names whose value was overwritten, or moved away while the only witness of that, the names, was dropped.

        Where a program exchanged titles of sheets, the names of both point to the other sheet and witness nothing.
        """
        moved = {"cut_and_paste", "shift_cells", "shift_right"} & set(self.done)
        gone = moved and {"drop_names", "drop_some_names", "swap_titles_by_library"} & set(self.done)
        twice = any(all(d & set(self.done) for d in pair) for pair in DAMAGED_TWICE)
        # programs that move cells only leave merged areas behind: nothing shows any more which cells they swallowed
        left = any(d in ("insert_rows_by_library", "insert_columns_by_library", "delete_row_by_library",
                         "delete_column_by_library") for d in self.done)
        # of two sheets that differ the one that was right is deleted
        alone = self.altered if "delete_sheet" in self.done else set()
        # a number in a wrong column, and that column was deleted or written over
        wiped = {"delete_column", "delete_column_by_library", "paste_column", "cut_and_paste", "merge_cells"}
        stray = self.strayed if wiped & set(self.done) else set()
        if gone or twice:
            return set(self.form.homes)
        # what a formula showed was out of date, and only that was kept
        stale = self.stale if {"paste_values", "paste_column"} & set(self.done) else set()
        return self.overwritten | alone | stray | stale | (self.merged if left else set())

    def touch_rows(self, title: str, rows: set[int]) -> None:
        """Names of the form's rows, by where the form had them; only for the first damage to a sheet."""
        self.touched |= {n for n, (sheet, row, _, last) in self.form.homes.items()
                         if sheet == title and (row in rows or (last is not None and rows & set(range(row, last + 1))))}

    def some_form(self) -> Sheet:
        return self.one_of(*FormKind)

    def one_of(self, *kinds: FormKind) -> Sheet:
        """A sheet that is called as the form's sheets of these kinds are, else as any of its sheets."""
        titles = self.form.titles
        fits = [s for s in self.clay.sheets if titles.get(s.title) in kinds]
        return self.random.choice(fits or [s for s in self.clay.sheets if s.title in titles])

    def asked(self, title: str) -> set[At]:
        """Cells of a sheet in which an answer is asked for."""
        return {(row, start[1]) for name, place in self.clay.names.items() if place and place[0] == title
                and name in self.form.inputs for _, start, end in (place,) for row in range(start[0], end[0] + 1)}

    def answers(self, sheet: Sheet) -> list[At]:
        """Cells of a sheet with an answer; with any typed value where the names are gone."""
        asked = self.asked(sheet.title)
        typed = [at for at, c in sheet.cells.items() if at[0] >= TOP and at[1] >= LEFT and c.formula is None]
        return [at for at in typed if at in asked] or typed

    def twin(self, sheet: Sheet) -> Sheet:
        """A copy of a sheet, with a title that is still free."""
        taken = {s.title for s in self.clay.sheets}
        title = next(t for n in range(2, 99) if (t := f"{sheet.title[:26]} ({n})") not in taken)
        return Sheet(title, dict(sheet.cells))

    def some_row(self, sheet: Sheet) -> int:
        return self.random.randint(TOP, max(TOP + 1, max(r for r, _ in sheet.cells) - 4))


Damage = Callable[[Case], None]
