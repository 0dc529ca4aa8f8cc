"""Plain tables in .csv and .xlsx: the only reader and writer of definitions and office-made tables."""

from danvan_xl.tables.read import clean, read_csv, read_folder, read_workbook
from danvan_xl.tables.table import Table, TableError, TableRow
from danvan_xl.tables.write import ColumnPlan, table_bytes

__all__ = [
    "ColumnPlan", "Table", "TableError", "TableRow", "clean", "read_csv", "read_folder", "read_workbook", "table_bytes",
]
