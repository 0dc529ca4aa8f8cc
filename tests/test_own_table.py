"""Bảng tự chấm điểm: the office's own table in the official columns, live, with evidence from the units' lists."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

import danvan_xl as dv
from tests import golden

OFFICIAL = ["TT", "Nội dung", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Tài liệu kiểm chứng", "Ghi chú"]


def table(path, values=True):
    """Rows of the sheet by their TT, the row of column numbers, and the sheet."""
    sheet = openpyxl.load_workbook(path, data_only=values)["Bảng tự chấm điểm"]
    header = next(c.row for c in sheet["B"] if c.value == "TT")
    titles = [c.value for c in sheet[header]][1:8]
    numbers = [c.value for c in sheet[header + 1]][1:8]
    rows = [dict(zip(titles, [c.value for c in row][1:8], strict=True)) for row in sheet.iter_rows(min_row=header + 2)]
    return titles, numbers, rows, sheet


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bang")
    campaign = golden.define(folder / "dinh_nghia", {"dv_a": "xa", "dv_b": "xa"})
    lists = {"dv_a": {"vb.so": ["05/QĐ-UBND", "07/KH-UBND"], "vb.ngay": [dt.date(2023, 2, 1), dt.date(2023, 3, 2)]},
             "dv_b": {"vb.so": ["01/KH-UBND"], "vb.ngay": [dt.date(2023, 1, 3)]}}
    golden.fill(campaign, folder / "nop_ve", {"dv_a": {}, "dv_b": {"hs_han": 9000}}, lists)
    return dv.consolidate(campaign, folder / "nop_ve").write_workbook(folder / "tong_hop.xlsx")


def test_it_has_the_official_columns_numbered_beneath(small):
    titles, numbers, _, sheet = table(small)
    assert titles == OFFICIAL and numbers == [f"({i})" for i in range(1, 8)]
    assert not sheet.merged_cells.ranges


def test_points_are_live_formulas_over_the_totals_and_the_provinces_column_is_open(small):
    """3 documents × 10; 50 × 18.800 / 20.000."""
    _, _, rows, sheet = table(small)
    assert [(r["TT"], r["Điểm tự chấm"]) for r in rows[:2]] == [("1", 30), ("2", 47)]
    live = table(small, values=False)
    assert all(str(r["Điểm tự chấm"]).startswith("=") for r in live[2][:2])
    assert all(r["Điểm thẩm định"] is None for r in rows)
    first = next(c.row for c in sheet["B"] if c.value == "TT") + 2
    assert not sheet.cell(first, 6).protection.locked and sheet.cell(first, 5).protection.locked


def test_evidence_names_the_units_documents_and_where_figures_come_from(small):
    rows = table(small)[2]
    assert rows[0]["Tài liệu kiểm chứng"] == (
        "Văn bản số 05/QĐ-UBND ngày 01/02/2023; Văn bản số 07/KH-UBND ngày 02/03/2023; Văn bản số 01/KH-UBND ngày "
        "03/01/2023 (trang “Văn bản đã ban hành”)")
    assert rows[1]["Tài liệu kiểm chứng"] == (
        "Số liệu “Hồ sơ đúng hạn”, “Tổng số hồ sơ” tổng hợp từ 2 đơn vị (trang “Tổng hợp”)")


def test_only_rows_that_the_formula_counts_are_evidence(result, answers, tmp_path):
    """cq_van_ban counts the documents marked “Dân vận”; the sample's lists have others too."""
    rows = table(result.write_workbook(tmp_path / "tong_hop.xlsx"))[2]
    said = next(r["Tài liệu kiểm chứng"] for r in rows if str(r["Nội dung"]).startswith("Văn bản triển khai"))
    marked = {number: mark for a in answers.values() if "vb.so" in a.lists
              for number, mark in zip(a.lists["vb.so"], a.lists["vb.muc_dan"], strict=True)}
    counted = [n for n, mark in marked.items() if mark == "Dân vận"]
    assert 0 < len(counted) < len(marked)
    assert all(n in said for n in counted[:8]) and not any(n in said for n, m in marked.items() if m != "Dân vận")
