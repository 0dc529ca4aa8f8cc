"""The rule of blanks (``khi_thieu``): a result is blank when an operand on the branch taken is blank.

Written once, as a rewriting of the tree, so that form, engine and consolidated workbook agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from danvan_xl.formula.ast import BLANK, Binary, Bool, Call, Expr, Name, Number, Text, Unary, children

NOTHING_AROSE = "Không phát sinh"


class Shape(Enum):
    """What a name stands for, as far as blanks go."""

    CELL = "cell"
    ANSWER = "answer"
    """An input cell with a status beside it: "Không phát sinh" there means 0, not blank."""
    NUMBER = "number"
    """An input cell for a number: a text there is no answer yet. Compared with a number it would be the larger."""
    FIGURE = "figure"
    """An input cell for a number with a status beside it."""
    RANGE = "range"
    NEVER_BLANK = "never"


ShapeOf = Callable[[str], Shape]


def any_of(conditions: Iterable[Expr | None]) -> Expr | None:
    """``OR`` of what is there; None stands for "never true"."""
    parts: list[Expr] = []
    for condition in conditions:
        if isinstance(condition, Call) and condition.function == "OR":
            parts.extend(condition.args)
        elif condition is not None:
            parts.append(condition)
    unique = tuple(dict.fromkeys(parts))
    return None if not unique else unique[0] if len(unique) == 1 else Call("OR", unique)


def is_blank(name: str) -> Expr:
    return Binary("=", Name(name), BLANK)


def _did_not_say_nothing_arose(owner: str) -> Expr:
    return Binary("<>", Name(f"{owner}.tt"), Text(NOTHING_AROSE))


def _blank_answer(name: str) -> Expr:
    return Call("AND", (is_blank(name), _did_not_say_nothing_arose(name)))


def _no_number(name: str) -> Expr:
    return Call("NOT", (Call("ISNUMBER", (Name(name),)),))


def _blank_figure(name: str) -> Expr:
    return Call("IF", (is_blank(name), _did_not_say_nothing_arose(name), _no_number(name)))


def _blank_range(name: str) -> Expr:
    """All cells blank, unless the list says that nothing arose."""
    filled = Call("SUMPRODUCT", (Unary("-", Unary("-", Binary("<>", Name(name), BLANK))),))
    owner = name.partition(".")[0]
    return Call("AND", (Binary("=", filled, Number("0")), _did_not_say_nothing_arose(owner)))


def blank_condition(expr: Expr, shape_of: ShapeOf) -> Expr | None:
    """An expression that is TRUE when ``expr`` lacks an operand it needs; None when it never does."""
    match expr:
        case Name(id):
            match shape_of(id):
                case Shape.CELL:
                    return is_blank(id)
                case Shape.ANSWER:
                    return _blank_answer(id)
                case Shape.NUMBER:
                    return _no_number(id)
                case Shape.FIGURE:
                    return _blank_figure(id)
                case Shape.RANGE:
                    return _blank_range(id)
            return None
        case Call("IF", (condition, *branches)):
            return _blank_branch(condition, [blank_condition(b, shape_of) for b in branches], shape_of)
        case Call("IFERROR", (value, otherwise)):
            return _blank_iferror(value, otherwise, shape_of)
        case Call("CHOOSE", (index, *branches)):
            lacking = [blank_condition(b, shape_of) or Bool(False) for b in branches]
            if all(x == Bool(False) for x in lacking):
                return blank_condition(index, shape_of)
            return _guarded(index, Call("CHOOSE", (index, *lacking)), shape_of)
    return any_of(blank_condition(child, shape_of) for child in children(expr))


def _guarded(condition: Expr, then: Expr, shape_of: ShapeOf) -> Expr:
    first = blank_condition(condition, shape_of)
    return then if first is None else Call("IF", (first, Bool(True), then))


def _blank_branch(condition: Expr, branches: list[Expr | None], shape_of: ShapeOf) -> Expr | None:
    if all(b is None for b in branches):
        return blank_condition(condition, shape_of)
    first, second = (*branches, None)[:2]
    then = Call("IF", (condition, first or Bool(False), second or Bool(False)))
    return _guarded(condition, then, shape_of)


def _blank_iferror(value: Expr, otherwise: Expr, shape_of: ShapeOf) -> Expr | None:
    lacks, second = blank_condition(value, shape_of), blank_condition(otherwise, shape_of)
    if second is None:
        return lacks
    on_error: Expr = Call("IF", (Call("ISERROR", (value,)), second, Bool(False)))
    return on_error if lacks is None else Call("IF", (lacks, Bool(True), on_error))


def guard(expr: Expr, shape_of: ShapeOf) -> Expr:
    """``expr``, but ``""`` where an operand on the branch taken is blank."""
    if isinstance(expr, Call) and expr.function == "IF":
        condition, *branches = expr.args
        lacks = blank_condition(condition, shape_of)
        body: Expr = Call("IF", (condition, *(guard(b, shape_of) for b in branches)))
    else:
        lacks, body = blank_condition(expr, shape_of), expr
        if isinstance(expr, Name) and shape_of(expr.id) in (Shape.ANSWER, Shape.FIGURE):
            # A formula that shows an empty cell is a number in Excel and none in LibreOffice.
            body = Call("IF", (is_blank(expr.id), Number("0"), expr))
    return body if lacks is None else Call("IF", (lacks, BLANK, body))
