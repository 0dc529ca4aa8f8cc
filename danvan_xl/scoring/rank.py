"""Where a unit stands: total, class, and rank within its group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from danvan_xl.campaign.model import Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """``total`` and ``rank`` are None while points are missing; ``level`` is the class, None without a return."""

    unit: str
    group: str
    total: Decimal | None
    level: str | None
    rank: int | None
    reason: str


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
