"""A folder of returns → one result; and one file → what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from danvan_xl.campaign.model import Campaign, Criterion, Unit
from danvan_xl.campaign.names import computed_fields, seen_from_unit
from danvan_xl.campaign.points import UNCLASSED, half_up
from danvan_xl.campaign.program import city_checks, city_rubric
from danvan_xl.consolidate.adjust import adjusted
from danvan_xl.consolidate.choose import choose
from danvan_xl.consolidate.office import Source
from danvan_xl.consolidate.result import FINE, NOT_RETURNED, UNREADABLE, WRONG, Consolidation, UnitResult
from danvan_xl.consolidate.timing import known_receipts, late, on_time
from danvan_xl.consolidate.totals import City, UnitData, city_of
from danvan_xl.consolidate.verify import Verifications, Verified, read_verified, verification_findings
from danvan_xl.consolidate.waive import read_waivers
from danvan_xl.findings import Finding, Findings
from danvan_xl.form.write import Blueprints
from danvan_xl.formula import Value
from danvan_xl.intake import Cache, Progress, Return, read_folder, unit_named
from danvan_xl.ledger import Receipt
from danvan_xl.scoring import (
    Reasons,
    Score,
    Standing,
    check_findings,
    evaluate,
    ranked,
    scores,
    unit_findings,
    unranked,
)

CITY = ""


@dataclass
class _Run:
    """One consolidation on its way; the steps are in :func:`consolidate_returns`."""

    campaign: Campaign
    chosen: Mapping[str, Return]
    receipts: Mapping[str, Receipt]
    points: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """Unit → criterion → the office's points."""

    def __post_init__(self) -> None:
        self.blueprints = Blueprints(self.campaign)
        self.units = [u for u in self.campaign.units if u.code in self.chosen]
        rubrics = {self.campaign.rubric_of(u) for u in self.units}
        self.reasons = {rubric: Reasons(self.campaign, rubric) for rubric in sorted(rubrics) if rubric}

    def verify(self, source: Verified | None) -> Verifications:
        """The office's points, from here on part of every evaluation."""
        plain: dict[str, dict[str, Value]] = {}

        def maximum(unit: str, criterion: Criterion) -> Decimal:
            if not plain:
                plain.update(self.evaluate_all())
            share = plain[unit].get(f"#phan_bo.{criterion.parent}")
            grown = criterion.maximum + share if isinstance(share, Decimal) else criterion.maximum
            return half_up(grown, self.campaign.settings.point_decimals)

        found = read_verified(self.campaign, source, [u.code for u in self.units], maximum)
        self.points = found.points()
        return found

    def evaluate_all(self) -> dict[str, dict[str, Value]]:
        """Before the city's figures are known."""
        return {unit.code: self._evaluate(unit, {}) for unit in self.units}

    def with_city(self, first: dict[str, dict[str, Value]], city: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
        """The results once they are: only those of units that ask for them are other ones."""
        return {unit.code: self._evaluate(unit, city) if self.blueprints.of(unit).awaits_city else first[unit.code]
                for unit in self.units}

    def _evaluate(self, unit: Unit, city: Mapping[str, Value]) -> dict[str, Value]:
        return evaluate(self.blueprints.of(unit), self.chosen[unit.code], city, self.points.get(unit.code, {}))

    def data(self, results: Mapping[str, Mapping[str, Value]]) -> list[UnitData]:
        """Answers and computed fields of every unit that counts."""
        found = []
        for unit in self.units:
            one = self.chosen[unit.code]
            fields = {f.code: results[unit.code][f.code] for f in computed_fields(self.campaign, unit)}
            found.append(UnitData(unit, {**one.values, **fields}, one.lists))
        return found

    def unit_result(
        self, unit: Unit, results: Mapping[str, Value], city: Mapping[str, Value], *, alone: bool
    ) -> tuple[UnitResult, list[Finding]]:
        one, rubric = self.chosen[unit.code], self.campaign.rubric_of(unit)
        given = self.points.get(unit.code, {})
        found = tuple(scores(self.campaign, unit.code, rubric, one.values, results, given))
        findings = [*one.findings, *unit_findings(self.campaign, unit, one, results, found)]
        where = None
        if rubric:
            values = {**one.values, **city}
            where = self.reasons[rubric].standing(unit.code, unit.group, results, values, found)
            if where.level == UNCLASSED and not (alone and self.blueprints.of(unit).awaits_city):
                findings.append(Finding("D004", unit=unit.code, file=one.file, detail=where.reason))
        findings += late(self.campaign, unit, one.file, self.receipts.get(one.file))
        state = WRONG if any(f.severity == "loi" for f in findings) else FINE
        punctual = on_time(self.campaign, unit, self.receipts.get(one.file))
        return UnitResult(unit, state, punctual, one, results, found, where, one.file), findings


def _absent(
    campaign: Campaign, unit: Unit, returns: Iterable[Return], receipts: Mapping[str, Receipt]
) -> tuple[UnitResult, list[Finding]]:
    """A unit without a readable return: nothing came, or what came under its name cannot be read."""
    units = campaign.unit_by_code
    named = [r for r in returns if r.unit is None and not r.is_attachment and unit_named(r.file, units) == unit.code]
    scored = bool(campaign.rubric_of(unit))
    if named:
        where = unranked(unit, "Không đọc được tệp đã gửi") if scored else None
        punctual = on_time(campaign, unit, receipts.get(named[0].file))
        return UnitResult(unit, UNREADABLE, punctual, file=named[0].file, standing=where), []
    where = unranked(unit, "Chưa nộp biểu") if scored else None
    return UnitResult(unit, NOT_RETURNED, standing=where), [Finding("N001", unit=unit.code)]


def _seen_from_unit(campaign: Campaign, city: City) -> dict[str, Value]:
    seen = seen_from_unit(campaign)
    return {name: value for code, value in city.values.items() if (name := f"tp.{code}") in seen}


def _city_points(campaign: Campaign, city: City) -> tuple[tuple[Score, ...], Standing | None, list[Finding]]:
    findings = [finding for finding, _ in check_findings(city_checks(campaign), city.values)]
    rubric = city_rubric(campaign)
    if rubric is None:
        return (), None, findings
    found = tuple(scores(campaign, CITY, rubric.code, city.values, city.values, {}))
    where = Reasons(campaign, rubric.code).standing(CITY, "", city.values, {}, found)
    if where.level == UNCLASSED:
        findings.append(Finding("D004", detail=where.reason))
    return found, where, findings


def consolidate_returns(
    campaign: Campaign,
    returns: Iterable[Return],
    *,
    receipts: Mapping[str, Receipt] | None = None,
    verified: Verified | None = None,
    adjustments: Source | None = None,
    waivers: Source | None = None,
    alone: bool = False,
) -> Consolidation:
    """Returns already read → one result; see :func:`danvan_xl.consolidate`.

    ``alone``: a single return is looked at, so nothing is said that needs the city's figures.
    """
    everything = tuple(returns)
    waived = read_waivers(campaign, waivers)
    received = receipts or {}
    choice = choose(everything, {file: receipt.order for file, receipt in received.items()})
    chosen, applied, adjusting = adjusted(campaign, dict(choice.chosen), adjustments)
    run = _Run(campaign, chosen, received)
    verifications = run.verify(verified)
    first = run.evaluate_all()
    city = city_of(campaign, run.data(first))
    known = {} if alone else _seen_from_unit(campaign, city)
    results = first if alone else run.with_city(first, known)
    found: dict[str, UnitResult] = {}
    findings: list[Finding] = []
    for unit in campaign.units:
        counted = unit.code in results
        one, said = (run.unit_result(unit, results[unit.code], known, alone=alone) if counted
                     else _absent(campaign, unit, everything, received))
        said = waived.apply(said)
        if one.state == WRONG and not any(f.severity == "loi" for f in said):
            one = replace(one, state=FINE)
        found[unit.code] = one
        findings += said
    standings = {s.unit: s for s in ranked(u.standing for u in found.values() if u.standing)}
    found = {code: replace(u, standing=standings.get(code)) for code, u in found.items()}
    nobody = [f for r in everything if r.unit is None for f in _claimed(r, found)]
    city_scores, city_standing, said = _city_points(campaign, city)
    verifying = [*verifications.findings, *verification_findings(campaign, verifications, (
        (u.chosen, u.scores) for u in found.values() if u.chosen is not None))]
    others = waived.apply([*adjusting, *verifying, *choice.findings, *nobody, *said])
    ordered = Findings([*findings, *waived.findings, *others])
    return Consolidation(campaign, found, city, city_scores, city_standing, ordered, applied, verifications)


def _claimed(found: Return, units: Mapping[str, UnitResult]) -> list[Finding]:
    """Findings of a file that counts for nobody, with the unit whose form it is by its name."""
    owner = unit_named(found.file, {code: one.unit for code, one in units.items()})
    known = owner in units and units[owner].state == UNREADABLE and not found.is_attachment
    return [replace(f, unit=owner) if known else f for f in found.findings]


def consolidate_folder(
    campaign: Campaign, folder: Path, *, adjustments: Source | None = None, verified: Verified | None = None,
    waivers: Source | None = None, executor: Executor | None = None, progress: Progress | None = None,
    cache: Cache | None = None,
) -> Consolidation:
    """Read every file of a folder and consolidate; see :func:`danvan_xl.consolidate`."""
    if not folder.is_dir():
        raise NotADirectoryError(f"Không có thư mục {folder}")
    returns = read_folder(campaign, folder, progress, executor=executor, cache=cache)
    receipts, findings = known_receipts(campaign, folder, returns)
    found = consolidate_returns(
        campaign, returns, receipts=receipts, verified=verified, adjustments=adjustments, waivers=waivers)
    return replace(found, findings=Findings([*found.findings, *findings]))
