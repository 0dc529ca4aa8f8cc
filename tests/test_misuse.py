"""Thirty ways to call a command wrongly: one or two Vietnamese sentences, exit code 2, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A campaign folder without forms and returns, a folder without a definition, and stray files."""
    place = tmp_path_factory.mktemp("sai")
    subprocess.run([sys.executable, "-m", "danvan_xl", "init", "dot"], cwd=place, check=True, capture_output=True,
                   env={**os.environ, "PYTHONPATH": str(ROOT)})
    (place / "rong").mkdir()
    (place / "tep.txt").write_text("không phải biểu", encoding="utf-8")
    return place


MISUSES = [
    ("khong_co_lenh", "Lệnh chưa đúng"),
    ("generate", "Lệnh chưa đúng"),
    ("generate khong_co", "Không có thư mục khong_co"),
    ("generate rong", "không có định nghĩa"),
    ("generate tep.txt", "Không có thư mục"),
    ("generate dot thua", "Lệnh chưa đúng"),
    ("send khong_co", "Không có thư mục khong_co"),
    ("send dot", "biểu mẫu"),
    ("send rong", "không có định nghĩa"),
    ("send dot --smtp mail.example.com:abc --really", "cổng"),
    ("send dot --really", "--smtp"),
    ("send dot --only khong_co", "khong_co"),
    ("consolidate khong_co", "Không có thư mục khong_co"),
    ("consolidate rong", "không có định nghĩa"),
    ("consolidate dot", "nop_ve"),
    ("receive dot", "Lệnh chưa đúng"),
    ("receive dot --from khong_co", "khong_co"),
    ("receive khong_co --from tep.txt", "Không có thư mục khong_co"),
    ("status khong_co", "Không có thư mục khong_co"),
    ("status rong", "không có định nghĩa"),
    ("remind khong_co", "Không có thư mục khong_co"),
    ("explain dot", "Lệnh chưa đúng"),
    ("explain dot hs_tong", "nop_ve"),
    ("explain khong_co hs_tong", "Không có thư mục khong_co"),
    ("handover khong_co", "Không có thư mục khong_co"),
    ("handover dot", "nop_ve"),
    ("check", "Lệnh chưa đúng"),
    ("check khong_co.xlsx", "khong_co.xlsx"),
    ("init", "Lệnh chưa đúng"),
    ("init moi --from khong_co", "khong_co"),
    ("init dot", "Đã có"),
    ("demo ra --campaign khong_co", "khong_co"),
]


@pytest.mark.parametrize(("arguments", "said"), MISUSES, ids=lambda v: v[:40])
def test_each_misuse_ends_in_a_sentence_and_exit_code_two(folder, arguments, said):
    command = [sys.executable, "-m", "danvan_xl", *arguments.split()]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert said in done.stderr and "Traceback" not in done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) <= 3


def test_what_is_left_of_a_consolidated_workbook_is_not_judged_as_a_rubric(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Tổng quan"
    book.create_sheet("_danvan")
    book.save(tmp_path / "tong_hop.xlsx")
    done = subprocess.run([sys.executable, "-m", "danvan_xl", "check", "tong_hop.xlsx"], cwd=tmp_path, text=True,
                          capture_output=True, encoding="utf-8",
                          env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 1
    assert "sổ tổng hợp" in done.stdout and "F010" in done.stdout and "Dữ liệu" in done.stdout
