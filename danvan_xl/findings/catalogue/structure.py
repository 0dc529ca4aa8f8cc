"""Family C: structure of a returned workbook."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("C001", "loi", "Không phải biểu mẫu của phần mềm",
     "Sổ Excel không có thông tin nhận dạng biểu mẫu (trang ẩn _danvan).",
     "Hãy xin đơn vị nhập vào biểu mẫu đã gửi và không chép sang sổ khác."),
    ("C002", "loi", "Biểu của đợt khác",
     "Biểu thuộc đợt “{found}”, không phải đợt “{expected}”.",
     "Hãy gửi lại đơn vị biểu mẫu của đợt này."),
    ("C003", "loi", "Mã đơn vị không có trong danh sách",
     "Mã đơn vị “{found}” trong biểu không có trong danh sách đơn vị của đợt.",
     "Hãy kiểm tra danh sách đơn vị hoặc xin gửi lại đúng biểu."),
    ("C004", "loi", "Tiêu đề trang ghi đơn vị khác",
     "Tiêu đề trang ghi “{found}” nhưng mã bên trong là của “{expected}”; tệp không được tính cho đơn vị nào.",
     "Hãy hỏi lại đơn vị và xin gửi đúng biểu của mình."),
    ("C005", "loi", "Không tìm thấy ô của chỉ tiêu",
     "Không tìm thấy ô của “{field}” ({detail}).",
     "Hãy xin đơn vị nhập lại vào biểu mẫu gốc, không xóa dòng, cột hay trang."),
    ("C006", "loi", "Khác phiên bản biểu mẫu",
     "Biểu có phiên bản định dạng “{found}”, phần mềm đọc được “{expected}”.",
     "Hãy gửi lại đơn vị biểu mẫu mới."),
    ("C007", "canh_bao", "Biểu làm từ định nghĩa cũ",
     "Biểu được tạo từ một bản định nghĩa khác với bản đang dùng.",
     "Hãy kiểm tra các chỉ tiêu đã sửa; nếu cần, gửi lại biểu mẫu mới cho đơn vị."),
    ("C008", "canh_bao", "Tên tệp trùng với đơn vị khác",
     "Tên tệp gợi đến đơn vị “{found}” nhưng mã bên trong là “{expected}”; phần mềm tính theo mã bên trong.",
     "Hãy kiểm tra lại với đơn vị."),
)
