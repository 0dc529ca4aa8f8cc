"""The command line: what README promises, exit codes, no traceback, the same bytes twice."""

from __future__ import annotations

import filecmp
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


def danvan(*arguments, cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "danvan_xl", *map(str, arguments)], cwd=cwd, capture_output=True, text=True,
        encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment}, timeout=300,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "ket_qua_demo"
    return danvan("demo", out), out


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_demo_makes_forms_returns_and_both_documents(demo):
    done, out = demo
    assert done.returncode == 0, done.stderr
    assert len(list((out / "bieu_mau").glob("*.xlsx"))) == len(list((out / "nop_ve").glob("*.xlsx"))) == 47
    assert (out / "ket_qua" / "tong_hop.xlsx").is_file() and (out / "ket_qua" / "bao_cao.docx").is_file()
    assert (out / "dinh_nghia" / "dot.csv").is_file()
    assert "47/47 đơn vị" in done.stdout and "minh họa" in done.stdout and "kt_tong_luot" in done.stdout
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].startswith("Tiếp theo: ") and "danvan init" in done.stdout.splitlines()[-1]


def test_the_demo_gives_the_same_bytes_from_another_folder_and_hash_seed(demo, tmp_path):
    _, out = demo
    assert danvan("demo", "x", cwd=tmp_path, PYTHONHASHSEED="99", TZ="Asia/Ho_Chi_Minh", LC_ALL="C").returncode == 0
    names = files(out)
    assert files(tmp_path / "x") == names and len(names) > 96
    assert filecmp.cmpfiles(out, tmp_path / "x", names, shallow=False)[1:] == ([], [])


def test_consolidate_says_what_is_wrong_and_exits_with_one(demo, tmp_path):
    _, out = demo
    import shutil

    shutil.copytree(out / "dinh_nghia", tmp_path / "dinh_nghia")
    (tmp_path / "nop_ve").mkdir()
    shutil.copy(out / "nop_ve" / "ngabay.xlsx", tmp_path / "nop_ve")
    (tmp_path / "nop_ve" / "laihieu.xlsx").write_bytes(b"hong")
    done = danvan("consolidate", tmp_path)
    assert done.returncode == 1 and "1/47 đơn vị" in done.stdout
    assert (tmp_path / "ket_qua" / "tong_hop.xlsx").is_file()
    listed = danvan("consolidate", tmp_path, "--json")
    records = json.loads(listed.stdout)
    assert listed.returncode == 1
    columns = ["unit", "file", "sheet", "cell", "field", "code", "severity", "found", "expected", "message"]
    assert list(records[0]) == columns
    assert [r["unit"] for r in records if r["code"] == "T001"] == ["laihieu"]


MISUSE = [["khong_co_lenh"], ["generate"], ["generate", "/khong/co"], ["consolidate", "."]]


@pytest.mark.parametrize("arguments", MISUSE)
def test_misuse_exits_with_two_and_no_traceback(arguments, tmp_path):
    done = danvan(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr and "Traceback" not in done.stderr + done.stdout


def test_a_broken_definition_is_listed_and_exits_with_two(demo, tmp_path):
    _, out = demo
    import shutil

    shutil.copytree(out / "dinh_nghia", tmp_path / "dinh_nghia")
    (tmp_path / "dinh_nghia" / "nhom.csv").write_text("ma,ten\nxa_phuong,\n", encoding="utf-8")
    done = danvan("generate", tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "nhom.csv" in done.stderr


def test_a_result_open_in_excel_is_reported_plainly(demo):
    _, out = demo
    lock = out / "ket_qua" / "~$tong_hop.xlsx"
    lock.write_bytes(b"x")
    try:
        done = danvan("consolidate", out)
    finally:
        lock.unlink()
    assert done.returncode == 2 and "đang mở" in done.stderr


def test_readme_script_runs_on_the_demo(demo, tmp_path, monkeypatch):
    _, out = demo
    script = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert len(script.strip().splitlines()) <= 10
    import shutil

    shutil.copytree(out / "dinh_nghia", tmp_path / "dot_2026" / "dinh_nghia")
    shutil.copytree(out / "nop_ve", tmp_path / "dot_2026" / "nop_ve")
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dot_2026" / "ket_qua" / "bao_cao.docx").is_file()


def test_readme_names_both_commands():
    text = README.read_text(encoding="utf-8")
    assert "python -m pip install . && danvan demo ket_qua_demo" in text
    assert 'python -m pip install ".[test]" && python -m pytest' in text
