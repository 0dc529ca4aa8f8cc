"""A small campaign with every rule type of real rubrics, its units, and their returns made from figures."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import danvan_xl as dv
from danvan_xl.form import form_bytes

BEST, GOOD, DONE, FAILED = "Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành"
EVIDENCE = "Kế hoạch số 12/KH-UBND ngày 05/01/2023 về dân vận khéo"

SETTINGS = {
    "ma": "vang", "ten": "Đợt chấm điểm mẫu", "nam": "2023", "han_nop": "2023-11-24", "ngay_bao_cao": "2023-11-28",
    "co_quan": "UBND thành phố", "co_quan_chu_quan": "UBND tỉnh", "kinh_gui": "Sở Nội vụ", "lam_tron_diem": "2",
    "diem_thuong_toi_da": "3", "diem_tru_toi_da": "2", "bo_tieu_chi": "tp", "ghi_chu_bo_tieu_chi": "Bộ tiêu chí mẫu",
}
GROUPS = (("xa", "Xã, phường", "xa"), ("phong", "Phòng", "phong"), ("khac", "Đơn vị khác", ""))
FORMS = (
    ("bieu", "Số liệu", "chi_tieu", ""), ("vb", "Văn bản đã ban hành", "danh_sach", "5"),
    ("cham", "Chấm điểm", "cham_diem", ""),
)
_WHOLE, _DECIMAL, _YES_NO, _CHOICE = "so_nguyen", "so_thap_phan", "co_khong", "chon"
FIELDS = (
    ("vi_pham", "Có vi phạm trong năm", _YES_NO), ("hs_tong", "Tổng số hồ sơ", _WHOLE),
    ("hs_han", "Hồ sơ đúng hạn", _WHOLE), ("hai_long", "Mức độ hài lòng", _DECIMAL), ("thu", "Thu ngân sách", _DECIMAL),
    ("dvc", "Dịch vụ công trực tuyến", _DECIMAL), ("giao", "Nhiệm vụ được giao", _WHOLE),
    ("xong", "Nhiệm vụ hoàn thành", _DECIMAL), ("thu_nhap", "Số lượt người dự", _DECIMAL),
    ("ngheo", "Tỷ lệ hộ nghèo", _DECIMAL), ("mien_nui", "Xã miền núi", _YES_NO), ("hoi_vien", "Hội viên mới", _DECIMAL),
    ("don", "Đơn phải giải quyết", _WHOLE), ("don_xong", "Đơn đã giải quyết", _WHOLE),
    ("to_cao", "Tố cáo phát sinh", _WHOLE), ("to_cao_xong", "Tố cáo đã giải quyết", _WHOLE),
    ("y_kien", "Ý kiến cử tri", _WHOLE), ("y_kien_xong", "Ý kiến đã trả lời", _WHOLE),
    ("cong_trinh", "Công trình phải thực hiện", _WHOLE), ("khen", "Mô hình được biểu dương", _WHOLE),
    ("giai_tw", "Giải cấp trung ương", _WHOLE), ("giai_tinh", "Giải cấp tỉnh", _WHOLE), ("vu", "Số vụ vi phạm", _WHOLE),
    ("ky_luat", "Kỷ luật lãnh đạo", _CHOICE), ("mat_dk", "Mất đoàn kết nghiêm trọng", _YES_NO),
)
DISCIPLINE = ("Không có", "Khiển trách", "Cảnh cáo")

# bộ, mã, cha, stt, nội dung, loại, tối đa, cách chấm, công thức, không áp dụng, điều kiện, minh chứng
CRITERIA = (
    ("xa", "mot", "", "I", "Kết quả chung", "chuan", "40", "cong_con", "", "", "", ""),
    ("xa", "co_khong", "mot", "1", "Không vi phạm", "chuan", "2.5", "cong_thuc",
     '=IF(vi_pham="Không",2.5,0)', "", "", ""),
    ("xa", "nguong", "mot", "2", "Hồ sơ đúng hạn từ 95%", "chuan", "2.5", "cong_thuc",
     "=IF(hs_han/hs_tong>=0.95,2.5,0)", "", "", ""),
    ("xa", "bac", "mot", "3", "Hài lòng: từ 95% 5 điểm, từ 80% 3 điểm", "chuan", "5", "cong_thuc",
     "=IF(hai_long>=95,5,IF(hai_long>=80,3,0))", "", "", ""),
    ("xa", "chi_tieu_giao", "mot", "4", "Thu đạt chỉ tiêu giao", "chuan", "5", "cong_thuc",
     "=IF(thu>=thu.kh,5,0)", "", "", ""),
    ("xa", "binh_quan", "mot", "5", "Dịch vụ công bằng hoặc hơn bình quân", "chuan", "2", "sau_tong_hop",
     "=IF(dvc>=tp.dvc.tb,2,0)", "", "", ""),
    ("xa", "ty_le", "mot", "6", "Nhiệm vụ hoàn thành: theo tỷ lệ", "chuan", "5", "cong_thuc",
     "=5*MIN(1,xong/giao)", "", "", ""),
    ("xa", "danh_gia", "mot", "7", "Chất lượng mô hình", "chuan", "18", "tu_cham", "", "", "", "x"),
    ("xa", "hai", "", "II", "Kết quả cụ thể", "chuan", "60", "cong_con", "", "", "", ""),
    ("xa", "buoc", "hai", "1", "Đến 16.000 lượt 10 điểm, thêm 1.000 cộng 0,5, không quá 25", "chuan", "25", "cong_thuc",
     "=IF(thu_nhap<=16000,10,MIN(25,10+0.5*INT((thu_nhap-16000)/1000)))", "", "", ""),
    ("xa", "nguoc", "hai", "2", "Hộ nghèo từ 4,5% 3 điểm, giảm 1% cộng 1, không quá 5", "chuan", "5", "cong_thuc",
     "=MIN(5,3+INT(ROUND(MAX(0,4.5-ngheo),6)))", "", "", ""),
    ("xa", "he_so", "hai", "3", "Hội viên từ 100, miền núi 75%", "chuan", "5", "cong_thuc",
     '=IF(hoi_vien>=100*IF(mien_nui="Có",0.75,1),5,2)', "", "", ""),
    ("xa", "ad_du", "hai", "4", "Giải quyết đơn", "chuan", "5", "cong_thuc", "=5*MIN(1,don_xong/don)", "diem_toi_da",
     "=don>0", ""),
    ("xa", "muc_pb", "hai", "5", "Mục phân bổ", "chuan", "10", "cong_con", "", "", "", ""),
    ("xa", "pb_a", "muc_pb", "a", "Giải quyết tố cáo", "chuan", "4", "cong_thuc", "=4*MIN(1,to_cao_xong/to_cao)",
     "phan_bo", "=to_cao>0", ""),
    ("xa", "pb_b", "muc_pb", "b", "Hài lòng", "chuan", "3", "cong_thuc", "=IF(hai_long>=80,3,1.5)", "", "", ""),
    ("xa", "pb_c", "muc_pb", "c", "Không vi phạm", "chuan", "3", "cong_thuc", '=IF(vi_pham="Không",3,1)', "", "", ""),
    ("xa", "muc_qd", "hai", "6", "Mục quy đổi", "chuan", "8", "cong_con", "", "", "", ""),
    ("xa", "qd_a", "muc_qd", "a", "Trả lời ý kiến", "chuan", "5", "cong_thuc", "=5*MIN(1,y_kien_xong/y_kien)",
     "quy_doi", "=y_kien>0", ""),
    ("xa", "qd_b", "muc_qd", "b", "Hồ sơ đúng hạn", "chuan", "3", "cong_thuc",
     "=IF(hs_han/hs_tong>=0.95,3,2)", "", "", ""),
    ("xa", "bo_qua", "hai", "7", "Công trình", "chuan", "2", "cong_thuc", "=IF(cong_trinh>=2,2,1)", "bo_qua",
     "=cong_trinh>0", ""),
    ("xa", "thuong_a", "", "III", "Mỗi mô hình biểu dương 1 điểm, không quá 3", "thuong", "3", "cong_thuc",
     "=MIN(3,khen)", "", "", ""),
    ("xa", "thuong_b", "", "IV", "Chỉ tính giải cao nhất", "thuong", "2", "cong_thuc",
     "=MAX(IF(giai_tw>0,2,0),IF(giai_tinh>0,1,0))", "", "", ""),
    ("xa", "tru_a", "", "V", "Mỗi vụ vi phạm trừ 0,5", "tru", "3", "cong_thuc", "=MIN(3,0.5*vu)", "", "", ""),
    ("phong", "p_nv", "", "1", "Nhiệm vụ hoàn thành", "chuan", "50", "cong_thuc", "=50*MIN(1,xong/giao)", "", "", ""),
    ("phong", "p_cl", "", "2", "Chất lượng tham mưu", "chuan", "50", "tu_cham", "", "", "", ""),
    ("tp", "t_vb", "", "1", "Ban hành văn bản dân vận", "chuan", "50", "cong_thuc",
     "=MIN(50,10*COUNTA(vb.so))", "", "", ""),
    ("tp", "t_hs", "", "2", "Hồ sơ đúng hạn", "chuan", "50", "cong_thuc", "=50*hs_han/hs_tong", "", "", ""),
)
CLASS_RULES = (
    ("xa", "1", "muc", BEST, "=AND(tong_diem>=95,so_tieu_chi_0=0)", ""),
    ("xa", "2", "muc", GOOD, "=AND(tong_diem>=85,tong_diem<95,so_tieu_chi_0=0)", ""),
    ("xa", "3", "muc", DONE, "=AND(tong_diem>=75,tong_diem<85)", ""),
    ("xa", "4", "muc", FAILED, "=tong_diem<75", ""),
    ("xa", "5", "tran", GOOD, '=ky_luat="Khiển trách"', "Người đứng đầu bị khiển trách: cao nhất là Tốt."),
    ("xa", "6", "tran", DONE, '=ky_luat="Cảnh cáo"', ""),
    ("xa", "7", "loai_tru", FAILED, '=mat_dk="Có"', "Có mất đoàn kết nghiêm trọng."),
    ("xa", "8", "loai_tru", FAILED, "=so_tu_cham=0", ""),
    ("phong", "1", "muc", BEST, "=AND(diem_chuan>90,xong>=giao)", ""),
    ("phong", "2", "muc", GOOD, "=diem_chuan>80", ""),
    ("phong", "3", "muc", FAILED, "=TRUE", ""),
    ("tp", "1", "muc", BEST, "=tong_diem>=95", ""),
    ("tp", "2", "muc", FAILED, "=tong_diem<95", ""),
)

FIGURES: dict[str, object] = {
    "vi_pham": "Không", "hs_tong": 10000, "hs_han": 9800, "hai_long": 96, "thu": 100, "thu.kh": 100, "dvc": 50,
    "giao": 800, "xong": 800, "thu_nhap": 46000, "ngheo": "2.5", "mien_nui": "Không", "hoi_vien": 100, "don": 4,
    "don_xong": 4, "to_cao": 2, "to_cao_xong": 2, "y_kien": 10, "y_kien_xong": 10, "cong_trinh": 2, "khen": 0,
    "giai_tw": 0, "giai_tinh": 0, "vu": 0, "ky_luat": "Không có", "mat_dk": "Không",
}
"""A unit of group xa that has every point of the rubric: 100,00."""
SELF: dict[str, dict[str, object]] = {
    "xa": {"tu_cham.danh_gia": 18, "minh_chung.danh_gia": EVIDENCE}, "phong": {"tu_cham.p_cl": 50}, "khac": {},
}

Changes = Mapping[str, object]


def _write(folder: Path, table: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)


def define(folder: Path, units: Mapping[str, str], class_rules: Sequence[Sequence[str]] = CLASS_RULES) -> dv.Campaign:
    """The campaign with ``units`` (code → group), and the groups and rubrics that they use."""
    used = {"tp", *units.values()}
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, "dot", ("khoa", "gia_tri"), list(SETTINGS.items()))
    _write(folder, "nhom", ("ma", "ten", "bo_tieu_chi"), [g for g in GROUPS if g[0] in used])
    _write(folder, "don_vi", ("ma", "ten", "nhom"), [(code, f"Đơn vị {code}", group) for code, group in units.items()])
    _write(folder, "bieu", ("ma", "ten", "loai", "so_dong"), FORMS)
    fields = [("bieu", code, label, kind, "dm" if kind == _CHOICE else "", "x" if code == "thu" else "")
              for code, label, kind in FIELDS]
    fields += [("vb", code, label, kind, "", "") for code, label, kind in (
        ("so", "Số, ký hiệu", "chu"), ("ngay", "Ngày ban hành", "ngay"), ("trich_yeu", "Trích yếu", "chu"))]
    _write(folder, "chi_tieu", ("bieu", "ma", "ten", "kieu", "danh_muc", "ke_hoach"), fields)
    entries = [("dm", f"muc_{i}", text) for i, text in enumerate(DISCIPLINE)]
    _write(folder, "danh_muc", ("danh_muc", "ma", "ten"), entries)
    _write(folder, "tieu_chi", ("bo", "ma", "cha", "stt", "noi_dung", "loai", "diem_toi_da", "cach_cham", "cong_thuc",
                                "khong_ap_dung", "dieu_kien_ap_dung", "minh_chung"),
           [c for c in CRITERIA if c[0] in used])
    _write(folder, "xep_loai", ("bo", "thu_tu", "loai", "ten", "cong_thuc", "ghi_chu"),
           [r for r in class_rules if r[0] in used])
    return dv.load_campaign(folder)


def _typed(value: object) -> object:
    """Figures as a clerk types them: whole numbers, and decimals given as text."""
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            return value
    return Decimal(value) if isinstance(value, int) else value


def figures(group: str, changes: Changes) -> dict[str, object]:
    """A unit's answers by name: the best ones with some changed; None leaves a cell blank."""
    merged = {**FIGURES, **SELF[group], **changes}
    return {name: _typed(value) for name, value in merged.items() if value is not None}


def fill(campaign: dv.Campaign, folder: Path, changes: Mapping[str, Changes],
         lists: Mapping[str, Mapping[str, Sequence[object]]] | None = None) -> Path:
    """A return for every unit of ``changes`` (unit code → figures that differ from the best)."""
    from danvan_xl.form.write import Blueprints

    folder.mkdir(parents=True, exist_ok=True)
    blueprints = Blueprints(campaign)
    for code, changed in changes.items():
        unit = campaign.unit_by_code[code]
        content = form_bytes(campaign, unit, blueprints, figures(unit.group, changed), (lists or {}).get(code, {}))
        (folder / f"{code}.xlsx").write_bytes(content)
    return folder
