"""Handing in: what the folder holds, when it is refused, and a manifest that notices every change."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import zipfile

import docx
import openpyxl
import pytest

from danvan_xl.demo import copy_definition
from danvan_xl.handover import is_handover, verify
from danvan_xl.handover.cover import paper_note
from tests.test_cli import danvan


@pytest.fixture(scope="module")
def campaign_folder(sample, tmp_path_factory):
    """A whole campaign that handed in although 45 units have not returned."""
    folder = tmp_path_factory.mktemp("dot")
    copy_definition("nga_bay_2023", folder / "dinh_nghia")
    (folder / "nop_ve").mkdir()
    for name in ("daithanh", "phong_noi_vu"):
        shutil.copy(sample / f"{name}.xlsx", folder / "nop_ve")
    return folder


@pytest.fixture(scope="module")
def handed(campaign_folder):
    refused = danvan("handover", campaign_folder)
    assert refused.returncode == 1 and "N001" in refused.stdout and "--with-open-errors" in refused.stdout
    assert not (campaign_folder / "ket_qua" / "nop_cap_tren").exists(), "nothing is made while errors are open"
    done = danvan("handover", campaign_folder, "--with-open-errors")
    assert done.returncode == 0, done.stderr + done.stdout
    return campaign_folder / "ket_qua" / "nop_cap_tren"


@pytest.fixture
def copied(campaign_folder, handed, tmp_path):
    """A copy of what was handed in, in its campaign folder, to be changed."""
    for part in ("ket_qua", "nop_ve"):
        shutil.copytree(campaign_folder / part, tmp_path / part)
    return tmp_path / "ket_qua" / "nop_cap_tren"


def test_everything_is_handed_in_and_proved_by_its_digest(handed, campaign_folder):
    names = {p.name for p in handed.iterdir()}
    asked = {"tong_hop.xlsx", "bao_cao.docx", "bang_tu_cham_diem.xlsx", "danh_muc_minh_chung.xlsx",
             "dieu_chinh_sua_chua.xlsx", "don_vi_chua_nop.xlsx", "phieu_gui.txt", "phieu_gui.docx",
             "danh_muc_sha256.csv"}
    assert names - {"bao_cao.pdf"} == asked
    assert ("bao_cao.pdf" in names) == (shutil.which("soffice") is not None)
    rows = list(csv.DictReader(io.StringIO((handed / "danh_muc_sha256.csv").read_text(encoding="utf-8-sig"))))
    own = {r["tep"]: r["sha256"] for r in rows if r["loai"] == "tep_nop"}
    assert own == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in handed.iterdir()
                   if p.name != "danh_muc_sha256.csv"}
    returns = {(r["don_vi"], r["tep"]): r["sha256"] for r in rows if r["loai"] == "bieu_don_vi"}
    assert returns == {(p.stem, p.name): hashlib.sha256(p.read_bytes()).hexdigest()
                       for p in (campaign_folder / "nop_ve").iterdir()}
    with zipfile.ZipFile(handed.with_suffix(".zip")) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == {
            f"nop_cap_tren/{p.name}": p.read_bytes() for p in handed.iterdir()}


def test_the_note_lists_the_open_errors_and_what_the_figures_rest_on(handed):
    text = (handed / "phieu_gui.txt").read_text(encoding="utf-8-sig")
    assert "2/47 đơn vị" in text and "CÒN " in text and text.count("[N001]") == 45
    assert "Bảng tự chấm điểm (bang_tu_cham_diem.xlsx)" in text


def test_the_note_is_also_a_paper_to_sign_with_the_same_text(handed, campaign):
    settings = campaign.settings
    lines = [line for line in (handed / "phieu_gui.txt").read_text(encoding="utf-8-sig").splitlines() if line]
    paper = docx.Document(handed / "phieu_gui.docx")
    text = [p.text for p in paper.paragraphs if p.text]
    assert [t.replace("\u00a0", " ") for t in text[:3]] == [
        "PHIẾU GỬI", settings.name, f"Kính gửi: {settings.addressee}"]
    assert lines[:4] == ["PHIẾU GỬI", f"Cơ quan gửi: {settings.office}, ngày 28/11/2023",
                         f"Nơi nhận: {settings.addressee}", f"Nội dung: {settings.name}"]
    assert text[3:] == lines[4:] and lines[4].startswith("Số liệu tổng hợp từ ")
    heading, signature = ([p.text for row in table.rows for cell in row.cells for p in cell.paragraphs]
                          for table in paper.tables)
    assert {"THÀNH PHỐ NGÃ BẢY", "Độc lập - Tự do - Hạnh phúc", "Ngã Bảy, ngày 28 tháng 11 năm 2023"} <= set(heading)
    sign = settings.document_number.partition("/BC-")[2]
    assert sign and f"Số:       /PG-{sign}" in heading
    assert {"Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"} <= set(signature)
    assert paper_note(settings, lines[4:]) == (handed / "phieu_gui.docx").read_bytes()


def rows_of(path):
    return list(openpyxl.load_workbook(path).active.iter_rows(min_row=6, values_only=True))


def test_the_tables_say_what_the_consolidation_says(handed, campaign, campaign_folder):
    import danvan_xl as dv

    result = dv.consolidate(dv.load_campaign(campaign_folder), campaign_folder / "nop_ve")
    absent = rows_of(handed / "don_vi_chua_nop.xlsx")
    assert [row[1] for row in absent] == [
        u.name for u in campaign.units if u.code not in ("daithanh", "phong_noi_vu")]
    own = rows_of(handed / "bang_tu_cham_diem.xlsx")
    points = {row[1]: row[3] for row in own[: len(result.city_scores)]}
    for score in result.city_scores:
        found = points[score.criterion.text]
        assert found is None if score.points is None else found == pytest.approx(float(score.points), abs=1e-9)
    assert own[-1][3] == result.city_standing.level
    assert docx.Document(handed / "bao_cao.docx").paragraphs


def test_what_was_handed_in_verifies(copied):
    assert is_handover(copied) and len(verify(copied)) == 0


@pytest.mark.parametrize(
    "name", ["tong_hop.xlsx", "bao_cao.docx", "phieu_gui.txt", "phieu_gui.docx", "don_vi_chua_nop.xlsx"])
def test_one_byte_of_one_file_changed_is_refused(copied, name):
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    assert [(f.code, f.file) for f in verify(copied)] == [("N032", name)]


def test_one_byte_of_the_manifest_changed_is_refused(copied):
    manifest = copied / "danh_muc_sha256.csv"
    content = manifest.read_bytes()
    for at in range(0, len(content), 97):
        changed = bytearray(content)
        changed[at] ^= 1
        manifest.write_bytes(changed)
        assert [f.code for f in verify(copied)] == ["N030"]
    manifest.unlink()
    assert [f.code for f in verify(copied)] == ["N030"]


def test_a_file_missing_or_added_is_refused(copied):
    (copied / "bao_cao.docx").unlink()
    (copied / "them.txt").write_text("x")
    assert [(f.code, f.file) for f in verify(copied)] == [("N031", "bao_cao.docx"), ("N033", "them.txt")]


def test_a_return_changed_after_handing_in_is_named_with_its_unit(copied):
    path = copied.parents[1] / "nop_ve" / "daithanh.xlsx"
    path.write_bytes(path.read_bytes() + b"\0")
    assert [(f.code, f.unit, f.file) for f in verify(copied)] == [("N032", "daithanh", "daithanh.xlsx")]


def test_nothing_is_replaced_while_a_file_of_it_is_open(campaign_folder, handed):
    before = {p.name: p.stat().st_mtime_ns for p in handed.iterdir()}
    lock = handed / "~$tong_hop.xlsx"
    lock.write_bytes(b"x")
    try:
        done = danvan("handover", campaign_folder, "--with-open-errors")
    finally:
        lock.unlink()
    assert done.returncode == 2 and "đang mở" in done.stderr
    assert {p.name: p.stat().st_mtime_ns for p in handed.iterdir()} == before


def test_the_command_verifies_what_was_handed_in_by_content(copied):
    fine = danvan("check", copied)
    assert fine.returncode == 0 and "hồ sơ nộp cấp trên" in fine.stdout, fine.stderr
    content = bytearray((copied / "bao_cao.docx").read_bytes())
    content[100] ^= 1
    (copied / "bao_cao.docx").write_bytes(content)
    done = danvan("check", copied)
    assert done.returncode == 1 and "N032" in done.stdout and "bao_cao.docx" in done.stdout
