"""Workbooks of other formats (.xls, .xlsb, .ods): values only, by calamine. Formulas cannot be checked in them.

Calamine fills a dense block, gives an error as an empty text and may end the whole process on a hostile file:
these formats are read in a worker process only.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import ParseError

import python_calamine as calamine
from defusedxml import DefusedXmlException, ElementTree

from danvan_xl.formula import FormulaError, Value, from_float
from danvan_xl.intake.biff import xls_errors, xls_formats, xls_merges, xls_names
from danvan_xl.intake.biff12 import xlsb_errors, xlsb_formats, xlsb_merges, xlsb_names
from danvan_xl.intake.book import At, RawBook, RawCell, RawSheet, a1
from danvan_xl.intake.looks import Look
from danvan_xl.intake.number_formats import is_percentage
from danvan_xl.safety import LIMITS, Kind, UnsafeError, open_archive

_MOST = 1000
"""Rows and columns that one line of a file may fill with the same."""
READABLE = (Kind.OLD_WORKBOOK, Kind.BINARY_WORKBOOK, Kind.OPEN_WORKBOOK)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True)
class Extras:
    """What calamine does not give: names, and by sheet the error cells, formats of numbers and merged areas."""

    names: Mapping[str, str]
    errors: Mapping[str, Mapping[At, str]]
    formats: Mapping[str, Mapping[At, str]]
    merges: Mapping[str, tuple[str, ...]]


def _state(visible: calamine.SheetVisibleEnum) -> str:
    if visible == calamine.SheetVisibleEnum.Visible:
        return "visible"
    return "hidden" if visible == calamine.SheetVisibleEnum.Hidden else "veryHidden"


def _value(value: Cell) -> Value:
    match value:
        case bool():
            return value
        case int() | float():
            return from_float(float(value))
        case dt.datetime():
            return value.date()
        case dt.date():
            return value
        case str():
            return value or None
    return str(value)


def _sheet(book: calamine.CalamineWorkbook, name: str, state: str, extras: Extras) -> RawSheet:
    errors, formats = extras.errors.get(name, {}), extras.formats.get(name, {})
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > LIMITS.cells:
        raise UnsafeError("T003", f"trang “{name}” quá lớn", f"{LIMITS.cells} ô")
    cells = {
        (r, c): _cell(value, formats.get((r, c), ""))
        for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        for c, found in enumerate(row) if (value := _value(found)) is not None
    }
    cells |= {at: RawCell(FormulaError(code)) for at, code in errors.items()}
    return RawSheet(name, state, cells, extras.merges.get(name, ()))


def _cell(value: Value, code: str) -> RawCell:
    look = Look(code) if code else None
    return RawCell(value, dated=isinstance(value, dt.date), percent=is_percentage(code), look=look)


def _repeated(node: ElementTree.Element, what: str) -> int:
    return int(node.get(f"{_TABLE}number-{what}-repeated", "1"))


def _ods_cells(table: ElementTree.Element, has: Callable[[ElementTree.Element], str]) -> dict[At, str]:
    """Cells of an OpenDocument table of which something is to be said, and what."""
    found: dict[At, str] = {}
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column, rows = 0, _repeated(line, "rows")
        for cell in line:
            if cell.tag not in _CELLS:
                continue
            columns = _repeated(cell, "columns")
            if said := has(cell):
                found |= {(row + r, column + c): said
                          for r in range(min(rows, _MOST)) for c in range(min(columns, _MOST))}
            column += columns
        row += rows
    return found


def _error_of(cell: ElementTree.Element) -> str:
    is_error = cell.get(f"{_EXTENDED}value-type") == "error"
    return ("".join(p.text or "" for p in cell.iter(f"{_TEXT}p")) or "#N/A") if is_error else ""


def _format_of(cell: ElementTree.Element) -> str:
    """Only percentages are told apart: other formats of an OpenDocument workbook are not looked up."""
    return "0.00%" if cell.get(f"{_OFFICE}value-type") == "percentage" else ""


def _span_of(cell: ElementTree.Element) -> str:
    """Rows and columns of the merged area that a cell begins, "" for none."""
    rows, columns = (cell.get(f"{_TABLE}number-{what}-spanned", "1") for what in ("rows", "columns"))
    return "" if (rows, columns) == ("1", "1") else f"{rows} {columns}"


def _end(at: At, span: str) -> At:
    rows, columns = map(int, span.split())
    return at[0] + rows - 1, at[1] + columns - 1


def _ods_extras(content: bytes) -> Extras:
    """Names are given as ``'Sheet'!$A$1``."""
    with open_archive(content) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    names = {}
    for node in root.iter(f"{_TABLE}named-range"):
        address = node.get(f"{_TABLE}cell-range-address", "")
        first, _, last = address.partition(":")
        sheet, _, cell = first.lstrip("$").rpartition(".")
        end = last.rpartition(".")[2]
        names[node.get(f"{_TABLE}name", "")] = f"{sheet}!{cell}:{end}" if end and end != cell else f"{sheet}!{cell}"
    tables = {t.get(f"{_TABLE}name", ""): t for t in root.iter(f"{_TABLE}table")}
    errors, formats, spans = ({title: _ods_cells(table, has) for title, table in tables.items()}
                              for has in (_error_of, _format_of, _span_of))
    merges = {title: tuple(f"{a1(at)}:{a1(_end(at, span))}" for at, span in found.items())
              for title, found in spans.items()}
    return Extras(names, errors, formats, merges)


def _extras(content: bytes, kind: Kind) -> Extras:
    if kind is Kind.OPEN_WORKBOOK:
        return _ods_extras(content)
    if kind is Kind.BINARY_WORKBOOK:
        return Extras(xlsb_names(content), xlsb_errors(content), xlsb_formats(content), xlsb_merges(content))
    return Extras(xls_names(content), xls_errors(content), xls_formats(content), xls_merges(content))


def read_foreign(content: bytes, kind: Kind) -> RawBook:
    """Values, sheet states and names of an .xls, .xlsb or .ods.

    Raises
    ------
    UnsafeError
        With the code of the finding, when the file is broken, protected or passes a limit.
    """
    try:
        extras = _extras(content, kind)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > LIMITS.sheets:
            raise UnsafeError("T003", f"có {len(book.sheet_names)} trang", f"{LIMITS.sheets} trang")
        sheets = tuple(_sheet(book, m.name, _state(m.visible), extras) for m in book.sheets_metadata
                       if m.typ == calamine.SheetTypeEnum.WorkSheet)
    except calamine.PasswordError as error:
        raise UnsafeError("T004", "") from error
    except DefusedXmlException as error:
        raise UnsafeError("T005", "content.xml") from error
    except (calamine.CalamineError, ParseError, KeyError, ValueError, ArithmeticError, OSError) as error:
        raise UnsafeError("T002", "nội dung bên trong bị hỏng") from error
    if not sheets:
        raise UnsafeError("T002", "bên trong không có trang nào")
    return RawBook(sheets, extras.names, has_formulas=False)


def dotted(book: RawBook, wanted: Iterable[str]) -> RawBook:
    """The book with names as the map has them: .xls turns ``hs_tong.kh`` into ``hs_tong_kh``."""
    plain = {name.replace(".", "_"): name for name in wanted}
    return replace(book, names={name if "." in name else plain.get(name, name): at for name, at in book.names.items()})
