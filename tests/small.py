"""A small campaign with one field of every kind, for tests that read thousands of workbooks."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import danvan_xl as dv
from danvan_xl.form import form_bytes
from danvan_xl.formula import Value

TABLES = {
    "dot": """khoa,gia_tri
ma,nho_2026
ten,Báo cáo nhỏ năm 2026
nam,2026
tu_ngay,2026-01-01
den_ngay,2026-11-30
han_nop,2026-12-15
ngay_bao_cao,2026-12-20
co_quan,UBND thành phố
lam_tron_diem,2
""",
    "nhom": "ma,ten,bo_tieu_chi\nphuong,Phường,p\n",
    "don_vi": "ma,ten,nhom,email\nvithanh,Phường Vị Thanh,phuong,a@x.example\n"
              "vithanh1,Xã Vị Thanh 1,phuong,b@x.example\n"
              "longphu,Xã Long Phú,phuong,c@x.example\n",
    "bieu": "ma,ten,loai,ap_dung,so_dong\n"
            "so_lieu,Số liệu,chi_tieu,,\nhop,Hội nghị,chi_tieu,,\nvb,Văn bản,danh_sach,,8\n"
            "tm,Thuyết minh,thuyet_minh,,\ncd,Chấm điểm,cham_diem,,\n",
    "chi_tieu": """bieu,ma,stt,ten,dvt,kieu,bat_buoc,danh_muc,toi_thieu,toi_da,thap_phan,ke_hoach,cung_ky,cong_thuc
so_lieu,hs_tong,1,Tổng số hồ sơ,hồ sơ,so_nguyen,x,,0,,,x,x,
so_lieu,hs_dung,1.1,Hồ sơ đúng hạn,hồ sơ,so_nguyen,x,,0,,,x,x,
so_lieu,hs_tl,1.2,Tỷ lệ đúng hạn,%,ty_le,,,,,,,,=hs_dung/hs_tong
so_lieu,hs_nu,1.3,Trong đó: nữ,người,so_nguyen,,,0,,,,x,
so_lieu,von,2,Vốn vận động,triệu đồng,tien,,,0,,,x,,
so_lieu,giai_ngan,3,Tỷ lệ giải ngân,%,so_thap_phan,,,0,100,2,,,
hop,cuoc,1,Số cuộc họp,cuộc,so_nguyen,x,,0,,,,,
hop,hop_nu,2,Trong đó: nữ,người,so_nguyen,,,0,,,,,
hop,gui_nu,3,Trong đó: nữ,người,so_nguyen,,,0,,,,,
hop,ngay_hop,4,Ngày họp,,ngay,,,,,,,,
hop,hinh_thuc,5,Hình thức,,chon,,ht,,,,,,
hop,co_kh,6,Có kế hoạch,,co_khong,x,,,,,,,
hop,chu_tri,7,Người chủ trì,,chu,,,,,,,,
vb,so,1,Số văn bản,,chu,x,,,,,,,
vb,ngay,2,Ngày ban hành,,ngay,,,,,,,,
vb,loai,3,Loại,,chon,,ht,,,,,,
vb,nguoi,4,Số người dự,người,so_nguyen,,,0,,,,,
tm,uu_diem,I,Ưu điểm,,chu,x,,,,,,,
tm,han_che,II,Hạn chế,,chu,,,,,,,,
""",
    "danh_muc": "danh_muc,ma,ten\nht,truc,Trực tiếp\nht,tx,Trực tuyến\n",
    "tieu_chi": """bo,ma,cha,stt,noi_dung,loai,diem_toi_da,cach_cham,cong_thuc
p,mot,,I,Hồ sơ,chuan,60,cong_con,
p,dung,mot,1,Đúng hạn,chuan,40,cong_thuc,"=IF(hs_dung/hs_tong>=0.5,40,0)"
p,khoach,mot,2,Kế hoạch,chuan,20,cong_thuc,"=IF(co_kh=""Có"",20,0)"
p,hai,,II,Tự đánh giá,chuan,40,tu_cham,
""",
    "kiem_tra": "ma,pham_vi,cong_thuc,muc,thong_bao\n"
                "kt_dung,don_vi,=hs_dung<=hs_tong,loi,Hồ sơ đúng hạn nhiều hơn tổng số\n",
    "xep_loai": "bo,thu_tu,loai,ten,cong_thuc\np,1,muc,Tốt,=tong_diem>=80\np,2,muc,Chưa tốt,=tong_diem<80\n",
}
MAILS = """muc_dich,tieu_de,noi_dung
gui,Gửi: {ten_don_vi},Kính gửi {ten_don_vi} tệp {tep}.
nhac,Nhắc: {ten_don_vi},Chưa nhận được số liệu của {ten_don_vi}.
nhac_loi,Sửa: {ten_don_vi},Đề nghị sửa trong tệp {tep}.
"""
VALUES: dict[str, Value] = {
    "hs_tong": Decimal(14251), "hs_tong.kh": Decimal(14000), "hs_tong.ck": Decimal(13873),
    "hs_dung": Decimal(13999), "hs_dung.kh": Decimal(13001), "hs_dung.ck": Decimal(12345),
    "hs_nu": Decimal(17), "hs_nu.ck": Decimal(19), "von": Decimal("1234.5"), "von.kh": Decimal(2000),
    "giai_ngan": Decimal("92.16"), "cuoc": Decimal(12), "hop_nu": Decimal(31), "gui_nu": Decimal(57),
    "ngay_hop": dt.date(2026, 3, 5), "hinh_thuc": "Trực tiếp", "co_kh": "Có", "chu_tri": "Nguyễn Văn Ánh",
    "uu_diem": "Đã làm tốt việc tiếp dân.", "han_che": "Còn chậm.", "tu_cham.hai": Decimal(35),
    "hs_tong.gc": "đã đối chiếu",
}
LISTS: dict[str, list[Value]] = {
    "vb.so": ["01/KH-UBND", "02/BC-UBND", "15/CV-UBND"],
    "vb.ngay": [dt.date(2026, 1, 5), dt.date(2026, 2, 11), None],
    "vb.loai": ["Trực tiếp", "Trực tuyến", "Trực tiếp"],
    "vb.nguoi": [Decimal(41), None, Decimal(77)],
}


@cache
def campaign() -> dv.Campaign:
    with tempfile.TemporaryDirectory() as folder:
        _write(TABLES, Path(folder))
        return dv.load_campaign(folder)


def folder(place: Path) -> None:
    """A campaign folder that can also send mail: each unit's form lies in it."""
    (place / "dinh_nghia").mkdir()
    (place / "bieu_mau").mkdir()
    sender = TABLES["dot"] + "email_lien_he,van_phong@x.example\n"
    _write({**TABLES, "dot": sender, "thu": MAILS}, place / "dinh_nghia")
    mailing = dv.load_campaign(place)
    for unit in mailing.units:
        (place / "bieu_mau" / f"{unit.code}.xlsx").write_bytes(form_bytes(mailing, unit))


def _write(tables: dict[str, str], place: Path) -> None:
    for name, text in tables.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")


@cache
def filled(unit: str = "vithanh") -> bytes:
    """The unit's form, filled with :data:`VALUES` and :data:`LISTS`."""
    return form_bytes(campaign(), campaign().unit_by_code[unit], values=VALUES, lists=LISTS)
