"""The one language: Excel formulas over names. Parsing, names, rewriting, rendering, evaluation."""

from danvan_xl.formula.allowed import ALLOWED
from danvan_xl.formula.ast import (
    BLANK,
    Binary,
    Bool,
    Call,
    Expr,
    Name,
    Number,
    Ref,
    Text,
    Unary,
    functions,
    once_a_tree,
    substitute,
    transform,
    walk,
)
from danvan_xl.formula.blanks import NOTHING_AROSE, Shape, ShapeOf, any_of, blank_condition, guard, is_blank
from danvan_xl.formula.engine import EPOCH, Calculator, FormulaError, Value, from_float, serial
from danvan_xl.formula.parse import FormulaSyntaxError, parse
from danvan_xl.formula.recompute import Spot, Stored, formula_tree, recompute
from danvan_xl.formula.render import names, normal_form, quote, render

__all__ = [
    "ALLOWED",
    "BLANK",
    "EPOCH",
    "NOTHING_AROSE",
    "Binary",
    "Bool",
    "Calculator",
    "Call",
    "Expr",
    "FormulaError",
    "FormulaSyntaxError",
    "Name",
    "Number",
    "Ref",
    "Shape",
    "ShapeOf",
    "Spot",
    "Stored",
    "Text",
    "Unary",
    "Value",
    "any_of",
    "blank_condition",
    "formula_tree",
    "from_float",
    "functions",
    "guard",
    "is_blank",
    "names",
    "normal_form",
    "once_a_tree",
    "parse",
    "quote",
    "recompute",
    "render",
    "serial",
    "substitute",
    "transform",
    "walk",
]
