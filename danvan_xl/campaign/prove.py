"""The proof of the rubrics: each formula is tried with thousands of inputs, and each finding names one that shows it.

What the proof cannot see: whether a bound is the right one when the words of the criterion do not name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from danvan_xl.campaign.lint import records
from danvan_xl.campaign.model import Campaign, Method
from danvan_xl.campaign.prove_classes import class_findings
from danvan_xl.campaign.prove_criteria import criterion_findings
from danvan_xl.campaign.prove_trial import Bench
from danvan_xl.campaign.prove_wording import numbers, steps, tiers, yes_no
from danvan_xl.findings import Finding


def proof(campaign: Campaign, progress: Callable[[int, int], None] | None = None) -> Iterator[Finding]:
    """
    Parameters
    ----------
    campaign:
        A definition without errors.
    progress:
        Called with (criteria done, all).
    """
    bench, decimals = Bench(campaign), campaign.settings.point_decimals
    for done, (criterion, at) in enumerate(records(campaign, "tieu_chi"), 1):
        if criterion.method in (Method.FORMULA, Method.AFTER):
            trial = bench.trial(criterion)
            yield from criterion_findings(trial, at, decimals)
            yield from numbers(trial, at)
            yield from tiers(trial, at, decimals)
            yield from yes_no(campaign, trial, at, decimals)
            yield from steps(trial, at)
        if progress:
            progress(done, len(campaign.criteria))
    yield from class_findings(campaign)
