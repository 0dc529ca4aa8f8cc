"""A binary workbook (.xlsb) written record by record by [MS-XLSB]: what Excel saves and no library here writes."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from xml.sax.saxutils import quoteattr

from danvan_xl.formula import EPOCH, FormulaError, Value
from danvan_xl.intake.book import Area, At, RawCell, RawSheet, area, position

_ROW, _ERROR, _BOOL, _REAL, _TEXT, _FORMULA_ERROR = 0, 3, 4, 5, 6, 11
_ERRORS = {"#DIV/0!": 7, "#REF!": 23, "#N/A": 42}
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_DATA, _END_DATA, _DIMENSION, _SHEET = 143, 144, 145, 146, 148, 156
_NAME, _OWN_BOOK, _LINKED_SHEETS, _BEGIN_LINKS, _END_LINKS = 39, 357, 362, 353, 354
_MERGE, _BEGIN_MERGES, _END_MERGES = 176, 177, 178
_BEGIN_STYLES, _END_STYLES, _BEGIN_CELL_STYLES, _END_CELL_STYLES, _CELL_STYLE = 278, 279, 617, 618, 47
_DATE_FORMAT, _DATED = 14, 1
_FORMAT, _OWN_FORMAT, _PERCENT = 44, 170, 2
_STATES = ("visible", "hidden", "veryHidden")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(kind: int, data: bytes = b"") -> bytes:
    """Kind in one or two bytes, length in up to four, seven bits each, the lowest first."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    while length >= 0x80:
        head, length = head + bytes([length & 0x7F | 0x80]), length >> 7
    return head + bytes([length]) + data


def _text(text: str) -> bytes:
    coded = text.encode("utf-16-le")
    return struct.pack("<I", len(coded) // 2) + coded


def _cell(column: int, cell: RawCell) -> bytes:
    value: Value = cell.value
    head = struct.pack("<II", column, _DATED if isinstance(value, dt.date) else _PERCENT if cell.percent else 0)
    match value:
        case bool():
            return _record(_BOOL, head + bytes([value]))
        case Decimal():
            return _record(_REAL, head + struct.pack("<d", float(value)))
        case dt.date():
            return _record(_REAL, head + struct.pack("<d", (value - EPOCH).days))
        case str():
            return _record(_TEXT, head + _text(value))
        case FormulaError(code):
            error = head + bytes([_ERRORS[code]])
            return _record(_FORMULA_ERROR, error + bytes(10)) if cell.formula is not None else _record(_ERROR, error)
    raise TypeError(value)


def _merge(reference: str) -> bytes:
    (top, left), (end, right) = (at for cell in reference.split(":") if (at := position(cell)))
    return _record(_MERGE, struct.pack("<4I", top, end, left, right))


def _sheet(cells: dict[At, RawCell], merges: Sequence[str] = ()) -> bytes:
    rows, columns = zip(*cells, strict=True)
    data = _record(_BEGIN_SHEET) + _record(_DIMENSION, struct.pack("<4I", 0, max(rows), 0, max(columns)))
    data += _record(_BEGIN_DATA)
    for row, line in groupby(sorted(cells), key=lambda at: at[0]):
        data += _record(_ROW, struct.pack("<IIH3xI", row, 0, 300, 0))
        data += b"".join(_cell(column, cells[row, column]) for _, column in line)
    joined = b"".join(map(_merge, merges))
    return data + _record(_END_DATA) + _record(_BEGIN_MERGES) + joined + _record(_END_MERGES) + _record(_END_SHEET)


def _styles() -> bytes:
    """Three styles: a plain one, one that shows a date, and per cents by a format of the workbook's own."""
    styles = (_record(_CELL_STYLE, struct.pack("<2H12x", 0, code)) for code in (0, _DATE_FORMAT, _OWN_FORMAT))
    own = _record(_FORMAT, struct.pack("<H", _OWN_FORMAT) + _text("0.0%"))
    return (_record(_BEGIN_STYLES) + own + _record(_BEGIN_CELL_STYLES, struct.pack("<I", 3)) + b"".join(styles)
            + _record(_END_CELL_STYLES) + _record(_END_STYLES))


def _relations(*targets: tuple[str, str]) -> str:
    found = "".join(f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
                    for i, (kind, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _name(name: str, place: Area, titles: list[str]) -> bytes:
    """A name of the whole workbook: BrtName, its formula one absolute cell or a column of cells."""
    link = titles.index(place.sheet)
    cells = (struct.pack("<BHIH", 0x3A, link, place.row, place.column) if place.last is None else
             struct.pack("<BHIIHH", 0x3B, link, place.row, place.last, place.column, place.column))
    head = struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + _text(name)
    return _record(_NAME, head + struct.pack("<I", len(cells)) + cells + struct.pack("<II", 0, 0xFFFFFFFF))


def _names(names: Mapping[str, str], titles: list[str]) -> bytes:
    """Links to the workbook's own sheets, one a sheet, and the names that use them."""
    links = b"".join(struct.pack("<Iii", 0, i, i) for i in range(len(titles)))
    places = ((name, area(text)) for name, text in names.items())
    return (_record(_BEGIN_LINKS) + _record(_OWN_BOOK) + _record(_LINKED_SHEETS, struct.pack("<I", len(titles)) + links)
            + _record(_END_LINKS) + b"".join(_name(name, place, titles) for name, place in places if place))


def xlsb_bytes(sheets: Sequence[RawSheet], names: Mapping[str, str] | None = None) -> bytes:
    """The values of the sheets; formulas are left out."""
    listed = b"".join(
        _record(_SHEET, struct.pack("<II", _STATES.index(s.state), i) + _text(f"r{i}") + _text(s.title))
        for i, s in enumerate(sheets, 1))
    files = [("worksheet", f"worksheets/sheet{i}.bin") for i, _ in enumerate(sheets, 1)]
    kinds = "application/vnd.ms-excel"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="bin" ContentType="{kinds}.worksheet"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{kinds}.sheet.binary.macroEnabled.main"/>'
        f'<Override PartName="/xl/styles.bin" ContentType="{kinds}.styles"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": _relations(*files, ("styles", "styles.bin")),
        "xl/workbook.bin": _record(_BEGIN_BOOK) + _record(_BEGIN_SHEETS) + listed + _record(_END_SHEETS)
        + _names(names or {}, [s.title for s in sheets]) + _record(_END_BOOK),
        "xl/styles.bin": _styles(),
    }
    for (_, file), sheet in zip(files, sheets, strict=True):
        parts[f"xl/{file}"] = _sheet({at: c for at, c in sheet.cells.items() if c.value is not None}, sheet.merges)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
