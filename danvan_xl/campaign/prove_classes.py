"""Class rules tried with totals at every bound: a total without a class, one with two, a class that nobody gets."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal

from danvan_xl.campaign.lint import Report, records
from danvan_xl.campaign.model import Campaign, ClassRule, ClassRuleKind, PointKind
from danvan_xl.campaign.names import SELF_COUNT
from danvan_xl.campaign.prove_samples import candidates, constants, shown
from danvan_xl.findings import Finding
from danvan_xl.formula import Calculator, FormulaError, Value, names, parse

_MOST = 3000
_GIVEN = ("diem_chuan", "diem_thuong", "diem_tru", "tong_diem", "so_tieu_chi_0", SELF_COUNT)
_ORDER = ("tong_diem", "diem_chuan", "diem_thuong", "diem_tru", "so_tieu_chi_0", SELF_COUNT)


def _cap(campaign: Campaign, rubric: str, kind: PointKind, cap: Decimal | None) -> Decimal:
    roots = [c.maximum for c in campaign.criteria_of(rubric) if not c.parent and c.kind is kind]
    total = sum(roots, Decimal(0))
    return total if cap is None else min(total, cap)


def _totals(campaign: Campaign, rubric: str, bounds: set[Decimal]) -> Iterator[dict[str, Value]]:
    """Totals that can occur together, on both sides of every bound."""
    settings = campaign.settings
    step = Decimal(1).scaleb(-settings.point_decimals)
    leaves = [c for c in campaign.criteria_of(rubric) if c.is_leaf and c.kind is PointKind.STANDARD]
    most = _cap(campaign, rubric, PointKind.STANDARD, None)
    bonus = _cap(campaign, rubric, PointKind.BONUS, settings.bonus_cap)
    penalty = _cap(campaign, rubric, PointKind.PENALTY, settings.penalty_cap)
    edges = {most, most - 1, Decimal(0), most / 2} | {b + d for b in bounds for d in (-step, 0, step)}
    extras = list(itertools.product({Decimal(0), bonus}, {Decimal(0), penalty}))
    lost = min((c.maximum for c in leaves), default=Decimal(0))
    for edge, (plus, minus) in itertools.product(sorted(edges), extras):
        for standard in {edge, edge - plus + minus}:
            for zeros in (0, 1):
                if not 0 <= standard <= most - zeros * lost or (standard == 0 and not zeros):
                    continue
                yield {
                    "diem_chuan": standard, "diem_thuong": plus, "diem_tru": minus,
                    "tong_diem": standard + plus - minus,
                    "so_tieu_chi_0": Decimal(zeros if standard else len(leaves)), SELF_COUNT: Decimal(len(leaves)),
                }


def _shown(values: Mapping[str, Value], used: set[str]) -> str:
    order = [*_ORDER, *sorted(used - set(_ORDER))]
    return "; ".join(f"{name} = {shown(values[name])}" for name in order if name in used and name in values)


class _Classes:
    def __init__(self, campaign: Campaign, rubric: str, rules: list[tuple[ClassRule, Report]]) -> None:
        self.campaign, self.rubric, self.rules = campaign, rubric, rules
        self.levels = [(r, at) for r, at in rules if r.kind is ClassRuleKind.LEVEL]
        trees = {r.order: parse(r.formula) for r, _ in rules}
        self.used = {n for tree in trees.values() for n in names(tree)}
        others = sorted(self.used - set(_GIVEN))
        bounds = {c for tree in trees.values() for c in constants(tree)}
        pick = random.Random(rubric)
        choices = {n: candidates(campaign, n, ()) for n in others}
        calculator = Calculator({f"#xl.{o}": t for o, t in trees.items()}, [*_GIVEN, *others])
        self.results: list[tuple[dict[str, Value], dict[int, Value]]] = []
        totals = list(_totals(campaign, rubric, bounds))
        if len(totals) > _MOST:
            totals = pick.sample(totals, _MOST)
        for total in totals:
            values = {**total, **{n: c[-1] if pick.random() < 0.7 else pick.choice(c) for n, c in choices.items()}}
            found = calculator.calculate(values)
            self.results.append((values, {o: found[f"#xl.{o}"] for o in trees}))

    def findings(self) -> Iterator[Finding]:
        yield from self._errors()
        yield from self._holes()
        yield from self._overlaps()
        yield from self._never()

    def _errors(self) -> Iterator[Finding]:
        for rule, at in self.rules:
            for values, found in self.results:
                result = found[rule.order]
                if isinstance(result, FormulaError):
                    yield at("X040", "cong_thuc", field=rule.name, found=result.code, detail=_shown(values, self.used))
                    break

    def _holes(self) -> Iterator[Finding]:
        if not self.levels:
            return
        knock = [r.order for r, _ in self.rules if r.kind is ClassRuleKind.KNOCKOUT]
        holes = [v for v, found in self.results
                 if not any(found[r.order] is True for r, _ in self.levels)
                 and not any(found[o] is True for o in knock)]
        if holes:
            highest = max(holes, key=lambda v: v["tong_diem"])  # type: ignore[arg-type,return-value]
            yield self.levels[0][1]("X050", "cong_thuc", field=self.rubric, found=_shown(highest, self.used))

    def _overlaps(self) -> Iterator[Finding]:
        """Two classes that meet in one total only: a bound that both include."""
        for (first, _), (second, at) in itertools.combinations(self.levels, 2):
            true = [{v["tong_diem"] for v, f in self.results if f[r.order] is True} for r in (first, second)]
            both = [v for v, f in self.results if f[first.order] is True and f[second.order] is True]
            totals = {v["tong_diem"] for v in both}
            if len(totals) == 1 and all(len(t) > 1 for t in true):
                yield at("X051", "cong_thuc", found=f"{first.name}” và “{second.name}",
                         detail=_shown(both[0], self.used))

    def _never(self) -> Iterator[Finding]:
        got = {next((r.order for r, _ in self.levels if found[r.order] is True), None) for _, found in self.results}
        for rule, at in self.levels:
            if rule.order not in got and not set(names(parse(rule.formula))) - set(_GIVEN):
                yield at("X052", "cong_thuc", found=rule.name)


def class_findings(campaign: Campaign) -> Iterator[Finding]:
    """Findings about the class rules of every rubric that has any."""
    by_rubric: dict[str, list[tuple[ClassRule, Report]]] = {}
    for rule, at in records(campaign, "xep_loai"):
        by_rubric.setdefault(rule.rubric, []).append((rule, at))
    for rubric, rules in by_rubric.items():
        yield from _Classes(campaign, rubric, sorted(rules, key=lambda pair: pair[0].order)).findings()
