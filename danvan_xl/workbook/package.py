"""The file of a workbook: what is written is kept compressed, and goes into the file part by part."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from danvan_xl.tables.underscores import STRINGS, escaped

_LEVEL = 2
"""Of the file's compression, about as Excel packs: the usual 6 takes four times as long for a sixth less."""
_PIECE = 1 << 16


class Packed:
    """A text that is written, kept compressed, and read once."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(1)
        self._content: list[bytes] = []
        self._waiting: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _PIECE:
            self._pack()

    def _pack(self) -> None:
        self._content.append(self._packer.compress("".join(self._waiting).encode()))
        self._waiting.clear()
        self._size = 0

    def pieces(self) -> Iterator[bytes]:
        self._pack()
        self._content.append(self._packer.flush())
        unpacker = zlib.decompressobj()
        yield from map(unpacker.decompress, self._content)


class Part(io.StringIO):
    """One XML file of the workbook."""

    def __init__(self) -> None:
        super().__init__()
        self._before: list[str | Packed] = []

    def include(self, packed: Packed) -> None:
        self._before += self.getvalue(), packed
        self.seek(0)
        self.truncate()

    def pieces(self) -> Iterator[bytes]:
        for part in (*self._before, self.getvalue()):
            yield from (part.encode(),) if isinstance(part, str) else part.pieces()


class _Texts(Part):
    """The file of the workbook's texts."""

    def pieces(self) -> Iterator[bytes]:
        yield escaped(self.getvalue()).encode()


class _Packager(Packager):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, Part] = {}

    def _filename(self, xml_filename: str) -> Part:
        part = self.parts[xml_filename] = _Texts() if xml_filename == STRINGS else Part()
        return part


class LeanBook(Workbook):  # type: ignore[misc]
    """A workbook made in memory, whose sheets are unpacked one at a time as they go into the file."""

    def _get_packager(self) -> Packager:
        self._packager = _Packager()
        return self._packager

    def _store_workbook(self) -> None:
        super()._store_workbook()
        with zipfile.ZipFile(self.filename, "a", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
            for name, part in self._packager.parts.items():
                with package.open(name, "w") as stream:
                    stream.writelines(part.pieces())
