"""Family D: points and rubrics."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("D001", "canh_bao", "Điểm tự chấm khác điểm theo số liệu",
     "Tiêu chí {field}: tự chấm {found} điểm, tính theo số liệu được {expected} điểm.",
     "Điểm theo số liệu được tính; hãy xem lại với đơn vị."),
    ("D002", "loi", "Điểm tự chấm không hợp lệ",
     "Tiêu chí {field}: điểm tự chấm “{found}” phải là số từ 0 đến {expected}.",
     "Hãy xin đơn vị chấm lại tiêu chí này."),
    ("D003", "loi", "Thiếu tài liệu kiểm chứng",
     "Tiêu chí {field} đòi hỏi tài liệu kiểm chứng nhưng ô còn trống, nên tính 0 điểm.",
     "Hãy xin đơn vị bổ sung số, ngày văn bản kiểm chứng."),
    ("D004", "canh_bao", "Chưa xếp loại",
     "{detail}.",
     "Hãy bổ sung số liệu còn thiếu hoặc sửa quy tắc xếp loại."),
    ("D005", "loi", "Công thức chấm điểm báo lỗi",
     "Tiêu chí {field} không tính được điểm ({found}).",
     "Hãy kiểm tra số liệu mà tiêu chí dùng và công thức của tiêu chí."),
    ("D006", "loi", "Công thức chấm vượt khung điểm",
     "Tiêu chí {field}: công thức cho {found} điểm, ngoài khung từ 0 đến {expected}; điểm được tính trong khung.",
     "Hãy sửa công thức của tiêu chí trong định nghĩa."),
)
