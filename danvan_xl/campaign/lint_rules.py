"""Rules within the rows of a definition: what each kind of form, field, criterion and class may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from danvan_xl.campaign.lint import Report, records, setting_finding
from danvan_xl.campaign.model import (
    Aggregate,
    Campaign,
    ClassRuleKind,
    Criterion,
    Field,
    FieldKind,
    FormKind,
    Method,
    applies_to,
)
from danvan_xl.findings import Finding
from danvan_xl.formula import names, parse

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_MOST_ROWS, _MOST_DECIMALS = 5000, 6


def settings(campaign: Campaign) -> Iterator[Finding]:
    """Table Đợt: dates in order, numbers in range, the own rubric known."""
    s = campaign.settings

    at = partial(setting_finding, campaign)
    if s.start and s.end and s.start > s.end:
        yield at("X024", "tu_ngay", found=s.start.isoformat(), expected=s.end.isoformat())
    if s.end and s.deadline and s.end > s.deadline:
        yield at("X024", "den_ngay", found=s.end.isoformat(), expected=s.deadline.isoformat())
    if not 0 <= s.point_decimals <= _MOST_DECIMALS:
        yield at("X036", "lam_tron_diem", found=str(s.point_decimals), expected=f"từ 0 đến {_MOST_DECIMALS}")
    for key, cap in (("diem_thuong_toi_da", s.bonus_cap), ("diem_tru_toi_da", s.penalty_cap)):
        if cap is not None and cap < 0:
            yield at("X036", key, found=str(cap), expected="từ 0 trở lên; điểm trừ cũng ghi số dương")
    if s.own_rubric and not campaign.criteria_of(s.own_rubric):
        yield at("X008", "bo_tieu_chi", found=s.own_rubric, expected="Tiêu chí")
    if s.contact_email and not _EMAIL.fullmatch(s.contact_email):
        yield at("X023", "email_lien_he", found=s.contact_email)


def _units(campaign: Campaign) -> Iterator[Finding]:
    for unit, at in records(campaign, "don_vi"):
        if unit.email and not _EMAIL.fullmatch(unit.email):
            yield at("X023", "email", found=unit.email)
    used = {campaign.rubric_of(u) for u in campaign.units} | {campaign.settings.own_rubric}
    scored = {u.group for f in campaign.forms if f.kind is FormKind.SCORING
              for u in campaign.units if applies_to(u, f.applies)}
    for group, at in records(campaign, "nhom"):
        if group.rubric and group.code not in scored and any(u.group == group.code for u in campaign.units):
            yield at("X035", "bo_tieu_chi", found=group.code)
    seen: set[str] = set()
    for criterion, at in records(campaign, "tieu_chi"):
        if criterion.rubric not in used and criterion.rubric not in seen:
            seen.add(criterion.rubric)
            yield at("X055", "bo", found=criterion.rubric)


def _forms(campaign: Campaign) -> Iterator[Finding]:
    filled = {f.form for f in campaign.fields}
    for form, at in records(campaign, "bieu"):
        if form.kind is FormKind.SCORING and form.code in filled:
            yield at("X029", "loai", found=form.code, detail="là biểu chấm điểm nên không có chỉ tiêu")
        if form.kind is not FormKind.SCORING and form.code not in filled:
            yield at("X029", "ma", found=form.code, detail="chưa có chỉ tiêu nào")
        if not 1 <= form.rows <= _MOST_ROWS:
            yield at("X036", "so_dong", found=str(form.rows), expected=f"từ 1 đến {_MOST_ROWS}")


_NEEDS_NUMBER = (("toi_thieu", "minimum"), ("toi_da", "maximum"), ("thap_phan", "decimals"), ("ke_hoach", "has_plan"),
                 ("cung_ky", "has_last"))
_NUMERIC = (Aggregate.SUM, Aggregate.MEAN, Aggregate.MAX, Aggregate.MIN)


def _field(campaign: Campaign, field: Field, at: Report) -> Iterator[Finding]:
    in_list = campaign.in_list(field)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield at("X024", "toi_thieu", found=str(field.minimum), expected=str(field.maximum))
    for column, attribute in _NEEDS_NUMBER:
        if getattr(field, attribute) not in (None, False) and not field.kind.is_number:
            yield at("X025", column, found=field.kind.value)
    if field.codelist and field.kind is not FieldKind.CHOICE:
        yield at("X025", "danh_muc", found=field.kind.value)
    if field.kind is FieldKind.RATE and not field.formula:
        yield at("X026", "kieu", found=field.code)
    if field.decimals is not None and not 0 <= field.decimals <= _MOST_DECIMALS:
        yield at("X036", "thap_phan", found=str(field.decimals), expected=f"từ 0 đến {_MOST_DECIMALS}")
    if in_list:
        for column, filled in (("cong_thuc", field.formula), ("ke_hoach", field.has_plan), ("cung_ky", field.has_last)):
            if filled:
                yield at("X027", column, found=field.code)
    elif field.aggregate is Aggregate.FORMULA and not field.formula:
        yield at("X028", "tong_hop", found="cong_thuc", detail="chỉ tiêu không có công thức")
    elif field.aggregate in _NUMERIC and not field.kind.is_number:
        yield at("X028", "tong_hop", found=str(field.aggregate), detail=f"kiểu {field.kind} không phải số")
    form = campaign.form_by_code[field.form]
    if not any(applies_to(u, form.applies) and applies_to(u, field.applies) for u in campaign.units):
        yield at("X030", "ap_dung", found=field.code)


def _criterion(campaign: Campaign, criterion: Criterion, at: Report) -> Iterator[Finding]:
    if criterion.maximum <= 0:
        yield at("X036", "diem_toi_da", found=str(criterion.maximum), expected="lớn hơn 0; điểm trừ cũng ghi số dương")
    for parent in campaign.criteria_of(criterion.rubric):
        if parent.code == criterion.parent:
            if parent.kind is not criterion.kind:
                yield at("X061", "loai", found=criterion.kind.value, expected=parent.kind.value)
            if parent.is_leaf:
                yield at("X033", "cha", found=criterion.code, detail=f"tiêu chí cha {parent.code} không phải cong_con")
    if not criterion.is_leaf and criterion.applies_when:
        detail = "điều kiện áp dụng chỉ đặt ở tiêu chí được chấm, không đặt ở tiêu chí cộng các con"
        yield at("X033", "dieu_kien_ap_dung", found=criterion.code, detail=detail)
    if criterion.formula and criterion.method in (Method.SELF, Method.CHILDREN):
        yield at("X025", "cong_thuc", found=criterion.method.value)
    if bool(criterion.applies_when) != (criterion.if_not_applicable is not None):
        column = "khong_ap_dung" if criterion.applies_when else "dieu_kien_ap_dung"
        yield at("X032", column, found=criterion.code)
    looks_up = any(n.startswith("tp.") for n in names(parse(criterion.formula))) if criterion.formula else False
    if looks_up and criterion.method is Method.FORMULA:
        yield at("X031", "cach_cham", found="cong_thuc", expected="sau_tong_hop", detail="có tên tp.…")
    if criterion.method is Method.AFTER and criterion.formula and not looks_up:
        yield at("X031", "cach_cham", found="sau_tong_hop", expected="cong_thuc", detail="không có tên tp.… nào")


def _classes(campaign: Campaign) -> Iterator[Finding]:
    orders: set[tuple[str, int]] = set()
    for rule, at in records(campaign, "xep_loai"):
        if (rule.rubric, rule.order) in orders:
            yield at("X007", "thu_tu", found=str(rule.order), expected="dòng khác của cùng bộ tiêu chí")
        orders.add((rule.rubric, rule.order))
        levels = [r.name for r in campaign.class_rules_of(rule.rubric) if r.kind is ClassRuleKind.LEVEL]
        if rule.kind is not ClassRuleKind.LEVEL and rule.name not in levels:
            yield at("X034", "ten", found=rule.name, expected="; ".join(levels))


def _total(campaign: Campaign) -> Iterator[Finding]:
    """The whole against the total that the definition states in words ("khung 100 điểm")."""
    stated = re.search(r"(?:khung|thang|tổng)\s+(?:điểm\s+)?(\d+)(?:\s+điểm)?", campaign.settings.rubric_note.lower())
    if stated is None:
        return
    for rubric in dict.fromkeys(c.rubric for c in campaign.criteria):
        roots = [c for c in campaign.criteria_of(rubric) if not c.parent and c.kind.value == "chuan"]
        total = sum((c.maximum for c in roots), Decimal(0))
        if roots and total != Decimal(stated[1]):
            first = next(at for c, at in records(campaign, "tieu_chi") if c.rubric == rubric)
            yield first("X053", "diem_toi_da", field=rubric, found=str(total), expected=stated[1])


def rules(campaign: Campaign) -> Iterator[Finding]:
    """Everything that can be said of single rows, once references are sound."""
    yield from settings(campaign)
    yield from _units(campaign)
    yield from _forms(campaign)
    for field, at in records(campaign, "chi_tieu"):
        yield from _field(campaign, field, at)
    for criterion, at in records(campaign, "tieu_chi"):
        yield from _criterion(campaign, criterion, at)
    yield from _classes(campaign)
    yield from _total(campaign)
