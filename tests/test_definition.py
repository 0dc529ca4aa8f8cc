"""A definition in Excel: written and read back without loss, and each rule of its tables held by a broken cell."""

from __future__ import annotations

import csv
import re
from importlib.resources import as_file
from pathlib import Path

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.campaign import built_in_campaigns
from danvan_xl.campaign.lint_texts import MAIL_NAMES, SERIES, TABLE_COLUMNS
from danvan_xl.campaign.load import built_in_folder, read_definition
from tests import office
from tests.make_dinh_nghia import DOCS, document
from tests.sample_can_tho import TABLE, sample
from tests.test_cli import danvan


def folder_of(name: str) -> Path:
    with as_file(built_in_folder() / name) as folder:
        return folder


# --- written and read back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", built_in_campaigns())
def test_folder_to_xlsx_to_folder_changes_nothing(name, tmp_path):
    campaign = dv.load_campaign(name)
    book = dv.save_campaign(campaign, tmp_path / "dot.xlsx")
    from_book = dv.load_campaign(book)
    assert from_book == campaign and from_book.digest == campaign.digest
    dv.save_campaign(from_book, tmp_path / "bang")
    written = {p.name: p.read_bytes() for p in (tmp_path / "bang").glob("*.csv")}
    assert len(written) == 11
    assert written == {file: (folder_of(name) / file).read_bytes() for file in written}


def test_the_same_definition_gives_the_same_bytes(campaign, tmp_path):
    first = dv.save_campaign(campaign, tmp_path / "a.xlsx").read_bytes()
    assert dv.save_campaign(campaign, tmp_path / "b.xlsx").read_bytes() == first


@office.needs_office
def test_what_libreoffice_saves_again_loads_equal(tmp_path):
    books = []
    for name in built_in_campaigns():
        books.append(dv.save_campaign(dv.load_campaign(name), tmp_path / f"{name}.xlsx"))
    for name, book in zip(built_in_campaigns(), office.convert(books, tmp_path / "lo"), strict=True):
        assert dv.load_campaign(book).digest == dv.load_campaign(name).digest


@pytest.fixture
def book(tmp_path):
    """The definition as a workbook to be edited."""
    return openpyxl.load_workbook(dv.save_campaign(dv.load_campaign("can_tho_2026"), tmp_path / "dot.xlsx"))


def test_a_person_finds_a_page_in_front_comments_drop_downs_and_frozen_headers(book):
    assert book.sheetnames[0] == "Hướng dẫn"
    assert any("Ví dụ" in str(row[0].value) for row in book["Hướng dẫn"].iter_rows())
    for sheet in book.worksheets[1:-1]:
        assert sheet.freeze_panes == "A2", sheet.title
        assert all(cell.comment for cell in sheet[1]), sheet.title
    coded = {
        "Nhóm đơn vị": "C", "Đơn vị": "C", "Biểu": "CD", "Chỉ tiêu": "AFGHIMNPQ", "Danh mục": "", "Tiêu chí": "CFHJKM",
        "Xếp loại": "C", "Kiểm tra": "BDEG", "Thư": "A", "Báo cáo": "B",
    }
    for title, letters in coded.items():
        offered = {str(r.sqref)[0] for r in book[title].data_validations.dataValidation}
        assert set(letters) <= offered, (title, offered)


def test_columns_may_stand_in_another_order_be_left_out_and_rows_be_blank(book, tmp_path):
    sheet = book["Đơn vị"]
    rows = [[c.value for c in row][:4] for row in sheet.iter_rows()]
    sheet.delete_cols(1, 6)
    sheet.delete_rows(1, sheet.max_row)
    for at, row in enumerate(rows):
        for column, value in enumerate(reversed(row), 1):
            sheet.cell(at * 2 + 3, column, value)
    book.save(tmp_path / "khac.xlsx")
    assert dv.load_campaign(tmp_path / "khac.xlsx").digest == dv.load_campaign("can_tho_2026").digest


def test_what_excel_makes_of_typed_cells_is_read(book, tmp_path):
    sheet = book["Tiêu chí"]
    headers = {c.value: c.column for c in sheet[1]}
    row = next(r for r in range(2, 60) if sheet.cell(r, 2).value == "xp_cc_hl")
    sheet.cell(row, headers["Công thức"]).value = "=IF(hai_long>=90,8,IF(hai_long>=80,5,0))"
    assert sheet.cell(row, headers["Công thức"]).data_type == "f"
    settings = {r[0].value: r[1] for r in book["Đợt"].iter_rows()}
    settings["han_nop"].value = "15/12/2026"
    book.save(tmp_path / "khac.xlsx")
    assert dv.load_campaign(tmp_path / "khac.xlsx").digest == dv.load_campaign("can_tho_2026").digest


def test_unknown_sheets_columns_and_stray_cells_are_named(book, tmp_path):
    book.create_sheet("Chi tiêu")["A1"] = "gì đó"
    book["Nhóm đơn vị"]["D1"], book["Nhóm đơn vị"]["F3"] = "Ghi riêng", "lạc"
    book.save(tmp_path / "khac.xlsx")
    found = {f.code: f for f in read_definition(tmp_path / "khac.xlsx")[1]}
    assert "có phải là “Chỉ tiêu”" in found["X020"].message
    assert (found["X015"].sheet, found["X015"].cell) == ("Nhóm đơn vị", "D1")
    assert (found["X022"].cell, found["X022"].found) == ("F3", "lạc")
    book["Nhóm đơn vị"]["D1"] = "Mã"
    book.save(tmp_path / "khac.xlsx")
    twice = [f for f in read_definition(tmp_path / "khac.xlsx")[1] if f.code == "X021"]
    assert [f.cell for f in twice] == ["D1"]


# --- rules of the tables -----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path) -> Path:
    for path in folder_of("can_tho_2026").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def change(folder: Path, table: str, key: str, column: str, value: str) -> str:
    """Set a cell of the row whose code (or, for Báo cáo, kind) is ``key``; its address comes back."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    at = next(i for i, row in enumerate(rows) if i and key in row[:3])
    rows[at][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return f"{'ABCDEFGHIJKLMNOPQRS'[rows[0].index(column)]}{at + 1}"


BREAKS = [
    ("X023", "don_vi", "ninh_kieu", "email", "ninh kieu"),
    ("X024", "dot", "den_ngay", "gia_tri", "2025-01-01"),
    ("X024", "chi_tieu", "hai_long", "toi_thieu", "101"),
    ("X025", "chi_tieu", "kh_dan_van", "toi_da", "5"),
    ("X025", "tieu_chi", "xp_dvk_cl", "cong_thuc", "=dvk_so"),
    ("X026", "chi_tieu", "hs_dung_han_tl", "cong_thuc", ""),
    ("X027", "chi_tieu", "linh_vuc", "cong_thuc", "=1+1"),
    ("X028", "chi_tieu", "hs_tong", "tong_hop", "cong_thuc"),
    ("X028", "chi_tieu", "kh_dan_van", "tong_hop", "cong"),
    ("X029", "bieu", "cham_diem_bieu", "loai", "danh_sach"),
    ("X031", "tieu_chi", "xp_cc_tuyen", "cach_cham", "cong_thuc"),
    ("X031", "tieu_chi", "xp_cc_hl", "cach_cham", "sau_tong_hop"),
    ("X032", "tieu_chi", "xp_dt_yk", "khong_ap_dung", ""),
    ("X033", "tieu_chi", "xp_dt", "dieu_kien_ap_dung", "=hs_tong>0"),
    ("X033", "tieu_chi", "xp_cc_hl", "cha", "xp_cc_han"),
    ("X034", "xep_loai", "tran", "ten", "Hoàn thành khá"),
    ("X035", "bieu", "cham_diem_bieu", "ap_dung", "so_nganh"),
    ("X036", "dot", "lam_tron_diem", "gia_tri", "9"),
    ("X036", "bieu", "mo_hinh", "so_dong", "0"),
    ("X036", "tieu_chi", "xp_cc_hl", "diem_toi_da", "-8"),
    ("X037", "chi_tieu", "phan_cong_so", "tong_hop", "cong_thuc"),
    ("X038", "kiem_tra", "kiem_nv", "cong_thuc", '=nv_xong&""="1"'),
    ("X039", "xep_loai", "tran", "cong_thuc", '=ky_luat="Khiển trach"'),
    ("X053", "tieu_chi", "xp_mot", "diem_toi_da", "12"),
    ("X055", "nhom", "so_nganh", "bo_tieu_chi", "xa_phuong"),
    ("X056", "bao_cao", "doan", "noi_dung", "Có {hs_tongg} hồ sơ."),
    ("X056", "bao_cao", "bang", "nguon", "hs_tongg"),
    ("X057", "bao_cao", "bang", "cot", "ten;gi_do"),
    ("X057", "bao_cao", "liet_ke", "nguon", "khong_co"),
    ("X058", "bao_cao", "bieu_do", "cot", ""),
    ("X059", "bao_cao", "doan", "noi_dung", "Có {hs_tong|000} hồ sơ."),
    ("X060", "thu", "nhac", "tieu_de", "Nhắc {ten_cua_ai}"),
    ("X061", "tieu_chi", "xp_cc_hl", "loai", "thuong"),
    ("X007", "xep_loai", "tran", "thu_tu", "1"),
    ("X007", "dot", "ky", "khoa", "nam"),
    ("X008", "dot", "bo_tieu_chi", "gia_tri", "thanh_pho"),
    ("X009", "nhom", "so_nganh", "ma", "kh"),
    ("X009", "chi_tieu", "pakn_nhan", "ma", "tu_cham_xp_dvk_cl"),
    ("X010", "bao_cao", "doan", "noi_dung", "Có {=hs_tong/} hồ sơ."),
    ("X011", "bao_cao", "doan", "dieu_kien", "=hs_tongg>0"),
    ("X013", "tieu_chi", "xp_cc_hl", "cong_thuc", "=IF(tong_diem>50,8,0)"),
    ("X019", "bao_cao", "doan", "noi_dung", "Có {hs_tong hồ sơ."),
]


@pytest.mark.parametrize(("code", "table", "key", "column", "value"), BREAKS)
def test_each_rule_names_the_cell_that_breaks_it(folder, code, table, key, column, value):
    assert not [f for f in read_definition(folder)[1] if f.code == code]
    cell = change(folder, table, key, column, value)
    found = [f for f in read_definition(folder)[1] if f.code == code]
    assert found
    assert "Hãy" in found[0].message and not re.search(r"\{[a-z]+\}", found[0].message)
    if code not in ("X029", "X035", "X053", "X055", "X034", "X024", "X026", "X031", "X033"):
        assert cell in {f.cell for f in found}, (cell, [f.message for f in found])


def test_a_field_that_nobody_is_asked_is_named(folder):
    cell = change(folder, "chi_tieu", "hai_long", "ap_dung", "so_nganh")
    assert not [f for f in read_definition(folder)[1] if f.code == "X030"]
    change(folder, "bieu", "tthc", "ap_dung", "xa_phuong")
    assert cell in {f.cell for f in read_definition(folder)[1] if f.code == "X030"}


def test_a_syntax_error_says_at_which_character(folder):
    change(folder, "tieu_chi", "xp_cc_hl", "cong_thuc", "=IF(hai_long>=90,8,")
    finding = next(f for f in read_definition(folder)[1] if f.code == "X010")
    assert "ký tự thứ 20" in finding.message and finding.cell.startswith("I")


def test_an_unknown_figure_is_answered_with_the_nearest_name(folder):
    change(folder, "bao_cao", "doan", "noi_dung", "Có {hs_tongg} hồ sơ.")
    assert "có phải là hs_tong" in next(f for f in read_definition(folder)[1] if f.code == "X056").message


def test_lint_knows_the_columns_that_the_report_and_the_names_that_mails_have(campaign):
    from danvan_xl.mail.texts import mail_values
    from danvan_xl.report import outline

    assert set(outline._COLUMNS) == set(TABLE_COLUMNS) and set(outline._SERIES) == set(SERIES)
    assert set(mail_values(campaign, campaign.units[0], "x")) == set(MAIL_NAMES)


# --- can_tho_2026 ------------------------------------------------------------------------------------------------


def test_can_tho_follows_the_decision():
    campaign = dv.load_campaign("can_tho_2026")
    assert len(campaign.units) == 118
    assert [sum(u.group == g.code for u in campaign.units) for g in campaign.groups] == [103, 15]
    assert all(u.email == f"{u.code}@cantho.example" for u in campaign.units)
    for rubric in ("xa_phuong", "so_nganh"):
        roots = [c for c in campaign.criteria_of(rubric) if not c.parent]
        assert [(c.kind.value, c.maximum) for c in roots] == [
            ("chuan", 10), ("chuan", 90), ("thuong", 3), ("tru", 3)]
        assert len(campaign.class_rules_of(rubric)) == 10
    assert not dv.lint(campaign).errors and not dv.lint(campaign).warnings
    assert "minh họa" in campaign.settings.rubric_note and "Cách hiểu" in campaign.settings.rubric_note


def test_its_sample_is_what_the_script_makes():
    assert TABLE.read_bytes() == sample()


# --- commands ----------------------------------------------------------------------------------------------------


def test_init_writes_a_definition_that_check_finds_fine(tmp_path):
    done = danvan("init", tmp_path / "dot", "--from", "can_tho_2026")
    assert done.returncode == 0 and "danvan check" in done.stdout
    assert dv.load_campaign(tmp_path / "dot").digest == dv.load_campaign("can_tho_2026").digest
    again = danvan("init", tmp_path / "dot")
    assert again.returncode == 2 and "không ghi đè" in again.stderr
    checked = danvan("check", tmp_path / "dot", tmp_path / "dot" / "dot.xlsx")
    assert checked.returncode == 0 and checked.stdout.count("định nghĩa đợt; 0 lỗi, 0 cảnh báo") == 2


def test_check_lists_every_error_and_exits_with_one(folder):
    import json

    change(folder, "don_vi", "ninh_kieu", "nhom", "khong_co")
    change(folder, "thu", "nhac", "muc_dich", "gi_do")
    done = danvan("check", folder, "--json")
    assert done.returncode == 1
    assert {r["code"] for r in json.loads(done.stdout)} >= {"X004"}
    assert danvan("check", folder / "khong_co.xlsx").returncode == 2


def test_check_knows_a_return_and_a_rubric_by_content(sample, tmp_path):
    returned = sample / "ngabay.xlsx"
    asked = danvan("check", returned)
    assert asked.returncode == 2 and "--dot" in asked.stderr
    judged = danvan("check", returned, "--dot", folder_of("nga_bay_2023"))
    assert judged.returncode == 0 and "biểu của đơn vị" in judged.stdout, judged.stderr
    book = openpyxl.Workbook()
    book.active.append(["TT", "Nội dung", "Điểm tối đa", "Điểm tự chấm"])
    book.active.append([1, "Kế hoạch", 2, 3])
    book.save(tmp_path / "bang.xlsx")
    assert "bảng điểm" in danvan("check", tmp_path / "bang.xlsx").stdout


def test_the_docs_are_made_from_the_schema():
    assert DOCS.read_text(encoding="utf-8") == document()
