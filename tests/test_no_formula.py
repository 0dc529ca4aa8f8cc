"""No text of a unit becomes a formula, a link or a field in what is written, and each reads unchanged."""

from __future__ import annotations

import csv
import io
import re
from html import escape

import pytest

import danvan_xl as dv
from danvan_xl.form import form_bytes
from danvan_xl.handover.manifest import RETURN, entry, manifest_bytes
from danvan_xl.intake.xlsx import read_xlsx
from tests import books, small

EVIL = ("=1+1", "+1+1", "-2+3", "@SUM(A1)", '=WEBSERVICE("http://x.vn")', "http://x.vn", "＝1+1", "=cmd|'/c calc'!A1",
        "mailto:a@x.vn", "{=1+1}", "'=1+1", '=HYPERLINK("http://x.vn","x")', "internal:A1", "external:c:/x.xlsx",
        "<r><t>x</t></r>", "_x0041_=1")


def filled(text: str) -> bytes:
    unit = small.campaign().unit_by_code["vithanh"]
    values = {**small.VALUES, "han_che": text, "chu_tri": text, "cuoc.gc": text, "minh_chung.hai": text}
    return form_bytes(small.campaign(), unit, values=values, lists={**small.LISTS, "vb.so": [text, text, text]})


@pytest.mark.parametrize("text", EVIL)
def test_promise_20_a_units_text_in_a_form_is_a_text_and_reads_unchanged(text, tmp_path):
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(filled(text))
    before, after = read_xlsx(small.filled()), read_xlsx(path.read_bytes())
    for sheet in after.sheets:
        clean = before.sheet(sheet.title)
        new = [at for at, c in sheet.cells.items() if c.formula is not None and clean.cells[at].formula is None]
        assert new == []
    parts = books.parts(path.read_bytes())
    assert not any("externalLink" in name for name in parts)
    links = re.findall(r"<hyperlink [^>]*>", "".join(d.decode() for n, d in parts.items() if "worksheets/sheet" in n))
    assert links and not [link for link in links if "r:id" in link], "the guide's own links lead inside the workbook"
    values = dv.read_return(small.campaign(), path).values
    read = values[values["field"].isin(["han_che", "chu_tri", "vb.so"])]["value"].tolist()
    assert set(read) == {text} and len(read) == 5


@pytest.mark.parametrize("text", EVIL)
def test_promise_20_a_units_text_in_the_consolidated_workbook_is_a_text(text, tmp_path):
    (tmp_path / "nop").mkdir()
    (tmp_path / "nop" / "vithanh.xlsx").write_bytes(filled(text))
    result = dv.consolidate(small.campaign(), tmp_path / "nop")
    path = result.write_workbook(tmp_path / "ra.xlsx")
    book = read_xlsx(path.read_bytes())
    cells = [cell for sheet in book.sheets for cell in sheet.cells.values()]
    assert sum(cell.value == text and cell.formula is None for cell in cells) >= 4
    # the tool's own formulas may show the text of a cell; none is the text
    assert not [c.formula for c in cells if c.formula and (f"={c.formula}" == text or text in c.formula)]
    parts = books.parts(path.read_bytes())
    relations = "".join(d.decode() for n, d in parts.items() if n.endswith(".rels"))
    assert "x.vn" not in relations and "External" not in relations


def test_promise_20_a_file_named_like_a_formula_is_none_in_the_manifest():
    names = ["=1+1.xlsx", "@x.xlsx", "-x.xlsx", "＝x.xlsx", "x=1.xlsx"]
    content = manifest_bytes(entry(RETURN, name, "vithanh", b"x") for name in names)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:-1]
    assert not [cell for row in rows for cell in row if re.match("[=+@＝\t\r-]", cell)]
    from danvan_xl.handover.manifest import _read

    assert [e.file for e in _read(content)] == names


@pytest.mark.parametrize("text", ["😀" * 20_000, "<r>" + "&" * 32_757 + "</r>", "<r>" + "😀" * 20_000 + "</r>"])
def test_a_text_longer_than_a_cell_takes_is_cut_between_characters_and_the_workbook_written(text, tmp_path):
    (tmp_path / "nop").mkdir()
    parts = books.parts(filled("mốc"))
    strings = parts["xl/sharedStrings.xml"].decode()
    parts["xl/sharedStrings.xml"] = strings.replace("mốc", escape(text)).encode()
    (tmp_path / "nop" / "vithanh.xlsx").write_bytes(books.package(parts))
    result = dv.consolidate(small.campaign(), tmp_path / "nop")
    book = read_xlsx(result.write_workbook(tmp_path / "ra.xlsx").read_bytes())
    units = text.encode("utf-16-le")[: 2 * 32_767]
    written = units.decode("utf-16-le", "ignore")
    cells = [cell for sheet in book.sheets for cell in sheet.cells.values() if cell.value == written]
    assert len(cells) >= 4
