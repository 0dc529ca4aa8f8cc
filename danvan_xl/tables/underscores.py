"""Texts such as ``dt_xa_cuoc``, which LibreOffice takes for an escaped line end, kept as they are."""

from __future__ import annotations

import io
import re
import zipfile

STRINGS = "xl/sharedStrings.xml"
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{1,3}_)")
"""ECMA-376 (ST_Xstring) escapes by four digits; LibreOffice 7.4 also decodes one, and ``_xa_`` is a syllable here."""


def escaped(strings: str) -> str:
    """The part of an .xlsx that holds its texts, such that LibreOffice reads them as Excel does."""
    return _LOOKS_ESCAPED.sub("_x005F_", strings)


def keep_underscores(content: bytes) -> bytes:
    """An .xlsx whose texts LibreOffice reads as written; Excel reads the same."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if STRINGS not in package.namelist():
            return content
        given = package.read(STRINGS).decode()
        strings = escaped(given)
        if strings == given:
            return content
        parts = {info: package.read(info) for info in package.infolist()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for info, part in parts.items():
            if info.filename == STRINGS:
                part = strings.encode()
            package.writestr(info, part)
    return stream.getvalue()
