"""What each table and column of a definition is for, in words for an official: comments in the .xlsx, the docs."""

from __future__ import annotations

TABLES: dict[str, str] = {
    "dot": "Thông tin chung của đợt báo cáo: tên, năm, hạn nộp, cơ quan, người ký, căn cứ chấm điểm.",
    "nhom": "Các nhóm đơn vị; mỗi nhóm dùng một bộ tiêu chí chấm điểm hoặc không chấm.",
    "don_vi": "Các cơ quan, đơn vị phải gửi báo cáo, mỗi đơn vị một dòng.",
    "bieu": "Các trang của biểu mẫu gửi đơn vị.",
    "chi_tieu": "Các chỉ tiêu, câu hỏi thuyết minh và cột của danh sách.",
    "danh_muc": "Các giá trị cho ô chọn, mỗi giá trị một dòng.",
    "tieu_chi": "Bộ tiêu chí chấm điểm: cây tiêu chí, điểm tối đa và công thức chấm.",
    "xep_loai": "Các mức xếp loại, mức trần và trường hợp loại trừ.",
    "kiem_tra": "Các phép kiểm tra chéo; công thức cho TRUE là đạt.",
    "thu": "Thư gửi biểu, nhắc nộp, nhắc sửa, cảm ơn.",
    "bao_cao": "Đề cương và lời văn báo cáo, mỗi đoạn một dòng.",
}

VALUES: dict[str, str] = {
    "chi_tieu": "bảng chỉ tiêu", "danh_sach": "danh sách nhiều dòng", "thuyet_minh": "câu hỏi viết bằng lời",
    "cham_diem": "trang chấm điểm", "so_nguyen": "số nguyên", "so_thap_phan": "số có phần lẻ",
    "ty_le": "tỷ lệ tính bằng công thức", "tien": "tiền, theo ĐVT", "ngay": "ngày", "chu": "chữ",
    "chon": "chọn trong danh mục", "co_khong": "Có hoặc Không", "cong": "cộng các đơn vị",
    "trung_binh": "trung bình các đơn vị", "lon_nhat": "lớn nhất", "nho_nhat": "nhỏ nhất",
    "cong_thuc": "tính theo công thức", "khong": "không tổng hợp", "trong": "thiếu số liệu thì để trống",
    "van_tinh": "ô trống coi như Excel vẫn tính", "chuan": "điểm chuẩn", "thuong": "điểm thưởng",
    "tru": "điểm trừ (ghi số dương)", "cong_con": "cộng các tiêu chí con",
    "tu_cham": "đơn vị tự chấm, cơ quan thẩm định",
    "sau_tong_hop": "công thức, chỉ có điểm sau khi tổng hợp", "diem_toi_da": "cho điểm tối đa",
    "phan_bo": "chia đều điểm tối đa cho các tiêu chí cùng mục", "quy_doi": "quy đổi điểm của mục theo phần còn lại",
    "bo_qua": "không tính, tổng điểm giữ nguyên", "muc": "mức xếp loại", "tran": "xếp cao nhất là mức này",
    "loai_tru": "xếp ngay vào mức này", "don_vi": "từng đơn vị", "tong_hop": "số tổng hợp toàn cơ quan",
    "loi": "lỗi", "canh_bao": "cảnh báo", "thu_nghiem": "thử nghiệm, chỉ để biết", "gui": "gửi biểu",
    "nhac": "nhắc nộp", "nhac_loi": "nhắc sửa lỗi", "cam_on": "cảm ơn", "muc_1": "mục I, II", "muc_2": "mục 1, 2",
    "muc_3": "mục a, b",
    "doan": "đoạn văn", "gach_dau_dong": "gạch đầu dòng", "liet_ke": "liệt kê thuyết minh của các đơn vị",
    "bang": "bảng chỉ tiêu", "bieu_do": "biểu đồ", "phu_luc": "phụ lục",
}
"""What a coded value means, in a word or two."""

_FORMULA = "Công thức Excel viết bằng tên, dạng tiếng Anh, dấu phẩy ngăn tham số; "
_BLANK = "Để trống hoặc “trong”: thiếu số liệu thì kết quả trống; “van_tinh”: ô trống được tính như Excel."

COLUMNS: dict[str, dict[str, str]] = {
    "nhom": {
        "ma": "Mã nhóm: chữ thường không dấu, số, gạch dưới; ví dụ xa_phuong.",
        "ten": "Tên nhóm như muốn thấy trong báo cáo.",
        "bo_tieu_chi": "Bộ tiêu chí dùng để chấm nhóm này (cột Bộ tiêu chí của trang Tiêu chí). Để trống: không chấm.",
    },
    "don_vi": {
        "ma": "Mã đơn vị, cũng là tên tệp biểu mẫu; ví dụ ninh_kieu.",
        "ten": "Tên đầy đủ của đơn vị.", "nhom": "Mã nhóm ở trang Nhóm đơn vị.",
        "email": "Địa chỉ nhận thư.", "lien_he": "Người liên hệ, số điện thoại.",
        "han_nop": "Chỉ ghi khi đơn vị được gia hạn riêng; để trống là hạn chung của đợt.",
    },
    "bieu": {
        "ma": "Mã biểu.", "ten": "Tên trang trong biểu mẫu, tối đa 31 ký tự.",
        "loai": "Loại biểu.", "ap_dung": "Mã nhóm, mã đơn vị phải điền, ngăn bằng dấu ;. Để trống: mọi đơn vị.",
        "so_dong": "Số dòng chừa sẵn, chỉ dùng cho danh sách.", "huong_dan": "Lời hướng dẫn in trên biểu.",
    },
    "chi_tieu": {
        "bieu": "Mã biểu chứa chỉ tiêu. Trong biểu danh sách, mỗi dòng ở đây là một cột của danh sách.",
        "ma": "Mã chỉ tiêu, dùng làm tên trong công thức; ví dụ hs_tong. Không giống địa chỉ ô (kt1).",
        "stt": "Số thứ tự in trên biểu.", "ten": "Tên chỉ tiêu in trên biểu.", "dvt": "Đơn vị tính.",
        "kieu": "Kiểu giá trị. Tỷ lệ do đơn vị gõ: so_thap_phan với ĐVT %, từ 0 đến 100; ty_le chỉ dùng cho ô tính.",
        "bat_buoc": "x: phải trả lời.", "ap_dung": "Mã nhóm, mã đơn vị phải điền; để trống: như biểu.",
        "danh_muc": "Danh mục của ô chọn.", "toi_thieu": "Giá trị nhỏ nhất được nhập.",
        "toi_da": "Giá trị lớn nhất được nhập.", "thap_phan": "Số chữ số lẻ khi in.",
        "ke_hoach": "x: hỏi thêm kế hoạch (tên trong công thức: mã.kh).",
        "cung_ky": "x: hỏi thêm cùng kỳ năm trước (mã.ck).",
        "cong_thuc": _FORMULA + "có công thức thì ô được tính, đơn vị không nhập.", "khi_thieu": _BLANK,
        "tong_hop": "Cách ra số của toàn cơ quan. Để trống: cộng với số nhập, tính lại từ tổng với ô có công thức.",
        "huong_dan": "Cách ghi số liệu, hiện khi chọn ô.",
    },
    "danh_muc": {
        "danh_muc": "Mã danh mục.", "ma": "Mã giá trị.",
        "ten": "Giá trị hiện ra để chọn; công thức so với đúng lời này.",
    },
    "tieu_chi": {
        "bo": "Mã bộ tiêu chí.", "ma": "Mã tiêu chí, dùng trong công thức: diem.ma, tu_cham.ma.",
        "cha": "Mã tiêu chí cha trong cùng bộ; để trống: mục lớn nhất.", "stt": "Số thứ tự: I, 1, a.",
        "noi_dung": "Nội dung tiêu chí và các mức điểm bằng lời; phần mềm đối chiếu số trong lời với công thức.",
        "loai": "Loại điểm; tiêu chí con cùng loại với tiêu chí cha.", "diem_toi_da": "Điểm tối đa, số dương.",
        "cach_cham": "Cách chấm.", "cong_thuc": _FORMULA + "kết quả là điểm, từ 0 đến điểm tối đa.",
        "khi_thieu": _BLANK, "khong_ap_dung": "Xử lý khi điều kiện áp dụng là FALSE.",
        "dieu_kien_ap_dung": "Công thức cho TRUE khi tiêu chí áp dụng cho đơn vị; để trống: luôn áp dụng.",
        "minh_chung": "x: không có tài liệu kiểm chứng thì 0 điểm.", "huong_dan": "Giải thích cách chấm, cách hiểu.",
    },
    "xep_loai": {
        "bo": "Mã bộ tiêu chí.", "thu_tu": "Thứ tự xét: 1, 2, 3…", "loai": "Loại quy định.",
        "ten": "Tên mức xếp loại.",
        "cong_thuc": _FORMULA + "mức đầu tiên cho TRUE là mức được xếp. Tên dùng được: diem_chuan, tong_diem, "
                     "so_tieu_chi_0, so_tu_cham và mọi chỉ tiêu.",
        "ghi_chu": "Điều khoản làm căn cứ và cách hiểu; được in làm lý do xếp loại.",
    },
    "kiem_tra": {
        "ma": "Mã phép kiểm tra.", "pham_vi": "Nơi kiểm tra.", "cong_thuc": _FORMULA + "TRUE là đạt.",
        "muc": "Mức độ.", "khi_thieu": _BLANK, "thong_bao": "Lời báo khi không đạt: sai ở đâu, cần làm gì.",
        "giai_trinh": "x: đơn vị phải giải trình khi không đạt.",
    },
    "thu": {
        "muc_dich": "Mục đích của thư.", "tieu_de": "Tiêu đề, dùng được {ten_don_vi}, {ten_dot}, {han_nop}…",
        "noi_dung": "Nội dung, dùng được các tên trong ngoặc nhọn như tiêu đề.",
    },
    "bao_cao": {
        "stt": "Số của mục: I, 1, a.", "kieu": "Kiểu đoạn.",
        "dieu_kien": _FORMULA + "chỉ in đoạn khi kết quả là TRUE.",
        "noi_dung": "Lời văn; số liệu trong ngoặc nhọn: {hs_tong}, {=hs_dung_han/hs_tong|%}, {dot.nam}.",
        "nguon": "Nguồn của bảng, biểu đồ, liệt kê, phụ lục: mã chỉ tiêu, mã danh sách hoặc tên phụ lục.",
        "cot": "Các cột của bảng, phụ lục; các nhóm hoặc dãy số của biểu đồ, ngăn bằng dấu ;.",
        "loc": _FORMULA + "giữ các dòng danh sách cho kết quả TRUE (dùng mã cột).",
        "sap_xep": "Cột để sắp xếp, ngăn bằng dấu ;.", "mau_dong": "Lời của một dòng danh sách: {loai} số {so}.",
        "chu_thich": "Chú thích cuối trang; {*vb} chạy qua danh sách vb theo Mẫu dòng.",
    },
}

SETTINGS: dict[str, str] = {
    "ma": "Mã đợt, ví dụ can_tho_2026.", "ten": "Tên đợt báo cáo.", "nam": "Năm báo cáo.",
    "ky": "Kỳ báo cáo, ví dụ Năm.", "tu_ngay": "Ngày đầu kỳ số liệu.", "den_ngay": "Ngày chốt số liệu.",
    "han_nop": "Hạn đơn vị gửi biểu.", "ngay_bao_cao": "Ngày ghi trên báo cáo; mọi văn bản lấy ngày từ đây.",
    "co_quan": "Cơ quan ban hành báo cáo.", "co_quan_chu_quan": "Cơ quan cấp trên trực tiếp.",
    "kinh_gui": "Nơi nhận chính.", "noi_nhan": "Các nơi nhận, ngăn bằng dấu ;.",
    "so_ky_hieu": "Số, ký hiệu, ví dụ /BC-SNV.", "trich_yeu": "Trích yếu nội dung báo cáo.",
    "dia_danh": "Địa danh trước ngày tháng.", "the_thuc_ky": "Ví dụ TM. ỦY BAN NHÂN DÂN.",
    "chuc_vu_ky": "Chức vụ người ký.", "nguoi_ky": "Họ tên người ký.", "don_vi_chu_tri": "Đơn vị chủ trì tổng hợp.",
    "nguoi_lien_he": "Người đơn vị có thể hỏi.", "email_lien_he": "Địa chỉ nhận biểu.",
    "so_van_ban_yeu_cau": "Văn bản yêu cầu báo cáo.", "can_cu_cham_diem": "Căn cứ chấm điểm.",
    "ghi_chu_bo_tieu_chi": "Ghi chú, cách hiểu bộ tiêu chí; in ở mọi nơi có điểm.",
    "bo_tieu_chi": "Bộ tiêu chí mà chính cơ quan tự chấm; để trống: không có.",
    "dem_hai_chu_so": "x: in số đếm dưới 10 là 02, 07.", "lam_tron_diem": "Số chữ số lẻ của điểm, thường là 2.",
    "nhac_truoc": "Nhắc nộp trước hạn bao nhiêu ngày, ngăn bằng dấu ;, ví dụ 7;3;1.",
    "diem_thuong_toi_da": "Trần của tổng điểm thưởng.", "diem_tru_toi_da": "Trần của tổng điểm trừ.",
}


def column_help(table: str, code: str, allowed: tuple[str, ...] = ()) -> str:
    """The explanation of a column, with what each allowed value means."""
    text = COLUMNS[table][code]
    if not allowed:
        return text
    return text + "\n" + "\n".join(f"{value}: {VALUES[value]}" for value in allowed)
