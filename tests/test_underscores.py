"""Codes with ``_xa_``, which LibreOffice 7.4 takes for an escaped line end, are known again in what it saves."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.form import form_bytes
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.read import Reader
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import Kind
from tests import books, office, small
from tests.clay import Clay, clay_bytes, read_clay

CODES = {"hs_tl": "hs_xa_tl", "hop_nu": "hop_xa_nu", "gui_nu": "gui_xe_nu", "vb,nguoi": "vb,so_xa_du",
         "vithanh,": "ubnd_xa_thanh,",
         "nho_2026": "nho_xa_2026"}


@cache
def campaign(rate: str = "=hs_dung/hs_tong") -> dv.Campaign:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in small.TABLES.items():
            text = text.replace("=hs_dung/hs_tong\n", f"{rate}\n")
            for code, with_syllable in CODES.items():
                text = text.replace(code, with_syllable)
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8")
        return dv.load_campaign(folder)


VALUES = {"hop_xa_nu": Decimal(31), "gui_xe_nu": Decimal(57), "cuoc": Decimal(12)}
LISTS = {"vb.so": ["01/KH", "02/KH"], "vb.so_xa_du": [Decimal(41), Decimal(77)]}


def filled() -> bytes:
    return form_bytes(campaign(), campaign().unit_by_code["ubnd_xa_thanh"], values=VALUES, lists=LISTS)


def read(content: bytes):
    return Reader(campaign()).read_bytes(content, "ubnd_xa_thanh.xlsx", Kind.WORKBOOK)


def saved_by_libreoffice(clay: Clay) -> None:
    """What it makes of texts: ``_xa_`` and ``_xe_`` become the characters 10 and 14."""
    for sheet in clay.sheets:
        sheet.cells = {at: cell._replace(value=cell.value.replace("_xa_", "\n").replace("_xe_", "\x0e"))
                       if isinstance(cell.value, str) else cell for at, cell in sheet.cells.items()}


def relabelled(clay: Clay) -> None:
    """Names lost, labels the same for two rows: only the codes tell them apart."""
    clay.names = {}
    sheet = clay.sheet("Hội nghị")
    for at, cell in list(sheet.cells.items()):
        if cell.value in ("2", "3") and at[1] == 1:
            sheet.cells[at] = RawCell(None)


@pytest.mark.parametrize("by_codes_alone", [False, True])
def test_codes_are_known_again_in_what_libreoffice_made_of_them(by_codes_alone, monkeypatch):
    clay = read_clay(filled())
    assert any(cell.value == "hop_xa_nu" for sheet in clay.sheets for cell in sheet.cells.values())
    saved_by_libreoffice(clay)
    for sheet in clay.sheets:
        # U+000E cannot stand in XML at all; programs write it escaped
        sheet.cells = {at: cell._replace(value=cell.value.replace("\x0e", "_x000E_"))
                       if isinstance(cell.value, str) else cell for at, cell in sheet.cells.items()}
    if by_codes_alone:
        relabelled(clay)
    found = read(clay_bytes(clay))
    assert found.unit == "ubnd_xa_thanh"
    assert {name: found.values[name] for name in VALUES} == VALUES
    assert [list(found.lists[name])[:2] for name in LISTS] == list(LISTS.values())
    assert not [f.message for f in found.findings if f.code in ("C005", "C009", "C014", "C017", "C021", "C023")
                and not by_codes_alone]


@pytest.mark.parametrize("ending", [b"_xa_", b"\n"], ids=["as sent", "saved by LibreOffice"])
def test_a_formula_of_an_older_definition_is_known_by_its_own_digest(ending):
    older = campaign("=1*hs_dung/hs_tong")
    parts = books.parts(form_bytes(older, older.unit_by_code["ubnd_xa_thanh"], values=VALUES, lists=LISTS))
    texts = parts["xl/sharedStrings.xml"]
    assert b"hs_x005F_xa_tl" in texts
    parts["xl/sharedStrings.xml"] = texts.replace(b"_x005F_xa_", ending)
    found = read(books.package(parts))
    assert found.unit == "ubnd_xa_thanh"
    assert sorted({f.code for f in found.findings if f.code[0] in "CF"}) == ["C007"]


@office.needs_office
def test_the_consolidated_workbook_shows_its_codes_as_they_are_in_libreoffice(tmp_path):
    (tmp_path / "nop").mkdir()
    (tmp_path / "nop" / "ubnd_xa_thanh.xlsx").write_bytes(filled())
    source = dv.consolidate(campaign(), tmp_path / "nop").write_workbook(tmp_path / "tong_hop.xlsx")
    (saved,) = office.convert([source], tmp_path / "ra")
    texts = [{value for value in office.cells(path).values() if isinstance(value, str)} for path in (source, saved)]
    assert {"hs_xa_tl", "hop_xa_nu", "gui_xe_nu", "ubnd_xa_thanh"} <= texts[0] & texts[1]


@office.needs_office
def test_a_form_saved_by_libreoffice_keeps_every_code_of_its_hidden_column(tmp_path):
    source = tmp_path / "mot.xlsx"
    source.write_bytes(filled())
    (saved,) = office.convert([source], tmp_path / "ra")
    before, after = (read_xlsx(path.read_bytes(), whole=True) for path in (source, saved))
    codes = [[c.value for at, c in sorted(book.sheet("Hội nghị").cells.items()) if at[1] == 0] for book in (
        before, after)]
    assert codes[0] == codes[1] and "hop_xa_nu" in codes[0]


@office.needs_office
def test_a_form_saved_twice_by_libreoffice_keeps_its_rows_without_names(tmp_path):
    source = tmp_path / "mot.xlsx"
    source.write_bytes(filled())
    (once,) = office.convert([source], tmp_path / "lan_1")
    (twice,) = office.convert([once], tmp_path / "lan_2")
    clay = read_clay(twice.read_bytes())
    relabelled(clay)
    found = read(clay_bytes(clay))
    assert {name: found.values[name] for name in VALUES} == VALUES
    assert [list(found.lists[name])[:2] for name in LISTS] == list(LISTS.values())
