"""What frames a report by Nghị định 30/2020: heading table, title, recipients and signature."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from danvan_xl.campaign.model import Settings
from danvan_xl.report.numbers import long_date
from danvan_xl.report.styles import BODY, SMALL, rule, text_width
from danvan_xl.report.text import clean

_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_CENTER = WD_ALIGN_PARAGRAPH.CENTER


def _line(cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False, first: bool = False) -> Paragraph:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = _CENTER
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def _number(settings: Settings) -> str:
    given = settings.document_number
    return f"Số: {' ' * 6 if given.startswith('/') else ''}{given}"


def draw_heading(document: Document, settings: Settings) -> None:
    """Office and number on the left, the nation's name, motto, place and date on the right."""
    width = text_width(document.sections[0])
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    for cell, share in ((left, 0.42), (right, 0.58)):
        cell.width = Emu(int(width * share))
    if settings.parent_office:
        _line(left, settings.parent_office.upper(), SMALL - 1, first=True)
    _line(left, settings.office.upper(), SMALL - 1, bold=True, first=not settings.parent_office)
    rule(left.add_paragraph(), 22)
    _line(left, _number(settings), SMALL)
    _line(right, _NATION, SMALL - 1, bold=True, first=True)
    _line(right, _MOTTO, SMALL, bold=True)
    rule(right.add_paragraph(), 17)
    if settings.report_date is not None:
        place = f"{settings.place}, " if settings.place else ""
        _line(right, f"{place}{long_date(settings.report_date)}", SMALL, italic=True)


def draw_title(document: Document, settings: Settings) -> None:
    before = document.add_paragraph()
    before.paragraph_format.space_after = Pt(6)
    document.add_paragraph("BÁO CÁO", style="Title")
    document.add_paragraph(clean(settings.subject), style="Title")
    rule(document.add_paragraph(), 55)
    if settings.addressee:
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTER
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(10)
        paragraph.add_run(f"Kính gửi: {clean(settings.addressee)}")


def draw_signature(document: Document, settings: Settings) -> None:
    """Recipients on the left, the signature on the right, kept on one page."""
    document.add_paragraph().paragraph_format.keep_with_next = True
    width = text_width(document.sections[0])
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Emu(int(width * 0.5)), Emu(int(width * 0.5))
    head = left.paragraphs[0]
    run = head.add_run("Nơi nhận:")
    run.font.size, run.bold, run.italic = Pt(12), True, True
    recipients = settings.recipients or ("Lưu: VT",)
    for i, recipient in enumerate(recipients):
        end = "." if i == len(recipients) - 1 else ";"
        paragraph = left.add_paragraph()
        paragraph.add_run(f"- {clean(recipient).rstrip(';.')}{end}").font.size = Pt(11)
    _line(right, settings.signing_form, BODY, bold=True, first=True)
    _line(right, settings.signer_title, BODY, bold=True)
    for _ in range(4):
        _line(right, "", BODY)
    _line(right, settings.signer, BODY, bold=True)
    for cell in (left, right):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = True
    left.paragraphs[-1].paragraph_format.keep_with_next = False
    right.paragraphs[-1].paragraph_format.keep_with_next = False
