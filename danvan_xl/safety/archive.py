"""A zip package opened under limits: nothing is inflated past them, no part with a DOCTYPE is handed out."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_DOCTYPE = tuple(mark.encode(code) for code in ("utf-16-le", "utf-16-be") for mark in ("<!DOCTYPE", "<!ENTITY"))
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_LOOKS_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|\x00<")
"""A part may be XML whatever it is called."""
_HEADER = struct.Struct("<4s5H3I2H")
_UTF8_NAME = 0x800
_USUAL_FLAGS = _UTF8_NAME | 0x0E
"""How well it is packed, sizes behind the data, names in UTF-8."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Far above any real return, far below what harms a machine."""

    file_size: int = 50 * MEGABYTE
    entries: int = 3000
    inflated: int = 256 * MEGABYTE
    ratio: int = 250
    ratio_from: int = 2 * MEGABYTE
    sheets: int = 200
    cells: int = 2_000_000


LIMITS = Limits()


class UnsafeError(Exception):
    """A package that is not read; ``code`` is the finding's, ``detail`` and ``expected`` are Vietnamese phrases."""

    def __init__(self, code: str, detail: str, expected: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.expected = code, detail, expected


class SafeArchive:
    """Parts by name (``/`` between folders, exact case). Use as a context manager."""

    def __init__(self, archive: zipfile.ZipFile, content: bytes, limits: Limits) -> None:
        self._archive, self._content, self._limits = archive, content, limits
        self._inflated = 0
        self._entries = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
        self.encodings: dict[str, str] = {}
        """Parts read so far that are not UTF-8 → their encoding."""

    def __enter__(self) -> SafeArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def _check_xml(self, name: str, content: bytes) -> None:
        encoding = _declared(content)
        if encoding not in ("utf-8", "us-ascii", "ascii"):
            # in any other encoding a DOCTYPE could hide from the search below
            if not encoding.startswith(("utf-16", "iso-8859-", "windows-125", "cp125")):
                raise UnsafeError("T002", f"phần {name} ghi theo bảng mã lạ “{encoding}”")
            self.encodings[name] = encoding
        wide = encoding.startswith("utf-16") and any(mark in content for mark in _WIDE_DOCTYPE)
        if wide or (b"!" in content and b"<!" in content and _DOCTYPE.search(content)):
            raise UnsafeError("T005", name)

    def read(self, name: str) -> bytes:
        """A part, whole.

        Raises
        ------
        KeyError
            When there is no such part.
        UnsafeError
            When the inflated bytes pass the limits, whatever the directory claims, or a DOCTYPE is declared.
        """
        info = self._entries[name]
        room = self._limits.inflated - self._inflated
        try:
            content = _at_once(self._content, info, room + 1)
            if content is None:
                with self._archive.open(info) as stream:
                    content = stream.read(room + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise UnsafeError("T002", f"phần {name} không giải nén được") from error
        self._inflated += len(content)
        if len(content) > room:
            raise UnsafeError("T003", "nội dung giải nén quá lớn", f"{self._limits.inflated // MEGABYTE} MB")
        if name.endswith((".xml", ".rels", ".vml")) or _LOOKS_XML.match(content):
            self._check_xml(name, content)
        return content


def _at_once(package: bytes, info: zipfile.ZipInfo, most: int) -> bytes | None:
    """A part that is deflated the usual way and whole; zipfile, which takes it piece by piece, judges any other."""
    start = info.header_offset
    if info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & ~_USUAL_FLAGS or (
            len(package) < start + _HEADER.size):
        return None
    mark, *_, name_size, extra_size = _HEADER.unpack_from(package, start)
    data = start + _HEADER.size + name_size
    name = package[data - name_size : data].decode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437", "replace")
    if mark != b"PK\3\4" or name != info.orig_filename:
        return None
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(package[data + extra_size : data + extra_size + info.compress_size], most)
    except zlib.error:
        return None
    is_whole = stream.eof and len(content) == info.file_size and zlib.crc32(content) == info.CRC
    return content if is_whole else None


def _declared(content: bytes) -> str:
    """The encoding of an XML part, by its first bytes."""
    if content.startswith((b"\xff\xfe", b"<\x00")):
        return "utf-16-le"
    if content.startswith((b"\xfe\xff", b"\x00<")):
        return "utf-16-be"
    declared = _ENCODING.match(content)
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def leads_out(name: str) -> bool:
    """Whether an entry's path would leave the folder it is unpacked into."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def _check_limits(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise UnsafeError("T003", f"có {len(entries)} phần bên trong", f"{limits.entries} phần")
    if sum(info.file_size for info in entries) > limits.inflated:
        raise UnsafeError("T003", "nội dung giải nén quá lớn", f"{limits.inflated // MEGABYTE} MB")
    for info in entries:
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise UnsafeError("T003", f"phần {info.filename} nén bất thường", f"{limits.ratio} lần")
        if info.flag_bits & 1:
            raise UnsafeError("T004", info.filename)


def _check_package(archive: zipfile.ZipFile) -> None:
    """A package's parts have paths inside it, and no two that differ in case only."""
    names = [info.filename.replace("\\", "/").lower() for info in archive.infolist()]
    if len(set(names)) < len(names):
        raise UnsafeError("T002", "hai phần bên trong trùng tên")
    if outside := next((name for name in names if leads_out(name)), ""):
        raise UnsafeError("T012", outside)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UnsafeError("T002", "tệp hỏng hoặc bị cắt cụt") from error


def open_archive(content: bytes, limits: Limits = LIMITS) -> SafeArchive:
    """Open a package; its directory is checked first.

    Raises
    ------
    UnsafeError
        With the code of the finding, when the package is broken or passes a limit.
    """
    archive = _opened(content)
    _check_limits(archive, limits)
    _check_package(archive)
    return SafeArchive(archive, content, limits)


def open_container(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a zip of files that people packed, under limits; names in it may be anything.

    Raises
    ------
    UnsafeError
        With the code of the finding, when the archive is broken or passes a limit.
    """
    archive = _opened(content)
    _check_limits(archive, limits)
    return archive
