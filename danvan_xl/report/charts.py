"""Native charts with their workbook embedded, so that Word shows and edits them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from xml.sax.saxutils import quoteattr

import xlsxwriter
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from xlsxwriter.utility import xl_col_to_name

from danvan_xl.report.blocks import Chart
from danvan_xl.report.figures import line_text
from danvan_xl.report.text import clean

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SHEET = "So_lieu"
_COLOURS = ("#1F3864", "#F4B183", "#FFFFFF", "#8FAADC", "#595959")
"""Apart in black and white too: neighbours differ in lightness."""
_FONT = {"name": "Times New Roman", "size": 11}
_DOTTED = r"[>=1000000]0\.000\.000;[>=1000]0\.000;0"
"""Thousands with a dot whatever the reader's locale."""
_ONLY_VALUES = b"".join(
    b'<c:show%s val="%d"/>' % (what, what == b"Val")
    for what in (b"LegendKey", b"Val", b"CatName", b"SerName", b"Percent", b"BubbleSize")
)
"""Left out, a label part counts as shown in LibreOffice."""
_ONLY_SEEN, _GAPS = b'<c:plotVisOnly val="1"/>', b'<c:dispBlanksAs val="gap"/>'
"""Left out, a blank counts as 0 in LibreOffice."""
_PRINT_SETTINGS = re.compile(rb"<c:printSettings.*?</c:printSettings>", re.DOTALL)


def references(chart: Chart, number: int) -> tuple[str, str, str]:
    """Where name, categories and values of a series (from 0) stand in the embedded workbook."""
    letter, last = xl_col_to_name(number + 1), len(chart.categories) + 1
    return (f"{_SHEET}!${letter}$1", f"{_SHEET}!$A$2:$A${last}", f"{_SHEET}!${letter}$2:${letter}${last}")


def embedded_workbook(chart: Chart) -> bytes:
    """The workbook that Word opens to edit a chart, with the chart drawn in it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 a fixed stamp, not a time
    sheet = book.add_worksheet(_SHEET)
    drawn = book.add_chart({"type": "column"})
    last = len(chart.categories)
    for row, name in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, clean(name))
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, clean(series.name))
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, float(value))
        drawn.add_series({
            "name": [_SHEET, 0, column], "categories": [_SHEET, 1, 0, last, 0],
            "values": [_SHEET, 1, column, last, column], "fill": {"color": _COLOURS[(column - 1) % len(_COLOURS)]},
            "border": {"color": "#000000", "width": 0.75},
            "data_labels": {"value": True, "num_format": _DOTTED, "font": _FONT}, "gap": 80,
        })
    drawn.set_title({"name": clean(line_text(chart.title)), "name_font": {**_FONT, "size": 12, "bold": True}})
    drawn.set_x_axis({"num_font": _FONT, "minor_tick_mark": "none"})
    drawn.set_y_axis({"num_font": _FONT, "num_format": _DOTTED, "min": 0, "minor_tick_mark": "none"})
    drawn.set_legend({"position": "bottom", "font": _FONT} if len(chart.series) > 1 else {"none": True})
    sheet.insert_chart(0, len(chart.series) + 2, drawn)
    book.close()
    return stream.getvalue()


def draw_chart(document: Document, paragraph: Paragraph, chart: Chart, number: int) -> None:
    """Put a chart into a paragraph."""
    package, book = document.part.package, embedded_workbook(chart)
    embedded = Part(PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"), _BOOK_TYPE, book, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", package)
    source = part.relate_to(embedded, f"{_OFFICE}/package")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        xml = _PRINT_SETTINGS.sub(b"", archive.read("xl/charts/chart1.xml"))
    xml = xml.replace(b'<c:showVal val="1"/>', _ONLY_VALUES).replace(_ONLY_SEEN, _ONLY_SEEN + _GAPS)
    data = f'<c:externalData r:id="{source}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    part._blob = xml.replace(b"</c:chartSpace>", data.encode())
    relation = document.part.relate_to(part, f"{_OFFICE}/chart")
    title = quoteattr(clean(line_text(chart.title)))
    paragraph.add_run()._r.append(parse_xml(
        f'<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:c="{_DRAWING}/chart" '
        f'xmlns:r="{_OFFICE}"><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(Mm(155))}" cy="{int(Mm(85))}"/><wp:docPr id="{100 + number}" name="Biểu đồ {number}" '
        f'descr={title}/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    ))
