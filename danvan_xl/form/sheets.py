"""Painting the sheets of a unit's workbook by their plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format

from danvan_xl.campaign.model import Criterion, Field, FieldKind, FormKind, Method
from danvan_xl.form import validation
from danvan_xl.form.formulas import STATUSES
from danvan_xl.form.layout import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    NOTE_ROW,
    TITLE_ROW,
    TOTAL_ROWS,
    UNIT_ROW,
)
from danvan_xl.form.page import Page
from danvan_xl.form.style import GREEN, RED, lines, number_format, points_format
from danvan_xl.formula import Value

UNIT_HEADING = "Đơn vị: {}"
LANDSCAPE_FROM = 90


def heading(page: Page, title: str) -> None:
    """Title, the unit's name, hidden keys, headers, widths, and how the sheet prints."""
    sheet, plan, styles = page.sheet, page.plan, page.styles
    page.text(TITLE_ROW, 1, title.upper(), styles.title())
    page.text(UNIT_ROW, 1, UNIT_HEADING.format(page.content.unit.name), styles(bold=True))
    for i, column in enumerate(plan.columns):
        sheet.set_column(i, i, column.width, None, {"hidden": i == 0})
        page.text(KEY_ROW, i, column.key, styles(font_size=8))
        page.text(HEADER_ROW, i, column.title, styles.header())
    sheet.set_row(TITLE_ROW, 22)
    sheet.set_row(KEY_ROW, None, None, {"hidden": True})
    sheet.set_row(HEADER_ROW, 15 * max(lines(c.title, c.width) for c in plan.columns[1:]) + 4)
    sheet.freeze_panes(FIRST_ROW, 3)
    _print_setup(page)


def _print_setup(page: Page) -> None:
    sheet, plan = page.sheet, page.plan
    sheet.set_paper(9)
    if sum(c.width for c in plan.columns) > LANDSCAPE_FROM:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer(f"&L{page.content.unit.name.replace('&', '&&')}&RTrang &P/&N")


def _note(page: Page, text: str) -> None:
    page.text(NOTE_ROW, 1, text, page.styles(italic=True, font_color="#595959"))


def signatures(page: Page, row: int) -> None:
    bold = page.styles(bold=True, align="center")
    columns = page.plan.columns
    page.text(row, 2, "NGƯỜI LẬP BIỂU", bold)
    page.text(row, len(columns) - 2, "THỦ TRƯỞNG ĐƠN VỊ", bold)
    page.text(row + 1, 2, "(Ký, ghi rõ họ tên)", page.styles(italic=True, align="center"))
    page.text(row + 1, len(columns) - 2, "(Ký, ghi rõ họ tên, đóng dấu)", page.styles(italic=True, align="center"))
    page.sheet.print_area(0, 1, row + 5, len(columns) - 1)


def _value_cell(page: Page, field: Field) -> None:
    shape: dict[str, Any] = {"num_format": number_format(field)}
    if not field.kind.is_number:
        shape |= {"text_wrap": True, "align": "left"}
    if field.formula:
        page.formula(field.code, page.styles.formula(**shape))
        return
    spot = page.input(field.code, page.styles.input(**shape))
    validation.apply(page.sheet, spot, validation.rule(field, page.content.choices.get(_source(field), "")), field.code)


def _source(field: Field) -> str:
    return "#co_khong" if field.kind is FieldKind.YES_NO else field.codelist


def _facet_cells(page: Page, row: int, field: Field) -> None:
    style = {"num_format": number_format(field)}
    for facet, asked in (("kh", field.has_plan), ("ck", field.has_last)):
        if not page.plan.has(facet):
            continue
        if not asked:
            page.put(row, page.plan.column(facet), None, page.styles.plain(bg_color="#D9D9D9"))
            page.put(row, page.plan.column(f"tl_{facet}"), None, page.styles.plain(bg_color="#D9D9D9"))
            continue
        spot = page.input(f"{field.code}.{facet}", page.styles.input(**style))
        validation.apply(page.sheet, spot, validation.rule(field, page.content.choices.get(_source(field), "")), facet)
        ratio = f"#tl_{facet}.{field.code}"
        if ratio in page.content.formulas:
            page.formula(ratio, page.styles.formula(num_format="0.00%"))
        else:
            page.put(row, page.plan.column(f"tl_{facet}"), None, page.styles.plain(bg_color="#D9D9D9"))


def _status_cell(page: Page, name: str) -> None:
    spot = page.input(name, page.styles.input(text_wrap=True))
    options = {
        "validate": "list", "source": page.content.choices["#tinh_trang"],
        "input_title": "Tình trạng", "input_message": "Chọn khi không có số liệu: vì sao ô thực hiện để trống.",
        "error_title": "Chọn trong danh sách", "error_message": "Hãy chọn: " + "; ".join(STATUSES),
    }
    validation.apply(page.sheet, spot, options, name)


def _remark_style(page: Page) -> Format:
    return page.styles.plain(text_wrap=True, font_color=RED, italic=True)


def indicators(page: Page) -> None:
    """Indicator and narrative forms: a row a field."""
    plan, styles = page.plan, page.styles
    assert plan.form is not None
    heading(page, plan.form.title)
    _note(page, plan.form.guide or "Chỉ nhập vào ô nền vàng; ô nền xanh tự tính. Ô để trống phải chọn tình trạng.")
    label_width = next(c.width for c in plan.columns if c.key == "ten")
    for row, field in plan.fields:
        page.text(row, 0, field.code, styles.plain())
        page.text(row, 1, field.number, styles.plain(align="center"))
        mark = " (*)" if field.required and not field.formula else ""
        page.text(row, 2, field.label + mark, styles.label())
        if plan.has("dvt"):
            page.text(row, plan.column("dvt"), field.unit_of_measure, styles.plain(align="center", text_wrap=True))
        _facet_cells(page, row, field)
        _value_cell(page, field)
        if plan.has("tt"):
            if field.formula:
                page.put(row, plan.column("tt"), None, styles.plain(bg_color="#D9D9D9"))
            else:
                _status_cell(page, f"{field.code}.tt")
        page.input(f"{field.code}.gc", styles.input(text_wrap=True, num_format="@"))
        if field.formula:
            page.text(row, plan.column("nx"), "Tự tính", styles.plain(font_color="#7F7F7F", italic=True))
        else:
            page.formula(f"#nx.{field.code}", _remark_style(page))
        page.sheet.set_row(row, _height(page, field, label_width))
    signatures(page, plan.last_row + 2)


def _height(page: Page, field: Field, label_width: float) -> float:
    count = max(lines(field.label + " (*)", label_width), lines(field.unit_of_measure, 11), 2)
    if page.plan.kind == FormKind.NARRATIVE:
        answer = page.content.values.get(field.code)
        count = max(count, 5, lines(answer, 78) if isinstance(answer, str) else 0)
    return min(15.0 * count + 3, 400)


def list_form(page: Page) -> None:
    """A list form: a row an item, a live count, a status for "nothing arose"."""
    plan, styles, content = page.plan, page.styles, page.content
    assert plan.form is not None
    form = plan.form
    heading(page, form.title)
    page.text(NOTE_ROW, 2, "Tình trạng:", styles(italic=True, align="right"))
    _status_cell(page, f"{form.code}.tt")
    count = content.layout.spots[f"#dem.{form.code}"]
    page.text(NOTE_ROW, count.column - 1, "Số dòng đã nhập:", styles(italic=True, align="right"))
    page.formula(f"#dem.{form.code}", styles.formula(num_format="0", bold=True))
    for _, field in plan.fields:
        name = f"{form.code}.{field.code}"
        spot = content.layout.spots[name]
        shape: dict[str, object] = {"num_format": number_format(field), "text_wrap": True}
        column_values: tuple[Value, ...] = content.lists.get(name, ())
        for item in range(form.rows):
            value = column_values[item] if item < len(column_values) else None
            page.put(spot.row + item, spot.column, value, styles.input(**shape))
        validation.apply(page.sheet, spot, validation.rule(field, content.choices.get(_source(field), "")), name)
    for item in range(1, form.rows + 1):
        row = FIRST_ROW + item - 1
        page.text(row, 0, str(item), styles.plain())
        page.put(row, 1, Decimal(item), styles.plain(align="center"))
        page.formula(f"#nx.{form.code}.{item}", _remark_style(page))
        page.sheet.set_row(row, _item_height(page, item))
    note = (f"Không có dòng nào thì chọn tình trạng “{STATUSES[0]}” ở đầu trang. Biểu có {form.rows} dòng; "
            f"nếu không đủ, liên hệ {content.campaign.settings.contact or 'cơ quan tổng hợp'}.")
    page.text(plan.last_row + 1, 2, note, styles(italic=True, font_color="#595959"))
    signatures(page, plan.last_row + 3)


def _item_height(page: Page, item: int) -> float:
    count = 1
    for column in page.plan.columns:
        values = page.content.lists.get(column.key, ())
        if item <= len(values) and isinstance(text := values[item - 1], str):
            count = max(count, lines(text, column.width))
    return 15.0 * count + 3


def _depth(criteria: dict[str, Criterion], criterion: Criterion) -> int:
    depth = 0
    while criterion.parent:
        criterion, depth = criteria[criterion.parent], depth + 1
    return depth


def _criterion_cells(page: Page, row: int, c: Criterion) -> None:
    plan, styles, formulas = page.plan, page.styles, page.content.formulas
    points = points_format(page.content.campaign.settings.point_decimals)
    bold = not c.is_leaf
    ad = f"ad.{c.code}"
    if ad in formulas:
        page.formula(ad, styles.formula(align="center"))
    else:
        page.text(row, plan.column("ad"), "Có", styles.plain(align="center"))
    if c.method is Method.AFTER or f"#so_lieu.{c.code}" in formulas:
        page.formula(f"#so_lieu.{c.code}", styles.formula(num_format=points))
    else:
        page.put(row, plan.column("so_lieu"), None, styles.plain(bg_color="#D9D9D9"))
    page.formula(f"diem.{c.code}", styles.formula(num_format=points, bold=bold))
    if not c.is_leaf:
        for key in ("tu_cham", "minh_chung", "nx"):
            page.put(row, plan.column(key), None, styles.plain(bg_color="#D9D9D9"))
        return
    spot = page.input(f"tu_cham.{c.code}", styles.input(num_format="General"))
    validation.apply(page.sheet, spot, validation.self_points(float(c.maximum)), f"tu_cham.{c.code}")
    page.input(f"minh_chung.{c.code}", styles.input(text_wrap=True, num_format="@"))
    page.formula(f"#nx.tu_cham.{c.code}", _remark_style(page))


def _criterion_note(c: Criterion) -> str:
    notes = [c.guide] if c.guide else []
    if c.method is Method.AFTER:
        notes.append("Chấm sau khi tổng hợp toàn thành phố.")
    if c.evidence:
        notes.append("Phải có tài liệu kiểm chứng mới được tính điểm.")
    return " ".join(notes)


def scoring(page: Page) -> None:
    """The scoring sheet: points from the figures, self-score, evidence, totals, the class it would give."""
    plan, styles = page.plan, page.styles
    assert plan.form is not None
    heading(page, plan.form.title)
    settings = page.content.campaign.settings
    basis = " ".join(part for part in (settings.scoring_basis, settings.rubric_note) if part)
    _note(page, basis)
    by_code = {c.code: c for _, c in plan.criteria}
    points = points_format(settings.point_decimals)
    for row, c in plan.criteria:
        depth = _depth(by_code, c)
        note = _criterion_note(c)
        text = f"{c.text}\n{note}" if note else c.text
        page.text(row, 0, c.code, styles.plain())
        page.text(row, 1, c.number, styles.plain(align="center", bold=not c.is_leaf))
        page.text(row, 2, text, styles.label(bold=not c.is_leaf, indent=min(depth, 3)))
        page.put(row, plan.column("max"), c.maximum, styles.plain(num_format="General", bold=not c.is_leaf))
        page.put(row, plan.column("gc"), None, styles.input(text_wrap=True, num_format="@"))
        _criterion_cells(page, row, c)
        page.sheet.set_row(row, 15.0 * max(lines(text, 50 - 2 * depth), 2) + 3)
    for name, label in TOTAL_ROWS:
        if name in page.content.formulas:
            spot = page.content.layout.spots[name]
            shape = "General" if name in ("so_tieu_chi_0", "so_tu_cham", "#du_kien") else points
            page.text(spot.row, 2, label, styles.label(bold=True))
            page.formula(name, styles.formula(num_format=shape, bold=True, text_wrap=name == "#du_kien"))
            page.sheet.set_row(spot.row, 36 if name == "#du_kien" else 18)
    for name, spot in page.content.layout.spots.items():
        if spot.sheet == plan.title and spot.column == len(plan.columns):
            page.formula(name, styles.formula())
    page.sheet.set_column(len(plan.columns), len(plan.columns), 4, None, {"hidden": True})
    signatures(page, plan.last_row + 2)


def checks(page: Page) -> None:
    """Every check that concerns the unit, both sides in cells of their own, the verdict in words and a symbol."""
    plan, styles = page.plan, page.styles
    heading(page, "Kiểm tra số liệu của đơn vị")
    _note(page, "Dòng “✗ Chưa khớp” cần sửa số liệu hoặc giải trình ở cột Ghi chú của chỉ tiêu.")
    if not plan.checks:
        page.text(FIRST_ROW, 2, "Biểu của đơn vị không có phép kiểm tra nào.", styles.label())
    for row, check in plan.checks:
        page.text(row, 0, check.code, styles.plain())
        page.put(row, 1, Decimal(row - FIRST_ROW + 1), styles.plain(align="center"))
        page.text(row, 2, check.message, styles.label())
        for key in ("trai", "phai", "lech"):
            name = f"#kt.{check.code}.{key}"
            if name in page.content.formulas:
                page.formula(name, styles.formula(num_format="General"))
            else:
                page.put(row, plan.column(key), None, styles.plain(bg_color="#D9D9D9"))
        page.formula(f"#kt.{check.code}", styles.formula())
        page.formula(f"#kt.{check.code}.kq", styles.formula(bold=True))
        page.sheet.set_row(row, 15.0 * lines(check.message, 70) + 4)
    column = plan.column("kq")
    for mark, colour in (("✗", RED), ("✓", GREEN)):
        page.sheet.conditional_format(FIRST_ROW, column, plan.last_row, column, {
            "type": "text", "criteria": "begins with", "value": mark, "format": page.styles.overlay(font_color=colour),
        })
    page.sheet.set_column(plan.column("kt"), plan.column("kt"), 8, None, {"hidden": True})
    page.sheet.print_area(0, 1, plan.last_row, len(plan.columns) - 1)

