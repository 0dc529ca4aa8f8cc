"""What a unit must correct, shown in its own form: coloured and commented cells, and a first sheet with links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.findings import CATALOGUE, SEVERITIES, Finding, Findings, Group
from danvan_xl.form.layout import TITLE_ROW, UNIT_HEADING, UNIT_ROW, Layout, Spot
from danvan_xl.form.page import Cell, Content
from danvan_xl.form.paper import footer
from danvan_xl.form.pen import Pen
from danvan_xl.form.style import RED, lines
from danvan_xl.form.validation import checked

_LOOK_AGAIN = "Hãy kiểm tra và sửa lại trong tệp này."
_FOR_THE_UNIT = {
    "G": "Hãy nhập lại giá trị đúng vào ô này.",
    "F": "Tệp này đã có lại công thức gốc; chỉ cần sửa số liệu đầu vào nếu kết quả chưa đúng.",
    "C": "Tệp này đã có lại bố cục gốc; hãy kiểm tra lại số liệu đã điền sẵn.",
    "D": "Hãy xem lại điểm tự chấm và số liệu liên quan.",
}
"""What to do where the catalogue's remedy speaks to the office."""
_WORDS = {"loi": "✗ Phải sửa", "canh_bao": "△ Xem lại", "thong_tin": "ℹ Để biết"}
_COLUMNS = (("STT", 6), ("Mức", 13), ("Đến ô", 28), ("Nội dung và cách sửa", 70), ("Đơn vị đã ghi", 22), ("Mã", 8))
_NOTE_ROW, _HEADER_ROW, _FIRST_ROW = 2, 4, 5


GroupedMarks = tuple[tuple[Group, tuple["Mark", ...]], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding about a name of the map (``item``: the row of a list, from 1), or about no cell (name "")."""

    finding: Finding
    name: str = ""
    item: int | None = None

    @property
    def text(self) -> str:
        """What is wrong and what the unit should do; the place is said by the cell itself."""
        said = self.finding.said_at("")
        remedy = CATALOGUE[self.finding.code].remedy
        if "đơn vị" not in remedy or "{" in remedy:
            return said
        return f"{said.removesuffix(remedy)}{_FOR_THE_UNIT.get(self.finding.code[0], _LOOK_AGAIN)}"

    @property
    def brief(self) -> str:
        """What is wrong, for a line below one that says what to do about it."""
        return self.finding.said_at("").removesuffix(self.finding.remedy).strip()

    def spot(self, layout: Layout) -> Spot | None:
        """The cell in the form that is written; None where it has none."""
        spot = layout.spots.get(self.name)
        if spot is None or self.item is None:
            return spot
        return Spot(spot.sheet, spot.row + self.item - 1, spot.column)


def marked_cells(layout: Layout, marks: Sequence[Mark]) -> dict[Cell, str]:
    """Cell → everything said of it. What is only for information marks nothing."""
    found: dict[Cell, list[str]] = {}
    for mark in marks:
        spot = mark.spot(layout)
        if spot is not None and mark.finding.severity != SEVERITIES[2]:
            found.setdefault((spot.sheet, spot.row, spot.column), []).append(mark.text)
    return {cell: "\n".join(dict.fromkeys(texts)) for cell, texts in found.items()}


def grouped_marks(marks: Sequence[Mark], layout: Layout) -> GroupedMarks:
    """Marks as a person should read them: repeats together, knock-on ones left out, the worst first, then the way
    the workbook is turned over."""
    sheets = [plan.title for plan in layout.sheets]

    def order(entry: tuple[Group, tuple[Mark, ...]]) -> tuple[int, ...]:
        group, (first, *_) = entry
        severity, spot = SEVERITIES.index(group.severity), first.spot(layout)
        return (severity, sheets.index(spot.sheet), spot.row, spot.column) if spot else (severity, -1)

    by_finding = {id(mark.finding): mark for mark in marks}
    groups = Findings(mark.finding for mark in marks).grouped()
    return tuple(sorted(((group, tuple(by_finding[id(f)] for f in group.findings)) for group in groups), key=order))


def correction_sheet(pen: Pen, content: Content, marks: Sequence[Mark]) -> None:
    """Write the sheet Cần sửa: the worst first, repeats together; each has a link to its cell."""
    styles, groups = pen.styles, grouped_marks(marks, content.layout)
    pen.text(TITLE_ROW, 0, "CÁC CHỖ CẦN SỬA", styles.title())
    pen.text(UNIT_ROW, 0, UNIT_HEADING.format(content.unit.name), styles(bold=True))
    counts = [sum(len(g.findings) for g, _ in groups if g.severity == severity) for severity in SEVERITIES]
    note = (f"Có {counts[0]} chỗ phải sửa, {counts[1]} chỗ cần xem lại. Biểu này đã điền sẵn số liệu đơn vị gửi; ô cần "
            "sửa có viền đỏ đậm và lời ghi chú. Sửa ngay trong tệp này rồi gửi lại; không cần xóa trang này.")
    pen.text(_NOTE_ROW, 0, note, styles.aside())
    for column, (title, width) in enumerate(_COLUMNS):
        checked(pen.sheet.set_column(column, column, width), "column width")
        pen.text(_HEADER_ROW, column, title, styles.header())
    row = _FIRST_ROW
    for _, (first, *others) in groups:
        same = f" (Cách sửa như dòng {row - _FIRST_ROW + 1}.)"
        for mark, text in ((first, first.text), *((other, other.brief + same) for other in others)):
            _line(pen, row, mark, text, content.layout)
            row += 1
    sheet = pen.sheet
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(footer(content.unit.name))
    checked(sheet.repeat_rows(_HEADER_ROW), "repeated rows")
    sheet.activate()


def _line(pen: Pen, row: int, mark: Mark, text: str, layout: Layout) -> None:
    styles, finding, spot = pen.styles, mark.finding, mark.spot(layout)
    bold = finding.severity == SEVERITIES[0]
    pen.put(row, 0, Decimal(row - _FIRST_ROW + 1), styles.plain(align="center"))
    pen.text(row, 1, _WORDS[finding.severity], styles.plain(bold=bold, font_color=RED if bold else "#000000"))
    if spot is not None:
        pen.link(row, 2, spot.sheet, spot.a1, f"{spot.sheet}, ô {spot.a1}", styles.link())
    else:
        pen.text(row, 2, "Cả tệp", styles.label())
    pen.text(row, 3, text, styles.label())
    pen.text(row, 4, finding.found, styles.label())
    pen.text(row, 5, finding.code, styles.plain(align="center", font_color="#7F7F7F"))
    pen.height(row, 15.0 * max(lines(text, 70), lines(finding.found, 22)) + 4)
