"""What calamine does not give of an .xlsb: defined names, error cells, number formats, merges. By [MS-XLSB]."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from xml.etree import ElementTree

from danvan_xl.intake.biff import ERRORS
from danvan_xl.intake.book import At, a1, on_sheet
from danvan_xl.intake.number_formats import odd_codes
from danvan_xl.safety import SafeArchive, open_archive

T = TypeVar("T")
# a DOCTYPE never gets here (SafeArchive refuses it), so the standard parser is safe
_ROW, _ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156
_NAME, _LINKED_SHEETS, _OWN_BOOK, _LINKS = 39, 362, 357, (355, 357, 358, 667)
_WHOLE_BOOK = 0xFFFFFFFF
_NUMBERS = (2, 5, 9)
"""A packed number, a number, a number that is a formula's result."""
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END, _STYLES_PART = 44, 47, 617, 618, "xl/styles.bin"
_MERGE = 176
_REF_3D, _AREA_3D = 0x3A, 0x3B
_COLUMN = 0x3FFF
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


@contextmanager
def _opened(content: bytes) -> Iterator[SafeArchive]:
    """The package; a record that is cut short is a ValueError."""
    with open_archive(content) as archive:
        try:
            yield archive
        except (struct.error, IndexError) as error:
            raise ValueError("a record is cut short") from error


def _by_sheet(archive: SafeArchive, read: Callable[[bytes], T]) -> dict[str, T]:
    return {title: read(archive.read(part)) for title, part in _sheets(archive) if part in archive}


def _errors(stream: bytes) -> Iterator[tuple[At, str]]:
    row = 0
    for kind, at in _records(stream):
        if kind == _ROW:
            row = struct.unpack_from("<I", stream, at)[0]
        elif kind in (_ERROR, _FORMULA_ERROR):
            yield (row, struct.unpack_from("<I", stream, at)[0]), ERRORS.get(stream[at + 8], "#N/A")


def _place(formula: bytes, sheets: list[str | None]) -> str | None:
    """A formula that is one absolute cell or area, as ``'Sheet'!A1:A9``; ``sheets``: what its links lead to."""
    kind = formula[0] & 0x1F | 0x20 if formula else 0
    if kind == _REF_3D:
        link, row, column = struct.unpack_from("<HIH", formula, 1)
        cells = a1((row, column & _COLUMN))
    elif kind == _AREA_3D:
        link, row, last_row, column, last = struct.unpack_from("<HIIHH", formula, 1)
        cells = f"{a1((row, column & _COLUMN))}:{a1((last_row, last & _COLUMN))}"
    else:
        return None
    sheet = sheets[link] if link < len(sheets) else None
    return None if sheet is None else on_sheet(sheet, cells)


def _linked(stream: bytes, at: int, titles: list[str], links: list[int]) -> list[str | None]:
    """Titles that the links of formulas lead to; None for another workbook or several sheets."""
    count = struct.unpack_from("<I", stream, at)[0]
    found = (struct.unpack_from("<Iii", stream, at + 4 + 12 * i) for i in range(count))
    return [titles[first] if links[link] == _OWN_BOOK and first == last and 0 <= first < len(titles) else None
            for link, first, last in found]


def _names(archive: SafeArchive) -> Iterator[tuple[str, str]]:
    stream, titles = archive.read("xl/workbook.bin"), [title for title, _ in _sheets(archive)]
    links: list[int] = []
    sheets: list[str | None] = []
    for kind, at in _records(stream):
        try:
            if kind in _LINKS:
                links.append(kind)
            elif kind == _LINKED_SHEETS:
                sheets = _linked(stream, at, titles, links)
            elif kind == _NAME and struct.unpack_from("<I", stream, at + 5)[0] == _WHOLE_BOOK:
                name, end = _text(stream, at + 9)
                length = struct.unpack_from("<I", stream, end)[0]
                if place := _place(stream[end + 4 : end + 4 + length], sheets):
                    yield name, place
        except (struct.error, IndexError):
            continue


def xlsb_names(content: bytes) -> dict[str, str]:
    """Name → what it refers to, for names of the whole workbook that are one area; whatever is odd is left out.

    Raises
    ------
    UnsafeError, KeyError, ValueError, ElementTree.ParseError
        When the package passes a limit or is broken.
    """
    with _opened(content) as archive:
        return dict(_names(archive))


def _codes(archive: SafeArchive) -> list[str]:
    """Number format of each cell style, where it may show another number than the one stored."""
    stream = archive.read(_STYLES_PART) if _STYLES_PART in archive else b""
    own: dict[int, str] = {}
    used: list[int] = []
    is_of_cells = False
    for kind, at in _records(stream):
        if kind in (_STYLES_BEGIN, _STYLES_END):
            is_of_cells = kind == _STYLES_BEGIN
        elif kind == _FORMAT:
            own[struct.unpack_from("<H", stream, at)[0]] = _text(stream, at + 2)[0]
        elif kind == _STYLE and is_of_cells:
            used.append(struct.unpack_from("<H", stream, at + 2)[0])
    return odd_codes(own, used)


def _formats(stream: bytes, codes: list[str]) -> Iterator[tuple[At, str]]:
    row = 0
    for kind, at in _records(stream):
        if kind == _ROW:
            row = struct.unpack_from("<I", stream, at)[0]
        elif kind in _NUMBERS:
            column, style = struct.unpack_from("<2I", stream, at)
            code = codes[style & 0xFFFFFF] if style & 0xFFFFFF < len(codes) else ""
            if code:
                yield (row, column), code


def xlsb_formats(content: bytes) -> dict[str, dict[At, str]]:
    """Sheet → its numbers with a format that may show another number than the one stored → the format.

    Raises
    ------
    UnsafeError, KeyError, ValueError, ElementTree.ParseError
        When the package passes a limit or is broken.
    """
    with _opened(content) as archive:
        codes = _codes(archive)
        return _by_sheet(archive, lambda stream: dict(_formats(stream, codes)))


def _merges(stream: bytes) -> Iterator[str]:
    for kind, at in _records(stream):
        if kind == _MERGE:
            top, end, left, right = struct.unpack_from("<4I", stream, at)
            yield f"{a1((top, left))}:{a1((end, right))}"


def xlsb_merges(content: bytes) -> dict[str, tuple[str, ...]]:
    """Sheet → its merged areas as ``A1:B2``.

    Raises
    ------
    UnsafeError, KeyError, ValueError, ElementTree.ParseError
        When the package passes a limit or is broken.
    """
    with _opened(content) as archive:
        return _by_sheet(archive, lambda stream: tuple(_merges(stream)))


def xlsb_errors(content: bytes) -> dict[str, dict[At, str]]:
    """Sheet → its error cells, typed ones and results of formulas.

    Raises
    ------
    UnsafeError, KeyError, ValueError, ElementTree.ParseError
        When the package passes a limit or is broken.
    """
    with _opened(content) as archive:
        return _by_sheet(archive, lambda stream: dict(_errors(stream)))
