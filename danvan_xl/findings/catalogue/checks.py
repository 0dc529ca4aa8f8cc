"""Family K: cross-checks."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("K001", "loi", "Số liệu chưa khớp",
     "{detail} (quy tắc {field}: {found}).",
     "Hãy kiểm tra và sửa số liệu, hoặc giải trình nếu số liệu đúng."),
    ("K002", "loi", "Phép kiểm tra báo lỗi",
     "Phép kiểm tra {field} không tính được ({found}).",
     "Hãy kiểm tra các ô mà phép kiểm tra này dùng."),
    ("K003", "canh_bao", "Dòng miễn trừ không áp dụng được",
     "Dòng miễn trừ mã {field} bị bỏ qua: {detail}.",
     "Hãy sửa dòng này trong bảng Miễn trừ rồi tổng hợp lại."),
)
