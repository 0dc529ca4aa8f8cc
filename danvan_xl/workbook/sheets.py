"""What every sheet of the consolidated workbook shares: its heading, how it prints, its protection."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname

from danvan_xl.campaign.model import Field
from danvan_xl.form import paper as papers
from danvan_xl.form.paper import Paper
from danvan_xl.form.pen import Pen
from danvan_xl.form.style import HEADER, Styles, lines, number_format
from danvan_xl.form.validation import checked
from danvan_xl.workbook.plan import NOTE_ROW, TITLE_ROW, Plan, Spot

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""
PROTECTION = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True,
    "select_unlocked_cells": True,
}
STATES = {"dat": "Đạt", "co_loi": "Có lỗi", "chua_nop": "Chưa nộp", "khong_doc_duoc": "Không đọc được"}
SEVERITIES = {"loi": "Lỗi", "canh_bao": "Cảnh báo", "thong_tin": "Thông tin"}
LINK = "#0563C1"
"""Colour of a link."""
MOST_LINKS = 60_000
"""Of a column of links; Excel takes 65.530 a sheet."""
_LETTER = 7.0
"""Pixels of a letter, as widths of columns count them."""
NOT_ASKED = "#D9D9D9"
"""Ground of a cell that nobody is asked to fill."""


def small_header(styles: Styles) -> Format:
    """For long labels over narrow columns."""
    return styles(bold=True, bg_color=HEADER, font_color="#FFFFFF", border=1, text_wrap=True, align="center",
                  font_size=9)


def shown_format(field: Field) -> str:
    """As in the forms; what is typed as a number of per cents gets the sign that computed rates have."""
    return number_format(field) + ('"%"' if field.is_per_cent else "")


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

    def wrapped(self, row: int, note: str, first: int, last: int) -> None:
        """A note over several columns, whose widths are set, above the table."""
        style = self.pen.styles(italic=True, font_color="#595959", text_wrap=True, valign="top")
        room = sum(papers.widths(self.pen.sheet, first, last)) / _LETTER
        self.pen.height(row, 15.0 * lines(note, room) + 3)
        checked(self.pen.sheet.merge_range(row, first, row, last, note, style), "note")

    def section(self, row: int, title: str) -> None:
        """The title of one of several tables on a sheet."""
        self.pen.text(row, 0, title, self.pen.styles(bold=True, font_color=HEADER, font_size=12))

    @property
    def coverage(self) -> str:
        return f"Tổng hợp từ {self.plan.result.completeness}"

    def printed(self, header_row: int, area: Area) -> None:
        """A4 landscape, an area filling its width; pages are about equally long and repeat the header."""
        first_row, first, last_row, last = area
        sheet, paper = self.pen.sheet, papers.A4_LYING
        scale = paper.fitting(sum(papers.widths(sheet, first, last)))
        sheet.repeat_rows(header_row)
        starts = papers.page_starts(papers.heights(sheet, first_row, last_row), paper.down(scale),
                                    sum(papers.heights(sheet, header_row, header_row)))
        self._paged(paper, scale, [first_row + start for start in starts], area)

    def printed_wide(self, paper: Paper, scale: int, headers: tuple[int, int], area: Area, bands: list[int],
                     note: str) -> list[int]:
        """Pages side by side: the rows of ``headers`` and the first column shown repeat; no band is split.

        Gives the columns at which a further page begins.

        Parameters
        ----------
        bands:
            First columns of the groups of columns that belong together, the area's first excepted.
        note:
            Stands under the title on the first page.
        """
        first_row, first, last_row, last = area
        sheet = self.pen.sheet
        edges = [first, *(band for band in bands if first < band <= last), last + 1]
        lengths = [sum(papers.widths(sheet, a, b - 1)) for a, b in pairwise(edges)]
        across = papers.page_starts(lengths, paper.across(scale), sum(papers.widths(sheet, first, first)))
        pages = [edges[start] for start in across]
        self.wrapped(NOTE_ROW, note, first + 1, (pages[0] if pages else last + 1) - 1)
        down = papers.page_starts(papers.heights(sheet, first_row, last_row), paper.down(scale),
                                  sum(papers.heights(sheet, *headers)))
        sheet.repeat_rows(*headers)
        sheet.repeat_columns(first)
        sheet.set_v_pagebreaks(pages[:papers.MOST_BREAKS])
        self._paged(paper, scale, [first_row + start for start in down], area)
        return pages

    def _paged(self, paper: Paper, scale: int, breaks: list[int], area: Area) -> None:
        """Pages begin at the rows of ``breaks`` (Excel heeds them only where nothing is fitted)."""
        sheet = self.pen.sheet
        sheet.set_paper(paper.code)
        if paper.wide > paper.high:
            sheet.set_landscape()
        sheet.set_print_scale(scale)
        sheet.set_h_pagebreaks(breaks[:papers.MOST_BREAKS])
        sheet.print_area(*area)
        self._margins()

    def printed_blocks(self, blocks: list[int], header_row: int, area: Area) -> None:
        """A4 portrait; a block (first rows are given) begins a page when it doesn't fit on what is left of the last.

        ``header_row``: of the last block, which may take several pages.
        """
        first_row, first, last_row, last = area
        sheet, paper = self.pen.sheet, papers.A4_STANDING
        scale = paper.fitting(sum(papers.widths(sheet, first, last)))
        edges = [first_row, *blocks]
        ends = [*blocks, blocks[-1]]
        lengths = [sum(papers.heights(sheet, a, b - 1)) for a, b in zip(edges, ends, strict=True)]
        rest = papers.heights(sheet, blocks[-1], last_row)
        room = paper.down(scale)
        lengths[-1] = min(sum(rest), room)
        breaks = [edges[start] for start in papers.fewest_starts(lengths, room, 0)]
        repeated = sum(papers.heights(sheet, header_row, header_row))
        breaks += [blocks[-1] + start for start in papers.page_starts(rest, room, repeated)]
        sheet.repeat_rows(header_row)
        self._paged(paper, scale, breaks, area)

    def _margins(self) -> None:
        settings, sheet = self.plan.campaign.settings, self.pen.sheet
        side, end = papers.MARGIN_SIDE, papers.MARGIN_END
        sheet.set_margins(left=side, right=side, top=end, bottom=end)
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
