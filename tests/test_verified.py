"""The office's verified points: a table that the tool writes, two rounds, reasons demanded, nothing typed lost."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import danvan_xl as dv
from danvan_xl.consolidate import verify
from danvan_xl.folder import RESULTS, RETURNS
from tests import golden, office

UNITS = {"dv_a": "xa", "dv_b": "xa", "dv_p": "phong", "dv_k": "khac", "dv_vang": "xa"}
WHY = "Tài liệu kiểm chứng chưa đầy đủ"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A campaign folder with four returns of five; dv_b has no complaints to settle, so its points are spread."""
    folder = tmp_path_factory.mktemp("dot")
    campaign = golden.define(folder / "dinh_nghia", UNITS)
    golden.fill(campaign, folder / RETURNS, {
        "dv_a": {}, "dv_b": {"to_cao": 0, "to_cao_xong": None, "cong_trinh": 0}, "dv_p": {}, "dv_k": {},
    })
    return folder


@pytest.fixture(scope="module")
def small(folder) -> dv.Campaign:
    return dv.load_campaign(folder)


def row(points, unit="dv_a", criterion="danh_gia", round_="1", reason=WHY):
    return {"don_vi": unit, "tieu_chi": criterion, "lan": round_, "diem": points, "ly_do": reason,
            "minh_chung": "Biên bản số 5/BB-SNV", "nguoi": "Trần Thị B", "ngay": "2023-12-01"}


def run(small, folder, verified):
    return dv.consolidate(small, folder / RETURNS, verified=verified)


def points(result, unit="dv_a", criterion="danh_gia"):
    scores = result.scores.set_index(["unit", "criterion"])
    return tuple(scores.loc[(unit, criterion), ["self", "computed", "verified", "points", "basis"]])


def codes(result):
    return [f.code for f in result.findings if f.code.startswith("N01")]


def as_csv(tmp_path, rows):
    path = tmp_path / "tham_dinh.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(verify.COLUMNS))
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_xlsx(tmp_path, rows):
    path = tmp_path / "tham_dinh.xlsx"
    book = openpyxl.Workbook()
    book.active.title = verify.SHEET
    book.active.append(list(verify.COLUMNS.values()))
    for one in rows:
        book.active.append(list(one.values()))
    book.save(path)
    return path


@pytest.mark.parametrize("form", [
    as_csv, as_xlsx, lambda _, rows: rows, lambda _, rows: pd.DataFrame(rows),
    lambda _, rows: {"dv_a": {"danh_gia": Decimal("12.5")}},
], ids=["csv", "xlsx", "rows", "frame", "mapping"])
def test_verified_points_count_whatever_form_they_come_in(small, folder, tmp_path, form):
    result = run(small, folder, form(tmp_path, [row("12,5")]))
    assert points(result) == (18, None, Decimal("12.5"), Decimal("12.5"), "tham_dinh")
    assert result.ranking.set_index("unit").total["dv_a"] == Decimal("94.5")
    assert codes(result) == ["N011"]
    (changed,) = [f for f in result.findings if f.code == "N011"]
    assert (changed.unit, changed.file, changed.found, changed.expected) == ("dv_a", "dv_a.xlsx", "18", "12,5")


def test_none_and_a_table_without_entries_change_nothing(small, folder, tmp_path):
    plain = run(small, folder, None)
    empty = run(small, folder, [row("", reason="") | {"minh_chung": "", "nguoi": "", "ngay": ""}])
    assert points(plain) == points(empty) == (18, None, None, 18, "tu_cham")
    assert codes(plain) == codes(empty) == []


def test_verified_points_come_before_computed_ones(small, folder):
    result = run(small, folder, [row("20", criterion="buoc")])
    assert points(result, criterion="buoc") == (None, 25, 20, 20, "tham_dinh")


def test_the_second_round_counts_and_says_what_it_changed(small, folder):
    result = run(small, folder, [row("15", round_="2", reason="Chấp nhận giải trình của đơn vị"), row("10")])
    assert points(result)[2:4] == (15, 15)
    assert sorted(codes(result)) == ["N011", "N013"]
    (second,) = [f for f in result.findings if f.code == "N013"]
    assert (second.found, second.expected) == ("10", "15")
    assert "Chấp nhận giải trình của đơn vị" in second.message


@pytest.mark.parametrize("typed", ["2", "lần 2", "Lần 2"])
def test_the_round_may_be_written_in_words(small, folder, typed):
    assert points(run(small, folder, [row("10"), row("15", round_=typed)]))[3] == 15


@office.needs_office
def test_libreoffice_counts_verified_points_too_and_both_rounds_are_shown(small, folder, tmp_path):
    given = [row("10"), row("15,25", round_="2"), row("20", criterion="buoc"), row("1", "dv_b", "bo_qua"),
             row("4,5", "dv_b", "pb_b"), row("49", "dv_p", "p_nv")]
    path = run(small, folder, given).write_workbook(tmp_path / "tong_hop.xlsx")
    (again,) = office.convert([path], tmp_path / "out")
    assert list(office.differences(path, again)) == []
    sheet = openpyxl.load_workbook(path)["Thẩm định"]
    titles = [c.value for c in sheet[4]]
    rows = [dict(zip(titles, (c.value for c in r), strict=True)) for r in sheet.iter_rows(min_row=5)]
    judged = next(r for r in rows if r["Tiêu chí"] == "I.7 Chất lượng mô hình")
    assert (judged["Tự chấm"], judged["Thẩm định lần 1"], judged["Thẩm định lần 2"], judged["Điểm được tính"],
            judged["Tăng, giảm"]) == (18, 10, 15.25, 15.25, -2.75)
    assert len(rows) == 5


def test_a_table_that_is_not_there_is_misuse(small, folder, tmp_path):
    with pytest.raises(FileNotFoundError):
        run(small, folder, tmp_path / "tham_dinh.csv")


def test_points_that_confirm_what_counted_are_no_finding(small, folder):
    result = run(small, folder, [row("18")])
    assert points(result)[2:] == (18, 18, "tham_dinh") and codes(result) == []


REFUSED = {
    "mã đơn vị không có": row("5", unit="khong_co"), "không thuộc diện chấm điểm": row("5", unit="dv_k"),
    "mã tiêu chí không có": row("5", criterion="p_cl"), "tổng của các tiêu chí con": row("5", criterion="mot"),
    "chưa có biểu": row("5", unit="dv_vang"), "phải là 1 hoặc 2": row("5", round_="3"),
    "chưa ghi lý do": row("5", reason=""),
    "chưa ghi điểm": row(""), "không phải là số": row("năm"), "từ 0 đến 18": row("18,01"), "khung từ 0": row("-0,01"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_row_that_cannot_be_applied_is_refused_with_its_cell(small, folder, why):
    result = run(small, folder, [row("9", criterion="buoc"), REFUSED[why]])
    (refused,) = [f for f in result.findings if f.code == "N010"]
    assert why in refused.message and refused.severity == "loi"
    assert (refused.file, refused.cell[1:]) == ("tham_dinh.csv", "3")
    assert points(result, criterion="buoc")[3] == 9, "the other row is applied"
    assert points(result)[2:] == (None, 18, "tu_cham")


def test_a_second_row_of_the_same_round_is_refused(small, folder):
    result = run(small, folder, [row("10"), row("11")])
    assert points(result)[3] == 10
    assert "đã có điểm thẩm định lần 1" in next(f.message for f in result.findings if f.code == "N010")


@pytest.mark.parametrize(("typed", "counted"), [("2,675", "2.68"), ("2.674", "2.67"), ("2.675", "2.68")])
def test_more_decimals_than_the_campaign_has_are_rounded_half_up_and_said(small, folder, typed, counted):
    result = run(small, folder, [row(typed)])
    assert points(result)[3] == Decimal(counted)
    assert "N012" in codes(result)


def test_where_points_are_spread_the_bound_grows_with_them(small, folder):
    """pb_b of 3 points gets 2 of the 4 that do not apply to dv_b."""
    assert points(run(small, folder, [row("5", "dv_b", "pb_b")]), "dv_b", "pb_b")[3] == 5
    assert codes(run(small, folder, [row("5,01", "dv_b", "pb_b")])) == ["N010"]
    assert codes(run(small, folder, [row("3,01", "dv_a", "pb_b")])) == ["N010"]


def test_points_for_what_does_not_apply_are_warned_of_and_not_counted(small, folder):
    result = run(small, folder, [row("1", "dv_b", "bo_qua")])
    assert points(result, "dv_b", "bo_qua")[3:] == (None, "khong_ap_dung")
    assert codes(result) == ["N014"]


def test_a_table_without_its_columns_is_one_finding(small, folder, tmp_path):
    path = tmp_path / "tham_dinh.csv"
    path.write_text("don_vi,diem\ndv_a,5\n", encoding="utf-8")
    (said,) = [f for f in run(small, folder, path).findings if f.code == "X018"]
    assert "Mã tiêu chí" in said.message and said.file == "tham_dinh.csv"


# --- the table as the tool writes it, by the command ---------------------------------------------------------------


@pytest.fixture
def work(folder, tmp_path) -> Path:
    """A copy of the campaign folder to work in."""
    for path in folder.rglob("*"):
        if path.is_file():
            target = tmp_path / "dot" / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path / "dot"


def consolidate(work):
    from danvan_xl.cli import app

    return CliRunner().invoke(app, ["consolidate", str(work)])


def written(path):
    sheet = openpyxl.load_workbook(path)[verify.SHEET]
    titles = [c.value for c in sheet[1]]
    return [dict(zip(titles, (c.value for c in r), strict=True)) for r in sheet.iter_rows(min_row=2)], sheet


def type_in(path, wanted, entries):
    book = openpyxl.load_workbook(path)
    sheet = book[verify.SHEET]
    titles = [c.value for c in sheet[1]]
    for r in sheet.iter_rows(min_row=2):
        record = dict(zip(titles, r, strict=True))
        if (record["Mã đơn vị"].value, record["Mã tiêu chí"].value) == wanted:
            for title, value in entries.items():
                record[title].value = value
    book.save(path)


def test_the_command_writes_units_and_criteria_with_self_and_computed_points(work, small):
    consolidate(work)
    rows, sheet = written(work / "tham_dinh.xlsx")
    leaves = [c for c in small.criteria if c.is_leaf]
    assert len(rows) == 3 * sum(c.rubric == "xa" for c in leaves) + sum(c.rubric == "phong" for c in leaves)
    by_key = {(r["Mã đơn vị"], r["Mã tiêu chí"]): r for r in rows}
    judged, computed = by_key["dv_a", "danh_gia"], by_key["dv_a", "buoc"]
    assert (judged["Điểm tự chấm"], judged["Lần"], judged["Điểm thẩm định"]) == ("18", "1", "")
    assert (computed["Điểm theo số liệu"], computed["Điểm tối đa"]) == ("25", "25")
    lists = {str(v.sqref).split(":")[0].rstrip("0123456789"): v.formula1 for v in sheet.data_validations.dataValidation}
    titles = {c.value: c.column_letter for c in sheet[1]}
    assert lists[titles["Lý do"]] and lists[titles["Lần"]]
    assert not {f.code for f in dv.consolidate(small, work / RETURNS, verified=work / "tham_dinh.xlsx").findings} & {
        "N010", "N011"}


def test_an_untouched_table_is_brought_up_to_date_and_a_filled_one_never_touched(work, small):
    consolidate(work)
    table = work / "tham_dinh.xlsx"
    golden.fill(small, work / RETURNS, {"dv_vang": {"hai_long": "79.99"}})
    consolidate(work)
    by_key = {(r["Mã đơn vị"], r["Mã tiêu chí"]): r for r in written(table)[0]}
    assert by_key["dv_vang", "bac"]["Điểm theo số liệu"] == "0"

    type_in(table, ("dv_vang", "bac"), {"Điểm thẩm định": "3", "Lý do": WHY, "Minh chứng": "Phiếu khảo sát"})
    before = table.read_bytes()
    golden.fill(small, work / RETURNS, {"dv_a": {"thu_nhap": 16000}})
    said = consolidate(work)
    assert table.read_bytes() == before and "giữ nguyên" in said.stdout
    fresh = {(r["Mã đơn vị"], r["Mã tiêu chí"]): r for r in written(work / RESULTS / "tham_dinh_cap_nhat.xlsx")[0]}
    kept = fresh["dv_vang", "bac"]
    assert (kept["Điểm thẩm định"], kept["Lý do"], kept["Minh chứng"]) == ("3", WHY, "Phiếu khảo sát")
    assert fresh["dv_a", "buoc"]["Điểm theo số liệu"] == "10"
    result = dv.consolidate(small, work / RETURNS, verified=table)
    assert points(result, "dv_vang", "bac") == (None, 0, 3, 3, "tham_dinh")


def test_a_table_that_cannot_be_read_is_left_alone(work):
    (work / "tham_dinh.xlsx").write_bytes(b"PK\x03\x04 hong")
    said = consolidate(work)
    assert (work / "tham_dinh.xlsx").read_bytes() == b"PK\x03\x04 hong"
    assert "không đọc được" in said.stdout and "X018" in said.stdout
