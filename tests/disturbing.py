"""Ways in which people and programs move, delete, copy and merge what stands in a form."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign import FormKind
from danvan_xl.intake.book import At, RawCell, a1
from tests.damaged import LEFT, TABLES, TOP, Case, Damage
from tests.filled_form import code_of


def insert_rows(case: Case, follow: bool = True) -> None:
    """``follow``: names and formulas move with the cells."""
    sheet = case.some_form()
    at, count = case.random.randint(0, 14), case.random.randint(1, 3)
    case.clay.move(sheet.title, lambda p: (p[0] + count, p[1]) if p[0] >= at else p, follow=follow)


def insert_columns(case: Case, follow: bool = True) -> None:
    sheet, at = case.some_form(), case.random.randint(0, 9)
    case.clay.move(sheet.title, lambda p: (p[0], p[1] + 1) if p[1] >= at else p, follow=follow)


def insert_rows_by_library(case: Case) -> None:
    """Cells move, names and formulas stay behind, as openpyxl does it."""
    insert_rows(case, follow=False)


def insert_columns_by_library(case: Case) -> None:
    insert_columns(case, follow=False)


def fill_new_row(case: Case) -> None:
    """A row is inserted somewhere in a list, right below its header or below its last row, and filled."""
    sheet = case.one_of(FormKind.LIST)
    columns = {n: p for n, p in case.clay.names.items() if p and p[0] == sheet.title and n in case.form.a_row}
    spans = {(start[0], end[0]) for _, start, end in columns.values()}
    lists = {code_of(n) for n in columns}
    is_whole = len(spans) == 1 and len(columns) == sum(code_of(n) in lists for n in case.form.a_row)
    if not is_whole or any(d.endswith("_by_library") for d in case.done):
        return
    ((first, last),) = spans
    at = case.random.randint(first, last + 1)
    filled = {at[0] for at in sheet.cells if at[1] in {p[1][1] for p in columns.values()}}
    item = sum(first <= row < at for row in filled)
    case.added |= {n: (*(old := case.lists[n])[:item], case.form.a_row[n], *old[item:]) for n in columns}
    case.clay.move(sheet.title, lambda p: (p[0] + (p[0] >= at), p[1]), follow=True)
    sheet.cells |= {(at, p[1][1]): RawCell(case.form.a_row[n]) for n, p in columns.items()}
    case.touched |= set(columns)


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
    case.touched |= {n for n, (title, _, column, _) in case.form.homes.items() if title == sheet.title and column == at}
    case.clay.move(sheet.title, lambda p: None if p[1] == at else (p[0], p[1] - (p[1] > at)), follow=follow)


def delete_column(case: Case) -> None:
    _delete_column(case, follow=True)


def delete_column_by_library(case: Case) -> None:
    _delete_column(case, follow=False)


def move_row(case: Case) -> None:
    """Cut a row and insert it elsewhere: everything follows."""
    sheet = case.one_of(*TABLES, FormKind.NARRATIVE)
    start, to = case.random.randint(TOP, TOP + 5), case.random.randint(TOP, TOP + 5)

    def where(p: At) -> At:
        rows = [r for r in range(0, 60) if r != start]
        rows.insert(to, start)
        return rows.index(p[0]), p[1]

    case.clay.move(sheet.title, where, follow=True)


def sort_visible(case: Case) -> None:
    """Sort the rows from column B on: labels and values move; hidden codes, names and formulas do not."""
    sheet = case.one_of(*TABLES)
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


def shift_left(case: Case) -> None:
    """A cell is deleted and those right of it move to its place."""
    sheet = case.some_form()
    at, left = case.some_row(sheet), case.random.randint(1, 8)
    case.touch_rows(sheet.title, {at})

    def where(p: At) -> At | None:
        if p[0] != at or p[1] < left:
            return p
        return None if p[1] == left else (p[0], p[1] - 1)

    case.clay.move(sheet.title, where, follow=True)


def sort_by_library(case: Case) -> None:
    """Whole rows in another order, as a program writes them that knows cells only."""
    sheet = case.one_of(*TABLES)
    rows = list(range(TOP, TOP + case.random.randint(2, 5)))
    mixed = rows[:]
    case.random.shuffle(mixed)
    case.touch_rows(sheet.title, set(rows))
    to = dict(zip(rows, mixed, strict=True))
    case.clay.move(sheet.title, lambda p: (to.get(p[0], p[0]), p[1]), follow=False)


def swap_columns(case: Case) -> None:
    """Two columns with their headers change places; the hidden keys above and the names do not."""
    sheet = case.some_form()
    one, other = case.random.sample(range(LEFT, 9), 2)
    case.touch_rows(sheet.title, set(range(90)))
    to = {one: other, other: one}
    case.clay.move(sheet.title, lambda p: (p[0], to.get(p[1], p[1])) if p[0] >= TOP - 1 else p, follow=False)


def copy_down(case: Case) -> None:
    """What is seen of some rows is pasted one row lower, over the row that follows."""
    sheet = case.one_of(*TABLES, FormKind.NARRATIVE)
    start = case.random.randint(TOP, TOP + 3)
    end = start + case.random.randint(0, 3)
    case.touch_rows(sheet.title, set(range(start, end + 2)))
    block = {at: cell for at, cell in sheet.cells.items() if start <= at[0] <= end and at[1] >= 1}
    for at in [at for at in sheet.cells if start < at[0] <= end + 1 and at[1] >= 1]:
        del sheet.cells[at]
    sheet.cells |= {(row + 1, column): cell for (row, column), cell in block.items()}


def number_codes(case: Case) -> None:
    """The column of codes is used for numbers of the unit's own."""
    sheet = case.one_of(*TABLES, FormKind.NARRATIVE, FormKind.SCORING)
    rows = sorted(row for row, column in sheet.cells if column == 0 and row >= TOP)
    sheet.cells |= {(row, 0): RawCell(Decimal(n)) for n, row in enumerate(rows, 1)}


def retype_header(case: Case) -> None:
    sheet = case.some_form()
    heads = sorted(at for at, cell in sheet.cells.items() if at[0] == TOP - 1 and at[1] >= 2 and cell.value)
    if heads:
        at = case.random.choice(heads)
        case.touch_rows(sheet.title, set(range(90)))
        sheet.cells[at] = RawCell(case.random.choice(("", "Số liệu", "Kế hoạch", "Thực hiện", "Ghi chú", "STT")))


def cut_and_paste(case: Case) -> None:
    """Cut one cell onto another one: its name goes with it, the other's name breaks."""
    sheet = case.one_of(*TABLES)
    filled = case.answers(sheet)
    if len(filled) < 2:
        return
    start, end = case.random.sample(filled, 2)
    case.touch_rows(sheet.title, {start[0], end[0]})
    if any(d.endswith("_by_library") for d in case.done):
        # the names that would tell stayed behind: what is left looks as if the unit had typed it so
        codes = {sheet.cells[row, 0].value for row, _ in (start, end) if (row, 0) in sheet.cells}
        case.overwritten |= (
            {n for n in case.form.homes if code_of(n) in codes} if codes else set(case.form.homes))
    case.clay.move(sheet.title, lambda p: end if p == start else None if p == end else p, follow=True)


def rename_sheet(case: Case) -> None:
    case.clay.rename(case.some_form().title, f"Trang {case.random.randint(1, 9)}-{len(case.done)}")


def rename_sheet_by_library(case: Case) -> None:
    case.clay.rename(case.some_form().title, f"Trang {case.random.randint(1, 9)}-{len(case.done)}", follow=False)


def swap_titles_by_library(case: Case) -> None:
    forms = [s for s in case.clay.sheets if s.title in case.form.titles]
    one, other = case.random.sample(forms or case.clay.sheets[:2], 2)
    one.title, other.title = other.title, one.title


def reorder_sheets(case: Case) -> None:
    case.random.shuffle(case.clay.sheets)


def hide_sheet(case: Case) -> None:
    case.some_form().state = "hidden"


def copy_sheet(case: Case) -> None:
    """A copy of a sheet, sometimes with another value in it."""
    sheet = case.some_form()
    twin = case.twin(sheet)
    case.clay.sheets.insert(case.random.randint(0, len(case.clay.sheets)), twin)
    if case.random.random() < 0.6:
        at = case.random.choice(case.answers(sheet))
        case.touch_rows(sheet.title, {at[0]})
        case.altered |= {n for n, (title, row, _, last) in case.form.homes.items()
                         if title == sheet.title and row <= at[0] <= (last or row)}
        twin.cells[at] = RawCell(Decimal(case.random.randint(1, 9)))


def delete_sheet(case: Case) -> None:
    sheet = case.some_form()
    case.clay.sheets.remove(sheet)
    case.touched |= {n for n, home in case.form.homes.items() if home[0] == sheet.title}
    case.clay.names = {n: None if p and p[0] == sheet.title else p for n, p in case.clay.names.items()}


def merge_cells(case: Case) -> None:
    """Merging keeps the first cell only."""
    sheet = case.some_form()
    top, left = case.some_row(sheet), case.random.randint(LEFT - case.form.is_list(sheet.title), 8)
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


def retype_label(case: Case) -> None:
    sheet = case.one_of(*TABLES, FormKind.NARRATIVE, FormKind.SCORING)
    labels = [at for at, cell in sheet.cells.items() if cell.value in case.form.labels]
    if labels:
        at = case.random.choice(labels)
        case.touch_rows(sheet.title, {at[0]})
        text = case.random.choice(("", "Chỉ tiêu khác", "Trong đó: nữ", "Số cuộc họp", "tong so ho so"))
        sheet.cells[at] = RawCell(text)


def paste_values(case: Case) -> None:
    """Copy all and paste the values only: no formula is left on the sheet."""
    sheet = case.some_form()
    sheet.cells = {at: RawCell(cell.value) for at, cell in sheet.cells.items()}


def paste_column(case: Case) -> None:
    """A column with its header pasted over another one, as from the form of another year."""
    sheet = case.one_of(*TABLES)
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
    twin = case.twin(sheet)
    case.clay.sheets.append(twin)
    case.touch_rows(sheet.title, set(range(90)))
    for at in [at for at, cell in sheet.cells.items() if at[0] >= TOP and at[1] >= LEFT and cell.formula is None]:
        case.random.choice((sheet, twin)).cells.pop(at)


def paste_other_unit(case: Case) -> None:
    """A sheet of another unit's form pasted over this unit's."""
    sheet = case.some_form()
    theirs = next((s for s in case.form.of_another.sheets if s.title == sheet.title), None)
    if theirs is not None:
        sheet.cells = dict(theirs.cells)
        case.may_refuse = True


def drop_passport(case: Case) -> None:
    case.clay.sheets = [s for s in case.clay.sheets if not s.title.startswith("_")]
    case.may_refuse = True


MOVING: tuple[Damage, ...] = (insert_rows, insert_columns, move_row, fill_new_row)
BENIGN = (*MOVING, rename_sheet, reorder_sheets, hide_sheet, copy_sheet)
SINGLE: tuple[Damage, ...] = (
    insert_rows_by_library, insert_columns_by_library, delete_row, delete_row_by_library, rename_sheet_by_library,
    swap_titles_by_library, drop_names, drop_some_names, drop_codes, drop_keys, delete_sheet, merge_cells, retype_label,
    cut_and_paste, shift_right, paste_values, paste_column, split_copy, shift_left, sort_by_library, number_codes,
    retype_header,
)
HARSH: tuple[Damage, ...] = (
    swap_columns, copy_down, delete_column, delete_column_by_library, sort_visible, shift_cells, paste_other_unit,
    drop_passport,
)
"""Not even what was not touched need still be read, but nothing wrongly."""
