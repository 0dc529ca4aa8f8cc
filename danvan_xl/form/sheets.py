"""Painting the sheets of a unit's workbook by their plans: what all sheets share, and a row a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from danvan_xl.campaign.model import Field, FieldKind, FormKind
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.form import validation
from danvan_xl.form.layout import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    NOTE_ROW,
    TITLE_ROW,
    UNIT_HEADING,
    UNIT_ROW,
    Spot,
)
from danvan_xl.form.page import Page
from danvan_xl.form.paper import A4_LYING, A4_STANDING, MARGIN_END, MARGIN_SIDE, footer, lay_out
from danvan_xl.form.pen import OWN_NOTE
from danvan_xl.form.remarks import COMPUTED_TEXT, STATUSES
from danvan_xl.form.style import lines, number_format
from danvan_xl.form.validation import checked

LANDSCAPE_FROM = 150
"""Width in letters from which a table lies on its paper: upright it would be printed at less than two thirds."""
SIGNATURE_ROWS = 5
SHRINKS = 1.25
"""Up to how many pages' length is printed on one page."""
_NAME_LINE = "…" * 16
"""Where the name goes; programs that leave out blank rows at the end of a page keep the room above it."""
LONG_TEXT: dict[str, Any] = {"text_wrap": True, "num_format": "@", "valign": "top"}
"""An input that may take more than its cell shows: what is seen is the beginning."""
PREFILLED = "Số cùng kỳ đã điền sẵn, lấy từ {}. Nếu sai, đơn vị sửa và ghi lý do ở cột Ghi chú."


def heading(page: Page, title: str) -> None:
    """Title, the unit's name, hidden keys, headers, widths, and how the sheet prints."""
    sheet, plan, styles = page.sheet, page.plan, page.styles
    page.text(TITLE_ROW, 1, title.upper(), styles.title())
    page.text(UNIT_ROW, 1, UNIT_HEADING.format(page.content.unit.name), styles(bold=True))
    key, header = styles(font_size=8), styles.header()
    for i, column in enumerate(plan.columns):
        checked(sheet.set_column(i, i, column.width, None, {"hidden": i == 0}), "column width")
        page.text(KEY_ROW, i, column.key, key)
        page.text(HEADER_ROW, i, column.title, header)
    page.height(TITLE_ROW, 22)
    checked(sheet.set_row(KEY_ROW, None, None, {"hidden": True}), "key row")
    page.height(HEADER_ROW, 15 * max(lines(c.title, c.width) for c in plan.columns[1:]) + 4)
    sheet.freeze_panes(FIRST_ROW, 3)
    print_setup(page)


def print_setup(page: Page) -> None:
    """How a sheet with a table prints: its header rows are repeated."""
    if _lying(page):
        page.sheet.set_landscape()
    checked(page.sheet.repeat_rows(HEADER_ROW), "repeated rows")
    paper(page)


def _lying(page: Page) -> bool:
    return sum(c.width for c in page.plan.columns) > LANDSCAPE_FROM


def paper(page: Page) -> None:
    """A4, fit to width, the unit's name and page numbers below."""
    sheet = page.sheet
    sheet.set_paper(9)
    sheet.set_margins(left=MARGIN_SIDE, right=MARGIN_SIDE, top=MARGIN_END, bottom=MARGIN_END)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(footer(page.content.unit.name))


def say(page: Page, text: str) -> None:
    """What to know before filling a sheet, under its heading; a long text is wrapped over the sheet's width."""
    width = sum(c.width for c in page.plan.columns[1:])
    if (needed := lines(text, width)) < 2:
        page.text(NOTE_ROW, 1, text, page.styles.aside())
        return
    style = page.styles(italic=True, font_color="#595959", text_wrap=True)
    last = len(page.plan.columns) - 1
    checked(page.sheet.merge_range(NOTE_ROW, 1, NOTE_ROW, last, "", style), "note under the heading")
    page.text(NOTE_ROW, 1, text, style)
    page.height(NOTE_ROW, 15 * needed + 3)


def signatures(page: Page, row: int) -> None:
    """The sign-off block; the print area ends below it."""
    bold, small = page.styles(bold=True, align="center"), page.styles(italic=True, align="center")
    last = len(page.plan.columns) - 1
    for column, who, how in ((2, "NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)"),
                             (last - 1, "THỦ TRƯỞNG ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu)")):
        page.text(row, column, who, bold)
        page.text(row + 1, column, how, small)
        page.text(row + SIGNATURE_ROWS, column, _NAME_LINE, small)
    checked(page.sheet.print_area(0, 1, row + SIGNATURE_ROWS, last), "print area")
    pages(page, row + SIGNATURE_ROWS)


def pages(page: Page, last: int) -> None:
    """How a sheet that ends at a row is spread over pages."""
    shrinks = 1.0 if page.plan.kind == FormKind.LIST else SHRINKS
    size = A4_LYING if _lying(page) else A4_STANDING
    lay_out(page.sheet, size, len(page.plan.columns) - 1, last, HEADER_ROW, shrinks)


def input_shape(field: Field) -> dict[str, Any]:
    """How an input of a field shows."""
    shape: dict[str, Any] = {"num_format": number_format(field)}
    if not field.kind.is_number:
        shape |= {"text_wrap": True, "align": "left"}
    return shape


def show_fractions(page: Page, spots: Iterable[Spot]) -> None:
    """In whole-number cells of one column 10,5 is shown as it is, not as 11: the remark beside it would seem wrong."""
    areas = [spot.address(page.plan.title).replace("$", "") for spot in spots]
    if not areas:
        return
    first = areas[0].partition(":")[0]
    options = {"type": "formula", "criteria": f"=IF(ISNUMBER({first}),{first}<>INT({first}),FALSE)",
               "format": page.styles.exact(), "multi_range": " ".join(areas)}
    checked(page.sheet.conditional_format(areas[0], options), "conditional format")


def rule(page: Page, field: Field) -> dict[str, Any]:
    """The validation of a field's cells."""
    source = "#co_khong" if field.kind is FieldKind.YES_NO else field.codelist
    return validation.rule(field, page.content.choices.get(source, ""))


def status_cell(page: Page, name: str) -> None:
    spot = page.input(name, text_wrap=True, indent=1)
    options = {
        "validate": "list", "source": page.content.choices["#tinh_trang"],
        "input_title": "Tình trạng", "input_message": "Chọn khi không có số liệu: vì sao ô thực hiện để trống.",
        "error_title": "Chọn trong danh sách", "error_message": "Hãy chọn: " + "; ".join(STATUSES),
    }
    validation.apply(page.sheet, spot, options, name)


def _value_cell(page: Page, field: Field) -> None:
    shape = input_shape(field) | ({"valign": "top"} if page.plan.kind == FormKind.NARRATIVE else {})
    if field.formula:
        page.formula(field.code, **shape)
    else:
        validation.apply(page.sheet, page.input(field.code, **shape), rule(page, field), field.code)


def _facet_cells(page: Page, row: int, field: Field) -> None:
    for facet, asked in (("kh", field.has_plan), ("ck", field.has_last)):
        if not page.plan.has(facet):
            continue
        ratio = f"#tl_{facet}.{field.code}"
        if asked:
            spot = page.input(f"{field.code}.{facet}", **input_shape(field))
            validation.apply(page.sheet, spot, rule(page, field), facet)
        else:
            page.grey(row, page.plan.column(facet))
        if ratio in page.content.formulas:
            page.formula(ratio, num_format="0.00%")
        else:
            page.grey(row, page.plan.column(f"tl_{facet}"))


def _remark_cell(page: Page, row: int, field: Field) -> None:
    if f"#nx.{field.code}" in page.content.formulas:
        page.plain_formula(f"#nx.{field.code}", page.styles.remark())
    else:
        page.text(row, page.plan.column("nx"), COMPUTED_TEXT, page.styles.quiet())


def indicators(page: Page) -> None:
    """Indicator and narrative forms: a row a field."""
    plan, styles = page.plan, page.styles
    assert plan.form is not None
    heading(page, plan.form.title)
    ask_status = "Chỉ nhập vào ô nền vàng; ô nền xanh tự tính. Ô để trống phải chọn tình trạng."
    say(page, plan.form.guide or (ask_status if plan.has("tt") else "Chỉ nhập vào ô nền vàng."))
    if page.content.last_source and plan.has("ck"):
        page.note(HEADER_ROW, plan.column("ck"), OWN_NOTE + PREFILLED.format(page.content.last_source))
    beside: dict[str, Any] = {"valign": "top"} if plan.kind == FormKind.NARRATIVE else {}
    code, number, label = styles.plain(), styles.plain(align="center", **beside), styles.label(**beside)
    unit = styles.centred()
    for row, field in plan.fields:
        page.text(row, 0, field.code, code)
        page.text(row, 1, field.number, number)
        page.text(row, 2, field.label + (" (*)" if field.required and not field.formula else ""), label)
        if plan.has("dvt"):
            page.text(row, plan.column("dvt"), field.unit_of_measure, unit)
        _facet_cells(page, row, field)
        _value_cell(page, field)
        if f"{field.code}.tt" in page.content.layout.spots:
            status_cell(page, f"{field.code}.tt")
        elif plan.has("tt"):
            page.grey(row, plan.column("tt"))
        page.input(f"{field.code}.gc", **LONG_TEXT)
        _remark_cell(page, row, field)
        page.height(row, _height(page, field))
        if field.formula:
            page.quiet_errors(row, plan.column("th"), row)
    for key in (key for key in ("tl_kh", "tl_ck") if plan.has(key)):
        page.quiet_errors(FIRST_ROW, plan.column(key), plan.last_row)
    spots, whole = page.content.layout.spots, [f for _, f in plan.fields if f.kind is FieldKind.INTEGER]
    show_fractions(page, [spots[f.code] for f in whole if not f.formula])
    for facet in ("kh", "ck"):
        show_fractions(page, [spots[facet_name(f.code, facet)] for f in whole if facet in facets_of(f)])
    signatures(page, plan.last_row + 2)


def _height(page: Page, field: Field) -> float:
    width = {c.key: c.width for c in page.plan.columns}
    count = max(lines(field.label + " (*)", width["ten"]), lines(field.unit_of_measure, 11), 2,
                page.lines_of(f"{field.code}.gc", width["gc"]))
    if page.plan.kind == FormKind.NARRATIVE:
        count = max(count, 5, page.lines_of(field.code, width["th"]))
    remark = page.content.results.get(f"#nx.{field.code}")
    needed = 12.5 * lines(remark, width["nx"] * 1.1) if isinstance(remark, str) else 0
    longest = 12.5 * 4 if field.code in page.content.checked_fields else 0
    return float(min(max(15.0 * count + 3, needed, longest), 400))
