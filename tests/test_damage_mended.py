"""What hunting with random damage has found and was mended: each fault on its own, as small as it can be."""

from __future__ import annotations

from decimal import Decimal

import pytest

import danvan_xl as dv
from danvan_xl.intake import Return
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import Kind
from tests import small
from tests.clay import Clay, clay_bytes, read_clay
from tests.filled_form import small_form
from tests.xlsb import xlsb_bytes

LIST, FIRST, LAST, CODES = "Văn bản", 5, 12, 0
NUMBERS = small.LISTS["vb.so"]


@pytest.fixture
def clay():
    return small_form().clay()


def read(clay: Clay) -> Return:
    return small_form().reader.read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)


def said(found: Return, code: str) -> list[str]:
    return [f.found or f.cell for f in found.findings if f.code == code]


def drop_codes(clay: Clay) -> None:
    clay.move(LIST, lambda p: None if p[1] == CODES else (p[0], p[1] - 1), follow=True)


def delete_rows(clay: Clay, first: int, last: int) -> None:
    def where(p):
        return None if first <= p[0] <= last else (p[0] - (last - first + 1) * (p[0] > last), p[1])

    clay.move(LIST, where, follow=True)


def test_a_deleted_row_of_a_list_is_said_where_the_codes_are_gone_too(clay):
    drop_codes(clay)
    delete_rows(clay, FIRST + 1, FIRST + 1)
    found = read(clay)
    assert found.lists["vb.so"] == (NUMBERS[0], NUMBERS[2]) and said(found, "C023") == ["2"]


@pytest.mark.parametrize(("first", "last", "words"), [(FIRST + 2, LAST, "3–8"), (LAST, LAST, "8"), (FIRST, FIRST, "1")])
def test_deleted_rows_at_the_end_of_a_list_are_said(clay, first, last, words):
    delete_rows(clay, first, last)
    assert said(read(clay), "C023") == [words]


def test_rows_deleted_apart_are_said_in_one_finding(clay):
    delete_rows(clay, FIRST + 5, FIRST + 6)
    delete_rows(clay, FIRST, FIRST)
    assert said(read(clay), "C023") == ["1, 6–7"]


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("at", [FIRST, FIRST + 1, LAST, LAST + 1])
def test_a_row_that_a_unit_adds_to_a_list_is_read_wherever_it_stands(clay, at, follow):
    """Also right below the header, where no program lets the list's names take it in."""
    clay.move(LIST, lambda p: (p[0] + (p[0] >= at), p[1]), follow=follow)
    clay.sheet(LIST).cells |= {(at, 2): RawCell("99/CV-UBND"), (at, 5): RawCell(Decimal(12))}
    found = read(clay)
    item = min(at - FIRST, len(NUMBERS))
    assert list(found.lists["vb.so"]) == [*NUMBERS[:item], "99/CV-UBND", *NUMBERS[item:]]
    assert found.lists["vb.nguoi"][item] == 12
    assert [f.cell[1:] for f in found.findings if f.code == "C022"] == ([] if FIRST < at <= LAST else [str(at + 1)])


def test_cells_pushed_aside_in_a_list_without_codes_are_in_doubt(clay):
    """A remark's formula that stands among the answers tells it."""
    drop_codes(clay)
    row, left = FIRST + 1, 1

    def where(p):
        return p if p[0] != row or p[1] < left else None if p[1] == left else (row, p[1] - 1)

    clay.move(LIST, where, follow=True)
    found = read(clay)
    assert [values[1] for values in found.lists.values()] == [None] * 4
    assert {f.field for f in found.findings if f.code == "C009"} == {
        f"{LIST}, dòng 2, {f.label}" for f in small.campaign().list_columns["vb"]}


@pytest.mark.parametrize(("formula", "code", "value"), [
    ('IF(1>2,57,"")', "G011", None), ('IF(2>1,57,"")', "G017", Decimal(57)),
])
def test_a_formula_of_the_units_own_that_shows_nothing_is_said_and_calculated_again(clay, formula, code, value):
    title, at, _ = clay.names["hop_nu"]
    clay.sheet(title).cells[at] = RawCell("", formula)
    found = read(clay)
    assert found.values["hop_nu"] == value and code in {f.code for f in found.findings if f.field == "Trong đó: nữ"}


def test_a_number_over_a_remark_is_said_where_no_formula_can_be_seen(tmp_path):
    clay = read_clay(small.filled())
    title, (row, column), _ = clay.names["hop_nu"]
    remarks = next(at[1] for at, cell in clay.sheet(title).cells.items() if cell.value == "nx")
    clay.sheet(title).cells[row, remarks] = clay.sheet(title).cells.pop((row, column))
    path = tmp_path / "vithanh.xlsb"
    path.write_bytes(xlsb_bytes(read_xlsx(clay_bytes(clay)).sheets))
    findings = dv.read_return(small.campaign(), path).findings
    assert [(f.sheet, f.found) for f in findings if f.code == "C018"] == [(title, "31")]


@pytest.mark.parametrize("column", [1, 2, 3])
@pytest.mark.parametrize("text", ["Tổng cộng", "CỘNG:", "Tổng số", "Tổng cộng: 3 văn bản"])
def test_a_row_that_sums_up_a_list_is_no_row_of_it(clay, column, text):
    """As clerks end every table: counted, it would double what the list adds up to."""
    row = FIRST + len(NUMBERS)
    clay.sheet(LIST).cells |= {(row, column): RawCell(text), (row, 5): RawCell(Decimal(118))}
    found = read(clay)
    assert list(found.lists["vb.so"]) == NUMBERS and list(found.lists["vb.nguoi"]) == small.LISTS["vb.nguoi"]
    assert [(f.field, f.found) for f in found.findings if f.code == "G018"] == [(f"{LIST}, dòng 4", text)]


@pytest.mark.parametrize("text", ["Tổng vệ sinh môi trường", "Cộng đồng an toàn", "Tổ cộng tác viên"])
def test_a_row_that_only_begins_like_a_sum_is_a_row(clay, text):
    clay.sheet(LIST).cells[FIRST + len(NUMBERS), 2] = RawCell(text)
    found = read(clay)
    assert list(found.lists["vb.so"]) == [*NUMBERS, text] and not said(found, "G018")
