"""Random damage to a filled form, and what reading it back must never do.

``python -m tests.damage --cases 5000`` runs as many cases as asked for and prints each one that fails.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from danvan_xl.form import Blueprints
from danvan_xl.formula import Value
from danvan_xl.intake import Return, shown
from danvan_xl.intake.book import At, RawCell, a1, position
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import small
from tests.clay import Clay, Sheet, clay_bytes, read_clay, with_formula

FORMS = ("Số liệu", "Hội nghị", "Văn bản", "Thuyết minh", "Chấm điểm")
LIST = "Văn bản"
TOP, LEFT = 5, 3
"""The first row and column of answers; what stands before are headings, codes and labels."""


@cache
def _clean() -> Clay:
    return read_clay(small.filled())


@cache
def reader() -> Reader:
    return Reader(small.campaign())


@cache
def homes() -> dict[str, tuple[str, int, int, int | None]]:
    campaign = small.campaign()
    spots = Blueprints(campaign).of(campaign.units[0]).layout.spots
    return {n: (s.sheet, s.row, s.column, s.last) for n, s in spots.items()}


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
        return set(homes()) if gone or twice else self.overwritten | alone | stray | (self.merged if left else set())

    def touch_rows(self, title: str, rows: set[int]) -> None:
        """Names of the form's rows, by where the form had them; only for the first damage to a sheet."""
        self.touched |= {n for n, (sheet, row, _, last) in homes().items()
                         if sheet == title and (row in rows or (last is not None and rows & set(range(row, last + 1))))}

    def some_form(self) -> Sheet:
        return self.one_of(*FORMS)

    def one_of(self, *titles: str) -> Sheet:
        fits = [s for s in self.clay.sheets if s.title in titles] or [s for s in self.clay.sheets if s.title in FORMS]
        return self.random.choice(fits)

    def some_row(self, sheet: Sheet) -> int:
        return self.random.randint(TOP, max(TOP + 1, max(r for r, _ in sheet.cells) - 4))


Damage = Callable[[Case], None]


def insert_rows(case: Case) -> None:
    sheet = case.some_form()
    at, count = case.random.randint(0, 14), case.random.randint(1, 3)
    case.clay.move(sheet.title, lambda p: (p[0] + count, p[1]) if p[0] >= at else p, follow=True)


def insert_columns(case: Case) -> None:
    sheet, at = case.some_form(), case.random.randint(0, 9)
    case.clay.move(sheet.title, lambda p: (p[0], p[1] + 1) if p[1] >= at else p, follow=True)


def insert_rows_by_library(case: Case) -> None:
    """Cells move, names and formulas stay behind, as openpyxl does it."""
    sheet = case.some_form()
    at, count = case.random.randint(0, 14), case.random.randint(1, 3)
    case.clay.move(sheet.title, lambda p: (p[0] + count, p[1]) if p[0] >= at else p, follow=False)


def insert_columns_by_library(case: Case) -> None:
    sheet, at = case.some_form(), case.random.randint(0, 9)
    case.clay.move(sheet.title, lambda p: (p[0], p[1] + 1) if p[1] >= at else p, follow=False)


def _delete_row(case: Case, follow: bool) -> None:
    sheet = case.some_form()
    at = case.some_row(sheet)
    case.touch_rows(sheet.title, {at})
    case.clay.move(sheet.title, lambda p: None if p[0] == at else (p[0] - (p[0] > at), p[1]), follow=follow)


def delete_row(case: Case) -> None:
    _delete_row(case, follow=True)


def delete_row_by_library(case: Case) -> None:
    _delete_row(case, follow=False)


def _delete_column(case: Case, follow: bool) -> None:
    sheet, at = case.some_form(), case.random.randint(0, 9)
    case.touched |= {n for n, (title, _, column, _) in homes().items() if title == sheet.title and column == at}
    case.clay.move(sheet.title, lambda p: None if p[1] == at else (p[0], p[1] - (p[1] > at)), follow=follow)


def delete_column(case: Case) -> None:
    _delete_column(case, follow=True)


def delete_column_by_library(case: Case) -> None:
    _delete_column(case, follow=False)


def move_row(case: Case) -> None:
    """Cut a row and insert it elsewhere: everything follows."""
    sheet = case.one_of("Số liệu", "Hội nghị", "Thuyết minh")
    start, to = case.random.randint(TOP, TOP + 5), case.random.randint(TOP, TOP + 5)

    def where(p: At) -> At:
        rows = [r for r in range(0, 60) if r != start]
        rows.insert(to, start)
        return rows.index(p[0]), p[1]

    case.clay.move(sheet.title, where, follow=True)


def sort_visible(case: Case) -> None:
    """Sort the rows from column B on: labels and values move; hidden codes, names and formulas do not."""
    sheet = case.one_of("Số liệu", "Hội nghị")
    rows = list(range(TOP, TOP + case.random.randint(2, 5)))
    mixed = rows[:]
    case.random.shuffle(mixed)
    case.touch_rows(sheet.title, set(rows))
    to = dict(zip(rows, mixed, strict=True))
    case.clay.move(sheet.title, lambda p: (to.get(p[0], p[0]), p[1]) if p[1] >= 1 else p, follow=False)


def shift_cells(case: Case) -> None:
    """Insert or delete cells of some columns only, as "Shift cells down" and "up" do."""
    sheet = case.some_form()
    at, left = case.some_row(sheet), case.random.randint(0, 8)
    right, down = case.random.randint(left, 9), case.random.choice((True, False))
    case.touch_rows(sheet.title, set(range(at, 90)))

    def where(p: At) -> At | None:
        if not left <= p[1] <= right or p[0] < at:
            return p
        if down:
            return p[0] + 1, p[1]
        return None if p[0] == at else (p[0] - 1, p[1])

    case.clay.move(sheet.title, where, follow=True)


def shift_right(case: Case) -> None:
    sheet = case.some_form()
    at, left = case.some_row(sheet), case.random.randint(1, 8)
    case.touch_rows(sheet.title, {at})
    case.clay.move(sheet.title, lambda p: (p[0], p[1] + 1) if p[0] == at and p[1] >= left else p, follow=True)


def cut_and_paste(case: Case) -> None:
    """Cut one cell onto another one: its name goes with it, the other's name breaks."""
    sheet = case.one_of("Số liệu", "Hội nghị")
    filled = [at for at, c in sheet.cells.items() if at[0] >= TOP and at[1] >= LEFT and c.formula is None]
    start, end = case.random.sample(filled, 2)
    case.touch_rows(sheet.title, {start[0], end[0]})
    case.overwritten |= {n for n, place in case.clay.names.items() if place and place[:2] == (sheet.title, end)}
    if any(d.endswith("_by_library") for d in case.done):
        # the names that would tell stayed behind: what is left looks as if the unit had typed it so
        codes = {sheet.cells[row, 0].value for row, _ in (start, end) if (row, 0) in sheet.cells}
        case.overwritten |= {n for n in homes() if n.split(".")[0] in codes} if codes else set(homes())
    case.clay.move(sheet.title, lambda p: end if p == start else None if p == end else p, follow=True)


def rename_sheet(case: Case) -> None:
    case.clay.rename(case.some_form().title, f"Trang {case.random.randint(1, 9)}-{len(case.done)}")


def rename_sheet_by_library(case: Case) -> None:
    case.clay.rename(case.some_form().title, f"Trang {case.random.randint(1, 9)}-{len(case.done)}", follow=False)


def swap_titles_by_library(case: Case) -> None:
    one, other = case.random.sample([s for s in case.clay.sheets if s.title in FORMS] or case.clay.sheets[:2], 2)
    one.title, other.title = other.title, one.title


def reorder_sheets(case: Case) -> None:
    case.random.shuffle(case.clay.sheets)


def hide_sheet(case: Case) -> None:
    case.some_form().state = "hidden"


def copy_sheet(case: Case) -> None:
    """A copy of a sheet, sometimes with another value in it."""
    sheet = case.some_form()
    twin = Sheet(f"{sheet.title} (2)"[:31], dict(sheet.cells))
    case.clay.sheets.insert(case.random.randint(0, len(case.clay.sheets)), twin)
    if case.random.random() < 0.6:
        filled = [at for at, c in twin.cells.items() if at[0] >= TOP and at[1] >= LEFT and c.formula is None]
        at = case.random.choice(filled)
        case.touch_rows(sheet.title, {at[0]})
        case.altered |= {n for n, (title, row, _, last) in homes().items()
                         if title == sheet.title and row <= at[0] <= (last or row)}
        twin.cells[at] = RawCell(Decimal(case.random.randint(1, 9)))


def delete_sheet(case: Case) -> None:
    sheet = case.some_form()
    case.clay.sheets.remove(sheet)
    case.touched |= {n for n, home in homes().items() if home[0] == sheet.title}
    case.clay.names = {n: None if p and p[0] == sheet.title else p for n, p in case.clay.names.items()}


def merge_cells(case: Case) -> None:
    """Merging keeps the first cell only."""
    sheet = case.some_form()
    top, left = case.some_row(sheet), case.random.randint(LEFT - sheet.title.startswith(LIST), 8)
    end, right = top + case.random.randint(0, 2), left + case.random.randint(0, 2)
    if (end, right) == (top, left):
        end += 1
    sheet.merges.append(f"{a1((top, left))}:{a1((end, right))}")
    case.merged |= {n for n, p in case.clay.names.items() if p and p[0] == sheet.title
                    and p[1][0] <= end and p[2][0] >= top and left <= p[1][1] <= right}
    case.touch_rows(sheet.title, set(range(top, end + 1)))
    for row in range(top, end + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                sheet.cells.pop((row, column), None)


def drop_names(case: Case) -> None:
    case.clay.names = {}


def drop_some_names(case: Case) -> None:
    case.clay.names = {n: p for n, p in case.clay.names.items() if case.random.random() < 0.5}


def drop_codes(case: Case) -> None:
    """The hidden column A is deleted."""
    case.clay.move(case.some_form().title, lambda p: None if p[1] == 0 else (p[0], p[1] - 1), follow=True)


def drop_keys(case: Case) -> None:
    """The hidden row of keys is deleted."""
    case.clay.move(case.some_form().title, lambda p: None if p[0] == 3 else (p[0] - (p[0] > 3), p[1]), follow=True)


@cache
def _labels() -> frozenset[Value]:
    return frozenset(cell.value for sheet in _clean().sheets if sheet.title in FORMS and sheet.title != LIST
                     for at, cell in sheet.cells.items() if at[1] == 2 and at[0] >= TOP)


def retype_label(case: Case) -> None:
    sheet = case.one_of("Số liệu", "Hội nghị", "Thuyết minh", "Chấm điểm")
    labels = [at for at, cell in sheet.cells.items() if cell.value in _labels()]
    if labels:
        at = case.random.choice(labels)
        case.touch_rows(sheet.title, {at[0]})
        text = case.random.choice(("", "Chỉ tiêu khác", "Trong đó: nữ", "Số cuộc họp", "tong so ho so"))
        sheet.cells[at] = RawCell(text)


NOTATIONS: tuple[Callable[[int], Value], ...] = (
    str, lambda n: f"{n:,}", lambda n: f"{n:,}".replace(",", "."), lambda n: f"{n:,}".replace(",", " "),
    lambda n: f"{n:,}".replace(",", "\u00a0"), lambda n: f" {n} ", lambda n: f"0{n}", lambda n: f"{n} hồ sơ",
    lambda n: f"{n}%", lambda n: str(n).translate({48 + i: 0xFF10 + i for i in range(10)}), lambda n: f"({n})",
    lambda n: Decimal(n) / 1000 if n % 1000 and n < 20_000 else Decimal(n), lambda n: f"{n},0", lambda n: f"{n}.5",
    lambda n: "không", lambda n: "-",
    lambda n: f"{n}¹", lambda n: f"{n}*", lambda n: f"{n} [1]", lambda n: f"①{n}", lambda n: f"{n}\n{n}",
    lambda n: f"{n}.", lambda n: f"{n} buổi", lambda n: f"{n}e0", lambda n: f"{n / 1000} nghìn", lambda n: f"{n}\u200b",
    lambda n: f"khoảng {n}", lambda n: f"{n:,}.00", lambda n: True, lambda n: f"'{n}", lambda n: f"{n} triệu đồng",
)


def retype_number(case: Case) -> None:
    """A number typed as people type them; what was meant stays the same."""
    names = [n for n, v in small.VALUES.items() if isinstance(v, Decimal) and v == int(v)]
    name = case.random.choice(names)
    _put(case, name, RawCell(case.random.choice(NOTATIONS)(int(small.VALUES[name]))))  # type: ignore[arg-type]


def retype_date(case: Case) -> None:
    texts: tuple[Value, ...] = ("05/03/2026", "5-3-2026", "ngày 05 tháng 3 năm 2026", "2026-03-05", "3/5/26",
                                "05.03.2026", Decimal(46086), "05/13/2026", "tháng 3")
    _put(case, "ngay_hop", RawCell(case.random.choice(texts)))


def retype_choice(case: Case) -> None:
    name, texts = case.random.choice((("co_kh", ("có", "CÓ ", "x", "C", "yes", "1", True, "Co\u0301")),
                                      ("hinh_thuc", ("trực tiếp", "TRUC", "Trực  tiếp", "trực tiếp ", "tại chỗ"))))
    _put(case, name, RawCell(case.random.choice(texts)))


def _put(case: Case, name: str, cell: RawCell) -> None:
    place = case.clay.names.get(name)
    if place is None or place[0] not in {s.title for s in case.clay.sheets}:
        return
    case.touched |= {name, name.split(".")[0]}
    sheet = case.clay.sheet(place[0])
    if any(d.endswith("_by_library") for d in case.done) and (code := sheet.cells.get((place[1][0], 0))):
        # the name stayed behind: what is typed over now belongs to another row
        case.overwritten |= {n for n in homes() if n.split(".")[0] == code.value} - {name}
    sheet.cells[place[1]] = cell


def type_over_formula(case: Case) -> None:
    sheet = case.some_form()
    spots = [at for at, c in sheet.cells.items() if c.formula is not None]
    if spots:
        at = case.random.choice(spots)
        sheet.cells[at] = RawCell(Decimal(case.random.randint(0, 99)))


def edit_formula(case: Case) -> None:
    sheet = case.some_form()
    spots = [at for at, c in sheet.cells.items() if c.formula]
    if spots:
        at = case.random.choice(spots)
        sheet.cells[at] = with_formula(sheet.cells[at], f"({sheet.cells[at].formula})*1")


def write_beside(case: Case) -> None:
    """A text or number of the unit's own somewhere on the sheet."""
    sheet = case.some_form()
    at = case.random.randint(0, 40), case.random.randint(0, 14)
    if at not in sheet.cells:
        case.touch_rows(sheet.title, {at[0]})
        sheet.cells[at] = RawCell(case.random.choice(("xem công văn kèm theo", Decimal(7))))


def type_in_neighbour(case: Case) -> None:
    """A number typed into another column of its row, where the form asks for no number."""
    numbers = [n for n, v in small.VALUES.items() if isinstance(v, Decimal) and "." not in n]
    places = {n: p for n in numbers if (p := case.clay.names.get(n)) and p[0] in {s.title for s in case.clay.sheets}}
    if not places:
        return
    name, (title, at, _) = case.random.choice(sorted(places.items()))
    asked = {p[1] for n, p in case.clay.names.items() if p and p[0] == title and not n.endswith((".gc", ".tt"))}
    sheet = case.clay.sheet(title)
    headed = {p[1] for p, cell in sheet.cells.items() if cell.value in ("Kế hoạch", "Cùng kỳ năm trước", "Thực hiện")}
    columns = [c for c in range(1, 14) if (at[0], c) not in asked and c not in headed]
    if at in sheet.cells:
        case.touch_rows(title, {at[0]})
        case.strayed.add(name)
        sheet.cells[at[0], case.random.choice(columns)] = sheet.cells.pop(at)


def paste_values(case: Case) -> None:
    """Copy all and paste the values only: no formula is left on the sheet."""
    sheet = case.some_form()
    sheet.cells = {at: RawCell(cell.value) for at, cell in sheet.cells.items()}


def paste_column(case: Case) -> None:
    """A column with its header pasted over another one, as from the form of another year."""
    sheet = case.one_of("Số liệu", "Hội nghị")
    head = next((at[0] for at, cell in sheet.cells.items() if cell.value == "Thực hiện"), None)
    headed = [c for c in range(LEFT, 9) if (head, c) in sheet.cells]
    if head is None or len(headed) < 2:
        return
    source, target = case.random.sample(headed, 2)
    case.touch_rows(sheet.title, set(range(90)))
    for row in range(head, head + 10):
        sheet.cells.pop((row, target), None)
        if (cell := sheet.cells.get((row, source))) is not None:
            sheet.cells[row, target] = RawCell(cell.value)


def split_copy(case: Case) -> None:
    """A sheet was copied and each of the two is filled in part."""
    sheet = case.some_form()
    twin = Sheet(f"{sheet.title} (2)"[:31], dict(sheet.cells))
    case.clay.sheets.append(twin)
    case.touch_rows(sheet.title, set(range(90)))
    for at in [at for at, cell in sheet.cells.items() if at[0] >= TOP and at[1] >= LEFT and cell.formula is None]:
        case.random.choice((sheet, twin)).cells.pop(at)


def paste_other_unit(case: Case) -> None:
    """A sheet of another unit's form pasted over this unit's."""
    other = read_clay(small.filled("vithanh1"))
    sheet = case.some_form()
    theirs = next((s for s in other.sheets if s.title == sheet.title), None)
    if theirs is not None:
        sheet.cells = dict(theirs.cells)
        case.may_refuse = True


def drop_passport(case: Case) -> None:
    case.clay.sheets = [s for s in case.clay.sheets if not s.title.startswith("_")]
    case.may_refuse = True


DAMAGED_TWICE = (
    ({"sort_visible"}, {"delete_column", "delete_column_by_library"}),
    ({"split_copy"}, {"delete_sheet"}),
)
"""Rows with the same label were exchanged and the numbers that tell them apart are gone; of a sheet filled in two
halves one half was deleted."""
BENIGN: tuple[Damage, ...] = (
    insert_rows, insert_columns, move_row, rename_sheet, reorder_sheets, hide_sheet, copy_sheet,
    retype_number, retype_date, retype_choice, type_over_formula, edit_formula,
)
"""After any of these every untouched value is still read, and nothing is said about it."""
SINGLE: tuple[Damage, ...] = (
    *BENIGN, insert_rows_by_library, insert_columns_by_library, delete_row, delete_row_by_library,
    rename_sheet_by_library, swap_titles_by_library, drop_names, drop_some_names, drop_codes, drop_keys, delete_sheet,
    merge_cells, retype_label, cut_and_paste, shift_right, write_beside, type_in_neighbour, paste_values, paste_column,
    split_copy,
)
"""After any one of these every untouched value is still read, and nothing is said about it."""
ALL: tuple[Damage, ...] = (
    *SINGLE, delete_column, delete_column_by_library, sort_visible, shift_cells, paste_other_unit, drop_passport,
)


def make(seed: int) -> Case:
    """A damaged form: one damage, some benign ones, or several of any kind."""
    dice = random.Random(seed)
    case = Case(seed, copy.deepcopy(_clean()), dice)
    kind = dice.random()
    if kind < 0.4:
        chosen = [dice.choice(SINGLE)]
    elif kind < 0.6:
        chosen = dice.choices(BENIGN, k=dice.randint(2, 4))
        structural = [d for d in chosen if d in (insert_rows, insert_columns, move_row)]
        chosen = [d for d in chosen if d not in structural[1:]]
        chosen.sort(key=lambda d: d in structural or d is rename_sheet)
    else:
        chosen, case.is_clear = dice.choices(ALL, k=dice.randint(1, 3)), False
    for damage in chosen:
        if sum(s.title in FORMS for s in case.clay.sheets) < 2:
            break
        damage(case)
        case.done.append(damage.__name__)
    return case


def truth() -> Iterator[tuple[str, int | None, Value]]:
    for form, name in _asked():
        if form:
            for item, value in enumerate(small.LISTS[name], 1):
                yield name, item, value
        else:
            yield name, None, small.VALUES.get(name)


def _asked() -> list[tuple[str, str]]:
    campaign = small.campaign()
    names = [("", f.code) for f in campaign.plain_fields.values() if not f.formula]
    names += [("", n) for n in small.VALUES if n.endswith((".kh", ".ck")) or n.startswith("tu_cham.")]
    return names + [("vb", name) for name in small.LISTS]


def violations(case: Case, read: Return) -> Iterator[str]:
    """Values that are silently different, and findings about values that were not touched."""
    loud = [f for f in read.findings if f.severity != "thong_tin" or f.code in ("G004", "C023")]
    if read.unit != "vithanh":
        if not (case.may_refuse and loud):
            yield f"refused: {[f.code for f in loud]}"
        return
    labels = {f.code: f.label for f in small.campaign().plain_fields.values()} | {"tu_cham.hai": "II Tự đánh giá"}
    columns = {f"vb.{f.code}": f.label for f in small.campaign().list_columns["vb"]}
    for name, item, meant in truth():
        if name in case.lost:
            continue
        label = columns.get(name) or labels.get(name) or labels[name.split(".")[0]]
        got = read.values.get(name) if item is None else _item(read, name, item)
        place = read.places.get(name)
        sheet = place.sheet if place else ""
        called = _called(label, name, _row_of(read, name, item))
        about = [f for f in loud if (f.field in called and sheet in ("", f.sheet)
                                     and (f.code != "C005" or f.detail.split()[-1] == name)
                                     and (not f.cell or not place or item or position(f.cell)[0] == place.row))
                 or (f.code == "C010" and f.field == homes()[name][0])
                 or (f.code == "C023" and name in small.LISTS)
                 or (f.code in ("C018", "F001", "G008") and f.found == shown(meant))
                 or (place and f.sheet == sheet and f.cell == place.cell)]
        if got != meant and not about and not (item and _same_rows(read, name)):
            yield f"{name} {item or ''}: meant {meant!r}, read {got!r} without a finding"
        if case.is_clear and name not in case.touched and name.split(".")[0] not in case.touched:
            said = [f for f in about if not f.code.startswith("F") and f.code != "C018"]
            if got != meant or said:
                yield f"{name} {item or ''} untouched: {got!r}, {[(f.code, f.sheet, f.cell, f.detail) for f in said]}"


def _same_rows(read: Return, name: str) -> bool:
    """Whether a list says the same in another order."""
    return sorted(map(str, read.lists.get(name, ()))) == sorted(map(str, small.LISTS[name]))


def _row_of(read: Return, name: str, item: int | None) -> int | None:
    """The row of the list in which its n-th filled row stands: rows may have been inserted between."""
    rows = [a.item for a in read.answers if item and a.item and a.name == name]
    return rows[item - 1] if item and item <= len(rows) else item


def _called(label: str, name: str, item: int | None) -> tuple[str, ...]:
    """What findings about a value call it."""
    if item:
        return f"{LIST}, dòng {item}, {label}", f"{LIST}, {label}"
    return (label + {"kh": ", kế hoạch", "ck": ", cùng kỳ"}.get(name.partition(".")[2], ""),)


def _item(read: Return, name: str, item: int) -> Value:
    column = read.lists.get(name, ())
    return column[item - 1] if len(column) >= item else None


def check(seed: int) -> list[str]:
    """What is wrong with the reading of one damaged form; nothing when all is well."""
    case = make(seed)
    read = reader().read_bytes(clay_bytes(case.clay), "vithanh.xlsx", Kind.WORKBOOK)
    return [f"case {seed} ({', '.join(case.done)}): {text}" for text in violations(case, read)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    wrong = 0
    for seed in range(asked.first, asked.first + asked.cases):
        for text in check(seed):
            wrong += 1
            print(text)
    print(f"{asked.cases} cases, {wrong} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
