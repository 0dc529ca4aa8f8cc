"""Each figure in a content control whose tag is also a bookmark inside it, and a map of the tags.

Word keeps the control and may lose the bookmark when its text is overtyped; LibreOffice keeps the bookmark and drops
the tag: together they survive both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.run import Run
from lxml.etree import _Element

from danvan_xl.report.figures import Piece
from danvan_xl.report.record import NAMESPACE, PART, FigureRecord, Record
from danvan_xl.report.text import clean

FIRST_TABLE_ID = 100_000
"""Bookmarks of tables are numbered from here, those of figures below."""
_STORE_ID = "{6E8C1B5A-7C57-4B0E-9C5E-5D1E6B0F2023}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PROPERTIES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


def _with(tag: str, **attributes: str) -> _Element:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


@dataclass
class Controls:
    """Numbers the figures in document order and remembers what each one is."""

    entries: list[tuple[str, Piece]] = field(default_factory=list)
    in_tables: set[str] = field(default_factory=set)

    def around(self, piece: Piece, *, in_table: bool) -> tuple[str, str]:
        """The XML before and after the run of a figure: a content control with a bookmark inside."""
        number = len(self.entries) + 1
        tag = f"dv_{number:04}"
        self.entries.append((tag, piece))
        if in_table:
            self.in_tables.add(tag)
        return (f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w:id w:val="{20230000 + number}"/></w:sdtPr><w:sdtContent>'
                f'<w:bookmarkStart w:id="{number}" w:name="{tag}"/>',
                f'<w:bookmarkEnd w:id="{number}"/></w:sdtContent></w:sdt>')

    def wrap(self, run: Run, piece: Piece) -> None:
        """Put a run of a paragraph outside of tables into a content control."""
        before, after = self.around(piece, in_table=False)
        control = parse_xml(f"<w:p {nsdecls('w')}>{before}{after}</w:p>")[0]
        run._r.addprevious(control)
        control[-1].insert(1, run._r)

    def figures(self) -> tuple[FigureRecord, ...]:
        return tuple(FigureRecord(tag, p.source, p.format, clean(p.text), "bang" if tag in self.in_tables else "")
                     for tag, p in self.entries)


def bookmark_cell(paragraph: _Element, tag: str, number: int) -> None:
    """Mark table ``number`` by a bookmark around what the first paragraph of its first cell has but its properties."""
    mark = str(FIRST_TABLE_ID + number)
    paragraph[0].addnext(_with("w:bookmarkStart", id=mark, name=tag))
    paragraph.append(_with("w:bookmarkEnd", id=mark))


def attach(document: Document, record: Record) -> None:
    """Add the record of what was printed as a custom XML part."""
    package = document.part.package
    item = Part(PackURI(f"/{PART}"), "application/xml", record.xml(sealed=True), package)
    properties = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ds:datastoreItem ds:itemID="' + _STORE_ID + '" '
        'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    described = Part(PackURI("/customXml/itemProps2.xml"), _PROPERTIES_TYPE, properties.encode(), package)
    item.relate_to(described, _PROPERTIES_RELATION)
    document.part.relate_to(item, _RELATION)
