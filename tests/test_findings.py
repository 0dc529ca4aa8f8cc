"""Each fault gives its finding, a sound return gives none; grouping, waivers and the page of codes."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.findings import CATALOGUE, Finding, Findings
from danvan_xl.findings.page import page
from danvan_xl.formula import FormulaError
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import small
from tests.clay import Clay, Sheet, clay_bytes, read_clay, with_formula

CLEAN = read_clay(small.filled())


def put(clay: Clay, name: str, value: object, **more: object) -> None:
    place = clay.names[name]
    assert place is not None
    clay.sheet(place[0]).cells[place[1]] = RawCell(value, **more)  # type: ignore[arg-type]


def write(clay: Clay, title: str, at: tuple[int, int], value: object) -> None:
    clay.sheet(title).cells[at] = RawCell(value)  # type: ignore[arg-type]


def at_formula(clay: Clay, name: str) -> tuple[Sheet, tuple[int, int]]:
    place = clay.names[name]
    assert place is not None
    return clay.sheet(place[0]), place[1]


def passport(clay: Clay, key: str, value: str) -> None:
    sheet = clay.sheet("_danvan")
    row = next(at[0] for at, c in sheet.cells.items() if c.value == key and at[1] == 0)
    sheet.cells[row, 1] = RawCell(value)


def edit(clay: Clay, name: str, formula: str) -> None:
    sheet, at = at_formula(clay, name)
    sheet.cells[at] = with_formula(sheet.cells[at], formula)


def twin(clay: Clay, change: bool) -> None:
    sheet = Sheet("Hội nghị (2)", dict(clay.sheet("Hội nghị").cells))
    clay.sheets.append(sheet)
    if change:
        place = clay.names["cuoc"]
        assert place is not None
        sheet.cells[place[1]] = RawCell(Decimal(99))


def drop(clay: Clay, *titles: str) -> None:
    clay.sheets = [s for s in clay.sheets if s.title not in titles]


def merge(clay: Clay) -> None:
    place = clay.names["hs_dung"]
    assert place is not None
    row, column = place[1]
    clay.sheet(place[0]).merges.append(f"{chr(65 + column)}{row}:{chr(65 + column)}{row + 1}")
    del clay.sheet(place[0]).cells[row, column]


def delete_row(clay: Clay, title: str, row: int) -> None:
    clay.move(title, lambda p: None if p[0] == row else (p[0] - (p[0] > row), p[1]), follow=True)


def row_of(clay: Clay, name: str) -> int:
    place = clay.names[name]
    assert place is not None
    return place[1][0]


def column_of(clay: Clay, title: str, key: str) -> int:
    return next(at[1] for at, c in clay.sheet(title).cells.items() if c.value == key)


def moved_without_formulas(clay: Clay) -> None:
    clay.move("Kiểm tra", lambda p: (p[0] + 2, p[1]) if p[0] >= 5 else p, follow=False)


FAULTS: dict[str, Callable[[Clay], object]] = {
    "C001": lambda c: drop(c, "_danvan", "Hướng dẫn"),
    "C002": lambda c: passport(c, "nam", "2025"),
    "C003": lambda c: passport(c, "don_vi", "la_lam"),
    "C004": lambda c: write(c, "Hội nghị", (1, 1), "Đơn vị: Xã Vị Thanh 1"),
    "C005": lambda c: delete_row(c, "Hội nghị", row_of(c, "cuoc")),
    "C006": lambda c: passport(c, "dinh_dang", "0"),
    "C007": lambda c: passport(c, "dinh_nghia", "khac"),
    "C009": lambda c: c.move("Số liệu", lambda p: (p[0] + 1, p[1]) if p[1] == 6 and p[0] >= 6 else p, follow=True),
    "C010": lambda c: drop(c, "Hội nghị"),
    "C011": merge,
    "C012": lambda c: twin(c, True),
    "C013": lambda c: twin(c, False),
    "C014": lambda c: write(c, "Hội nghị", (row_of(c, "cuoc"), 2), "Số buổi gặp mặt"),
    "C015": lambda c: write(c, "Số liệu", (row_of(c, "von"), column_of(c, "Số liệu", "dvt")), "đồng"),
    "C016": lambda c: write(c, "Chấm điểm", (row_of(c, "tu_cham.hai"), column_of(c, "Chấm điểm", "max")), Decimal(90)),
    "C017": lambda c: write(c, "Hội nghị", (30, 12), "xem công văn kèm theo"),
    "C018": lambda c: write(c, "Hội nghị", (30, 12), Decimal(5)),
    "C020": lambda c: c.sheets.append(Sheet("Ghi chép", {(0, 0): RawCell("nháp")})),
    "C021": lambda c: drop(c, "_danvan"),
    "C022": lambda c: (c.move("Văn bản", lambda p: (p[0] + (p[0] >= 13), p[1]), follow=True),
                       write(c, "Văn bản", (13, 2), "99/CV-UBND")),
    "C023": lambda c: delete_row(c, "Văn bản", 6),
    "G001": lambda c: put(c, "cuoc", None),
    "G002": lambda c: put(c, "cuoc", "mười hai"),
    "G003": lambda c: put(c, "giai_ngan", Decimal(101)),
    "G004": lambda c: put(c, "cuoc", "12 cuộc"),
    "G005": lambda c: put(c, "cuoc", FormulaError("#DIV/0!")),
    "G006": lambda c: put(c, "cuoc", "14,251"),
    "G007": lambda c: put(c, "cuoc.tt", "Không áp dụng"),
    "G008": lambda c: put(c, "cuoc.tt", "sao cũng được"),
    "G009": lambda c: write(c, "Văn bản", (9, 2), "không có"),
    "G010": lambda c: put(c, "cuoc", None, formula="6+6", calculated=False),
    "G011": lambda c: put(c, "cuoc", Decimal(12), formula="6+6"),
    "G016": lambda c: (put(c, "von", None), put(c, "von.gc", "1.234,5")),
    "G017": lambda c: put(c, "cuoc", Decimal(99), formula="E7+1"),
    "G018": lambda c: write(c, "Văn bản", (9, 2), "Tổng cộng"),
    "F001": lambda c: put(c, "hs_tl", Decimal("0.5")),
    "F002": lambda c: edit(c, "hs_tl", "hs_dung/hs_tong*1.1"),
    "F003": lambda c: put(c, "hs_tl", None, formula=at_formula(c, "hs_tl")[0].cells[at_formula(c, "hs_tl")[1]].formula,
                          calculated=False),
    "F004": lambda c: put(c, "hs_tl", Decimal("0.25"),
                          formula=at_formula(c, "hs_tl")[0].cells[at_formula(c, "hs_tl")[1]].formula),
    "F005": lambda c: delete_row(c, "Số liệu", row_of(c, "hs_tl")),
    "F006": moved_without_formulas,
}
"""Code → a fault of a return that must give it."""
OTHER_TESTS = Path(__file__).parent
"""C008 and C019 are provoked by the tests that name them."""


def read(clay: Clay):
    return Reader(small.campaign()).read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)


def test_a_sound_return_gives_no_finding_at_all():
    assert [f.message for f in read(copy.deepcopy(CLEAN)).findings] == []


@pytest.mark.parametrize("code", FAULTS)
def test_promise_28_each_fault_gives_its_finding(code):
    clay = copy.deepcopy(CLEAN)
    FAULTS[code](clay)
    found = [f for f in read(clay).findings if f.code == code]
    assert found
    for finding in found:
        assert finding.file == "vithanh.xlsx"
        assert ":" not in finding.cell, "one cell, never a range"
        assert "{" not in finding.message and "None" not in finding.message


def test_promise_28_every_code_about_what_a_unit_sent_is_provoked_by_a_test_that_names_it():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in OTHER_TESTS.glob("test_*.py"))
    cases = (OTHER_TESTS / "values.csv").read_text(encoding="utf-8")
    asked = [code for code in CATALOGUE if code[0] in "CGF" and code not in FAULTS]
    silent = [code for code in asked if f'"{code}"' not in texts and code not in cases]
    assert silent == []


def test_the_page_of_codes_is_current():
    there = (OTHER_TESTS.parent / "docs" / "findings.md").read_text(encoding="utf-8")
    assert there == page(), "run: python -m danvan_xl.findings.page > docs/findings.md"


def test_promise_15_the_changed_maximum_shows_both_values():
    """Promise 15."""
    clay = copy.deepcopy(CLEAN)
    FAULTS["C016"](clay)
    assert [(f.found, f.expected) for f in read(clay).findings if f.code == "C016"] == [("90", "40")]


def test_a_comment_is_kept_for_the_feedback(tmp_path):
    import openpyxl
    from openpyxl.comments import Comment

    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(small.filled())
    book = openpyxl.load_workbook(path)
    book["Hội nghị"]["E6"].comment = Comment("Số này chưa chắc", "cán bộ")
    book.save(path)
    found = [f for f in dv.read_return(small.campaign(), path).findings if f.code == "C019"]
    assert [(f.sheet, f.cell, f.found) for f in found] == [("Hội nghị", "E6", "Số này chưa chắc")]


def test_promise_6_a_file_named_like_another_unit_is_an_error_and_counted_by_its_inside(tmp_path):
    for name in ("vithanh1.xlsx", "Xã Long Phú.xlsx", "vithanh.xlsx"):
        path = tmp_path / name
        path.write_bytes(small.filled())
        read = dv.read_return(small.campaign(), path)
        assert read.unit == "vithanh"
        assert [f.severity for f in read.findings if f.code == "C008"] == ([] if name == "vithanh.xlsx" else ["loi"])


@pytest.mark.parametrize("code", ["C002", "C003", "C004", "C006"])
def test_promise_7_a_foreign_form_counts_for_nobody_and_has_a_code_of_its_own(code):
    clay = copy.deepcopy(CLEAN)
    FAULTS[code](clay)
    found = read(clay)
    assert found.unit is None and [f.code for f in found.findings if f.severity == "loi"] == [code]


@pytest.mark.parametrize(("code", "found"), [("F001", "0,5"), ("F002", "=hs_dung/hs_tong*1.1")])
def test_promise_15_a_formula_typed_over_or_edited_shows_what_was_found(code, found):
    clay = copy.deepcopy(CLEAN)
    FAULTS[code](clay)
    finding = next(f for f in read(clay).findings if f.code == code)
    assert finding.found == found and finding.severity == "loi" and finding.expected


def test_promise_16_a_stale_result_shows_both_and_the_recomputed_one_is_used():
    clay = copy.deepcopy(CLEAN)
    FAULTS["F004"](clay)
    found = next(f for f in read(clay).findings if f.code == "F004")
    assert found.found == "0,25" and found.expected.startswith("0,98231")


def test_promise_16_a_stale_result_of_a_units_own_formula_shows_both_and_the_recomputed_one_is_used():
    for formula, stored, value, said in (
        ("E7+1", 99, 32, [("G017", "99", "32")]), ("SUM(E7:E8)", 88, 88, []), ("'[1]Sheet1'!A1", 5, 5, []),
        ("hop_nu*2", 60, 62, [("G017", "60", "62")]), ("E7/0", 5, None, [("G017", "5", "#DIV/0!")]),
        ("TODAY()", 5, 5, []), ("E7:E8*1", 5, 5, []), ("SUM(E7:E8*1)", 5, 5, []), ("E7:E8", 5, 5, []),
        ("E7+E12", 5, 5, []),
    ):
        clay = copy.deepcopy(CLEAN)
        put(clay, "cuoc", Decimal(stored), formula=formula)
        found = read(clay)
        assert found.values["cuoc"] == value, formula
        assert [(f.code, f.found, f.expected) for f in found.findings if f.code == "G017"] == said


def test_promise_17_binary_noise_is_no_difference_and_a_real_one_is():
    for value, wanted in ((Decimal("0.982317030383834"), 0), (Decimal("0.9823"), 1)):
        clay = copy.deepcopy(CLEAN)
        put(clay, "hs_tl", value, formula=at_formula(clay, "hs_tl")[0].cells[at_formula(clay, "hs_tl")[1]].formula)
        assert len([f for f in read(clay).findings if f.code == "F004"]) == wanted


def test_people_see_repeats_once_and_no_knock_on_errors():
    rows = [Finding("G002", unit="a", file="a.xlsx", sheet="S", cell=f"G{n}", field="x", found="?", expected="số")
            for n in (10, 9, 7)]
    doubt = Finding("C009", unit="a", file="a.xlsx", sheet="S", cell="G7", field="x", found="?", detail="lệch")
    missing = [Finding("C010", unit="a", file="a.xlsx", field="T", expected="T"),
               *(Finding("C005", unit="a", file="a.xlsx", sheet="T", field=f, detail=f) for f in "xyz")]
    info = Finding("G004", unit="a", file="a.xlsx", sheet="S", cell="B1", field="x", found="1", expected="1")
    findings = Findings([info, *rows, doubt, *missing])
    groups = findings.grouped()
    assert [(g.code, len(g.findings)) for g in groups] == [("C010", 1), ("C009", 1), ("G002", 2), ("G004", 1)]
    assert [f.cell for g in groups if g.code == "G002" for f in g.findings] == ["G9", "G10"]
    assert len(findings.to_frame()) == 9


def test_what_is_said_to_many_units_alike_is_one_group():
    units = [f"xa_{number}" for number in range(118)]
    findings = Findings([*(Finding("N006", unit=u) for u in units), Finding("N007", unit="xa_3"),
                         Finding("N024", unit="xa_4", found="a@"), Finding("N024", unit="xa_5", found="b@")])
    groups = findings.grouped()
    assert sorted((g.code, len(g.findings)) for g in groups) == [("N006", 118), ("N007", 1), ("N024", 1), ("N024", 1)]
    group = next(g for g in groups if g.code == "N006")
    assert group.message == (
        "118 đơn vị (xa_0, xa_1, xa_10, xa_100, xa_101, xa_102…): Không có biểu mẫu của đơn vị. "
        "Hãy tạo biểu mẫu trước (danvan generate).")


def test_what_stands_in_the_files_of_several_units_is_not_thrown_together():
    findings = Findings(Finding("G002", unit=u, file=f"{u}.xlsx", sheet="A", cell="G9") for u in ("mot", "hai"))
    assert [len(g.findings) for g in findings.grouped()] == [1, 1]


@pytest.fixture
def folder(tmp_path):
    clay = copy.deepcopy(CLEAN)
    FAULTS["G003"](clay)
    put(clay, "hs_dung", Decimal(14300))
    (tmp_path / "vithanh.xlsx").write_bytes(clay_bytes(clay))
    return tmp_path


def of(result: dv.Result, code: str) -> list[Finding]:
    return [f for f in result.findings if f.code == code and f.unit == "vithanh"]


def test_a_waived_finding_becomes_information_with_its_reason(folder):
    rows = [{"ma_loi": "G003", "don_vi": "vithanh", "chi_tieu": "giai_ngan", "ly_do": "Có văn bản giải trình",
             "nguoi": "Trần Thị B", "den_ngay": dt.date(2026, 12, 31)}]
    before, after = dv.consolidate(small.campaign(), folder), dv.consolidate(small.campaign(), folder, waivers=rows)
    assert [f.severity for f in of(before, "G003")] == ["loi"]
    assert [f.severity for f in of(after, "G003")] == ["thong_tin"]
    assert "Có văn bản giải trình, Trần Thị B" in of(after, "G003")[0].message
    assert [f.severity for f in of(after, "K001")] == ["loi"], "nothing else is waived"


def test_a_check_is_waived_by_its_own_code(folder):
    rows = [{"ma_loi": "kt_dung", "ly_do": "Số kỳ trước chuyển sang"}]
    assert [f.severity for f in of(dv.consolidate(small.campaign(), folder, waivers=rows), "K001")] == ["thong_tin"]


@pytest.mark.parametrize("row", [
    {"ma_loi": "G003", "ly_do": "cũ", "den_ngay": "2026-12-19"}, {"ma_loi": "G999", "ly_do": "x"},
    {"ma_loi": "G003", "don_vi": "la_lam", "ly_do": "x"}, {"ma_loi": "G003", "ly_do": ""},
    {"ma_loi": "G003", "chi_tieu": "la_lam", "ly_do": "x"}, {"ma_loi": "G003", "ly_do": "x", "den_ngay": "mai"},
], ids=["expired", "unknown code", "unknown unit", "no reason", "unknown field", "no date"])
def test_a_waiver_that_does_not_hold_is_a_finding_and_waives_nothing(folder, row):
    result = dv.consolidate(small.campaign(), folder, waivers=[row])
    assert [f.code for f in result.findings if f.code == "K003"] == ["K003"]
    assert [f.severity for f in of(result, "G003")] == ["loi"]


def test_promise_30_the_same_file_sent_again_changes_nothing_and_says_so(folder):
    once = dv.consolidate(small.campaign(), folder)
    (folder / "gửi lại.xlsx").write_bytes((folder / "vithanh.xlsx").read_bytes())
    twice = dv.consolidate(small.campaign(), folder)
    assert [f.code for f in twice.findings if f.code == "N003"] == ["N003"]
    drop_place = ["file", "sha256"]
    assert twice.values.drop(columns=drop_place).equals(once.values.drop(columns=drop_place))
