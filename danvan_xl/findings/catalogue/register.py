"""Family N, continued: the office's register, mail sent and received, handing over."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("N020", "canh_bao", "Sổ theo dõi không đọc được",
     "Không biết biểu nào nhận lúc nào: {detail}",
     "Bản được tính chọn theo thời điểm lưu trong tệp; hãy xử lý sổ theo dõi rồi tổng hợp lại."),
    ("N021", "thong_tin", "Nộp quá hạn",
     "Biểu nhận ngày {found}, sau hạn ngày {expected}.",
     "Nếu đơn vị được gia hạn, hãy ghi hạn nộp riêng trong bảng Đơn vị."),
    ("N022", "canh_bao", "Thư không có tệp đính kèm",
     "Thư “{found}” của {detail} không có tệp đính kèm nào.",
     "Hãy mở thư để xem; nếu biểu nằm ở liên kết tải về, hãy tải rồi nhận bằng danvan receive."),
    ("N023", "canh_bao", "Người gửi không phải đơn vị của biểu",
     "Biểu của “{expected}” được gửi từ địa chỉ {found} của “{detail}”.",
     "Hãy hỏi lại hai đơn vị nếu việc gửi thay này bất thường."),
    ("N024", "loi", "Địa chỉ thư không hợp lệ",
     "Cột email ghi “{found}”, không phải một địa chỉ thư.",
     "Hãy ghi đúng một địa chỉ (không dấu, không khoảng trắng) trong bảng Đơn vị."),
    ("N025", "loi", "Địa chỉ thư minh họa",
     "Địa chỉ {found} thuộc tên miền dành cho ví dụ nên không gửi.",
     "Hãy ghi địa chỉ thật của đơn vị trong bảng Đơn vị."),
    ("N026", "loi", "Máy chủ không nhận thư",
     "Máy chủ không nhận địa chỉ {found} (trả lời: {detail}).",
     "Hãy kiểm tra email trong bảng Đơn vị rồi chạy lại; các thư đã gửi không bị gửi lại."),
    ("N027", "loi", "Thư chưa rõ đã đi hay chưa",
     "Lần gửi tới {found} lúc {detail} bị ngắt giữa chừng nên chưa rõ thư đã đi hay chưa; thư không được gửi lại.",
     "Hãy hỏi đơn vị; nếu chưa nhận được, chạy lại với --again --only {unit}."),
    ("N028", "loi", "Không gửi được qua máy chủ thư",
     "{detail}",
     "Hãy kiểm tra máy chủ, tên đăng nhập, mật khẩu rồi chạy lại; các thư đã gửi không bị gửi lại."),
)
