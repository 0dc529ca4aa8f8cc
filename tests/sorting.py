"""Run by LibreOffice's own Python: sort the rows of each named range of a workbook and save it recalculated."""

import sys

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField


def prop(name, value):
    item = PropertyValue()
    item.Name, item.Value = name, value
    return item


def main(port, source, target, jobs):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    context = resolver.resolve(f"uno:socket,host=localhost,port={port};urp;StarOffice.ComponentContext")
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, (prop("Hidden", True),))
    for job in jobs:
        sheet_name, area, column = job.rsplit("|", 2)
        sheet = document.Sheets.getByName(sheet_name)
        sheet.unprotect("")
        field = TableSortField()
        field.Field, field.IsAscending = int(column), False
        cells = sheet.getCellRangeByName(area)
        cells.sort((prop("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))),
                    prop("ContainsHeader", False)))
    document.calculateAll()
    document.storeToURL(f"file://{target}", (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
