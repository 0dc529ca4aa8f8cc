"""Any scored rubric workbook: planted faults are found at their cell, none is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.intake.book import RawCell, RawSheet
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.scoring.foreign.check import book_findings
from tests.books import set_cell, type_number
from tests.office import convert, needs_office
from tests.rubric_books import (
    ALL_TYPED,
    APPRAISED_TWICE,
    DOTTED,
    GUARDED,
    HALVED,
    LEVELS,
    MERGED_NUMBERS,
    NO_SUBTOTALS,
    PROVINCE,
    SUBTOTALS,
    TOTAL_FIRST,
    TWO_TABLES,
    Sheet,
    sheet,
    write,
)

CLEAN = {
    "province": PROVINCE,
    "dotted": DOTTED,
    "total_first": TOTAL_FIRST,
    "subtotals": SUBTOTALS,
    "levels": LEVELS,
    "guarded": GUARDED,
    "appraised_twice": APPRAISED_TWICE,
    "two_tables": TWO_TABLES,
    "halved": HALVED,
    "no_subtotals": NO_SUBTOTALS,
    "merged_numbers": MERGED_NUMBERS,
}
Plant = Callable[[Sheet], Sheet]


def put(cell: str, content: str) -> Plant:
    return lambda sheet: sheet.set(cell, content)


def stale(cell: str, value: str) -> Plant:
    return lambda sheet: sheet.cache(cell, value)


def hide(row: int) -> Plant:
    return lambda sheet: sheet.hide(row)


MISSES, WRONG, TYPED, DIFFERS = "D032", "D033", "D034", "D035"
MAXIMUM, ABOVE, BELOW, SIGN = "D036", "D037", "D038", "D039"
OLD, TEXT, HIDDEN, EVIDENCE, DECIMALS = "D040", "D043", "D044", "D045", "D046"

FAULTS: list[tuple[str, str, Plant, str, str]] = [
    ("province", "a sum stops one row short", put("D11", "=SUM(D12:D17)"), MISSES, "D11"),
    ("province", "a sum starts one row late", put("D11", "=SUM(D13:D18)"), MISSES, "D11"),
    ("province", "a total misses a section", put("D22", "=D10"), MISSES, "D22"),
    ("province", "a sum takes the next section", put("D7", "=SUM(D8:D10)"), WRONG, "D7"),
    ("province", "a total counts children twice", put("D22", "=SUM(D7:D21)"), WRONG, "D22"),
    ("province", "a sum in another column", put("D19", "=SUM(C20:C21)"), WRONG, "D19"),
    ("province", "a total is typed", put("D22", "94.5"), TYPED, "D22"),
    ("province", "a subtotal is typed", put("D11", "46.5"), TYPED, "D11"),
    ("province", "a typed subtotal is wrong", put("D11", "47"), DIFFERS, "D11"),
    ("province", "children exceed the parent", put("C16", "12"), MAXIMUM, "C11"),
    ("province", "the maxima do not make the total", put("C22", "95"), MAXIMUM, "C22"),
    ("province", "points above the maximum", put("D15", "5.5"), ABOVE, "D15"),
    ("province", "points below zero", put("D15", "-1"), BELOW, "D15"),
    ("province", "an old result", stale("D11", "40"), OLD, "D11"),
    ("province", "a number as text", put("D13", "'9"), TEXT, "D13"),
    ("province", "a number with a comma as text", put("D15", "'4,5"), TEXT, "D15"),
    ("province", "a hidden row", hide(14), HIDDEN, "D14"),
    ("province", "no evidence", put("F14", ""), EVIDENCE, "F14"),
    ("province", "three decimals", put("D13", "8.125"), DECIMALS, "D13"),
    ("dotted", "a sum misses a row", put("E8", "=SUM(E9:E10)"), MISSES, "E8"),
    ("dotted", "a sum takes a grandchild", put("D3", "=D4+D5+D6"), WRONG, "D3"),
    ("dotted", "the maximum's sum misses", put("C8", "=C9+C11"), MISSES, "C8"),
    ("dotted", "the bonus is left out", put("F14", "=F3+F8+F13"), MISSES, "F14"),
    ("dotted", "a typed total", put("E14", "18.5"), TYPED, "E14"),
    ("dotted", "a negative penalty is subtracted", put("D14", "=D3+D8+D12-D13"), SIGN, "D14"),
    ("dotted", "more than the penalty's limit", put("D13", "-2.5"), ABOVE, "D13"),
    ("dotted", "above the maximum at the second appraisal", put("F7", "1"), ABOVE, "F7"),
    ("dotted", "number as text", put("E9", "'2.5"), TEXT, "E9"),
    ("dotted", "an old total", stale("F14", "20"), OLD, "F14"),
    ("dotted", "no evidence", put("G10", ""), EVIDENCE, "G10"),
    ("dotted", "a hidden row", hide(7), HIDDEN, "D7"),
    ("total_first", "a section is missed", put("C4", "=C5-C13"), MISSES, "C4"),
    ("total_first", "the penalty is added", put("C4", "=C5+C10+C13"), SIGN, "C4"),
    ("total_first", "a sum misses a row inside ROUND", put("D6", "=ROUND(SUM(D7:D7),2)"), MISSES, "D6"),
    ("total_first", "a sum takes a wrong row", put("C10", "=C11+C12+C14"), WRONG, "C10"),
    ("total_first", "a wrong typed subtotal", put("D10", "38"), DIFFERS, "D10"),
    ("total_first", "above the maximum", put("D12", "21"), ABOVE, "D12"),
    ("total_first", "maxima that do not add up", put("B6", "45"), MAXIMUM, "B6"),
    ("subtotals", "a sum of a section misses a row", put("D13", "=SUM(D10:D11)"), MISSES, "D13"),
    ("subtotals", "a sum of a section takes the section before", put("E13", "=SUM(E8:E12)"), WRONG, "E13"),
    ("subtotals", "the total of standards misses a section", put("E14", "=E13"), MISSES, "E14"),
    ("subtotals", "the grand total counts a section twice", put("D23", "=D8+D14+D18-D22"), WRONG, "D23"),
    ("subtotals", "the penalty is added", put("E23", "=E14+E18+E22"), SIGN, "E23"),
    ("subtotals", "the bonus' sum takes the penalty", put("D18", "=SUM(D16:D17,D20)"), WRONG, "D18"),
    ("subtotals", "a typed subtotal", put("D8", "24"), TYPED, "D8"),
    ("subtotals", "a wrong typed total of maxima", put("C14", "90"), MAXIMUM, "C14"),
    ("subtotals", "a typed maximum among sums", put("C8", "25"), TYPED, "C8"),
    ("subtotals", "more bonus than there is", put("E17", "1.5"), ABOVE, "E17"),
    ("subtotals", "standard points below zero", put("E12", "-2"), BELOW, "E12"),
    ("subtotals", "a hidden row", hide(11), HIDDEN, "D11"),
    ("levels", "a sum of sums misses a row", put("D12", "=SUBTOTAL(9,D13:D14)"), MISSES, "D12"),
    ("levels", "a total that counts twice", put("E16", "=SUM(E3:E15)"), WRONG, "E16"),
    ("levels", "above the maximum", put("D15", "4.5"), ABOVE, "D15"),
    ("levels", "maxima that do not add up", put("C15", "5"), MAXIMUM, "C12"),
    ("levels", "no evidence", put("F13", ""), EVIDENCE, "F13"),
    ("levels", "number as text", put("E8", "'7,5"), TEXT, "E8"),
    ("guarded", "a row missed inside ROUND", put("D2", "=ROUND(SUM(D3),2)"), MISSES, "D2"),
    ("guarded", "a section missed inside MIN", put("F2", "=MIN(60,SUM(F3))"), MISSES, "F2"),
    ("guarded", "a single child's sum is another section's", put("E7", "=E6"), WRONG, "E7"),
    ("guarded", "a section is missed by the total", put("E12", "=E2+E11"), MISSES, "E12"),
    ("guarded", "three decimals", put("E9", "16.125"), DECIMALS, "E9"),
    ("guarded", "above the maximum", put("F10", "20.25"), ABOVE, "F10"),
    ("guarded", "the maxima's sum misses", put("C12", "=C2"), MISSES, "C12"),
    ("guarded", "a formula that is no sum gives another result", put("D3", "=D4*2"), "D047", "D3"),
    ("guarded", "an error shown", put("D9", "=1/0"), "D041", "D9"),
    ("appraised_twice", "the second appraisal misses a section", put("G5", "=G6"), MISSES, "G5"),
    ("appraised_twice", "the total misses the bonus", put("E18", "=E5+E15"), MISSES, "E18"),
    ("appraised_twice", "a negative penalty is subtracted", put("G18", "=G5+G12-G15"), SIGN, "G18"),
    ("appraised_twice", "above the maximum after the explanation", put("G7", "21"), ABOVE, "G7"),
    ("appraised_twice", "a typed total at the second appraisal", put("G18", "101"), TYPED, "G18"),
    ("appraised_twice", "maxima that do not add up", put("C11", "25"), MAXIMUM, "C9"),
    ("two_tables", "the second table misses a row", put("D12", "=D11"), MISSES, "D12"),
    ("two_tables", "the first table takes a row of the second", put("D6", "=SUM(D3:D5)+D10"), WRONG, "D6"),
    ("two_tables", "above the maximum in the second table", put("D10", "2"), ABOVE, "D10"),
    ("halved", "a half of too little", put("D8", "=SUM(D2:D6)/2"), "D047", "D8"),
    ("halved", "a subtotal misses a row", put("D5", "=SUM(D6:D6)"), MISSES, "D5"),
    ("no_subtotals", "the total misses the last row", put("E8", "=SUM(E3:E6)"), MISSES, "E8"),
    ("no_subtotals", "the total takes the maxima", put("D8", "=SUM(C3:D7)"), WRONG, "D8"),
    ("no_subtotals", "a wrong total of maxima", put("C8", "110"), MAXIMUM, "C8"),
    ("merged_numbers", "the total misses a row", put("E7", "=SUM(E3:E5)"), MISSES, "E7"),
    ("merged_numbers", "number as text", put("F4", "'8"), TEXT, "F4"),
    ("merged_numbers", "above the maximum", put("E6", "42"), ABOVE, "E6"),
    ("typed", "a wrong subtotal", put("D8", "34"), DIFFERS, "D8"),
    ("typed", "a wrong total", put("D12", "97"), DIFFERS, "D12"),
    ("typed", "maxima that do not add up", put("C9", "25"), MAXIMUM, "C8"),
    ("typed", "above the maximum", put("D7", "16"), ABOVE, "D7"),
    ("typed", "number as text", put("D9", "'19 điểm"), TEXT, "D9"),
]
BOOKS = CLEAN | {"typed": ALL_TYPED}


def check(path: Path, *sheets: Sheet) -> dv.Findings:
    return dv.check_rubric(write(path / "bang.xlsx", *sheets))


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_rubric_has_no_findings(name, tmp_path: Path) -> None:
    assert [f.message for f in check(tmp_path, CLEAN[name])] == []


@pytest.mark.parametrize(("name", "what", "plant", "code", "cell"), FAULTS, ids=[f"{f[0]}: {f[1]}" for f in FAULTS])
def test_a_planted_fault_is_found_at_its_cell(name, what, plant, code, cell, tmp_path: Path) -> None:
    found = check(tmp_path, plant(BOOKS[name]))
    assert (code, cell) in {(f.code, f.cell) for f in found}
    assert {f.sheet for f in found} == {BOOKS[name].title}


def test_a_table_where_nothing_is_calculated_is_told_as_information_only(tmp_path: Path) -> None:
    found = check(tmp_path, ALL_TYPED)
    assert {f.cell for f in found} == {"D5", "D8", "D12"}
    assert {(f.code, f.severity) for f in found} == {(TYPED, "thong_tin")}


def test_each_rubric_sheet_is_checked_and_other_sheets_are_passed_over(tmp_path: Path) -> None:
    guide = sheet("Hướng dẫn", "Nội dung|Ghi chú\n1. Điểm tự chấm ghi ở cột 4|2|3\n2. Gửi trước ngày 15/12|1|0")
    ranking = sheet("Xếp hạng", "TT|Đơn vị|Điểm tối đa|Điểm tự chấm\n1|Xã A|100|120\n2|Xã B|100|95\n3|Xã C|100|94")
    wrong = replace(DOTTED, title="Đơn vị 2").set("E8", "=SUM(E9:E10)")
    found = check(tmp_path, guide, PROVINCE, ranking, wrong)
    assert [(f.sheet, f.code, f.cell) for f in found] == [("Đơn vị 2", MISSES, "E8")]


def test_a_formula_never_calculated_is_information_and_its_points_are_worked_out(tmp_path: Path) -> None:
    path = write(tmp_path / "bang.xlsx", PROVINCE)
    set_cell(path, PROVINCE.title, "D22", "<f>D7+D10</f>")
    found = dv.check_rubric(path)
    assert [(f.code, f.cell, f.severity, f.expected) for f in found] == [("D042", "D22", "thong_tin", "94,5")]


def test_a_workbook_in_which_a_library_left_every_formula_at_zero_was_never_calculated(tmp_path: Path) -> None:
    zeros = replace(DOTTED, stale={cell: "0" for cell, content in DOTTED.cells.items() if content.startswith("=")})
    found = check(tmp_path, zeros)
    assert {(f.code, f.severity) for f in found} == {("D042", "thong_tin")}
    assert {f.cell: f.expected for f in found}["F14"] == "19"


def test_an_evidence_cell_may_be_merged_over_its_rows(tmp_path: Path) -> None:
    merged = replace(PROVINCE.set("F14", ""), merges=(*PROVINCE.merges, "F13:F14"))
    assert len(check(tmp_path, merged)) == 0


def test_a_workbook_without_a_rubric_is_one_finding(tmp_path: Path) -> None:
    found = check(tmp_path, sheet("Sheet1", "Danh sách|Số điện thoại\nNguyễn Văn A|0912"))
    assert [(f.code, f.severity) for f in found] == [("D030", "loi")]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("bang.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "Workbook".encode("utf-16-le"), "D031"),
    ("bang.xlsx", b"%PDF-1.7", "D031"),
    ("bang.xlsx", b"", "T002"),
    ("bang.xlsx", b"PK\x03\x04 cut short", "T002"),
    ("bang.csv", "TT,Nội dung,Điểm".encode(), "D031"),
])
def test_what_is_no_workbook_is_one_finding_that_names_its_kind(name, content, code, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = dv.check_rubric(path)
    assert [f.code for f in found] == [code]
    assert found[0].file == name


def test_formulas_beyond_the_engine_count_with_the_value_stored(tmp_path: Path) -> None:
    path = write(tmp_path / "bang.xlsx", PROVINCE)
    set_cell(path, PROVINCE.title, "D8", "<f>VLOOKUP(B8,[1]Bảng!A:B,2,0)</f><v>4</v>")
    assert len(dv.check_rubric(path)) == 0


def test_the_tools_own_tables_are_clean(result, returns, campaign, tmp_path: Path) -> None:
    book = result.write_workbook(tmp_path / "tong_hop.xlsx")
    for path in (book, returns / "daithanh.xlsx", returns / "phong_noi_vu.xlsx"):
        assert [f.message for f in dv.check_rubric(path)] == []


def test_a_fault_in_the_tools_own_table_is_found(returns) -> None:
    path = returns / "daithanh.xlsx"
    type_number(path, "Chấm điểm", "H30", "7")
    assert ("D037", "H30") in {(f.code, f.cell) for f in dv.check_rubric(path)}


def test_a_workbook_of_more_cells_than_can_be_calculated_again_says_so(tmp_path: Path) -> None:
    book = read_xlsx(write(tmp_path / "bang.xlsx", PROVINCE).read_bytes())
    much = RawSheet("Dữ liệu", cells={(row, 0): RawCell(Decimal(row)) for row in range(200_001)})
    found = list(book_findings(replace(book, sheets=(*book.sheets, much))))
    assert [(f.code, f.severity) for f in found] == [("D048", "thong_tin")]


@needs_office
def test_a_rubric_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    clean = [write(tmp_path / f"{name}.xlsx", book) for name, book in CLEAN.items()]
    wrong = write(tmp_path / "wrong.xlsx", DOTTED.set("E8", "=SUM(E9:E10)"))
    *saved, saved_wrong = convert([*clean, wrong], tmp_path / "saved")
    assert [f.message for path in saved for f in dv.check_rubric(path)] == []
    assert [(f.code, f.cell) for f in dv.check_rubric(saved_wrong)] == [(MISSES, "E8")]
