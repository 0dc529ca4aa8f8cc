"""What a report printed, kept inside it as a custom XML part, so that a later run can tell what a person changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from defusedxml import ElementTree

from danvan_xl.report.blocks import Chart, Table
from danvan_xl.report.check.prose import normal
from danvan_xl.report.figures import Line, line_text
from danvan_xl.report.text import clean

NAMESPACE = "urn:danvan-xl:so-lieu:1"
PART = "customXml/item2.xml"
_UNSEALED = b' dau_vet=""'


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """``text``: as last printed by the tool; ``place``: ``bang`` for a table's cell, which follows its table."""

    tag: str
    source: str
    format: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphRecord:
    """``frame``: the text with ``{source|format}`` for each figure; ``note``: its footnote as printed."""

    frame: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableRecord:
    """``tag``: the bookmark in its first cell; ``key``: what it is; ``digest``: of its texts."""

    tag: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChartRecord:
    """``data``: names and values as :func:`chart_data` writes them; ``title``: as printed."""

    key: str
    data: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    figures: tuple[FigureRecord, ...] = ()
    paragraphs: tuple[ParagraphRecord, ...] = ()
    tables: tuple[TableRecord, ...] = ()
    charts: tuple[ChartRecord, ...] = ()

    def xml(self, *, sealed: bool) -> bytes:
        """The part; a ``sealed`` one takes the digest of the other parts when the package is written."""
        rows = [_row("so_lieu", nhan=f.tag, cong_thuc=f.source, dinh_dang=f.format, noi_dung=f.text,
                     **({"noi": f.place} if f.place else {}))
                for f in self.figures]
        rows += [_row("doan", khung=p.frame, chu_thich=p.note) for p in self.paragraphs]
        rows += [_row("bang", nhan=t.tag, khoa=t.key, noi_dung=t.digest) for t in self.tables]
        rows += [_row("bieu_do", khoa=c.key, noi_dung=c.data, ten=c.title) for c in self.charts]
        seal = _UNSEALED.decode() if sealed else ""
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        return f'{head}<ban_do xmlns="{NAMESPACE}"{seal}>{"".join(rows)}</ban_do>'.encode()


def _row(name: str, **attributes: str) -> str:
    return f"<{name} " + " ".join(f"{k}={quoteattr(clean(v))}" for k, v in attributes.items()) + "/>"


def _root(content: bytes) -> Element | None:
    try:
        root: Element = ElementTree.fromstring(content)
    except ParseError:
        return None
    return root if root.tag == f"{{{NAMESPACE}}}ban_do" else None


def map_part(parts: Mapping[str, bytes]) -> str | None:
    """Name of the part that holds the record (programs number custom parts anew)."""
    names = sorted(n for n in parts if n.startswith("customXml/item") and n.endswith(".xml"))
    return next((n for n in names if _root(parts[n]) is not None), None)


def read_record(content: bytes) -> Record:
    """The record of a part that :func:`map_part` named."""
    root = _root(content)
    assert root is not None

    def rows(name: str, *keys: str) -> Iterable[tuple[str, ...]]:
        return (tuple(e.get(k, "") for k in keys) for e in root.iterfind(f"{{{NAMESPACE}}}{name}"))

    return Record(
        tuple(FigureRecord(*r) for r in rows("so_lieu", "nhan", "cong_thuc", "dinh_dang", "noi_dung", "noi")),
        tuple(ParagraphRecord(*r) for r in rows("doan", "khung", "chu_thich")),
        tuple(TableRecord(*r) for r in rows("bang", "nhan", "khoa", "noi_dung")),
        tuple(ChartRecord(*r) for r in rows("bieu_do", "khoa", "noi_dung", "ten")),
    )


def _digest(parts: Mapping[str, bytes], record: str) -> str:
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name != record:
            digest.update(f"{name}\0{len(parts[name])}\0".encode() + parts[name])
    return digest.hexdigest()


def sealed(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with the digest of all others written into the record."""
    if PART not in parts:
        return dict(parts)
    seal = f' dau_vet="{_digest(parts, PART)}"'.encode()
    return {**parts, PART: parts[PART].replace(_UNSEALED, seal, 1)}


def is_untouched(parts: Mapping[str, bytes]) -> bool:
    """Whether no program has saved the report since it was written."""
    name = map_part(parts)
    root = _root(parts[name]) if name else None
    return name is not None and root is not None and root.get("dau_vet") == _digest(parts, name)


# --- what is compared ---------------------------------------------------------------------------------------------


def frame(line: Line) -> str:
    return normal("".join(f"{{{p.source}|{p.format}}}" if p.source else clean(p.text) for p in line))


def table_texts(table: Table) -> list[list[str]]:
    """Rows of cell texts, the header first, as they read in the document; a section's row has one cell."""
    rows = [[c.title for c in table.columns],
            *(["".join(r.cells)] if r.is_section else list(r.cells) for r in table.rows)]
    return [[normal(clean(text)) for text in row] for row in rows]


def table_digest(texts: Iterable[Iterable[str]]) -> str:
    joined = "\n".join("\t".join(row) for row in texts)
    return hashlib.sha256(joined.encode()).hexdigest()[:24]


def table_key(title: Line, table: Table) -> str:
    return " | ".join([frame(title), *(normal(c.title) for c in table.columns)])


def chart_record(key: str, chart: Chart) -> ChartRecord:
    return ChartRecord(key, chart_data(chart), normal(clean(line_text(chart.title))))


def chart_data(chart: Chart) -> str:
    """Categories, then name and values of each series, as a JSON array of arrays."""
    rows = [list(chart.categories), *([s.name, *("" if v is None else f"{v:f}" for v in s.values)]
                                      for s in chart.series)]
    return json.dumps([[normal(clean(text)) for text in row] for row in rows], ensure_ascii=False)
