"""Random damage to a filled form, and what reading it back must never do.

``python -m tests.damage --cases 5000`` runs as many cases as asked for and prints each one that fails;
``--built-in`` takes the forms of the built-in campaigns instead of the small one.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator

from danvan_xl.formula import Value
from danvan_xl.intake import Return, shown
from danvan_xl.intake.book import position
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import disturbing, retyping
from tests.clay import clay_bytes
from tests.damaged import Case
from tests.filled_form import FilledForm, built_in_forms, code_of, small_form

BENIGN = (*disturbing.BENIGN, *retyping.BENIGN)
"""After any of these every untouched value is still read, and nothing is said about it."""
SINGLE = (*BENIGN, *disturbing.SINGLE, *retyping.SINGLE)
"""The same after any one of these."""
ALL = (*SINGLE, *disturbing.HARSH)


def reader() -> Reader:
    return small_form().reader


def make(seed: int, form: FilledForm | None = None) -> Case:
    """A damaged form: one damage, some benign ones, or several of any kind."""
    dice = random.Random(seed)
    form = form or small_form()
    case = Case(seed, form.clay(), dice, form=form)
    kind = dice.random()
    if kind < 0.4:
        chosen = [dice.choice(SINGLE)]
    elif kind < 0.6:
        chosen = dice.choices(BENIGN, k=dice.randint(2, 4))
        structural = [d for d in chosen if d in disturbing.MOVING]
        chosen = [d for d in chosen if d not in structural[1:]]
        chosen.sort(key=lambda d: d in structural or d is disturbing.rename_sheet)
    else:
        chosen, case.is_clear = dice.choices(ALL, k=dice.randint(1, 3)), False
    for damage in chosen:
        if sum(s.title in form.titles for s in case.clay.sheets) < 2:
            break
        damage(case)
        case.done.append(damage.__name__)
    return case


def violations(case: Case, read: Return) -> Iterator[str]:
    """Values that are silently different, and findings about values that were not touched."""
    form = case.form
    loud = [f for f in read.findings if f.severity != "thong_tin" or f.code in ("G004", "C023")]
    if read.unit != form.unit:
        if not (case.may_refuse and loud):
            yield f"refused: {[f.code for f in loud]}"
        return
    for name, item, meant in case.truth:
        if name in case.lost:
            continue
        got = read.values.get(name) if item is None else _item(read, name, item)
        place = read.places.get(name)
        sheet = place.sheet if place else ""
        called = form.called(name, _row_of(read, name, item))
        about = [f for f in loud if (f.field in called and sheet in ("", f.sheet)
                                     and (f.code != "C005" or f.detail.split()[-1] == name)
                                     and (not f.cell or not place or item or position(f.cell)[0] == place.row))
                 or (f.code == "C010" and f.field == form.homes[name][0])
                 or (f.code == "C023" and item and f.field == form.homes[name][0])
                 or (place and f.sheet == sheet and f.cell == place.cell)]
        elsewhere = any(f.code in ("C018", "F001", "G008") and f.found == shown(meant) for f in loud)
        if got != meant and not about and not elsewhere and not (item and _same_rows(case, read, name)):
            yield f"{name} {item or ''}: meant {meant!r}, read {got!r} without a finding"
        if case.is_clear and name not in case.touched and code_of(name) not in case.touched:
            said = [f for f in about if not f.code.startswith("F") and f.code != "C018"]
            if got != meant or said:
                yield f"{name} {item or ''} untouched: {got!r}, {[(f.code, f.sheet, f.cell, f.detail) for f in said]}"


def _same_rows(case: Case, read: Return, name: str) -> bool:
    """Whether a list says the same in another order of its rows."""
    meant = {n: values for n, values in case.lists.items() if code_of(n) == code_of(name)}
    seen = zip(*(map(str, read.lists.get(n, ())) for n in meant), strict=False)
    return sorted(seen) == sorted(zip(*(map(str, values) for values in meant.values()), strict=True))


def _row_of(read: Return, name: str, item: int | None) -> int | None:
    """The row of the list in which its n-th filled row stands: rows may have been inserted between."""
    rows = [a.item for a in read.answers if item and a.item and a.name == name]
    return rows[item - 1] if item and item <= len(rows) else item


def _item(read: Return, name: str, item: int) -> Value:
    column = read.lists.get(name, ())
    return column[item - 1] if len(column) >= item else None


def check(seed: int, form: FilledForm | None = None) -> list[str]:
    """What is wrong with the reading of one damaged form; nothing when all is well."""
    case = make(seed, form)
    read = case.form.reader.read_bytes(clay_bytes(case.clay), f"{case.form.unit}.xlsx", Kind.WORKBOOK)
    return [f"{case.form.unit}, case {seed} ({', '.join(case.done)}): {text}" for text in violations(case, read)]


def built_in(seed: int) -> list[str]:
    """The same for the form of one group of a built-in campaign; the seeds go through all of them."""
    forms = built_in_forms()
    return check(seed, forms[seed % len(forms)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--built-in", action="store_true")
    asked = parser.parse_args()
    wrong = 0
    for seed in range(asked.first, asked.first + asked.cases):
        for text in built_in(seed) if asked.built_in else check(seed):
            wrong += 1
            print(text, flush=True)
    print(f"{asked.cases} cases, {wrong} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
