"""The true kind of a file, by its content and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from enum import Enum

from danvan_xl.safety.archive import MEGABYTE
from danvan_xl.safety.ole import MAGIC, root_streams

_SPREADSHEET = b"spreadsheetml"
_STRICT = b"purl.oclc.org/ooxml"


class Kind(Enum):
    """What a file is; the value is what a person calls it."""

    WORKBOOK = "sổ Excel (.xlsx)"
    STRICT = "sổ Excel dạng Strict Open XML"
    OLD_WORKBOOK = "sổ Excel đời cũ (.xls)"
    BINARY_WORKBOOK = "sổ Excel nhị phân (.xlsb)"
    OPEN_WORKBOOK = "sổ OpenDocument (.ods)"
    ENCRYPTED = "tệp Office đặt mật khẩu"
    DOCUMENT = "văn bản Word (.docx)"
    OLD_DOCUMENT = "văn bản Word đời cũ (.doc)"
    RICH_TEXT = "văn bản RTF"
    PDF = "tệp PDF"
    IMAGE = "tệp ảnh"
    HTML = "trang web (HTML)"
    XML_WORKBOOK = "bảng tính XML đời 2003"
    ARCHIVE = "tệp nén (.zip)"
    OTHER_ARCHIVE = "tệp nén (.rar, .7z hoặc loại khác)"
    MAIL = "thư điện tử (.eml)"
    TEXT = "tệp chữ hoặc CSV"
    EMPTY = "tệp rỗng"
    BROKEN = "tệp hỏng hoặc bị cắt cụt"
    UNKNOWN = "tệp lạ"

    @property
    def is_attachment(self) -> bool:
        """Whether it is a paper beside a return rather than a failed return."""
        return self in (Kind.DOCUMENT, Kind.OLD_DOCUMENT, Kind.RICH_TEXT, Kind.PDF, Kind.IMAGE)

    @property
    def is_container(self) -> bool:
        """Whether returns may lie inside it."""
        return self in (Kind.ARCHIVE, Kind.MAIL)


_HEADS = (
    (b"{\\rtf", Kind.RICH_TEXT), (b"%PDF", Kind.PDF), (b"\x89PNG", Kind.IMAGE), (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE), (b"II*\x00", Kind.IMAGE), (b"MM\x00*", Kind.IMAGE), (b"BM", Kind.IMAGE),
    (b"Rar!", Kind.OTHER_ARCHIVE), (b"7z\xbc\xaf\x27\x1c", Kind.OTHER_ARCHIVE), (b"\x1f\x8b", Kind.OTHER_ARCHIVE),
)
_MAIN = re.compile(r"xl/workbook\d*\.xml")
_STREAMS = {
    "EncryptedPackage": Kind.ENCRYPTED, "Workbook": Kind.OLD_WORKBOOK, "Book": Kind.OLD_WORKBOOK,
    "WordDocument": Kind.OLD_DOCUMENT,
}


def _ole_kind(content: bytes) -> Kind:
    streams = root_streams(content)
    if streams:
        return next((kind for name, kind in _STREAMS.items() if name in streams), Kind.UNKNOWN)
    # a file cut short has lost its directory, not always the names in it
    return next((kind for name, kind in _STREAMS.items() if name.encode("utf-16-le") in content), Kind.BROKEN)


def _part(archive: zipfile.ZipFile, name: str, most: int = 4096) -> bytes:
    with archive.open(name) as stream:
        return stream.read(most)


def main_part(names: Iterable[str]) -> str | None:
    """The part of a package that lists the sheets: some programs write ``workbook2.xml``."""
    found = sorted(name for name in names if _MAIN.fullmatch(name))
    return "xl/workbook.xml" if "xl/workbook.xml" in found else found[0] if len(found) == 1 else None


def _zip_kind(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/"): name for name in archive.namelist()}
            if (main := main_part(names)) is not None:
                return Kind.STRICT if _STRICT in _part(archive, names[main]) else Kind.WORKBOOK
            if "mimetype" in names and b"opendocument.spreadsheet" in _part(archive, "mimetype"):
                locked = "META-INF/manifest.xml" in names and b"encryption-data" in _part(
                    archive, names["META-INF/manifest.xml"], MEGABYTE)
                return Kind.ENCRYPTED if locked else Kind.OPEN_WORKBOOK
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError,
            zlib.error, ValueError):
        return Kind.BROKEN
    if "xl/workbook.bin" in names:
        return Kind.BINARY_WORKBOOK
    return Kind.DOCUMENT if "word/document.xml" in names else Kind.ARCHIVE


def _text_kind(content: bytes) -> Kind:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = head.lower()
    if lower.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        return Kind.HTML
    if b"x-document-type: workbook" in lower or b"<saved by" in lower[:200]:
        return Kind.HTML
    first = head.split(b"\n", 1)[0].lower()
    if first.startswith((b"from:", b"received:", b"return-path:", b"mime-version:", b"date:", b"subject:",
                         b"content-type:", b"delivered-to:", b"message-id:", b"to:", b"x-")):
        return Kind.MAIL
    if _SPREADSHEET in lower or b"office:spreadsheet" in lower:
        return Kind.XML_WORKBOOK
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.UNKNOWN
    return Kind.TEXT


def kind_of(content: bytes) -> Kind:
    """What ``content`` is, from its first bytes and, for archives, from the parts inside."""
    if not content.strip(b"\x00"):
        return Kind.EMPTY
    if content.startswith(MAGIC):
        return _ole_kind(content)
    if content.startswith(b"PK"):
        return _zip_kind(content)
    for head, kind in _HEADS:
        if content.startswith(head):
            return kind
    return _text_kind(content)
