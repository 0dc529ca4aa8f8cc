"""What clerks do to a form in LibreOffice: sort one column, paste blocks and formulas, fill down "nt", tick with x."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.form import Blueprints, form_bytes
from tests import office

UNIT = "ngabay"
TYPED = [
    ("kh_dan_van", "x", "✗ Phải chọn trong danh sách", "G006"),
    ("kh_qcdc", "nt", "✗ Phải chọn trong danh sách", "G002"),
    ("hs_bo_sung", "nt", "✗ Phải là số", "G002"),
    ("don_nhan", "không", "✗ Phải là số", "G006"),
    ("tm_ket_qua", "Như trên", "✗ Ghi lại đầy đủ", "G006"),
    ("tu_cham.xp_kh_dv", "2 điểm", "✗ Điểm phải là số", "D002"),
]
"""Cell, what is typed, how its row's remark begins, what the reader says."""
LISTED = [
    ("dvk.dia_ban", 2, "NT", "✗ Địa bàn, nơi thực hiện: Ghi lại đầy đủ", "G006"),
    ("dvk.loai", 3, '"', "✗ Loại mô hình: Phải chọn", "G002"),
    ("doi_thoai.ngay", 1, "10/4/2023", "✗ Ngày tổ chức: Phải là ngày", "G004"),
    ("doi_thoai.ngay", 2, "11.9.23", "✗ Ngày tổ chức: Phải là ngày", "G006"),
]
"""Column, row, what is typed, how the row's remark begins, what the reader says."""


@pytest.fixture(scope="module")
def spots(campaign):
    return Blueprints(campaign).of(campaign.unit_by_code[UNIT]).layout.spots


def place(spot, item=1):
    """Sheet and A1 of a cell, of a list column's row ``item``."""
    return spot.sheet, replace(spot, row=spot.row + item - 1, last=None).a1


def column_area(spot):
    return [spot.sheet, f"{place(spot)[1]}:{replace(spot, row=spot.last, last=None).a1}", 0]


def remark(book, spots, name):
    spot = spots[f"#nx.{name}"]
    return book[spot.sheet][spot.a1].value or ""


def codes_at(read, where):
    return {f.code for f in read.findings if (f.sheet, f.cell) == where}


@office.needs_office
def test_what_clerks_type_and_paste_over_is_said_in_the_row_and_by_the_reader(campaign, sample, spots, tmp_path):
    first = replace(spots["hs_truc_tiep"], last=None)
    rates, points = spots["vb_den_trong_han"], spots["#so_lieu.xp_nv_xong"]
    job = {
        "copy": [  # two numbers over an input and the rate below it; two points over what is worked out
            [first.sheet, f"{first.a1}:{replace(first, row=first.row + 1).a1}", rates.sheet, rates.a1],
            [points.sheet, f"{spots['tu_cham.xp_kh_dv'].a1}:{spots['tu_cham.xp_kh_dv'].a1}", points.sheet, points.a1],
        ],
        "cells": [[*place(spots[n]), text] for n, text, _, _ in TYPED]
        + [[*place(spots[n], item), text] for n, item, text, _, _ in LISTED],
        "formulas": [[*place(spots["hs_tong"]), "=700+1400"], [*place(spots["vb_den"]), "=1/0"]],
    }
    target = tmp_path / f"{UNIT}.xlsx"
    office.edit(sample / f"{UNIT}.xlsx", target, job)
    book, read = openpyxl.load_workbook(target, data_only=True), dv.read_return(campaign, target)
    for name, _, said, code in TYPED:
        assert remark(book, spots, name).startswith(said), name
        assert code in codes_at(read, place(spots[name])), name
    for name, item, _, said, code in LISTED:
        assert remark(book, spots, f"{name.partition('.')[0]}.{item}").startswith(said), (name, item)
        assert code in codes_at(read, place(spots[name], item)), (name, item)
    assert remark(book, spots, "vb_den").startswith("✗ Ô đang báo lỗi")
    assert codes_at(read, place(spots["vb_den"])) == {"G005"}
    assert remark(book, spots, "hs_tong") == "" and codes_at(read, place(spots["hs_tong"])) == {"G011"}
    assert "F001" in codes_at(read, place(spots["vb_den_trong_han_tl"]))
    assert "F001" in codes_at(read, place(points))
    values = read.values[read.values.facet == ""].set_index("field").value
    assert values["hs_tong"] == 2100 and values["vb_den_trong_han"] == 700
    texts = [v for v in read.values.value if isinstance(v, str)]
    assert not {t.casefold() for t in texts} & {"nt", "như trên", '"', "x"}


@pytest.fixture(scope="module")
def torn(campaign, answers, spots, tmp_path_factory):
    """A form with two lists of which LibreOffice sorted one column each; the second had a gap there."""
    folder = tmp_path_factory.mktemp("xao_tron")
    lists = {name: list(column) for name, column in answers[UNIT].lists.items()}
    lists["doi_thoai.chu_tri"][0] = None
    source, target = folder / "truoc.xlsx", folder / f"{UNIT}.xlsx"
    unit = campaign.unit_by_code[UNIT]
    source.write_bytes(form_bytes(campaign, unit, values=answers[UNIT].values, lists=lists))
    columns = [spots["dvk.ten"], spots["doi_thoai.chu_tri"]]
    office.edit(source, target, {"sort": [column_area(spot) for spot in columns]})
    return dv.read_return(campaign, source), dv.read_return(campaign, target), openpyxl.load_workbook(
        target, data_only=True)


def rows_of(read, code):
    own = read.values[read.values.field.str.startswith(f"{code}.")]
    return [tuple(str(v) for v in row.value) for _, row in own.sort_values("field").groupby("item", sort=True)]


@office.needs_office
def test_a_column_with_a_gap_sorted_alone_is_said_where_the_gap_now_is(torn, spots):
    before, after, book = torn
    gap = [item for item in (1, 2) if codes_at(before, place(spots["doi_thoai.chu_tri"], item))]
    moved = [item for item in (1, 2) if codes_at(after, place(spots["doi_thoai.chu_tri"], item))]
    assert (gap, moved) == ([1], [2])
    assert remark(book, spots, "doi_thoai.2").startswith("○ Thiếu: Chức vụ người chủ trì")
    assert not remark(book, spots, "doi_thoai.1")


@office.needs_office
def test_a_full_column_sorted_alone_cannot_be_known_by_form_or_reader_but_whole_rows_show_it(torn, spots):
    """Every cell is as good as before; only a comparison of whole rows, as of a list sorted rightly, tells."""
    before, after, book = torn
    old, new = (rows_of(read, "dvk") for read in (before, after))
    assert len(old) == len(new) > 2 and sorted(old) != sorted(new)
    column = [sorted({row[i] for row in rows}) for rows in (old, new) for i in range(len(old[0]))]
    assert column[: len(old[0])] == column[len(old[0]):]
    assert not [f for f in after.findings if f.sheet == spots["dvk.ten"].sheet]
    rows = [n.removeprefix("#nx.") for n in spots if n.startswith("#nx.dvk.")]
    assert len(rows) > 10 and not any(remark(book, spots, row) for row in ("dvk", *rows))
