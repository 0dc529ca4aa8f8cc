"""Criteria → points → total → class → rank; self-scores against computed and verified points."""

from danvan_xl.scoring.evaluate import BASES, Score, check_findings, evaluate, label, scores, unit_findings
from danvan_xl.scoring.rank import Standing, ranked, standing, unranked

__all__ = [
    "BASES", "Score", "Standing", "check_findings", "evaluate", "label", "ranked", "scores", "standing",
    "unit_findings", "unranked",
]
