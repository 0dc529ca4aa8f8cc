"""What a process loads before it does anything: a worker should not wait for what it never uses."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl.styles import numbers
from openpyxl.utils import get_column_letter

from danvan_xl.intake import number_formats
from danvan_xl.intake.book import a1, position

_SHOW = "import sys; from danvan_xl.intake.worker import main; print(*sys.modules)"


def test_a_worker_starts_without_the_libraries_that_only_the_parent_uses():
    loaded = subprocess.run([sys.executable, "-c", _SHOW], check=True, capture_output=True, text=True).stdout.split()
    assert "danvan_xl.intake.read" in loaded
    assert not {"openpyxl", "pandas", "numpy", "docx", "typer", "rich", "email", "sqlite3"}.intersection(loaded)
    assert not {"danvan_xl.campaign.load", "danvan_xl.tables.book", "danvan_xl.ledger"}.intersection(loaded)


@pytest.mark.parametrize("code", [
    *numbers.BUILTIN_FORMATS.values(), "dd/mm/yyyy", "[Red]0", '"d"0', "[$-42A]d mmmm", "[h]:mm", "_d0", "\\d0", "0;dd",
])
def test_formats_that_show_days_are_those_of_openpyxl(code):
    assert number_formats.is_day(code) is numbers.is_date_format(code)


def test_built_in_formats_are_those_of_openpyxl_but_for_the_currency():
    """Of 44 openpyxl's table has lost the semicolons: it is 43 with a currency, by ECMA-376 part 1, 18.8.30."""
    found = {number: number_formats.code_of(number, {}) for number in numbers.BUILTIN_FORMATS}
    assert found == {n: code.replace('"$"', "") for n, code in numbers.BUILTIN_FORMATS.items()} | {44: found[43]}


@pytest.mark.parametrize("column", [0, 25, 26, 701, 702, 16383])
def test_addresses_are_those_of_openpyxl(column):
    address = f"{get_column_letter(column + 1)}7"
    assert a1((6, column)) == address
    assert position(address) == position(address.lower()) == (6, column)
