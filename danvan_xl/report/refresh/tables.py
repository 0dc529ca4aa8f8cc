"""Tables brought up to date where nobody changed a cell; their form is kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from danvan_xl.findings import Finding
from danvan_xl.report.blocks import Table
from danvan_xl.report.check.prose import text_of
from danvan_xl.report.record import TableRecord, table_digest, table_texts
from danvan_xl.report.refresh.places import W, write_text

_HEADER_ONLY = (f"{W}trPr/{W}tblHeader", f"{W}tc/{W}tcPr/{W}shd", f"{W}tc/{W}p/{W}r/{W}rPr/{W}b")


def _row_texts(row: _Element) -> list[str]:
    return [" ".join(t for p in cell.iter(f"{W}p") if (t := text_of(p)))  # type: ignore[arg-type]
            for cell in row.findall(f"{W}tc")]


def _digest(table: _Element) -> str:
    return table_digest(_row_texts(row) for row in table.findall(f"{W}tr"))


def _is_strong(row: _Element) -> bool:
    bold = row.find(f".//{W}rPr/{W}b")
    return bold is not None and bold.get(f"{W}val", "true") not in ("0", "false")


def _fill(cell: _Element, text: str) -> None:
    """Put a text into a cell in the form of what it held, or of its paragraph."""
    nodes = list(cell.iter(f"{W}t"))
    if not nodes:
        paragraph = next(cell.iter(f"{W}p"))
        run = paragraph.find(f"{W}r")
        if run is None:
            run = paragraph.makeelement(f"{W}r", {})
            paragraph.append(run)
        node = run.makeelement(f"{W}t", {})
        run.append(node)
        nodes = [node]
    write_text(nodes, text)


def _plain(header: _Element) -> _Element:
    """A header row as the pattern of a body row, for a table that had none."""
    row = _bare(header)
    unwanted = [e for path in _HEADER_ONLY for e in row.findall(path)]
    for element in unwanted:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return row


def _bare(row: _Element) -> _Element:
    """A copy of a row without controls and bookmarks, which belong to the figures of the row copied."""
    row = copy.deepcopy(row)
    for control in list(row.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        for element in list(content) if content is not None else ():
            control.addprevious(element)
    for element in [*row.iter(f"{W}sdt", f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return row


def _kind(cells: int, *, strong: bool) -> str:
    return "section" if cells == 1 else "sum" if strong else "plain"


def _keeps_rows(body: list[_Element], wanted: list[list[str]], table: Table) -> bool:
    """Whether only figures differ: as many rows, each with the same words in the cells that hold no figure."""
    if len(body) != len(wanted):
        return False
    for row, texts, record in zip(body, wanted, table.rows, strict=True):
        here = _row_texts(row)
        sources = record.sources if len(record.sources) == len(texts) else ("",) * len(texts)
        if len(here) != len(texts) or any(a != b and not s for a, b, s in zip(here, texts, sources, strict=True)):
            return False
    return True


def _rebuild(table: _Element, wanted: Table) -> bool:
    """Write the table's new content; whether it kept its rows (and so their controls)."""
    header, *body = table.findall(f"{W}tr")
    texts = table_texts(wanted)[1:]
    if _keeps_rows(body, texts, wanted):
        for row, new in zip(body, texts, strict=True):
            for cell, text, old in zip(row.findall(f"{W}tc"), new, _row_texts(row), strict=True):
                if text != old:
                    _fill(cell, text)
        return True
    patterns = {_kind(len(row.findall(f"{W}tc")), strong=_is_strong(row)): _bare(row) for row in reversed(body)}
    for row in body:
        table.remove(row)
    for record, new in zip(wanted.rows, texts, strict=True):
        row = copy.deepcopy(patterns.get(_kind(len(new), strong=record.strong), _plain(header)))
        for cell, text in zip(row.findall(f"{W}tc"), new, strict=False):
            _fill(cell, text)
        table.append(row)
    return False


class TableUpdate:
    """Goes through the tables of the record; ``records`` is what stands printed afterwards."""

    def __init__(self, root: _Element, records: tuple[TableRecord, ...], wanted: Mapping[str, Table]) -> None:
        self.root, self.old, self.wanted = root, records, wanted
        self.records: list[TableRecord] = []

    def run(self) -> Iterator[Finding]:
        found = {tag: table for table in self.root.iter(f"{W}tbl") for mark in table.iter(f"{W}bookmarkStart")
                 if (tag := mark.get(f"{W}name", ""))}
        by_digest = {_digest(table): table for table in self.root.iter(f"{W}tbl")}
        for record in self.old:
            table = found.get(record.tag)
            yield from self._update(record, by_digest.get(record.digest) if table is None else table)
        known = {record.key for record in self.old}
        for key in (k for k in self.wanted if k not in known):
            yield Finding("B044", found=_title(key), field="bảng")

    def _update(self, record: TableRecord, table: _Element | None) -> Iterator[Finding]:
        wanted, name = self.wanted.get(record.key), _title(record.key)
        printed = record
        if wanted is None:
            if table is not None:
                yield Finding("B045", found=name, field="bảng")
        elif (digest := table_digest(table_texts(wanted))) != record.digest:
            here = _digest(table) if table is not None else ""
            printed = TableRecord(record.tag, record.key, digest)
            if table is not None and here == record.digest:
                _rebuild(table, wanted)
                yield Finding("B047", found=name)
            elif here != digest:
                printed = record
                yield Finding("B043", found=name)
        self.records.append(printed)


def _title(key: str) -> str:
    """The table's caption, else its headings."""
    caption, _, columns = key.partition(" | ")
    return caption or columns
