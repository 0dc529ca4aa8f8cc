"""A list's rows stay together: no column is read beside its row, and no row that is in doubt goes unsaid."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import small
from tests.clay import Clay, Sheet, clay_bytes, read_clay

LIST, FIRST, NUMBER, PEOPLE = "Văn bản", 5, 1, 4
"""Sheet of the list, its first row, and the columns of its documents' numbers and people once the codes are gone."""
CLEAN = read_clay(small.filled())


@pytest.fixture
def clay() -> Clay:
    return copy.deepcopy(CLEAN)


def read(clay: Clay):
    return Reader(small.campaign()).read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)


def drop_codes(clay: Clay) -> None:
    clay.move(LIST, lambda p: None if p[1] == 0 else (p[0], p[1] - 1), follow=True)


def keep_names(clay: Clay, *kept: str) -> None:
    clay.names = {n: p for n, p in clay.names.items() if not n.startswith("vb.") or n in kept}


@pytest.mark.parametrize("kept", [("vb.nguoi",), ("vb.ngay", "vb.loai")])
def test_columns_that_lost_their_name_share_the_rows_of_those_that_kept_it(clay, kept):
    drop_codes(clay)
    keep_names(clay, *kept)
    assert {name: list(column) for name, column in read(clay).lists.items()} == small.LISTS


def test_columns_that_no_longer_share_their_rows_are_asked_about_and_not_used(clay):
    drop_codes(clay)
    clay.move(LIST, lambda p: (p[0] + 1, p[1]) if p[1] == PEOPLE and p[0] >= FIRST else p, follow=True)
    found = read(clay)
    assert not any(value is not None for column in found.lists.values() for value in column)
    assert {f.field for f in found.findings if f.code == "C009"} >= {f"{LIST}, Số người dự", f"{LIST}, Số văn bản"}


def test_rows_that_moved_away_from_the_names_are_not_read_by_them(clay):
    drop_codes(clay)
    clay.move(LIST, lambda p: (p[0] + 1, p[1]) if p[0] >= FIRST - 1 else p, follow=False)
    found = read(clay)
    assert not any(value is not None for column in found.lists.values() for value in column)
    assert any(f.code == "C009" and f.sheet == LIST for f in found.findings)


def test_a_row_keeps_its_place_where_a_column_cannot_be_read(clay):
    """The second document has its people blank: without the other columns the row looks as if nothing stood there."""
    sheet = clay.sheet(LIST)
    for column in range(2, 5):
        for row in (FIRST - 2, FIRST - 1):
            sheet.cells.pop((row, column), None)
    keep_names(clay, "vb.nguoi", "vb.tt")
    found = read(clay)
    assert found.lists["vb.nguoi"] == (Decimal(41), None, Decimal(77))
    assert [f.code for f in found.findings if f.field == f"{LIST}, Ngày ban hành"] == ["C005"]


def blank_row_of(clay: Clay) -> int:
    row = FIRST + len(small.LISTS["vb.so"])
    assert all(clay.sheet(LIST).cells.get((row, c)) is None for c in range(2, 6))
    return row


def test_a_blank_row_that_a_merge_may_have_emptied_has_a_finding(clay):
    row = blank_row_of(clay)
    clay.sheet(LIST).merges.append(f"B{row}:F{row + 1}")
    said = [f for f in read(clay).findings if f.code == "C011" and f.cell == f"C{row + 1}"]
    assert [(f.field, f.severity) for f in said] == [(f"{LIST}, dòng 4, Số văn bản", "loi")]


def test_a_blank_row_that_a_copy_fills_has_a_finding(clay):
    row = blank_row_of(clay)
    twin = Sheet(f"{LIST} (2)", dict(clay.sheet(LIST).cells))
    twin.cells[row, 2] = twin.cells[row - 1, 2]
    clay.sheets.append(twin)
    found = read(clay)
    said = [f for f in found.findings if f.code == "C012"]
    assert [(f.cell, f.field, f.found, f.expected) for f in said] == [
        (f"C{row + 1}", f"{LIST}, dòng 4, Số văn bản", "trống", "15/CV-UBND")]
    assert found.lists["vb.nguoi"][:3] == (Decimal(41), None, Decimal(77))


def test_a_copy_that_leaves_the_blank_rows_blank_puts_nothing_in_doubt(clay):
    clay.sheets.append(Sheet(f"{LIST} (2)", dict(clay.sheet(LIST).cells)))
    found = read(clay)
    assert [f.code for f in found.findings] == ["C013"]
    assert {name: list(column) for name, column in found.lists.items()} == small.LISTS
