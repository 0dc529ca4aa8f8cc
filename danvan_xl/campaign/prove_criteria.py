"""What trying out a scoring formula shows: its best and least points, errors, gaps, tiers that nothing reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from danvan_xl.campaign.lint import Report
from danvan_xl.campaign.points import half_up
from danvan_xl.campaign.prove_samples import shown
from danvan_xl.campaign.prove_trial import Outcome, Trial, compared, single_driver
from danvan_xl.findings import Finding
from danvan_xl.formula import BLANK, FormulaError, render

_FEWEST = 30
"""Fewer outcomes than this show nothing by their absence."""


def _first(trial: Trial, wanted: Callable[[Outcome], bool]) -> Outcome | None:
    """The outcome with the plainest input among those wanted."""
    found = (o for o in trial.outcomes if wanted(o))
    return min(found, key=lambda o: len(str(o.sample)), default=None)


def _bad_values(trial: Trial, at: Report) -> Iterator[Finding]:
    criterion = trial.criterion
    if error := _first(trial, lambda o: isinstance(o.points, FormulaError)):
        code = error.points.code if isinstance(error.points, FormulaError) else ""
        yield at("X040", "cong_thuc", field=criterion.code, found=code, detail=str(error.sample))
    if none := _first(trial, lambda o: not isinstance(o.points, (Decimal, FormulaError))):
        what = "trống" if none.points is None else shown(none.points)
        yield at("X045", "cong_thuc", field=criterion.code, found=what, detail=str(none.sample))


def _range(trial: Trial, at: Report, decimals: int) -> Iterator[Finding]:
    criterion = trial.criterion
    scored = [(half_up(o.points, decimals), o) for o in trial.outcomes if isinstance(o.points, Decimal)]
    if not scored:
        return
    most, best = max(scored, key=lambda pair: pair[0])
    least, worst = min(scored, key=lambda pair: pair[0])
    top = criterion.maximum
    texts = {"field": criterion.code, "expected": shown(top)}
    if most > top:
        yield at("X041", "cong_thuc", **texts, found=shown(most), detail=str(best.sample))
    if least < 0:
        yield at("X042", "cong_thuc", field=criterion.code, found=shown(least), detail=str(worst.sample))
    if len(scored) < _FEWEST < trial.tried:
        return
    if most < top:
        yield at("X043", "cong_thuc", **texts, found=shown(most), detail=str(best.sample))
    if most == least:
        yield at("X062", "cong_thuc", field=criterion.code, found=shown(most), detail=str(best.sample))
    elif least > 0:
        yield at("X044", "cong_thuc", field=criterion.code, found=shown(least), detail=str(worst.sample))


def _branches(trial: Trial, at: Report) -> Iterator[Finding]:
    if len(trial.outcomes) < _FEWEST:
        return
    for i, end in enumerate(trial.branches):
        if end != BLANK and not any(o.branches[i] for o in trial.outcomes):
            yield at("X047", "cong_thuc", field=trial.criterion.code, found=render(end),
                     detail=str(trial.outcomes[0].sample))


def _spikes(trial: Trial, at: Report) -> Iterator[Finding]:
    """Points at a bound that are neither those just below nor those just above: an overlap or a gap."""
    if single_driver(trial) is None:
        return
    points = {o.drivers[0]: o for o in trial.outcomes if isinstance(o.drivers[0], Decimal)}
    line = sorted(v for v in points if isinstance(v, Decimal))
    for bound in dict.fromkeys(b for _, _, b in compared(trial.tree)):
        if bound not in points or line.index(bound) in (0, len(line) - 1):
            continue
        at_line = line.index(bound)
        below, here, above = (points[line[i]].points for i in (at_line - 1, at_line, at_line + 1))
        if isinstance(here, Decimal) and isinstance(below, Decimal) and isinstance(above, Decimal):
            low, high = sorted((below, above))
            if not low <= here <= high:
                yield at("X046", "cong_thuc", field=trial.criterion.code, found=shown(here),
                         expected=f"{shown(below)} và {shown(above)}", detail=str(points[bound].sample))


def criterion_findings(trial: Trial, at: Report, decimals: int) -> Iterator[Finding]:
    if trial.never_applies:
        yield at("X054", "dieu_kien_ap_dung", field=trial.criterion.code)
        return
    yield from _bad_values(trial, at)
    yield from _range(trial, at, decimals)
    yield from _branches(trial, at)
    yield from _spikes(trial, at)
