"""How a sheet falls on paper: its scale by its columns, pages of even length by its rows. Lengths are in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

MARGIN_SIDE, MARGIN_END = 0.5, 0.6
"""Inches, left and right, above and below."""
MOST_BREAKS = 1000
"""Excel takes 1.023 on a sheet."""
_ROW, _COLUMN = 20, 64
"""What Excel gives a row and a column of which nothing else is said."""
_SAFE_ACROSS, _SAFE_DOWN = 0.91, 0.97
"""Programs differ in how wide a letter is (LibreOffice makes columns 5% wider than Excel), hardly in heights."""
_INCH, _DOTS = 25.4, 96
_SMALLEST, _LARGEST = 40, 85
"""Per cent."""


@dataclass(frozen=True, slots=True)
class Paper:
    """``code``: Excel's number of the size; ``wide``, ``high``: millimetres as it lies."""

    code: int
    wide: float
    high: float

    def across(self, scale: float) -> float:
        """The room for columns at a scale in per cent."""
        return (self.wide / _INCH - 2 * MARGIN_SIDE) * _DOTS * 100 / scale * _SAFE_ACROSS

    def down(self, scale: float) -> float:
        return (self.high / _INCH - 2 * MARGIN_END) * _DOTS * 100 / scale * _SAFE_DOWN

    def fitting(self, width: float) -> int:
        """The scale at which a table of a width fills the page."""
        return int(max(_SMALLEST, min(_LARGEST, self.across(100) * 100 / width)))

    def filling(self, width: float) -> float:
        """The scale at which a table fitted to the page's width is printed; LibreOffice enlarges a narrow one."""
        return self.across(100) / _SAFE_ACROSS * 100 / width


def footer(unit: str) -> str:
    """The unit's name and page numbers, in the codes of a page's foot."""
    return f"&L{unit.replace('&', '&&')}&RTrang &P/&N"


A4_LYING, A4_STANDING, A3_LYING = Paper(9, 297, 210), Paper(9, 210, 297), Paper(8, 420, 297)


def widths(sheet: Worksheet, first: int, last: int) -> list[float]:
    """Of the columns from ``first`` to ``last``; a hidden one takes no room."""
    known = (sheet.col_info.get(column) for column in range(first, last + 1))
    return [_COLUMN if c is None else 0 if c.hidden else c.width for c in known]


def heights(sheet: Worksheet, first: int, last: int) -> list[float]:
    known = (sheet.row_sizes.get(row, (sheet.default_row_height, False)) for row in range(first, last + 1))
    return [0 if hidden else height for height, hidden in known]


def fewest_starts(lengths: Sequence[float], room: float, repeated: float) -> Iterator[int]:
    """Where pages after the first begin when each takes all that it can."""
    used = 0.0
    for i, length in enumerate(lengths):
        if used + length > room and i:
            yield i
            used = repeated
        used += length


def page_starts(lengths: Sequence[float], room: float, repeated: float) -> list[int]:
    """Where pages after the first begin, as few as the room allows and each about as full as the others.

    Parameters
    ----------
    lengths:
        Of rows (or bands of columns) that must not be split.
    repeated:
        Length of what is printed again on each page after the first.
    """
    fewest = list(fewest_starts(lengths, room, repeated))
    if not fewest:
        return []
    limit = (sum(lengths) + repeated * len(fewest)) / (len(fewest) + 1)
    while limit < room:
        even = list(fewest_starts(lengths, limit, repeated))
        if len(even) <= len(fewest):
            return even
        limit += _ROW
    return fewest


def lay_out(sheet: Worksheet, paper: Paper, columns: int, last: int, header: int, shrinks: float) -> None:
    """No page of a sheet fitted to its paper's width holds a signature or a note and hardly more.

    A sheet that is a little too long for one page is printed smaller; a longer one breaks into pages that are about
    equally full, with room to spare, since programs differ in how much goes on a page.

    Parameters
    ----------
    columns, last:
        The last column (the first is 1) and the last row that are printed.
    header:
        The row printed again on each page.
    shrinks:
        Up to how many pages' length goes on one; 1 where rows grow with what is typed.
    """
    rows = heights(sheet, 0, last)
    room = paper.down(paper.filling(sum(widths(sheet, 1, columns))))
    if sum(rows) <= room:
        return
    if sum(rows) <= room * shrinks:
        sheet.fit_to_pages(1, 1)
    else:
        sheet.set_h_pagebreaks(page_starts(rows, room, rows[header]))
