"""The one language: parsing, rendering, the rule of blanks, evaluation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_xl.formula import (
    Binary,
    Bool,
    Calculator,
    Call,
    FormulaError,
    FormulaSyntaxError,
    Name,
    Number,
    Shape,
    Text,
    Unary,
    guard,
    names,
    parse,
    render,
)

leaves = st.one_of(
    st.integers(0, 10**6).map(lambda n: Number(str(n))),
    st.sampled_from(["hs_tong", "hs_tong.kh", "vb.so", "tu_cham.a_b"]).map(Name),
    st.text("ăâđêôơưABC \"'", max_size=6).map(Text),
    st.booleans().map(Bool),
)
trees = st.recursive(leaves, lambda inner: st.one_of(
    st.tuples(st.sampled_from("+-*/^&=<>"), inner, inner).map(lambda t: Binary(*t)),
    inner.map(lambda x: Unary("-", x)),
    st.tuples(st.sampled_from(["IF", "SUM", "AND"]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda t: Call(t[0], tuple(t[1]))),
), max_leaves=12)


@given(trees)
def test_a_tree_written_and_read_again_is_the_same_tree(tree):
    assert parse("=" + render(tree)) == tree


@pytest.mark.parametrize(("formula", "position"), [("=IF(a,", 7), ("=a+", 4), ("=(a", 4), ("=a b", 4), ('="x', 2)])
def test_a_syntax_error_says_where(formula, position):
    with pytest.raises(FormulaSyntaxError) as caught:
        parse(formula)
    assert caught.value.position == position


def test_names_are_found_once_in_order():
    assert names(parse("=IF(b>0,a/b,list.cot)+a")) == ("b", "a", "list.cot")


def shape(name: str) -> Shape:
    kinds = {"l.x": Shape.RANGE, "f": Shape.ANSWER, "l.tt": Shape.NEVER_BLANK, "f.tt": Shape.NEVER_BLANK}
    return kinds.get(name, Shape.CELL)


def value(formula, values=None, lists=None):
    tree = guard(parse(formula), shape)
    inputs = ["x", "y", "tl", "tu_can_doi", "f", "f.tt", "l.tt"]
    return Calculator({"#r": tree}, inputs, {"l.x": 4}).calculate(values or {}, lists or {})["#r"]


BLANKS = [
    ("=IF(x<=3,2,0)", {}, None), ("=IF(x<=3,2,0)", {"x": 3}, 2), ("=IF(x<=3,2,0)", {"x": 4}, 0),
    ('=IF(tu_can_doi="Có",10,tl/10)', {"tu_can_doi": "Có"}, 10), ('=IF(tu_can_doi="Có",10,tl/10)', {}, None),
    ('=IF(tu_can_doi="Có",10,tl/10)', {"tu_can_doi": "Không"}, None),
    ('=IF(tu_can_doi="Có",10,tl/10)', {"tu_can_doi": "Không", "tl": 50}, 5),
    ("=x+y", {"x": 1}, None), ("=x+y", {"x": 0, "y": 0}, 0), ("=MIN(5,x)", {}, None), ("=x=0", {}, None),
    ("=IFERROR(x/y,0)", {"x": 1, "y": 0}, 0), ("=IFERROR(x/y,0)", {"x": 1}, None),
    ("=CHOOSE(x,10,y)", {"x": 1}, 10), ("=CHOOSE(x,10,y)", {"x": 2}, None),
    ("=f", {}, None), ("=f", {"f.tt": "Không phát sinh"}, 0), ("=f+1", {"f.tt": "Không phát sinh"}, 1),
    ("=f", {"f.tt": "Không áp dụng"}, None), ("=COUNTA(l.x)", {}, None), ("=SUM(l.x)", {"l.tt": "Không phát sinh"}, 0),
    ("=COUNTA(l.x)", {"l.tt": "Không phát sinh"}, 0),
]


@pytest.mark.parametrize(("formula", "values", "expected"), BLANKS, ids=[f"{b[0]} {b[1]}" for b in BLANKS])
def test_a_result_is_blank_only_when_an_operand_on_the_branch_taken_is(formula, values, expected):
    given_values = {k: Decimal(v) if isinstance(v, int) else v for k, v in values.items()}
    assert value(formula, given_values) == (None if expected is None else Decimal(expected))


def test_a_range_with_one_filled_cell_is_not_blank():
    assert value("=SUM(l.x)", {}, {"l.x": (None, Decimal(7))}) == 7


def test_errors_texts_truth_and_dates_keep_their_kind():
    assert value("=x/y", {"x": Decimal(1), "y": Decimal(0)}) == FormulaError("#DIV/0!")
    assert value("=x>1", {"x": Decimal(2)}) is True
    assert value('=IF(x="đạt","Đạt","Chưa")', {"x": "ĐẠT"}) == "Đạt"
    assert value("=YEAR(x)", {"x": dt.date(2023, 11, 28)}) == 2023


@given(st.decimals(-10**9, 10**9, places=3), st.decimals(-10**9, 10**9, places=3))
def test_sums_agree_with_decimal_arithmetic(a, b):
    result = Calculator({"#r": parse("=ROUND(x+y,3)")}, ["x", "y"]).calculate({"x": a, "y": b})["#r"]
    assert result == a + b
