"""How people cite a criterion: by its place in the rubric, not by its number alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from danvan_xl.campaign.model import Campaign, Criterion


def _place(by_code: Mapping[str, Criterion], criterion: Criterion) -> str:
    chain = [criterion]
    while chain[0].parent in by_code:
        chain.insert(0, by_code[chain[0].parent])
    place = ""
    for one in chain:
        number = one.number.strip(" .)(")
        place = number if not place or number.startswith(f"{place}.") else f"{place}.{number}" if number else place
    return place if criterion.number else ""


def number_of(criteria: Sequence[Criterion], criterion: Criterion) -> str:
    """Its place in the rubric as people cite it (``II.3``, ``II.3.a``); its text in quotes where it has no number."""
    return _place({c.code: c for c in criteria}, criterion) or f"“{criterion.text}”"


def label_of(campaign: Campaign, criterion: Criterion) -> str:
    """Full number and text, as findings name a criterion."""
    return f"{_place(campaign.criteria_by_code[criterion.rubric], criterion)} {criterion.text}".strip()
