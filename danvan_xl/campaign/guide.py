"""The first sheet of a definition in Excel: the whole on one page, with an example."""

from __future__ import annotations

from danvan_xl.campaign.explain import TABLES
from danvan_xl.campaign.schema import SCHEMA_OF, SETTINGS_SHEET
from danvan_xl.tables import GuideLine

GUIDE_SHEET = "Hướng dẫn"
GUIDE_WIDTHS = (24, 62, 34)

_EXAMPLE = (
    ("Bộ tiêu chí", "xa_phuong", "nhóm nào ghi bộ này ở trang Nhóm đơn vị thì được chấm theo nó"),
    ("Mã", "hs_dung_han", "đặt tùy ý, không dấu, không trùng"),
    ("Tiêu chí cha", "cai_cach", "điểm các tiêu chí con phải cộng đúng điểm của cha"),
    ("Nội dung", "Hồ sơ giải quyết đúng hạn: từ 95% 2 điểm; từ 90% 1 điểm; dưới 90% 0 điểm", "lời văn của bộ tiêu chí"),
    ("Loại", "chuan", "chuan, thuong hoặc tru"),
    ("Điểm tối đa", "2", ""),
    ("Cách chấm", "cong_thuc", "tính từ số liệu đơn vị nhập"),
    ("Công thức", "=IF(hs_dung_han_tl>=0.95,2,IF(hs_dung_han_tl>=0.9,1,0))", "hs_dung_han_tl là mã ở trang Chỉ tiêu"),
    ("Khi không áp dụng", "diem_toi_da", "không có hồ sơ nào thì cho điểm tối đa"),
    ("Điều kiện áp dụng", "=hs_tong>0", ""),
)
_NAMES = (
    ("hs_tong", "giá trị của chỉ tiêu", "hs_tong.kh kế hoạch, hs_tong.ck cùng kỳ, hs_tong.tt tình trạng"),
    ("vb.ngay", "cả cột “ngay” của danh sách “vb”", "COUNTIF(vb.loai,\"Kế hoạch\")"),
    ("diem.ma, tu_cham.ma", "điểm được tính, điểm tự chấm của một tiêu chí", "dùng trong Tiêu chí, Xếp loại"),
    ("tong_diem, diem_chuan", "tổng điểm; điểm chuẩn", "cùng diem_thuong, diem_tru, so_tieu_chi_0, so_tu_cham"),
    ("tp.hs_tong, tp.hs_tong.tb", "tổng và trung bình của mọi đơn vị", "chỉ có sau tổng hợp (sau_tong_hop)"),
)


def guide_lines() -> list[GuideLine]:
    """The page row by row."""
    sheets = [(SETTINGS_SHEET[1], TABLES["dot"], "bắt buộc")]
    sheets += [(s.sheet, TABLES[t], "bắt buộc" if s.required else "tùy chọn") for t, s in SCHEMA_OF.items()]
    return [
        GuideLine("title", ("ĐỊNH NGHĨA ĐỢT BÁO CÁO",)),
        GuideLine("text", (
            "Sổ này nói cho phần mềm biết phải hỏi gì, ai trả lời, chấm điểm thế nào và báo cáo viết ra sao. Mỗi trang "
            "là một bảng, mỗi dòng là một mục. Đưa con trỏ lên tiêu đề cột để xem cột dùng làm gì; tiêu đề xanh đậm là "
            "cột phải điền. Được đổi thứ tự cột, bỏ cột không dùng, để dòng trống. Không đổi tên trang và tiêu đề cột.",
        )),
        GuideLine("heading", ("Cách làm",)),
        GuideLine("text", (
            "1. Sửa trang Đợt, Đơn vị, rồi Biểu và Chỉ tiêu, sau đó Tiêu chí, Xếp loại, cuối cùng Thư và Báo cáo.   "
            "2. Lưu và đóng sổ, chạy “danvan check dot.xlsx”: mọi chỗ sai được nêu cùng lúc, kèm trang, dòng, cột và "
            "cách sửa.   3. Hết lỗi thì chạy “danvan generate” với thư mục của đợt để tạo biểu mẫu.",
        )),
        GuideLine("heading", ("Các trang",)),
        GuideLine("head", ("Trang", "Dùng để", "Có phải điền")),
        *(GuideLine("cells", row) for row in sheets),
        GuideLine("heading", ("Tên dùng trong công thức",)),
        GuideLine("head", ("Tên", "Là gì", "Ghi thêm")),
        *(GuideLine("cells", row) for row in _NAMES),
        GuideLine("text", (
            "Công thức viết dạng tiếng Anh: dấu phẩy ngăn tham số, dấu chấm thập phân, chữ đặt trong dấu nháy kép; "
            "95% viết là 0.95. Ô phải là chữ (định dạng Text) hoặc bắt đầu bằng dấu =.",
        )),
        GuideLine("heading", ("Ví dụ một dòng ở trang Tiêu chí",)),
        GuideLine("head", ("Cột", "Ghi", "Vì sao")),
        *(GuideLine("cells", row) for row in _EXAMPLE),
    ]
