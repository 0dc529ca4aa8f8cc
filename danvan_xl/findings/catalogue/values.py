"""Family G: values."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("G001", "loi", "Chưa nhập chỉ tiêu bắt buộc",
     "“{field}” là chỉ tiêu bắt buộc nhưng còn trống.",
     "Hãy nhập số liệu hoặc chọn tình trạng ở cột bên cạnh."),
    ("G002", "loi", "Không đọc được giá trị",
     "“{field}” có giá trị “{found}”, cần {expected}.",
     "Hãy hỏi lại đơn vị và sửa ô này."),
    ("G003", "loi", "Ngoài giới hạn",
     "“{field}” là {found}, ngoài giới hạn cho phép ({expected}).",
     "Hãy kiểm tra lại số liệu của ô này."),
    ("G004", "thong_tin", "Đã đọc giá trị gõ dạng chữ",
     "“{field}” gõ là “{found}”, được đọc là {expected}.",
     "Không cần làm gì nếu cách đọc này đúng."),
    ("G005", "loi", "Ô báo lỗi",
     "“{field}” đang báo lỗi {found}.",
     "Hãy nhập lại giá trị của ô này."),
    ("G006", "loi", "Có thể hiểu theo hai cách",
     "“{field}” ghi “{found}”, có thể hiểu là {expected}.",
     "Hãy hỏi lại đơn vị giá trị đúng rồi sửa ô này."),
    ("G007", "loi", "Giá trị trái với tình trạng",
     "“{field}” có giá trị {found} nhưng tình trạng ghi “{expected}”.",
     "Hãy xóa giá trị hoặc xóa tình trạng."),
    ("G008", "canh_bao", "Tình trạng không có trong danh mục",
     "Tình trạng của “{field}” ghi “{found}”, không có trong danh mục ({expected}).",
     "Hãy chọn lại tình trạng trong danh sách."),
)
