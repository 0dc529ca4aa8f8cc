"""Kiểm tra: the city's checks, how many units fail each of the units' checks, and every finding."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.model import Check, Scope
from danvan_xl.campaign.program import city_checks, city_formulas
from danvan_xl.findings import Finding
from danvan_xl.form.style import GREEN, RED, lines
from danvan_xl.formula import Value
from danvan_xl.workbook.plan import CHECKS, GROUND, Spot
from danvan_xl.workbook.scope import CityScope
from danvan_xl.workbook.sheets import LINK, MOST_LINKS, Canvas
from danvan_xl.workbook.trail import Trail

_HEADER = 3
_TRUTH = 8
_CITY_BELOW = 5
"""Rows of titles and headers between the findings' start and the first check of the city, findings apart."""
_SEVERITIES = {"loi": "Lỗi", "canh_bao": "Cảnh báo", "thong_tin": "Thông tin"}
_VERDICTS = {True: "✓ Khớp", False: "✗ Chưa khớp", None: "… Chưa đủ số liệu"}


class Checks:
    """Writes the sheet from top to bottom; ``row`` is the next free one."""

    def __init__(self, canvas: Canvas, trail: Trail) -> None:
        self.canvas, self.pen, self.plan, self.trail = canvas, canvas.pen, canvas.plan, trail
        self.row = _HEADER

    def write(self) -> None:
        findings = self.plan.result.findings
        note = (f"{self.canvas.coverage}. {len(findings.errors)} lỗi, {len(findings.warnings)} cảnh báo, "
                f"{len(findings.of('thong_tin'))} thông tin.")
        self.canvas.heading("Kiểm tra số liệu", note)
        self.canvas.widths(16, 26, 22, 11, 22, 11, 11, 84, 8)
        self.pen.sheet.set_column(_TRUTH, _TRUTH, 8, None, {"hidden": True})
        self._findings()
        self._city()
        self._units()
        self.pen.sheet.freeze_panes(_HEADER, 0)
        self.canvas.printed(_HEADER)
        self.pen.sheet.print_area(0, 0, self.row, _TRUTH - 1)

    def _section(self, title: str, headers: tuple[str, ...]) -> None:
        self.canvas.section(self.row, title)
        self.canvas.header(self.row + 1, headers)
        self.row += 2

    def _city(self) -> None:
        self.row += 1
        self._section("II. Phép kiểm tra số liệu toàn thành phố",
                      ("Mã", "Kết quả", "", "Vế trái", "Vế phải", "Chênh lệch", "Mức", "Nội dung"))
        scope, trees = CityScope(self.plan, CHECKS), city_formulas(self.plan.campaign)
        for check in city_checks(self.plan.campaign):
            name = f"#kt.{check.code}"
            parts = {f"{name}.trai": 3, name: _TRUTH, f"{name}.phai": 4, f"{name}.lech": 5}
            cells = {part: f"${'ABCDEFGHI'[column]}${self.row + 1}" for part, column in parts.items()}
            for part, column in parts.items():
                if part in trees:
                    text, value = scope.render(trees[part], cells.__getitem__), self.plan.result.city.values[part]
                    self.pen.write_formula(self.row, column, text, self.pen.styles.formula(), value)
                else:
                    self.pen.put(self.row, column, None, self.pen.styles.plain())
            self.pen.put(self.row, 2, None, self.pen.styles.plain())
            self._verdict(cells[name], self.plan.result.city.values[name])
            self._describe(check)

    def _verdict(self, cell: str, value: Value) -> None:
        words = _VERDICTS
        text = f'IF({cell}="","{words[None]}",IF({cell},"{words[True]}","{words[False]}"))'
        shown = words[value if isinstance(value, bool) else None]
        colour = {True: GREEN, False: RED}.get(value if isinstance(value, bool) else None, "#595959")  # type: ignore[arg-type]
        self.pen.write_formula(self.row, 1, text, self.pen.styles.formula(bold=True, font_color=colour), shown)

    def _describe(self, check: Check) -> None:
        self.pen.text(self.row, 0, check.code, self.pen.styles.plain(font_size=9))
        level = _SEVERITIES.get(check.level, "Thử nghiệm")
        self.pen.text(self.row, 6, level, self.pen.styles.plain(align="center"))
        self.pen.text(self.row, 7, check.message, self.pen.styles.label())
        self.pen.sheet.set_row(self.row, 15.0 * lines(check.message, 84) + 3)
        self.row += 1

    def _units(self) -> None:
        self.row += 1
        self._section("III. Phép kiểm tra ở từng đơn vị (cột tương ứng ở cuối trang Dữ liệu)",
                      ("Mã", "Số đơn vị chưa khớp", "", "", "", "", "Mức", "Nội dung"))
        for check in (c for c in self.plan.campaign.checks if c.scope is Scope.UNIT):
            column = self.plan.column_of[f"#kt.{check.code}"]
            self.canvas.link(self.row, 1, Spot(GROUND, self.plan.first_unit, column), "", self.pen.styles.plain())
            failing = sum((u.results or {}).get(f"#kt.{check.code}") is False for u in self.plan.result.returned)
            for at in range(2, 6):
                self.pen.put(self.row, at, None, self.pen.styles.plain())
            style = self.pen.styles.formula(num_format="0", bold=failing > 0, font_color=RED if failing else GREEN)
            count = Spot(GROUND, self.plan.city_row, column).address(CHECKS)
            self.pen.write_formula(self.row, 1, count, style, Decimal(failing))
            self._describe(check)

    def _findings(self) -> None:
        self._section("I. Những điểm cần xem lại",
                      ("Mức", "Đơn vị", "Tệp", "Mã", "Trang", "Ô", "Dữ liệu", "Nội dung và cách xử lý"))
        first = self.row
        order = {level: i for i, level in enumerate(_SEVERITIES)}
        findings = sorted(self.plan.result.findings, key=lambda f: order[f.severity])
        if not findings:
            self.pen.text(self.row, 0, "Không có.", self.pen.styles())
        for number, finding in enumerate(findings):
            self._finding(finding, self._target(finding) if number < MOST_LINKS else None)
        self.pen.sheet.autofilter(first - 1, 0, max(self.row - 1, first), _TRUTH - 1)

    def _target(self, finding: Finding) -> Spot | None:
        """The cell that a finding is about: the unit's value, or the line of a check of the city's figures."""
        city = [c.code for c in city_checks(self.plan.campaign)]
        if not finding.unit and finding.field in city:
            below = _HEADER + len(self.plan.result.findings) + _CITY_BELOW
            return Spot(CHECKS, below + city.index(finding.field), 0)
        return self.trail.spot(finding.unit, finding.sheet, finding.cell)

    def _finding(self, finding: Finding, target: Spot | None) -> None:
        pen, units = self.pen, self.plan.campaign.unit_by_code
        colour = {"loi": RED, "canh_bao": "#7F6000"}.get(finding.severity, "#404040")
        name = units[finding.unit].name if finding.unit in units else ""
        pen.text(self.row, 0, _SEVERITIES[finding.severity], pen.styles.plain(font_color=colour, bold=True))
        for at, text in ((1, name), (2, finding.file), (3, finding.code), (4, finding.sheet), (5, finding.cell)):
            pen.text(self.row, at, text, pen.styles.plain(text_wrap=True))
        if target is not None:
            self.canvas.link(self.row, 6, target, f"Mở {target.a1}", pen.styles.plain(font_color=LINK, underline=1))
        else:
            pen.put(self.row, 6, None, pen.styles.plain())
        pen.text(self.row, 7, finding.message, pen.styles.label())
        height = max(lines(finding.message, 84), lines(name, 26), lines(finding.sheet, 22), lines(finding.file, 22))
        pen.sheet.set_row(self.row, 15.0 * height + 3)
        self.row += 1
