"""The cover note: what is handed in, what it rests on, and every error that was still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from danvan_xl.campaign.model import Settings
from danvan_xl.face import Result
from danvan_xl.findings import Finding
from danvan_xl.report.note import note_bytes

_KIND = "PHIẾU GỬI"
WHAT = {
    "tong_hop.xlsx": "Sổ tổng hợp và chấm điểm",
    "bao_cao.docx": "Báo cáo",
    "bao_cao.pdf": "Báo cáo (bản PDF)",
    "bang_tu_cham_diem.xlsx": "Bảng tự chấm điểm",
    "danh_muc_minh_chung.xlsx": "Danh mục tài liệu kiểm chứng",
    "dieu_chinh_sua_chua.xlsx": "Các giá trị đã điều chỉnh, sửa chữa",
    "don_vi_chua_nop.xlsx": "Đơn vị chưa nộp",
}


def cover_lines(result: Result, files: Sequence[str], open_errors: Iterable[Finding], manifest: str) -> list[str]:
    """The text of the note below its head; an empty line between its parts."""
    errors = tuple(open_errors)
    text = [
        f"Số liệu tổng hợp từ {result.completeness}.", "", "Hồ sơ gồm:",
        *(f"{n}. {WHAT[name]} ({name})" for n, name in enumerate(files, 1)),
        f"{len(files) + 1}. Danh mục mã kiểm tra SHA-256 của từng tệp và của từng biểu đơn vị ({manifest})", ""]
    if errors:
        text += [f"CÒN {len(errors)} LỖI CHƯA XỬ LÝ khi lập hồ sơ:", *(f"- [{f.code}] {f.message}" for f in errors)]
    else:
        text.append("Không còn lỗi nào chưa xử lý khi lập hồ sơ.")
    return [*text, "", "Kiểm tra hồ sơ còn nguyên vẹn: danvan check <thư mục này>"]


def plain_note(settings: Settings, lines: Sequence[str]) -> bytes:
    """The note as a text file, for whoever has no Word."""
    day = f", ngày {settings.report_date:%d/%m/%Y}" if settings.report_date else ""
    head = [_KIND, "", f"Cơ quan gửi: {settings.office}{day}", f"Nơi nhận: {settings.addressee}",
            f"Nội dung: {settings.name}"]
    return "\r\n".join([*head, *lines, ""]).encode("utf-8-sig")


def paper_note(settings: Settings, lines: Sequence[str]) -> bytes:
    """The note as a Word paper to be numbered and signed; its frame says who sends what to whom, and when."""
    return note_bytes(replace(settings, subject=settings.name), _KIND, "PG", filter(None, lines))
