"""Dữ liệu: every value of every unit, the city and the groups below them; all other sheets stand on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from xlsxwriter.format import Format

from danvan_xl.campaign.model import FieldKind, Unit
from danvan_xl.campaign.names import FACET_WORDS, computed_fields, facet_name
from danvan_xl.campaign.program import unit_checks
from danvan_xl.consolidate import UnitResult
from danvan_xl.form.paper import A3_LYING
from danvan_xl.form.style import lines
from danvan_xl.form.write import Blueprints
from danvan_xl.intake import State, shown
from danvan_xl.workbook.below import Below, found_value
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
from danvan_xl.workbook.scope import UnitScope
from danvan_xl.workbook.sheets import NOT_ASKED, STATES, Canvas, shown_format, small_header

_WRONG, _NOT_APPLICABLE = "#F8CBAD", "#EDEDED"
_ADJUSTED = "#FFE699"
_COLOURS = {State.INVALID: _WRONG, State.NOT_APPLICABLE: _NOT_APPLICABLE}
_WIDTH, _SMALL = 13.0, 1.15
"""Width of a column of values; letters of size 9 that fit where one of size 11 does."""
_SCALE = 65
"""Per cent, on A3."""
_ROW = 16.0
"""Said outright, so that a long text keeps to its row; it stands whole on Thuyết minh."""
class Ground:
    """Writes the sheet; the results of units are the cached values."""

    def __init__(self, canvas: Canvas, blueprints: Blueprints) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        self.blueprints = blueprints
        self.adjusted = {
            (a.unit, a.name): f"Điều chỉnh từ {shown(a.before) or 'trống'}: {a.reason}"
            for a in self.plan.result.adjustments
        }
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
        below = Below(self.canvas)
        for at, column in enumerate(plan.columns, FIRST_COLUMN):
            below.write(at, column)
        for unit in plan.campaign.units:
            self._unit(unit)
            self.pen.sheet.done(plan.unit_row(unit.code))
        last = FIRST_COLUMN + len(plan.columns) - 1
        sheet = self.pen.sheet
        sheet.autofilter(HEADER_ROW, 0, plan.last_unit, last)
        sheet.freeze_panes(plan.first_unit, GROUP)
        self.canvas.widths(16, 34, 12, 15)
        sheet.set_column(FIRST_COLUMN, last, _WIDTH)
        printed = last - sum(c.check is not None or plan.is_narrative(c) for c in plan.columns)
        tallest = max(lines(self._label(c), _WIDTH * _SMALL) for c in plan.columns)
        sheet.set_row(HEADER_ROW, max(12.0 * tallest + 4, 32), styles.header())
        sheet.set_row(NAME_ROW, 12)
        area = (0, NAME, plan.answered_row, printed)
        columns = list(range(GROUP, printed + 1))
        self._continue(self.canvas.printed_wide(A3_LYING, _SCALE, (FORM_ROW, HEADER_ROW), area, columns, note))

    def _headers(self) -> None:
        plan, pen = self.plan, self.pen
        self.canvas.header(HEADER_ROW, ("Mã", "Đơn vị", "Mã nhóm", "Trạng thái"))
        small = pen.styles(font_size=8, font_color="#7F7F7F", shrink=True)
        for i, column in enumerate(plan.columns, FIRST_COLUMN):
            pen.text(NAME_ROW, i, column.name.lstrip("#"), small)
            pen.text(HEADER_ROW, i, self._label(column), small_header(pen.styles))
        for at in self._form_starts:
            self._title(at, self._forms[at])
        rows = [(plan.city_row, "Toàn thành phố"), (plan.mean_row, "Bình quân đơn vị có số liệu"),
                (plan.answered_row, "Số đơn vị có số liệu")]
        rows += [(plan.group_row(g.code), g.name) for g in plan.campaign.groups]
        for row, text in rows:
            for blank in (CODE, GROUP, STATE):
                pen.put(row, blank, None, pen.styles.plain(bold=True))
            pen.text(row, NAME, text, pen.styles.plain(bold=True))

    @cached_property
    def _forms(self) -> dict[int, str]:
        """Column of the sheet → title of its form; a list's status says it in its own header."""
        return {at: "Kiểm tra" if column.check else "" if column.kind == "tinh_trang" else self._form_title(column)
                for at, column in enumerate(self.plan.columns, FIRST_COLUMN)}

    @cached_property
    def _form_starts(self) -> list[int]:
        return [at for at, form in self._forms.items() if form and form != self._forms.get(at - 1)]

    def _title(self, at: int, text: str) -> None:
        """What stands above the columns of a form from one of them on; small where it would run into the next."""
        end = next((start for start in self._form_starts if start > at), at + len(self._forms))
        style = self.pen.styles(bold=True, font_color="#1F4E79", shrink=len(text) > (end - at) * _WIDTH)
        self.pen.text(FORM_ROW, at, text, style)

    def _continue(self, pages: list[int]) -> None:
        """A page that begins amid a form says which."""
        for at in pages:
            if self._forms[at] and at not in self._form_starts:
                self._title(at, f"{self._forms[at]} (tiếp)")

    def _form_title(self, column: GroundColumn) -> str:
        code = column.field.form if column.field else column.name.partition(".")[0]
        return self.plan.campaign.form_by_code[code].title

    def _label(self, column: GroundColumn) -> str:
        if column.check is not None:
            return column.check.code
        if column.field is None:
            return f"{self._form_title(column)}: tình trạng"
        unit = f", {column.field.unit_of_measure}" if column.field.unit_of_measure else ""
        return f"{column.field.label}{FACET_WORDS[column.facet]}{unit}"

    # --- units -------------------------------------------------------------------------------------------------

    def _unit(self, unit: Unit) -> None:
        plan, pen = self.plan, self.pen
        row, found = plan.unit_row(unit.code), plan.result.by_unit[unit.code]
        pen.sheet.set_row(row, _ROW)
        pen.text(row, CODE, unit.code, pen.styles.plain(font_size=9))
        pen.text(row, NAME, unit.name, pen.styles.plain(shrink=True))
        pen.text(row, GROUP, unit.group, pen.styles.plain(font_size=9))
        pen.text(row, STATE, STATES[found.state], pen.styles.plain())
        if not found.counts:
            pen.blanks(row, plan.column_of.values(), pen.styles.plain())
            return
        self._unit_cells(unit, found, row)

    def _unit_cells(self, unit: Unit, found: UnitResult, row: int) -> None:
        assert found.chosen is not None
        pen, values = self.pen, found.chosen.values
        formulas, scope = self.blueprints.of(unit).as_read.formulas, self._unit_scope
        columns, campaign = self.plan.column_of, self.plan.campaign
        pen.blanks(row, columns.values(), pen.styles.plain(bg_color=NOT_ASKED))
        live = {f.code: None for f in computed_fields(campaign, unit)}
        live |= {f"#kt.{c.code}": None for c in unit_checks(campaign, unit)}
        for name in live:
            text = scope.render(formulas[name], row)
            pen.write_formula(row, columns[name], text, self._formula_styles[name], found_value(found, name))
        states = {facet_name(a.field.code, a.facet): a.state for a in found.chosen.answers if a.item is None}
        for name in (*states, *(n for n in values if n not in states)):
            at = columns.get(name)
            if at is None or name in live:
                continue
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
    if column.field is None:
        return {"align": "center", "shrink": True}
    chosen = column.field.kind in (FieldKind.CHOICE, FieldKind.YES_NO)
    return {"num_format": shown_format(column.field), **({"align": "center", "shrink": True} if chosen else {})}


