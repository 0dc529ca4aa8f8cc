"""A result as the Word report, with a finding for every figure that is missing or wrong."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from danvan_xl.consolidate import Consolidation
from danvan_xl.findings import Finding, Findings
from danvan_xl.report.blocks import Annex, Block, Chart, Heading, Paragraph, Table
from danvan_xl.report.charts import draw_chart
from danvan_xl.report.check.prose import normal
from danvan_xl.report.controls import Controls, attach, bookmark_cell
from danvan_xl.report.figures import Line, Piece, line_text
from danvan_xl.report.footnotes import Footnotes
from danvan_xl.report.frame import attached_to, draw_heading, draw_signature, draw_title
from danvan_xl.report.numbering import HeadingNumbers, link_headings, unnumbered
from danvan_xl.report.outline import Outline
from danvan_xl.report.package import document_bytes, new_document
from danvan_xl.report.record import (
    ParagraphRecord,
    Record,
    TableRecord,
    chart_record,
    frame,
    table_digest,
    table_key,
    table_texts,
)
from danvan_xl.report.styles import RED, page, style_id, text_width
from danvan_xl.report.tables import draw_table
from danvan_xl.report.text import clean

FILE = "bao_cao.docx"


@dataclass(frozen=True)
class ReportOutput:
    """``tables``, ``charts``: what was drawn, by the keys of the record."""

    content: bytes
    findings: Findings
    record: Record
    texts: dict[str, str]
    """Frame of each paragraph → its text as printed."""
    tables: dict[str, Table]
    charts: dict[str, Chart]


class _Writer:
    """Draws blocks in order; the signature stands between the text and the annexes."""

    def __init__(self, result: Consolidation) -> None:
        self.result, self.settings = result, result.campaign.settings
        self.document = new_document(self.settings)
        link_headings(self.document)
        self.footnotes, self.controls = Footnotes(self.document), Controls()
        self.numbers = HeadingNumbers()
        self.style_ids: dict[str, str | None] = {}
        self.findings: list[Finding] = []
        self.paragraphs: list[ParagraphRecord] = []
        self.texts: dict[str, str] = {}
        self.tables: dict[str, Table] = {}
        self.charts: dict[str, Chart] = {}
        self.signed = False

    def write(self) -> ReportOutput:
        draw_heading(self.document, self.settings)
        draw_title(self.document, self.settings, "BÁO CÁO")
        for block in Outline(self.result).blocks():
            self._draw(block)
        self._sign()
        record = self._record()
        attach(self.document, record)
        return ReportOutput(document_bytes(self.document), Findings(self.findings), record, self.texts, self.tables,
                            self.charts)

    def _record(self) -> Record:
        tables = (TableRecord(_table_tag(n), key, table_digest(table_texts(table)))
                  for n, (key, table) in enumerate(self.tables.items(), 1))
        charts = (chart_record(key, chart) for key, chart in self.charts.items())
        return Record(self.controls.figures(), tuple(self.paragraphs), tuple(tables), tuple(charts))

    def _printed(self, line: Line, note: Line = ()) -> None:
        key = frame(line)
        self.paragraphs.append(ParagraphRecord(key, normal(clean(line_text(note)))))
        self.texts[key] = normal(clean(line_text(line)))

    def _sign(self) -> None:
        if not self.signed:
            draw_signature(self.document, self.settings)
            self.signed = True

    def _draw(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)
            case Annex():
                self._annex(block)

    def _styled(self, style: str) -> DocxParagraph:
        """A new paragraph; python-docx would go through all styles for each."""
        if style not in self.style_ids:
            self.style_ids[style] = style_id(self.document.part, style)
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self.style_ids[style]
        return paragraph

    # --- text ------------------------------------------------------------------------------------------------

    def _pieces(self, paragraph: DocxParagraph, line: Line, *, upper: bool = False) -> None:
        for piece in line:
            run = Run(paragraph._p.add_r(), paragraph)
            if text := clean(piece.text.upper() if upper else piece.text):
                run._r.add_t(text)
            if piece.gap:
                run.bold, run.font.color.rgb = True, RED
            if piece.source:
                self.controls.wrap(run, piece)

    def _heading(self, block: Heading) -> None:
        paragraph = self._styled(f"Heading {block.level}")
        self.numbers.put(paragraph, block.level, block.number)
        self._pieces(paragraph, block.line, upper=block.level == 1)
        self._printed(block.line)

    def _paragraph(self, block: Paragraph) -> None:
        if block.line:
            paragraph = self._styled("Body Text")
            self._pieces(paragraph, (Piece("- "), *block.line) if block.dash else block.line)
            if line_text(block.line).rstrip().endswith(":"):
                paragraph.paragraph_format.keep_with_next = True
            self._printed(block.line, block.note)
            if block.note:
                self.footnotes.add(paragraph, block.note)
        for problem in block.problems:
            self.findings.append(Finding(
                problem.code, file=FILE, cell=f"đoạn {len(self.document.paragraphs)}", field=problem.source,
                found=line_text(block.line) or problem.detail, detail=problem.detail,
            ))

    # --- tables, charts, annexes ------------------------------------------------------------------------------

    def _table(self, block: Table) -> None:
        if block.caption:
            self._pieces(self._styled("Caption"), block.caption)
        self._draw_table(block, block.caption, text_width(self.document.sections[-1]))
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _draw_table(self, table: Table, title: Line, width: int) -> None:
        key = _free(table_key(title, table), self.tables)
        self.tables[key] = table
        number = len(self.tables)
        drawn = draw_table(self.document, table, width, self.controls)
        bookmark_cell(next(drawn.iter(qn("w:p"))), _table_tag(number), number)

    def _chart(self, block: Chart) -> None:
        self.charts[_free(frame(block.title), self.charts)] = block
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(6)
        draw_chart(self.document, paragraph, block, len(self.charts))

    def _annex(self, block: Annex) -> None:
        self._sign()
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        page(section, wide=block.wide)
        section.different_first_page_header_footer = False
        head = f"Phụ lục {block.number}".strip()
        self._centred((Piece(head),), bold=True)
        title = self._styled("Heading 1")
        unnumbered(title)
        title.alignment, title.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Cm(0)
        self._pieces(title, block.title, upper=True)
        self._centred((Piece(attached_to(self.settings)),), italic=True)
        if block.table.note:
            self._centred((Piece("("), *block.table.note, Piece(")")), italic=True)
        self.document.add_paragraph()
        self._draw_table(block.table, block.title, text_width(section))

    def _centred(self, line: Line, *, bold: bool = False, italic: bool = False) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._pieces(paragraph, line)
        for found in paragraph._p.iter(qn("w:r")):
            run = Run(found, paragraph)  # type: ignore[arg-type]
            run.bold, run.italic = run.bold or bold, italic


def _table_tag(number: int) -> str:
    return f"dv_bang_{number:03}"


def _free(key: str, taken: Mapping[str, object]) -> str:
    """The key, told apart from equal ones before it."""
    numbered = (key if n == 1 else f"{key} #{n}" for n in itertools.count(1))
    return next(k for k in numbered if k not in taken)


def report_bytes(result: Consolidation) -> ReportOutput:
    """The report as .docx; the same result gives the same bytes.

    A figure that is missing is printed as such and is a finding (B001); nothing is left out silently.
    """
    return _Writer(result).write()
