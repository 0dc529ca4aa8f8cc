"""The quick way through a part's XML gives what the complete way gives, or leaves the part to it."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_xl.intake.quick import UnusualError, quick_strings
from danvan_xl.intake.sheet_text import quick_sheet
from danvan_xl.intake.sheet_xml import full_sheet
from danvan_xl.intake.stored import Stored, Styles
from danvan_xl.intake.xlsx import complete_strings
from danvan_xl.safety import LIMITS

_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# "]]>" is left out: XML forbids it in a text, the quick way takes it for what it says
_TEXTS = ("a", "đồng", "&amp;", "&lt;r&gt;", "&#10;", "&#0;", "&#x1F600;", "&x;", "\t", " ", "_x000D_",
          "_x0041_", "😀", ">", '"', "'")
_BROKEN = (expat.ExpatError, ElementTree.ParseError, ValueError, IndexError)
text = st.lists(st.sampled_from(_TEXTS), max_size=4).map("".join)
item = st.one_of(
    text.map("<si><t>{}</t></si>".format), text.map('<si><t xml:space="preserve">{}</t></si>'.format),
    text.map("<si><r><t>{}</t></r></si>".format),
    st.sampled_from(("<si/>", "<si><t/></si>", "<si></si>", "<si><t></t></si>", "\n", "<!-- x -->", "<si><t>a</t>",
                     "</si>", "<si><t>a</t></si>x", '<si><t a="<">b</t></si>', "<si><t>a</t><rPh><t>b</t></rPh></si>")))


def outcome(read, *given_):
    try:
        return read(*given_)
    except _BROKEN:
        return "broken"


@given(st.lists(item, max_size=6))
def test_shared_strings_taken_apart_at_once_are_those_that_a_parser_finds(items):
    part = f"{_HEAD}\r\n<sst {_SPACE}>{''.join(items)}</sst>".encode()
    try:
        quick = quick_strings(part)
    except UnusualError:
        return
    assert quick == outcome(complete_strings, part)


value = st.sampled_from(("", "<v>1</v>", "<v>0</v>", "<v>1.50</v>", "<v>-3E-2</v>", "<v>9</v>", "<v></v>", "<v/>",
                         "<v> 1</v>", "<v>đ</v>", "<is><t>đ &amp; x</t></is>", "<v>1</v><!-- 2 -->", "<v>a</v>"))
formula = st.one_of(st.just(""), st.just("<f/>"), text.map("<f>{}</f>".format),
                    st.just('<f t="shared" si="0" ref="A1:A9">B1+1</f>'), st.just('<f t="shared" si="0"/>'))
kind = st.sampled_from(("", ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="inlineStr"', ' t="n"', " t='s'"))
style = st.sampled_from(("", ' s="1"', ' s="2"', ' cm="1"', ' s="đ"'))
address = st.builds("{}{}".format, st.sampled_from(("A", "B", "AA", "a", "XFD", "")), st.sampled_from((1, 2, 3, 30, 0)))
cell = st.one_of(
    st.builds('<c r="{}"{}{}>{}{}</c>'.format, address, style, kind, formula, value),
    st.builds('<c r="{}"{}/>'.format, address, style), st.builds('<c r="{}"{}></c>'.format, address, style),
    st.sampled_from(("<c><v>1</v></c>", "</row><row>", '</row>\n<row r="4" hidden="1">', "x", "</row>", "<row/>")))


@given(st.lists(cell, max_size=8))
def test_cells_taken_apart_by_splitting_are_those_that_a_parser_finds(cells):
    part = (f'{_HEAD}\n<worksheet {_SPACE}><dimension ref="A1:B3"/>'
            f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>'
            '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>').encode()
    stored = Stored(["", "đồng", "Có"], Styles(dated=frozenset("1"), percent=frozenset("2")), 0)
    try:
        quick = outcome(quick_sheet, part, stored, LIMITS)
    except UnusualError:
        return
    full = outcome(full_sheet, part, stored, LIMITS)
    if isinstance(quick, str) or isinstance(full, str):
        assert quick == full
    else:
        assert (quick.cells, quick.merges, quick.rows) == (full.cells, tuple(full.merges), full.rows)


@pytest.mark.parametrize("part", [b"\xff<sst/>", f"{_HEAD}<sst {_SPACE}><si><t>".encode() + b"\xe1\xba</t></si></sst>"])
def test_bytes_that_are_no_utf_8_are_left_to_the_parser(part):
    with pytest.raises(UnusualError):
        quick_strings(part)
