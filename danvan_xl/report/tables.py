"""Tables with a repeated header row, inside the margins.

Rows are written as XML: an annex has thousands of cells, and python-docx takes a millisecond for each.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Tbl
from docx.shared import Emu

from danvan_xl.report.blocks import Column, Table, TableRow
from danvan_xl.report.controls import Controls
from danvan_xl.report.figures import Piece
from danvan_xl.report.styles import CELL_STYLE, style_id
from danvan_xl.report.text import text_xml

_TABLE = f"<w:tbl {nsdecls('w')}>{{}}</w:tbl>"
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="E7EDF5"/>'


class _Rows:
    """The rows of a table as XML; ``widths`` are the columns' in twips, ``style`` is the id of the cells' style."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[int], style: str | None, controls: Controls) -> None:
        self.columns, self.widths, self.style, self.controls = columns, widths, style, controls

    def _cell(self, width: int, inside: str, align: str, *, cell: str = "", paragraph: str = "") -> str:
        style = f'<w:pStyle w:val="{self.style}"/>' if self.style else ""
        return (f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{cell}</w:tcPr>'
                f'<w:p><w:pPr>{style}{paragraph}<w:jc w:val="{align}"/></w:pPr>{inside}</w:p></w:tc>')

    def header(self) -> str:
        cells = (self._cell(width, _run(column.title, bold=True), "center", cell=_SHADE)
                 for column, width in zip(self.columns, self.widths, strict=True))
        return _row("".join(cells), "<w:tblHeader/>")

    def row(self, record: TableRow) -> str:
        return _row(self._section(record) if record.is_section else self._cells(record))

    def _section(self, record: TableRow) -> str:
        """A row that only names what follows stands over all columns and keeps to the row below."""
        return self._cell(sum(self.widths), _run("".join(record.cells), bold=True), "left",
                          cell=f'<w:gridSpan w:val="{len(self.widths)}"/>', paragraph="<w:keepNext/>")

    def _cells(self, record: TableRow) -> str:
        if record.sources:
            inside = [self._content(piece, bold=record.strong) for piece in record.pieces]
        else:
            inside = [_run(text, bold=record.strong) for text in record.cells]
        return "".join(self._cell(width, content, column.align)
                       for content, column, width in zip(inside, self.columns, self.widths, strict=True))

    def _content(self, piece: Piece, *, bold: bool) -> str:
        run = _run(piece.text, bold=bold)
        return run.join(self.controls.around(piece, in_table=True)) if piece.source else run


def _row(cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{cells}</w:tr>"


def _run(text: str, *, bold: bool) -> str:
    weight = "<w:b/>" if bold else '<w:b w:val="0"/>'
    return f"<w:r><w:rPr>{weight}</w:rPr>{text_xml(text)}</w:r>"


def draw_table(document: Document, table: Table, width: int, controls: Controls) -> CT_Tbl:
    """Append a table ``width`` EMU wide; columns share it by their weights; figures become ``controls``."""
    total = sum(c.width for c in table.columns)
    widths = [Emu(int(width * c.width / total)) for c in table.columns]
    drawn = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, share in zip(drawn.columns, widths, strict=True):
        column.width = share
    style = style_id(document.part, CELL_STYLE)
    rows = _Rows(table.columns, [share.twips for share in widths], style, controls)
    full: CT_Tbl = parse_xml(_TABLE.format("".join([rows.header(), *map(rows.row, table.rows)])))  # type: ignore[assignment]
    full[:0] = list(drawn._tbl)
    drawn._tbl.getparent().replace(drawn._tbl, full)
    return full
