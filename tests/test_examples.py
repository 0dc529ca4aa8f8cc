"""Every script of examples/ runs, and together with the docstrings they show every public name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.form import form_bytes
from tests import small

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "examples").glob("[0-9]*.py"))
MORE = {"7_kiem_tra_van_ban.py": ["dot_2026", "dot_2026/ket_qua/bao_cao.docx", "dot_2026/nop_ve/ngabay.xlsx"],
        "8_cung_ky.py": ["dot_2025", "dot_2026"]}
"""What a script is called with; the others: dot_2026."""
OUTLINE = "stt,kieu,noi_dung\n1,muc_1,KẾT QUẢ\n2,doan,Tiếp nhận {hs_tong} hồ sơ.\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with two campaigns of three units, two of which have answered."""
    place = tmp_path_factory.mktemp("vi_du")
    for name in ("dot_2025", "dot_2026"):
        tables, returns = place / name / "dinh_nghia", place / name / "nop_ve"
        tables.mkdir(parents=True)
        returns.mkdir()
        for table, text in {**small.TABLES, "thu": small.MAILS, "bao_cao": OUTLINE}.items():
            (tables / f"{table}.csv").write_text(text.replace("vithanh", "ngabay"), encoding="utf-8")
        campaign = dv.load_campaign(place / name)
        for unit in campaign.units[:2]:
            content = form_bytes(campaign, unit, values=small.VALUES, lists=small.LISTS)
            (returns / f"{unit.code}.xlsx").write_bytes(content)
    return place


def run(script: Path, place: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, str(script), *MORE.get(script.name, ["dot_2026"])], cwd=place, capture_output=True, text=True,
        encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_example_runs(script, place):
    done = run(script, place)
    assert done.stdout.strip() and not done.stderr


def test_the_example_for_a_dask_cluster_writes_what_one_machine_writes(place, tmp_path):
    pytest.importorskip("dask.distributed", reason="extra dask is not installed")
    folder = place / "dot_2026"
    alone = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
    alone.write_workbook(tmp_path / "tong_hop.xlsx")
    alone.write_report(tmp_path / "bao_cao.docx")
    shutil.rmtree(folder / "ket_qua", ignore_errors=True)
    said = run(ROOT / "examples" / "cum_may_dask.py", place).stdout
    assert said == f"Tổng hợp từ 2/3 đơn vị; {len(alone.findings)} điểm được ghi nhận.\n"
    for name in ("tong_hop.xlsx", "bao_cao.docx"):
        assert (folder / "ket_qua" / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_every_public_name_is_shown_by_an_example_or_a_docstring():
    shown = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    shown += "".join(re.findall(r">>> .*", "".join(getattr(dv, name).__doc__ or "" for name in dv.__all__)))
    assert [name for name in dv.__all__ if not re.search(rf"\b(dv\.)?{name}\b", shown)] == []
