"""What most tests stand on: the built-in campaign, its sample returns, and their consolidation."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

import danvan_xl as dv
from danvan_xl.sample import sample_answers, write_sample_returns
from tests.office import SOFFICE

# A busy machine is no failure; CI looks at the same cases every time, a developer at new ones.
settings.register_profile("danvan", deadline=None, derandomize=bool(os.environ.get("DANVAN_CI")))
settings.load_profile("danvan")


def pytest_configure() -> None:
    if os.environ.get("DANVAN_CI") and SOFFICE is None:
        raise pytest.UsageError("CI must have LibreOffice: its tests may not be skipped there")


@pytest.fixture(scope="session")
def campaign() -> dv.Campaign:
    return dv.load_campaign("nga_bay_2023")


@pytest.fixture(scope="session")
def answers(campaign):
    return sample_answers(campaign)


@pytest.fixture(scope="session")
def sample(campaign, tmp_path_factory) -> Path:
    """A folder with every unit's filled return; tests must not change it."""
    folder = tmp_path_factory.mktemp("nop_ve")
    write_sample_returns(campaign, folder)
    return folder


@pytest.fixture(scope="session")
def result(campaign, sample) -> dv.Result:
    return dv.consolidate(campaign, sample)


@pytest.fixture(scope="session")
def workbook(result, tmp_path_factory) -> Path:
    return result.write_workbook(tmp_path_factory.mktemp("ket_qua") / "tong_hop.xlsx")


@pytest.fixture
def returns(sample, tmp_path) -> Path:
    """A copy of the sample returns to be changed."""
    folder = tmp_path / "nop_ve"
    folder.mkdir()
    for path in sample.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
