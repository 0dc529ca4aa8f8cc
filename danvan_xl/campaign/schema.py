"""Columns of the definition's tables ↔ attributes of the model: written here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from danvan_xl.campaign import model as m


class Type(StrEnum):
    TEXT = "chữ"
    CODE = "mã"
    CODES = "các mã, ngăn bằng dấu ;"
    LINES = "các mục, ngăn bằng dấu ;"
    YES_NO = "x hoặc để trống"
    INTEGER = "số nguyên"
    INTEGERS = "các số nguyên, ngăn bằng dấu ;"
    NUMBER = "số (dấu chấm thập phân)"
    DATE = "ngày"
    FORMULA = "công thức"


@dataclass(frozen=True, slots=True)
class Column:
    """``code`` heads the .csv, ``header`` the .xlsx; ``choices`` is the enumeration of a coded column.

    ``refers``: ``table.column`` whose entries it names.
    """

    code: str
    attribute: str
    header: str
    type: Type = Type.TEXT
    required: bool = False
    choices: Iterable[StrEnum | str] | None = None
    refers: str = ""

    @property
    def allowed(self) -> tuple[str, ...]:
        return tuple(str(c) for c in self.choices) if self.choices else ()


@dataclass(frozen=True, slots=True)
class Schema:
    table: str
    sheet: str
    record: type[Any]
    columns: tuple[Column, ...]
    required: bool = True


C, T = Column, Type
SEVERITIES = ("loi", "canh_bao", "thu_nghiem")
PURPOSES = ("gui", "nhac", "nhac_loi", "cam_on")
REPORT_KINDS = ("muc_1", "muc_2", "muc_3", "doan", "gach_dau_dong", "liet_ke", "bang", "bieu_do", "phu_luc")

SETTINGS = (
    C("ma", "code", "Mã đợt", T.CODE, True),
    C("ten", "name", "Tên đợt", required=True),
    C("nam", "year", "Năm", T.INTEGER, True),
    C("ky", "period", "Kỳ"),
    C("tu_ngay", "start", "Từ ngày", T.DATE),
    C("den_ngay", "end", "Đến ngày", T.DATE),
    C("han_nop", "deadline", "Hạn nộp", T.DATE),
    C("nhac_truoc", "remind_before", "Nhắc trước hạn (số ngày)", T.INTEGERS),
    C("ngay_bao_cao", "report_date", "Ngày báo cáo", T.DATE, True),
    C("co_quan", "office", "Cơ quan", required=True),
    C("co_quan_chu_quan", "parent_office", "Cơ quan chủ quản"),
    C("kinh_gui", "addressee", "Kính gửi"),
    C("noi_nhan", "recipients", "Nơi nhận", T.LINES),
    C("so_ky_hieu", "document_number", "Số, ký hiệu"),
    C("trich_yeu", "subject", "Trích yếu"),
    C("dia_danh", "place", "Địa danh"),
    C("the_thuc_ky", "signing_form", "Thể thức ký"),
    C("chuc_vu_ky", "signer_title", "Chức vụ người ký"),
    C("nguoi_ky", "signer", "Người ký"),
    C("don_vi_chu_tri", "lead_unit", "Đơn vị chủ trì"),
    C("nguoi_lien_he", "contact", "Người liên hệ"),
    C("email_lien_he", "contact_email", "Email liên hệ"),
    C("so_van_ban_yeu_cau", "request_document", "Văn bản yêu cầu"),
    C("can_cu_cham_diem", "scoring_basis", "Căn cứ chấm điểm"),
    C("ghi_chu_bo_tieu_chi", "rubric_note", "Ghi chú bộ tiêu chí"),
    C("bo_tieu_chi", "own_rubric", "Bộ tiêu chí của cơ quan", T.CODE),
    C("dem_hai_chu_so", "pad_counts", "Số đếm hai chữ số", T.YES_NO),
    C("lam_tron_diem", "point_decimals", "Số lẻ của điểm", T.INTEGER),
    C("diem_thuong_toi_da", "bonus_cap", "Điểm thưởng tối đa", T.NUMBER),
    C("diem_tru_toi_da", "penalty_cap", "Điểm trừ tối đa", T.NUMBER),
)
SETTINGS_SHEET = ("dot", "Đợt")
SETTINGS_HEADERS = {"khoa": "Khóa", "gia_tri": "Giá trị"}
SETTINGS_NOTE = "Giải thích"
"""A column of that sheet that is only there to be read."""

SCHEMAS = (
    Schema("nhom", "Nhóm đơn vị", m.Group, (
        C("ma", "code", "Mã", T.CODE, True), C("ten", "name", "Tên nhóm", required=True),
        C("bo_tieu_chi", "rubric", "Bộ tiêu chí", T.CODE, refers="tieu_chi.bo"),
    )),
    Schema("don_vi", "Đơn vị", m.Unit, (
        C("ma", "code", "Mã", T.CODE, True), C("ten", "name", "Tên đơn vị", required=True),
        C("nhom", "group", "Nhóm", T.CODE, True, refers="nhom.ma"),
        C("email", "email", "Email"), C("lien_he", "contact", "Liên hệ"),
        C("han_nop", "deadline", "Hạn nộp riêng", T.DATE),
    )),
    Schema("bieu", "Biểu", m.Form, (
        C("ma", "code", "Mã", T.CODE, True), C("ten", "title", "Tên trang", required=True),
        C("loai", "kind", "Loại biểu", required=True, choices=m.FormKind),
        C("ap_dung", "applies", "Áp dụng cho", T.CODES, refers="nhom.ma"), C("so_dong", "rows", "Số dòng", T.INTEGER),
        C("huong_dan", "guide", "Hướng dẫn"),
    )),
    Schema("chi_tieu", "Chỉ tiêu", m.Field, (
        C("bieu", "form", "Biểu", T.CODE, True, refers="bieu.ma"),
        C("ma", "code", "Mã", T.CODE, True), C("stt", "number", "STT"),
        C("ten", "label", "Tên chỉ tiêu", required=True), C("dvt", "unit_of_measure", "Đơn vị tính"),
        C("kieu", "kind", "Kiểu", required=True, choices=m.FieldKind),
        C("bat_buoc", "required", "Bắt buộc", T.YES_NO),
        C("ap_dung", "applies", "Áp dụng cho", T.CODES, refers="nhom.ma"),
        C("danh_muc", "codelist", "Danh mục", T.CODE, refers="danh_muc.danh_muc"),
        C("toi_thieu", "minimum", "Tối thiểu", T.NUMBER),
        C("toi_da", "maximum", "Tối đa", T.NUMBER), C("thap_phan", "decimals", "Số lẻ", T.INTEGER),
        C("ke_hoach", "has_plan", "Hỏi kế hoạch", T.YES_NO), C("cung_ky", "has_last", "Hỏi cùng kỳ", T.YES_NO),
        C("cong_thuc", "formula", "Công thức", T.FORMULA),
        C("khi_thieu", "on_blank", "Khi thiếu", choices=m.OnBlank),
        C("tong_hop", "aggregate", "Cách tổng hợp", choices=m.Aggregate), C("huong_dan", "guide", "Hướng dẫn"),
    )),
    Schema("danh_muc", "Danh mục", m.CodeEntry, (
        C("danh_muc", "codelist", "Danh mục", T.CODE, True), C("ma", "code", "Mã", T.CODE, True),
        C("ten", "label", "Tên", required=True),
    ), required=False),
    Schema("tieu_chi", "Tiêu chí", m.Criterion, (
        C("bo", "rubric", "Bộ tiêu chí", T.CODE, True), C("ma", "code", "Mã", T.CODE, True),
        C("cha", "parent", "Tiêu chí cha", T.CODE, refers="tieu_chi.ma"), C("stt", "number", "STT"),
        C("noi_dung", "text", "Nội dung", required=True), C("loai", "kind", "Loại", required=True, choices=m.PointKind),
        C("diem_toi_da", "maximum", "Điểm tối đa", T.NUMBER, True),
        C("cach_cham", "method", "Cách chấm", required=True, choices=m.Method),
        C("cong_thuc", "formula", "Công thức", T.FORMULA),
        C("khi_thieu", "on_blank", "Khi thiếu", choices=m.OnBlank),
        C("khong_ap_dung", "if_not_applicable", "Khi không áp dụng", choices=m.NotApplicable),
        C("dieu_kien_ap_dung", "applies_when", "Điều kiện áp dụng", T.FORMULA),
        C("minh_chung", "evidence", "Cần minh chứng", T.YES_NO), C("huong_dan", "guide", "Hướng dẫn"),
    ), required=False),
    Schema("xep_loai", "Xếp loại", m.ClassRule, (
        C("bo", "rubric", "Bộ tiêu chí", T.CODE, True), C("thu_tu", "order", "Thứ tự", T.INTEGER, True),
        C("loai", "kind", "Loại", required=True, choices=m.ClassRuleKind),
        C("ten", "name", "Mức xếp loại", required=True),
        C("cong_thuc", "formula", "Công thức", T.FORMULA, True), C("ghi_chu", "note", "Ghi chú"),
    ), required=False),
    Schema("kiem_tra", "Kiểm tra", m.Check, (
        C("ma", "code", "Mã", T.CODE, True), C("pham_vi", "scope", "Phạm vi", required=True, choices=m.Scope),
        C("cong_thuc", "formula", "Công thức", T.FORMULA, True),
        C("muc", "level", "Mức", required=True, choices=SEVERITIES),
        C("khi_thieu", "on_blank", "Khi thiếu", choices=m.OnBlank),
        C("thong_bao", "message", "Thông báo", required=True), C("giai_trinh", "explain", "Phải giải trình", T.YES_NO),
    ), required=False),
    Schema("thu", "Thư", m.MailText, (
        C("muc_dich", "purpose", "Mục đích", required=True, choices=PURPOSES),
        C("tieu_de", "subject", "Tiêu đề", required=True), C("noi_dung", "body", "Nội dung", required=True),
    ), required=False),
    Schema("bao_cao", "Báo cáo", m.ReportRow, (
        C("stt", "number", "STT"), C("kieu", "kind", "Kiểu", required=True, choices=REPORT_KINDS),
        C("dieu_kien", "condition", "Điều kiện", T.FORMULA), C("noi_dung", "text", "Nội dung"),
        C("nguon", "source", "Nguồn"), C("cot", "columns", "Cột"), C("loc", "filter", "Lọc", T.FORMULA),
        C("sap_xep", "sort", "Sắp xếp"), C("mau_dong", "row_text", "Mẫu dòng"), C("chu_thich", "footnote", "Chú thích"),
    ), required=False),
)
SCHEMA_OF = {schema.table: schema for schema in SCHEMAS}
ATTRIBUTE = {
    "nhom": "groups", "don_vi": "units", "bieu": "forms", "chi_tieu": "fields", "danh_muc": "codes",
    "tieu_chi": "criteria", "xep_loai": "class_rules", "kiem_tra": "checks", "thu": "mails", "bao_cao": "report",
}
"""Table → attribute of :class:`~danvan_xl.campaign.model.Campaign` that holds its records."""
