"""Family D: points and rubrics."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("D001", "canh_bao", "Điểm tự chấm khác điểm theo số liệu",
     "Tiêu chí {field}: tự chấm {found} điểm, tính theo số liệu được {expected} điểm ({detail}).",
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
    ("D006", "canh_bao", "Công thức chấm vượt khung điểm",
     "Tiêu chí {field}: công thức cho {found} điểm, ngoài khung từ 0 đến {expected}; điểm được tính trong khung.",
     "Hãy sửa công thức của tiêu chí trong định nghĩa."),
    ("D007", "canh_bao", "Một văn bản ghi hai ngày",
     "Tiêu chí {field}: văn bản {found} ghi ngày {detail}, ở chỗ khác của cùng đơn vị ghi ngày {expected}.",
     "Hãy xem lại bản gốc và sửa ngày cho khớp."),
    ("D008", "canh_bao", "Văn bản kiểm chứng đề ngày sau khi gửi biểu",
     "Tiêu chí {field}: {found} ghi ngày {detail}, sau {expected}.",
     "Hãy xem lại ngày văn bản; văn bản ban hành sau không làm kiểm chứng cho kỳ này."),
    ("D009", "canh_bao", "Ngày của văn bản không có thật",
     "Tiêu chí {field}: {found} ghi ngày {detail}, là ngày không có trong lịch.",
     "Hãy xem lại bản gốc và sửa ngày."),
    ("D010", "canh_bao", "Điểm trong biểu khác điểm tính lại",
     "Tiêu chí {field}: biểu của đơn vị hiện {found} điểm, tính lại được {expected} điểm từ {detail}; "
     "điểm tính lại được dùng.",
     "Hãy đối chiếu các số liệu này với đơn vị."),
)
