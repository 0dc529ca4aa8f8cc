"""A definition that harms is one sentence and exit code 2, in bounded time; one with odd sizes is read all the same."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from typer.testing import CliRunner

import danvan_xl as dv
from danvan_xl.cli import _run, app
from tests import books, small

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("dot") / "dot.xlsx"
    dv.save_campaign(small.campaign(), path)
    return path.read_bytes()


def squeezed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def bomb(content: bytes) -> bytes:
    return squeezed(books.parts(content) | {"xl/media/a.bin": b"0" * 200_000_000})


def many_cells(content: bytes) -> bytes:
    """Small and not even badly compressed, but a table of more cells than anyone types."""
    parts = books.parts(content)
    rows = b"".join(b'<row r="%d">%s</row>' % (n, b"<c><v>1</v></c>" * 16000) for n in range(1, 150))
    head, _, tail = parts[SHEET].partition(b"<sheetData>")
    return squeezed(parts | {SHEET: head + b"<sheetData>" + rows + tail[tail.index(b"</sheetData>"):]})


def doctype(content: bytes) -> bytes:
    parts = books.parts(content)
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook'
    return squeezed(parts | {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b"<workbook", declared, 1)})


HARMFUL = {
    "bomb": (bomb, "nén bất thường"),
    "many cells": (many_cells, "nén bất thường"),
    "doctype": (doctype, "khai báo XML bị cấm"),
    "truncated": (lambda c: c[: len(c) // 2], "đã hỏng"),
    "password": (lambda c: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
                 "mật khẩu"),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_harmful_definition_is_one_sentence_and_misuse(sound, tmp_path, kind, monkeypatch, capsys):
    change, said = HARMFUL[kind]
    (tmp_path / "dot.xlsx").write_bytes(change(sound))
    with pytest.raises(dv.CampaignError) as refused:
        dv.load_campaign(tmp_path)
    assert [f.code for f in refused.value.findings] == ["X018"]
    monkeypatch.setattr("sys.argv", ["danvan", "generate", str(tmp_path)])
    assert _run() == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error


def test_a_sheet_that_lies_about_its_size_or_merges_everything_is_read_at_once(sound, tmp_path):
    parts = books.parts(sound)
    for name in [n for n in parts if n.startswith("xl/worksheets/sheet")]:
        merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A500:XFD1048576"/></mergeCells>'
        head, _, tail = parts[name].partition(b"</sheetData>")
        before, _, after = head.partition(b"<dimension ref=\"")
        head = before + b'<dimension ref="A1:XFD1048576' + after[after.index(b'"'):]
        parts[name] = head + (merged + tail if b"mergeCells" not in tail else b"</sheetData>" + tail)
    path = tmp_path / "dot.xlsx"
    path.write_bytes(squeezed(parts))
    assert dv.load_campaign(path).digest == small.campaign().digest


def test_an_office_table_that_harms_is_a_finding(sound, tmp_path):
    folder = tmp_path / "dot"
    folder.mkdir()
    small.folder(folder)
    (folder / "nop_ve").mkdir()
    (folder / "nop_ve" / "vithanh.xlsx").write_bytes(small.filled())
    (folder / "dieu_chinh.xlsx").write_bytes(bomb(sound))
    done = CliRunner().invoke(app, ["consolidate", str(folder)])
    assert done.exit_code == 1 and "nén bất thường" in done.output


def test_last_periods_workbook_that_harms_is_refused_in_a_sentence(sound, tmp_path):
    path = tmp_path / "ky_truoc.xlsx"
    path.write_bytes(bomb(sound))
    with pytest.raises(ValueError, match="nén bất thường"):
        dv.generate(small.campaign(), tmp_path / "ra", previous=path)
    openpyxl.load_workbook(io.BytesIO(sound)).save(path)
    with pytest.raises(ValueError, match="không phải sổ tổng hợp"):
        dv.generate(small.campaign(), tmp_path / "ra", previous=path)
