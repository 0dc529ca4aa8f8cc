"""What every sheet of the consolidated workbook shares: its heading, how it prints, its protection."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname

from danvan_xl.form.pen import Pen
from danvan_xl.form.style import HEADER, Styles
from danvan_xl.form.validation import checked
from danvan_xl.workbook.plan import NOTE_ROW, TITLE_ROW, Plan, Spot

PROTECTION = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True,
    "select_unlocked_cells": True,
}
STATES = {"dat": "Đạt", "co_loi": "Có lỗi", "chua_nop": "Chưa nộp", "khong_doc_duoc": "Không đọc được"}
LINK = "#0563C1"
"""Colour of a link."""
MOST_LINKS = 60_000
"""Of a column of links; Excel takes 65.530 a sheet."""
NOT_ASKED = "#D9D9D9"
"""Ground of a cell that nobody is asked to fill."""


def small_header(styles: Styles) -> Format:
    """For long labels over narrow columns."""
    return styles(bold=True, bg_color=HEADER, font_color="#FFFFFF", border=1, text_wrap=True, align="center",
                  font_size=9)


@dataclass(frozen=True)
class Canvas:
    """One sheet being written, with the plan of the whole workbook."""

    pen: Pen
    plan: Plan

    def heading(self, title: str, note: str, column: int = 0) -> None:
        styles = self.pen.styles
        self.pen.sheet.set_row(TITLE_ROW, 24)
        self.pen.text(TITLE_ROW, column, title.upper(), styles.title())
        self.pen.text(NOTE_ROW, column, note, styles(italic=True, font_color="#595959"))

    def section(self, row: int, title: str) -> None:
        """The title of one of several tables on a sheet."""
        self.pen.text(row, 0, title, self.pen.styles(bold=True, font_color=HEADER, font_size=12))

    @property
    def coverage(self) -> str:
        return f"Tổng hợp từ {self.plan.result.completeness}"

    def printed(self, header_row: int, *, wide_from: int | None = None) -> None:
        """A4 landscape, fitted to the width; a sheet too wide for that is A3 with the columns before ``wide_from``
        repeated."""
        sheet = self.pen.sheet
        sheet.set_paper(9 if wide_from is None else 8)
        sheet.set_landscape()
        sheet.repeat_rows(header_row)
        if wide_from is None:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.repeat_columns(0, wide_from - 1)
            sheet.set_print_scale(65)
        self._margins()

    def printed_paged(self, scale: int, breaks: list[int]) -> None:
        """A4 landscape; pages begin at the rows of ``breaks`` (Excel heeds them only where nothing is fitted)."""
        self.pen.sheet.set_paper(9)
        self.pen.sheet.set_landscape()
        self.pen.sheet.set_print_scale(scale)
        self.pen.sheet.set_h_pagebreaks(sorted(set(breaks)))
        self._margins()

    def _margins(self) -> None:
        settings, sheet = self.plan.campaign.settings, self.pen.sheet
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{settings.office.replace('&', '&&')} - {self.coverage}&R&A - Trang &P/&N")

    def link(self, row: int, column: int, spot: Spot, text: str, style: Format) -> None:
        """A text that opens a cell of this workbook; a formula written over it keeps the link."""
        target = f"internal:{quote_sheetname(spot.sheet)}!{spot.a1}"
        checked(self.pen.sheet.write_url(row, column, target, style, text, spot.shown), f"link at {row},{column}")

    def widths(self, *widths: float) -> None:
        for column, width in enumerate(widths):
            self.pen.sheet.set_column(column, column, width)

    def header(self, row: int, titles: tuple[str, ...], first: int = 0) -> None:
        for column, title in enumerate(titles, first):
            self.pen.text(row, column, title, self.pen.styles.header())
