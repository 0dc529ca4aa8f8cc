"""Which of a unit's returns counts: the newest by receipt, else by the time saved inside it, else by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from danvan_xl.campaign.names import FACET_WORDS
from danvan_xl.findings import Finding
from danvan_xl.intake import Return, shown


@dataclass(frozen=True, slots=True)
class Choice:
    """Unit → the return that counts; and a finding for every other return."""

    chosen: Mapping[str, Return]
    findings: tuple[Finding, ...]


_NEVER = dt.datetime(1, 1, 1)  # noqa: DTZ001 saved times carry no zone
_UNKNOWN = _NEVER.replace(tzinfo=dt.UTC)


def _order(found: Return, receipts: Mapping[str, dt.datetime]) -> tuple[dt.datetime, dt.datetime, str, str]:
    return receipts.get(found.file, _UNKNOWN), found.saved_at or _NEVER, found.file, found.sha256


def _reason(best: Return, other: Return, receipts: Mapping[str, dt.datetime]) -> str:
    ours, theirs = _order(best, receipts), _order(other, receipts)
    if ours[0] != theirs[0]:
        return "nhận sau"
    return "lưu sau" if ours[1] != theirs[1] else "cùng thời điểm lưu, xếp theo tên tệp"


def choose(returns: Iterable[Return], receipts: Mapping[str, dt.datetime]) -> Choice:
    """
    Parameters
    ----------
    receipts:
        File → when it was received (with its zone), where that is known.
    """
    by_unit: dict[str, list[Return]] = {}
    for found in returns:
        if found.unit is not None:
            by_unit.setdefault(found.unit, []).append(found)
    chosen, findings = {}, []
    for unit, candidates in by_unit.items():
        best = max(candidates, key=lambda r: _order(r, receipts))
        chosen[unit] = best
        for other in sorted((c for c in candidates if c is not best), key=lambda r: r.file):
            same = other.sha256 == best.sha256
            detail = "" if same else _reason(best, other, receipts)
            findings.append(Finding("N003" if same else "N002", unit=unit, file=other.file,
                                    expected=best.file, detail=detail))
            findings += () if same else [*changes(other, best), *_of_superseded(other, best)]
    return Choice(chosen, tuple(findings))


def _of_superseded(other: Return, best: Return) -> list[Finding]:
    """What is to be said of a return that does not count: for information, so that it weighs nothing on its unit."""
    return [replace(f, level="thong_tin", superseded=best.file) for f in other.findings]


def changes(before: Return, after: Return) -> list[Finding]:
    """What a unit changed between two of its returns, each at its cell in the one that counts."""
    old = {(a.name, a.facet, a.item): a for a in before.answers}
    new = {(a.name, a.facet, a.item): a for a in after.answers}
    found = []
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        values = (was.value if was else None, now.value if now else None)
        if values[0] == values[1]:
            continue
        answer = now or was
        assert answer is not None
        item = f", dòng {answer.item}" if answer.item else ""
        found.append(Finding(
            "N004", unit=after.unit or "", file=after.file, sheet=now.sheet if now else "",
            cell=now.cell if now else "", field=f"{answer.field.label}{FACET_WORDS[answer.facet]}{item}",
            found=shown(values[0]) or "trống", expected=shown(values[1]) or "trống", detail=before.file,
        ))
    return found
