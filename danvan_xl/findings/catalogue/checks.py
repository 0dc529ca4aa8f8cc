"""Family K: cross-checks."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("K001", "loi", "Số liệu chưa khớp",
     "{detail} (quy tắc {field}: {found}).",
     "Hãy kiểm tra và sửa số liệu, hoặc giải trình nếu số liệu đúng."),
    ("K002", "loi", "Phép kiểm tra báo lỗi",
     "Phép kiểm tra {field} không tính được ({found}).",
     "Hãy kiểm tra các ô mà phép kiểm tra này dùng."),
)
