"""What calamine does not give of an .xls: defined names, error cells, number formats, merges. By [MS-XLS]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress

from danvan_xl.intake.book import At, a1, on_sheet
from danvan_xl.intake.number_formats import odd_codes
from danvan_xl.safety import root_stream

_NAME, _EXTERNSHEET, _BOUNDSHEET, _EOF = 0x18, 0x17, 0x85, 0x0A
_BOOL_OR_ERROR, _FORMULA = 0x205, 0x06
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_FORMAT, _STYLE, _NUMBER, _PACKED, _SEVERAL_PACKED = 0x41E, 0xE0, 0x203, 0x27E, 0xBD
_MERGES = 0xE5
_REF_3D, _AREA_3D = 0x3A, 0x3B
_COLUMN = 0x3FFF


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Records of one substream: the workbook's own stands first, the sheets' where their records say."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _EOF:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _text(data: bytes, at: int, length: int) -> tuple[str, int]:
    """A text with its flag byte, and where what follows it starts."""
    wide = data[at] & 1
    end = at + 1 + length * (2 if wide else 1)
    return data[at + 1 : end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def _place(formula: bytes, sheets: list[str], links: list[tuple[int, int]]) -> str | None:
    """A formula that is one absolute cell or area, as ``'Sheet'!$A$1:$A$9``."""
    kind = formula[0] & 0x1F | 0x20 if formula else 0
    if kind == _REF_3D:
        link, row, column = struct.unpack_from("<3H", formula, 1)
        cells = a1((row, column & _COLUMN))
    elif kind == _AREA_3D:
        link, row, last_row, column, last = struct.unpack_from("<5H", formula, 1)
        cells = f"{a1((row, column & _COLUMN))}:{a1((last_row, last & _COLUMN))}"
    else:
        return None
    return on_sheet(sheets[links[link][0]], cells)


def xls_names(content: bytes) -> dict[str, str]:
    """Name → what it refers to, for names of the whole workbook that are one area; whatever is odd is left out."""
    sheets: list[str] = []
    links: list[tuple[int, int]] = []
    found: list[tuple[str, bytes]] = []
    for kind, data in _records(root_stream(content, "Workbook")):
        try:
            if kind == _BOUNDSHEET:
                sheets.append(_text(data, 7, data[6])[0])
            elif kind == _EXTERNSHEET:
                links += [struct.unpack_from("<2H", data, 4 + 6 * i) for i in range(len(data) // 6)]
            elif kind == _NAME and not struct.unpack_from("<H", data, 8)[0]:
                name, end = _text(data, 14, data[3])
                found.append((name, data[end : end + struct.unpack_from("<H", data, 4)[0]]))
        except (struct.error, IndexError):
            continue
    names = {}
    for name, formula in found:
        try:
            place = _place(formula, sheets, links)
        except (struct.error, IndexError):
            continue
        if place:
            names[name] = place
    return names


def _error(kind: int, data: bytes) -> tuple[At, str] | None:
    """The cell and text of a record that holds an error."""
    if kind == _BOOL_OR_ERROR and data[7] == 1:
        code = data[6]
    elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        code = data[8]
    else:
        return None
    row, column = struct.unpack_from("<2H", data)
    return (row, column), ERRORS.get(code, "#N/A")


def _by_sheet(content: bytes) -> Iterator[tuple[str, Iterator[tuple[int, bytes]]]]:
    """Title and records of each sheet; one that is odd is left out."""
    stream = root_stream(content, "Workbook")
    for kind, data in _records(stream):
        if kind == _BOUNDSHEET:
            try:
                title, start = _text(data, 7, data[6])[0], struct.unpack_from("<I", data)[0]
            except (struct.error, IndexError):
                continue
            yield title, _records(stream, start)


def _kept(found: Iterator[tuple[At, str]]) -> dict[At, str]:
    """What can be read before a record that is cut short."""
    result: dict[At, str] = {}
    with suppress(struct.error, IndexError):
        result.update(found)
    return result


def xls_errors(content: bytes) -> dict[str, dict[At, str]]:
    """Sheet → its error cells, typed ones and results of formulas."""
    return {title: _kept(pair for kind, data in records if (pair := _error(kind, data)))
            for title, records in _by_sheet(content)}


def _codes(content: bytes) -> list[str]:
    """Number format of each cell style, where it may show another number than the one stored."""
    own: dict[int, str] = {}
    used: list[int] = []
    for kind, data in _records(root_stream(content, "Workbook")):
        try:
            if kind == _FORMAT:
                number, length = struct.unpack_from("<2H", data)
                own[number] = _text(data, 4, length)[0]
            elif kind == _STYLE:
                used.append(struct.unpack_from("<H", data, 2)[0])
        except (struct.error, IndexError):
            continue
    return odd_codes(own, used)


def _styled(kind: int, data: bytes) -> Iterator[tuple[At, int]]:
    """Numbers in a record, and the style of each."""
    if kind in (_NUMBER, _PACKED, _FORMULA):
        row, column, style = struct.unpack_from("<3H", data)
        yield (row, column), style
    elif kind == _SEVERAL_PACKED:
        row, first = struct.unpack_from("<2H", data)
        for i in range((len(data) - 6) // 6):
            yield (row, first + i), struct.unpack_from("<H", data, 4 + 6 * i)[0]


def xls_formats(content: bytes) -> dict[str, dict[At, str]]:
    """Sheet → its numbers with a format that may show another number than the one stored → the format."""
    codes = _codes(content)
    return {title: _kept((at, codes[style]) for kind, data in records for at, style in _styled(kind, data)
                         if style < len(codes) and codes[style])
            for title, records in _by_sheet(content)}


def xls_merges(content: bytes) -> dict[str, tuple[str, ...]]:
    """Sheet → its merged areas as ``A1:B2``."""
    result: dict[str, tuple[str, ...]] = {}
    for title, records in _by_sheet(content):
        areas: list[str] = []
        with suppress(struct.error):
            for data in (data for kind, data in records if kind == _MERGES):
                for i in range(struct.unpack_from("<H", data)[0]):
                    top, end, left, right = struct.unpack_from("<4H", data, 2 + 8 * i)
                    areas.append(f"{a1((top, left))}:{a1((end, right))}")
        result[title] = tuple(areas)
    return result
