"""Points that need a look: self against computed, the file's against recomputed, outside their frame, in error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign, Criterion, FieldKind, Method, Unit
from danvan_xl.campaign.names import FACET_WORDS
from danvan_xl.campaign.points import half_up
from danvan_xl.campaign.program import unit_checks
from danvan_xl.findings import Finding
from danvan_xl.formula import FormulaError, Value, names, parse
from danvan_xl.intake import Return, shown
from danvan_xl.scoring.evaluate import Score, check_findings, points_of
from danvan_xl.scoring.evidence import evidence_findings

_NOISE = Decimal("1e-9")
Placed = Iterator[tuple[Finding, str]]
"""A finding with the name of the cell that it is about."""


def _inputs(campaign: Campaign, criterion: Criterion, values: Mapping[str, Value]) -> str:
    """The figures that a criterion's formula uses: "“Hồ sơ đúng hạn” = 9.499; “Tổng số hồ sơ” = 10.000"."""
    parts = []
    for name in names(parse(criterion.formula)):
        code, _, facet = name.removeprefix("tp.").partition(".")
        field = campaign.plain_fields.get(code)
        if field is None or name.startswith("tp."):
            continue
        value, words = values.get(name), FACET_WORDS.get(facet, "")
        rate = field.kind is FieldKind.RATE and isinstance(value, Decimal)
        text = f"{shown(half_up(value * 100, 2))}%" if rate and isinstance(value, Decimal) else shown(value) or "trống"
        parts.append(f"“{field.label}{words}” = {text}")
    return "; ".join(parts) or criterion.formula.lstrip("=")


def _recomputed(campaign: Campaign, score: Score, unit_return: Return, values: Mapping[str, Value]) -> Placed:
    """The result that stood in the file's formula cell against the engine's."""
    c, name = score.criterion, f"#so_lieu.{score.criterion.code}"
    in_file = points_of(unit_return.found.get(name), campaign.settings.point_decimals)
    if c.method is not Method.FORMULA or in_file is None or score.computed is None or in_file == score.computed:
        return
    place = unit_return.places.get(name)
    known = place is not None and any(
        f.code.startswith("F") and (f.sheet, f.cell) == (place.sheet, place.cell) for f in unit_return.findings)
    yield Finding("D010", field=label_of(campaign, c), found=shown(in_file), expected=shown(score.computed),
                  detail=_inputs(campaign, c, values), level="thong_tin" if known else ""), name


def _outside(campaign: Campaign, score: Score, results: Mapping[str, Value]) -> Placed:
    raw, most = results.get(f"#tho.{score.criterion.code}"), score.criterion.maximum
    if isinstance(raw, Decimal) and not -_NOISE <= raw <= most + _NOISE:
        yield (Finding("D006", field=label_of(campaign, score.criterion), found=shown(raw), expected=shown(most)),
               f"#so_lieu.{score.criterion.code}")


def _score_findings(
    campaign: Campaign, score: Score, results: Mapping[str, Value], values: Mapping[str, Value]
) -> Placed:
    c = score.criterion
    computed = results.get(f"#so_lieu.{c.code}")
    if isinstance(computed, FormulaError):
        yield Finding("D005", field=label_of(campaign, c), found=computed.code), f"#so_lieu.{c.code}"
    if score.computed is not None and score.self_points is not None and score.computed != score.self_points:
        settled = "thong_tin" if score.basis == "tham_dinh" else ""
        yield Finding("D001", field=label_of(campaign, c), found=shown(score.self_points),
                      expected=shown(score.computed), detail=_inputs(campaign, c, values),
                      level=settled), f"tu_cham.{c.code}"
    if score.basis == "thieu_minh_chung":
        yield Finding("D003", field=label_of(campaign, c)), f"minh_chung.{c.code}"


def unit_findings(
    campaign: Campaign, unit: Unit, unit_return: Return, results: Mapping[str, Value], found: tuple[Score, ...]
) -> Iterator[Finding]:
    """Checks, points and evidence that need a look, each at its cell in the unit's file."""
    pairs = list(check_findings(unit_checks(campaign, unit), results))
    values = {**unit_return.values, **results}
    for score in found:
        if score.criterion.is_leaf and score.applies is not False:
            pairs += [*_score_findings(campaign, score, results, values), *_outside(campaign, score, results),
                      *_recomputed(campaign, score, unit_return, values)]
    for finding, name in pairs:
        place = unit_return.places.get(name)
        at = replace(finding, sheet=place.sheet, cell=place.cell) if place else finding
        yield replace(at, unit=unit.code, file=unit_return.file)
    yield from evidence_findings(campaign, unit_return, found)
