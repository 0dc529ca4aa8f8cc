"""Sentences of the built-in outlines where nothing arose, nothing is known, or only a part has come in."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Callable
from decimal import Decimal

import pytest

import danvan_xl as dv
from danvan_xl.campaign.model import Field, Unit, applies_to
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.consolidate.totals import UnitData, city_of
from danvan_xl.report.blocks import Annex, Heading, Paragraph
from danvan_xl.report.figures import line_text
from danvan_xl.report.outline import Outline

NOTHING_COUNTED = re.compile(r"(?<![\d.,/])0+(?:,0+)? (?!điểm)[^\W\d]|/0(?![\d.,])|-\d+ [^\W\d]")
DOUBLE_GAP = re.compile(r"\[chưa có số liệu[^\]]*\][\s/]*\[chưa có")
ANNEX = re.compile(r"Phụ lục ([IVX]+)")


@pytest.fixture(scope="module", params=["nga_bay_2023", "can_tho_2026"])
def blank(request, tmp_path_factory) -> dv.Result:
    """A campaign without any return."""
    return dv.consolidate(dv.load_campaign(request.param), tmp_path_factory.mktemp("trong"))


def told(blank: dv.Result, figure: Callable[[Unit, Field], Decimal], left_out: int = 0) -> list[str]:
    """The paragraphs when every unit gives ``figure`` for each number; of ``left_out`` units one has not returned."""
    campaign = blank.campaign
    units = [u for i, u in enumerate(campaign.units) if not left_out or i % left_out]
    data = [UnitData(u, {facet_name(f.code, facet): figure(u, f) for f in campaign.plain_fields.values()
                         if f.kind.is_number and applies_to(u, f.applies)
                         for facet in facets_of(f)}, {}) for u in units]
    result = dataclasses.replace(blank, city=city_of(campaign, data))
    blocks = list(Outline(result).blocks())
    titles = [b.number for b in blocks if isinstance(b, Annex)]
    lines = [line_text(b.line) for b in blocks if isinstance(b, Paragraph | Heading)]
    assert {m for line in lines for m in ANNEX.findall(line)} <= set(titles)
    return lines


def faults(lines: list[str]) -> list[str]:
    return [line for line in lines if NOTHING_COUNTED.search(line) or DOUBLE_GAP.search(line)]


def test_where_nothing_arose_nothing_is_counted_and_it_is_said(blank):
    lines = told(blank, lambda u, f: Decimal(0))
    assert faults(lines) == []
    assert sum("không phát sinh" in line for line in lines) >= 8
    assert [line for line in lines if "[chưa có số liệu" in line and line != "[chưa có số liệu]"] == []


def test_where_nothing_is_known_nothing_is_counted(blank):
    lines = [line_text(b.line) for b in Outline(blank).blocks() if isinstance(b, Paragraph)]
    assert faults(lines) == []
    assert not any("không phát sinh" in line for line in lines)
    assert any("chưa có cơ quan, đơn vị nào" in line for line in lines)


@pytest.mark.parametrize("left_out", [2, 3])
@pytest.mark.parametrize("number", [0, 5])
def test_where_a_part_has_come_in_nothing_is_counted_that_did_not_arise(blank, left_out, number):
    assert faults(told(blank, lambda u, f: Decimal(number), left_out)) == []


def test_a_form_in_which_nothing_arose_leaves_no_count_of_nothing(blank):
    """Every other form is answered; totals and their parts stand in one form."""
    for form in blank.campaign.forms:
        assert faults(told(blank, lambda u, f, form=form: Decimal(0 if f.form == form.code else 12))) == [], form.name


@pytest.mark.slow
def test_one_figure_of_nothing_among_others_is_not_printed(blank):
    """Nobody at meetings that took place, a total below its part: such a figure is not known."""
    asked = [f for f in blank.campaign.plain_fields.values() if f.kind.is_number and not f.formula]
    for none in asked:
        lines = told(blank, lambda u, f, none=none: Decimal(0 if f == none else 12))
        assert faults(lines) == [], none.code


@pytest.mark.parametrize("seed", range(4))
def test_figures_that_contradict_each_other_leave_no_count_of_nothing(blank, seed):
    pick = random.Random(seed)
    given = {f.code: Decimal(pick.choice((0, 1, 12, 30))) for f in blank.campaign.plain_fields.values()}
    # counts of rows follow their list: a whole can't be nothing where its parts are something
    given |= {f.code: Decimal(12) for f in blank.campaign.plain_fields.values() if f.formula}
    lines = told(blank, lambda u, f: given[f.code])
    assert faults(lines) == []
    assert any("[chưa có số liệu]" in line for line in lines)


def test_people_at_meetings_that_took_place_are_unknown_rather_than_none(blank):
    none = {"nga_bay_2023": "tcd_nguoi", "can_tho_2026": "tt_nguoi"}[blank.campaign.settings.code]
    lines = told(blank, lambda u, f: Decimal(0 if f.code == none else 12))
    said = {"tcd_nguoi": "số người được tiếp là [chưa có số liệu] người", "tt_nguoi": "với [chưa có số liệu] lượt"}
    assert any(said[none] in line for line in lines)
