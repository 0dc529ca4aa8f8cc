"""One unit's return through the formula engine: computed fields, checks, points, class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.campaign.model import Campaign, Check, Criterion, Method
from danvan_xl.campaign.points import NO, YES, half_up
from danvan_xl.findings import Finding
from danvan_xl.form.write import Blueprint
from danvan_xl.formula import FormulaError, Value, names, parse
from danvan_xl.intake import Return, shown

BASES = {
    "tham_dinh": "điểm thẩm định", "so_lieu": "điểm theo số liệu", "tu_cham": "điểm tự chấm",
    "khong_ap_dung": "không áp dụng", "thieu_minh_chung": "thiếu tài liệu kiểm chứng", "": "chưa đủ số liệu",
}


@dataclass(frozen=True, slots=True)
class Score:
    """Points of one criterion. ``basis`` is a key of :data:`BASES` ("" while points are unknown, or for sums)."""

    unit: str
    criterion: Criterion
    self_points: Decimal | None
    computed: Decimal | None
    verified: Decimal | None
    points: Decimal | None
    basis: str
    applies: bool | None


def evaluate(
    blueprint: Blueprint, unit_return: Return, city: Mapping[str, Value], verified: Mapping[str, Decimal]
) -> dict[str, Value]:
    """Every formula of a unit over what it answered.

    Parameters
    ----------
    city:
        The city's figures as a unit names them (``tp.hs_tong``, ``tp.hs_tong.tb``); empty before they are known.
    verified:
        Criterion → the office's points.
    """
    values = {**unit_return.values, **city, **blueprint.always_apply}
    values |= {f"#tham_dinh.{code}": points for code, points in verified.items()}
    return blueprint.evaluate(values, unit_return.lists, as_read=True)


def points_of(value: Value, decimals: int) -> Decimal | None:
    return half_up(value, decimals) if isinstance(value, Decimal) else None


def _basis(criterion: Criterion, points: Decimal | None, given: Decimal | None, applies: Value, evidence: Value) -> str:
    if applies == NO:
        return "khong_ap_dung"
    if points is None:
        return ""
    if given is not None:
        return "tham_dinh"
    if criterion.evidence and not evidence:
        return "thieu_minh_chung"
    return "tu_cham" if criterion.method is Method.SELF else "so_lieu"


def scores(
    campaign: Campaign, unit: str, rubric: str, values: Mapping[str, Value], results: Mapping[str, Value],
    verified: Mapping[str, Decimal],
) -> Iterator[Score]:
    """Every criterion of a rubric, sums included, in the rubric's order; points half-up at its decimals."""
    decimals = campaign.settings.point_decimals
    for c in campaign.criteria_of(rubric):
        points = points_of(results.get(f"diem.{c.code}"), decimals)
        applies = results.get(f"ad.{c.code}", YES)
        given, own = verified.get(c.code), values.get(f"tu_cham.{c.code}")
        basis = _basis(c, points, given, applies, values.get(f"minh_chung.{c.code}")) if c.is_leaf else ""
        yield Score(
            unit, c, own if isinstance(own, Decimal) else None, points_of(results.get(f"#so_lieu.{c.code}"), decimals),
            given, points, basis, None if applies is None else applies == YES,
        )


def _side(results: Mapping[str, Value], check: Check) -> str:
    left, right = results.get(f"#kt.{check.code}.trai"), results.get(f"#kt.{check.code}.phai")
    if left is None and right is None:
        return check.formula.lstrip("=")
    return f"vế trái {shown(left)}, vế phải {shown(right)}"


def check_findings(checks: tuple[Check, ...], results: Mapping[str, Value]) -> Iterator[tuple[Finding, str]]:
    """A finding for each check that fails or cannot be worked out, with the first name of its formula."""
    levels = {"thu_nghiem": "thong_tin"}
    for check in checks:
        verdict = results.get(f"#kt.{check.code}")
        first = next(iter(names(parse(check.formula))), "")
        if isinstance(verdict, FormulaError):
            yield Finding("K002", field=check.code, found=verdict.code), first
        elif verdict is False:
            yield Finding("K001", field=check.code, found=_side(results, check), detail=check.message.rstrip("."),
                          level=levels.get(check.level, check.level)), first
