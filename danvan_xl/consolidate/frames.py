"""Results as DataFrames. Points and totals are Decimal in object columns; missing is None."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from danvan_xl.campaign.model import FormKind
from danvan_xl.campaign.names import computed_fields, facet_name, facets_of
from danvan_xl.formula import FormulaError, Value
from danvan_xl.intake import State

if TYPE_CHECKING:
    import pandas as pd

    from danvan_xl.consolidate.result import Consolidation, UnitResult

UNITS = ("code", "name", "group", "state", "on_time", "file", "saved_at", "n_errors", "n_warnings")
VALUES = ("unit", "form", "item", "field", "facet", "kind", "state", "value", "raw", "file", "sheet", "cell", "sha256")
SCORES = ("unit", "criterion", "max", "self", "computed", "verified", "points", "basis", "applies")
RANKING = ("unit", "group", "total", "class", "rank", "reason")


def _frame(rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def plain(value: Value) -> Value | str:
    """An error as its text; everything else as it is."""
    return value.code if isinstance(value, FormulaError) else value


def units(result: Consolidation) -> pd.DataFrame:
    counts: dict[tuple[str, str], int] = {}
    for finding in result.findings:
        key = (finding.unit, finding.severity)
        counts[key] = counts.get(key, 0) + 1
    rows = [
        (u.unit.code, u.unit.name, u.unit.group, u.state, u.on_time, u.file or None,
         u.chosen.saved_at if u.chosen else None,
         counts.get((u.unit.code, "loi"), 0), counts.get((u.unit.code, "canh_bao"), 0))
        for u in result.by_unit.values()
    ]
    return _frame(rows, UNITS)


def computed_state(value: Value) -> State:
    if isinstance(value, FormulaError):
        return State.INVALID
    return State.BLANK if value is None else State.ANSWERED


def _values_of(result: Consolidation, found: UnitResult) -> Iterator[tuple[Any, ...]]:
    one, results = found.chosen, found.results
    assert one is not None and results is not None
    for a in one.answers:
        yield (one.unit, a.form, a.item, a.name, a.facet, a.field.kind.value, a.state.value, plain(a.value),
               plain(a.raw), one.file, a.sheet or None, a.cell or None, one.sha256)
    for field in computed_fields(result.campaign, found.unit):
        value, place = results[field.code], one.places.get(field.code)
        yield (one.unit, field.form, None, field.code, "", field.kind.value, computed_state(value).value, plain(value),
               plain(one.found.get(field.code)), one.file, place.sheet if place else None,
               place.cell if place else None, one.sha256)


def values(result: Consolidation) -> pd.DataFrame:
    return _frame(list(value_rows(result)), VALUES)


def value_rows(result: Consolidation) -> Iterator[tuple[Any, ...]]:
    """The rows of :func:`values`, with the columns of :data:`VALUES`."""
    for found in result.returned:
        yield from _values_of(result, found)


def totals(result: Consolidation) -> pd.DataFrame:
    campaign, city = result.campaign, result.city.values
    groups, answers = tuple(group.code for group in campaign.groups), n_answered(map(answered, result.returned))
    rows = []
    for field in campaign.plain_fields.values():
        if campaign.form_by_code[field.form].kind is FormKind.NARRATIVE:
            continue
        for facet in facets_of(field):
            name = facet_name(field.code, facet)
            rows.append((
                field.code, facet, plain(city.get(name)), None if facet else city.get(f"{name}.tb"),
                answers[name], *(plain(city.get(f"{name}.{group}")) for group in groups),
            ))
    return _frame(rows, ("field", "facet", "total", "mean", "n_answered", *groups))


def n_answered(answers: Iterable[set[str]]) -> Counter[str]:
    """How many units answered each name, from what each of them answered."""
    return Counter(name for names in answers for name in names)


def answered(found: UnitResult) -> set[str]:
    """The names for which a unit has a value, typed or computed."""
    pairs = (found.chosen.values if found.chosen else {}, found.results or {})
    return {name for values in pairs for name, v in values.items() if v is not None and v.__class__ is not FormulaError}


def scores(result: Consolidation) -> pd.DataFrame:
    rows = [
        (s.unit, s.criterion.code, s.criterion.maximum, s.self_points, s.computed, s.verified, s.points,
         s.basis or None, s.applies)
        for u in result.by_unit.values() for s in u.scores
    ]
    return _frame(rows, SCORES)


def ranking(result: Consolidation) -> pd.DataFrame:
    standings = [u.standing for u in result.by_unit.values() if u.standing]
    return _frame([(s.unit, s.group, s.total, s.level, s.rank, s.reason) for s in standings], RANKING)


