"""A test names each code of the catalogue; codes that need a definition of their own are here."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.campaign.load import read_definition
from danvan_xl.findings import CATALOGUE
from danvan_xl.form import form_bytes
from tests import small

HERE = Path(__file__).parent


def expected_codes(tree: ast.Module) -> Iterator[str]:
    """Codes that a test module names; not those of findings that it makes itself, nor those that must be absent."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        own = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
        absent = isinstance(node, ast.Compare) and any(isinstance(o, ast.NotIn | ast.NotEq) for o in node.ops)
        if own or absent:
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def test_promise_28_a_test_names_every_code_of_the_catalogue():
    named = {code for path in HERE.glob("test_*.py")
             for code in expected_codes(ast.parse(path.read_text(encoding="utf-8")))}
    with (HERE / "values.csv").open(encoding="utf-8") as stream:
        named |= {row["ma"] for row in csv.DictReader(stream)}
    assert set(CATALOGUE) - named == set()


def of_small(folder: Path, **tables: str) -> dv.Campaign:
    for name, text in {**small.TABLES, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return dv.load_campaign(folder)


def consolidated(campaign: dv.Campaign, folder: Path, **values: Decimal) -> dv.Result:
    unit = campaign.unit_by_code["vithanh"]
    returns = folder / "nop_ve"
    returns.mkdir()
    content = form_bytes(campaign, unit, values={**small.VALUES, **values}, lists=small.LISTS)
    (returns / "vithanh.xlsx").write_bytes(content)
    return dv.consolidate(campaign, returns)


@pytest.mark.parametrize(("women", "wanted"), [(Decimal(0), [("K002", "#DIV/0!")]), (Decimal(17), [])])
def test_a_check_that_cannot_be_worked_out_says_so(tmp_path, women, wanted):
    checks = small.TABLES["kiem_tra"] + "kt_nu,don_vi,=hs_tong/hs_nu>1,loi,Số nữ quá lớn\n"
    result = consolidated(of_small(tmp_path, kiem_tra=checks), tmp_path, hs_nu=women)
    assert [(f.code, f.found) for f in result.findings if f.field == "kt_nu"] == wanted


def test_a_definition_without_its_year_says_what_is_missing(tmp_path):
    for name, text in small.TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text.replace("nam,2026\n", ""), encoding="utf-8")
    assert [f.expected for f in read_definition(tmp_path)[1] if f.code == "X016"] == ["nam"]


@pytest.mark.parametrize(("text", "women", "code"), [
    ("Có {hs_tong} hồ sơ.", 17, ""), ("Có {khong_co} hồ sơ.", 17, "B002"),
    ("Gấp {=hs_tong/hs_nu|0} lần.", 0, "B003"), ("Gấp {=hs_tong/hs_nu|0} lần.", 17, ""),
])
def test_a_sentence_with_a_figure_that_is_unknown_or_impossible_is_a_finding(tmp_path, text, women, code):
    report = "stt,kieu,noi_dung\n1,doan,Có {hs_tong} hồ sơ.\n"
    campaign = of_small(tmp_path, bao_cao=report)
    campaign = replace(campaign, report=(replace(campaign.report[0], text=text),))
    result = consolidated(campaign, tmp_path, hs_nu=Decimal(women))
    assert [f.code for f in result.write_report(tmp_path / "bao_cao.docx")] == ([code] if code else [])


@pytest.mark.parametrize("score", [Decimal(35), None])
def test_a_unit_that_lacks_points_is_not_classed_and_it_is_said(tmp_path, score):
    result = consolidated(of_small(tmp_path), tmp_path, **{"tu_cham.hai": score})
    said = [f.unit for f in result.findings if f.code == "D004" and f.unit]
    assert said == ([] if score else ["vithanh"])
