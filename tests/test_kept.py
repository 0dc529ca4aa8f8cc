"""A second consolidation by the command: what has not changed is not read again, and nothing else differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from danvan_xl.cli import app
from danvan_xl.demo import copy_definition
from danvan_xl.intake.folder import FolderReader


@pytest.fixture
def read_now(monkeypatch) -> list[str]:
    """Names of the files that were really read."""
    names: list[str] = []
    whole = FolderReader._by_workers

    def watched(self, sources):
        names.extend(source.name for source in sources)
        return whole(self, sources)

    monkeypatch.setattr(FolderReader, "_by_workers", watched)
    return names


def folder_with(path: Path, sample: Path, *codes: str) -> Path:
    copy_definition("nga_bay_2023", path / "dinh_nghia")
    add(path, sample, *codes)
    return path


def add(path: Path, sample: Path, *codes: str) -> None:
    (path / "nop_ve").mkdir(exist_ok=True)
    for code in codes:
        (path / "nop_ve" / f"{code}.xlsx").write_bytes((sample / f"{code}.xlsx").read_bytes())


def consolidate(path: Path) -> tuple[bytes, bytes]:
    done = CliRunner().invoke(app, ["consolidate", str(path)])
    assert done.exit_code in (0, 1), done.output
    return (path / "ket_qua" / "tong_hop.xlsx").read_bytes(), (path / "ket_qua" / "bao_cao.docx").read_bytes()


def test_only_new_and_changed_files_are_read_and_the_results_are_those_of_a_run_from_nothing(
        sample, tmp_path, read_now):
    kept = folder_with(tmp_path / "a", sample, "ngabay", "laihieu")
    (kept / "nop_ve" / "hỏng.xlsx").write_bytes(b"PK")
    consolidate(kept)
    assert sorted(read_now) == ["hỏng.xlsx", "laihieu.xlsx", "ngabay.xlsx"]
    read_now.clear()
    add(kept, sample, "daithanh")
    (kept / "nop_ve" / "laihieu.xlsx").write_bytes((sample / "ngabay.xlsx").read_bytes())
    again = consolidate(kept)
    assert sorted(read_now) == ["daithanh.xlsx", "laihieu.xlsx"]

    fresh = folder_with(tmp_path / "b", sample, "ngabay", "daithanh")
    (fresh / "nop_ve" / "hỏng.xlsx").write_bytes(b"PK")
    (fresh / "nop_ve" / "laihieu.xlsx").write_bytes((sample / "ngabay.xlsx").read_bytes())
    assert consolidate(fresh) == again


def test_a_changed_rule_reads_every_file_again(sample, tmp_path, read_now):
    path = folder_with(tmp_path, sample, "ngabay")
    consolidate(path)
    read_now.clear()
    table = path / "dinh_nghia" / "dot.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert "năm 2023" in text
    table.write_text(text.replace("năm 2023", "năm hai nghìn không trăm hai mươi ba", 1), encoding="utf-8")
    consolidate(path)
    assert read_now == ["ngabay.xlsx"]
