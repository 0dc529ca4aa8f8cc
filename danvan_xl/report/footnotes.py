"""Real footnotes: a footnotes part beside the document, numbered in document order."""

from __future__ import annotations

from itertools import groupby

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element

from danvan_xl.report.figures import Line
from danvan_xl.report.styles import RED
from danvan_xl.report.text import clean

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SEPARATORS = ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))
_REFERENCE, _TEXT = "footnote reference", "footnote text"


def _separators() -> str:
    spacing = '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    return "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p>{spacing}<w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for number, kind, mark in _SEPARATORS
    )


class Footnotes:
    """Adds notes in the order of the text, so that ids ascend as LibreOffice pairs them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = parse_xml(f"<w:footnotes {nsdecls('w')}>{_separators()}</w:footnotes>")
        part = XmlPart(PackURI("/word/footnotes.xml"), _TYPE, self._root, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        listed = "".join(f'<w:footnote w:id="{number}"/>' for number, _, _ in _SEPARATORS)
        settings = document.settings.element
        properties = parse_xml(f"<w:footnotePr {nsdecls('w')}>{listed}</w:footnotePr>")
        compat = settings.find(qn("w:compat"))
        compat.addprevious(properties) if compat is not None else settings.append(properties)
        styles = document.styles
        self._reference = styles.add_style(_REFERENCE, WD_STYLE_TYPE.CHARACTER)
        self._reference.font.superscript = True
        self._text = styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        self._text.base_style = styles["Normal"]
        self._text.font.size = Pt(10)
        self._text.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        self._count = 0

    def _mark(self, run: Run, tag: str, number: int | None = None) -> None:
        run._r.style = self._reference.style_id
        mark = OxmlElement(tag)
        if number is not None:
            mark.set(qn("w:id"), str(number))
        run._r.append(mark)

    def add(self, paragraph: Paragraph, line: Line) -> None:
        """A reference at the end of the paragraph, and its note."""
        self._count += 1
        self._mark(paragraph.add_run(), "w:footnoteReference", self._count)
        note, body = OxmlElement("w:footnote"), OxmlElement("w:p")
        note.set(qn("w:id"), str(self._count))
        note.append(body)
        self._root.append(note)
        inside = Paragraph(body, self._document.element.body)  # type: ignore[arg-type]
        inside._p.get_or_add_pPr().style = self._text.style_id
        self._note_mark(body)
        for gap, pieces in groupby(line, key=lambda piece: bool(piece.gap)):
            run = inside.add_run(clean("".join(piece.text for piece in pieces)))
            if gap:
                run.bold, run.font.color.rgb = True, RED

    def _note_mark(self, body: _Element) -> None:
        run, shape = OxmlElement("w:r"), OxmlElement("w:rPr")
        style = OxmlElement("w:rStyle")
        style.set(qn("w:val"), self._reference.style_id)
        shape.append(style)
        run.append(shape)
        run.append(OxmlElement("w:footnoteRef"))
        space, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.set(qn("xml:space"), "preserve")
        text.text = " "
        space.append(text)
        body.append(run)
        body.append(space)

