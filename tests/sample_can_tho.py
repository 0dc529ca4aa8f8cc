"""Makes workbook_templates/can_tho_2026/mau_so_lieu.csv: invented answers of every unit, the same each time.

Run as a script to write the file anew after the definition has changed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from danvan_xl.campaign import load_campaign
from danvan_xl.tables import csv_bytes

TABLE = Path(__file__).parents[1] / "workbook_templates" / "can_tho_2026" / "mau_so_lieu.csv"
NOTHING = "Không phát sinh"
TOPICS = (
    "Tổ công nghệ số cộng đồng đến từng nhà", "Tiếp nhận hồ sơ tại nhà cho người cao tuổi",
    "Tuyến đường xanh, sạch, đẹp", "Ngày thứ Bảy vì dân", "Vận động hiến đất làm đường",
    "Camera an ninh khu dân cư", "Trả kết quả qua bưu chính",
    "Lắng nghe ý kiến doanh nghiệp",
)
FIELDS = ("Kinh tế", "Văn hóa - xã hội", "Quốc phòng - an ninh", "Xây dựng hệ thống chính trị")
DISCIPLINED = {"thot_not": "Khiển trách", "co_do": "Cảnh cáo", "lai_hoa": "Cách chức trở lên"}
NO_SELF_SCORE, CORRUPT, CONVICTED, NO_DIALOGUE = "vinh_hai", "so_ngoai_vu", "phong_nam", "hoa_luu"


def _shares(pick: random.Random, whole: int, low: float, high: float) -> int:
    """A part of a whole; three in four are near the top."""
    share = pick.uniform(low, high) if pick.random() < 0.25 else pick.uniform((low + 3 * high) / 4, high)
    return min(whole, round(whole * share))


def _numbers(code: str, commune: bool, pick: random.Random) -> dict[str, int]:
    plan, tasks, reports = pick.randint(8, 30), pick.randint(10, 60), pick.choice((4, 12))
    files = pick.randint(2500, 14000) if commune else pick.choice((0, pick.randint(300, 9000)))
    petitions, comments = pick.choice((0, pick.randint(1, 25))), pick.randint(5, 60)
    found = {
        "bc_phai_gui": reports, "bc_dung_han": _shares(pick, reports, 0.7, 1.0),
        "tuyen_truyen.kh": plan, "tuyen_truyen": max(1, plan + pick.randint(-2, 6)),
        "tt_nguoi": pick.randint(150, 900), "nv_giao": tasks, "nv_xong": _shares(pick, tasks, 0.85, 1.0),
        "hs_tong": files, "hs_tong.ck": round(files * pick.uniform(0.8, 1.1)),
        "hs_dung_han": _shares(pick, files, 0.93, 1.0), "hs_truc_tuyen": _shares(pick, files, 0.4, 0.95),
        "td_luot": (visits := pick.randint(20, 300)), "td_luot.ck": max(1, visits + pick.randint(-30, 40)),
        "don_nhan": petitions, "don_xong": _shares(pick, petitions, 0.7, 1.0),
        "pakn_nhan": comments, "pakn_xong": _shares(pick, comments, 0.8, 1.0),
        "so_vi_pham": pick.choice((0, 0, 0, 0, 0, 1)),
    }
    if commune:
        opinions = pick.randint(10, 90)
        found |= {"dt_cuoc": 0 if code == NO_DIALOGUE else pick.choice((1, 2, 2, 2, 3))}
        found |= {"dt_y_kien": opinions, "dt_giai_quyet": _shares(pick, opinions, 0.75, 1.0)}
        if code == NO_DIALOGUE:
            found |= {"dt_y_kien": 0, "dt_giai_quyet": 0}
    return found


def _words(code: str, commune: bool, pick: random.Random) -> dict[str, str]:
    prefix = "xp" if commune else "sn"
    found = {
        "kh_dan_van": "Có", "kh_dan_chu": "Có", "phan_cong": "Không" if pick.random() < 0.03 else "Có",
        "hai_long": str(pick.choice((78, 84, 88, *range(90, 100)))),
        "ky_luat": DISCIPLINED.get(code, "Không"), "tham_nhung": "Có" if code == CORRUPT else "Không",
        "hinh_su": "Có" if code == CONVICTED else "Không",
    }
    if code != NO_SELF_SCORE:
        found[f"tu_cham.{prefix}_dvk_cl"] = str(pick.choice((3, 4, 4.5, 5, 5)))
        found[f"minh_chung.{prefix}_dvk_cl"] = "Báo cáo kết quả mô hình gửi kèm"
    return found


def _unit(code: str, commune: bool, order: int) -> Iterator[tuple[str, str, str]]:
    """Name, row of a list, value."""
    pick = random.Random(f"can_tho_2026 {code}")
    for name, value in _numbers(code, commune, pick).items():
        field, _, facet = name.partition(".")
        if value or facet:
            yield name, "", str(value)
        else:
            yield f"{field}.tt", "", NOTHING
    for name, text in _words(code, commune, pick).items():
        yield name, "", text
    models = pick.randint(0, 4)
    if not models:
        yield "mo_hinh.tt", "", NOTHING
    for row in range(1, models + 1):
        yield "mo_hinh.ten", str(row), f"{pick.choice(TOPICS)} ({row})"
        yield "mo_hinh.linh_vuc", str(row), pick.choice(FIELDS)
        yield "mo_hinh.cong_nhan", str(row), pick.choice(("Có", "Không"))
    if order % 12 == 0:
        yield "tm_ket_qua", "", f"Duy trì mô hình “{pick.choice(TOPICS)}” được Nhân dân đồng tình"
    if order % 15 == 1:
        yield "tm_han_che", "", "Một số việc phối hợp còn chậm do thiếu công chức chuyên trách"
    if order % 40 == 2:
        yield "tm_kien_nghi", "", "Đề nghị thành phố tổ chức tập huấn nghiệp vụ dân vận cho công chức mới"


def sample() -> bytes:
    """The table as .csv."""
    rows: list[tuple[str, ...]] = [("don_vi", "ten", "dong", "gia_tri")]
    for order, unit in enumerate(load_campaign("can_tho_2026").units):
        rows += [(unit.code, *cells) for cells in _unit(unit.code, unit.group == "xa_phuong", order)]
    return csv_bytes(rows)


if __name__ == "__main__":
    TABLE.write_bytes(sample())
