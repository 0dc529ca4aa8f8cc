"""Returned files as people and other programs send them: one clear finding, and the rest goes on."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest

import danvan_xl as dv
from tests import books

SHEET = "Giải quyết thủ tục hành chính"


@pytest.fixture(scope="session")
def spot(campaign, sample):
    """Where a field stands in ngabay's workbook."""
    values = dv.read_return(campaign, sample / "ngabay.xlsx").values
    return {row.field: (row.sheet, row.cell) for row in values[values.facet == ""].itertuples()}


@pytest.fixture
def one(sample, tmp_path):
    path = tmp_path / "ngabay.xlsx"
    path.write_bytes((sample / "ngabay.xlsx").read_bytes())
    return path


def value_of(read, field, facet=""):
    values = read.values
    return values[(values.field == field) & (values.facet == facet)].iloc[0]


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return stream.getvalue()


def with_doctype(content: bytes) -> bytes:
    parts = books.parts(content)
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>'
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"<styleSheet", declared + b"<styleSheet", 1)
    return books.package(parts)


def strict(content: bytes) -> bytes:
    parts = books.parts(content)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return books.package(parts)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
DAMAGE = {
    "empty": (lambda c: b"", "T002"),
    "truncated": (lambda c: c[: len(c) // 2], "T002"),
    "html named xlsx": (lambda c: b"<html><table><tr><td>1</td></tr></table></html>", "T001"),
    "csv named xlsx": (lambda c: "đơn vị;số\nngabay;1\n".encode(), "T001"),
    "pdf beside": (lambda c: b"%PDF-1.7\n", "T007"),
    "encrypted": (lambda c: OLE + "EncryptedPackage".encode("utf-16-le"), "T004"),
    "strict": (strict, "T006"),
    "bomb": (lambda c: bomb(), "T003"),
    "doctype": (with_doctype, "T005"),
    "foreign workbook": (lambda c: foreign_workbook(), "C001"),
}


def foreign_workbook() -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("Sheet1").write(0, 0, 5)
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("damage", DAMAGE, ids=list(DAMAGE))
def test_a_file_that_is_no_return_is_one_finding_and_the_rest_is_consolidated(campaign, returns, damage):
    change, code = DAMAGE[damage]
    path = returns / "ngabay.xlsx"
    path.write_bytes(change(path.read_bytes()))
    result = dv.consolidate(campaign, returns)
    found = [f for f in result.findings if f.file == "ngabay.xlsx"]
    assert [f.code for f in found] == [code]
    assert result.completeness == "46/47 đơn vị"
    expected = "chua_nop" if code == "T007" else "khong_doc_duoc"
    assert result.units.set_index("code").loc["ngabay", "state"] == expected


def test_an_unknown_unit_and_another_campaign_are_told_apart(campaign, one):
    def rename(key, value):
        def change(book):
            part = books.sheet_part(book, "_danvan")
            strings = book["xl/sharedStrings.xml"].decode()
            assert f"<t>{key}</t>" in strings
            book["xl/sharedStrings.xml"] = strings.replace(f"<t>{key}</t>", f"<t>{value}</t>").encode()
            assert part

        return change

    books.edit(one, rename("nga_bay_2023", "dot_khac"))
    read = dv.read_return(campaign, one)
    assert read.unit is None and [f.code for f in read.findings] == ["C002"]


def test_a_unit_that_is_not_on_the_list_is_named(campaign, one):
    import dataclasses

    fewer = dataclasses.replace(campaign, units=campaign.units[1:])
    read = dv.read_return(fewer, one)
    assert read.unit is None and [(f.code, f.found) for f in read.findings] == [("C003", "ngabay")]


def test_a_heading_of_another_unit_counts_for_neither(campaign, one):
    books.type_text(one, SHEET, "B2", "Đơn vị: Phường Lái Hiếu")
    read = dv.read_return(campaign, one)
    assert read.unit is None
    assert [(f.code, f.sheet, f.found, f.expected) for f in read.findings] == [
        ("C004", SHEET, "Phường Lái Hiếu", "Phường Ngã Bảy")]


def test_a_heading_in_other_unicode_form_and_spacing_is_the_same(campaign, one):
    import unicodedata

    books.type_text(one, SHEET, "B2", "Đơn vị: " + unicodedata.normalize("NFD", "  PHƯỜNG  Ngã\u00a0Bảy "))
    assert dv.read_return(campaign, one).unit == "ngabay"


def test_a_file_named_like_another_unit_is_counted_by_its_inside(campaign, one):
    other = one.with_name("laihieu.xlsx")
    one.rename(other)
    read = dv.read_return(campaign, other)
    assert read.unit == "ngabay" and "C008" in [f.code for f in read.findings]


TYPED = [
    ("2.100", Decimal(2100), "G004"), ("2 100", Decimal(2100), "G004"), ("2\u00a0100 hồ sơ", Decimal(2100), "G004"),
    ("２１００", Decimal(2100), "G004"), ("02", Decimal(2), "G004"), ("1.050.000", Decimal(1050000), "G004"),
    ("2,100", None, "G006"), ("không", None, "G006"), ("-", None, "G006"), ("2100,5", None, "G002"),
    ("hai nghìn", None, "G002"), ("5 triệu", None, "G002"), ("-5", Decimal(-5), "G003"),
]


@pytest.mark.parametrize(("text", "value", "code"), TYPED, ids=[t[0] for t in TYPED])
def test_a_number_typed_as_text_is_read_only_when_one_reading_is_possible(campaign, one, spot, text, value, code):
    sheet, cell = spot["hs_tong"]
    books.type_text(one, sheet, cell, text)
    read = dv.read_return(campaign, one)
    row = value_of(read, "hs_tong")
    assert row.value == value and row.state == ("tra_loi" if value is not None else "khong_hop_le")
    here = [f for f in read.findings if f.cell == cell and f.sheet == sheet and f.code.startswith("G")]
    assert code in [f.code for f in here]
    assert all(f.found and f.field for f in here)


def test_a_thousand_typed_with_a_comma_in_an_english_excel_is_asked_about(campaign, one, spot):
    books.type_number(one, *spot["hs_tong"], "14.251")
    read = dv.read_return(campaign, one)
    assert value_of(read, "hs_tong").value is None
    finding = next(f for f in read.findings if f.code == "G006")
    assert finding.found == "14,251" and finding.expected.startswith("14.251")


def test_promise_9_blank_zero_not_applicable_error_and_text_stay_different(campaign, one, spot):
    sheet, cell = spot["hs_bo_sung"]
    states = {}
    for name, change in {
        "blank": lambda: books.set_cell(one, sheet, cell, ""),
        "zero": lambda: books.type_number(one, sheet, cell, "0"),
        "error": lambda: books.set_cell(one, sheet, cell, "<v>#DIV/0!</v>", "e"),
        "spaces": lambda: books.type_text(one, sheet, cell, "   "),
    }.items():
        change()
        row = value_of(dv.read_return(campaign, one), "hs_bo_sung")
        states[name] = (row.state, row.value)
    assert states == {"blank": ("trong", None), "zero": ("tra_loi", 0), "error": ("khong_hop_le", None),
                      "spaces": ("trong", None)}


def test_statuses_mean_what_they_say(campaign, one, spot):
    sheet, cell = spot["hs_bo_sung"]
    status = f"F{cell[1:]}"
    books.set_cell(one, sheet, cell, "")
    seen = {}
    for text in ("Không phát sinh", "không  áp dụng", "Chưa có số liệu", "sao cũng được"):
        books.type_text(one, sheet, status, text)
        read = dv.read_return(campaign, one)
        row = value_of(read, "hs_bo_sung")
        seen[text] = (row.state, row.value, [(f.code, f.severity) for f in read.findings if f.code.startswith("G")])
    assert seen == {
        "Không phát sinh": ("tra_loi", 0, []),
        "không  áp dụng": ("khong_ap_dung", None, []),
        "Chưa có số liệu": ("trong", None, [("G001", "canh_bao")]),
        "sao cũng được": ("trong", None, [("G008", "canh_bao"), ("G001", "loi")]),
    }


def test_a_number_beside_not_applicable_is_a_finding_and_not_used(campaign, one, spot):
    sheet, cell = spot["hs_bo_sung"]
    books.type_text(one, sheet, f"F{cell[1:]}", "Không áp dụng")
    read = dv.read_return(campaign, one)
    assert value_of(read, "hs_bo_sung").state == "khong_hop_le"
    assert "G007" in [f.code for f in read.findings]


FORMULA_DAMAGE = {
    "typed over": ("<v>0.5</v>", "", "F001"),
    "deleted": ("", "", "F001"),
    "edited": ("<f>hs_truc_tuyen/1</f><v>1400</v>", "", "F002"),
    "stale": None,
    "never calculated": None,
}


@pytest.mark.parametrize("damage", ["typed over", "deleted", "edited"])
def test_a_changed_formula_is_flagged_and_the_recomputed_value_used(campaign, one, spot, damage):
    sheet, cell = spot["hs_truc_tuyen_tl"]
    inner, kind, code = FORMULA_DAMAGE[damage]
    books.set_cell(one, sheet, cell, inner, kind)
    read = dv.read_return(campaign, one)
    found = [f for f in read.findings if f.cell == cell and f.sheet == sheet]
    assert [f.code for f in found] == [code]
    assert value_of(read, "hs_truc_tuyen_tl").value.quantize(Decimal("0.0001")) == Decimal("0.6667")


def formula_in(path, sheet, cell):
    import openpyxl

    return openpyxl.load_workbook(path)[sheet][cell].value.removeprefix("=").replace("<", "&lt;").replace(">", "&gt;")


def test_a_stale_result_is_shown_beside_the_recomputed_one(campaign, one, spot):
    sheet, cell = spot["hs_truc_tuyen_tl"]
    books.set_cell(one, sheet, cell, f"<f>{formula_in(one, sheet, cell)}</f><v>0.25</v>")
    found = [f for f in dv.read_return(campaign, one).findings if f.cell == cell]
    assert [(f.code, f.found) for f in found] == [("F004", "0,25")] and found[0].expected.startswith("0,6666")


def test_a_formula_that_no_program_calculated_is_not_zero(campaign, one, spot):
    sheet, cell = spot["hs_truc_tuyen_tl"]
    books.set_cell(one, sheet, cell, f"<f>{formula_in(one, sheet, cell)}</f>")
    read = dv.read_return(campaign, one)
    assert [f.code for f in read.findings if f.cell == cell] == ["F003"]
    assert value_of(read, "hs_truc_tuyen_tl").value > 0


def test_a_self_score_out_of_bounds_is_not_used(campaign, one):
    import openpyxl

    book = openpyxl.load_workbook(one)
    place = book.defined_names["tu_cham.xp_dvk_cl"].attr_text
    sheet, cell = place.rsplit("!", 1)
    books.type_number(one, sheet.strip("'"), cell.replace("$", ""), "60")
    read = dv.read_return(campaign, one)
    finding = next(f for f in read.findings if f.code == "D002")
    assert (finding.found, finding.expected) == ("60", "6")


def test_the_newest_return_counts_and_the_others_are_listed(campaign, sample, tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    old = folder / "b_cu.xlsx"
    new = folder / "a_moi.xlsx"
    old.write_bytes((sample / "ngabay.xlsx").read_bytes())
    new.write_bytes((sample / "ngabay.xlsx").read_bytes())
    (folder / "c_trung.xlsx").write_bytes((sample / "ngabay.xlsx").read_bytes())

    def later(book):
        core = book["docProps/core.xml"].decode()
        book["docProps/core.xml"] = core.replace("2023-11-28T00:00:00Z</dcterms:modified>",
                                                 "2023-12-02T09:00:00Z</dcterms:modified>").encode()
        assert book["docProps/core.xml"] != core.encode()

    books.edit(new, later)
    result = dv.consolidate(campaign, folder)
    assert result.units.set_index("code").loc["ngabay", "file"] == "a_moi.xlsx"
    others = {f.file: (f.code, f.expected) for f in result.findings if f.code in ("N002", "N003")}
    assert others == {"b_cu.xlsx": ("N002", "a_moi.xlsx"), "c_trung.xlsx": ("N002", "a_moi.xlsx")}


def test_the_same_file_sent_twice_counts_once(campaign, sample, tmp_path):
    for name in ("x.xlsx", "y.xlsx"):
        (tmp_path / name).write_bytes((sample / "ngabay.xlsx").read_bytes())
    result = dv.consolidate(campaign, tmp_path)
    assert [f.code for f in result.findings if f.code.startswith("N00") and f.file] == ["N003"]
    assert len(result.returned) == 1


def test_lock_files_are_skipped(campaign, sample, tmp_path):
    (tmp_path / "~$ngabay.xlsx").write_bytes(b"x" * 165)
    (tmp_path / "ngabay.xlsx").write_bytes((sample / "ngabay.xlsx").read_bytes())
    result = dv.consolidate(campaign, tmp_path)
    assert not [f for f in result.findings if "~$" in f.file]
