"""Family T: files as such."""

from danvan_xl.findings.catalogue.entry import entries

ENTRIES = entries(
    ("T001", "loi", "Không phải tệp Excel",
     "Nội dung tệp là {found}, không phải sổ Excel (.xlsx).",
     "Hãy xin đơn vị gửi lại đúng biểu mẫu Excel đã nhận."),
    ("T002", "loi", "Tệp hỏng",
     "Không mở được tệp: {detail}.",
     "Hãy xin đơn vị gửi lại tệp, tốt nhất là nén .zip trước khi gửi."),
    ("T003", "loi", "Tệp quá lớn",
     "Tệp vượt giới hạn an toàn: {detail} (tối đa {expected}).",
     "Hãy xin đơn vị nhập lại số liệu vào biểu mẫu gốc và gửi lại."),
    ("T004", "loi", "Tệp có mật khẩu",
     "Tệp được đặt mật khẩu nên không đọc được.",
     "Hãy xin đơn vị bỏ mật khẩu (Tệp › Thông tin › Bảo vệ) rồi gửi lại."),
    ("T005", "loi", "Tệp chứa khai báo XML bị cấm",
     "Phần {detail} của tệp chứa khai báo DOCTYPE, có thể gây hại nên không được đọc.",
     "Hãy xin đơn vị gửi lại biểu mẫu gốc."),
    ("T006", "loi", "Định dạng Strict Open XML",
     "Tệp được lưu ở dạng Strict Open XML.",
     "Hãy mở bằng Excel, chọn Lưu thành “Excel Workbook (.xlsx)” rồi gửi lại."),
    ("T007", "thong_tin", "Tệp không phải biểu, không đọc",
     "Tệp đi kèm ({found}) không phải sổ Excel nên không được đọc.",
     "Hãy xem trực tiếp nếu cần làm tài liệu kiểm chứng."),
)
