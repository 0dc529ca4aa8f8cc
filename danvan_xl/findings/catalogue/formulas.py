"""Family F: formulas of a returned workbook."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("F001", "loi", "Công thức bị thay bằng số gõ tay",
     "Ô công thức của “{field}” bị gõ đè giá trị {found}; phần mềm dùng kết quả tính lại {expected}.",
     "Hãy xin đơn vị giữ nguyên công thức, chỉ sửa số liệu đầu vào."),
    ("F002", "loi", "Công thức bị sửa",
     "Công thức của “{field}” là “{found}”, bản gốc là “{expected}”; phần mềm dùng công thức gốc.",
     "Hãy xin đơn vị dùng lại biểu mẫu gốc."),
    ("F003", "thong_tin", "Công thức chưa được tính",
     "Ô công thức của “{field}” chưa có kết quả trong tệp; phần mềm đã tự tính ({expected}).",
     "Không cần làm gì."),
    ("F004", "canh_bao", "Kết quả trong tệp đã cũ",
     "Ô công thức của “{field}” hiện {found} nhưng tính lại là {expected}; phần mềm dùng kết quả tính lại.",
     "Hãy mở tệp bằng Excel, bấm F9 rồi lưu lại để đối chiếu."),
    ("F005", "canh_bao", "Không còn ô công thức",
     "Không tìm thấy ô công thức của “{field}”; phần mềm dùng kết quả tính lại {expected}.",
     "Hãy xin đơn vị giữ nguyên các dòng, cột của biểu."),
    ("F006", "canh_bao", "Công thức trỏ lệch ô",
     "Công thức của “{field}” là “{found}”, trỏ vào chỗ cũ của những ô đã bị dời; bản gốc là “{expected}”.",
     "Phần mềm dùng kết quả tính lại theo công thức gốc; hãy xin đơn vị không chèn, xóa dòng, cột."),
)
