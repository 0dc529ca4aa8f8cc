"""The file as a whole: fixed properties and dates, so that the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

import docx
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter

from danvan_xl.campaign.model import Settings
from danvan_xl.report.record import sealed
from danvan_xl.report.styles import number_pages, page, prepare

_STAMP = (1980, 1, 1, 0, 0, 0)


def new_document(settings: Settings) -> Document:
    """An empty paper: A4, its pages numbered, with the styles and properties that every document has."""
    document = docx.Document()
    prepare(document)
    page(document.sections[0])
    number_pages(document.sections[0])
    _set_properties(document, settings)
    return document


def _set_properties(document: Document, settings: Settings) -> None:
    day = settings.report_date or dt.date(settings.year, 1, 1)
    moment = dt.datetime.combine(day, dt.time())
    core = document.core_properties
    core.title, core.author, core.last_modified_by = settings.subject or settings.name, settings.office, settings.office
    core.created = core.modified = moment
    core.language, core.comments, core.revision = "vi-VN", "", 1


class _Parts(dict[str, bytes]):
    """Takes what python-docx would put into a package at once."""

    def write(self, name: PackURI, content: bytes) -> None:
        self[name.membername] = content


def document_bytes(document: Document) -> bytes:
    """The package, sealed, with one date for every part."""
    package, parts = document.part.package, _Parts()
    for part in package.parts:
        part.before_marshal()
    PackageWriter._write_content_types_stream(parts, package.parts)  # type: ignore[no-untyped-call]
    PackageWriter._write_pkg_rels(parts, package.rels)  # type: ignore[no-untyped-call]
    PackageWriter._write_parts(parts, package.parts)  # type: ignore[arg-type]
    return packed(sealed(parts))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a package with one date for all."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, content)
    return stream.getvalue()
