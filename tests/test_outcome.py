"""Thirty damaged returns among 118: nothing silently different, and the page that tells it is current."""

from __future__ import annotations

from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.sample import write_sample_returns
from tests import outcome

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parent.parent / "docs" / "ket-qua-hu-hong.md"


@pytest.fixture(scope="module")
def campaign():
    return dv.load_campaign(outcome.CAMPAIGN)


@pytest.fixture(scope="module")
def result(campaign, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tot")
    write_sample_returns(campaign, folder)
    return dv.consolidate(campaign, folder)


@pytest.fixture(scope="module")
def broken(campaign, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hu_hong")
    return outcome.damaged(campaign, folder), dv.consolidate(campaign, folder)


def test_no_damaged_return_is_read_differently_without_a_finding(campaign, result, broken):
    done, read = broken
    assert len(done) == 30 and len(campaign.units) == 118
    meant, got = outcome._values(result), outcome._values(read)
    loud = {(f.unit, f.sheet, f.cell) for f in read.findings if f.severity != "thong_tin"}
    places = {key: (key[0], row.sheet, row.cell) for key, row in zip(
        got, read.values.itertuples(), strict=True)}
    missing = {f.unit for f in read.findings if f.code in ("C001", "C004", "C005", "C010", "F005")}
    typed = {key for key, row in zip(got, read.values.itertuples(), strict=True) if row.item is None}
    silent = [key for key, value in meant.items() if key[0] in done and key not in got and key[0] not in missing]
    computed = {f.code for f in campaign.fields if f.formula}
    silent += [key for key in typed if key in meant and got[key] != meant[key] and key[2] not in computed
               and places[key] not in loud and key[0] not in missing]
    assert silent == []


def test_the_returns_beside_the_damaged_ones_are_read_as_ever(result, broken):
    done, read = broken
    meant, got = outcome._values(result), outcome._values(read)
    assert {k: v for k, v in got.items() if k[0] not in done} == {k: v for k, v in meant.items() if k[0] not in done}


def test_the_page_of_outcomes_is_current(campaign, result, broken):
    done, read = broken
    rows = outcome.table(campaign, result, read, done)
    assert outcome.as_page(campaign, rows) == PAGE.read_text(encoding="utf-8"), (
        "run: python -m tests.outcome > docs/ket-qua-hu-hong.md")
