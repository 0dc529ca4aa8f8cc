"""Any scored rubric workbook: planted faults are found at their cell, none is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import danvan_xl as dv
from tests.rubric_books import DOTTED, PROVINCE, TOTAL_FIRST, Sheet, write

CLEAN = {
    "province": PROVINCE,
    "dotted": DOTTED,
    "total_first": TOTAL_FIRST,
}
Plant = Callable[[Sheet], Sheet]


def put(cell: str, content: str) -> Plant:
    return lambda sheet: sheet.set(cell, content)


def stale(cell: str, value: str) -> Plant:
    return lambda sheet: sheet.cache(cell, value)


def hide(row: int) -> Plant:
    return lambda sheet: sheet.hide(row)


MISSES, WRONG, TYPED, DIFFERS = "D032", "D033", "D034", "D035"
MAXIMUM, ABOVE, BELOW, SIGN = "D036", "D037", "D038", "D039"
OLD, TEXT, HIDDEN, EVIDENCE, DECIMALS = "D040", "D043", "D044", "D045", "D046"

FAULTS: list[tuple[str, str, Plant, str, str]] = [
    ("province", "a sum stops one row short", put("D11", "=SUM(D12:D17)"), MISSES, "D11"),
    ("province", "a sum starts one row late", put("D11", "=SUM(D13:D18)"), MISSES, "D11"),
    ("province", "a total misses a section", put("D22", "=D10"), MISSES, "D22"),
    ("province", "a sum takes the next section", put("D7", "=SUM(D8:D10)"), WRONG, "D7"),
    ("province", "a total counts children twice", put("D22", "=SUM(D7:D21)"), WRONG, "D22"),
    ("province", "a sum in another column", put("D19", "=SUM(C20:C21)"), WRONG, "D19"),
    ("province", "a total is typed", put("D22", "94.5"), TYPED, "D22"),
    ("province", "a subtotal is typed", put("D11", "46.5"), TYPED, "D11"),
    ("province", "a typed subtotal is wrong", put("D11", "47"), DIFFERS, "D11"),
    ("province", "children exceed the parent", put("C16", "12"), MAXIMUM, "C11"),
    ("province", "the maxima do not make the total", put("C22", "95"), MAXIMUM, "C22"),
    ("province", "points above the maximum", put("D15", "5.5"), ABOVE, "D15"),
    ("province", "points below zero", put("D15", "-1"), BELOW, "D15"),
    ("province", "an old result", stale("D11", "40"), OLD, "D11"),
    ("province", "a number as text", put("D13", "'9"), TEXT, "D13"),
    ("province", "a number with a comma as text", put("D15", "'4,5"), TEXT, "D15"),
    ("province", "a hidden row", hide(14), HIDDEN, "D14"),
    ("province", "no evidence", put("F14", ""), EVIDENCE, "F14"),
    ("province", "three decimals", put("D13", "8.125"), DECIMALS, "D13"),
    ("dotted", "a sum misses a row", put("E8", "=SUM(E9:E10)"), MISSES, "E8"),
    ("dotted", "a sum takes a grandchild", put("D3", "=D4+D5+D6"), WRONG, "D3"),
    ("dotted", "the maximum's sum misses", put("C8", "=C9+C11"), MISSES, "C8"),
    ("dotted", "the bonus is left out", put("F14", "=F3+F8+F13"), MISSES, "F14"),
    ("dotted", "a typed total", put("E14", "18.5"), TYPED, "E14"),
    ("dotted", "a negative penalty is subtracted", put("D14", "=D3+D8+D12-D13"), SIGN, "D14"),
    ("dotted", "more than the penalty's limit", put("D13", "-2.5"), ABOVE, "D13"),
    ("dotted", "above the maximum at the second appraisal", put("F7", "1"), ABOVE, "F7"),
    ("dotted", "number as text", put("E9", "'2.5"), TEXT, "E9"),
    ("dotted", "an old total", stale("F14", "20"), OLD, "F14"),
    ("dotted", "no evidence", put("G10", ""), EVIDENCE, "G10"),
    ("dotted", "a hidden row", hide(7), HIDDEN, "D7"),
    ("total_first", "a section is missed", put("C4", "=C5-C13"), MISSES, "C4"),
    ("total_first", "the penalty is added", put("C4", "=C5+C10+C13"), SIGN, "C4"),
    ("total_first", "a sum misses a row inside ROUND", put("D6", "=ROUND(SUM(D7:D7),2)"), MISSES, "D6"),
    ("total_first", "a sum takes a wrong row", put("C10", "=C11+C12+C14"), WRONG, "C10"),
    ("total_first", "a wrong typed subtotal", put("D10", "38"), DIFFERS, "D10"),
    ("total_first", "above the maximum", put("D12", "21"), ABOVE, "D12"),
    ("total_first", "maxima that do not add up", put("B6", "45"), MAXIMUM, "B6"),
]


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_rubric_has_no_findings(name, tmp_path: Path) -> None:
    assert [f.message for f in dv.check_rubric(write(tmp_path / "bang.xlsx", CLEAN[name]))] == []


@pytest.mark.parametrize(("name", "what", "plant", "code", "cell"), FAULTS, ids=[f"{f[0]}: {f[1]}" for f in FAULTS])
def test_a_planted_fault_is_found_at_its_cell(name, what, plant, code, cell, tmp_path: Path) -> None:
    found = dv.check_rubric(write(tmp_path / "bang.xlsx", plant(CLEAN[name])))
    assert (code, cell) in {(f.code, f.cell) for f in found}
    assert {f.sheet for f in found} == {CLEAN[name].title}
