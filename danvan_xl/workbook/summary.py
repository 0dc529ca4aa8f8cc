"""Tổng hợp: indicators × the city, the groups and the units, every figure a link into Dữ liệu."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import Any

from danvan_xl.campaign.model import Aggregate, Unit
from danvan_xl.campaign.names import FACET_WORDS
from danvan_xl.form.style import lines
from danvan_xl.formula import Value, serial
from danvan_xl.workbook.below import city_aggregate, found_value
from danvan_xl.workbook.plan import CODE, GROUND, SUMMARY, GroundColumn, Spot
from danvan_xl.workbook.sheets import LINK, NOT_ASKED, Canvas, shown_format

_HEADER, _FIRST = 3, 4
_FIXED = ("Mã", "STT", "Chỉ tiêu", "Đơn vị tính", "Toàn thành phố")


class Summary:
    """Writes the sheet; rows are found on Dữ liệu by unit code, so sorting there changes nothing here."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        self.groups, self.units = self.plan.campaign.groups, self.plan.campaign.units
        self.first_unit = len(_FIXED) + len(self.groups) + 2

    def write(self) -> None:
        plan, pen = self.plan, self.pen
        note = (f"{self.canvas.coverage}. Mỗi số là công thức lấy từ trang Dữ liệu; bấm vào số của toàn thành phố để "
                "xem các số hợp thành.")
        self.canvas.heading("Tổng hợp chỉ tiêu", note, 1)
        self._headers()
        columns = [c for c in plan.columns if c.kind == "gia_tri" and c.field and not plan.is_narrative(c)]
        row, shown = _FIRST, ""
        for column in columns:
            assert column.field is not None
            title = plan.campaign.form_by_code[column.field.form].title
            if title != shown:
                pen.blanks(row, range(self.first_unit + len(self.units)), pen.styles(bg_color="#D9E2EF"))
                pen.text(row, 1, title.upper(), pen.styles(bold=True, bg_color="#D9E2EF"))
                pen.height(row, 18.0)
                row, shown = row + 1, title
            self._indicator(row, column)
            pen.sheet.done(row)
            row += 1
        pen.sheet.freeze_panes(_FIRST, len(_FIXED))
        self.canvas.printed(_HEADER, (0, 1, row - 1, self.first_unit - 1))

    def _headers(self) -> None:
        groups = tuple(g.name for g in self.groups)
        titles = (*_FIXED, *groups, "Số đơn vị có số liệu", "Số đơn vị phải báo cáo", *(u.name for u in self.units))
        self.canvas.header(_HEADER, titles)
        self.canvas.widths(2, 7, 52, 11, 15, *(13.0 for _ in titles[5:]))
        self.pen.sheet.set_column(0, 0, 2, None, {"hidden": True})
        self.pen.sheet.set_row(_HEADER, 48)
        for at, unit in enumerate(self.units, self.first_unit):
            self.pen.text(_HEADER - 1, at, unit.code, self.pen.styles(font_size=8, font_color="#7F7F7F"))

    def _indicator(self, row: int, column: GroundColumn) -> None:
        field, pen, plan = column.field, self.pen, self.plan
        assert field is not None
        label = field.label + FACET_WORDS[column.facet]
        pen.text(row, 0, column.name, pen.styles.plain())
        pen.text(row, 1, field.number if not column.facet else "", pen.styles.plain(align="center"))
        pen.text(row, 2, label, pen.styles.label(indent=1 if column.facet else 0))
        pen.text(row, 3, field.unit_of_measure, pen.styles.plain(align="center", text_wrap=True))
        at = plan.column_of[column.name]
        shape = {"num_format": shown_format(field)}
        self._totals(row, at, column, shape)
        asked = self._asked[field.form, field.code]
        count = Decimal(plan.n_answered[column.name])
        style = pen.styles.formula(num_format="0")
        answered = Spot(GROUND, plan.answered_row, at).address(SUMMARY)
        pen.write_formula(row, self.first_unit - 2, answered, style, count)
        pen.put(row, self.first_unit - 1, Decimal(len(asked)), pen.styles.plain(num_format="0"))
        pen.blanks(row, range(self.first_unit, self.first_unit + len(self.units)), pen.styles.plain(bg_color=NOT_ASKED))
        self._units(row, column, asked, shape)
        pen.sheet.set_row(row, 15.0 * lines(label, 50) + 3)

    @cached_property
    def _asked(self) -> dict[tuple[str, str], list[tuple[int, Unit]]]:
        """Form and field → the units that are asked it, with their columns."""
        asked = defaultdict(list)
        for at, unit in enumerate(self.units, self.first_unit):
            for form in self.plan.campaign.forms_of(unit):
                for field in self.plan.campaign.fields_of(unit, form):
                    asked[form.code, field.code].append((at, unit))
        return asked

    def _totals(self, row: int, at: int, column: GroundColumn, shape: dict[str, Any]) -> None:
        plan, city = self.plan, self.plan.result.city.values
        has_total = city_aggregate(column) is not Aggregate.NONE
        names = [column.name, *(f"{column.name}.{g.code}" for g in self.groups)]
        for where, name in enumerate(names, len(_FIXED) - 1):
            source = plan.city_spot(name)
            assert source is not None
            if not has_total:
                self.pen.put(row, where, None, self.pen.styles.plain(bg_color=NOT_ASKED))
                continue
            whole = name == column.name
            style = self.pen.styles.formula(**shape, **({"bold": True, "font_color": LINK} if whole else {}))
            if whole:
                self.canvas.link(row, where, Spot(GROUND, plan.first_unit, at), "", style)
            self.pen.write_formula(row, where, source.address(SUMMARY), style, city.get(name))

    def _units(self, row: int, column: GroundColumn, asked: list[tuple[int, Unit]], shape: dict[str, Any]) -> None:
        plan, pen = self.plan, self.pen
        cells, codes = plan.units(plan.column_of[column.name], "x"), plan.units(CODE, "x")
        style = pen.styles.formula(**shape)
        for where, unit in asked:
            cell = f'INDEX({cells},MATCH("{unit.code}",{codes},0))'
            found = plan.result.by_unit[unit.code]
            value = found_value(found, column.name) if found.chosen is not None else None
            pen.write_formula(row, where, f'IF({cell}="","",{cell})', style, _number(value))


def _number(value: Value) -> Value:
    """A formula shows a date as its number."""
    return Decimal(serial(value)) if isinstance(value, dt.date) else value

