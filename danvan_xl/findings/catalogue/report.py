"""Family B: the report."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("B001", "loi", "Số liệu của báo cáo còn trống",
     "Câu “{found}” cần “{field}” nhưng chưa có số liệu.",
     "Hãy bổ sung số liệu hoặc sửa câu trước khi ký."),
    ("B002", "loi", "Báo cáo nhắc tên không có",
     "Câu “{found}” nhắc “{field}” không có trong định nghĩa.",
     "Hãy sửa tên trong bảng Báo cáo."),
    ("B003", "loi", "Không tính được số liệu của báo cáo",
     "Câu “{found}”: công thức “{field}” báo lỗi {detail}.",
     "Hãy kiểm tra số liệu hoặc công thức trong bảng Báo cáo."),
    ("B004", "loi", "Không xét được điều kiện của câu",
     "Câu “{found}” có điều kiện “{field}” chưa xét được vì thiếu số liệu.",
     "Hãy bổ sung số liệu hoặc sửa điều kiện trong bảng Báo cáo."),
)
