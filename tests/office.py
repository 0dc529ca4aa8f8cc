"""LibreOffice as an independent oracle: recalculation forced, any locale, and reading what it computed."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

SOFFICE = shutil.which("soffice")
SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python that Debian's LibreOffice bridge (python3-uno) belongs to."""
_MISSING = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")


def needs_office(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs LibreOffice; where it is missing the test is skipped, saying so."""
    return pytest.mark.libreoffice(_MISSING(test))


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
</oor:items>
"""


def convert(files: Iterable[Path], out: Path, to: str = "xlsx", locale: str = "en-US") -> list[Path]:
    """Open each file with recalculation forced and save it as ``to`` into ``out``."""
    files = list(files)
    out.mkdir(parents=True, exist_ok=True)
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory() as profile:
        user = Path(profile, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(PROFILE.format(locale=locale), encoding="utf-8")
        command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
        subprocess.run(
            [*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=500
        )
    suffix = to.split(":")[0]
    return [out / f"{f.stem}.{suffix}" for f in files]


def edit(source: Path, target: Path, job: dict[str, object], by: str = "uno_edit.py") -> None:
    """Let LibreOffice open a file, do a job of :mod:`tests.uno_edit` (or another script here) and save it."""
    assert SOFFICE is not None
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name(by)
    command = [SYSTEM_PYTHON, str(script), str(port), str(source), str(target), json.dumps(job)]
    with tempfile.TemporaryDirectory() as profile:
        serve = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
                 f"--accept=socket,host=localhost,port={port};urp;"]
        server = subprocess.Popen(serve, stderr=subprocess.DEVNULL)
        try:
            for _ in range(60):
                done = subprocess.run(command, capture_output=True, text=True, timeout=300)
                # not listening yet, or gone without a word, as LibreOffice at times is on a busy machine
                if done.returncode == 0 or (done.stderr.strip() and "connect" not in done.stderr.lower()):
                    break
                time.sleep(0.5)
                if server.poll() is not None:
                    server = subprocess.Popen(serve, stderr=subprocess.DEVNULL)
            assert done.returncode == 0, (done.returncode, done.stderr)
        finally:
            server.terminate()
            server.wait(30)


def cells(path: Path) -> dict[tuple[str, str], object]:
    """(sheet, A1) → cached value of every filled cell."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(s.title, c.coordinate): c.value for s in book.worksheets for row in s.iter_rows() for c in row
            if c.value is not None}


def formula_cells(path: Path) -> dict[tuple[str, str], str]:
    """(sheet, A1) → text of every formula, array formulas too."""
    book = openpyxl.load_workbook(path)
    return {(s.title, c.coordinate): c.value.text if isinstance(c.value, ArrayFormula) else str(c.value)
            for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"}


def same(left: object, right: object) -> bool:
    """Equal as a person sees them: "" is blank, binary noise beyond twelve digits does not count."""
    left, right = (None if v == "" else v for v in (left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left == right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return abs(left - right) <= 1e-12 * max(1.0, abs(left))
    return left == right


def differences(written: Path, recalculated: Path) -> Iterator[tuple[str, str, str, object, object]]:
    """Every formula cell whose cached value is not what LibreOffice computed."""
    before, after = cells(written), cells(recalculated)
    for (sheet, cell), formula in formula_cells(written).items():
        cached, computed = before.get((sheet, cell)), after.get((sheet, cell))
        if not same(cached, computed):
            yield sheet, cell, formula, cached, computed
