"""A sound rubric of sixty criteria, and faults planted in it one at a time."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from danvan_xl.campaign import Campaign, Criterion, load_campaign
from danvan_xl.formula import Binary, Call, Expr, Number, parse, render, transform, walk

GROUPS = 10
_CRITERIA = (
    ("kh", "Ban hành kế hoạch: có 2 điểm, không có 0 điểm", 2, '=IF(kh{g}="Có",2,0)', ""),
    ("tl", "Hồ sơ đúng hạn: từ 95% 3 điểm; từ 90% 2 điểm; dưới 90% 0 điểm", 3, "=IF(tl{g}>=0.95,3,IF(tl{g}>=0.9,2,0))",
     "=hs{g}>0"),
    ("nv", "Nhiệm vụ hoàn thành: theo tỷ lệ, không quá 2 điểm", 2, "=2*MIN(1,xong{g}/giao{g})", "=giao{g}>0"),
    ("luot", "Lượt người: đến 100 lượt 0 điểm; thêm mỗi 50 lượt cộng 0,5 điểm, không quá 2 điểm", 2,
     "=IF(luot{g}<=100,0,MIN(2,0.5*INT((luot{g}-100)/50)))", ""),
    ("vu", "Vụ việc: đến 2 vụ 1 điểm; mỗi vụ thêm trừ 0,5 điểm", 1, "=IF(vu{g}<=2,1,MAX(0,1-0.5*(vu{g}-2)))", ""),
    ("mh", "Mô hình: từ 3 mô hình 2 điểm; từ 1 mô hình 1 điểm; dưới 1 mô hình 0 điểm", 2,
     "=IF(mh{g}>=3,2,IF(mh{g}>=1,1,0))", ""),
)
_FIELDS = (
    ("kh", "co_khong", ""), ("hs", "so_nguyen", ""), ("han", "so_nguyen", ""),
    ("tl", "ty_le", '=IF(hs{g}=0,"",han{g}/hs{g})'), ("giao", "so_nguyen", ""), ("xong", "so_nguyen", ""),
    ("luot", "so_nguyen", ""), ("vu", "so_nguyen", ""), ("mh", "so_nguyen", ""),
)


def _write(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def sound(folder: Path) -> Campaign:
    """Ten groups of six criteria each: yes or no, tiers, proportion, step, reverse step, count."""
    fields: list[tuple[object, ...]] = []
    criteria: list[tuple[object, ...]] = []
    checks: list[tuple[object, ...]] = []
    for g in (f"_{letter}" for letter in "abdeghiklm"):
        for code, kind, formula in _FIELDS:
            fields.append(("so_lieu", code + g, code + g, kind, 0 if kind == "so_nguyen" else "", formula.format(g=g)))
        total = sum(c[2] for c in _CRITERIA)
        criteria.append(("bo", f"muc{g}", "", f"Mục {g}", "chuan", total, "cong_con", "", "", ""))
        for code, text, most, formula, condition in _CRITERIA:
            variant = "diem_toi_da" if condition else ""
            criteria.append(("bo", f"tc_{code}{g}", f"muc{g}", text, "chuan", most, "cong_thuc", formula.format(g=g),
                             variant, condition.format(g=g)))
        checks += [(f"k_han{g}", "don_vi", f"=han{g}<=hs{g}", "loi", "Sai."),
                   (f"k_xong{g}", "don_vi", f"=xong{g}<=giao{g}", "loi", "Sai.")]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "dot.csv", "khoa,gia_tri", [
        ("ma", "thu"), ("ten", "Thử"), ("nam", 2026), ("ngay_bao_cao", "2026-12-31"), ("co_quan", "Sở")])
    _write(folder / "nhom.csv", "ma,ten,bo_tieu_chi", [("nhom_mot", "Nhóm", "bo")])
    _write(folder / "don_vi.csv", "ma,ten,nhom", [("don_mot", "Đơn vị một", "nhom_mot")])
    _write(folder / "bieu.csv", "ma,ten,loai", [("so_lieu", "Số liệu", "chi_tieu"), ("cham", "Chấm", "cham_diem")])
    _write(folder / "chi_tieu.csv", "bieu,ma,ten,kieu,toi_thieu,cong_thuc", fields)
    _write(folder / "tieu_chi.csv",
           "bo,ma,cha,noi_dung,loai,diem_toi_da,cach_cham,cong_thuc,khong_ap_dung,dieu_kien_ap_dung", criteria)
    _write(folder / "kiem_tra.csv", "ma,pham_vi,cong_thuc,muc,thong_bao", checks)
    return load_campaign(folder)


@dataclass(frozen=True)
class Fault:
    kind: str
    criterion: str
    what: str
    criteria: tuple[Criterion, ...]


def _each(tree: Expr, change: object) -> Iterator[Expr]:
    """The tree with one node changed at a time, for every node that ``change`` changes."""
    for wanted in walk(tree):
        changed = change(wanted)
        if changed is not None:
            yield transform(tree, lambda node, w=wanted, c=changed: c if node is w else None)


def _moved(node: Expr) -> Expr | None:
    """A bound of a comparison, moved."""
    if isinstance(node, Binary) and node.op in ("<", ">", "<=", ">=") and isinstance(node.right, Number):
        shift = Decimal("0.05") if Decimal(node.right.text) < 1 else Decimal(1)
        return replace(node, right=Number(str(Decimal(node.right.text) - shift)))
    return None


def _turned(node: Expr) -> Expr | None:
    signs = {">=": "<=", "<=": ">=", "+": "-", "-": "+", "*": "/", "=": "<>"}
    return replace(node, op=signs[node.op]) if isinstance(node, Binary) and node.op in signs else None


def _dropped(node: Expr) -> Expr | None:
    return node.args[2] if isinstance(node, Call) and node.function == "IF" and len(node.args) == 3 else None


def _swapped(node: Expr) -> Expr | None:
    if isinstance(node, Binary) and node.op in ("/", "-"):
        return replace(node, left=node.right, right=node.left)
    return None


IN_FORMULA = {
    "ranh giới bị dời": _moved, "dấu bị đảo": _turned, "mức bị bỏ": _dropped, "toán hạng bị đổi chỗ": _swapped,
}


def faults(campaign: Campaign) -> Iterator[Fault]:
    """Every fault of six kinds, in the order of the criteria."""
    everything = campaign.criteria
    for at, criterion in enumerate(everything):
        for kind, change in IN_FORMULA.items():
            for tree in _each(parse(criterion.formula), change) if criterion.formula else ():
                wrong = replace(criterion, formula="=" + render(tree))
                yield Fault(kind, criterion.code, wrong.formula, (*everything[:at], wrong, *everything[at + 1:]))
        if criterion.is_leaf:
            wrong = replace(criterion, maximum=criterion.maximum + 1)
            yield Fault("điểm tối đa bị đổi", criterion.code, str(wrong.maximum),
                        (*everything[:at], wrong, *everything[at + 1:]))
            yield Fault("tiêu chí con bị xóa", criterion.code, "", (*everything[:at], *everything[at + 1:]))


def around(campaign: Campaign, fault: Fault) -> Campaign:
    """The campaign with a fault, cut to the group it stands in: the others are sound and stay so."""
    parents = {c.code: c.parent for c in campaign.criteria}
    root = parents[fault.criterion] or fault.criterion
    kept = tuple(c for c in fault.criteria if root in (c.code, c.parent))
    return replace(campaign, criteria=kept, places={})


def chosen(campaign: Campaign, count: int) -> list[Fault]:
    """Faults taken at random, the same each time, as many of each kind as there are kinds to share."""
    by_kind: dict[str, list[Fault]] = {}
    for fault in faults(campaign):
        by_kind.setdefault(fault.kind, []).append(fault)
    pick = random.Random("60 tiêu chí")
    return [f for found in by_kind.values() for f in pick.sample(found, min(len(found), count // len(by_kind)))]
