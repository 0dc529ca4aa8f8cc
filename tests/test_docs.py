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
from PIL import Image, ImageChops

import danvan_xl as dv
from danvan_xl.form import form_bytes
from tests.office import needs_office

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "huong-dan.md"
EXAMPLES = sorted({getattr(dv, name).__module__ for name in dv.__all__})


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
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_of_the_library_is_made_from_its_docstrings():
    made = generator("lam_api")
    assert made.PAGE.read_text(encoding="utf-8") == made.page(), "run: python docs/lam_api.py"


def differing(one: Path, other: Path) -> int:
    """How many pixels are more than a quarter of the way from black to white apart; all, when the sizes differ."""
    with Image.open(one) as first, Image.open(other) as second:
        if first.size != second.size:
            return first.width * first.height
        return sum(ImageChops.difference(first.convert("L"), second.convert("L")).histogram()[65:])


ALLOWED = 3
"""Pixels. Drawn twice by the same releases there are none; one changed digit of a form gives more (tested below)."""


@pytest.mark.slow
@needs_office
def test_the_pictures_of_the_guide_are_what_the_program_draws_today(tmp_path):
    artist = generator("lam_hinh")
    artist.make(tmp_path)
    names = sorted(path.name for path in artist.PICTURES.glob("*.png"))
    assert len(names) == 8 and names == sorted(path.name for path in tmp_path.glob("*.png"))
    changed = {name: count for name in names if (count := differing(artist.PICTURES / name, tmp_path / name)) > ALLOWED}
    assert changed == {}, "look at them, then run: python docs/lam_hinh.py"


@pytest.mark.slow
@needs_office
def test_one_changed_digit_in_a_return_is_seen_in_its_picture(campaign, answers, tmp_path):
    artist, given = generator("lam_hinh"), answers["ngabay"]
    studio, unit = artist.Studio(tmp_path), campaign.unit_by_code["ngabay"]
    words, counts = artist.PAGES["bieu_mau"][1], []
    for name, value in (("goc", given.values["hs_bo_sung"]), ("sua", given.values["hs_bo_sung"] + 1)):
        book = tmp_path / f"{name}.xlsx"
        book.write_bytes(form_bytes(campaign, unit, None, {**given.values, "hs_bo_sung": value}, given.lists))
        pdf = studio.as_pdf(book)
        studio.picture_of(pdf, studio.page_with(pdf, words), tmp_path / f"{name}.png")
        counts.append(differing(artist.PICTURES / "bieu_mau.png", tmp_path / f"{name}.png"))
    assert counts[0] <= ALLOWED < counts[1], counts


def test_every_public_name_has_an_example_in_its_docstring():
    assert [name for name in dv.__all__ if ">>> " not in (getattr(dv, name).__doc__ or "")] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_in_the_docstrings_are_true(name, tmp_path, monkeypatch, sample):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nop_ve").symlink_to(sample)
    outcome = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert outcome.attempted >= 1 and outcome.failed == 0
