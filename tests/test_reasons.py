"""Why a unit has its class, and what it lacks for the next: sentences as an official would write them."""

from __future__ import annotations

import pytest

import danvan_xl as dv
from tests import golden
from tests.golden import BEST, DONE, FAILED, GOOD

CASES = {
    "tot_nhat": (
        {}, BEST,
        "100,00 điểm; xếp loại xuất sắc vì tổng điểm đạt từ 95 điểm và không có tiêu chí nào đạt 0 điểm",
    ),
    "thieu_diem": (
        {"tu_cham.danh_gia": "12.5"}, GOOD,
        "94,50 điểm; không xếp loại xuất sắc vì tổng điểm chưa đến 95 điểm (thiếu 0,50 điểm); xếp loại tốt vì "
        "tổng điểm từ 85 đến dưới 95 điểm và không có tiêu chí nào đạt 0 điểm",
    ),
    "mot_so_0": (
        {"hs_han": 9499, "thu_nhap": 30000}, "Chưa xếp loại",
        "88,50 điểm; chưa xếp loại vì không thuộc mức nào của quy định (xuất sắc: tổng điểm chưa đến 95 điểm "
        "(thiếu 6,50 điểm) và tiêu chí I.2 đạt 0 điểm; tốt: tiêu chí I.2 đạt 0 điểm; hoàn thành: tổng điểm không "
        "dưới 85 điểm; không hoàn thành: tổng điểm không dưới 75 điểm)",
    ),
    "hai_so_0": (
        {"hs_han": 9499, "thu": 99, "tu_cham.danh_gia": 10}, DONE,
        "83,50 điểm; không xếp loại tốt vì tổng điểm chưa đến 85 điểm (thiếu 1,50 điểm) và tiêu chí I.2 và I.4 "
        "đạt 0 điểm; xếp loại hoàn thành vì tổng điểm từ 75 đến dưới 85 điểm",
    ),
    "duoi_75": (
        {"thu_nhap": 16000, "tu_cham.danh_gia": "7.99"}, FAILED,
        "74,99 điểm; không xếp loại hoàn thành vì tổng điểm chưa đến 75 điểm (thiếu 0,01 điểm); xếp loại không "
        "hoàn thành vì tổng điểm dưới 75 điểm",
    ),
    "khien_trach": (
        {"ky_luat": "Khiển trách"}, GOOD,
        "100,00 điểm; đủ điểm xếp loại xuất sắc nhưng chỉ xếp loại tốt vì người đứng đầu bị khiển trách",
    ),
    "canh_cao": (
        {"ky_luat": "Cảnh cáo"}, DONE,
        "100,00 điểm; đủ điểm xếp loại xuất sắc nhưng chỉ xếp loại hoàn thành vì “Kỷ luật lãnh đạo” là “Cảnh "
        "cáo”",
    ),
    "mat_doan_ket": (
        {"mat_dk": "Có"}, FAILED,
        "100,00 điểm; xếp loại không hoàn thành vì có mất đoàn kết nghiêm trọng; nếu không vì lý do này thì xếp "
        "loại xuất sắc",
    ),
    "khong_tu_cham": (
        {"tu_cham.danh_gia": None}, FAILED,
        "Chưa đủ điểm: tiêu chí I.7 chưa tự chấm; tạm tính 82,00 điểm; xếp loại không hoàn thành vì đơn vị không "
        "tự chấm điểm",
    ),
    "thieu_so_lieu": (
        {"thu": None}, "Chưa xếp loại",
        "Chưa đủ điểm: tiêu chí I.4 chưa có số liệu; tạm tính 95,00 điểm",
    ),
    "thieu_dieu_kien": (
        {"ky_luat": None}, "Chưa xếp loại",
        "100,00 điểm; chưa xếp loại vì chưa có số liệu để xét: “Kỷ luật lãnh đạo”",
    ),
    "khong_ap_dung": (
        {"cong_trinh": 0}, BEST,
        "98,00 điểm; xếp loại xuất sắc vì tổng điểm đạt từ 95 điểm và không có tiêu chí nào đạt 0 điểm",
    ),
    "phong_du": (
        {}, BEST,
        "100,00 điểm; xếp loại xuất sắc vì điểm chuẩn đạt trên 90 điểm và “Nhiệm vụ hoàn thành” là 800, không ít "
        "hơn “Nhiệm vụ được giao” (800)",
    ),
    "phong_dung_90": (
        {"tu_cham.p_cl": 40}, GOOD,
        "90,00 điểm; không xếp loại xuất sắc vì điểm chuẩn mới đúng 90 điểm (phải trên 90 điểm); xếp loại tốt vì "
        "điểm chuẩn đạt trên 80 điểm",
    ),
    "phong_chua_xong": (
        {"xong": 799}, GOOD,
        "99,94 điểm; không xếp loại xuất sắc vì “Nhiệm vụ hoàn thành” là 799, cần không ít hơn “Nhiệm vụ được "
        "giao” (800); xếp loại tốt vì điểm chuẩn đạt trên 80 điểm",
    ),
    "phong_thap": (
        {"tu_cham.p_cl": 30}, FAILED,
        "80,00 điểm; không xếp loại tốt vì điểm chuẩn mới đúng 80 điểm (phải trên 80 điểm); xếp loại không hoàn "
        "thành",
    ),
}


@pytest.fixture(scope="module")
def ranking(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ly_do")
    groups = {code: "phong" if code.startswith("phong") else "xa" for code in CASES}
    campaign = golden.define(folder / "dinh_nghia", {**groups, "vang": "xa"})
    golden.fill(campaign, folder / "nop_ve", {code: case[0] for code, case in CASES.items()})
    return dv.consolidate(campaign, folder / "nop_ve").ranking.set_index("unit")


@pytest.mark.parametrize("case", CASES)
def test_the_class_and_its_reason(ranking, case):
    _, level, sentence = CASES[case]
    assert ranking.loc[case, "class"] == level
    assert ranking.loc[case, "reason"] == sentence


RULES = (
    ("xa", "1", "muc", BEST, '=AND(90<=tong_diem,so_tieu_chi_0=0,OR(vi_pham="Không",khen>=2),NOT(vu>1))', ""),
    ("xa", "2", "muc", GOOD, "=AND(tong_diem>80,diem.buoc>=20,thu>=thu.kh)", ""),
    ("xa", "3", "muc", DONE, "=COUNTA(vb.so)>=1", "Có văn bản đã ban hành."),
    ("xa", "4", "muc", FAILED, "=dvc<=tp.dvc.tb", ""),
)
ENOUGH = (
    "tổng điểm đạt trên 80 điểm, tiêu chí II.1 đạt từ 20 điểm và “Thu ngân sách” là 100, không ít hơn kế hoạch “Thu "
    "ngân sách” (100)"
)
ONE_DOCUMENT = {"vb.so": ["01/KH-UBND"]}
OTHER_CASES: dict[str, tuple[dict[str, object], dict[str, list[str]], dict[str, int], str, str]] = {
    "co_so_0": (
        {"vu": 1}, ONE_DOCUMENT, {"he_so": 0}, GOOD,
        f"94,50 điểm; không xếp loại xuất sắc vì tiêu chí II.3 đạt 0 điểm; xếp loại tốt vì {ENOUGH}",
    ),
    "du_ca": (
        {}, ONE_DOCUMENT, {}, BEST,
        "100,00 điểm; xếp loại xuất sắc vì tổng điểm đạt từ 90 điểm, không có tiêu chí nào đạt 0 điểm, “Có vi phạm "
        "trong năm” là “Không” và “Số vụ vi phạm” là 0",
    ),
    "hai_nhanh": (
        {"vi_pham": "Có", "khen": 1, "vu": 2}, ONE_DOCUMENT, {"co_khong": 1}, GOOD,
        "96,50 điểm; không xếp loại xuất sắc vì “Có vi phạm trong năm” là “Có” (cần là “Không”) và “Mô hình được biểu "
        f"dương” là 1 (cần từ 2) và “Số vụ vi phạm” là 2; xếp loại tốt vì {ENOUGH}",
    ),
    "khong_van_ban": (
        {"thu_nhap": 16000, "vb.tt": "Không phát sinh"}, {}, {}, FAILED,
        "85,00 điểm; không xếp loại hoàn thành vì không đạt điều kiện “Có văn bản đã ban hành”; xếp loại không hoàn "
        "thành vì “Dịch vụ công trực tuyến” là 50, không nhiều hơn bình quân “Dịch vụ công trực tuyến” (50)",
    ),
    "chua_ro": (
        {}, {}, {}, "Chưa xếp loại",
        "100,00 điểm; chưa xếp loại vì chưa có số liệu để xét: danh sách “Văn bản đã ban hành”",
    ),
}


@pytest.fixture(scope="module")
def other_ranking(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ly_do_khac")
    campaign = golden.define(folder / "dinh_nghia", dict.fromkeys(OTHER_CASES, "xa"), RULES)
    golden.fill(campaign, folder / "nop_ve", {code: case[0] for code, case in OTHER_CASES.items()},
                {code: case[1] for code, case in OTHER_CASES.items()})
    verified = {code: case[2] for code, case in OTHER_CASES.items()}
    return dv.consolidate(campaign, folder / "nop_ve", verified=verified).ranking.set_index("unit")


@pytest.mark.parametrize("case", OTHER_CASES)
def test_conditions_of_any_form_are_worded(other_ranking, case):
    *_, level, sentence = OTHER_CASES[case]
    assert (other_ranking["class"][case], other_ranking.reason[case]) == (level, sentence)


WITH_BRANCHES = [
    r if r[:2] != ("xa", "3") else
    ("xa", "3", "muc", DONE, "=OR(AND(tong_diem>=75,tong_diem<85),AND(tong_diem>=85,so_tieu_chi_0>0))", "")
    for r in golden.CLASS_RULES
]
BRANCH_CASES = {
    "duoi_ca_hai": (
        {"thu_nhap": 16000, "tu_cham.danh_gia": "7.99"}, FAILED,
        "74,99 điểm; không xếp loại hoàn thành vì tổng điểm chưa đến 75 điểm (thiếu 0,01 điểm); xếp loại không hoàn "
        "thành vì tổng điểm dưới 75 điểm",
    ),
    "nhanh_hai": (
        {"hs_han": 9499, "thu_nhap": 30000}, DONE,
        "88,50 điểm; không xếp loại tốt vì tiêu chí I.2 đạt 0 điểm; xếp loại hoàn thành vì tổng điểm đạt từ 85 điểm và "
        "tiêu chí I.2 đạt 0 điểm",
    ),
    "nhanh_mot": (
        {"hs_han": 9499, "tu_cham.danh_gia": "2.5"}, DONE,
        "81,00 điểm; không xếp loại tốt vì tổng điểm chưa đến 85 điểm (thiếu 4,00 điểm) và tiêu chí I.2 đạt 0 điểm; "
        "xếp loại hoàn thành vì tổng điểm từ 75 đến dưới 85 điểm",
    ),
}


def test_a_class_with_two_ways_to_it_names_the_way_taken_and_the_nearest_one_missed(tmp_path):
    campaign = golden.define(tmp_path / "dinh_nghia", dict.fromkeys(BRANCH_CASES, "xa"), WITH_BRANCHES)
    golden.fill(campaign, tmp_path / "nop_ve", {code: case[0] for code, case in BRANCH_CASES.items()})
    found = dv.consolidate(campaign, tmp_path / "nop_ve").ranking.set_index("unit")
    said = {code: (found["class"][code], found.reason[code]) for code in BRANCH_CASES}
    assert said == {code: case[1:] for code, case in BRANCH_CASES.items()}


def test_a_unit_that_sent_nothing_is_said_to_have_sent_nothing(ranking):
    row = ranking.loc["vang"]
    assert (row["class"], row["rank"], row.reason) == (None, None, "Chưa nộp biểu")
