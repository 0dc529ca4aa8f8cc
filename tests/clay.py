"""A workbook that can be damaged cell by cell and written as .xlsx, without any spreadsheet library's manners."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import column_index_from_string, get_column_letter

from danvan_xl.formula import FormulaError
from danvan_xl.intake.book import At, RawCell, a1, position
from danvan_xl.intake.xlsx import read_xlsx

Move = Callable[[At], At | None]
_REFERENCE = re.compile(r"(?:('(?:[^']|'')+'|\w+)!)?\$([A-Z]{1,3})\$(\d+)")
_STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/></fonts>
<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>"""


@dataclass
class Sheet:
    title: str
    cells: dict[At, RawCell]
    state: str = "visible"
    merges: list[str] = field(default_factory=list)


@dataclass
class Clay:
    """``names``: defined name → title of the sheet, first and last cell; None where the reference broke."""

    sheets: list[Sheet]
    names: dict[str, tuple[str, At, At] | None]

    def sheet(self, title: str) -> Sheet:
        return next(s for s in self.sheets if s.title == title)

    def move(self, title: str, where: Move, *, follow: bool) -> None:
        """Move cells of one sheet (None = deleted); a spreadsheet program lets names and formulas follow."""
        sheet = self.sheet(title)
        moved = {to: cell for at, cell in sheet.cells.items() if (to := where(at)) is not None}
        sheet.cells = moved
        if not follow:
            return
        sheet.merges = [moved for merge in sheet.merges if (moved := _moved_merge(merge, where))]
        for name, place in self.names.items():
            if place is None or place[0] != title:
                continue
            corners = [to for row in range(place[1][0], place[2][0] + 1) if (to := where((row, place[1][1])))]
            self.names[name] = (title, min(corners), max(corners)) if corners else None
        for one in self.sheets:
            one.cells = {at: _moved_formula(cell, one.title, title, where) for at, cell in one.cells.items()}

    def rename(self, old: str, new: str, *, follow: bool = True) -> None:
        self.sheet(old).title = new
        if not follow:
            return
        self.names = {n: (new, *p[1:]) if p and p[0] == old else p for n, p in self.names.items()}
        for one in self.sheets:
            one.cells = {at: with_formula(c, c.formula.replace(f"'{old}'!", f"'{new}'!")) if c.formula else c
                         for at, c in one.cells.items()}


def _moved_merge(merge: str, where: Move) -> str:
    """A merged area after its cells have moved; "" when it is gone."""
    (top, left), (end, right) = (p for cell in merge.split(":") if (p := position(cell)))
    cells = [to for row in range(top, end + 1) for column in range(left, right + 1) if (to := where((row, column)))]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    return f"{a1((min(rows), min(columns)))}:{a1((max(rows), max(columns)))}" if len(cells) > 1 else ""


def with_formula(cell: RawCell, formula: str) -> RawCell:
    return RawCell(cell.value, formula, cell.calculated, cell.dated, cell.percent)


def _moved_formula(cell: RawCell, own: str, title: str, where: Move) -> RawCell:
    if not cell.formula or "$" not in cell.formula:
        return cell

    def back(match: re.Match[str]) -> str:
        sheet = match[1].strip("'").replace("''", "'") if match[1] else own
        if sheet != title:
            return match[0]
        to = where((int(match[3]) - 1, column_index_from_string(match[2]) - 1))
        prefix = f"{match[1]}!" if match[1] else ""
        return f"{prefix}${get_column_letter(to[1] + 1)}${to[0] + 1}" if to else "#REF!"

    return with_formula(cell, _REFERENCE.sub(back, cell.formula))


def read_clay(content: bytes) -> Clay:
    book = read_xlsx(content)
    names: dict[str, tuple[str, At, At] | None] = {}
    for name, text in book.names.items():
        sheet, _, cells = text.rpartition("!")
        first, _, last = cells.partition(":")
        corners = [(int(row) - 1, column_index_from_string(column) - 1)
                   for _, column, row in (c.split("$") for c in (first, last or first))]
        names[name] = (sheet.strip("'").replace("''", "'"), corners[0], corners[1])
    return Clay([Sheet(s.title, dict(s.cells), s.state) for s in book.sheets], names)


def _cell_xml(at: At, cell: RawCell) -> str:
    value, kind, style = cell.value, "", ""
    match value:
        case bool():
            kind, text = "b", str(int(value))
        case Decimal():
            text = str(value)
        case dt.date():
            style, text = ' s="1"', str((value - dt.date(1899, 12, 30)).days)
        case FormulaError(code):
            kind, text = "e", escape(code)
        case str():
            kind, text = "str", escape(value.replace("\r", "_x000D_"))
        case None:
            text = ""
    if cell.percent:
        style = ' s="2"'
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula is not None else ""
    inner = f"{formula}<v>{text}</v>" if (text or (formula and cell.calculated)) else formula
    return f'<c r="{a1(at)}"{style}{f" t={quoteattr(kind)}" if kind else ""}>{inner}</c>'


def _sheet_xml(sheet: Sheet) -> str:
    rows: dict[int, list[str]] = {}
    for at in sorted(sheet.cells):
        rows.setdefault(at[0], []).append(_cell_xml(at, sheet.cells[at]))
    body = "".join(f'<row r="{row + 1}">{"".join(cells)}</row>' for row, cells in rows.items())
    merges = "".join(f"<mergeCell ref={quoteattr(m)}/>" for m in sheet.merges)
    return (f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData>'
            f"{f'<mergeCells>{merges}</mergeCells>' if merges else ''}</worksheet>")


def _reference(place: tuple[str, At, At] | None) -> str:
    if place is None:
        return "#REF!"
    first, last = (f"${get_column_letter(c + 1)}${r + 1}" for r, c in place[1:])
    title = place[0].replace("'", "''")
    return f"'{title}'!{first}" + (f":{last}" if place[1] != place[2] else "")


def clay_bytes(clay: Clay) -> bytes:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    numbered = list(enumerate(clay.sheets, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>' + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kinds}.worksheet+xml"/>'
            for i, _ in numbered) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">' + "".join(
            f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i, _ in numbered)
        + f'<Relationship Id="rs" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{office}"><sheets>' + "".join(
            f'<sheet name={quoteattr(s.title)} sheetId="{i}" state="{s.state}" r:id="r{i}"/>' for i, s in numbered)
        + "</sheets><definedNames>" + "".join(
            f"<definedName name={quoteattr(n)}>{escape(_reference(p))}</definedName>" for n, p in clay.names.items())
        + "</definedNames></workbook>",
    }
    parts |= {f"xl/worksheets/sheet{i}.xml": _sheet_xml(s) for i, s in numbered}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()
