"""The guide's commands run as printed; generated pages are current; examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "huong-dan.md"
EXAMPLES = ("danvan_xl.face", "danvan_xl.campaign.load", "danvan_xl.form.generate", "danvan_xl.consolidate.single")


def guide_commands() -> list[str]:
    """Blocks without a language; the others are not for this machine."""
    blocks = re.findall(r"^```([\w-]*)\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [line for language, block in blocks if not language for line in block.strip().splitlines()]


@pytest.mark.slow
def test_every_command_of_the_guide_runs_as_printed(tmp_path):
    commands = guide_commands()
    assert len(commands) >= 12 and all(c.startswith("danvan ") for c in commands)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    for command in commands:
        words = [sys.executable, "-m", "danvan_xl", *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", env=environment)
        assert done.returncode in (0, 1), f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr and done.stdout.strip(), command
    for made in ("ket_qua/tong_hop.xlsx", "ket_qua/bao_cao.docx", "ket_qua/tien_do.html", "ket_qua/nop_cap_tren"):
        assert (tmp_path / "dot_2023" / made).exists(), made


def test_every_picture_and_page_that_the_guide_links_to_is_there():
    text = GUIDE.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+?)\)", text)
    assert len(links) >= 8
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []


def generator(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_the_library_is_made_from_its_docstrings():
    made = generator("lam_api")
    assert made.PAGE.read_text(encoding="utf-8") == made.page(), "run: python docs/lam_api.py"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_in_the_docstrings_are_true(name, tmp_path, monkeypatch, sample):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nop_ve").symlink_to(sample)
    outcome = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert outcome.attempted >= 1 and outcome.failed == 0
