"""Tables brought up to date where nobody changed a cell; their form is kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from danvan_xl.findings import Finding
from danvan_xl.report.blocks import Table
from danvan_xl.report.check.prose import text_of
from danvan_xl.report.record import TableRecord, table_digest, table_texts
from danvan_xl.report.refresh.copies import Copies, tables_by_tag
from danvan_xl.report.refresh.places import W, spots, write_text
from danvan_xl.report.refresh.prose import spoken

_HEADER_ONLY = (f"{W}trPr/{W}tblHeader", f"{W}tc/{W}tcPr/{W}shd")
_BOLD = f"{W}tc/{W}p/{W}r/{W}rPr/{W}b"


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


def _like_header(header: _Element, new: _Element) -> _Element:
    """A header row as the pattern of a body row, for a table that had none: aligned as the new row is."""
    row = copy.deepcopy(header)
    paths = _HEADER_ONLY if _is_strong(new) else (*_HEADER_ONLY, _BOLD)
    unwanted = [e for path in paths for e in row.findall(path)]
    for element in unwanted:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for mine, theirs in zip(row.iter(f"{W}jc"), new.iter(f"{W}jc"), strict=False):
        mine.set(f"{W}val", theirs.get(f"{W}val", "left"))
    return row


def _take_form(element: _Element, like: _Element, tag: str) -> None:
    """Properties of an element as another has them, or none."""
    for own in element.findall(f"{W}{tag}"):
        element.remove(own)
    if (form := like.find(f"{W}{tag}")) is not None:
        element.insert(0, copy.deepcopy(form))


def _formed_text(cell: _Element, like: _Element) -> _Element:
    """A cell of the fresh report whose text has the form of another's."""
    paragraph = next(like.iter(f"{W}p"))
    run = next(paragraph.iter(f"{W}r"), None)
    for own in cell.iter(f"{W}p"):
        _take_form(own, paragraph, "pPr")
    for own in cell.iter(f"{W}r") if run is not None else ():
        _take_form(own, run, "rPr")  # type: ignore[arg-type]
    return cell


def _formed(cell: _Element, like: _Element) -> _Element:
    _take_form(cell, like, "tcPr")
    return _formed_text(cell, like)


def _formed_row(row: _Element, like: _Element) -> _Element:
    """A row of the fresh report in the form of another; one over all columns keeps its width beside one of cells."""
    _take_form(row, like, "trPr")
    cells, shapes = row.findall(f"{W}tc"), like.findall(f"{W}tc")
    form = _formed if len(cells) == len(shapes) else _formed_text
    for cell, shape in zip(cells, shapes, strict=False):
        form(cell, shape)
    return row


def _kind(row: _Element) -> str:
    """Rows of one kind look alike: a section's heading, a sum, any other."""
    return "section" if len(row.findall(f"{W}tc")) == 1 else "sum" if _is_strong(row) else "plain"


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


def _renew(row: _Element, new: _Element, copies: Copies) -> None:
    """New texts in a row; a figure in a cell that was blank so far comes with its control."""
    for cell, wanted, old, text in zip(row.findall(f"{W}tc"), new.findall(f"{W}tc"), _row_texts(row), _row_texts(new),
                                       strict=True):
        if spots(wanted) and not spots(cell):
            row.replace(cell, _formed(copies.take(wanted), cell))
        elif text != old:
            _fill(cell, text)


def _rebuild(table: _Element, wanted: Table, fresh: _Element, copies: Copies) -> None:
    """Write the table's new content; rows that come or go bring and take the controls of their figures."""
    header, *body = table.findall(f"{W}tr")
    rows = fresh.findall(f"{W}tr")[1:]
    if _keeps_rows(body, table_texts(wanted)[1:], wanted):
        for row, new in zip(body, rows, strict=True):
            _renew(row, new, copies)
        return
    patterns = {_kind(row): row for row in reversed(body)}
    for row in body:
        table.remove(row)
    for new in rows:
        table.append(_formed_row(copies.take(new), patterns.get(_kind(new), _like_header(header, new))))


class TableUpdate:
    """Goes through the tables of the record; ``records`` is what stands printed afterwards."""

    def __init__(self, root: _Element, records: tuple[TableRecord, ...], wanted: Mapping[str, Table], copies: Copies
                 ) -> None:
        self.root, self.old, self.wanted, self.copies = root, records, wanted, copies
        self.records: list[TableRecord] = []

    def run(self) -> Iterator[Finding]:
        found = tables_by_tag(self.root)
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
                _rebuild(table, wanted, self.copies.table(record.key), self.copies)
                yield Finding("B047", found=name)
            elif here != digest:
                printed = record
                yield Finding("B043", found=name)
        self.records.append(printed)


def _title(key: str) -> str:
    """The table's caption, else its headings."""
    caption, _, columns = key.partition(" | ")
    return spoken(caption) or columns
