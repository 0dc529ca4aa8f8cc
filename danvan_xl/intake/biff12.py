"""Error cells of an .xlsb workbook, which calamine gives as empty texts. Records are those of [MS-XLSB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from xml.etree import ElementTree

from danvan_xl.intake.biff import ERRORS
from danvan_xl.intake.book import At
from danvan_xl.safety import SafeArchive, open_archive

# a DOCTYPE never gets here (SafeArchive refuses it), so the standard parser is safe
_ROW, _ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156
_RELATIONS = "xl/_rels/workbook.bin.rels"


def _number(stream: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to ``most`` bytes, seven bits in each, the lowest first; and where what follows it starts."""
    value = 0
    for i in range(most):
        value |= (stream[at + i] & 0x7F) << 7 * i
        if stream[at + i] < 0x80:
            return value, at + i + 1
    return value, at + most


def _records(stream: bytes) -> Iterator[tuple[int, int]]:
    """Kind of each record, and where its data start."""
    at = 0
    while at < len(stream):
        kind, at = _number(stream, at, 2)
        length, at = _number(stream, at, 4)
        yield kind, at
        at += length


def _text(stream: bytes, at: int) -> tuple[str, int]:
    """A text after its length, and where what follows it starts."""
    end = at + 4 + 2 * int(struct.unpack_from("<I", stream, at)[0])
    return stream[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheets(archive: SafeArchive) -> Iterator[tuple[str, str]]:
    """Title and part of each sheet."""
    relations = ElementTree.fromstring(archive.read(_RELATIONS))
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations}
    workbook = archive.read("xl/workbook.bin")
    for kind, at in _records(workbook):
        if kind == _SHEET:
            relation, end = _text(workbook, at + 8)
            target = targets.get(relation, "")
            yield _text(workbook, end)[0], target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _errors(stream: bytes) -> Iterator[tuple[At, str]]:
    row = 0
    for kind, at in _records(stream):
        if kind == _ROW:
            row = struct.unpack_from("<I", stream, at)[0]
        elif kind in (_ERROR, _FORMULA_ERROR):
            yield (row, struct.unpack_from("<I", stream, at)[0]), ERRORS.get(stream[at + 8], "#N/A")


def xlsb_errors(content: bytes) -> dict[str, dict[At, str]]:
    """Sheet → its error cells, typed ones and results of formulas.

    Raises
    ------
    UnsafeError, KeyError, ValueError, ElementTree.ParseError
        When the package passes a limit or is broken.
    """
    with open_archive(content) as archive:
        try:
            return {title: dict(_errors(archive.read(part))) for title, part in _sheets(archive) if part in archive}
        except (struct.error, IndexError) as error:
            raise ValueError("a record is cut short") from error
