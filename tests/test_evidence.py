"""Evidence: what is cited for each criterion, what is wrong with it, and its register in the consolidated workbook."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.scoring.citations import citations
from tests import books, golden, office

CITED = {
    "Kế hoạch số 12/KH-UBND ngày 05/01/2023 về dân vận khéo": [
        ("12/KH-UBND", dt.date(2023, 1, 5), "Kế hoạch về dân vận khéo")],
    "QĐ số 12/QĐ-UBND ngày 05/01/2023": [("12/QĐ-UBND", dt.date(2023, 1, 5), "QĐ")],
    "Quyết định 2579/QĐ-UBND (21/11/2025) của UBND TP": [
        ("2579/QĐ-UBND", dt.date(2025, 11, 21), "Quyết định của UBND TP")],
    "Công văn số 9086/BNV-CTTN&BĐG ngày 08/10/2025 và Công văn số 1755/SNV-XDCQ&CTTN ngày 07/11/2023": [
        ("9086/BNV-CTTN&BĐG", dt.date(2025, 10, 8), "Công văn"),
        ("1755/SNV-XDCQ&CTTN", dt.date(2023, 11, 7), "Công văn")],
    "12-KH/TU ngày 5 tháng 1 năm 2023\n3 ảnh chụp mô hình, 2/xã": [
        ("12-KH/TU", dt.date(2023, 1, 5), ""), ("", None, "3 ảnh chụp mô hình, 2/xã")],
    "Quyết định số 7 ngày 5.1.2023; Thông tư 60/2011/TT-BTC": [
        ("7", dt.date(2023, 1, 5), "Quyết định"), ("60/2011/TT-BTC", None, "Thông tư")],
    "Biên bản họp ngày 05/01/2023": [("", dt.date(2023, 1, 5), "Biên bản họp")],
    "01/KH-UBND,02/KH-UBND": [("01/KH-UBND", None, ""), ("02/KH-UBND", None, "")],
    "Tỷ lệ 12/15 đạt 80%, 3/xã": [("", None, "Tỷ lệ 12/15 đạt 80%, 3/xã")],
    "12/qđ-ubnd ngày 05/01/2023: thành lập tổ": [("12/qđ-ubnd", dt.date(2023, 1, 5), "thành lập tổ")],
}


@pytest.mark.parametrize("text", CITED)
def test_numbers_and_dates_come_out_of_what_people_write(text):
    assert [(c.number, c.day, c.title) for c in citations(text)] == CITED[text]


UNITS = {"dv_du": "xa", "dv_thieu": "xa", "dv_hai_ngay": "xa", "dv_sau": "xa", "dv_sai": "xa", "dv_ds": "xa"}
RETURNS = {
    "dv_du": {}, "dv_thieu": {"minh_chung.danh_gia": None},
    "dv_hai_ngay": {"minh_chung.danh_gia": "KH số 12/KH-UBND ngày 05/01/2023; KH 012/KH-UBND ngày 15/01/2023"},
    "dv_sau": {"minh_chung.danh_gia": "Báo cáo số 99/BC-UBND ngày 29/11/2023"},
    "dv_sai": {"minh_chung.danh_gia": "Báo cáo số 98/BC-UBND ngày 31/11/2023"},
    "dv_ds": {"minh_chung.danh_gia": "Báo cáo số 97/BC-UBND ngày 28/11/2023; QĐ 5/QĐ-UBND ngày 02/02/2023"},
}
LISTS = {"dv_ds": {"vb.so": ["05/QĐ-UBND"], "vb.ngay": [dt.date(2023, 2, 1)], "vb.trich_yeu": ["thành lập tổ"]}}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("minh_chung")
    campaign = golden.define(folder / "dinh_nghia", UNITS)
    golden.fill(campaign, folder / "nop_ve", RETURNS, LISTS)
    for name in ("dv_du_12-KH-UBND ban ky.pdf", "dv_du_112_KH-UBND.pdf", "anh_chung.pdf"):
        (folder / "nop_ve" / name).write_bytes(b"%PDF-1.7\n" + name.encode())
    return dv.consolidate(campaign, folder / "nop_ve")


def said(result, unit):
    return [f for f in result.findings if f.unit == unit and f.code in ("D003", "D007", "D008", "D009")]


def test_without_demanded_evidence_there_are_no_points_and_a_finding(result):
    scores = result.scores.set_index(["unit", "criterion"])
    row = scores.loc[("dv_thieu", "danh_gia")]
    assert (row["self"], row.points, row.basis) == (18, 0, "thieu_minh_chung")
    assert [f.code for f in said(result, "dv_thieu")] == ["D003"]
    assert scores.loc[("dv_du", "danh_gia")].points == 18 and said(result, "dv_du") == []


def test_one_number_with_two_dates_is_a_finding(result):
    (finding,) = said(result, "dv_hai_ngay")
    assert finding.code == "D007" and finding.severity == "canh_bao"
    assert "15/01/2023" in finding.message and "05/01/2023" in finding.message
    assert (finding.file, finding.sheet) == ("dv_hai_ngay.xlsx", "Chấm điểm") and finding.cell


def test_a_document_dated_otherwise_than_in_the_units_own_list_is_a_finding(result):
    (finding,) = said(result, "dv_ds")
    assert finding.code == "D007" and "02/02/2023" in finding.message and "01/02/2023" in finding.message


def test_a_document_dated_after_the_report_is_a_finding_and_one_of_that_day_is_none(result):
    (finding,) = said(result, "dv_sau")
    assert finding.code == "D008" and "29/11/2023" in finding.message and "28/11/2023" in finding.message


def test_a_date_that_does_not_exist_is_a_finding(result):
    (finding,) = said(result, "dv_sai")
    assert finding.code == "D009" and "31/11/2023" in finding.message


def test_the_register_is_a_sheet_with_number_date_title_and_place(result, tmp_path):
    book = openpyxl.load_workbook(result.write_workbook(tmp_path / "tong_hop.xlsx"))
    sheet = book["Minh chứng"]
    titles = [c.value for c in sheet[4]]
    rows = [dict(zip(titles, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    by_unit = {}
    for row in rows:
        by_unit.setdefault(row["Đơn vị"], []).append(row)
    one, loose = by_unit["Đơn vị dv_du"]
    assert (one["Số, ký hiệu"], one["Ngày"].date()) == ("12/KH-UBND", dt.date(2023, 1, 5))
    assert (one["Tiêu chí"], one["Trích yếu, nội dung"]) == ("I.7 Chất lượng mô hình", "Kế hoạch về dân vận khéo")
    assert one["Nơi ghi (tệp, trang, ô)"].startswith("dv_du.xlsx, Chấm điểm, ")
    assert one["Nguyên văn đơn vị ghi"] == golden.EVIDENCE
    assert one["Tệp đính kèm"] == "dv_du_12-KH-UBND ban ky.pdf", "the file that carries the document's number"
    assert (loose["Tệp đính kèm"], loose["Tiêu chí"]) == ("dv_du_112_KH-UBND.pdf", "")
    assert [r["Tệp đính kèm"] for r in by_unit["chưa rõ đơn vị"]] == ["anh_chung.pdf"]
    assert [r["Trích yếu, nội dung"] for r in by_unit["Đơn vị dv_thieu"]] == ["Chưa có tài liệu kiểm chứng"]
    assert len(by_unit["Đơn vị dv_hai_ngay"]) == 2


# --- points three ways ---------------------------------------------------------------------------------------------


@pytest.fixture
def one(tmp_path):
    """A campaign of one unit and its return, to be tampered with."""
    campaign = golden.define(tmp_path / "dinh_nghia", {"dv_a": "xa"})
    folder = golden.fill(campaign, tmp_path / "nop_ve", {"dv_a": {}})
    return campaign, folder


def cell_of(campaign, folder, name):
    place = dv.consolidate(campaign, folder).by_unit["dv_a"].chosen.places[name]
    return place.sheet, place.cell


def test_points_in_the_file_that_differ_from_recomputed_ones_show_both_and_the_inputs(one):
    campaign, folder = one
    sheet, cell = cell_of(campaign, folder, "hs_han")
    assert not [f for f in dv.consolidate(campaign, folder).findings if f.code == "D010"]
    books.type_text(folder / "dv_a.xlsx", sheet, cell, "9.499")
    result = dv.consolidate(campaign, folder)
    found = [f for f in result.findings if f.code == "D010"]
    assert [(f.found, f.expected) for f in found] == [("2,5", "0"), ("3", "2")]
    assert "“Hồ sơ đúng hạn” = 9.499; “Tổng số hồ sơ” = 10.000" in found[0].message
    scores = result.scores.set_index("criterion")
    assert scores.computed["nguong"] == 0 == scores.points["nguong"]


def test_a_self_score_that_differs_from_the_figures_shows_both_and_the_inputs(tmp_path):
    campaign = golden.define(tmp_path / "dinh_nghia", {"dv_a": "xa", "dv_b": "xa"})
    folder = golden.fill(campaign, tmp_path / "nop_ve", {
        "dv_a": {"tu_cham.buoc": "24.5", "tu_cham.ty_le": 5, "hs_han": 9400, "tu_cham.qd_b": 3}, "dv_b": {}})
    result = dv.consolidate(campaign, folder)
    found = [f for f in result.findings if f.code == "D001"]
    assert [(f.unit, f.found, f.expected) for f in found] == [("dv_a", "24,5", "25"), ("dv_a", "3", "2")]
    assert "“Số lượt người dự” = 46.000" in found[0].message
    assert "“Hồ sơ đúng hạn” = 9.400; “Tổng số hồ sơ” = 10.000" in found[1].message


def test_points_outside_their_frame_are_warned_of_and_counted_inside_it(tmp_path, monkeypatch):
    wide = [(*c[:8], "=khen", *c[9:]) if c[1] == "thuong_a" else c for c in golden.CRITERIA]
    monkeypatch.setattr(golden, "CRITERIA", tuple(wide))
    campaign = golden.define(tmp_path / "dinh_nghia", {"dv_a": "xa", "dv_b": "xa"})
    folder = golden.fill(campaign, tmp_path / "nop_ve", {"dv_a": {"khen": 4}, "dv_b": {"khen": 3}})
    result = dv.consolidate(campaign, folder)
    assert [(f.unit, f.found, f.expected) for f in result.findings if f.code == "D006"] == [("dv_a", "4", "3")]
    assert set(result.scores.set_index("criterion").points["thuong_a"]) == {Decimal(3)}


@office.needs_office
def test_halves_are_rounded_up_by_engine_libreoffice_and_decimal_alike(tmp_path):
    """5 × xong / 800 at every half of a hundredth from 0,005 to 4,995, some of which binary floats hold too low."""
    halves = {f"dv_{i}": Decimal(i * 10 + 5) / 1000 for i in range(0, 500, 19)}
    campaign = golden.define(tmp_path / "dinh_nghia", dict.fromkeys(halves, "xa"))
    golden.fill(campaign, tmp_path / "nop_ve", {code: {"xong": str(h * 160)} for code, h in halves.items()})
    result = dv.consolidate(campaign, tmp_path / "nop_ve")
    points = result.scores[result.scores.criterion == "ty_le"].set_index("unit").points
    assert {code: points[code] for code in halves} == {c: h + Decimal("0.005") for c, h in halves.items()}
    path = result.write_workbook(tmp_path / "tong_hop.xlsx")
    (again,) = office.convert([path], tmp_path / "out")
    assert list(office.differences(path, again)) == []
