"""The rubric is proved: faults that a person plants are found with an input that shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.campaign.prove import proof
from tests.rubric60 import around, chosen, sound

DOCS = Path(__file__).parents[1] / "docs" / "dinh-nghia.md"


@pytest.fixture(scope="module")
def rubric(tmp_path_factory) -> dv.Campaign:
    return sound(tmp_path_factory.mktemp("bo"))


def with_formula(campaign, code, **changes):
    """The group of one criterion, with that criterion changed."""
    whole = tuple(replace(c, **changes) if c.code == code else c for c in campaign.criteria)
    root = next(c.parent for c in campaign.criteria if c.code == code)
    return replace(campaign, criteria=tuple(c for c in whole if root in (c.code, c.parent)), places={})


def found(campaign, code: str):
    return [f for f in dv.lint(campaign) if f.code == code]


def test_a_sound_rubric_of_sixty_criteria_reports_nothing_and_progress_is_told(rubric):
    assert sum(c.is_leaf for c in rubric.criteria) == 60
    told = []
    assert list(proof(rubric, lambda done, of: told.append((done, of)))) == []
    assert told[-1] == (70, 70) and len(told) == 70
    assert list(dv.lint(rubric)) == []


FORMULAS = {
    "X040": ("tc_nv_a", "=2*MIN(1,xong_a/giao_a)", {"applies_when": "", "if_not_applicable": None}, "giao_a = 0"),
    "X041": ("tc_mh_a", "=IF(mh_a>=3,3,IF(mh_a>=1,1,0))", {}, "mh_a ="),
    "X042": ("tc_vu_a", "=1-0.5*MAX(0,vu_a-2)", {}, "vu_a ="),
    "X043": ("tc_mh_a", "=IF(mh_a>=3,1,0)", {}, "mh_a ="),
    "X044": ("tc_mh_a", "=IF(mh_a>=3,2,1)", {}, "mh_a = 0"),
    "X045": ("tc_mh_a", "=IF(mh_a>=3,2,IF(mh_a<2,0,\"\"))", {}, "mh_a = 2"),
    "X046": ("tc_mh_a", "=IF(mh_a<=3,1,0)+IF(mh_a>=3,1,0)", {}, "mh_a = 3"),
    "X047": ("tc_tl_a", "=IF(tl_a>=0.9,2,IF(tl_a>=0.95,3,0))", {}, ""),
    "X048": ("tc_tl_a", "=IF(tl_a>=0.95,3,IF(tl_a>=0.8,2,0))", {}, ""),
    "X049": ("tc_mh_a", "=IF(mh_a>3,2,IF(mh_a>=1,1,0))", {}, "mh_a = 3"),
    "X054": ("tc_nv_a", "=2*MIN(1,xong_a/giao_a)", {"applies_when": "=giao_a<0"}, ""),
    "X063": ("tc_vu_a", "=IF(vu_a<=2,1,MAX(0,1-(vu_a-2)))", {}, "vu_a = 2 và vu_a = 3"),
    "X062": ("tc_mh_a", "=IF(mh_a>=0,2,0)", {}, "mh_a"),
}


@pytest.mark.parametrize("code", FORMULAS)
def test_a_fault_in_a_formula_is_shown_with_an_input(rubric, code):
    criterion, formula, more, shown = FORMULAS[code]
    findings = found(with_formula(rubric, criterion, formula=formula, **more), code)
    assert findings and findings[0].severity != "loi"
    assert any(shown in f.message for f in findings), [f.message for f in findings]
    assert "{" not in findings[0].message and ("Hãy" in findings[0].message or code == "X044")


def test_points_that_do_not_add_up_are_named(rubric):
    assert found(with_formula(rubric, "tc_mh_a", maximum=Decimal(3)), "X017")


def classes(rubric, *formulas):
    template = dv.load_campaign("can_tho_2026").class_rules[0]
    rules = tuple(replace(template, rubric="bo", order=i, name=f"Mức {i}", formula=f)
                  for i, f in enumerate(formulas, 1))
    group = tuple(c for c in rubric.criteria if "muc_a" in (c.code, c.parent))
    return replace(rubric, class_rules=rules, criteria=group, places={})


def test_a_total_without_a_class_is_shown(rubric):
    holes = found(classes(rubric, "=AND(tong_diem>=10,so_tieu_chi_0=0)", "=AND(tong_diem>=5,tong_diem<10)",
                          "=tong_diem<5"), "X050")
    assert len(holes) == 1
    assert "so_tieu_chi_0 = 1" in holes[0].message and re.search(r"tong_diem = 1[01]", holes[0].message)
    assert not found(classes(rubric, "=tong_diem>=10", "=tong_diem>=5", "=tong_diem<5"), "X050")


def test_classes_that_share_a_bound_are_shown(rubric):
    both = found(classes(rubric, "=tong_diem>=10", "=AND(tong_diem>=5,tong_diem<=10)", "=tong_diem<5"), "X051")
    assert len(both) == 1 and "tong_diem = 10" in both[0].message
    assert not found(classes(rubric, "=tong_diem>=10", "=AND(tong_diem>=5,tong_diem<10)", "=tong_diem<5"), "X051")


def test_a_class_that_nobody_gets_is_named(rubric):
    assert found(classes(rubric, "=tong_diem>=5", "=tong_diem>=10", "=tong_diem<5"), "X052")
    assert not found(classes(rubric, "=tong_diem>=10", "=tong_diem>=5", "=tong_diem<5"), "X052")


def test_an_error_in_a_class_formula_is_shown(rubric):
    assert found(classes(rubric, "=1/diem_thuong>=5", "=tong_diem>=0"), "X040")


def share(rubric, count: int) -> tuple[int, int, list[str]]:
    planted = chosen(rubric, count)
    missed = [f"{f.kind}: {f.criterion} {f.what}" for f in planted if not list(dv.lint(around(rubric, f)))]
    return len(planted) - len(missed), len(planted), missed


def test_most_planted_faults_are_found(rubric):
    hit, of, missed = share(rubric, 36)
    assert of == 36 and hit >= 0.9 * of, missed


@pytest.mark.slow
def test_the_share_of_faults_found_is_the_one_in_the_docs(rubric):
    hit, of, missed = share(rubric, 240)
    text = DOCS.read_text(encoding="utf-8")
    assert f"**tìm thấy {hit}/{of}**" in text, (hit, of, missed)


@pytest.mark.slow
def test_the_share_found_without_words_is_the_one_in_the_docs(rubric):
    silent = replace(rubric, criteria=tuple(replace(c, text="Tiêu chí") for c in rubric.criteria))
    hit, of, missed = share(silent, 240)
    assert f"tìm thấy\n{hit}/{of}" in DOCS.read_text(encoding="utf-8"), (hit, of, missed)
