"""What Excel 2010, WPS and LibreOffice all take: the parts of every form of both campaigns, read as XML."""

from __future__ import annotations

import re
from html import unescape

import pytest

import danvan_xl as dv
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.formula import Binary, Call, parse, walk
from tests import books

IN_EXCEL_2010 = frozenset((
    "ABS", "AND", "AVERAGE", "AVERAGEIF", "AVERAGEIFS", "CHOOSE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF",
    "COUNTIFS", "DATE", "DAY", "EXACT", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT",
    "LARGE", "LEFT", "LEN", "MATCH", "MAX", "MEDIAN", "MID", "MIN", "MOD", "MONTH", "NOT", "OR", "RANK", "RIGHT",
    "ROUND", "ROUNDDOWN", "ROUNDUP", "SMALL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TRIM", "UPPER", "YEAR",
))
"""Functions that all three have had since 2010 and whose result no locale changes (TEXT, VALUE, DATEVALUE are not here:
under a Vietnamese locale they read "1,5" and "1.5" the other way round)."""
RULES = {"beginsWith", "containsErrors", "expression"}
"""Types of conditional formats that came with Excel 2007."""
VALIDATIONS = {"whole", "decimal", "list", "date"}
LONGEST = {"prompt": 255, "error": 255, "promptTitle": 32, "errorTitle": 32}


@pytest.fixture(scope="module", params=["nga_bay_2023", "can_tho_2026"])
def sheets(request):
    """Every sheet of one form a shape: title of unit and part → XML."""
    campaign = dv.load_campaign(request.param)
    blueprints, seen, found = Blueprints(campaign), set(), {}
    for unit in campaign.units:
        blueprint = blueprints.of(unit)
        if id(blueprint) not in seen:
            seen.add(id(blueprint))
            parts = books.parts(form_bytes(campaign, unit, blueprints))
            found |= {(unit.code, n): data.decode() for n, data in parts.items() if n.startswith("xl/worksheets/sheet")}
    assert len(seen) >= 2 and len(found) > 20
    return found


def formulas(xml):
    return [(attributes, unescape(text)) for attributes, text in re.findall(r"<f( [^>]*)?>([^<]*)</f>", xml)]


def test_formulas_use_no_newer_function_no_array_and_keep_within_the_limit(sheets):
    used = set()
    for place, xml in sheets.items():
        assert not re.search(r'<c [^>]*\bcm="', xml), f"dynamic array in {place}"
        for attributes, text in formulas(xml):
            assert not attributes and len(text) < 8192 and "_xl" not in text and "#" not in text, (place, text[:80])
            tree = parse("=" + text)
            used |= {node.function for node in walk(tree) if isinstance(node, Call)}
    assert "SUMPRODUCT" in used and used <= IN_EXCEL_2010


def test_texts_are_joined_from_whole_numbers_only(sheets):
    """A decimal joined to a text shows as 0.75 under one locale and 0,75 under another."""
    joined = {text for xml in sheets.values() for _, text in formulas(xml)
              if any(isinstance(node, Binary) and node.op == "&" for node in walk(parse("=" + text)))}
    assert len(joined) > 0 and all("mục, " in text for text in joined)


def test_conditional_formats_and_validations_are_of_kinds_that_all_programs_have(sheets):
    kinds, lists = set(), 0
    for place, xml in sheets.items():
        assert "<extLst>" not in xml, place
        kinds |= set(re.findall(r'<cfRule type="(\w+)"', xml))
        for attributes, inner in re.findall(r"<dataValidation ([^>]*?)(?:/>|>(.*?)</dataValidation>)", xml, re.DOTALL):
            given = {k: unescape(v).replace("_x000a_", "\n") for k, v in re.findall(r'(\w+)="([^"]*)"', attributes)}
            assert given.get("type", "list") in VALIDATIONS
            assert all(len(given.get(k, "")) <= most for k, most in LONGEST.items()), (place, given)
            if given.get("type") == "list":
                lists += 1
                assert re.fullmatch(r"<formula1>_danh_muc!\$[A-Z]+\$1:\$[A-Z]+\$\d+</formula1>", inner), inner
    assert kinds <= RULES and "expression" in kinds and lists > 20
