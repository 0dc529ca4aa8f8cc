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
)
