"""Phép kiểm tra: how each check of the city's figures came out, and how many units fail each of the units' checks."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.model import Campaign, Check, Scope
from danvan_xl.campaign.program import city_checks, city_formulas
from danvan_xl.form.style import GREEN, RED, WHOLE, lines
from danvan_xl.formula import Value
from danvan_xl.workbook.plan import GROUND, RULES, Spot
from danvan_xl.workbook.scope import CityScope
from danvan_xl.workbook.sheets import SEVERITIES, Canvas

_HEADER, _FIRST = 3, 4
_TITLES = ("Mã", "Phạm vi", "Kết quả", "Vế trái", "Vế phải", "Chênh lệch", "Mức", "Nội dung")
_TRUTH = len(_TITLES)
_MESSAGE_WIDTH = 84.0
_COUNTED = '0 "đơn vị chưa khớp"'
_EXACT = WHOLE + ".00##"
_VERDICTS = {True: "✓ Khớp", False: "✗ Chưa khớp", None: "… Chưa đủ số liệu"}


def rule_spots(campaign: Campaign) -> dict[str, Spot]:
    """Code of each check of the city's figures → its line."""
    return {check.code: Spot(RULES, row, 0) for row, check in enumerate(city_checks(campaign), _FIRST)}


class Rules:
    """Writes the sheet from top to bottom; ``row`` is the next free one."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        self._scope, self._trees = CityScope(self.plan, RULES), city_formulas(self.plan.campaign)
        self.row = _FIRST

    def write(self) -> None:
        self.canvas.heading("Phép kiểm tra số liệu", f"{self.canvas.coverage}. Phép kiểm tra của đơn vị: số đơn vị "
                            "chưa khớp, từng đơn vị xem ở các cột cuối của trang Dữ liệu.")
        self.canvas.header(_HEADER, _TITLES)
        self.canvas.widths(16, 11, 26, 15, 15, 12, 12, _MESSAGE_WIDTH, 8)
        self.pen.sheet.set_column(_TRUTH, _TRUTH, 8, None, {"hidden": True})
        for check in city_checks(self.plan.campaign):
            self._city(check)
        for check in self.plan.campaign.checks:
            if check.scope is Scope.UNIT:
                self._unit(check)
        self.pen.sheet.autofilter(_HEADER, 0, max(self.row - 1, _FIRST), _TRUTH - 1)
        self.pen.sheet.freeze_panes(_FIRST, 0)
        self.canvas.printed(_HEADER, (0, 0, max(self.row - 1, _FIRST), _TRUTH - 1))

    def _city(self, check: Check) -> None:
        name = f"#kt.{check.code}"
        parts = {f"{name}.trai": 3, name: _TRUTH, f"{name}.phai": 4, f"{name}.lech": 5}
        cells = {part: Spot(RULES, self.row, column).address(RULES) for part, column in parts.items()}
        for part, column in parts.items():
            if part in self._trees:
                text = self._scope.render(self._trees[part], cells.__getitem__)
                value = self.plan.result.city.values[part]
                whole = not isinstance(value, Decimal) or value == value.to_integral_value()
                style = self.pen.styles.formula(num_format=WHOLE if whole else _EXACT)
                self.pen.write_formula(self.row, column, text, style, value)
            else:
                self.pen.put(self.row, column, None, self.pen.styles.plain())
        self._verdict(cells[name], self.plan.result.city.values[name])
        self._describe(check, "Thành phố")

    def _verdict(self, cell: str, value: Value) -> None:
        words = _VERDICTS
        text = f'IF({cell}="","{words[None]}",IF({cell},"{words[True]}","{words[False]}"))'
        known = value if isinstance(value, bool) else None
        colour = {True: GREEN, False: RED, None: "#595959"}[known]
        self.pen.write_formula(self.row, 2, text, self.pen.styles.formula(bold=True, font_color=colour), words[known])

    def _unit(self, check: Check) -> None:
        column = self.plan.column_of[f"#kt.{check.code}"]
        failing = sum((u.results or {}).get(f"#kt.{check.code}") is False for u in self.plan.result.returned)
        for at in range(3, 6):
            self.pen.put(self.row, at, None, self.pen.styles.plain())
        style = self.pen.styles.formula(num_format=_COUNTED, align="left", bold=failing > 0,
                                        font_color=RED if failing else GREEN)
        self.canvas.link(self.row, 2, Spot(GROUND, self.plan.first_unit, column), "", style)
        count = Spot(GROUND, self.plan.city_row, column).address(RULES)
        self.pen.write_formula(self.row, 2, count, style, Decimal(failing))
        self._describe(check, "Đơn vị")

    def _describe(self, check: Check, scope: str) -> None:
        self.pen.text(self.row, 0, check.code, self.pen.styles.plain(font_size=9))
        self.pen.text(self.row, 1, scope, self.pen.styles.plain())
        level = SEVERITIES.get(check.level, "Thử nghiệm")
        self.pen.text(self.row, 6, level, self.pen.styles.plain(align="center"))
        self.pen.text(self.row, 7, check.message, self.pen.styles.label())
        self.pen.height(self.row, 15.0 * lines(check.message, _MESSAGE_WIDTH) + 3)
        self.row += 1
