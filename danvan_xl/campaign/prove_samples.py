"""Inputs to try a formula with: edges of every field, both sides of every bound in the formula, and mixtures."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from danvan_xl.campaign.lint_words import STATUSES
from danvan_xl.campaign.model import Campaign, Field, FieldKind
from danvan_xl.campaign.points import NO, YES
from danvan_xl.formula import NOTHING_AROSE, Call, Expr, Number, Value, serial, walk

MOST = 1200
_SCALES = (Decimal(100), Decimal(1000))
_PLAIN = tuple(map(Decimal, ("0", "1", "2", "3", "5", "10", "40", "100", "1000", "20000")))
_ROUNDING = ("ROUND", "ROUNDUP", "ROUNDDOWN")
_LIST_LENGTHS = (0, 1, 2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Sample:
    """Single cells and columns of lists that are filled; everything a formula needs is."""

    values: Mapping[str, Value]
    lists: Mapping[str, Sequence[Value]]

    def __str__(self) -> str:
        parts = [f"{name} = {shown(value)}" for name, value in self.values.items()]
        parts += [f"{name}: {len(column)} dòng" for name, column in self.lists.items()]
        return "; ".join(parts) or "mọi số liệu"


def shown(value: Value) -> str:
    if isinstance(value, Decimal):
        text = f"{value.normalize():f}"
        return text.replace(".", ",")
    return "trống" if value is None else f"“{value}”" if isinstance(value, str) else str(value)


def constants(tree: Expr) -> tuple[Decimal, ...]:
    """The numbers written in a formula, without the digits of roundings."""
    digits = {id(n.args[1]) for n in walk(tree) if isinstance(n, Call) and n.function in _ROUNDING and len(n.args) > 1}
    found = (Decimal(n.text) for n in walk(tree) if isinstance(n, Number) and id(n) not in digits)
    return tuple(dict.fromkeys(found))


def _numbers(bounds: Iterable[Decimal], least: Decimal, most: Decimal | None, step: Decimal) -> list[Decimal]:
    wanted = set(_PLAIN) | {least, least + step}
    for bound in bounds:
        wanted |= {bound, bound - step, bound + step}
        if 0 < bound < 1:
            wanted |= {bound * s + d for s in _SCALES for d in (-step, 0, step)}
    if most is not None:
        wanted |= {most, most - step}
    whole = step == 1
    return sorted(v for v in wanted if v >= least and (most is None or v <= most) and (not whole or v == int(v)))


def _of_field(campaign: Campaign, field: Field, bounds: Sequence[Decimal]) -> list[Value]:
    if field.kind is FieldKind.YES_NO:
        return [YES, NO]
    if field.kind is FieldKind.CHOICE:
        return list(campaign.choices(field.codelist))
    if field.kind is FieldKind.TEXT:
        return ["x"]
    if field.kind is FieldKind.DATE:
        end = campaign.settings.end or campaign.settings.report_date
        return [Decimal(serial(end)) + shift for shift in (-400, -30, 0, 30)] if end else [Decimal(45000)]
    rate = field.kind is FieldKind.RATE
    step = Decimal(1) if field.kind is FieldKind.INTEGER else Decimal("0.0001") if rate else Decimal("0.01")
    most = field.maximum if field.maximum is not None else Decimal(1) if rate else (
        Decimal(100) if field.unit_of_measure == "%" else None)
    return list(_numbers(bounds, field.minimum if field.minimum is not None else Decimal(0), most, step))


def candidates(campaign: Campaign, name: str, bounds: Sequence[Decimal]) -> list[Value]:
    """What one input cell may hold when it is filled."""
    first, _, rest = name.partition(".")
    if first == "tp":
        first, _, rest = rest.partition(".")
    points = {c.code: c for c in campaign.criteria}
    if first in ("diem", "tu_cham") and rest in points:
        most = points[rest].maximum
        return [Decimal(0), most / 2, most]
    if first == "ad":
        return [YES, NO]
    if first == "minh_chung":
        return ["x"]
    if rest == "tt" or rest.startswith("tt."):
        return [STATUSES[0], None]
    if first in ("so_don_vi", "so_da_nop"):
        count = len(campaign.units)
        return [Decimal(n) for n in sorted({0, 1, count // 2, max(count - 1, 1), count})]
    field = campaign.plain_fields.get(first)
    return _of_field(campaign, field, bounds) if field else list(_numbers(bounds, Decimal(0), None, Decimal(1)))


def _lists(campaign: Campaign, ranges: Iterable[str], pick: random.Random) -> dict[str, list[Value]]:
    """Rows of each list, the same number for all of its columns."""
    lengths: dict[str, int] = {}
    result: dict[str, list[Value]] = {}
    for name in ranges:
        code, _, column = name.partition(".")
        rows = campaign.form_by_code[code].rows
        length = lengths.setdefault(code, min(pick.choice(_LIST_LENGTHS), rows))
        field = next((c for c in campaign.list_columns[code] if c.code == column), None)
        choices = _of_field(campaign, field, ()) if field else ["x"]
        result[name] = [pick.choice(choices) for _ in range(length)]
    return result


def samples(
    campaign: Campaign, inputs: Sequence[str], ranges: Sequence[str], bounds: Sequence[Decimal], seed: str
) -> Iterator[Sample]:
    """At most :data:`MOST`, the same for the same seed, on both sides of ``bounds``; all mixtures if they are few."""
    pick = random.Random(seed)
    choices = {name: candidates(campaign, name, bounds) for name in inputs}
    if prod(map(len, choices.values())) <= MOST and not ranges:
        for mixture in itertools.product(*choices.values()):
            yield Sample(dict(zip(inputs, mixture, strict=True)), {})
        return
    edges = [[v for v in values if v in (values[0], values[-1], Decimal(1))] for values in choices.values()]
    corners = itertools.product(*edges) if prod(map(len, edges)) <= MOST // 4 else ()
    chosen = [dict(zip(inputs, corner, strict=True)) for corner in corners]
    for _ in range(MOST - len(chosen)):
        chosen.append(_mixture(choices, bounds, pick))
    for values in chosen:
        lists = _lists(campaign, ranges, pick)
        for name, column in lists.items():
            # A list without rows counts as filled only where the unit says that nothing arose.
            status = f"{name.partition('.')[0]}.tt"
            if status in values:
                values[status] = None if column else NOTHING_AROSE
        yield Sample(values, lists)


def _mixture(choices: Mapping[str, list[Value]], bounds: Sequence[Decimal], pick: random.Random) -> dict[str, Value]:
    """A value for each input; half of the time all around one scale, so that their ratios meet the bounds."""
    if pick.random() < 0.5:
        return {name: pick.choice(values) for name, values in choices.items()}
    scale = pick.choice(_SCALES)
    near = [scale, scale, Decimal(0), scale * 2, scale - 1, scale + 1]
    for bound in bounds:
        share = bound if bound <= 1 else bound / 100 if bound <= 100 else None
        near += [scale * share + d for d in (-1, 0, 0, 1)] if share else []
    result: dict[str, Value] = {}
    for name, values in choices.items():
        allowed = [v for v in near if isinstance(values[-1], Decimal) and v >= 0 and v == int(v)]
        least = values[0]
        if isinstance(least, Decimal):
            allowed = [v for v in allowed if v >= least]
        result[name] = pick.choice(allowed) if allowed and len(values) > len(_PLAIN) - 4 else pick.choice(values)
    return result


