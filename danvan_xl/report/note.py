"""A short paper beside the report, such as a cover note: framed by Nghị định 30/2020, its text as given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from danvan_xl.campaign.model import Settings
from danvan_xl.report.frame import draw_heading, draw_signature, draw_title
from danvan_xl.report.package import document_bytes, new_document
from danvan_xl.report.text import clean


def _sign(settings: Settings, abbreviation: str) -> str:
    """The sign of another kind of paper of the same office: ``12/BC-UBND`` → ``/PG-UBND``; its number is its own."""
    office = settings.document_number.rpartition("/")[2].partition("-")[2]
    return f"/{abbreviation}-{office}" if office else ""


def note_bytes(settings: Settings, kind: str, abbreviation: str, lines: Iterable[str]) -> bytes:
    """
    Parameters
    ----------
    kind, abbreviation:
        Name and abbreviation of the kind of paper by Nghị định 30/2020, Phụ lục III, phần I: "PHIẾU GỬI", "PG".
    lines:
        One paragraph each. The same lines give the same bytes.
    """
    document = new_document(settings)
    draw_heading(document, replace(settings, document_number=_sign(settings, abbreviation)))
    draw_title(document, settings, kind)
    for line in lines:
        document.add_paragraph(clean(line), style="Body Text")
    draw_signature(document, settings)
    return document_bytes(document)
