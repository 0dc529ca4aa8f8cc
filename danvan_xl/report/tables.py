"""Tables with a repeated header row, inside the margins."""

from __future__ import annotations

from functools import lru_cache

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.parts.story import StoryPart
from docx.shared import Emu
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from danvan_xl.report.blocks import Table, TableRow
from danvan_xl.report.controls import Controls
from danvan_xl.report.figures import Piece
from danvan_xl.report.text import clean

CELL_STYLE = "Ô bảng"
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def _flag(row: _Row, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _style(paragraph: Paragraph) -> None:
    """The cell style by its id: looking a style up by name for every cell takes longer than all else."""
    paragraph._p.style = _style_id(paragraph.part)


@lru_cache(maxsize=1)
def _style_id(part: StoryPart) -> str | None:
    found: str | None = part.get_style_id(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    return found


def _write(cell: _Cell, text: str, align: str, *, bold: bool) -> tuple[Paragraph, Run]:
    paragraph = cell.paragraphs[0]
    _style(paragraph)
    paragraph.alignment = _ALIGN[align]
    run = paragraph.add_run(clean(text))
    run.bold = bold
    return paragraph, run


def _section(row: _Row, record: TableRow) -> bool:
    """A row that only names what follows stands over all columns and keeps to the row below."""
    if not record.is_section:
        return False
    whole = row.cells[0].merge(row.cells[-1])
    paragraph, _ = _write(whole, "".join(record.cells), "left", bold=True)
    paragraph.paragraph_format.keep_with_next = True
    return True


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def draw_table(document: Document, table: Table, width: int, controls: Controls) -> None:
    """Append a table ``width`` EMU wide; columns share it by their weights; figures become ``controls``."""
    total = sum(c.width for c in table.columns)
    widths = [Emu(int(width * c.width / total)) for c in table.columns]
    drawn = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, share in zip(drawn.columns, widths, strict=True):
        column.width = share
    header = drawn.add_row()
    _flag(header, "w:cantSplit")
    _flag(header, "w:tblHeader")
    for cell, column, share in zip(header.cells, table.columns, widths, strict=True):
        cell.width = share
        _write(cell, column.title, "center", bold=True)
        _shade(cell, "E7EDF5")
    for record in table.rows:
        row = drawn.add_row()
        _flag(row, "w:cantSplit")
        if _section(row, record):
            continue
        sources = record.sources or ("",) * len(record.cells)
        for cell, text, source, column, share in zip(
                row.cells, record.cells, sources, table.columns, widths, strict=True):
            cell.width = share
            paragraph, run = _write(cell, text, column.align, bold=record.strong)
            if source and text:
                controls.wrap(paragraph, run, Piece(text, source))
