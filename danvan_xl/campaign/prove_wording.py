"""A scoring formula against the words of its criterion: the same numbers, the same points at the same bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from danvan_xl.campaign.lint import Report
from danvan_xl.campaign.model import Criterion
from danvan_xl.campaign.points import half_up
from danvan_xl.campaign.prove_samples import constants, shown
from danvan_xl.campaign.prove_trial import Outcome, Trial, compared, single_driver
from danvan_xl.findings import Finding

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SPELT = re.compile(rf"({_NUMBER})\s*(%|điểm)")
_ANY = re.compile(_NUMBER)
_TIER = re.compile(
    rf"(từ|trên|dưới|đến|không quá)\s+({_NUMBER})\s*(%?)\s*(?:[^\d;:,.%]{{0,30}}?)\s*(?<![\d.,])({_NUMBER})\s*điểm",
    re.IGNORECASE)
_FREE = frozenset(map(Decimal, (0, 1, 100)))


def number_of(text: str) -> Decimal:
    """A number as written in Vietnamese prose."""
    return Decimal(text.replace(".", "").replace(",", "."))


def _known_in_words(criterion: Criterion) -> set[Decimal]:
    found = {number_of(m) for m in _ANY.findall(f"{criterion.text} {criterion.guide}")}
    return found | {n / 100 for n in found} | _FREE | {criterion.maximum}


def numbers(trial: Trial, at: Report) -> Iterator[Finding]:
    """Numbers of the formula that the words lack, and the other way round, where the words spell the points out."""
    criterion, own = trial.criterion, constants(trial.tree)
    spelt = [number_of(text) for text, _ in _SPELT.findall(criterion.text)]
    if not spelt:
        return
    words = _known_in_words(criterion)
    for constant in own:
        if constant not in words:
            yield at("X048", "cong_thuc", field=criterion.code, found=shown(constant), detail="công thức",
                     expected="lời của tiêu chí")
    known = {*own, *(c * 100 for c in own), *_FREE, criterion.maximum}
    for value in dict.fromkeys(spelt):
        if value not in known:
            yield at("X048", "noi_dung", field=criterion.code, found=shown(value), detail="lời của tiêu chí",
                     expected="công thức")


def _at_bound(trial: Trial, word: str, bound: Decimal) -> Outcome | None:
    """The outcome that a tier's words speak of: at the bound, or next to it on the side meant."""
    values = [(o.drivers[0], o) for o in trial.outcomes if isinstance(o.drivers[0], Decimal)]
    match word:
        case "dưới":
            below = [(v, o) for v, o in values if v < bound]
            return max(below, key=lambda pair: pair[0])[1] if below else None
        case "trên":
            above = [(v, o) for v, o in values if v > bound]
            return min(above, key=lambda pair: pair[0])[1] if above else None
    return next((o for v, o in values if v == bound), None)


def tiers(trial: Trial, at: Report, decimals: int) -> Iterator[Finding]:
    """Points that the words promise at a bound, against what the formula gives there."""
    if single_driver(trial) is None:
        return
    bounds = {bound for _, _, bound in compared(trial.tree)}
    for word, bound_text, percent, points_text in _TIER.findall(trial.criterion.text):
        bound, points = number_of(bound_text), number_of(points_text)
        if percent and bound / 100 in bounds:
            bound /= 100
        if bound not in bounds:
            continue
        outcome = _at_bound(trial, word.lower(), bound)
        if outcome is None or not isinstance(outcome.points, Decimal):
            continue
        if half_up(outcome.points, decimals) != points:
            yield at("X049", "cong_thuc", field=trial.criterion.code, found=shown(outcome.points),
                     expected=shown(points), detail=str(outcome.sample))
