"""danvan check on a consolidated workbook: results, formulas and values that are not what they must be."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.form import form_bytes
from danvan_xl.workbook.judge import judge_workbook
from tests import books, office, small

CODES = ("vithanh", "vithanh1", "longphu")
ADJUSTED = "don_vi,chi_tieu,gia_tri_moi,ly_do\nvithanh,hs_dung,13000,Đơn vị xin sửa\n"


@pytest.fixture(scope="module")
def returns(tmp_path_factory) -> Path:
    """Two of three units have answered, the second leaving a field blank."""
    folder = tmp_path_factory.mktemp("nop_ve")
    (folder / "vithanh.xlsx").write_bytes(small.filled())
    values = {k: v for k, v in small.VALUES.items() if k != "cuoc"}
    unit = small.campaign().unit_by_code["vithanh1"]
    (folder / "vithanh1.xlsx").write_bytes(form_bytes(small.campaign(), unit, values=values, lists=small.LISTS))
    return folder


@pytest.fixture(scope="module")
def result(returns, tmp_path_factory) -> dv.Result:
    table = tmp_path_factory.mktemp("bang") / "dieu_chinh.csv"
    table.write_text(ADJUSTED, encoding="utf-8")
    return dv.consolidate(small.campaign(), returns, adjustments=table)


@pytest.fixture(scope="module")
def made(result, tmp_path_factory) -> Path:
    return result.write_workbook(tmp_path_factory.mktemp("ket_qua") / "tong_hop.xlsx")


@pytest.fixture
def book(made, tmp_path) -> Path:
    return Path(shutil.copy(made, tmp_path / "tong_hop.xlsx"))


def place(path: Path, name: str, unit: str) -> str:
    """The cell of Dữ liệu that holds a unit's value; "" is the city."""
    ground = openpyxl.load_workbook(path)["Dữ liệu"]
    column = next(c.column_letter for c in ground[4] if c.value == name)
    texts = {unit, "Toàn thành phố"} if not unit else {unit}
    return f"{column}{next(r[0].row for r in ground.iter_rows(max_col=2) if {c.value for c in r} & texts)}"


def found(path: Path, rebuilt: bytes | None = None) -> list[tuple[str, str, str, str, str]]:
    return [(f.code, f.sheet, f.cell, f.found, f.expected) for f in judge_workbook(path, rebuilt)]


def test_a_workbook_as_it_was_written_is_right(book, result):
    assert found(book) == []
    assert found(book, book.read_bytes()) == []


@office.needs_office
def test_a_workbook_that_libreoffice_saved_is_right_too(book, tmp_path):
    (saved,) = office.convert([book], tmp_path / "out")
    assert found(saved, book.read_bytes()) == []


def test_a_result_that_the_formula_does_not_give_is_named_with_its_cell(book):
    cell = place(book, "hs_tong", "")
    total = openpyxl.load_workbook(book, data_only=True)["Dữ liệu"][cell].value
    assert total == 2 * small.VALUES["hs_tong"]
    formula = openpyxl.load_workbook(book)["Dữ liệu"][cell].value.removeprefix("=")
    books.set_cell(book, "Dữ liệu", cell, f"<f>{formula.replace('<', '&lt;')}</f><v>5</v>")
    assert ("F007", "Dữ liệu", cell, "5", "28.502") in found(book)


def test_a_formula_typed_over_is_named_even_by_the_right_number(book):
    cell = place(book, "hs_tong", "")
    books.type_number(book, "Dữ liệu", cell, "28502")
    assert found(book) == [("F008", "Dữ liệu", cell, "28.502", "")]


def test_a_value_that_is_not_the_one_read_is_named_and_an_adjusted_one_is_not(book):
    cell = place(book, "hs_tong", "vithanh")
    books.type_number(book, "Dữ liệu", cell, "14252")
    codes = {(f[0], f[1], f[2]) for f in found(book)}
    assert ("F009", "Dữ liệu", cell) in codes
    assert ("F007", "Dữ liệu", place(book, "hs_tong", "")) in codes
    assert place(book, "hs_dung", "vithanh") not in {f[2] for f in found(book) if f[0] == "F009"}


@office.needs_office
def test_a_value_changed_and_calculated_in_libreoffice_is_found_by_its_source(book, tmp_path):
    cell, target = place(book, "hs_tong", "vithanh1"), tmp_path / "sua.xlsx"
    office.edit(book, target, {"cells": [["Dữ liệu", cell, 15000]]})
    assert found(target) == [("F009", "Dữ liệu", cell, "15.000", "14.251")]


def test_against_the_workbook_made_afresh_every_other_cell_is_named(book, returns, tmp_path):
    """A further unit has answered since."""
    later = Path(shutil.copytree(returns, tmp_path / "them"))
    unit = small.campaign().unit_by_code["longphu"]
    values = {**small.VALUES, "hs_tong": Decimal(20000)}
    (later / "longphu.xlsx").write_bytes(form_bytes(small.campaign(), unit, values=values, lists=small.LISTS))
    anew = dv.consolidate(small.campaign(), later).write_workbook(tmp_path / "moi.xlsx")
    differing = {(f[1], f[2]): f[3:] for f in found(book, anew.read_bytes()) if f[0] == "F010"}
    assert differing["Dữ liệu", place(book, "hs_tong", "longphu")] == ("trống", "20.000")
    assert differing["Dữ liệu", place(book, "hs_tong", "")] == ("28.502", "48.502")


def test_a_formula_that_cannot_be_calculated_again_is_said(book):
    cell = place(book, "hs_tong", "vithanh")
    books.set_cell(book, "Dữ liệu", cell, "<f>CUBEVALUE(1)+14251</f><v>14251</v>")
    assert [(f[0], f[2], f[3]) for f in found(book)] == [("F011", cell, "1")]


def test_a_lost_sheet_is_said(book):
    whole = openpyxl.load_workbook(book)
    del whole["Nguồn số liệu"]
    whole.save(book)
    assert ("F010", "Nguồn số liệu", "", "không còn trang", "có trang") in found(book)
