"""What frames a report by Nghị định 30/2020: heading table, title, recipients and signature."""

from __future__ import annotations

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell

from danvan_xl.campaign.model import Settings
from danvan_xl.report.numbers import long_date
from danvan_xl.report.styles import BODY, SMALL, rule, text_width
from danvan_xl.report.text import clean

_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_NO_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
)
_COMMITTEE, _ONE_LINE = "ỦY BAN NHÂN DÂN ", 30
_CENTER = WD_ALIGN_PARAGRAPH.CENTER


def _line(
    cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False, first: bool = False
) -> None:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = _CENTER
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _pairs(document: Document, rows: int, left: float, beyond: int = 0) -> list[tuple[_Cell, _Cell]]:
    """Two cells side by side in each row, without borders; ``left`` is the left one's share.

    ``beyond``: how much wider than the line (EMU), so that the nation's name stands in one line.
    """
    width = text_width(document.sections[0]) + beyond
    table = document.add_table(rows=rows, cols=2)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    table._tbl.tblPr.insert_element_before(parse_xml(_NO_MARGINS), "w:tblLook", "w:tblCaption", "w:tblDescription")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, cell, share in zip(table.columns, row.cells, (left, 1 - left), strict=True):
            column.width = cell.width = Emu(int(width * share))
    return [(row.cells[0], row.cells[1]) for row in table.rows]


def _number(settings: Settings) -> str:
    """Number and sign; room for the number where the records office is yet to give it."""
    given = settings.document_number
    return f"{' ' * 6 if given.startswith('/') else ''}{given}"


def attached_to(settings: Settings) -> str:
    """The line below an annex's title: number, date and office of the report (Nghị định 30/2020, Phụ lục I, II.1)."""
    date = f" {long_date(settings.report_date)}" if settings.report_date is not None else ""
    return f"(Kèm theo Báo cáo số {_number(settings)}{date} của {_tied(settings.office, 2)})"


def _tied(text: str, words: int) -> str:
    """The last words kept on one line, so that none is left alone."""
    parts = text.split(" ")
    return " ".join([*parts[:-words], "\u00a0".join(parts[-words:])])


def _office_lines(office: str) -> tuple[str, ...]:
    """A long name of a people's committee breaks after the committee, as offices write it."""
    place = office.removeprefix(_COMMITTEE)
    return (_COMMITTEE.strip(), place) if place != office and len(office) > _ONE_LINE else (office,)


def draw_heading(document: Document, settings: Settings) -> None:
    """Office and number on the left, the nation's name, motto, place and date on the right.

    Number and date stand in one line, however many lines the office's name takes.
    """
    (left, right), (number, day) = _pairs(document, 2, 0.46, Mm(14))
    above = _office_lines(settings.parent_office.upper()) if settings.parent_office else ()
    for i, text in enumerate((*above, *_office_lines(settings.office.upper()))):
        _line(left, text, SMALL - 1, bold=i >= len(above), first=i == 0)
    rule(left.add_paragraph(), 22)
    _line(number, f"Số: {_number(settings)}", SMALL, first=True)
    _line(right, _NATION, SMALL - 1, bold=True, first=True)
    _line(right, _MOTTO, SMALL, bold=True)
    rule(right.add_paragraph(), 17)
    if settings.report_date is not None:
        place = f"{settings.place}, " if settings.place else ""
        _line(day, f"{place}{long_date(settings.report_date)}", SMALL, italic=True, first=True)


def draw_title(document: Document, settings: Settings, kind: str) -> None:
    """``kind``: which kind of paper it is, in capitals."""
    before = document.add_paragraph()
    before.paragraph_format.space_after = Pt(6)
    document.add_paragraph(kind, style="Title")
    document.add_paragraph(_tied(clean(settings.subject), 4), style="Title")
    rule(document.add_paragraph(), 55)
    if settings.addressee:
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTER
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(10)
        paragraph.add_run(f"Kính gửi: {clean(settings.addressee)}")


def draw_signature(document: Document, settings: Settings) -> None:
    """Recipients on the left, the signature on the right, kept on one page."""
    gap = document.add_paragraph()
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    gap.paragraph_format.line_spacing = Pt(8)
    ((left, right),) = _pairs(document, 1, 0.5)
    head = left.paragraphs[0]
    run = head.add_run("Nơi nhận:")
    run.font.size, run.bold, run.italic = Pt(12), True, True
    recipients = settings.recipients or ("Lưu: VT",)
    for i, recipient in enumerate(recipients):
        end = "." if i == len(recipients) - 1 else ";"
        paragraph = left.add_paragraph()
        paragraph.add_run(f"- {clean(recipient).rstrip(';.')}{end}").font.size = Pt(11)
    for i, text in enumerate(t for t in (settings.signing_form, settings.signer_title) if t):
        _line(right, text, BODY, bold=True, first=i == 0)
    for _ in range(4):
        _line(right, "", BODY)
    _line(right, settings.signer, BODY, bold=True)
    for cell in (left, right):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = True
    left.paragraphs[-1].paragraph_format.keep_with_next = False
    right.paragraphs[-1].paragraph_format.keep_with_next = False
