"""The formulas of a unit and of the city as trees, ready to be written, evaluated or rewritten."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from danvan_xl.campaign.model import Aggregate, Campaign, Check, Field, FormKind, OnBlank, Scope, Unit
from danvan_xl.campaign.names import (
    city_names,
    city_shape,
    computed_fields,
    facet_name,
    facets_of,
    seen_from_unit,
    unit_inputs,
    unit_names,
    unit_ranges,
    unit_shape,
)
from danvan_xl.campaign.points import Rubric, if_
from danvan_xl.formula import (
    BLANK,
    Binary,
    Calculator,
    Call,
    Expr,
    Name,
    Number,
    ShapeOf,
    guard,
    names,
    parse,
    substitute,
)


@dataclass(frozen=True)
class Program:
    """``formulas`` in the order of definition; ``inputs`` single cells; ``ranges`` columns of lists by rows.

    ``rows``: formulas about one row of a list, blank while it is → that list and row.
    """

    inputs: tuple[str, ...]
    ranges: Mapping[str, int]
    formulas: Mapping[str, Expr]
    rows: Mapping[str, tuple[str, int]] = dataclasses.field(default_factory=dict)

    def calculator(self, longer: Mapping[str, int] | None = None) -> Calculator:
        """For values of these inputs; ``longer``: columns of lists with more rows than the form has."""
        return Calculator(self.formulas, self.inputs, {**self.ranges, **(longer or {})}, self.rows)


def ruled(formula: str, on_blank: OnBlank, shape_of: ShapeOf) -> Expr:
    """A formula of the definition under its rule of blanks."""
    tree = parse(formula)
    return guard(tree, shape_of) if on_blank is OnBlank.BLANK else tree


def unit_checks(campaign: Campaign, unit: Unit) -> tuple[Check, ...]:
    """The checks of scope don_vi whose names a unit is all asked."""
    def found() -> tuple[Check, ...]:
        known = unit_names(campaign, unit)
        return tuple(
            c for c in campaign.checks if c.scope is Scope.UNIT and known.issuperset(names(parse(c.formula)))
        )

    return campaign.once(("unit_checks", campaign.shape_of(unit)), found)


def check_formulas(check: Check, shape_of: ShapeOf) -> dict[str, Expr]:
    """The verdict of a check, and where it compares two things, both sides and their difference."""
    name, tree = f"#kt.{check.code}", parse(check.formula)
    verdict = {name: ruled(check.formula, check.on_blank, shape_of)}
    if not (isinstance(tree, Binary) and tree.op in ("=", "<", ">", "<=", ">=", "<>")):
        return verdict
    left, right = Name(f"{name}.trai"), Name(f"{name}.phai")
    numbers = Call("AND", (Call("ISNUMBER", (left,)), Call("ISNUMBER", (right,))))
    return verdict | {
        left.id: guard(tree.left, shape_of), right.id: guard(tree.right, shape_of),
        f"{name}.lech": if_(numbers, Call("ROUND", (Binary("-", left, right), Number("6"))), BLANK),
    }


def unit_program(campaign: Campaign, unit: Unit, *, as_read: bool = False) -> Program:
    """Computed fields, checks and scoring of one unit.

    ``as_read``: values stand as read ("Không phát sinh" is 0 and verified points may exist), as in the
    consolidated workbook; otherwise as in the unit's own workbook.
    """
    shape_of = city_shape(campaign) if as_read else unit_shape(campaign)
    once = campaign.once
    formulas: dict[str, Expr] = {
        field.code: once(("field", field.code, as_read), partial(ruled, field.formula, field.on_blank, shape_of))
        for field in computed_fields(campaign, unit)
    }
    for check in unit_checks(campaign, unit):
        formulas.update(once(("check", check.code, as_read), partial(check_formulas, check, shape_of)))
    rubric = campaign.rubric_of(unit)
    inputs = [*unit_inputs(campaign, unit), *sorted(seen_from_unit(campaign))]
    if campaign.criteria_of(rubric):
        scoring = Rubric(campaign, rubric, shape_of, verified=as_read)
        formulas.update(once(("rubric", rubric, as_read), scoring.formulas))
        inputs += [f"#tham_dinh.{c.code}" for c in scoring.leaves()]
        inputs += [f"ad.{c.code}" for c in scoring.criteria if f"ad.{c.code}" not in formulas]
    return Program(tuple(inputs), unit_ranges(campaign, unit), formulas)


def recomputed(campaign: Campaign) -> tuple[Field, ...]:
    """Computed fields whose city value is made from city totals."""
    return tuple(
        f for f in campaign.plain_fields.values() if f.formula and f.combined is Aggregate.FORMULA
    )


def in_group(expr: Expr, campaign: Campaign, group: str) -> Expr:
    """A formula over the city's totals as one over a group's: ``f`` becomes ``f.group``."""
    grouped = campaign.once(("names that a group has too",), lambda: {
        facet_name(f.code, facet) for f in campaign.plain_fields.values() for facet in facets_of(f)
    } | {"so_don_vi", "so_da_nop"} | {
        f"{code}.{column.code}" for code, columns in campaign.list_columns.items() for column in columns
    } | {f"{code}.tt" for code in campaign.list_columns})
    return substitute(expr, lambda name: Name(f"{name}.{group}") if name in grouped else None)


def city_computed(campaign: Campaign) -> Iterator[tuple[str, Expr]]:
    """``f`` and ``f.group`` of every field that is recomputed from totals."""
    shape_of = city_shape(campaign)
    for field in recomputed(campaign):
        tree = ruled(field.formula, field.on_blank, shape_of)
        yield field.code, tree
        for group in campaign.groups:
            yield f"{field.code}.{group.code}", in_group(tree, campaign, group.code)


def city_checks(campaign: Campaign) -> tuple[Check, ...]:
    return tuple(c for c in campaign.checks if c.scope is Scope.CITY)


def city_rubric(campaign: Campaign) -> Rubric | None:
    """The office's own rubric over the city's figures, if the campaign has one."""
    code = campaign.settings.own_rubric
    return Rubric(campaign, code, city_shape(campaign)) if campaign.criteria_of(code) else None


def city_formulas(campaign: Campaign) -> Mapping[str, Expr]:
    """Everything that is computed in the city's scope: fields from totals, checks, the office's own points."""
    def found() -> Mapping[str, Expr]:
        shape_of = city_shape(campaign)
        formulas = dict(city_computed(campaign))
        for check in city_checks(campaign):
            formulas.update(check_formulas(check, shape_of))
        if (rubric := city_rubric(campaign)) is not None:
            formulas.update(rubric.formulas())
        return formulas

    return campaign.once(("city_formulas",), found)


def city_inputs(campaign: Campaign) -> tuple[str, ...]:
    """Single cells of the city's scope that are given, not computed here (unions of lists are ranges)."""
    computed = set(city_formulas(campaign))
    lists = {f"{code}.{c.code}" for code, columns in campaign.list_columns.items() for c in columns}
    lists |= {f"{code}.{extra}" for code in campaign.list_columns for extra in ("don_vi", "nhom")}
    given = {n for n in city_names(campaign) if n not in computed and n not in lists}
    given |= {f"{code}.tt.{group.code}" for code in campaign.list_columns for group in campaign.groups}
    if (rubric := city_rubric(campaign)) is not None:
        given |= {f"{kind}.{c.code}" for c in rubric.leaves() for kind in ("tu_cham", "minh_chung")}
    return tuple(sorted(given))


def narrative_fields(campaign: Campaign) -> tuple[Field, ...]:
    return tuple(
        f for f in campaign.plain_fields.values() if campaign.form_by_code[f.form].kind is FormKind.NARRATIVE
    )
