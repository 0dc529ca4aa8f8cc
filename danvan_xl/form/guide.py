"""The first sheet: how to open, fill and return the workbook, by when, and what is still missing."""

from __future__ import annotations

import datetime as dt

from danvan_xl.campaign.model import Campaign
from danvan_xl.form.layout import GUIDE_COUNTS, GUIDE_FIRST_INPUT, GUIDE_INPUTS, UNIT_ROW
from danvan_xl.form.page import Page
from danvan_xl.form.sheets import UNIT_HEADING
from danvan_xl.form.style import FORMULA, INPUT, lines


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
                      "(không có mật khẩu). Không thêm, xóa dòng, cột hay đổi tên trang."),
        ("Khi không có số liệu", "Để trống ô thực hiện và chọn Tình trạng: Không phát sinh (được tính là 0), "
                                 "Không áp dụng, hoặc Chưa có số liệu."),
        ("Cách gõ số", "Gõ liền các chữ số (14251), không gõ dấu chấm hàng nghìn, không gõ đơn vị tính."),
        ("Trước khi gửi", "Xem trang Kiểm tra và cột Nhận xét; hai số ở dưới phải bằng 0."),
        ("Cách gửi", f"Lưu tệp, giữ nguyên tên {unit.code}.xlsx, gửi kèm bản PDF đã ký qua hệ thống văn bản "
                     "hoặc thư điện tử."),
    ]


def _lead(campaign: Campaign) -> str:
    """The name of the unit in charge, or what was written if that is no unit's code."""
    code = campaign.settings.lead_unit
    return campaign.unit_by_code[code].name if code in campaign.unit_by_code else code


def guide(page: Page) -> None:
    """Write the sheet Hướng dẫn."""
    sheet, styles = page.sheet, page.styles
    sheet.set_column(0, 0, 2, None, {"hidden": True})
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 74)
    warning = styles(bold=True, font_size=12, bg_color="#FFE699", text_wrap=True)
    page.text(0, 1, "Nếu thấy thanh vàng, bấm Bật chỉnh sửa / Enable Editing", warning)
    page.text(0, 2, "Sau khi bấm, các ô nền vàng mới nhập được.", warning)
    sheet.set_row(0, 34)
    page.text(UNIT_ROW, 1, UNIT_HEADING.format(page.content.unit.name), styles(bold=True, font_size=13))
    for row, (label, text) in enumerate(_facts(page), 3):
        page.text(row, 1, label, styles.label(bold=True))
        page.text(row, 2, text, styles.label())
        sheet.set_row(row, 15.0 * max(lines(text, 74), 1) + 5)
    for row, name, label in GUIDE_COUNTS:
        page.text(row, 1, label, styles.label(bold=True))
        page.formula(name, styles.formula(bold=True, align="left", num_format="0"))
    page.text(GUIDE_FIRST_INPUT - 1, 1, "Thông tin đơn vị điền:", styles(bold=True))
    for name, label in GUIDE_INPUTS:
        spot = page.input(name, styles.input(num_format="dd/mm/yyyy" if "ngay" in name else "@", align="left"))
        page.text(spot.row, 1, label, styles.label())
    _counts_by_form(page)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _counts_by_form(page: Page) -> None:
    styles = page.styles
    first = GUIDE_FIRST_INPUT + len(GUIDE_INPUTS) + 1
    page.text(first, 1, "Số mục còn thiếu theo từng trang:", styles(bold=True))
    forms = page.content.campaign.forms_of(page.content.unit)
    for form in forms:
        spot = page.content.layout.spots[f"#thieu.{form.code}"]
        link = styles.plain(font_color="#1F4E79", underline=1)
        page.sheet.write_url(spot.row, 1, f"internal:'{form.title}'!B1", link, form.title)
        page.formula(f"#thieu.{form.code}", styles.formula(num_format="0", align="left"))
    row = first + len(forms) + 2
    page.text(row, 1, "Ô nhập liệu", styles.plain(bg_color=INPUT))
    page.text(row, 2, "nền vàng: đơn vị nhập", styles())
    page.text(row + 1, 1, "Ô tự tính", styles.plain(bg_color=FORMULA))
    page.text(row + 1, 2, "nền xanh nhạt: công thức, không nhập", styles())
    page.text(row + 2, 1, "(*)", styles.plain(align="center"))
    page.text(row + 2, 2, "chỉ tiêu bắt buộc", styles())
