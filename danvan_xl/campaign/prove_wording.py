"""A scoring formula against the words of its criterion: the same numbers, the same points at the same bounds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from danvan_xl.campaign.lint import Report
from danvan_xl.campaign.model import Campaign, FieldKind
from danvan_xl.campaign.points import YES, half_up
from danvan_xl.campaign.prove_samples import constants, shown
from danvan_xl.campaign.prove_trial import Outcome, Trial, compared, single_driver
from danvan_xl.campaign.wording import Tier, numbers_in, spelt, step_in, tiers_in, yes_no_in
from danvan_xl.findings import Finding
from danvan_xl.formula import names

_FREE = frozenset(map(Decimal, (0, 1, 100)))


def numbers(trial: Trial, at: Report) -> Iterator[Finding]:
    """Numbers of the formula that the words lack, and the other way round, where the words spell the points out."""
    criterion, own = trial.criterion, constants(trial.tree)
    values = spelt(criterion.text)
    if not values:
        return
    found = numbers_in(f"{criterion.text} {criterion.guide}")
    words = found | {n / 100 for n in found} | _FREE | {criterion.maximum}
    for constant in own:
        if constant not in words:
            yield at("X048", "cong_thuc", field=criterion.code, found=shown(constant), detail="công thức",
                     expected="lời của tiêu chí")
    known = {*own, *(c * 100 for c in own), *_FREE, criterion.maximum}
    for value in values:
        if value not in known:
            yield at("X048", "noi_dung", field=criterion.code, found=shown(value), detail="lời của tiêu chí",
                     expected="công thức")


def _line(trial: Trial) -> list[tuple[Decimal, Outcome]]:
    """Outcomes with points by the value of the one driver, lowest first, one each."""
    if single_driver(trial) is None:
        return []
    found = {o.drivers[0]: o for o in trial.outcomes if isinstance(o.points, Decimal)}
    return sorted(((v, o) for v, o in found.items() if isinstance(v, Decimal)), key=lambda pair: pair[0])


def _meant(line: list[tuple[Decimal, Outcome]], tier: Tier, fractions: bool) -> Outcome | None:
    """The outcome that a tier's words speak of: at the bound, or next to it on the side meant."""
    bound = tier.bound / 100 if tier.percent and fractions else tier.bound
    match tier.word:
        case "dưới":
            below = [o for v, o in line if v < bound]
            return below[-1] if below else None
        case "trên":
            return next((o for v, o in line if v > bound), None)
    return next((o for v, o in line if v == bound), None)


def tiers(trial: Trial, at: Report, decimals: int) -> Iterator[Finding]:
    """Points that the words promise at a bound, against what the formula gives there."""
    line = _line(trial)
    fractions = all(bound <= 1 for _, _, bound in compared(trial.tree))
    for tier in tiers_in(trial.criterion.text) if line else ():
        outcome = _meant(line, tier, fractions)
        if outcome is not None and isinstance(outcome.points, Decimal):
            yield from _differs(trial, at, outcome, tier.points, decimals)
        if outcome is not None and tier.word == "từ":
            yield from _begins_before(trial, at, line[: [o for _, o in line].index(outcome)], tier)


def _begins_before(trial: Trial, at: Report, below: list[tuple[Decimal, Outcome]], tier: Tier) -> Iterator[Finding]:
    """A tier whose points are given just below its bound already."""
    if below and below[-1][1].points == tier.points:
        yield at("X049", "cong_thuc", field=trial.criterion.code, found=shown(tier.points),
                 expected=f"chỉ từ {shown(tier.bound)} mới được {shown(tier.points)}", detail=str(below[-1][1].sample))


def _differs(trial: Trial, at: Report, outcome: Outcome, points: Decimal, decimals: int) -> Iterator[Finding]:
    if isinstance(outcome.points, Decimal) and half_up(outcome.points, decimals) != points:
        yield at("X049", "cong_thuc", field=trial.criterion.code, found=shown(outcome.points), expected=shown(points),
                 detail=str(outcome.sample))


def yes_no(campaign: Campaign, trial: Trial, at: Report, decimals: int) -> Iterator[Finding]:
    """Points for "có" and "không có", where the formula asks one question only."""
    asked = names(trial.tree)
    field = campaign.plain_fields.get(asked[0]) if len(asked) == 1 else None
    if field is None or field.kind is not FieldKind.YES_NO:
        return
    promised = yes_no_in(trial.criterion.text)
    for outcome in trial.outcomes:
        yes = outcome.sample.values[asked[0]] == YES
        if yes in promised:
            yield from _differs(trial, at, outcome, promised[yes], decimals)


def steps(trial: Trial, at: Report) -> Iterator[Finding]:
    """A jump between two whole numbers that follow each other, greater than the step that the words name."""
    step = step_in(trial.criterion.text)
    line = _line(trial) if step is not None else []
    tiers_begin = {t.bound for t in tiers_in(trial.criterion.text) if t.word in ("từ", "dưới")}
    for (v, before), (w, after) in itertools.pairwise(line):
        if w - v != 1 or w in tiers_begin or not isinstance(before.points, Decimal) or step is None:
            continue
        if isinstance(after.points, Decimal) and abs(after.points - before.points) > step:
            yield at("X063", "cong_thuc", field=trial.criterion.code, found=shown(abs(after.points - before.points)),
                     expected=shown(step), detail=f"{before.sample} và {after.sample}")
            return
