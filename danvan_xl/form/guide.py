"""The first sheet: how to open, fill and return the workbook, by when, and what is still missing."""

from __future__ import annotations

import datetime as dt

from danvan_xl.campaign.model import Campaign
from danvan_xl.form.check_sheet import coloured
from danvan_xl.form.layout import (
    CHECK_SHEET,
    GUIDE_COLUMNS,
    GUIDE_COUNTS,
    GUIDE_DAYS,
    GUIDE_FIRST_INPUT,
    GUIDE_HEADLINE_ROW,
    GUIDE_INPUTS,
    UNIT_HEADING,
    UNIT_ROW,
)
from danvan_xl.form.page import Page
from danvan_xl.form.remarks import EXPLAIN, LOOK, MISMATCH, MISSING, WRONG
from danvan_xl.form.sheets import PREFILLED, pages, paper
from danvan_xl.form.style import FORMULA, INPUT, lines
from danvan_xl.form.validation import checked


def day(date: dt.date | None) -> str:
    return f"{date:%d/%m/%Y}" if date else ""


def _facts(page: Page) -> list[tuple[str, str]]:
    campaign, unit = page.content.campaign, page.content.unit
    settings = campaign.settings
    who = " – ".join(p for p in (settings.contact, settings.contact_email) if p)
    return [
        ("Đợt báo cáo", settings.name),
        ("Kỳ số liệu", f"từ {day(settings.start)} đến {day(settings.end)}" if settings.start and settings.end else ""),
        ("Theo văn bản", settings.request_document),
        ("Hạn nộp", day(campaign.deadline_of(unit))),
        ("Gửi về", ", ".join(p for p in (_lead(campaign), settings.office) if p)),
        ("Liên hệ khi vướng mắc", who),
        ("Cách nhập", "Chỉ nhập vào ô nền vàng. Ô nền xanh nhạt là công thức tự tính, đã khóa để tránh gõ nhầm "
                      "(không có mật khẩu). Không thêm, xóa dòng, cột hay đổi tên trang. Chữ dài bị che thì kéo "
                      "mép dưới của số thứ tự dòng ở lề trái cho dòng cao thêm."),
        ("Khi không có số liệu", "Để trống ô thực hiện và chọn Tình trạng: Không phát sinh (được tính là 0), "
                                 "Không áp dụng, hoặc Chưa có số liệu."),
        ("Cách gõ số", "Gõ liền các chữ số (14251), không gõ dấu chấm hàng nghìn, không gõ đơn vị tính."),
        ("Trước khi gửi", "Xem trang Kiểm tra và cột Nhận xét; hai số ở dưới phải bằng 0."),
        ("Số cùng kỳ", _last_period(page)),
        ("Cách gửi", f"Lưu tệp, giữ nguyên tên {unit.code}.xlsx, gửi kèm bản PDF đã ký qua hệ thống văn bản "
                     "hoặc thư điện tử."),
    ]


def _last_period(page: Page) -> str:
    """The line stands in every form, so that a prefilled one has the same cells as a clean one."""
    content = page.content
    if content.last_source:
        return PREFILLED.format(content.last_source)
    asked = any(f.has_last for form in content.campaign.forms_of(content.unit)
                for f in content.campaign.fields_of(content.unit, form))
    return "Đơn vị ghi theo báo cáo đã nộp của kỳ trước." if asked else "Biểu này không hỏi số cùng kỳ."


def _lead(campaign: Campaign) -> str:
    """The name of the unit in charge, or what was written if that is no unit's code."""
    code = campaign.settings.lead_unit
    return campaign.unit_by_code[code].name if code in campaign.unit_by_code else code


def guide(page: Page) -> None:
    """Write the sheet Hướng dẫn."""
    sheet, styles = page.sheet, page.styles
    for i, column in enumerate(page.plan.columns):
        checked(sheet.set_column(i, i, column.width, None, {"hidden": i == 0}), "column width")
    hidden = len(page.plan.columns)
    checked(sheet.set_column(hidden, hidden, 8, None, {"hidden": True}), "helper column")
    warning = styles(bold=True, font_size=12, bg_color="#FFE699", text_wrap=True)
    page.text(0, 1, "Nếu thấy thanh vàng, bấm Bật chỉnh sửa / Enable Editing", warning)
    page.text(0, 2, "Sau khi bấm, các ô nền vàng mới nhập được.", warning)
    page.put(0, 3, None, warning)
    page.height(0, 34)
    page.text(UNIT_ROW, 1, UNIT_HEADING.format(page.content.unit.name), styles(bold=True, font_size=13))
    page.plain_formula("#tom_tat", styles(bold=True, font_size=12))
    coloured(page, GUIDE_HEADLINE_ROW, GUIDE_HEADLINE_ROW, 1)
    facts = _facts(page)
    for row, (label, text) in enumerate(facts, GUIDE_HEADLINE_ROW + 1):
        page.text(row, 1, label, styles.label(bold=True))
        _across(page, row, text)
    for row, name, label in GUIDE_COUNTS:
        page.text(row, 1, label, styles.label(bold=True))
        page.formula(name, bold=True, align="left", num_format="0")
    page.text(GUIDE_FIRST_INPUT - 1, 1, "Thông tin đơn vị điền:", styles(bold=True))
    for name, label in GUIDE_INPUTS:
        spot = page.input(name, num_format="dd/mm/yyyy" if name in GUIDE_DAYS else "@", align="left")
        page.text(spot.row, 1, label, styles.label())
    last = _counts_by_form(page)
    sheet.set_portrait()
    paper(page)
    checked(sheet.print_area(0, 1, last, len(GUIDE_COLUMNS) - 1), "print area")
    pages(page, last)


def _across(page: Page, row: int, text: str) -> None:
    """A fact over the two columns that the counts below it take."""
    style = page.styles.label()
    checked(page.sheet.merge_range(row, 2, row, 3, "", style), "fact of the guide")
    page.text(row, 2, text, style)
    page.height(row, 15.0 * lines(text, sum(c.width for c in GUIDE_COLUMNS[2:])) + 4)


def _counts_by_form(page: Page) -> int:
    """What is left on each sheet, with links; then the legend. Returns the last row."""
    styles = page.styles
    first = GUIDE_FIRST_INPUT + len(GUIDE_INPUTS) + 1
    page.text(first, 1, "Còn lại theo từng trang:", styles(bold=True))
    titles = {f"{form.code}": form.title for form in page.content.campaign.forms_of(page.content.unit)}
    for row, (code, title) in enumerate({**titles, "#kt": CHECK_SHEET}.items(), first + 1):
        page.link(row, 1, title, "B1", title, styles.link())
        if f"#thieu.{code}" in page.content.formulas:
            page.formula(f"#thieu.{code}", num_format='"còn thiếu "0" mục"', align="left")
        else:
            page.grey(row, 2)
        shape = '0" chỗ chưa khớp"' if code == "#kt" else '0" ô nhập sai"'
        page.formula(f"#sai.{code}", num_format=shape, align="left")
    for name in (n for n in page.content.formulas if n.startswith("#phan.")):
        page.formula(name)
    row = first + len(titles) + 3
    page.text(row, 1, "Ô nhập liệu", styles.plain(bg_color=INPUT))
    page.text(row + 1, 1, "Ô tự tính", styles.plain(bg_color=FORMULA))
    for offset, (sign, text) in enumerate(_LEGEND):
        if offset > 1:
            page.text(row + offset, 1, sign, styles.plain(align="center"))
        page.text(row + offset, 2, text, styles())
    return row + len(_LEGEND) - 1


_LEGEND = (
    ("", "nền vàng: đơn vị nhập"), ("", "nền xanh nhạt: công thức, không nhập"), ("(*)", "chỉ tiêu bắt buộc"),
    (MISSING, "còn thiếu, cần nhập hoặc chọn tình trạng"), (WRONG, "nhập sai, cần sửa"),
    (MISMATCH, "chưa khớp với số liệu khác, xem trang Kiểm tra"), (EXPLAIN, "cần sửa hoặc giải trình ở cột Ghi chú"),
    (LOOK, "nên xem lại"),
)
