"""The rows below the units of Dữ liệu: the city, the groups, means, and how many answered."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from danvan_xl.campaign.model import Aggregate, FieldKind
from danvan_xl.campaign.program import city_formulas
from danvan_xl.consolidate import UnitResult
from danvan_xl.formula import NOTHING_AROSE, Value
from danvan_xl.workbook.plan import GROUND, GROUP, GroundColumn
from danvan_xl.workbook.scope import CityScope
from danvan_xl.workbook.sheets import NOT_ASKED, Canvas, shown_format

_ANY = '"<1E+300"'
_ONE = {Aggregate.SUM: "SUM", Aggregate.MEAN: "AVERAGE", Aggregate.MAX: "MAX", Aggregate.MIN: "MIN"}
_IF = {Aggregate.SUM: "SUMIF", Aggregate.MEAN: "AVERAGEIF"}


def city_aggregate(column: GroundColumn) -> Aggregate:
    field = column.field
    assert field is not None
    return Aggregate.SUM if column.facet and field.combined is Aggregate.FORMULA else field.combined


def city_total(how: Aggregate, cells: str, computed: bool) -> str:
    """A total over the units; a unit's error is left out as a blank is (it has its own finding)."""
    total = f"{_IF[how]}({cells},{_ANY})" if computed and how in _IF else f"{_ONE[how]}({cells})"
    return f'IF(COUNT({cells})=0,"",{total})'


def group_total(how: Aggregate, cells: str, groups: str, group: str) -> str:
    """A total over a group's units (an array formula for extremes)."""
    counted = f'COUNTIFS({groups},"{group}",{cells},{_ANY})'
    if how in _IF:
        total = f'{_IF[how]}S({cells},{groups},"{group}",{cells},{_ANY})'
    else:
        total = f'{_ONE[how]}(IF(({groups}="{group}")*ISNUMBER({cells}),{cells}))'
    return f'IF({counted}=0,"",{total})'


def found_value(found: UnitResult, name: str) -> Value:
    """What a unit typed, or what was computed for it."""
    results: Mapping[str, Value] = found.results or {}
    assert found.chosen is not None
    return results[name] if name in results else found.chosen.values.get(name)


class Below:
    """Writes the rows, a column at a time; the city's results are the cached values."""

    def __init__(self, canvas: Canvas) -> None:
        self.pen, self.plan = canvas.pen, canvas.plan
        self.city = self.plan.result.city.values
        self._trees = city_formulas(self.plan.campaign)
        self._scope = CityScope(self.plan, GROUND)

    def write(self, at: int, column: GroundColumn) -> None:
        rows = [self.plan.city_row, *(self.plan.group_row(g.code) for g in self.plan.campaign.groups),
                self.plan.mean_row, self.plan.answered_row]
        for row in rows:
            self.pen.put(row, at, None, self.pen.styles.plain(bg_color=NOT_ASKED))
        match column.kind:
            case "tinh_trang":
                self._status(at, column)
            case "kiem_tra":
                self._check(at, column)
            case _:
                self._value(at, column)

    def _value(self, at: int, column: GroundColumn) -> None:
        field = column.field
        assert field is not None
        cells, groups, how = self.plan.units(at), self.plan.units(GROUP), city_aggregate(column)
        style = self.pen.styles.formula(num_format=shown_format(field), bold=True)
        if how is Aggregate.FORMULA:
            for suffix, row in self._scopes():
                name = f"{field.code}{suffix}"
                self.pen.write_formula(row, at, self._scope.render(self._trees[name]), style, self.city[name])
        elif how in _ONE:
            total = city_total(how, cells, bool(field.formula))
            self.pen.write_formula(self.plan.city_row, at, total, style, self.city[column.name])
            for group in self.plan.campaign.groups:
                text = group_total(how, cells, groups, group.code)
                write = self.pen.write_formula if how in _IF else self.pen.write_array
                write(self.plan.group_row(group.code), at, text, style, self.city[f"{column.name}.{group.code}"])
        if field.kind.is_number and not column.facet:
            mean = city_total(Aggregate.MEAN, cells, bool(field.formula))
            shape = "#,##0.00" if field.kind is FieldKind.INTEGER else shown_format(field)
            style = self.pen.styles.formula(num_format=shape)
            self.pen.write_formula(self.plan.mean_row, at, mean, style, self.city[f"{field.code}.tb"])
        self._answered(at, column)

    def _scopes(self) -> list[tuple[str, int]]:
        groups = [(f".{g.code}", self.plan.group_row(g.code)) for g in self.plan.campaign.groups]
        return [("", self.plan.city_row), *groups]

    def _answered(self, at: int, column: GroundColumn) -> None:
        field = column.field
        assert field is not None
        cells = self.plan.units(at)
        counted = field.kind.is_number or field.kind is FieldKind.DATE
        text = f"COUNT({cells})" if counted else f'SUMPRODUCT(--({cells}<>""))'
        style = self.pen.styles.formula(num_format="0")
        count = Decimal(self.plan.n_answered[column.name])
        self.pen.write_formula(self.plan.answered_row, at, text, style, count)

    def _status(self, at: int, column: GroundColumn) -> None:
        form = self.plan.campaign.form_by_code[column.name.partition(".")[0]]
        asked = [u.unit for u in self.plan.result.returned if self.plan.campaign.fields_of(u.unit, form)]
        cells, groups = self.plan.units(at), self.plan.units(GROUP)
        style = self.pen.styles.formula()
        for suffix, row in self._scopes():
            group = suffix.lstrip(".")
            count = sum(not group or u.group == group for u in asked)
            said = f'COUNTIFS({cells},"{NOTHING_AROSE}"' + (f',{groups},"{group}")' if group else ")")
            text = f'IF(AND({count}>0,{said}={count}),"{NOTHING_AROSE}","")'
            self.pen.write_formula(row, at, text, style, self.city[f"{column.name}{suffix}"])

    def _check(self, at: int, column: GroundColumn) -> None:
        """How many units fail a check."""
        values = [found_value(u, column.name) for u in self.plan.result.returned]
        style = self.pen.styles.formula(num_format="0")
        count = Decimal(sum(v is False for v in values))
        self.pen.write_formula(self.plan.city_row, at, f"COUNTIF({self.plan.units(at)},FALSE)", style, count)
