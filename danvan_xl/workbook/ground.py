"""Dữ liệu: every value of every unit, the city and the groups below them; all other sheets stand on it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from xlsxwriter.format import Format

from danvan_xl.campaign.model import Aggregate, FieldKind, Unit
from danvan_xl.campaign.names import FACET_WORDS, computed_fields, facet_name
from danvan_xl.campaign.program import city_formulas, unit_checks
from danvan_xl.consolidate import UnitResult
from danvan_xl.form.paper import A3_LYING
from danvan_xl.form.style import lines, number_format
from danvan_xl.form.write import Blueprints
from danvan_xl.formula import NOTHING_AROSE, Value
from danvan_xl.intake import State, shown
from danvan_xl.workbook.plan import (
    CODE,
    FIRST_COLUMN,
    FORM_ROW,
    GROUP,
    HEADER_ROW,
    NAME,
    NAME_ROW,
    STATE,
    GroundColumn,
)
from danvan_xl.workbook.scope import CityScope, UnitScope
from danvan_xl.workbook.sheets import NOT_ASKED, STATES, Canvas, small_header

_WRONG, _NOT_APPLICABLE = "#F8CBAD", "#EDEDED"
_ADJUSTED = "#FFE699"
_COLOURS = {State.INVALID: _WRONG, State.NOT_APPLICABLE: _NOT_APPLICABLE}
_WIDTH, _SMALL = 13.0, 1.15
"""Width of a column of values; letters of size 9 that fit where one of size 11 does."""
_SCALE = 65
"""Per cent, on A3."""
_ROW = 16.0
"""Said outright, so that a long text keeps to its row; it stands whole on Thuyết minh."""
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


class Ground:
    """Writes the sheet; ``results`` of units and of the city are the cached values."""

    def __init__(self, canvas: Canvas, blueprints: Blueprints) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        self.blueprints = blueprints
        self.city = self.plan.result.city.values
        self.adjusted = {
            (a.unit, a.name): f"Điều chỉnh từ {shown(a.before) or 'trống'}: {a.reason}"
            for a in self.plan.result.adjustments
        }
        self._trees = city_formulas(self.plan.campaign)
        self._scope = CityScope(self.plan, "Dữ liệu")
        self._unit_scope = UnitScope(self.plan)

    def write(self) -> None:
        plan, styles = self.plan, self.pen.styles
        note = (
            f"{self.canvas.coverage}. Mọi công thức của sổ này tính từ trang này. Nền xanh: ô tự tính; nền xám: "
            "không hỏi đơn vị hoặc không áp dụng; nền cam: giá trị không hợp lệ, không được tính; nền vàng: đã điều "
            "chỉnh. Tổng của thành phố và các nhóm ở cuối bảng."
        )
        self.canvas.heading("Dữ liệu của các đơn vị", "", GROUP)
        self._headers()
        for offset, column in enumerate(plan.columns):
            self._top(FIRST_COLUMN + offset, column)
        for unit in plan.campaign.units:
            self._unit(unit)
            self.pen.sheet.done(plan.unit_row(unit.code))
        last = FIRST_COLUMN + len(plan.columns) - 1
        sheet = self.pen.sheet
        sheet.autofilter(HEADER_ROW, 0, plan.last_unit, last)
        sheet.freeze_panes(plan.first_unit, GROUP)
        self.canvas.widths(16, 34, 12, 13)
        sheet.set_column(FIRST_COLUMN, last, _WIDTH)
        printed = last - sum(c.check is not None or plan.is_narrative(c) for c in plan.columns)
        tallest = max(lines(self._label(c), _WIDTH * _SMALL) for c in plan.columns)
        sheet.set_row(HEADER_ROW, max(12.0 * tallest + 4, 32), styles.header())
        sheet.set_row(NAME_ROW, 12)
        area = (0, NAME, plan.answered_row, printed)
        columns = list(range(GROUP, printed + 1))
        self.canvas.printed_wide(A3_LYING, _SCALE, (FORM_ROW, HEADER_ROW), area, columns, note)

    def _headers(self) -> None:
        plan, pen = self.plan, self.pen
        self.canvas.header(HEADER_ROW, ("Mã", "Đơn vị", "Nhóm", "Trạng thái"))
        shown = ""
        small = pen.styles(font_size=8, font_color="#7F7F7F")
        for i, column in enumerate(plan.columns, FIRST_COLUMN):
            form = "Kiểm tra" if column.field is None and column.check else self._form_title(column)
            if form != shown:
                pen.text(FORM_ROW, i, form, pen.styles(bold=True, font_color="#1F4E79"))
                shown = form
            pen.text(NAME_ROW, i, column.name.lstrip("#"), small)
            pen.text(HEADER_ROW, i, self._label(column), small_header(pen.styles))
        rows = [(plan.city_row, "Toàn thành phố"), (plan.mean_row, "Bình quân đơn vị có số liệu"),
                (plan.answered_row, "Số đơn vị có số liệu")]
        rows += [(plan.group_row(g.code), g.name) for g in plan.campaign.groups]
        for row, text in rows:
            for blank in (CODE, GROUP, STATE):
                pen.put(row, blank, None, pen.styles.plain(bold=True))
            pen.text(row, NAME, text, pen.styles.plain(bold=True))

    def _form_title(self, column: GroundColumn) -> str:
        code = column.field.form if column.field else column.name.partition(".")[0]
        return self.plan.campaign.form_by_code[code].title

    def _label(self, column: GroundColumn) -> str:
        if column.check is not None:
            return column.check.code
        if column.field is None:
            return "Tình trạng danh sách"
        unit = f", {column.field.unit_of_measure}" if column.field.unit_of_measure else ""
        return f"{column.field.label}{FACET_WORDS[column.facet]}{unit}"

    # --- the rows below the units ----------------------------------------------------------------------------

    def _top(self, at: int, column: GroundColumn) -> None:
        rows = [self.plan.city_row, *(self.plan.group_row(g.code) for g in self.plan.campaign.groups),
                self.plan.mean_row, self.plan.answered_row]
        for row in rows:
            self.pen.put(row, at, None, self.pen.styles.plain(bg_color=NOT_ASKED))
        match column.kind:
            case "tinh_trang":
                self._status_top(at, column)
            case "kiem_tra":
                self._check_top(at, column)
            case _:
                self._value_top(at, column)

    def _value_top(self, at: int, column: GroundColumn) -> None:
        field = column.field
        assert field is not None
        cells, groups, how = self.plan.units(at), self.plan.units(GROUP), city_aggregate(column)
        style = self.pen.styles.formula(num_format=number_format(field), bold=True)
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
            shape = "#,##0.00" if field.kind is FieldKind.INTEGER else number_format(field)
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

    def _status_top(self, at: int, column: GroundColumn) -> None:
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

    def _check_top(self, at: int, column: GroundColumn) -> None:
        """How many units fail a check."""
        values = [self._value(u, column) for u in self.plan.result.returned]
        style = self.pen.styles.formula(num_format="0")
        count = Decimal(sum(v is False for v in values))
        self.pen.write_formula(self.plan.city_row, at, f"COUNTIF({self.plan.units(at)},FALSE)", style, count)

    # --- units -------------------------------------------------------------------------------------------------

    def _value(self, found: UnitResult, column: GroundColumn) -> Value:
        results: Mapping[str, Value] = found.results or {}
        assert found.chosen is not None
        return results[column.name] if column.name in results else found.chosen.values.get(column.name)

    def _unit(self, unit: Unit) -> None:
        plan, pen = self.plan, self.pen
        row, found = plan.unit_row(unit.code), plan.result.by_unit[unit.code]
        pen.sheet.set_row(row, _ROW)
        pen.text(row, CODE, unit.code, pen.styles.plain(font_size=9))
        pen.text(row, NAME, unit.name, pen.styles.plain(shrink=True))
        pen.text(row, GROUP, unit.group, pen.styles.plain(font_size=9))
        pen.text(row, STATE, STATES[found.state], pen.styles.plain())
        if not found.counts:
            for at in range(FIRST_COLUMN, FIRST_COLUMN + len(plan.columns)):
                pen.put(row, at, None, pen.styles.plain())
            return
        self._unit_cells(unit, found, row)

    def _unit_cells(self, unit: Unit, found: UnitResult, row: int) -> None:
        assert found.chosen is not None
        pen, values = self.pen, found.chosen.values
        formulas, scope = self.blueprints.of(unit).as_read.formulas, self._unit_scope
        live = {f.code for f in computed_fields(self.plan.campaign, unit)}
        live |= {f"#kt.{c.code}" for c in unit_checks(self.plan.campaign, unit)}
        states = {facet_name(a.field.code, a.facet): a.state for a in found.chosen.answers if a.item is None}
        not_asked = pen.styles.plain(bg_color=NOT_ASKED)
        for at, column in enumerate(self.plan.columns, FIRST_COLUMN):
            name = column.name
            if name in live:
                text = scope.render(formulas[name], row)
                pen.write_formula(row, at, text, self._formula_styles[name], self._value(found, column))
            elif column.kind == "kiem_tra" or (name not in states and name not in values):
                pen.put(row, at, None, not_asked)
            else:
                colour = _COLOURS.get(states.get(name, State.BLANK), "")
                if (unit.code, name) in self.adjusted:
                    colour = _ADJUSTED
                    pen.note(row, at, self.adjusted[unit.code, name])
                pen.put(row, at, values.get(name), self._styles[name, colour])

    @cached_property
    def _formula_styles(self) -> dict[str, Format]:
        """Of computed values, by name."""
        return {c.name: self.pen.styles.formula(**_shape(c)) for c in self.plan.columns}

    @cached_property
    def _styles(self) -> dict[tuple[str, str], Format]:
        """Of typed values, by name and ground ("" = none)."""
        return {
            (c.name, colour): self.pen.styles.plain(
                text_wrap=self.plan.is_narrative(c), **_shape(c), **({"bg_color": colour} if colour else {}))
            for c in self.plan.columns for colour in ("", _ADJUSTED, *_COLOURS.values())
        }


def _shape(column: GroundColumn) -> dict[str, Any]:
    return {"num_format": number_format(column.field)} if column.field else {}


