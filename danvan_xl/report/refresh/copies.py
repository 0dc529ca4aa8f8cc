"""What is taken over from the report written afresh: text with its figures, under tags that are free in the edited one.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from danvan_xl.report.controls import FIRST_TABLE_ID
from danvan_xl.report.record import FigureRecord, Record
from danvan_xl.report.refresh.places import W

_TAG = re.compile(r"dv_(\d+)$")
_FIRST_CONTROL_ID = 20_240_000


class Copies:
    """``fresh``: body of the report written afresh, ``new`` its record; ``figures``: records of what was taken over."""

    def __init__(self, root: _Element, old: Record, fresh: _Element, new: Record) -> None:
        self.fresh, self.figures = fresh, list[FigureRecord]()
        self._records = {f.tag: f for f in new.figures}
        marked = tables_by_tag(fresh)
        self._tables = {t.key: marked[t.tag] for t in new.tables}
        self._numbers = _free(root, old)

    def table(self, key: str) -> _Element:
        """The fresh table of a key of the new record."""
        return self._tables[key]

    def take(self, source: _Element) -> _Element:
        """A copy of a part of the fresh report whose figures have tags of their own."""
        made = copy.deepcopy(source)
        for control in made.iter(f"{W}sdt"):
            number = next(self._numbers)
            tag = f"dv_{number:04}"
            mark = next(control.iter(f"{W}tag"))
            self.figures.append(replace(self._records[mark.get(f"{W}val", "")], tag=tag))
            mark.set(f"{W}val", tag)
            for element in control.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
                element.set(f"{W}id", str(number))
                if element.tag == f"{W}bookmarkStart":
                    element.set(f"{W}name", tag)
            for element in control.findall(f"{W}sdtPr/{W}id"):
                element.set(f"{W}val", str(_FIRST_CONTROL_ID + number))
        return made


def tables_by_tag(root: _Element) -> dict[str, _Element]:
    """Names of the bookmarks in a table → the table."""
    return {tag: table for table in root.iter(f"{W}tbl") for mark in table.iter(f"{W}bookmarkStart")
            if (tag := mark.get(f"{W}name", ""))}


def _free(root: _Element, old: Record) -> Iterator[int]:
    """Numbers above those of all figures and of all bookmarks but the tables'."""
    tags = (_TAG.match(f.tag) for f in old.figures)
    ids = (int(e.get(f"{W}id", "0")) for e in root.iter(f"{W}bookmarkStart"))
    return itertools.count(max((*(int(m[1]) for m in tags if m), *(i for i in ids if i < FIRST_TABLE_ID)),
                               default=0) + 1)
