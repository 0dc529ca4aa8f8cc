"""Every way in which real rubrics score: one small campaign each, from form to report, points worked out by hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.form import Blueprints, form_bytes

Row = tuple[object, ...]


@dataclass(frozen=True)
class Case:
    """``fields``: code and kind (``+kh`` asks for a plan); ``units``: what each answers; ``points``: by hand.

    ``criteria``: code, parent, kind, maximum, method, formula, when it does not apply, condition, evidence.
    """

    fields: dict[str, str]
    criteria: list[Row]
    units: list[dict[str, object]]
    points: list[dict[str, str | None]]
    classes: list[Row] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)


def leaf(formula: str, most: object, *rest: object, kind: str = "chuan", method: str = "cong_thuc") -> Row:
    return ("tc", "", kind, most, method, formula, *rest)


def total(*points: str | None) -> list[dict[str, str | None]]:
    return [{"": p} for p in points]


NUMBER, YES_NO = "so_nguyen", "co_khong"
LEVELS = [("muc", "Xuất sắc", "=AND(tong_diem>=9,so_tieu_chi_0=0)"), ("muc", "Tốt", "=tong_diem>=7"),
          ("muc", "Kém", "=tong_diem<7")]


def variant(name: str) -> Case:
    """Two leaves of 4 and 6; the first does not apply to the second unit, which has half of the other."""
    return Case(
        {"co_viec": YES_NO, "lam": NUMBER},
        [("muc_mot", "", "chuan", 10, "cong_con", ""),
         ("tc_viec", "muc_mot", "chuan", 4, "cong_thuc", '=IF(lam>=0,4,0)', name, '=co_viec="Có"'),
         ("tc_lam", "muc_mot", "chuan", 6, "cong_thuc", "=6*MIN(1,lam/10)")],
        [{"co_viec": "Có", "lam": 5}, {"co_viec": "Không", "lam": 5}],
        {"diem_toi_da": total("7", "7"), "phan_bo": total("7", "5"), "quy_doi": total("7", "5"),
         "bo_qua": total("7", "3")}[name])


CASES = {
    "yes or no": Case({"sai_pham": YES_NO}, [leaf('=IF(sai_pham="Không",2.5,0)', 2.5)],
                      [{"sai_pham": "Không"}, {"sai_pham": "Có"}], total("2.5", "0")),
    "tiers": Case({"dung": NUMBER, "het": NUMBER}, [leaf("=IF(dung/het>=0.95,2.5,IF(dung/het>=0.9,1,0))", 2.5)],
                  [{"dung": 95, "het": 100}, {"dung": 94, "het": 100}, {"dung": 89, "het": 100}],
                  total("2.5", "1", "0")),
    "target": Case({"lam": "so_nguyen+kh"}, [leaf("=IF(lam>=lam.kh,3,0)", 3)],
                   [{"lam": 10, "lam.kh": 10}, {"lam": 9, "lam.kh": 10}], total("3", "0")),
    "city average": Case({"lam": NUMBER}, [leaf("=IF(lam>=tp.lam.tb,2,0)", 2, method="sau_tong_hop")],
                         [{"lam": 10}, {"lam": 20}, {"lam": 15}], total("0", "2", "2")),
    "proportional, rounded per criterion": Case(
        {"xong": NUMBER, "giao": NUMBER},
        [("muc_mot", "", "chuan", 10, "cong_con", ""), ("tc_a", "muc_mot", "chuan", 5, "cong_thuc", "=xong/giao*5"),
         ("tc_b", "muc_mot", "chuan", 5, "cong_thuc", "=xong/giao*5")],
        [{"xong": 1, "giao": 3}, {"xong": 3, "giao": 3}],
        [{"tc_a": "1.67", "tc_b": "1.67", "": "3.34"}, {"tc_a": "5", "": "10"}]),
    "judgement": Case({"lam": NUMBER}, [leaf("", 5, method="tu_cham")],
                      [{"lam": 1, "tu_cham.tc": "4.5"}, {"lam": 1}], total("4.5", None)),
    "no evidence, no points": Case(
        {"lam": NUMBER}, [leaf("", 5, "", "", "x", method="tu_cham")],
        [{"lam": 1, "tu_cham.tc": 4, "minh_chung.tc": "Báo cáo"}, {"lam": 1, "tu_cham.tc": 4}], total("4", "0")),
    "step": Case({"ho": NUMBER}, [leaf("=IF(ho<=16000,10,MIN(25,10+0.5*INT((ho-16000)/1000)))", 25)],
                 [{"ho": 16000}, {"ho": 17999}, {"ho": 90000}], total("10", "10.5", "25")),
    "reverse step": Case({"ngheo": "so_thap_phan"}, [leaf("=IF(ngheo>=4.5,3,MIN(5,3+INT(4.5-ngheo)))", 5)],
                         [{"ngheo": 5}, {"ngheo": "3.5"}, {"ngheo": 1}], total("3", "4", "5")),
    "coefficient by kind of unit": Case(
        {"lam": NUMBER, "mien_nui": YES_NO}, [leaf('=IF(lam>=IF(mien_nui="Có",0.75,1)*100,2,0)', 2)],
        [{"lam": 75, "mien_nui": "Có"}, {"lam": 75, "mien_nui": "Không"}], total("2", "0")),
    "capped bonus": Case(
        {"mo_hinh": NUMBER}, [leaf("=2", 2), ("tc_t", "", "thuong", 5, "cong_thuc", "=MIN(5,mo_hinh)")],
        [{"mo_hinh": 2}, {"mo_hinh": 9}], [{"tc_t": "2", "": "4"}, {"tc_t": "5", "": "5"}],
        settings={"diem_thuong_toi_da": 3}),
    "highest bonus only": Case(
        {"giai_nhat": YES_NO, "giai_nhi": YES_NO},
        [leaf("=2", 2), ("tc_t", "", "thuong", 3, "cong_thuc",
                         '=MAX(IF(giai_nhat="Có",3,0),IF(giai_nhi="Có",1,0))')],
        [{"giai_nhat": "Có", "giai_nhi": "Có"}, {"giai_nhat": "Không", "giai_nhi": "Có"}], total("5", "3")),
    "deduction per event": Case(
        {"vu": NUMBER}, [leaf("=10", 10), ("tc_v", "", "tru", 5, "cong_thuc", "=MIN(5,0.5*vu)")],
        [{"vu": 3}, {"vu": 0}], total("8.5", "10")),
    "capped penalty": Case(
        {"vu": NUMBER}, [leaf("=10", 10), ("tc_v", "", "tru", 5, "cong_thuc", "=MIN(5,0.5*vu)")],
        [{"vu": 3}, {"vu": 9}], [{"tc_v": "1.5", "": "8.5"}, {"tc_v": "4.5", "": "8"}],
        settings={"diem_tru_toi_da": 2}),
    "zero blocks a class": Case(
        {"lam": NUMBER, "nho": YES_NO}, [
            ("muc_mot", "", "chuan", 10, "cong_con", ""), ("tc_a", "muc_mot", "chuan", 9, "cong_thuc", "=MIN(9,lam)"),
            ("tc_b", "muc_mot", "chuan", 1, "cong_thuc", '=IF(nho="Có",1,0)')],
        [{"lam": 9, "nho": "Có"}, {"lam": 9, "nho": "Không"}], total("10", "9"), LEVELS, ["Xuất sắc", "Tốt"]),
    "knock-out": Case({"lam": NUMBER, "tham_o": YES_NO}, [leaf("=MIN(10,lam)", 10)],
                      [{"lam": 10, "tham_o": "Có"}, {"lam": 10, "tham_o": "Không"}], total("10", "10"),
                      [*LEVELS, ("loai_tru", "Kém", '=tham_o="Có"')], ["Kém", "Xuất sắc"]),
    "cap on the class": Case({"lam": NUMBER, "phat": YES_NO}, [leaf("=MIN(10,lam)", 10)],
                             [{"lam": 10, "phat": "Có"}, {"lam": 5, "phat": "Có"}], total("10", "5"),
                             [*LEVELS, ("tran", "Tốt", '=phat="Có"')], ["Tốt", "Kém"]),
    "joint condition": Case({"lam": NUMBER, "giao": NUMBER}, [leaf("=MIN(10,lam)", 10)],
                            [{"lam": 10, "giao": 10}, {"lam": 10, "giao": 11}], total("10", "10"),
                            [("muc", "Tốt", "=AND(tong_diem>9,lam/giao=1)"), ("muc", "Khá", "=tong_diem>=0")],
                            ["Tốt", "Khá"]),
    "dense rank": Case({"lam": NUMBER}, [leaf("=MIN(10,lam)", 10)], [{"lam": 9}, {"lam": 7}, {"lam": 9}, {"lam": 5}],
                       total("9", "7", "9", "5"), ranks=[1, 2, 1, 3]),
    "not applicable: full points": variant("diem_toi_da"),
    "not applicable: spread": variant("phan_bo"),
    "not applicable: rescaled": variant("quy_doi"),
    "not applicable: skipped": variant("bo_qua"),
}


def _write(folder: Path, table: str, header: str, rows: list[Row]) -> None:
    columns = header.split(",")
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([*row, *[""] * (len(columns) - len(row))] for row in rows)


def campaign_of(case: Case, folder: Path) -> dv.Campaign:
    settings = {"ma": "thu", "ten": "Thử", "nam": 2026, "ngay_bao_cao": "2026-12-31", "co_quan": "Sở", **case.settings}
    _write(folder, "dot", "khoa,gia_tri", list(settings.items()))
    _write(folder, "nhom", "ma,ten,bo_tieu_chi", [("nhom_mot", "Nhóm", "bo")])
    units = [(f"don_vi_{n}", f"Đơn vị {n}", "nhom_mot") for n in range(len(case.units))]
    _write(folder, "don_vi", "ma,ten,nhom", units)
    _write(folder, "bieu", "ma,ten,loai", [("so_lieu", "Số liệu", "chi_tieu"), ("cham", "Chấm điểm", "cham_diem")])
    kinds = {code: kind.split("+")[0] for code, kind in case.fields.items()}
    fields = [("so_lieu", code, f"Chỉ tiêu {code}", kinds[code], "x" if "+" in kind else "")
              for code, kind in case.fields.items()]
    _write(folder, "chi_tieu", "bieu,ma,ten,kieu,ke_hoach", fields)
    criteria = [("bo", code, parent, f"Tiêu chí {code}", *rest) for code, parent, *rest in case.criteria]
    header = ("bo,ma,cha,noi_dung,loai,diem_toi_da,cach_cham,cong_thuc,khong_ap_dung,dieu_kien_ap_dung,minh_chung")
    _write(folder, "tieu_chi", header, criteria)
    rules = [("bo", n, *rule) for n, rule in enumerate(case.classes, 1)]
    _write(folder, "xep_loai", "bo,thu_tu,loai,ten,cong_thuc", rules)
    _write(folder, "bao_cao", "kieu,noi_dung,nguon", [("phu_luc", "Kết quả chấm điểm", "cham_diem")])
    return dv.load_campaign(folder)


def typed(campaign: dv.Campaign, name: str, value: object) -> object:
    if isinstance(value, str) and (name.startswith("tu_cham") or campaign.plain_fields.get(name.partition(".")[0])):
        known = campaign.plain_fields.get(name.partition(".")[0])
        return Decimal(value) if known is None or known.kind.is_number else value
    return Decimal(value) if isinstance(value, int) else value


def vietnamese(points: str, decimals: int = 2) -> str:
    return f"{Decimal(points):.{decimals}f}".replace(".", ",")


@pytest.mark.parametrize("name", CASES)
def test_each_rule_type_from_form_to_report(name, tmp_path):
    case = CASES[name]
    (tmp_path / "dinh_nghia").mkdir()
    campaign = campaign_of(case, tmp_path / "dinh_nghia")
    returns = tmp_path / "nop_ve"
    returns.mkdir()
    blueprints = Blueprints(campaign)
    for unit, answers in zip(campaign.units, case.units, strict=True):
        values = {code: typed(campaign, code, value) for code, value in answers.items()}
        (returns / f"{unit.code}.xlsx").write_bytes(form_bytes(campaign, unit, blueprints, values, {}))
    in_form(campaign, returns / "don_vi_0.xlsx")
    result = dv.consolidate(campaign, returns)
    in_result(case, result)
    in_workbook(case, result.write_workbook(tmp_path / "tong_hop.xlsx"))
    result.write_report(tmp_path / "bao_cao.docx")
    in_report(case, tmp_path / "bao_cao.docx")


def in_form(campaign: dv.Campaign, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    texts = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert all(any(c.text in t for t in texts) for c in campaign.criteria)
    formulas = {t for t in texts if t.startswith("=")}
    computed = [c for c in campaign.criteria if c.method.value == "cong_thuc"]
    assert not computed or formulas


def in_result(case: Case, result: dv.Result) -> None:
    ranking = result.ranking.set_index("unit")
    scores = result.scores.set_index(["unit", "criterion"])
    for n, expected in enumerate(case.points):
        unit = f"don_vi_{n}"
        for code, points in expected.items():
            found = scores.loc[(unit, code), "points"] if code else ranking.loc[unit, "total"]
            assert (None if found is None or found != found else found) == (None if points is None else Decimal(points))
        if case.levels:
            assert ranking.loc[unit, "class"] == case.levels[n]
        if case.ranks:
            assert ranking.loc[unit, "rank"] == case.ranks[n]


def in_workbook(case: Case, path: Path) -> None:
    rows = list(openpyxl.load_workbook(path, data_only=True)["Chấm điểm"].iter_rows(values_only=True))
    for n, expected in enumerate(case.points):
        row = next(r for r in rows if f"don_vi_{n}" in r)
        points = expected[""]
        assert points is None or any(isinstance(v, (int, float)) and round(v, 6) == float(points) for v in row), row
        assert not case.levels or case.levels[n] in row


def in_report(case: Case, path: Path) -> None:
    rows = [[c.text for c in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]
    for n, expected in enumerate(case.points):
        row = next(r for r in rows if f"Đơn vị {n}" in r)
        points = expected[""]
        assert points is None or vietnamese(points) in row, row
        assert not case.levels or case.levels[n] in row
