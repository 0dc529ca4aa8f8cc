"""Names that Windows cannot keep and files that another program holds: one sentence, exit code 2, nothing made."""

from __future__ import annotations

import errno
import sys
import tempfile
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.cli import VERBS, main
from danvan_xl.files import OutputNameError, write_whole
from tests import small

BAD_NAMES = ["CON", "nul", "Aux.2026", "com1", "dot.", "dot ", "đợt?", "d:ot", "a" * 256, "ấ" * 90]
GOOD_NAMES = ["Dân vận 2026", "console", "con_2026", "đợt (2)", "ấ" * 80]
WRITING = {
    "init": ["moi", "--from", "dot"], "generate": ["dot"], "send": ["dot"], "receive": ["dot", "--from", "den"],
    "status": ["dot"], "remind": ["dot"], "consolidate": ["dot"], "handover": ["dot", "--with-open-errors"],
    "demo": ["mau"],
}
READING = {"check", "explain"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("ghi")
    (place / "dot" / "nop_ve").mkdir(parents=True)
    small.folder(place / "dot")
    for where in (place / "dot" / "nop_ve", place / "den"):
        where.mkdir(exist_ok=True)
    (place / "dot" / "nop_ve" / "vithanh.xlsx").write_bytes(small.filled())
    (place / "den" / "vithanh1.xlsx").write_bytes(small.filled("vithanh1"))
    return place


@pytest.fixture
def danvan(monkeypatch, capsys):
    def call(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["danvan", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err
    return call


def is_one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text and "Errno" not in text


@pytest.mark.parametrize("name", BAD_NAMES, ids=lambda name: name[:12])
def test_a_name_that_windows_cannot_keep_is_refused_before_anything_is_made(name, tmp_path):
    with pytest.raises(OutputNameError, match="Không dùng được tên"):
        write_whole(tmp_path / name / "x.xlsx", b"")
    with pytest.raises(OutputNameError, match="Không dùng được tên"):
        write_whole(tmp_path / name, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", GOOD_NAMES, ids=lambda name: name[:12])
def test_a_name_with_spaces_and_accents_is_kept(name, tmp_path):
    assert write_whole(tmp_path / name / "Báo cáo.xlsx", b"x").read_bytes() == b"x"


def test_a_folder_that_is_there_may_be_called_anything(tmp_path):
    (tmp_path / "con" / "d:ot").mkdir(parents=True)
    assert write_whole(tmp_path / "con" / "d:ot" / "x.xlsx", b"x").read_bytes() == b"x"


@pytest.mark.parametrize("verb", ["init", "demo"])
@pytest.mark.parametrize("name", ["NUL", "dot.", "a" * 256])
def test_a_folder_that_is_to_be_made_must_have_a_name(verb, name, danvan, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said = danvan(verb, name, *(["--from", str(folder / "dot")] if verb == "init" else []))
    assert code == 2 and is_one_sentence(said) and list(tmp_path.iterdir()) == [], said


def test_every_command_that_writes_is_looked_at():
    assert {verb.__name__ for verb in VERBS} == {*WRITING, *READING}


@pytest.mark.parametrize("verb", WRITING)
def test_a_file_held_by_another_program_is_named(verb, danvan, folder, monkeypatch):
    """As Windows answers when a file is open in Excel: the replacement is refused."""
    def held(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.chdir(folder)
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("shutil.which", lambda name: None)  # no PDF: that takes LibreOffice long
    code, said = danvan(verb, *WRITING[verb])
    assert code == 2 and is_one_sentence(said) and "đang mở" in said, said
    assert not list(folder.rglob("*.tmp"))


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS])
def test_a_folder_that_takes_no_files_is_named(number, danvan, folder, monkeypatch):
    def refused(**_: object) -> tuple[int, str]:
        raise OSError(number, "refused", "dot/bieu_mau")

    monkeypatch.chdir(folder)
    monkeypatch.setattr(tempfile, "mkstemp", refused)
    code, said = danvan("generate", "dot")
    assert code == 2 and is_one_sentence(said) and "dot/bieu_mau" in said, said


def test_a_file_where_a_folder_should_be_is_named(danvan, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "moi").write_bytes(b"")
    code, said = danvan("init", "moi", "--from", str(folder / "dot"))
    assert code == 2 and is_one_sentence(said) and "moi" in said, said


def test_no_unit_may_be_called_like_a_device_of_windows(tmp_path):
    for table, text in small.TABLES.items():
        (tmp_path / f"{table}.csv").write_text(text.replace("longphu", "nul"), encoding="utf-8")
    with pytest.raises(dv.CampaignError) as refused:
        dv.load_campaign(tmp_path)
    assert [f.found for f in refused.value.findings.errors if f.code == "X009"] == ["nul"]
