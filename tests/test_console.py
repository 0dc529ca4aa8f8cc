"""What commands print is legible in every encoding of terminal, pipe and file, and never breaks on a letter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from danvan_xl.cli import VERBS

ROOT = Path(__file__).parents[1]
SENTENCE = "Không có thư mục Tiếng_Việt_ế_ậ_ỹ_ì_ữ_đ."
ENCODINGS = {
    "utf-8": {"PYTHONIOENCODING": "utf-8"},
    "cp1258": {"PYTHONIOENCODING": "cp1258"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp437": {"PYTHONIOENCODING": "cp437"},
    "c_locale": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


def run(*arguments: str, env: dict[str, str], **more) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL")}
    return subprocess.run([sys.executable, "-m", "danvan_xl", *arguments], capture_output=not more, check=False,
                          env={**clean, "PYTHONPATH": str(ROOT), **env}, **more)


def without_marks(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


@pytest.mark.parametrize(("encoding", "read_as", "expected"), [
    ("utf-8", "utf-8", SENTENCE), ("cp1258", "cp1258", SENTENCE), ("c_locale", "utf-8", SENTENCE),
    ("cp1252", "cp1252", without_marks(SENTENCE)), ("cp437", "cp437", without_marks(SENTENCE)),
])
def test_a_sentence_is_legible_in_every_encoding(encoding, read_as, expected):
    name = "Tiếng_Việt_ế_ậ_ỹ_ì_ữ_đ"
    if encoding == "c_locale":
        name, expected = "khong_co", "Không có thư mục khong_co."
    done = run("generate", name, env=ENCODINGS[encoding])
    assert done.returncode == 2
    text = unicodedata.normalize("NFC", done.stderr.decode(read_as)).strip()
    assert (text if expected in (SENTENCE, "Không có thư mục khong_co.") else without_marks(text)) == expected


def test_signs_that_a_code_page_lacks_are_said_in_other_signs():
    code = ("import sys; from danvan_xl.cli.console import make_legible; make_legible(sys.stdout); "
            r"print('\u2713 a \u2192 b \u2265 1 \u0e01')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1258"})
    assert done.stdout.decode("cp1258").strip() == "[x] a -> b >= 1 ?"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_help_in_a_file_says_the_same_in_every_encoding(encoding, tmp_path):
    target = tmp_path / "ra.txt"
    with target.open("wb") as stream:
        done = run("send", "--help", env=ENCODINGS[encoding], stdout=stream, stderr=subprocess.STDOUT)
    text = target.read_bytes().decode({"c_locale": "utf-8"}.get(encoding, encoding))
    assert done.returncode == 0
    assert "may chu thu" in " ".join(without_marks(text).lower().split())
    assert "?" not in text and "\ufffd" not in text and "…" not in text


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252"])
def test_data_for_another_program_keeps_every_letter(encoding, tmp_path):
    (tmp_path / "dot.csv").write_text("khoa,gia_tri\nma,Tiếng Việt\n", encoding="utf-8")
    told = {name: run("check", str(tmp_path), "--json", env=ENCODINGS[name]).stdout for name in (encoding, "utf-8")}
    found = json.loads(told[encoding].decode("ascii"))
    assert found and found == json.loads(told["utf-8"].decode())


@pytest.mark.parametrize("verb", VERBS, ids=lambda v: v.__name__)
def test_the_help_of_every_command_has_an_example_that_the_command_line_understands(verb):
    import shlex

    import typer

    from danvan_xl.cli import app

    example = next(line.split("Ví dụ:", 1)[1] for line in verb.__doc__.splitlines() if "Ví dụ:" in line)
    words = shlex.split(example)
    assert words[:2] == ["danvan", verb.__name__]
    command = typer.main.get_command(app).commands[verb.__name__]
    command.make_context(verb.__name__, words[2:])
