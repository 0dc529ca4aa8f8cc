"""One scoring formula tried with many inputs: what it gives, and which of its branches and bounds are met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.campaign.model import Aggregate, Campaign, Check, Criterion, Scope
from danvan_xl.campaign.names import city_shape
from danvan_xl.campaign.program import ruled
from danvan_xl.campaign.prove_samples import Sample, constants, samples
from danvan_xl.campaign.wording import spelt_bounds
from danvan_xl.formula import Binary, Calculator, Call, Expr, Number, Value, names, parse, walk

COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")


@dataclass(frozen=True, slots=True)
class Outcome:
    sample: Sample
    points: Value
    branches: tuple[bool, ...]
    drivers: tuple[Value, ...]


@dataclass(frozen=True)
class Trial:
    """``branches``: the results an IF-chain can end in; ``drivers``: what its conditions compare with numbers;
    ``tried``: how many inputs passed the checks, whether or not the criterion applied."""

    criterion: Criterion
    tree: Expr
    branches: tuple[Expr, ...]
    drivers: tuple[Expr, ...]
    outcomes: tuple[Outcome, ...]
    tried: int

    @property
    def never_applies(self) -> bool:
        return self.tried > 0 and not self.outcomes


def branches_of(tree: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Each end of an IF-chain, and the chain rewritten to 1 there and 0 elsewhere."""
    match tree:
        case Call("IF", (condition, then, *rest)):
            for end, chain in branches_of(then):
                yield end, Call("IF", (condition, chain, Number("0")))
            for end, chain in branches_of(rest[0]) if rest else ():
                yield end, Call("IF", (condition, Number("0"), chain))
        case _:
            yield tree, Number("1")


def conditions(tree: Expr) -> Iterator[Expr]:
    """The conditions of every IF in a tree."""
    for node in walk(tree):
        if isinstance(node, Call) and node.function == "IF":
            yield node.args[0]


def compared(tree: Expr) -> Iterator[tuple[Expr, str, Decimal]]:
    """What the conditions of a chain compare with a number: expression, sign, number."""
    for condition in conditions(tree):
        parts = condition.args if isinstance(condition, Call) and condition.function == "AND" else (condition,)
        for part in parts:
            match part:
                case Binary(op, left, Number(text)) if op in COMPARISONS and not isinstance(left, Number):
                    yield left, op, Decimal(text)


class Bench:
    """Makes trials; knows what a unit is asked and which checks its answers must pass."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.shape = city_shape(campaign)
        self.computed = {f.code: f for f in campaign.plain_fields.values() if f.formula}
        self.checks = [c for c in campaign.checks if c.level == "loi"]

    def _closure(self, trees: list[Expr], city: bool) -> tuple[dict[str, Expr], list[str]]:
        """Computed fields that trees lean on, by code, and the inputs below them."""
        formulas: dict[str, Expr] = {}
        inputs: list[str] = []
        waiting = [n for tree in trees for n in names(tree)]
        while waiting:
            name = waiting.pop(0)
            field = self.computed.get(name)
            if name in formulas or name in inputs:
                continue
            if field is None or (city and field.combined is not Aggregate.FORMULA):
                inputs.append(name)
                continue
            formulas[name] = ruled(field.formula, field.on_blank, self.shape)
            waiting += names(formulas[name])
        return formulas, inputs

    def _is_range(self, name: str) -> bool:
        owner, _, rest = name.partition(".")
        return owner in self.campaign.list_columns and not rest.startswith("tt")

    def _fitting(self, known: set[str], city: bool) -> Iterator[Check]:
        scopes = (Scope.UNIT, Scope.CITY) if city else (Scope.UNIT,)
        for check in self.checks:
            if check.scope in scopes and known.issuperset(names(parse(check.formula))):
                yield check

    def trial(self, criterion: Criterion) -> Trial:
        """Points before rounding and caps, for filled inputs that pass the definition's own checks."""
        city = criterion.rubric == self.campaign.settings.own_rubric
        tree = parse(criterion.formula)
        condition = parse(criterion.applies_when) if criterion.applies_when else None
        points = ruled(criterion.formula, criterion.on_blank, self.shape)
        fields, inputs = self._closure([points, *([condition] if condition else [])], city)
        ends = list(branches_of(tree))
        drivers = tuple(dict.fromkeys(e for e, _, _ in compared(tree)))
        formulas = dict(fields)
        formulas["#diem"] = points
        if condition is not None:
            formulas["#ad"] = condition
        formulas |= {f"#nhanh.{i}": chain for i, (_, chain) in enumerate(ends)}
        formulas |= {f"#e.{i}": driver for i, driver in enumerate(drivers)}
        checks = list(self._fitting({*fields, *inputs}, city))
        formulas |= {f"#kt.{c.code}": parse(c.formula) for c in checks}
        single = [n for n in inputs if not self._is_range(n)]
        ranges = [n for n in inputs if self._is_range(n)]
        rows = {n: self.campaign.form_by_code[n.partition(".")[0]].rows for n in ranges}
        calculator = Calculator(formulas, single, rows)
        trees = [tree, *(parse(self.computed[f].formula) for f in fields), *([condition] if condition else [])]
        outcomes: list[Outcome] = []
        tried = 0
        bounds = tuple(dict.fromkeys(c for t in trees for c in (*constants(t), *spelt_bounds(criterion.text))))
        for sample in samples(self.campaign, single, ranges, bounds, criterion.code):
            if not self._sound(sample):
                continue
            result = calculator.calculate(sample.values, sample.lists)
            if any(result[f"#kt.{c.code}"] is False for c in checks):
                continue
            tried += 1
            if result.get("#ad", True) is True:
                outcomes.append(self._outcome(sample, result, len(ends), len(drivers)))
        return Trial(criterion, tree, tuple(e for e, _ in ends), drivers, tuple(outcomes), tried)

    def _sound(self, sample: Sample) -> bool:
        """No more units that returned than units."""
        asked, done = sample.values.get("so_don_vi"), sample.values.get("so_da_nop")
        return not (isinstance(asked, Decimal) and isinstance(done, Decimal) and done > asked)

    def _outcome(self, sample: Sample, result: Mapping[str, Value], ends: int, drivers: int) -> Outcome:
        return Outcome(
            sample, result["#diem"], tuple(result[f"#nhanh.{i}"] == 1 for i in range(ends)),
            tuple(result[f"#e.{i}"] for i in range(drivers)))


def single_driver(trial: Trial) -> Expr | None:
    """The one expression that a formula's points depend on, if there is just one."""
    if len(trial.drivers) != 1:
        return None
    inside = set(names(trial.drivers[0]))
    return trial.drivers[0] if set(names(trial.tree)) <= inside else None
