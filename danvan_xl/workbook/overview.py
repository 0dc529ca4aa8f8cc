"""Tổng quan: who has returned, what the totals stand on, points at a glance."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from danvan_xl.form.style import GREEN, RED
from danvan_xl.workbook import ranking
from danvan_xl.workbook.plan import CODE, GROUP, OVERVIEW, RANKING, STATE
from danvan_xl.workbook.scope import COUNT_CELLS, COUNT_FIRST_ROW
from danvan_xl.workbook.sheets import STATES, Canvas

_ROW_PIXELS = 20
_SHEETS = (
    ("Dữ liệu", "mọi giá trị của mọi đơn vị; nền của các công thức"),
    ("Tổng hợp", "chỉ tiêu theo thành phố, nhóm, đơn vị"),
    ("Chấm điểm", "tổng điểm, xếp loại, thứ hạng của đơn vị"), ("Bảng tự chấm điểm", "bảng tự chấm của thành phố"),
    ("Kiểm tra", "phép kiểm tra và những điểm cần xem lại"), ("Nguồn số liệu", "mỗi giá trị lấy từ tệp, trang, ô nào"),
    ("Thuyết minh", "nội dung đơn vị viết"),
)


class Overview:
    """Writes the first sheet; the counts that formulas use stand in its table of groups."""

    def __init__(self, canvas: Canvas, book: Workbook, ranked: int, own_table: bool) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        self.book, self.ranked, self.own_table = book, ranked, own_table

    def write(self) -> None:
        settings, pen, result = self.plan.campaign.settings, self.pen, self.plan.result
        self.canvas.heading(settings.name, f"{settings.office} · {self._period()}")
        missing = len(result.campaign.units) - len(result.returned)
        text = f"{self.canvas.coverage}" + (f": còn {missing} đơn vị chưa có số liệu." if missing else ": đủ đơn vị.")
        pen.text(2, 0, text, pen.styles(bold=True, font_color=RED if missing else GREEN, font_size=12))
        if settings.rubric_note:
            pen.text(3, 0, f"Điểm: {settings.rubric_note}.", pen.styles(italic=True))
        self.canvas.widths(46, 12, 12, 12, 12, 12, 14)
        self._groups()
        row = COUNT_FIRST_ROW + len(self.plan.campaign.groups) + 2
        row = self._city_points(row)
        row = self._guide(row)
        row = self._chart(row)
        self._units(row)
        self.canvas.printed(COUNT_FIRST_ROW - 1, landscape=False)

    def _period(self) -> str:
        s = self.plan.campaign.settings
        if s.start and s.end:
            return f"số liệu từ {s.start:%d/%m/%Y} đến {s.end:%d/%m/%Y}"
        return f"năm {s.year}"

    def _groups(self) -> None:
        pen, plan = self.pen, self.plan
        titles = ("Nhóm", "Số đơn vị", "Có số liệu", *STATES.values())
        self.canvas.header(COUNT_FIRST_ROW - 1, titles)
        rows = [*(g.code for g in plan.campaign.groups), ""]
        names = {g.code: g.name for g in plan.campaign.groups} | {"": "Toàn thành phố"}
        for row, group in enumerate(rows, COUNT_FIRST_ROW):
            bold = not group
            pen.text(row, 0, names[group], pen.styles.plain(bold=bold))
            units = [u for u in plan.result.by_unit.values() if not group or u.unit.group == group]
            style = pen.styles.formula(num_format="0", bold=bold)
            texts = self._group_formulas(row, group)
            counts = [len(units), sum(u.counts for u in units), *(sum(u.state == s for u in units) for s in STATES)]
            for at, (text, count) in enumerate(zip(texts, counts, strict=True), COUNT_CELLS["so_don_vi"]):
                pen.write_formula(row, at, text, style, Decimal(count))

    def _group_formulas(self, row: int, group: str) -> list[str]:
        groups, states = self.plan.units(GROUP, OVERVIEW), self.plan.units(STATE, OVERVIEW)
        if not group:
            first, last = COUNT_FIRST_ROW + 1, row
            columns = (xl_col_to_name(at) for at in range(1, 3 + len(STATES)))
            return [f"SUM({c}{first}:{c}{last})" for c in columns]
        by_state = [f'COUNTIFS({groups},"{group}",{states},"{words}")' for words in STATES.values()]
        counted = "+".join(f"{xl_col_to_name(3 + i)}{row + 1}" for i, s in enumerate(STATES) if s in ("dat", "co_loi"))
        return [f'COUNTIF({groups},"{group}")', counted, *by_state]

    def _city_points(self, row: int) -> int:
        where = self.plan.result.city_standing
        if where is None or not self.own_table:
            return row
        self.pen.text(row, 0, "Điểm tự chấm của thành phố", self.pen.styles(bold=True, font_color="#1F4E79"))
        total = "" if where.total is None else str(where.total).replace(".", ",")
        self.pen.text(row + 1, 0, f"{total} điểm · {where.level}", self.pen.styles(bold=True, font_size=13))
        self.pen.text(row + 2, 0, where.reason, self.pen.styles(italic=True))
        return row + 4

    def _guide(self, row: int) -> int:
        self.pen.text(row, 0, "Các trang của sổ", self.pen.styles(bold=True, font_color="#1F4E79"))
        shown = [s for s in _SHEETS if self.own_table or s[0] != "Bảng tự chấm điểm"]
        for offset, (title, text) in enumerate(shown, 1):
            link = self.pen.styles(font_color="#0563C1", underline=1)
            self.pen.sheet.write_url(row + offset, 0, f"internal:{quote_sheetname(title)}!A1", link, title)
            self.pen.text(row + offset, 1, text, self.pen.styles())
        return row + len(shown) + 2

    def _units(self, row: int) -> None:
        pen, plan = self.pen, self.plan
        pen.text(row, 0, "Tình hình nộp của từng đơn vị", pen.styles(bold=True, font_color="#1F4E79"))
        self.canvas.header(row + 1, ("Đơn vị", "Trạng thái", "Đúng hạn", "Lỗi", "Cảnh báo"))
        counts = Counter((f.unit, f.severity) for f in plan.result.findings)
        words = {True: "đúng hạn", False: "quá hạn", None: "chưa rõ"}
        for at, found in enumerate(plan.result.by_unit.values(), row + 2):
            pen.text(at, 0, found.unit.name, pen.styles.plain())
            cells, codes = plan.units(STATE, OVERVIEW), plan.units(CODE, OVERVIEW)
            text = f'INDEX({cells},MATCH("{found.unit.code}",{codes},0))'
            pen.write_formula(at, 1, text, pen.styles.formula(), STATES[found.state])
            pen.text(at, 2, words[found.on_time] if found.counts else "", pen.styles.plain())
            for column, severity in ((3, "loi"), (4, "canh_bao")):
                pen.put(at, column, Decimal(counts[found.unit.code, severity]), pen.styles.plain(num_format="0"))

    def _chart(self, row: int) -> int:
        """The points of every scored unit; returns the row below."""
        if not self.ranked:
            return row
        chart = self.book.add_chart({"type": "bar"})
        first, last = ranking.FIRST, ranking.FIRST + self.ranked - 1
        chart.add_series({
            "name": "Tổng điểm", "categories": [RANKING, first, ranking.UNIT_NAME, last, ranking.UNIT_NAME],
            "values": [RANKING, first, ranking.TOTAL, last, ranking.TOTAL],
            "fill": {"color": "#1F4E79"}, "data_labels": {"value": True}, "gap": 40,
        })
        chart.set_title({"name": "Tổng điểm của các đơn vị được chấm", "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        height = 100 + 24 * self.ranked
        chart.set_size({"width": 860, "height": height})
        self.pen.sheet.insert_chart(row, 0, chart)
        return row + -(-height // _ROW_PIXELS) + 1


