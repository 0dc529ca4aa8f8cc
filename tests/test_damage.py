"""Random damage never yields a silently different number, and what was not touched is not complained about."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import damage
from tests.filled_form import built_in_forms


@pytest.mark.parametrize("block", range(4))
def test_promise_8_random_damage_is_read_rightly_or_reported_and_the_rest_is_left_in_peace(block):
    """Promise 8; thousands more by ``python -m tests.damage --cases 5000``."""
    wrong = [text for seed in range(block * 60, block * 60 + 60) for text in damage.check(seed)]
    assert wrong == []


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(10_000, 10_000_000))
def test_damage_found_by_searching_is_read_rightly_or_reported(seed):
    assert damage.check(seed) == []


def test_random_damage_to_forms_of_the_built_in_campaigns_is_read_rightly_or_reported():
    """A few of the forms; thousands more by ``python -m tests.damage --built-in --cases 5000``."""
    forms = built_in_forms()[5::3]
    assert [text for seed in range(60) for text in damage.check(seed, forms[seed % len(forms)])] == []


@pytest.mark.slow
@pytest.mark.parametrize("block", range(14))
def test_much_random_damage_to_forms_of_the_built_in_campaigns_is_read_rightly_or_reported(block):
    assert [text for seed in range(1000 + block * 50, 1050 + block * 50) for text in damage.built_in(seed)] == []


def test_the_property_notices_a_reader_that_trusts_places_alone(monkeypatch):
    """The oracle itself: a reader without the witnesses of damage fails at once."""
    from danvan_xl.intake import locate as module
    from danvan_xl.intake.rows import Lines

    monkeypatch.setattr(Lines, "_row", lambda self, planned: module.Line((planned,)))
    monkeypatch.setattr(Lines, "_column", lambda self, planned: module.Line((planned,)))
    assert any(damage.check(seed) for seed in range(40))
    assert any(damage.check(seed, built_in_forms()[5]) for seed in range(40))
