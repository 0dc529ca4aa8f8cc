"""What a programmer imports: the public names, quickly, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import danvan_xl as dv


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_every_public_name_is_there():
    for name in dv.__all__:
        assert getattr(dv, name) is not None
    assert set(dir(dv)) == {*dv.__all__, "__version__"}


def test_the_function_wins_over_the_room_of_its_name():
    code = "import danvan_xl as dv; dv.read_return; import danvan_xl.consolidate; print(callable(dv.consolidate))"
    assert python(code) == "True"


def test_help_loads_no_heavy_library():
    code = ("import sys, danvan_xl.cli; "
            "print([m for m in ('pandas', 'openpyxl', 'docx', 'xlsxwriter', 'ironcalc', 'rich') if m in sys.modules])")
    assert python(code) == "[]"
