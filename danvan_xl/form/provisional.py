"""The class that a unit's points would give while criteria that wait for the city's figures are still open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from danvan_xl.campaign.model import Campaign, Method, Unit
from danvan_xl.campaign.points import if_, number
from danvan_xl.formula import BLANK, Expr, Name, is_blank, names, substitute

BEST, WORST = "#cao", "#thap"
CLASS_NAME = "#xep_loai"


def _dependents(formulas: Mapping[str, Expr], sources: set[str]) -> set[str]:
    """The sources and every formula that uses one of them, directly or through others."""
    used = {name: names(tree) for name, tree in formulas.items()}
    found = set(sources)
    while more := {n for n, operands in used.items() if n not in found and not found.isdisjoint(operands)}:
        found |= more
    return found


def provisional_formulas(campaign: Campaign, unit: Unit, scoring: Mapping[str, Expr]) -> dict[str, Expr]:
    """``#cao`` and ``#thap``: the class with the open criteria at full points and at 0, and what they need.

    Parameters
    ----------
    scoring:
        The rubric's formulas by name. Only those that depend on an open criterion are written again.
    """
    rubric = campaign.rubric_of(unit)
    open_leaves = [c for c in campaign.criteria_of(rubric) if c.method is Method.AFTER]
    if not open_leaves or CLASS_NAME not in scoring:
        return {}
    moved = _dependents(scoring, {f"#so_lieu.{c.code}" for c in open_leaves})
    moved = {n for n in moved if not n.startswith(("#nx.", "#kt."))}
    result: dict[str, Expr] = {}
    for variant in (BEST, WORST):
        renamed = {name: Name(f"{variant}.{name}") for name in moved}
        for name, tree in scoring.items():
            if name in moved:
                key = variant, rubric, name, frozenset(moved.intersection(names(tree)))
                result[f"{variant}.{name}"] = campaign.once(key, partial(substitute, tree, renamed.get))
        for leaf in open_leaves:
            result[f"{variant}.#so_lieu.{leaf.code}"] = number(leaf.maximum if variant == BEST else 0)
        result[variant] = if_(is_blank(f"{variant}.tong_diem"), BLANK, Name(f"{variant}.{CLASS_NAME}"))
    return result
