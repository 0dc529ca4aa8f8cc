"""Published figures come out of the returns; what is missing is said, never made up."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.sample import sample_answers

FIGURES = Path(__file__).parent / "data" / "nga_bay_2023_figures.csv"
PUBLISHED = list(csv.DictReader(FIGURES.open(encoding="utf-8-sig")))


def city(result, code: str, facet: str = "") -> Decimal:
    rows = result.totals
    return rows[(rows.field == code) & (rows.facet == facet)].total.iloc[0]


@pytest.mark.parametrize("row", [r for r in PUBLISHED if not r["code"].endswith(".tl")], ids=lambda r: r["code"])
def test_every_published_figure_is_the_total_of_the_returns(result, row):
    code, _, facet = row["code"].partition(".")
    assert city(result, code, facet) == Decimal(row["value"])


@pytest.mark.parametrize("row", [r for r in PUBLISHED if r["code"].endswith(".tl")], ids=lambda r: r["code"])
def test_every_published_rate_is_value_over_plan(result, row):
    code = row["code"].removesuffix(".tl")
    rate = city(result, code) / city(result, code, "kh") * 100
    published = Decimal(row["value"])
    places = Decimal(1) if published == published.to_integral_value() else Decimal("0.01")
    assert rate.quantize(places, rounding=ROUND_HALF_UP) == published


def test_totals_are_the_sums_of_what_units_typed(result, campaign):
    typed = sample_answers(campaign)
    for code in ("hs_tong", "vb_di", "vb_den", "dt_xa_phieu", "so_nv_giao"):
        by_hand = sum(v for a in typed.values() if isinstance(v := a.values.get(code), Decimal))
        assert city(result, code) == by_hand


def test_groups_add_up_to_the_city(result, campaign):
    groups = [g.code for g in campaign.groups]
    sums = result.totals[result.totals.field.isin(["hs_tong", "vb_di", "vb_den", "tuyen_truyen"])]
    for _, row in sums.iterrows():
        assert sum(v for g in groups if (v := row[g]) is not None) == row.total


def test_one_expected_check_fails_and_nothing_else(result):
    failing = [f for f in result.findings if f.code.startswith("K")]
    assert [(f.unit, f.field, f.severity) for f in failing] == [("phong_noi_vu", "kt_tong_luot", "canh_bao")]
    assert "32" in failing[0].found and "33" in failing[0].found


def test_every_unit_ends_in_a_state_and_four_classes_occur(result):
    assert set(result.units.state) == {"dat"}
    assert set(result.ranking["class"].dropna()) == {
        "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ",
    }


def test_ranks_are_dense_and_ties_are_equal(result):
    for _, group in result.ranking.groupby("group"):
        ranks = sorted(set(group["rank"]))
        assert ranks == list(range(1, len(ranks) + 1))
        by_total = group.groupby("total")["rank"].nunique()
        assert set(by_total) == {1}
        best = group.sort_values("rank")
        assert list(best.total) == sorted(group.total, reverse=True)


def test_a_deleted_return_leaves_no_total_that_depended_on_it(campaign, result, returns):
    (returns / "thanh_tra.xlsx").unlink()
    less = dv.consolidate(campaign, returns)
    assert less.completeness == "46/47 đơn vị"
    row = less.units.set_index("code").loc["thanh_tra"]
    assert row.state == "chua_nop"
    assert [f.code for f in less.findings if f.unit == "thanh_tra"] == ["N001"]
    for code in ("kn_tong", "tc_tong", "tcd_luot"):
        assert city(less, code) is None
    assert city(less, "vb_di") < city(result, "vb_di")
    before, after = result.ranking.set_index("unit"), less.ranking.set_index("unit")
    assert after.loc["thanh_tra", "rank"] is None and after.loc["thanh_tra", "reason"] == "Chưa nộp biểu"
    assert after.loc["ngabay", "rank"] == before.loc["ngabay", "rank"]


def test_ranking_does_not_depend_on_file_names_order(campaign, result, returns):
    for i, path in enumerate(sorted(returns.iterdir(), reverse=True)):
        path.rename(returns / f"{i:03}_{path.name}")
    again = dv.consolidate(campaign, returns)
    assert again.ranking.equals(result.ranking)
    assert again.totals.equals(result.totals)


def test_values_lead_back_to_file_sheet_cell_and_hash(result, sample):
    import hashlib

    import openpyxl

    row = result.values[(result.values.unit == "ngabay") & (result.values.field == "hs_tong")].iloc[0]
    assert row.sha256 == hashlib.sha256((sample / row.file).read_bytes()).hexdigest()
    book = openpyxl.load_workbook(sample / row.file, data_only=True)
    assert book[row.sheet][row.cell].value == row.value == 2100


def test_returned_files_are_never_changed(campaign, returns):
    before = {p.name: p.read_bytes() for p in returns.iterdir()}
    dv.consolidate(campaign, returns)
    assert {p.name: p.read_bytes() for p in returns.iterdir()} == before


def test_a_relative_folder_is_read_wherever_the_program_stands_later(campaign, sample, tmp_path, monkeypatch):
    for name in ("mot", "hai"):
        place = tmp_path / name / "nop_ve"
        place.mkdir(parents=True)
        (place / f"{name}.xlsx").write_bytes((sample / "ngabay.xlsx").read_bytes())
        monkeypatch.chdir(place.parent)
        found = dv.consolidate(campaign, "nop_ve")
        assert found.units.set_index("code").loc["ngabay", "file"] == f"{name}.xlsx"
