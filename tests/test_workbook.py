"""The consolidated workbook: live formulas that agree with LibreOffice, and that no sorting changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

import danvan_xl as dv
from tests import books, office

LEAST_FORMULAS = 6700
"""6.768 were counted when this was written: 47 units, 186 fields, 51 checks, three rubrics."""


@pytest.fixture(scope="session")
def workbook(result, tmp_path_factory) -> Path:
    return result.write_workbook(tmp_path_factory.mktemp("ket_qua") / "tong_hop.xlsx")


@pytest.fixture(scope="session")
def sheets(workbook):
    return openpyxl.load_workbook(workbook, data_only=True)


def cells_with(sheet, text):
    return [c for row in sheet.iter_rows() for c in row if c.value == text]


def table(sheet, header_row):
    """Rows below a header as mappings."""
    titles = [c.value for c in sheet[header_row]]
    return [dict(zip(titles, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=header_row + 1)]


def test_it_has_the_sheets_that_the_province_expects(sheets):
    expected = ["Tổng quan", "Dữ liệu", "Tổng hợp", "Chấm điểm", "Bảng tự chấm điểm", "Kiểm tra", "Nguồn số liệu"]
    assert [t for t in sheets.sheetnames if t in expected] == expected
    lists = {"Danh sách mô hình Dân vận khéo", "Danh sách cuộc đối thoại", "Văn bản đã ban hành"}
    assert lists <= set(sheets.sheetnames)
    assert sheets["_danvan"].sheet_state == "veryHidden"


def test_every_computed_field_check_total_point_and_class_is_a_formula(workbook, campaign, result):
    formulas = office.formula_cells(workbook)
    assert len(formulas) >= LEAST_FORMULAS
    book = openpyxl.load_workbook(workbook)
    ground = book["Dữ liệu"]
    columns = {c.value: c.column_letter for c in ground[4] if c.value}
    rows = {c.value: c.row for c in ground["A"] if c.value}
    for unit in campaign.units:
        from danvan_xl.campaign.names import computed_fields

        for field in computed_fields(campaign, unit):
            assert ("Dữ liệu", f"{columns[field.code]}{rows[unit.code]}") in formulas
    ranking = table(book["Chấm điểm"], 5)
    for row in ranking:
        assert all(str(row[t]).startswith("=") for t in ("Tổng điểm", "Xếp loại", "Hạng trong nhóm"))
    own = table(book["Bảng tự chấm điểm"], 6)
    assert sum(str(r["Điểm tự chấm"]).startswith("=") for r in own) >= len(campaign.criteria_of("thanh_pho"))


def test_its_cached_points_are_the_results(sheets, result):
    shown = {r["Mã"]: r for r in table(sheets["Chấm điểm"], 5)}
    for row in result.ranking.itertuples():
        assert shown[row.unit]["Tổng điểm"] == pytest.approx(float(row.total))
        assert shown[row.unit]["Hạng trong nhóm"] == row.rank
        assert shown[row.unit]["Xếp loại"] == row._4


@pytest.fixture(scope="session")
def damaged_result(campaign, sample, tmp_path_factory):
    """Missing, invalid, not applicable, an error: all that blanks a formula."""
    folder = tmp_path_factory.mktemp("hong")
    for path in sample.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "thanh_tra.xlsx").unlink()
    sheet = "Giải quyết thủ tục hành chính"
    books.type_text(folder / "ngabay.xlsx", sheet, "E6", "không")
    books.set_cell(folder / "laihieu.xlsx", sheet, "E6", "<v>#DIV/0!</v>", "e")
    books.type_number(folder / "hieploi.xlsx", sheet, "E6", "0")
    return dv.consolidate(campaign, folder)


@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
@pytest.mark.parametrize("which", ["whole", "damaged"])
@office.needs_office
def test_libreoffice_recalculates_every_formula_to_its_cached_value(
    workbook, damaged_result, tmp_path, locale, which
):
    path = workbook if which == "whole" else damaged_result.write_workbook(tmp_path / "tong_hop.xlsx")
    (recalculated,) = office.convert([path], tmp_path / "out", locale=locale)
    assert len(office.formula_cells(path)) >= LEAST_FORMULAS - 300
    assert list(office.differences(path, recalculated)) == []


@office.needs_office
def test_the_oracle_sees_a_changed_number(workbook, tmp_path):
    changed = tmp_path / "changed.xlsx"
    shutil.copy(workbook, changed)
    ground = openpyxl.load_workbook(workbook)["Dữ liệu"]
    column = next(c.column_letter for c in ground[4] if c.value == "hs_tong")
    row = next(c.row for c in ground["A"] if c.value == "ngabay")
    books.type_number(changed, "Dữ liệu", f"{column}{row}", "1")
    (recalculated,) = office.convert([changed], tmp_path / "out")
    assert len(list(office.differences(changed, recalculated))) >= 10


def sort_jobs(path: Path) -> list[list[object]]:
    """Every table with a filter: its rows, by its second and by a later column."""
    jobs = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        if sheet.auto_filter.ref:
            first, last = sheet.auto_filter.ref.split(":")
            letters, row = re.match(r"([A-Z]+)(\d+)", first).groups()
            area = f"{letters}{int(row) + 1}:{last}"
            jobs += [[sheet.title, area, 1], [sheet.title, area, 4]]
    return jobs


@office.needs_office
def test_sorting_any_sheet_moves_no_number(workbook, tmp_path):
    jobs = sort_jobs(workbook)
    assert len(jobs) >= 14
    target = tmp_path / "sorted.xlsx"
    office.edit(workbook, target, {"sort": jobs})
    before, after = office.cells(workbook), office.cells(target)
    fixed = ["Tổng hợp", "Bảng tự chấm điểm", "Kiểm tra", "Tổng quan"]
    for (sheet, cell), value in before.items():
        openpyxl_unescapes = isinstance(value, str) and "_x" in value
        if sheet in fixed and not openpyxl_unescapes:
            assert office.same(value, after.get((sheet, cell))), (sheet, cell)
    for title, header in (("Chấm điểm", 5), ("Dữ liệu", 13)):
        old = {r["Mã"]: r for r in table(openpyxl.load_workbook(workbook, data_only=True)[title], header)}
        new = {r["Mã"]: r for r in table(openpyxl.load_workbook(target, data_only=True)[title], header)}
        assert list(old) != list(new), f"{title} was not sorted"
        for code, row in old.items():
            for name, value in row.items():
                if name not in ("TT", "Mã") and "_x" not in str(name):
                    assert office.same(value, new[code][name]), (title, code, name)


def test_the_same_returns_give_the_same_bytes(result, workbook, tmp_path):
    assert result.write_workbook(tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_missing_units_are_said_on_every_sheet_with_figures(damaged_result, tmp_path):
    path = damaged_result.write_workbook(tmp_path / "tong_hop.xlsx")
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            texts = [str(c.value) for row in sheet.iter_rows(max_row=3) for c in row if c.value]
            assert any("46/47 đơn vị" in t for t in texts), sheet.title


def test_no_text_of_a_unit_becomes_a_formula_or_a_link(campaign, answers, tmp_path):
    from danvan_xl.form import form_bytes

    evil = ["=1+1", "+A1", "-2+3",
            "@SUM(A1)", '=WEBSERVICE("http://x")', "http://x.example", "＝1+1", "=cmd|'/c calc'!A1"]
    unit = campaign.unit_by_code["phong_noi_vu"]
    given = answers["phong_noi_vu"]
    lists = {**given.lists, "vb.trich_yeu": evil, "vb.so": evil}
    content = form_bytes(campaign, unit, None, {**given.values, "tm_ket_qua": evil[0]}, lists)
    (tmp_path / "nop").mkdir()
    (tmp_path / "nop" / "x.xlsx").write_bytes(content)
    found = dv.consolidate(campaign, tmp_path / "nop")
    path = found.write_workbook(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    seen = {c.value for row in book["Văn bản đã ban hành"].iter_rows() for c in row if c.data_type == "s"}
    assert set(evil) <= seen
    assert not [c for row in book["Văn bản đã ban hành"].iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
    assert not any("externalLink" in name for name in books.parts(path.read_bytes()))
