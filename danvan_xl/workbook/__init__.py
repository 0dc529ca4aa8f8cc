"""The consolidated workbook: live formulas over one locked ground of values."""

from danvan_xl.workbook.write import workbook_bytes

__all__ = ["workbook_bytes"]
