"""Kiểm tra: every finding, with the way to its cell."""

from __future__ import annotations

from danvan_xl.findings import Finding, Group
from danvan_xl.form.style import RED, lines
from danvan_xl.workbook.plan import Spot
from danvan_xl.workbook.rules import rule_spots
from danvan_xl.workbook.sheets import LINK, MOST_LINKS, SEVERITIES, Canvas
from danvan_xl.workbook.trail import Trail

_HEADER = 3
_NAMED = 40
"""Places of the same finding that a row names."""
_TITLES = ("Mức", "Đơn vị", "Tệp", "Mã", "Trang", "Ô", "Dữ liệu", "Nội dung và cách xử lý")


class Checks:
    """Writes the sheet from top to bottom; ``row`` is the next free one."""

    def __init__(self, canvas: Canvas, trail: Trail) -> None:
        self.canvas, self.pen, self.plan, self.trail = canvas, canvas.pen, canvas.plan, trail
        self._rules = rule_spots(self.plan.campaign)
        self.row = _HEADER + 1

    def write(self) -> None:
        findings = self.plan.result.findings
        note = (f"{self.canvas.coverage}. {len(findings.errors)} lỗi, {len(findings.warnings)} cảnh báo, "
                f"{len(findings.of('thong_tin'))} thông tin.")
        self.canvas.heading("Kiểm tra số liệu", note)
        self.canvas.widths(12, 26, 22, 11, 22, 9, 11, 84)
        self._findings()
        self.pen.sheet.freeze_panes(_HEADER + 1, 0)
        self.canvas.printed(_HEADER, (0, 0, max(self.row - 1, _HEADER + 1), len(_TITLES) - 1))

    def _findings(self) -> None:
        self.canvas.header(_HEADER, _TITLES)
        # a row names one unit, so that the table can be filtered by it
        groups = [one for group in self.plan.result.findings.grouped()
                  for one in ([group] if len({f.unit for f in group.findings}) == 1
                              else [Group((f,)) for f in group.findings])]
        if not groups:
            self.pen.text(self.row, 0, "Không có.", self.pen.styles())
        for number, group in enumerate(groups):
            self._group(group, self._target(group.first) if number < MOST_LINKS else None)
        self.pen.sheet.autofilter(_HEADER, 0, max(self.row - 1, _HEADER + 1), len(_TITLES) - 1)

    def _target(self, finding: Finding) -> Spot | None:
        """The cell that a finding is about: the unit's value, or the line of a check of the city's figures."""
        if not finding.unit and finding.field in self._rules:
            return self._rules[finding.field]
        return None if finding.superseded else self.trail.spot(finding.unit, finding.sheet, finding.cell)

    def _group(self, group: Group, target: Spot | None) -> None:
        pen, units, finding = self.pen, self.plan.campaign.unit_by_code, group.first
        # where it is stands in the columns beside it
        said, more = finding.said_at("") + group.also(_NAMED), len(group.findings) - 1
        cell = f"{finding.cell} và {more} chỗ nữa".strip() if more else finding.cell
        colour = {"loi": RED, "canh_bao": "#7F6000"}.get(finding.severity, "#404040")
        name = units[finding.unit].name if finding.unit in units else ""
        pen.text(self.row, 0, SEVERITIES[finding.severity], pen.styles.plain(font_color=colour, bold=True))
        for at, text in ((1, name), (2, finding.file), (3, finding.code), (4, finding.sheet), (5, cell)):
            pen.text(self.row, at, text, pen.styles.plain(text_wrap=True))
        if target is not None:
            self.canvas.link(self.row, 6, target, f"Mở {target.a1}", pen.styles.plain(font_color=LINK, underline=1))
        else:
            pen.put(self.row, 6, None, pen.styles.plain())
        pen.text(self.row, 7, said, pen.styles.label())
        height = max(lines(said, 84), lines(name, 26), lines(finding.sheet, 22), lines(finding.file, 22),
                     lines(cell, 9))
        pen.sheet.set_row(self.row, 15.0 * height + 3)
        self.row += 1
