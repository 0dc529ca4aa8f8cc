"""What every sheet of the consolidated workbook shares: its heading, how it prints, its protection."""

from __future__ import annotations

from dataclasses import dataclass

from danvan_xl.form.pen import Pen
from danvan_xl.workbook.plan import NOTE_ROW, TITLE_ROW, Plan

PROTECTION = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True,
    "select_unlocked_cells": True,
}
STATES = {"dat": "Đạt", "co_loi": "Có lỗi", "chua_nop": "Chưa nộp", "khong_doc_duoc": "Không đọc được"}


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

    @property
    def coverage(self) -> str:
        return f"Tổng hợp từ {self.plan.result.completeness}"

    def printed(self, header_row: int, *, landscape: bool = True, wide_from: int | None = None) -> None:
        """A4, fitted to the width; a sheet too wide for that is A3 with the columns before ``wide_from`` repeated."""
        sheet = self.pen.sheet
        sheet.set_paper(9 if wide_from is None else 8)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.repeat_rows(header_row)
        if wide_from is None:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.repeat_columns(0, wide_from - 1)
            sheet.set_print_scale(75)
        settings = self.plan.campaign.settings
        sheet.set_footer(f"&L{settings.office.replace('&', '&&')} - {self.coverage}&RTrang &P/&N")

    def widths(self, *widths: float) -> None:
        for column, width in enumerate(widths):
            self.pen.sheet.set_column(column, column, width)

    def header(self, row: int, titles: tuple[str, ...], first: int = 0) -> None:
        for column, title in enumerate(titles, first):
            self.pen.text(row, column, title, self.pen.styles.header())
