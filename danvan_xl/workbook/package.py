"""The file of a workbook: what is written is kept as bytes, and goes into the file part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from danvan_xl.tables.underscores import STRINGS, escaped

_LEVEL = 2
"""Of the file's compression, about as Excel packs: the usual 6 takes four times as long for a sixth less."""
_PIECE = 1 << 16


class KeptRows:
    """XML of rows that is written and kept as the bytes it will be."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._waiting: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _PIECE:
            self._keep()

    def _keep(self) -> None:
        self._pieces.append("".join(self._waiting).encode())
        self._waiting.clear()
        self._size = 0

    def pieces(self) -> list[bytes]:
        self._keep()
        return self._pieces


class Part(io.StringIO):
    """One XML file of the workbook."""

    def __init__(self) -> None:
        super().__init__()
        self._before: list[str | KeptRows] = []

    def include(self, rows: KeptRows) -> None:
        self._before += self.getvalue(), rows
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
    """A workbook made in memory, whose sheets are never whole there."""

    def _get_packager(self) -> Packager:
        self._packager = _Packager()
        return self._packager

    def _store_workbook(self) -> None:
        super()._store_workbook()
        with zipfile.ZipFile(self.filename, "a", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
            for name, part in self._packager.parts.items():
                with package.open(name, "w") as stream:
                    stream.writelines(part.pieces())
