"""The file as a whole: fixed properties and dates, so that the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from docx.document import Document

from danvan_xl.campaign.model import Settings

_STAMP = (1980, 1, 1, 0, 0, 0)


def set_properties(document: Document, settings: Settings) -> None:
    day = settings.report_date or dt.date(settings.year, 1, 1)
    moment = dt.datetime.combine(day, dt.time())
    core = document.core_properties
    core.title, core.author, core.last_modified_by = settings.subject or settings.name, settings.office, settings.office
    core.created = core.modified = moment
    core.language, core.comments, core.revision = "vi-VN", "", 1


def document_bytes(document: Document) -> bytes:
    """The package, written again with one date for every part."""
    saved = io.BytesIO()
    document.save(saved)
    stream = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, _STAMP)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, source.read(info.filename))
    return stream.getvalue()
