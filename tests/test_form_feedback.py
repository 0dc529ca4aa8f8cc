"""Feedback: a unit's form as it was sent, marked; and last period's figures filled in beforehand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.feedback import write_feedback
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.form.pen import OWN_NOTE
from tests import books

WRONG = {"hs_tong": "14.251 hồ sơ hoặc 2", "hs_dung_han.tt": "chịu", "doi_thoai.ngay": "hôm qua"}


@pytest.fixture
def spots(campaign):
    return Blueprints(campaign).of(campaign.unit_by_code["ngabay"]).layout.spots


@pytest.fixture
def damaged(campaign, returns, spots):
    for name, text in WRONG.items():
        books.type_text(returns / "ngabay.xlsx", spots[name].sheet, spots[name].a1, text)
    books.type_number(returns / "ngabay.xlsx", spots["hs_truc_tiep"].sheet, spots["hs_truc_tiep"].a1, "14.251")
    return dv.consolidate(campaign, returns)


@pytest.fixture
def feedback(damaged, tmp_path):
    return damaged.write_feedback(tmp_path / "phan_hoi")


def test_units_with_something_to_correct_get_their_form_and_a_text(damaged, feedback):
    wanted = {f.unit for f in damaged.findings if f.severity != "thong_tin" and f.cell}
    assert set(feedback) == wanted and "ngabay" in wanted and len(wanted) < len(damaged.units)
    for code, path in feedback.items():
        text = path.with_suffix(".txt").read_text("utf-8-sig")
        assert path.name == f"{code}.xlsx" and damaged.by_unit[code].unit.name in text and "1. [" in text
    text = feedback["ngabay"].with_suffix(".txt").read_text("utf-8-sig")
    assert "14.251 hồ sơ hoặc 2" in text and "hỏi lại đơn vị" not in text


def test_the_marked_form_reads_back_as_that_units_return_with_what_it_sent(campaign, damaged, feedback):
    before, after = damaged.by_unit["ngabay"].chosen, dv.read_return(campaign, feedback["ngabay"])
    assert after.unit == "ngabay"
    sent = {(a.name, a.facet, a.item): (a.value, a.state) for a in before.answers}
    back = {(a.name, a.facet, a.item): (a.value, a.state) for a in after.result.by_unit["ngabay"].chosen.answers}
    assert back == sent
    asked = [(f.code, f.sheet, f.found) for f in before.findings if f.code[0] == "G"]
    assert len(asked) >= 4 and asked == [(f.code, f.sheet, f.found) for f in after.findings if f.code[0] == "G"]
    assert not [f for f in after.findings if f.code[0] in "CFT"]


def test_wrong_cells_are_coloured_commented_and_listed_first_with_links(feedback, spots):
    book = openpyxl.load_workbook(feedback["ngabay"])
    listed = book.worksheets[0]
    assert listed.title == "Cần sửa"
    rows = [r for r in listed.iter_rows(min_row=6) if r[0].value]
    assert [r[1].value for r in rows] == sorted((r[1].value for r in rows), key=lambda v: not v.startswith("✗"))
    for name in WRONG:
        cell = book[spots[name].sheet][spots[name].a1]
        assert cell.comment.text.startswith(OWN_NOTE) and not cell.protection.locked
        assert cell.fill.fgColor.rgb == "FFF8CBAD"
        assert any(r[2].hyperlink and r[2].hyperlink.location.endswith(f"!{spots[name].a1}") for r in rows), name
    plain = book[spots["hs_truc_tuyen"].sheet][spots["hs_truc_tuyen"].a1]
    assert plain.comment is None and plain.fill.fgColor.rgb != "FFF8CBAD"


def test_a_corrected_feedback_form_is_taken_without_complaint(campaign, feedback, answers, spots):
    path = feedback["ngabay"]
    for name in ("hs_tong", "hs_truc_tiep"):
        books.type_number(path, spots[name].sheet, spots[name].a1, str(answers["ngabay"].values[name]))
    books.set_cell(path, spots["hs_dung_han.tt"].sheet, spots["hs_dung_han.tt"].a1, "")
    books.type_number(path, spots["doi_thoai.ngay"].sheet, spots["doi_thoai.ngay"].a1, "45000")
    assert not dv.read_return(campaign, path).findings.errors


def test_a_number_shown_as_a_date_does_not_come_back_as_a_number(campaign, returns, spots, tmp_path):
    path = returns / "ngabay.xlsx"
    spot = spots["hs_bo_sung"]
    book = openpyxl.load_workbook(path)
    book[spot.sheet][spot.a1].number_format = "dd/mm/yyyy"
    book[spot.sheet][spot.a1].value = 45000
    book.save(path)
    result = dv.consolidate(campaign, returns)
    again = dv.read_return(campaign, result.write_feedback(tmp_path / "phan_hoi")["ngabay"])
    row = again.values.set_index("field").loc["hs_bo_sung"]
    assert row.state == "khong_hop_le" and row.value is None


def test_last_periods_figures_come_from_a_result_or_its_workbook_alike(campaign, result, tmp_path):
    workbook = result.write_workbook(tmp_path / "tong_hop_2022.xlsx")
    by_result = dv.generate(campaign, tmp_path / "a", previous=result)
    by_book = dv.generate(campaign, tmp_path / "b", previous=workbook)
    earlier = result.values[(result.values.facet == "") & (result.values.state == "tra_loi")]
    for code in ("phong_tai_chinh_kh", "thanh_tra"):
        asked = [f.code for f in campaign.fields if f.has_last]
        wanted = {r.field: r.value for r in earlier[earlier.unit == code].itertuples() if r.field in asked}
        assert wanted and all(isinstance(v, Decimal) for v in wanted.values())
        for paths in (by_result, by_book):
            read = dv.read_return(campaign, paths[code])
            last = read.values[(read.values.facet == "ck") & (read.values.state == "tra_loi")]
            filled = {r.field: r.value for r in last.itertuples()}
            assert filled == wanted
            assert not [f for f in read.findings if f.code[0] in "CFT"]
        guide = openpyxl.load_workbook(by_book[code])["Hướng dẫn"]
        assert any("tong_hop_2022.xlsx" in str(c.value) for row in guide.iter_rows() for c in row)
    plain = dv.generate(campaign, tmp_path / "c")
    assert plain["ngabay"].read_bytes() == by_result["ngabay"].read_bytes()


def test_a_workbook_of_another_kind_is_refused_as_last_period(campaign, sample, tmp_path):
    with pytest.raises(ValueError, match="không phải sổ tổng hợp"):
        dv.generate(campaign, tmp_path, previous=sample / "ngabay.xlsx")
    with pytest.raises(FileNotFoundError):
        dv.generate(campaign, tmp_path, previous=tmp_path / "khong_co.xlsx")


COVER = {"#hd.so_van_ban": "125/BC-UBND", "#hd.ngay_van_ban": dt.date(2023, 11, 20), "#hd.nguoi_lap": "Nguyễn Thị Đào",
         "#hd.lanh_dao": "Trần Văn Bảy"}


def test_what_the_cover_says_comes_back_in_the_marked_form(campaign, returns, answers, tmp_path):
    own, unit = answers["ngabay"], campaign.unit_by_code["ngabay"]
    values = {**own.values, **COVER, "hs_tong": "chưa rõ"}
    (returns / "ngabay.xlsx").write_bytes(form_bytes(campaign, unit, values=values, lists=own.lists))
    result = dv.read_return(campaign, returns / "ngabay.xlsx").result
    sent = result.by_unit["ngabay"].chosen
    assert {n: v for n, v in sent.values.items() if n.startswith("#hd.")} == COVER
    assert not {a.name for a in sent.answers} & set(COVER)
    again = dv.read_return(campaign, write_feedback(result, tmp_path / "phan_hoi")["ngabay"])
    back = again.result.by_unit["ngabay"].chosen.values
    assert {n: v for n, v in back.items() if n.startswith("#hd.")} == COVER
    assert [f.code for f in again.findings.errors] == ["G002"]


def test_a_day_on_the_cover_that_cannot_be_read_is_said_and_kept_as_typed(campaign, returns, spots, tmp_path):
    spot = spots["#hd.ngay_van_ban"]
    books.type_text(returns / "ngabay.xlsx", spot.sheet, spot.a1, "cuối tháng")
    result = dv.read_return(campaign, returns / "ngabay.xlsx").result
    (said,) = [f for f in result.findings if f.unit == "ngabay" and f.sheet == spot.sheet]
    assert (said.code, said.severity, said.cell, said.found) == ("G002", "canh_bao", spot.a1, "cuối tháng")
    path = write_feedback(result, tmp_path / "phan_hoi")["ngabay"]
    assert openpyxl.load_workbook(path)[spot.sheet][spot.a1].value == "cuối tháng"


def test_an_empty_cover_says_nothing(campaign, sample):
    read = dv.read_return(campaign, sample / "ngabay.xlsx")
    assert not [n for n in read.result.by_unit["ngabay"].chosen.values if n.startswith("#hd.")]
    assert not [f for f in read.findings if f.sheet == "Hướng dẫn"]


def test_a_self_score_too_high_comes_back_as_the_number_that_was_sent(campaign, returns, spots, tmp_path):
    spot, remark = spots["tu_cham.xp_kh_dv"], spots["#nx.tu_cham.xp_kh_dv"]
    books.type_number(returns / "ngabay.xlsx", spot.sheet, spot.a1, "2.5")
    other = spots["tu_cham.xp_kh_dc"]
    books.type_text(returns / "ngabay.xlsx", other.sheet, other.a1, "hai")
    result = dv.read_return(campaign, returns / "ngabay.xlsx").result
    book = openpyxl.load_workbook(write_feedback(result, tmp_path / "phan_hoi")["ngabay"], data_only=True)
    assert book[spot.sheet][spot.a1].value == 2.5 and book[other.sheet][other.a1].value == "hai"
    assert book[remark.sheet][remark.a1].value == "✗ Cao hơn điểm tối đa 2"


def test_what_to_correct_stands_in_the_order_of_the_workbook(feedback):
    book = openpyxl.load_workbook(feedback["ngabay"])
    listed = [r for r in book.worksheets[0].iter_rows(min_row=6) if r[0].value]
    rows = [(r[1].value, r[2].value.rpartition(", ô ")[0]) for r in listed]
    assert len({sheet for _, sheet in rows}) > 2
    for level in {level for level, _ in rows}:
        places = [book.sheetnames.index(sheet) for found, sheet in rows if found == level and sheet in book.sheetnames]
        assert places == sorted(places)
