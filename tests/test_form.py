"""The unit's workbook: names, locks, right cached values; an untouched one says nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest

import danvan_xl as dv
from tests import office

LEAST_FORMULAS = 5900
"""Formula cells in all 47 workbooks together; 5.981 were counted when this was written."""


@pytest.fixture(scope="session")
def forms(campaign, tmp_path_factory):
    return dv.generate(campaign, tmp_path_factory.mktemp("bieu_mau"))


@pytest.fixture(scope="session")
def ward(forms):
    return openpyxl.load_workbook(forms["ngabay"])


def test_every_unit_gets_one_file_named_by_its_code(campaign, forms):
    assert list(forms) == [u.code for u in campaign.units] and len(forms) == 47
    assert all(path.name == f"{code}.xlsx" and path.is_file() for code, path in forms.items())


def cell_of(book, name):
    sheet, cell = book.defined_names[name].attr_text.rsplit("!", 1)
    return book[sheet.strip("'")][cell.replace("$", "")]


def test_names_are_those_of_the_grammar_and_point_at_one_area_each(ward):
    wanted = ["hs_tong", "hs_tong.tt", "hs_tong.gc", "tuyen_truyen.kh", "dvk.tt", "tu_cham.xp_kh_dv", "diem.xp_kh_dv",
              "minh_chung.xp_dvk_cl", "ad.xp_nv_xong", "tong_diem", "diem_chuan", "so_tu_cham", "so_tieu_chi_0"]
    for name in wanted:
        assert cell_of(ward, name) is not None
    assert ward.defined_names["dvk.ten"].attr_text.endswith("$C$6:$C$20")


def test_inputs_are_unlocked_and_everything_else_is_locked(ward):
    inputs = {name for name in ward.defined_names if not name.startswith(("diem", "ad.", "tong", "so_t"))}
    for name in ("hs_tong", "hs_tong.tt", "hs_tong.gc", "tu_cham.xp_kh_dv", "minh_chung.xp_kh_dv"):
        assert name in inputs and not cell_of(ward, name).protection.locked
    for name in ("hs_truc_tuyen_tl", "diem.xp_kh_dv", "tong_diem", "ad.xp_nv_xong"):
        assert cell_of(ward, name).protection.locked
    for sheet in ward.worksheets:
        assert sheet.protection.sheet or sheet.title.startswith("_")
        assert sheet.protection.password is None


def test_inputs_say_what_they_take(ward):
    cell = cell_of(ward, "hs_tong")
    rules = [v for v in ward[cell.parent.title].data_validations.dataValidation if cell.coordinate in v.sqref]
    assert rules[0].type == "whole" and float(rules[0].formula1) == 0 and "Số nguyên" in rules[0].prompt
    choice = cell_of(ward, "ky_luat")
    rule = next(v for v in choice.parent.data_validations.dataValidation if choice.coordinate in v.sqref)
    assert rule.type == "list" and "!" in rule.formula1


def test_the_identity_is_very_hidden_and_every_sheet_names_the_unit(ward):
    assert ward["_danvan"].sheet_state == "veryHidden"
    for sheet in ward.worksheets:
        if sheet.sheet_state == "visible":
            assert "Đơn vị: Phường Ngã Bảy" in [c.value for row in sheet.iter_rows(max_row=6) for c in row]


def test_an_untouched_form_says_nothing_and_scores_nothing(campaign, forms):
    for code in ("ngabay", "phong_noi_vu", "truong_01", "ban_dan_van"):
        read = dv.read_return(campaign, forms[code])
        typed = read.values[~read.values.field.isin([f.code for f in campaign.fields if f.formula])]
        assert set(typed.state) == {"trong"} and set(typed.value) == {None}
        assert not [f for f in read.findings if f.code[0] in "CFKT"]
        points = read.result.by_unit[code].scores
        assert [s.criterion.code for s in points if s.points is not None] == []


def test_an_untouched_form_is_blank_for_every_rule_type(campaign, forms):
    """Each way of scoring and each way of not applying occurs, and each is blank."""
    methods = {c.method.value for c in campaign.criteria}
    absent = {c.if_not_applicable.value for c in campaign.criteria if c.if_not_applicable}
    assert methods == {"cong_con", "cong_thuc", "tu_cham", "sau_tong_hop"}
    assert absent == {"diem_toi_da", "phan_bo", "quy_doi"}
    for code in ("ngabay", "phong_noi_vu"):
        cached = openpyxl.load_workbook(forms[code], data_only=True)
        for name in cached.defined_names:
            if name.startswith("diem.") or name == "tong_diem":
                assert cell_of(cached, name).value in (None, ""), name


def test_computed_counts_of_an_untouched_form_are_blank_not_zero(campaign, forms):
    values = dv.read_return(campaign, forms["ngabay"]).values.set_index("field")
    for field in ("dvk_2023", "dt_xa_cuoc", "dt_xa_nguoi", "hs_truc_tuyen_tl", "dt_xa_y_kien", "kien_nghi_so"):
        assert values.loc[field, "value"] is None, field


def test_what_is_filled_in_reads_back_as_it_was(campaign, sample, answers):
    for code in ("ngabay", "phong_noi_vu", "truong_01"):
        values = dv.read_return(campaign, sample / f"{code}.xlsx").values
        read = {(r.field, r.facet): r.value for r in values.itertuples() if r.item is None}
        for name, value in answers[code].values.items():
            field, _, facet = name.partition(".")
            if facet in ("", "kh", "ck"):
                assert read[field, facet] == value, name
        for name, column in answers[code].lists.items():
            rows = [r.value for r in values.itertuples() if r.field == name]
            assert rows[: len(column)] == column


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_definition_gives_the_same_bytes_from_anywhere(forms, tmp_path, seed):
    script = ("import danvan_xl as dv; c = dv.load_campaign('nga_bay_2023');"
              "from danvan_xl.form import form_bytes; import hashlib;"
              "print(hashlib.sha256(form_bytes(c, c.units[0])).hexdigest())")
    import hashlib

    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Ho_Chi_Minh"}
    out = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert out.stdout.strip() == hashlib.sha256(forms["ngabay"].read_bytes()).hexdigest()


@office.needs_office
@pytest.mark.parametrize(("which", "locale"), [
    ("filled", "vi-VN"), pytest.param("blank", "en-US", marks=pytest.mark.slow),
    pytest.param("filled", "en-US", marks=pytest.mark.slow), pytest.param("blank", "vi-VN", marks=pytest.mark.slow),
])
def test_libreoffice_recalculates_every_formula_to_its_cached_value(forms, sample, tmp_path, locale, which):
    files = list(forms.values()) if which == "blank" else sorted(sample.iterdir())
    recalculated = office.convert(files, tmp_path / "out", locale=locale)
    counted = sum(len(office.formula_cells(f)) for f in files)
    assert counted >= LEAST_FORMULAS
    for written, computed in zip(files, recalculated, strict=True):
        assert list(office.differences(written, computed)) == [], written.name


@office.needs_office
def test_a_blank_form_filled_in_libreoffice_changes_total_rate_points_class_and_sentence(
    campaign, result, forms, answers, returns, tmp_path
):
    from tests.test_report import notes_of, text_of

    own = dict(answers["tanthanh"].values)
    changed = own | {"hs_tong": 3000, "hs_truc_tiep": 1000, "hs_truc_tuyen": 2000, "hs_dung_han": 2990,
                     "hs_bo_sung": 0, "tuyen_truyen": 40, "tuyen_truyen_nguoi": 2000, "kh_qcdc": "Có"}
    job = {"set": {n: float(v) if isinstance(v, (int, Decimal)) else str(v) for n, v in changed.items()}}
    path = returns / "tanthanh.xlsx"
    rows = answers["tanthanh"].lists
    cells = list_cells(forms["tanthanh"], rows)
    office.edit(forms["tanthanh"], path, job | {"cells": cells})
    office.edit(forms["phong_noi_vu"], returns / "phong_noi_vu.xlsx", {
        "set": {n: float(v) if isinstance(v, Decimal) else str(v) for n, v in answers["phong_noi_vu"].values.items()},
        "cells": list_cells(forms["phong_noi_vu"], with_one_more(answers["phong_noi_vu"].lists)),
    })
    again = dv.consolidate(campaign, returns)
    assert not [f for f in again.findings if f.file == "tanthanh.xlsx" and f.code[0] in "TCGF"]
    before, after = (r.totals[r.totals.facet == ""].set_index("field").total for r in (result, again))
    difference = 3000 - own["hs_tong"]
    assert after["hs_tong"] - before["hs_tong"] == difference
    rate = (before["hs_dung_han"] - own["hs_dung_han"] + 2990) / (before["hs_tong"] + difference)
    assert after["hs_dung_han_tl"] == pytest.approx(rate)
    old, new = (r.ranking.set_index("unit").loc["tanthanh"] for r in (result, again))
    assert new.total > old.total and new["class"] != old["class"]
    out = tmp_path / "bao_cao.docx"
    again.write_report(out)
    printed = f"{int(after['hs_tong']):,}".replace(",", ".")
    assert f"{printed} hồ sơ" in text_of(out) and "14.251 hồ sơ" not in text_of(out)
    assert "99/KH-UBND ngày 09/09/2023" in " ".join(notes_of(out))


def with_one_more(lists):
    import datetime as dt

    added = {"loai": "Kế hoạch", "so": "99/KH-UBND", "ngay": dt.date(2023, 9, 9), "co_quan": "UBND thành phố",
             "trich_yeu": "kiểm tra phần mềm", "muc_dan": "Dân vận", "vi_tri": None}
    length = max(len(c) for n, c in lists.items() if n.startswith("vb."))
    return {n: [*c, *[None] * (length - len(c)), added[n.partition(".")[2]]] if n.startswith("vb.") else c
            for n, c in {**{f"vb.{k}": [] for k in added}, **lists}.items()}


def list_cells(form, lists):
    """[sheet, A1, value] for the rows of lists; a date as LibreOffice's number."""
    import datetime as dt

    book = openpyxl.load_workbook(form)
    cells = []
    for name, column in lists.items():
        sheet, area = book.defined_names[name].attr_text.rsplit("!", 1)
        _, letter, first = area.partition(":")[0].split("$")
        for i, value in enumerate(column):
            if value is not None:
                if isinstance(value, dt.date):
                    value = (value - dt.date(1899, 12, 30)).days
                plain = float(value) if isinstance(value, (int, Decimal)) else value
                cells.append([sheet.strip("'"), f"{letter}{int(first) + i}", plain])
    return cells
