"""Criteria → points → total → class → rank; self-scores against computed and verified points."""

from danvan_xl.scoring.compare import unit_findings
from danvan_xl.scoring.evaluate import BASES, Score, check_findings, evaluate, scores
from danvan_xl.scoring.rank import Standing, ranked, unranked
from danvan_xl.scoring.reason import Reasons

__all__ = [
    "BASES", "Reasons", "Score", "Standing", "check_findings", "evaluate", "ranked", "scores",
    "unit_findings", "unranked",
]
