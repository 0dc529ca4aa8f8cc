"""Workbooks of other formats (.xls, .xlsb, .ods): values only, by calamine. Formulas cannot be checked in them.

Calamine fills a dense block, gives an error as an empty text and may end the whole process on a hostile file:
these formats are read in a worker process only.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import replace
from xml.etree.ElementTree import ParseError

import python_calamine as calamine
from defusedxml import DefusedXmlException, ElementTree

from danvan_xl.formula import FormulaError, Value, from_float
from danvan_xl.intake.biff import xls_errors, xls_names
from danvan_xl.intake.biff12 import xlsb_errors, xlsb_names
from danvan_xl.intake.book import At, RawBook, RawCell, RawSheet
from danvan_xl.safety import LIMITS, Kind, UnsafeError, open_archive

READABLE = (Kind.OLD_WORKBOOK, Kind.BINARY_WORKBOOK, Kind.OPEN_WORKBOOK)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


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


def _sheet(book: calamine.CalamineWorkbook, name: str, state: str, errors: dict[At, str]) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > LIMITS.cells:
        raise UnsafeError("T003", f"trang “{name}” quá lớn", f"{LIMITS.cells} ô")
    cells = {
        (r, c): RawCell(value, dated=isinstance(value, dt.date))
        for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        for c, found in enumerate(row) if (value := _value(found)) is not None
    }
    cells |= {at: RawCell(FormulaError(code)) for at, code in errors.items()}
    return RawSheet(name, state, cells)


def _repeated(node: ElementTree.Element, what: str) -> int:
    return int(node.get(f"{_TABLE}number-{what}-repeated", "1"))


def _ods_errors(table: ElementTree.Element) -> dict[At, str]:
    """Cells of an OpenDocument table that hold an error; others say so by an empty text only."""
    errors: dict[At, str] = {}
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            if cell.tag not in _CELLS:
                continue
            if cell.get(f"{_EXTENDED}value-type") == "error":
                errors[row, column] = "".join(p.text or "" for p in cell.iter(f"{_TEXT}p"))
            column += _repeated(cell, "columns")
        row += _repeated(line, "rows")
    return errors


def _ods_extras(content: bytes) -> tuple[dict[str, str], dict[str, dict[At, str]]]:
    """Names of an OpenDocument workbook as ``'Sheet'!$A$1``, and its error cells by sheet."""
    with open_archive(content) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    names = {}
    for node in root.iter(f"{_TABLE}named-range"):
        address = node.get(f"{_TABLE}cell-range-address", "")
        first, _, last = address.partition(":")
        sheet, _, cell = first.lstrip("$").rpartition(".")
        end = last.rpartition(".")[2]
        names[node.get(f"{_TABLE}name", "")] = f"{sheet}!{cell}:{end}" if end and end != cell else f"{sheet}!{cell}"
    return names, {t.get(f"{_TABLE}name", ""): _ods_errors(t) for t in root.iter(f"{_TABLE}table")}


def _extras(content: bytes, kind: Kind) -> tuple[dict[str, str], dict[str, dict[At, str]]]:
    """Names, and error cells by sheet."""
    if kind is Kind.OPEN_WORKBOOK:
        return _ods_extras(content)
    if kind is Kind.BINARY_WORKBOOK:
        return xlsb_names(content), xlsb_errors(content)
    return xls_names(content), xls_errors(content)


def read_foreign(content: bytes, kind: Kind) -> RawBook:
    """Values, sheet states and names of an .xls, .xlsb or .ods.

    Raises
    ------
    UnsafeError
        With the code of the finding, when the file is broken, protected or passes a limit.
    """
    try:
        names, errors = _extras(content, kind)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > LIMITS.sheets:
            raise UnsafeError("T003", f"có {len(book.sheet_names)} trang", f"{LIMITS.sheets} trang")
        sheets = tuple(_sheet(book, m.name, _state(m.visible), errors.get(m.name, {})) for m in book.sheets_metadata
                       if m.typ == calamine.SheetTypeEnum.WorkSheet)
    except calamine.PasswordError as error:
        raise UnsafeError("T004", "") from error
    except DefusedXmlException as error:
        raise UnsafeError("T005", "content.xml") from error
    except (calamine.CalamineError, ParseError, KeyError, ValueError, ArithmeticError, OSError) as error:
        raise UnsafeError("T002", "nội dung bên trong bị hỏng") from error
    if not sheets:
        raise UnsafeError("T002", "bên trong không có trang nào")
    return RawBook(sheets, names, has_formulas=False)


def dotted(book: RawBook, wanted: Iterable[str]) -> RawBook:
    """The book with names as the map has them: .xls turns ``hs_tong.kh`` into ``hs_tong_kh``."""
    plain = {name.replace(".", "_"): name for name in wanted}
    return replace(book, names={name if "." in name else plain.get(name, name): at for name, at in book.names.items()})
