"""Tổng quan: who has returned, how complete it is, results against plan and last period, points at a glance."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter import Workbook

from danvan_xl.campaign.model import FormKind
from danvan_xl.form.style import GREEN, RED, lines
from danvan_xl.workbook import ranking
from danvan_xl.workbook.charts import bar_chart
from danvan_xl.workbook.comparison import comparison
from danvan_xl.workbook.completeness import answered_by
from danvan_xl.workbook.plan import (
    ADJUSTMENTS,
    CHECKS,
    CODE,
    COUNT_CELLS,
    COUNT_FIRST_ROW,
    EVIDENCE,
    GROUND,
    GROUP,
    NARRATIVE,
    OVERVIEW,
    OWN,
    RANKING,
    RULES,
    SOURCES,
    STATE,
    SUMMARY,
    VERIFIED,
    Spot,
)
from danvan_xl.workbook.sheets import LINK, STATES, Canvas

_TIMES = {True: "đúng hạn", False: "quá hạn", None: "chưa rõ"}
_WIDTHS = (44, 15, 12, 12, 12, 12, 14, 11, 11)
_GROUP_CODE = len(_WIDTHS)
"""Hidden column beside the table of units, for counting by group."""
_LETTERS = 140
"""Of a line across all columns."""
_MOST_BARS = 45
"""Of a chart, so that it is read on a screen and printed on one page."""
_UNIT_ASKED, _UNIT_ANSWERED, _UNIT_TIME = 3, 4, 2


class Overview:
    """Writes the first sheet; the counts that formulas use stand in its table of groups."""

    def __init__(self, canvas: Canvas, book: Workbook, ranked: int, own_table: bool) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        self.book, self.ranked, self.own_table = book, ranked, own_table
        self.units = tuple(self.plan.result.by_unit.values())
        self.answered = {u.unit.code: answered_by(self.plan.campaign, u) for u in self.units}
        self.groups = [*(g.code for g in self.plan.campaign.groups), ""]
        self.group_names = {g.code: g.name for g in self.plan.campaign.groups} | {"": "Toàn thành phố"}

    def write(self) -> None:
        settings, pen, result = self.plan.campaign.settings, self.pen, self.plan.result
        self.canvas.heading(settings.name, f"{settings.office} · {self._period()}")
        missing = len(result.campaign.units) - len(result.returned)
        text = f"{self.canvas.coverage}" + (f": còn {missing} đơn vị chưa có số liệu." if missing else ": đủ đơn vị.")
        pen.text(2, 0, text, pen.styles(bold=True, font_color=RED if missing else GREEN, font_size=12))
        self.canvas.widths(*_WIDTHS)
        if settings.rubric_note:
            self.canvas.wrapped(3, f"Điểm: {settings.rubric_note}.", 0, len(_WIDTHS) - 1)
        pen.sheet.set_column(_GROUP_CODE, _GROUP_CODE, 2, None, {"hidden": True})
        row = self._guide(self._city_points(COUNT_FIRST_ROW + len(self.groups) + 1))
        completeness = row
        row = self._completeness_chart(completeness, completeness + len(self.groups) + 3)
        blocks = [completeness, row]
        row = comparison(self.canvas, self.book, row, blocks)
        row = self._points_charts(row, blocks)
        self._units(row)
        self._groups(row + 2)
        self._completeness(completeness, row + 2)
        area = (0, 0, row + 1 + len(self.units), len(_WIDTHS) - 1)
        self.canvas.printed_blocks([*dict.fromkeys((*blocks, row))], row + 1, area)

    def _period(self) -> str:
        s = self.plan.campaign.settings
        if s.start and s.end:
            return f"số liệu từ {s.start:%d/%m/%Y} đến {s.end:%d/%m/%Y}"
        return f"năm {s.year}"

    # --- groups ----------------------------------------------------------------------------------------------

    def _unit_column(self, column: int, first: int) -> str:
        """A column of the table of units, which starts at ``first``."""
        spots = (Spot(OVERVIEW, row, column).address(OVERVIEW) for row in (first, first + len(self.units) - 1))
        return ":".join(spots)

    def _groups(self, first_unit: int) -> None:
        times = (_TIMES[True], _TIMES[False])
        self.canvas.header(COUNT_FIRST_ROW - 1, ("Nhóm", "Số đơn vị", "Có số liệu", *STATES.values(),
                                                 *(t.capitalize() for t in times)))
        self.pen.height(COUNT_FIRST_ROW - 1, 32)
        for row, group in enumerate(self.groups, COUNT_FIRST_ROW):
            self.pen.text(row, 0, self.group_names[group], self.pen.styles.label(bold=not group))
            units = [u for u in self.units if not group or u.unit.group == group]
            counts = [len(units), sum(u.counts for u in units), *(sum(u.state == s for u in units) for s in STATES)]
            counts += [sum(u.counts and u.on_time is on_time for u in units) for on_time in (True, False)]
            texts = self._sums(row, len(counts)) if not group else self._group_formulas(row, group, first_unit)
            style = self.pen.styles.formula(num_format="0", bold=not group)
            for at, (text, count) in enumerate(zip(texts, counts, strict=True), COUNT_CELLS["so_don_vi"]):
                self.pen.write_formula(row, at, text, style, Decimal(count))

    def _sums(self, row: int, columns: int, first_row: int = COUNT_FIRST_ROW) -> list[str]:
        """The city's row: sums of the groups' rows above it."""
        spots = [[Spot(OVERVIEW, at, column) for at in (first_row, row - 1)] for column in range(1, columns + 1)]
        return [f"SUM({first.a1}:{last.a1})" for first, last in spots]

    def _group_formulas(self, row: int, group: str, first_unit: int) -> list[str]:
        groups, states = self.plan.units(GROUP, OVERVIEW), self.plan.units(STATE, OVERVIEW)
        by_state = [f'COUNTIFS({groups},"{group}",{states},"{words}")' for words in STATES.values()]
        places = {state: Spot(OVERVIEW, row, 3 + i).a1 for i, state in enumerate(STATES)}
        codes, times = self._unit_column(_GROUP_CODE, first_unit), self._unit_column(_UNIT_TIME, first_unit)
        by_time = [f'COUNTIFS({codes},"{group}",{times},"{_TIMES[on_time]}")' for on_time in (True, False)]
        return [f'COUNTIF({groups},"{group}")', f"{places['dat']}+{places['co_loi']}", *by_state, *by_time]

    # --- completeness ----------------------------------------------------------------------------------------

    def _completeness(self, row: int, first_unit: int) -> None:
        self.canvas.section(row, "Mức độ đầy đủ theo nhóm")
        self.canvas.header(row + 1, ("Nhóm", "Số đơn vị", "Có số liệu", "Tỷ lệ đơn vị", "Chỉ tiêu bắt buộc",
                                     "Đã trả lời", "Tỷ lệ trả lời"))
        self.pen.sheet.set_row(row + 1, 32)
        codes = self._unit_column(_GROUP_CODE, first_unit)
        for at, group in enumerate(self.groups, row + 2):
            bold = not group
            self.pen.text(at, 0, self.group_names[group], self.pen.styles.label(bold=bold))
            units = [u for u in self.units if not group or u.unit.group == group]
            count = self.pen.styles.formula(num_format="#,##0", bold=bold)
            numbers = [len(units), sum(u.counts for u in units)]
            for column, number in enumerate(numbers, 1):
                source = Spot(OVERVIEW, COUNT_FIRST_ROW + at - row - 2, column).a1
                self.pen.write_formula(at, column, source, count, Decimal(number))
            totals = [sum(getattr(self.answered[u.unit.code], part) for u in units) for part in ("asked", "answered")]
            for i, number in enumerate(totals):
                text = f'SUMIFS({self._unit_column(_UNIT_ASKED + i, first_unit)},{codes},"{group}")' if group else (
                    self._sums(at, 5, row + 2)[3 + i])
                self.pen.write_formula(at, 4 + i, text, count, Decimal(number))
            self._ratio(at, 3, 2, 1, numbers[1], numbers[0], bold)
            self._ratio(at, 6, 5, 4, totals[1], totals[0], bold)

    def _ratio(self, row: int, at: int, part: int, whole: int, given: int, of: int, bold: bool) -> None:
        top, bottom = Spot(OVERVIEW, row, part).a1, Spot(OVERVIEW, row, whole).a1
        value = Decimal(given) / of if of else None
        style = self.pen.styles.formula(num_format="0.0%", bold=bold)
        self.pen.write_formula(row, at, f'IF({bottom}=0,"",{top}/{bottom})', style, value)

    def _completeness_chart(self, table: int, row: int) -> int:
        first, last = table + 2, table + 1 + len(self.groups)

        def cells(column: int) -> list[str | int]:
            return [OVERVIEW, first, column, last, column]

        series = {"Đơn vị có số liệu": cells(3), "Chỉ tiêu bắt buộc đã trả lời": cells(6)}
        return bar_chart(self.book, self.pen.sheet, row, "Mức độ đầy đủ theo nhóm", cells(0), series, "0%", 1)

    # --- points, guide, units --------------------------------------------------------------------------------

    def _city_points(self, row: int) -> int:
        where = self.plan.result.city_standing
        if where is None or not self.own_table:
            return row
        self.canvas.section(row, "Điểm tự chấm của thành phố")
        total = "" if where.total is None else f"{where.total} điểm · ".replace(".", ",")
        self.pen.text(row + 1, 0, f"{total}{where.level}", self.pen.styles(bold=True, font_size=13))
        reason = textwrap.wrap(where.reason, _LETTERS)
        for at, part in enumerate(reason, row + 2):
            self.pen.text(at, 0, part, self.pen.styles(italic=True))
        return row + 3 + len(reason)

    def _guide(self, row: int) -> int:
        self.canvas.section(row, "Các trang của sổ")
        entries = list(self._sheets())
        for at, (title, told) in enumerate(entries, row + 1):
            style = self.pen.styles(font_color=LINK, underline=1)
            self.canvas.link(at, 0, Spot(title, 0, 0), title, style)
            self.pen.text(at, 1, told, self.pen.styles())
        return row + len(entries) + 2

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """Every sheet after this one, in order, with what it holds."""
        titles, campaign = self.plan.titles, self.plan.campaign
        yield GROUND, "mọi giá trị của mọi đơn vị; nền của các công thức"
        yield SUMMARY, "chỉ tiêu theo thành phố, nhóm, đơn vị"
        for form in campaign.forms:
            if form.kind is FormKind.LIST:
                yield titles[f"danh_sach.{form.code}"], f"{form.title}: các dòng của mọi đơn vị"
        if self.plan.rubrics:
            yield RANKING, "tổng điểm, xếp loại, thứ hạng của đơn vị"
        for rubric in self.plan.rubrics:
            groups = "; ".join(g.name for g in campaign.groups if g.rubric == rubric)
            yield titles[f"bo.{rubric}"], f"điểm từng tiêu chí: {groups}"
        if self.own_table:
            yield OWN, "bảng tự chấm của thành phố"
        if self.plan.result.verifications.rows:
            yield VERIFIED, "điểm thẩm định từng lần, lý do"
        if self.plan.rubrics:
            yield EVIDENCE, "tài liệu kiểm chứng đơn vị đã dẫn"
        yield CHECKS, "những điểm cần xem lại, có liên kết đến ô"
        yield RULES, "kết quả từng phép kiểm tra"
        yield ADJUSTMENTS, "giá trị được cơ quan điều chỉnh hoặc được đọc lại từ chữ"
        yield SOURCES, "mỗi giá trị lấy từ tệp, trang, ô nào"
        yield NARRATIVE, "nội dung đơn vị viết"

    def _points_charts(self, row: int, blocks: list[int]) -> int:
        """The points of every scored unit, in charts of readable length; returns the row below.

        ``blocks``: the first row of each chart is added.
        """
        charts = -(-self.ranked // _MOST_BARS)
        for number in range(charts):
            first, end = (self.ranked * n // charts for n in (number, number + 1))
            column = ranking.UNIT_NAME
            top, bottom = ranking.FIRST + first, ranking.FIRST + end - 1
            names: list[str | int] = [RANKING, top, column, bottom, column]
            points: list[str | int] = [RANKING, top, ranking.TOTAL, bottom, ranking.TOTAL]
            part = f" ({first + 1}–{end} trong {self.ranked})" if charts > 1 else ""
            title = f"Tổng điểm của các đơn vị được chấm{part}"
            blocks.append(row)
            row = bar_chart(self.book, self.pen.sheet, row, title, names, {"Tổng điểm": points}, "0.0",
                            longest=max(len(u.unit.name) for u in self.units if u.standing))
        return row

    def _units(self, row: int) -> None:
        pen, plan = self.pen, self.plan
        self.canvas.section(row, "Tình hình nộp của từng đơn vị")
        self.canvas.header(row + 1, ("Đơn vị", "Trạng thái", "Thời hạn", "Chỉ tiêu bắt buộc", "Đã trả lời",
                                     "Tỷ lệ trả lời", "Lỗi", "Cảnh báo"))
        pen.sheet.set_row(row + 1, 32)
        counts = Counter((f.unit, f.severity) for f in plan.result.findings)
        link = pen.styles.plain(font_color=LINK, underline=1, text_wrap=True)
        for at, found in enumerate(self.units, row + 2):
            code = found.unit.code
            spot = Spot(GROUND, plan.unit_row(code), CODE)
            self.canvas.link(at, 0, spot, found.unit.name, link)
            cells, codes = plan.units(STATE, OVERVIEW), plan.units(CODE, OVERVIEW)
            text = f'INDEX({cells},MATCH("{code}",{codes},0))'
            pen.write_formula(at, 1, text, pen.styles.formula(align="center"), STATES[found.state])
            words = _TIMES[found.on_time] if found.counts else ""
            pen.text(at, _UNIT_TIME, words, pen.styles.plain(align="center"))
            said, number = self.answered[code], pen.styles.plain(num_format="0")
            pen.put(at, _UNIT_ASKED, Decimal(said.asked), number)
            pen.put(at, _UNIT_ANSWERED, Decimal(said.answered), number)
            self._ratio(at, 5, _UNIT_ANSWERED, _UNIT_ASKED, said.answered, said.asked, bold=False)
            for column, severity in ((6, "loi"), (7, "canh_bao")):
                pen.put(at, column, Decimal(counts[code, severity]), number)
            pen.text(at, _GROUP_CODE, found.unit.group, pen.styles())
            pen.sheet.set_row(at, 15.0 * lines(found.unit.name, 44) + 1)
