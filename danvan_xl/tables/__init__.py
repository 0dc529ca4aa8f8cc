"""Plain tables in .csv and .xlsx: the only reader and writer of definitions and office-made tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from danvan_xl.lazy import load_when_used

if TYPE_CHECKING:
    from danvan_xl.tables.book import GuideLine, Kind, Sheet, SheetColumn, book_bytes, source_of
    from danvan_xl.tables.opening import opened, rows_of
    from danvan_xl.tables.read import clean, read_csv, read_folder, read_workbook, sheet_titles
    from danvan_xl.tables.table import Table, TableError, TableRow
    from danvan_xl.tables.text import LONGEST_TEXT, put_text
    from danvan_xl.tables.write import ColumnPlan, csv_bytes, table_bytes

__all__ = [
    "LONGEST_TEXT", "ColumnPlan", "GuideLine", "Kind", "Sheet", "SheetColumn", "Table", "TableError", "TableRow",
    "book_bytes", "clean", "csv_bytes", "opened", "put_text", "read_csv", "read_folder", "read_workbook", "rows_of",
    "sheet_titles", "source_of", "table_bytes",
]

load_when_used(__name__, {
    "book": ("GuideLine", "Kind", "Sheet", "SheetColumn", "book_bytes", "source_of"),
    "opening": ("opened", "rows_of"),
    "read": ("clean", "read_csv", "read_folder", "read_workbook", "sheet_titles"),
    "table": ("Table", "TableError", "TableRow"),
    "text": ("LONGEST_TEXT", "put_text"),
    "write": ("ColumnPlan", "csv_bytes", "table_bytes"),
})
