"""Family N: returns, mail, deadlines, the office's own tables."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("N001", "loi", "Chưa nộp",
     "Đơn vị chưa gửi biểu.",
     "Hãy nhắc đơn vị gửi biểu đã nhập."),
    ("N002", "thong_tin", "Bản bị thay thế",
     "Tệp này không được tính vì đơn vị có bản khác được chọn: {expected} ({detail}).",
     "Không cần làm gì nếu bản được chọn là bản đúng."),
    ("N003", "thong_tin", "Gửi trùng",
     "Tệp có nội dung giống hệt {expected}.",
     "Không cần làm gì."),
    ("N004", "thong_tin", "Giá trị thay đổi khi gửi lại",
     "“{field}”: bản trước ({detail}) ghi “{found}”, bản được tính ghi “{expected}”.",
     "Hãy hỏi đơn vị nếu thay đổi này bất thường."),
    ("N005", "loi", "Biểu đính kèm không phải của đơn vị nhận thư",
     "Biểu trong tệp là của “{found}”, không phải của “{expected}”; thư không được soạn.",
     "Hãy tạo lại biểu mẫu (danvan generate) rồi soạn lại thư."),
    ("N006", "loi", "Chưa có biểu để gửi",
     "Không có biểu mẫu của đơn vị.",
     "Hãy tạo biểu mẫu trước (danvan generate)."),
    ("N007", "loi", "Đơn vị chưa có địa chỉ thư",
     "Cột email của đơn vị còn trống nên không soạn được thư.",
     "Hãy điền email trong bảng Đơn vị."),
    ("N008", "loi", "Điều chỉnh không áp dụng được",
     "Dòng điều chỉnh “{field}” của “{expected}” bị bỏ qua: {detail}.",
     "Hãy sửa dòng này trong bảng Điều chỉnh rồi tổng hợp lại."),
    ("N009", "thong_tin", "Đã điều chỉnh",
     "“{field}” được điều chỉnh từ “{found}” thành “{expected}” ({detail}).",
     "Không cần làm gì nếu điều chỉnh này đúng."),
)
