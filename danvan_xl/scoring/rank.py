"""Class, rank within the group, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from danvan_xl.campaign.model import Campaign, ClassRuleKind, Unit
from danvan_xl.campaign.points import UNCLASSED
from danvan_xl.formula import Value
from danvan_xl.intake import shown
from danvan_xl.scoring.evaluate import Score, points_of


@dataclass(frozen=True, slots=True)
class Standing:
    """``total`` and ``rank`` are None while points are missing; ``level`` is the class, None without a return."""

    unit: str
    group: str
    total: Decimal | None
    level: str | None
    rank: int | None
    reason: str


def _lacking(found: Iterable[Score]) -> str:
    missing = [s.criterion for s in found if s.criterion.is_leaf and s.points is None and s.applies is not False]
    named = "; ".join(f"{c.number} {c.text}".strip() for c in missing[:3])
    more = f" và {len(missing) - 3} tiêu chí khác" if len(missing) > 3 else ""
    return f"Chưa đủ điểm: {named}{more}" if missing else "Chưa đủ điểm"


def _true_rules(campaign: Campaign, rubric: str, results: Mapping[str, Value], kind: ClassRuleKind) -> list[str]:
    rules = campaign.class_rules_of(rubric)
    return [r.note or r.formula for r in rules if r.kind is kind and results.get(f"#xl.{r.order}") is True]


def standing(
    campaign: Campaign, unit: str, group: str, rubric: str, results: Mapping[str, Value], found: tuple[Score, ...]
) -> Standing:
    """Total and class of one unit with the reason; the rank comes by :func:`ranked`."""
    total = points_of(results.get("tong_diem"), campaign.settings.point_decimals)
    level = results.get("#xep_loai")
    name = level if isinstance(level, str) else UNCLASSED
    if knocked := _true_rules(campaign, rubric, results, ClassRuleKind.KNOCKOUT):
        return Standing(unit, group, total, name, None, f"Xếp “{name}” vì: {knocked[0]}")
    if total is None:
        return Standing(unit, group, None, name, None, _lacking(found))
    reason = f"Tổng điểm {shown(total)}"
    if name == UNCLASSED:
        why = f"{reason}; không có mức xếp loại nào phù hợp hoặc đủ số liệu để xét"
        return Standing(unit, group, total, name, None, why)
    levels = _true_rules(campaign, rubric, results, ClassRuleKind.LEVEL)
    caps = _true_rules(campaign, rubric, results, ClassRuleKind.CAP)
    place, best = results.get("#bac"), results.get("#muc")
    if caps and place != best:
        return Standing(unit, group, total, name, None, f"{reason}; bị giới hạn ở “{name}” vì: {caps[-1]}")
    return Standing(unit, group, total, name, None, f"{reason}: {levels[0]}" if levels else reason)


def unranked(unit: Unit, reason: str) -> Standing:
    return Standing(unit.code, unit.group, None, None, None, reason)


def ranked(standings: Iterable[Standing]) -> Iterator[Standing]:
    """Dense ranks within each group by total, highest first; equal totals share a rank; no total, no rank."""
    all_of = tuple(standings)
    totals: dict[str, list[Decimal]] = {}
    for s in all_of:
        if s.total is not None:
            totals.setdefault(s.group, []).append(s.total)
    order = {group: sorted(set(values), reverse=True) for group, values in totals.items()}
    for s in all_of:
        yield replace(s, rank=order[s.group].index(s.total) + 1) if s.total is not None else s
