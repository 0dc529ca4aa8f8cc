"""A return saved again by another office program is as sound as before; damaged ones stay read rightly or reported."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

import danvan_xl as dv
from danvan_xl.formula import FormulaError
from danvan_xl.intake.book import RawCell, RawSheet, a1
from danvan_xl.intake.read import Reader
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import Kind
from tests import books, damage, office, small
from tests.clay import clay_bytes, read_clay
from tests.test_seen import RATE, dressed
from tests.xlsb import xlsb_bytes

SAID_ANYWAY = {"xlsx": set(), "xls": {"T009"}, "ods": {"T009"}}
"""Of other formats the reader says that formulas could not be checked."""


@office.needs_office
@pytest.mark.parametrize("kind", list(SAID_ANYWAY))
def test_a_return_saved_again_by_libreoffice_has_no_finding_of_damage(kind, tmp_path):
    source = tmp_path / "vithanh.xlsx"
    source.write_bytes(small.filled())
    (saved,) = office.convert([source], tmp_path / "out", kind)
    before, after = dv.read_return(small.campaign(), source), dv.read_return(small.campaign(), saved)
    assert {f.code for f in after.findings} == SAID_ANYWAY[kind]
    columns = ["field", "facet", "item", "state", "value"]
    typed = ~before.values["kind"].eq("ty_le")
    assert after.values[typed][columns].equals(before.values[typed][columns])


@office.needs_office
def test_a_return_of_the_built_in_campaign_saved_again_by_libreoffice_has_no_finding(campaign, sample, tmp_path):
    (saved,) = office.convert([sample / "ngabay.xlsx"], tmp_path / "out")
    found = dv.read_return(campaign, saved).findings
    assert [f.message for f in found if f.code[0] in "TCGF"] == []


def test_a_return_as_a_binary_workbook_is_read_for_its_values_and_it_is_said(tmp_path):
    plain, binary = tmp_path / "vithanh.xlsx", tmp_path / "vithanh.xlsb"
    plain.write_bytes(small.filled())
    binary.write_bytes(xlsb_bytes(read_xlsx(small.filled(), whole=True).sheets))
    before, after = dv.read_return(small.campaign(), plain), dv.read_return(small.campaign(), binary)
    assert after.unit == "vithanh" and [(f.code, f.severity) for f in after.findings] == [("T009", "thong_tin")]
    columns = ["field", "facet", "item", "state", "value"]
    assert after.values[columns].equals(before.values[columns])
    assert {"14251", "2026-03-05", "01/KH-UBND"} <= {str(v) for v in after.values["value"]}


def test_names_settle_in_a_binary_workbook_what_its_signs_leave_open(tmp_path):
    """The hidden codes are deleted and two rows bear one label: only the name tells which of them is meant."""
    clay = read_clay(small.filled())
    row = clay.names["chu_tri"][1][0]
    clay.sheet("Hội nghị").cells[row, 2] = RawCell("Số cuộc họp")
    clay.move("Hội nghị", lambda p: None if p[1] == 0 else (p[0], p[1] - 1), follow=True)
    book = read_xlsx(clay_bytes(clay))
    path = tmp_path / "vithanh.xlsb"
    found = {}
    for names in ({}, book.names):
        path.write_bytes(xlsb_bytes(book.sheets, names))
        values = dv.read_return(small.campaign(), path).values.set_index("field")["value"]
        found[bool(names)] = values["cuoc"]
    assert found == {False: None, True: small.VALUES["cuoc"]}


def in_1904() -> bytes:
    """The filled form as Excel for Mac once saved it: days counted from 1904."""
    parts = books.parts(small.filled())
    name, sheets = "xl/workbook.xml", (books.sheet_part(parts, title) for title in ("Hội nghị", "Văn bản"))
    parts[name] = re.sub(rb"<workbookPr", b'<workbookPr date1904="1"', parts[name])
    assert b"date1904" in parts[name]
    for sheet in sheets:
        parts[sheet] = re.sub(rb"<v>(46\d{3})</v>", lambda m: b"<v>%d</v>" % (int(m[1]) - 1462), parts[sheet])
    return books.package(parts)


@office.needs_office
@pytest.mark.parametrize("kind", ["xlsx", "libreoffice", "xls", "ods"])
def test_promise_11_days_counted_from_1904_are_the_same_days(tmp_path, kind):
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(in_1904())
    if kind != "xlsx":
        (path,) = office.convert([path], tmp_path / "ra", "xlsx" if kind == "libreoffice" else kind)
    values = dv.read_return(small.campaign(), path).values
    days = values[values["kind"].eq("ngay")]["value"].tolist()
    assert days == [small.VALUES["ngay_hop"], *small.LISTS["vb.ngay"]]


def with_merge() -> bytes:
    """Two numbers under each other merged: the second is gone."""
    parts = books.parts(small.filled())
    part = books.sheet_part(parts, "Hội nghị")
    xml = re.sub(r'(<c r="E8"[^>]*?)>.*?</c>', r"\1/>", parts[part].decode())
    parts[part] = xml.replace("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="E7:E8"/></mergeCells>'
                              ).encode() if "<mergeCells" not in xml else re.sub(
        r"(<mergeCells[^>]*>)", r'\1<mergeCell ref="E7:E8"/>', xml).encode()
    return books.package(parts)


@office.needs_office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_merged_inputs_are_known_in_every_format(tmp_path, kind):
    source = tmp_path / "vithanh.xlsx"
    source.write_bytes(with_merge())
    (saved,) = office.convert([source], tmp_path / "ra", kind)
    found = dv.read_return(small.campaign(), saved)
    assert [(f.sheet, f.cell, f.found) for f in found.findings if f.code == "C011"] == [("Hội nghị", "E8", "E7:E8")]


def test_merged_inputs_are_known_in_a_binary_workbook(tmp_path):
    path = tmp_path / "vithanh.xlsb"
    path.write_bytes(xlsb_bytes(read_xlsx(with_merge(), whole=True).sheets))
    found = dv.read_return(small.campaign(), path)
    assert [(f.sheet, f.cell, f.found) for f in found.findings if f.code == "C011"] == [("Hội nghị", "E8", "E7:E8")]


def with_percentage():
    """The rate of disbursement, a number from 0 to 100, typed into a cell that shows per cents."""
    return dressed(RATE, "<v>0.9216</v>", "0.00%"), RATE


def test_a_percentage_in_a_binary_workbook_is_asked_about(tmp_path):
    content, place = with_percentage()
    path = tmp_path / "vithanh.xlsb"
    path.write_bytes(xlsb_bytes(read_xlsx(content, whole=True).sheets))
    found = dv.read_return(small.campaign(), path).findings
    assert [(f.sheet, f.cell, f.found) for f in found if f.code == "G006"] == [(*place, "92,16%")]


@office.needs_office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_percentage_in_a_workbook_of_libreoffice_is_asked_about(tmp_path, kind):
    content, place = with_percentage()
    source = tmp_path / "vithanh.xlsx"
    source.write_bytes(content)
    (saved,) = office.convert([source], tmp_path / "ra", kind)
    found = dv.read_return(small.campaign(), saved).findings
    assert [(f.sheet, f.cell, f.found) for f in found if f.code == "G006"] == [(*place, "92,16%")]


@pytest.mark.parametrize("formula", [None, "1/0"])
def test_an_error_in_a_binary_workbook_is_an_error_and_no_blank(tmp_path, formula):
    clay = read_clay(small.filled())
    cells = clay.sheet("Số liệu").cells
    at = next(at for at, cell in cells.items() if cell.value == Decimal(14251))
    cells[at] = RawCell(FormulaError("#DIV/0!"), formula)
    path = tmp_path / "vithanh.xlsb"
    path.write_bytes(xlsb_bytes(read_xlsx(clay_bytes(clay), whole=True).sheets))
    read = dv.read_return(small.campaign(), path)
    row = read.values[read.values["field"].eq("hs_tong") & read.values["facet"].eq("")].iloc[0]
    assert (row["state"], row["value"], row["raw"]) == ("khong_hop_le", None, "#DIV/0!")
    assert [(f.found, f.sheet, f.cell) for f in read.findings if f.code == "G005"] == [("#DIV/0!", "Số liệu", a1(at))]


@pytest.mark.parametrize("cut", [b"", b"\x80", b"\x9c\x01\x0c\x01"])
def test_a_binary_workbook_with_a_record_cut_short_is_one_error(tmp_path, cut):
    parts = books.parts(xlsb_bytes(read_xlsx(small.filled()).sheets))
    parts["xl/workbook.bin"] = parts["xl/workbook.bin"][:40] + cut
    path = tmp_path / "vithanh.xlsb"
    path.write_bytes(books.package(parts))
    assert [f.code for f in dv.read_return(small.campaign(), path).findings] == ["T002"]


def test_a_binary_workbook_that_is_no_form_is_one_error(tmp_path):
    path = tmp_path / "khac.xlsb"
    path.write_bytes(xlsb_bytes([RawSheet("Sheet1", "visible", {(0, 0): RawCell("Bảng lương"), (1, 0): RawCell(
        Decimal(5))})]))
    findings = dv.read_return(small.campaign(), path).findings
    assert len(findings.errors) == 1 and {f.code for f in findings} - {"T009"} == {findings.errors[0].code}


@pytest.mark.slow
@office.needs_office
def test_random_damage_saved_through_libreoffice_is_read_rightly_or_reported(tmp_path):
    cases = [damage.make(seed) for seed in range(500_000, 500_060)]
    files = []
    for case in cases:
        path = tmp_path / f"{case.seed}.xlsx"
        path.write_bytes(clay_bytes(case.clay))
        files.append(path)
    reader, wrong = Reader(small.campaign()), []
    for case, saved in zip(cases, office.convert(files, tmp_path / "out"), strict=True):
        case.is_clear = False
        found = reader.read_bytes(saved.read_bytes(), saved.name, Kind.WORKBOOK)
        wrong += [f"case {case.seed} ({', '.join(case.done)}): {text}" for text in damage.violations(case, found)]
    assert wrong == []
