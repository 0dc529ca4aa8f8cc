"""Units' values → the city's: sums, means, extremes; groups; unions of lists; counts of units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.campaign.model import Aggregate, Campaign, Field, Unit
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.campaign.program import city_formulas, city_inputs
from danvan_xl.formula import NOTHING_AROSE, Calculator, Value


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


_COMBINE: dict[Aggregate, Callable[[Sequence[Decimal]], Decimal]] = {
    Aggregate.SUM: lambda values: sum(values, Decimal(0)),
    Aggregate.MEAN: _mean,
    Aggregate.MAX: max,
    Aggregate.MIN: min,
}


@dataclass(frozen=True)
class UnitData:
    """What one returned unit brings to the totals: its values and computed fields by name, its lists."""

    unit: Unit
    values: Mapping[str, Value]
    lists: Mapping[str, tuple[Value, ...]]


def numbers(data: Iterable[UnitData], name: str) -> list[Decimal]:
    return [v for d in data if isinstance(v := d.values.get(name), Decimal)]


def combine(how: Aggregate, values: Sequence[Decimal]) -> Decimal | None:
    """The city's value of a field from the units' answers; None without any answer or by ``khong``."""
    return _COMBINE[how](values) if values and how in _COMBINE else None


def _members(campaign: Campaign, data: Iterable[UnitData]) -> dict[str, list[UnitData]]:
    """Those of each group, in their order."""
    members: dict[str, list[UnitData]] = {group.code: [] for group in campaign.groups}
    for one in data:
        members[one.unit.group].append(one)
    return members


def _field_values(
    field: Field, data: Sequence[UnitData], members: Mapping[str, Sequence[UnitData]]
) -> dict[str, Value]:
    """``f``, ``f.kh``, ``f.ck``, their groups and ``f.tb``, except what is recomputed from totals."""
    result: dict[str, Value] = {}
    for facet in facets_of(field):
        name = facet_name(field.code, facet)
        answers = numbers(data, name)
        how = Aggregate.SUM if facet and field.combined is Aggregate.FORMULA else field.combined
        if facet or how is not Aggregate.FORMULA:
            result[name] = combine(how, answers)
            for group, own in members.items():
                result[f"{name}.{group}"] = combine(how, numbers(own, name))
        if field.kind.is_number and not facet:
            result[f"{name}.tb"] = _mean(answers) if answers else None
    return result


def _unions(campaign: Campaign, data: Sequence[UnitData]) -> dict[str, tuple[Value, ...]]:
    """``list.column`` over all units, ``list.don_vi``, ``list.nhom``, and ``list.column.group``."""
    result: dict[str, tuple[Value, ...]] = {}
    for code, columns in campaign.list_columns.items():
        rows = [(d.unit, i) for d in data for i in range(_length(d, code, columns))]
        by_unit = {d.unit.code: d for d in data}
        result[f"{code}.don_vi"] = tuple(unit.code for unit, _ in rows)
        result[f"{code}.nhom"] = tuple(unit.group for unit, _ in rows)
        for column in columns:
            name = f"{code}.{column.code}"
            values = tuple(_at(by_unit[unit.code].lists.get(name, ()), i) for unit, i in rows)
            result[name] = values
            for group in campaign.groups:
                kept = tuple(v for (unit, _), v in zip(rows, values, strict=True) if unit.group == group.code)
                result[f"{name}.{group.code}"] = kept
    return result


def _length(data: UnitData, code: str, columns: Sequence[Field]) -> int:
    return max((len(data.lists.get(f"{code}.{c.code}", ())) for c in columns), default=0)


def _at(values: tuple[Value, ...], index: int) -> Value:
    return values[index] if index < len(values) else None


def _list_status(campaign: Campaign, data: Sequence[UnitData], code: str) -> str | None:
    """ "Không phát sinh" for the city when every unit that returned said so."""
    form = campaign.form_by_code[code]
    asked = [d for d in data if campaign.fields_of(d.unit, form)]
    said = bool(asked) and all(d.values.get(f"{code}.tt") == NOTHING_AROSE for d in asked)
    return NOTHING_AROSE if said else None


def _given(campaign: Campaign, data: Sequence[UnitData]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "so_don_vi": Decimal(len(campaign.units)), "so_da_nop": Decimal(len(data)),
    }
    members = _members(campaign, data)
    for group, own in members.items():
        values[f"so_don_vi.{group}"] = Decimal(sum(u.group == group for u in campaign.units))
        values[f"so_da_nop.{group}"] = Decimal(len(own))
    for field in campaign.plain_fields.values():
        values |= _field_values(field, data, members)
    for code in campaign.list_columns:
        values[f"{code}.tt"] = _list_status(campaign, data, code)
        for group, own in members.items():
            values[f"{code}.tt.{group}"] = _list_status(campaign, own, code)
    return values


@dataclass(frozen=True)
class City:
    """The city's scope: ``values`` by name, everything computed included; ``lists`` the unions of rows."""

    values: Mapping[str, Value]
    lists: Mapping[str, tuple[Value, ...]]


def city_of(campaign: Campaign, data: Sequence[UnitData]) -> City:
    """Totals of the units that returned, then everything the definition computes from them."""
    values, lists = _given(campaign, data), _unions(campaign, data)
    ranges = {name: max(len(column), 1) for name, column in lists.items()}
    calculator = Calculator(city_formulas(campaign), city_inputs(campaign), ranges)
    return City(values | calculator.calculate(values, lists), lists)


