"""Run by the system's Python beside LibreOffice: edit a workbook as a person would and save it as .xlsx.

Arguments: port, source, target, job. The job is JSON: ``sort``: [sheet, area, column] each; ``hide``: [sheet, A1]
each, whose row and column disappear; ``copy``: [sheet, area, sheet, A1] each, everything of the area pasted there;
``formulas``: [sheet, A1, formula] each; ``set``: name → number or text; ``cells``: [sheet, A1, value] each.
"""

import json
import sys

import uno
from com.sun.star.table import TableSortField
from uno_open import opened, prop


def sort(document, sheet_name, area, column):
    sheet = document.Sheets.getByName(sheet_name)
    sheet.unprotect("")
    field = TableSortField()
    field.Field, field.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    sheet.getCellRangeByName(area).sort((prop("SortFields", fields), prop("ContainsHeader", False)))


def hide(document, sheet_name, cell):
    area = document.Sheets.getByName(sheet_name).getCellRangeByName(cell)
    area.Rows.IsVisible = area.Columns.IsVisible = False


def copy(document, sheet_name, area, target_name, cell):
    target = document.Sheets.getByName(target_name)
    target.unprotect("")
    source = document.Sheets.getByName(sheet_name).getCellRangeByName(area).getRangeAddress()
    target.copyRange(target.getCellRangeByName(cell).getCellAddress(), source)


def put(cell, value):
    if isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def named(document, name):
    return document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)


def main(port, source, target, job):
    _, document = opened(port, source)
    for entry in job.get("sort", ()):
        sort(document, *entry)
    for entry in job.get("hide", ()):
        hide(document, *entry)
    for entry in job.get("copy", ()):
        copy(document, *entry)
    for sheet, cell, formula in job.get("formulas", ()):
        document.Sheets.getByName(sheet).getCellRangeByName(cell).Formula = formula
    for name, value in job.get("set", {}).items():
        put(named(document, name), value)
    for sheet, cell, value in job.get("cells", ()):
        put(document.Sheets.getByName(sheet).getCellRangeByName(cell), value)
    document.calculateAll()
    document.storeToURL(f"file://{target}", (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


main(sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
