"""Workbooks of the office's own (definitions, tables, last period), opened under the limits that hold for returns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from danvan_xl.safety import LIMITS, MEGABYTE, Kind, UnsafeError, kind_of, open_archive
from danvan_xl.tables.table import TableError

if TYPE_CHECKING:
    import openpyxl

_REASONS = {
    "T002": "tệp không phải sổ Excel (.xlsx) hoặc đã hỏng", "T004": "tệp đặt mật khẩu",
    "T005": "tệp chứa khai báo XML bị cấm, có thể gây hại", "T012": "bên trong tệp có đường dẫn trỏ ra ngoài",
}


def _checked(path: Path) -> bytes:
    """
    Raises
    ------
    UnsafeError
        Before anything is parsed, when the file passes a limit or is no plain workbook.
    """
    if path.stat().st_size > LIMITS.file_size:
        raise UnsafeError("T003", "tệp quá nặng", f"{LIMITS.file_size // MEGABYTE} MB")
    content = path.read_bytes()
    if kind_of(content) is Kind.ENCRYPTED:
        raise UnsafeError("T004", path.name)
    with open_archive(content) as archive:
        for name in archive:
            archive.read(name)
    return content


@contextmanager
def opened(path: Path, *, formulas: bool = False) -> Iterator[openpyxl.Workbook]:
    """A workbook to be read row by row (openpyxl's read-only mode); values, or formulas as their text.

    Raises
    ------
    TableError
        When the file is no workbook, or passes a limit of safety.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(_checked(path)), read_only=True, data_only=not formulas)
    except UnsafeError as refusal:
        limit = f"{refusal.detail} (tối đa {refusal.expected})" if refusal.expected else refusal.detail
        raise TableError(path.name, _REASONS.get(refusal.code, limit)) from refusal
    except Exception as error:
        raise TableError(path.name, _REASONS["T002"]) from error
    try:
        yield book
    finally:
        book.close()


def rows_of(book: openpyxl.Workbook, title: str, file: str) -> Iterator[tuple[object, ...]]:
    """The rows of a sheet from its first, each as long as its cells, whatever the sheet says about its own size.

    Raises
    ------
    TableError
        When the sheet holds more cells than may be read, or is broken.
    """
    sheet, cells = book[title], 0
    sheet.reset_dimensions()
    try:
        for row in sheet.iter_rows(values_only=True):
            cells += len(row)
            if cells > LIMITS.cells:
                raise TableError(file, f"trang “{title}” có quá nhiều ô (tối đa {LIMITS.cells:,})".replace(",", "."))
            yield row
    except TableError:
        raise
    except Exception as error:
        raise TableError(file, f"trang “{title}” đã hỏng") from error
