"""Family N, continued: the office's register, mail sent and received, handing over."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("N020", "canh_bao", "Sổ theo dõi không đọc được",
     "Không biết biểu nào nhận lúc nào: {detail}",
     "Bản được tính chọn theo thời điểm lưu trong tệp; hãy xử lý sổ theo dõi rồi tổng hợp lại."),
    ("N021", "thong_tin", "Nộp quá hạn",
     "Biểu nhận ngày {found}, sau hạn ngày {expected}.",
     "Nếu đơn vị được gia hạn, hãy ghi hạn nộp riêng trong bảng Đơn vị."),
)
