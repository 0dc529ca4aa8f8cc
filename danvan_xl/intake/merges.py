"""Cells that merging has swallowed: what stood there is lost, or stands in the first cell of the merged area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from danvan_xl.intake.book import Area, At, RawBook, position


def _corners(reference: str) -> tuple[At, At] | None:
    first, _, last = reference.partition(":")
    start, end = position(first), position(last or first)
    return (start, end) if start and end else None


def covered(book: RawBook, places: Mapping[str, Area]) -> Iterator[tuple[str, int, str]]:
    """Name, row of the list (0 = no list) and merged area of cells inside a merged area that are not its first."""
    by_sheet = defaultdict[str, list[tuple[str, Area]]](list)
    for name, place in places.items():
        by_sheet[place.sheet].append((name, place))
    for sheet in book.sheets:
        held = by_sheet.get(sheet.title)
        if not held or not sheet.merges:
            continue
        columns = {place.column for _, place in held}
        bottom = max(place.last or place.row for _, place in held)
        swallowed: dict[At, str] = {}
        for reference in sheet.merges:
            corners = _corners(reference)
            if corners is None:
                continue
            (top, left), (end, right) = corners
            for column in (c for c in columns if left <= c <= right):
                swallowed |= {(row, column): reference for row in range(top, min(end, bottom) + 1)
                              if (row, column) != (top, left)}
        for name, place in held:
            for row in range(place.row, (place.last or place.row) + 1):
                if (row, place.column) in swallowed:
                    yield name, 0 if place.last is None else row - place.row + 1, swallowed[row, place.column]
