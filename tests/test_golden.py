"""Points, classes and ranks of a campaign with every rule type, against a table worked out by hand.

Each row changes one thing in a unit that otherwise has every point (100,00), at a boundary and 0,01 on both sides.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

import danvan_xl as dv
from tests import golden, office
from tests.golden import BEST, DONE, FAILED, GOOD

NONE = "Chưa xếp loại"

# What is changed, the criterion looked at, its points, the unit's total, its class.
UNITS: dict[str, tuple[dict[str, object], str, str | None, str | None, str]] = {
    "khong_vi_pham": ({}, "co_khong", "2.5", "100", BEST),
    # yes / no: a violation costs 2,5 in I.1 and 2 in II.5.c; I.1 at 0 blocks every class from 85 up
    "co_vi_pham": ({"vi_pham": "Có"}, "co_khong", "0", "95.5", NONE),
    # threshold on a rate: 95% of 10.000 (II.6.b has the same threshold, 3 or 2)
    "han_duoi": ({"hs_han": 9499}, "nguong", "0", "96.5", NONE),
    "han_dung": ({"hs_han": 9500}, "nguong", "2.5", "100", BEST),
    "han_tren": ({"hs_han": 9501}, "nguong", "2.5", "100", BEST),
    # tiers 95 and 80 (II.5.b too: 3 from 80, else 1,5)
    "bac_duoi_tren": ({"hai_long": "94.99"}, "bac", "3", "98", BEST),
    "bac_dung_tren": ({"hai_long": "95"}, "bac", "5", "100", BEST),
    "bac_qua_tren": ({"hai_long": "95.01"}, "bac", "5", "100", BEST),
    "bac_duoi_thap": ({"hai_long": "79.99"}, "bac", "0", "93.5", NONE),
    "bac_dung_thap": ({"hai_long": "80"}, "bac", "3", "98", BEST),
    "bac_qua_thap": ({"hai_long": "80.01"}, "bac", "3", "98", BEST),
    # against the assigned target of 100
    "giao_duoi": ({"thu": "99.99"}, "chi_tieu_giao", "0", "95", NONE),
    "giao_dung": ({"thu": "100"}, "chi_tieu_giao", "5", "100", BEST),
    "giao_tren": ({"thu": "100.01"}, "chi_tieu_giao", "5", "100", BEST),
    # against the mean of all units, which these two leave at 50 exactly
    "bq_duoi": ({"dvc": "49.99"}, "binh_quan", "0", "98", NONE),
    "bq_tren": ({"dvc": "50.01"}, "binh_quan", "2", "100", BEST),
    # proportional 5 × xong / 800: 2,675 is a half in decimals and none in binary
    "tl_duoi": ({"xong": "427.99"}, "ty_le", "2.67", "97.67", BEST),
    "tl_dung": ({"xong": "428"}, "ty_le", "2.68", "97.68", BEST),
    "tl_tren": ({"xong": "428.01"}, "ty_le", "2.68", "97.68", BEST),
    "tl_799": ({"xong": "799.99"}, "ty_le", "5", "100", BEST),
    "tl_801": ({"xong": "800.01"}, "ty_le", "5", "100", BEST),
    # judgement, 0 to 18
    "dg_khong": ({"tu_cham.danh_gia": 0}, "danh_gia", "0", "82", DONE),
    "dg_nho": ({"tu_cham.danh_gia": "0.01"}, "danh_gia", "0.01", "82.01", DONE),
    "dg_gan_het": ({"tu_cham.danh_gia": "17.99"}, "danh_gia", "17.99", "99.99", BEST),
    "dg_qua": ({"tu_cham.danh_gia": "18.01"}, "danh_gia", None, None, FAILED),
    "dg_am": ({"tu_cham.danh_gia": "-0.01"}, "danh_gia", None, None, FAILED),
    "dg_nua": ({"tu_cham.danh_gia": "17.675"}, "danh_gia", "17.68", "99.68", BEST),
    "dg_trong": ({"tu_cham.danh_gia": None}, "danh_gia", None, None, FAILED),
    "dg_thieu_mc": ({"minh_chung.danh_gia": None}, "danh_gia", "0", "82", DONE),
    # base 10 to 16.000, + 0,5 each full 1.000, at most 25 (from 46.000)
    "buoc_duoi": ({"thu_nhap": "15999.99"}, "buoc", "10", "85", GOOD),
    "buoc_dung": ({"thu_nhap": "16000"}, "buoc", "10", "85", GOOD),
    "buoc_tren": ({"thu_nhap": "16000.01"}, "buoc", "10", "85", GOOD),
    "buoc_1_duoi": ({"thu_nhap": "16999.99"}, "buoc", "10", "85", GOOD),
    "buoc_1_dung": ({"thu_nhap": "17000"}, "buoc", "10.5", "85.5", GOOD),
    "buoc_1_tren": ({"thu_nhap": "17000.01"}, "buoc", "10.5", "85.5", GOOD),
    "buoc_het_duoi": ({"thu_nhap": "45999.99"}, "buoc", "24.5", "99.5", BEST),
    "buoc_het_dung": ({"thu_nhap": "46000"}, "buoc", "25", "100", BEST),
    "buoc_het_tren": ({"thu_nhap": "47000.01"}, "buoc", "25", "100", BEST),
    # reverse step: from 4,5 down, + 1 each full 1, at most 5
    "ng_tren": ({"ngheo": "4.51"}, "nguoc", "3", "98", BEST),
    "ng_dung": ({"ngheo": "4.5"}, "nguoc", "3", "98", BEST),
    "ng_duoi": ({"ngheo": "4.49"}, "nguoc", "3", "98", BEST),
    "ng_1_tren": ({"ngheo": "3.51"}, "nguoc", "3", "98", BEST),
    "ng_1_dung": ({"ngheo": "3.5"}, "nguoc", "4", "99", BEST),
    "ng_1_duoi": ({"ngheo": "3.49"}, "nguoc", "4", "99", BEST),
    "ng_2_tren": ({"ngheo": "2.51"}, "nguoc", "4", "99", BEST),
    "ng_2_duoi": ({"ngheo": "2.49"}, "nguoc", "5", "100", BEST),
    "ng_het": ({"ngheo": "1.49"}, "nguoc", "5", "100", BEST),
    # coefficient by kind of unit: 75 for a mountain commune, 100 for others
    "nui_duoi": ({"mien_nui": "Có", "hoi_vien": "74.99"}, "he_so", "2", "97", BEST),
    "nui_dung": ({"mien_nui": "Có", "hoi_vien": "75"}, "he_so", "5", "100", BEST),
    "nui_tren": ({"mien_nui": "Có", "hoi_vien": "75.01"}, "he_so", "5", "100", BEST),
    "bang_duoi": ({"hoi_vien": "99.99"}, "he_so", "2", "97", BEST),
    "bang_tren": ({"hoi_vien": "100.01"}, "he_so", "5", "100", BEST),
    "bang_75": ({"hoi_vien": "75"}, "he_so", "2", "97", BEST),
    # not applicable: full points; points spread; group rescaled; item skipped. None looks like 0
    "ad_du_khong": ({"don": 0, "don_xong": None}, "ad_du", "5", "100", BEST),
    "pb_khong": ({"to_cao": 0, "to_cao_xong": None}, "pb_b", "5", "100", BEST),
    # 4 freed points, 2 each: 1,5 × 5/3 = 2,5 and 5; I.3 has 0 below 80
    "pb_khong_nua": ({"to_cao": 0, "to_cao_xong": None, "hai_long": "79.99"}, "pb_b", "2.5", "92.5", NONE),
    "pb_khong_muc": ({"to_cao": 0, "to_cao_xong": None, "vi_pham": "Có"}, "muc_pb", "6.67", "94.17", NONE),
    "pb_co": ({"to_cao": 3, "to_cao_xong": 1}, "pb_a", "1.33", "97.33", BEST),
    # 2 of 3 points are 5,33 of 8
    "qd_khong": ({"y_kien": 0, "y_kien_xong": None, "hs_han": 9499}, "muc_qd", "5.33", "94.83", NONE),
    "qd_khong_du": ({"y_kien": 0, "y_kien_xong": None}, "muc_qd", "8", "100", BEST),
    "bq_qua": ({"cong_trinh": 0}, "bo_qua", None, "98", BEST),
    "bq_1": ({"cong_trinh": 1}, "bo_qua", "1", "99", BEST),
    # bonus: 1 each, at most 3; only the highest prize; both together at most 3
    "th_2": ({"khen": 2}, "thuong_a", "2", "102", BEST),
    "th_3": ({"khen": 3}, "thuong_a", "3", "103", BEST),
    "th_4": ({"khen": 4}, "thuong_a", "3", "103", BEST),
    "th_cao_nhat": ({"giai_tw": 1, "giai_tinh": 4}, "thuong_b", "2", "102", BEST),
    "th_tran": ({"khen": 3, "giai_tw": 1}, "thuong_b", "2", "103", BEST),
    # penalty: 0,5 each, at most 3 for the criterion and 2 for all
    "tr_1": ({"vu": 1}, "tru_a", "0.5", "99.5", BEST),
    "tr_4": ({"vu": 4}, "tru_a", "2", "98", BEST),
    "tr_5": ({"vu": 5}, "tru_a", "2.5", "98", BEST),
    "tr_7": ({"vu": 7}, "tru_a", "3", "98", BEST),
    # classes at their bounds: 82 + judgement; below 85 with 15 points less in II.1
    "xl_95_duoi": ({"tu_cham.danh_gia": "12.99"}, "danh_gia", "12.99", "94.99", GOOD),
    "xl_95": ({"tu_cham.danh_gia": "13"}, "danh_gia", "13", "95", BEST),
    "xl_95_tren": ({"tu_cham.danh_gia": "13.01"}, "danh_gia", "13.01", "95.01", BEST),
    "xl_85_duoi": ({"tu_cham.danh_gia": "2.99"}, "danh_gia", "2.99", "84.99", DONE),
    "xl_85": ({"tu_cham.danh_gia": "3"}, "danh_gia", "3", "85", GOOD),
    "xl_85_tren": ({"tu_cham.danh_gia": "3.01"}, "danh_gia", "3.01", "85.01", GOOD),
    "xl_75_duoi": ({"thu_nhap": 16000, "tu_cham.danh_gia": "7.99"}, "danh_gia", "7.99", "74.99", FAILED),
    "xl_75": ({"thu_nhap": 16000, "tu_cham.danh_gia": "8"}, "danh_gia", "8", "75", DONE),
    "xl_75_tren": ({"thu_nhap": 16000, "tu_cham.danh_gia": "8.01"}, "danh_gia", "8.01", "75.01", DONE),
    # caps and knock-outs
    "tran_tot": ({"ky_luat": "Khiển trách"}, "mot", "40", "100", GOOD),
    "tran_ht": ({"ky_luat": "Cảnh cáo"}, "mot", "40", "100", DONE),
    "tran_khong_nang": ({"ky_luat": "Khiển trách", "tu_cham.danh_gia": "2"}, "danh_gia", "2", "84", DONE),
    "loai_tru": ({"mat_dk": "Có"}, "hai", "60", "100", FAILED),
    # a blank figure: no points, no total, never 0
    "trong": ({"thu": None}, "chi_tieu_giao", None, None, NONE),
    # joint condition "> 90 and all tasks done"
    "phong_90_duoi": ({"tu_cham.p_cl": "39.99"}, "p_cl", "39.99", "89.99", GOOD),
    "phong_90": ({"tu_cham.p_cl": "40"}, "p_cl", "40", "90", GOOD),
    "phong_90_tren": ({"tu_cham.p_cl": "40.01"}, "p_cl", "40.01", "90.01", BEST),
    "phong_799": ({"xong": "799.99"}, "p_nv", "50", "100", GOOD),
    "phong_800": ({"xong": "800"}, "p_nv", "50", "100", BEST),
}


def group_of(code: str) -> str:
    return "phong" if code.startswith("phong") else "xa"


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> dv.Result:
    folder = tmp_path_factory.mktemp("vang")
    campaign = golden.define(folder / "dinh_nghia", {code: group_of(code) for code in UNITS})
    golden.fill(campaign, folder / "nop_ve", {code: case[0] for code, case in UNITS.items()})
    return dv.consolidate(campaign, folder / "nop_ve")


@pytest.fixture(scope="module")
def points(result):
    return result.scores.set_index(["unit", "criterion"]).points


@pytest.fixture(scope="module")
def ranking(result):
    return result.ranking.set_index("unit")


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("unit", UNITS)
def test_points_total_and_class_are_those_worked_out_by_hand(points, ranking, unit):
    _, criterion, expected, total, level = UNITS[unit]
    assert points[unit, criterion] == decimal(expected)
    assert (ranking.total[unit], ranking["class"][unit]) == (decimal(total), level)


def test_the_mean_is_where_the_table_puts_it(result):
    row = result.totals[(result.totals.field == "dvc") & (result.totals.facet == "")].iloc[0]
    assert row["mean"] == 50


def test_ranks_are_dense_with_ties_and_no_rank_without_a_total(ranking):
    for group in ("xa", "phong"):
        totals = {code: decimal(case[3]) for code, case in UNITS.items() if group_of(code) == group}
        order = sorted({t for t in totals.values() if t is not None}, reverse=True)
        for code, total in totals.items():
            assert ranking["rank"][code] == (None if total is None else order.index(total) + 1)


def test_a_criterion_that_does_not_apply_has_no_points_and_blocks_no_class(result, points):
    scores = result.scores.set_index(["unit", "criterion"])
    assert scores.loc[("bq_qua", "bo_qua"), ["computed", "points", "basis", "applies"]].tolist() == [
        None, None, "khong_ap_dung", False]
    assert not [f for f in result.findings if f.code == "D005"]


@office.needs_office
def test_libreoffice_gives_the_same_points_in_the_consolidated_workbook_and_in_the_returns(result, tmp_path):
    path = result.write_workbook(tmp_path / "tong_hop.xlsx")
    (again,) = office.convert([path], tmp_path / "out")
    assert len(office.formula_cells(path)) > 40 * len(UNITS)
    assert list(office.differences(path, again)) == []
