"""From a name of the definition to every cell of the units' files that its figure stands on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from danvan_xl.campaign.model import Aggregate, Criterion, Field
from danvan_xl.campaign.names import COUNTS, FACET_WORDS, city_names, facet_name, facets_of
from danvan_xl.campaign.program import city_rubric
from danvan_xl.consolidate import Consolidation, UnitResult
from danvan_xl.consolidate.frames import value_rows
from danvan_xl.formula import FormulaError, Value, names, parse
from danvan_xl.report.numbers import by_field, decimal_text, plain
from danvan_xl.scoring import BASES
from danvan_xl.workbook.amended import repairs
from danvan_xl.workbook.own import points_spot
from danvan_xl.workbook.plan import Plan
from danvan_xl.workbook.scoring import ScoreSheet
from danvan_xl.workbook.sheets import STATES
from danvan_xl.workbook.sources import VALUE_STATES
from danvan_xl.workbook.trail import Trail

_BARE = str.maketrans("", "", "'$")
UNCHANGED = "giữ nguyên"
_HOW = {
    Aggregate.SUM: "cộng số của các đơn vị", Aggregate.MEAN: "bình quân các đơn vị có số liệu",
    Aggregate.MAX: "số lớn nhất của các đơn vị", Aggregate.MIN: "số nhỏ nhất của các đơn vị",
    Aggregate.FORMULA: "tính lại từ số của toàn thành phố", Aggregate.NONE: "từng đơn vị, không có số chung",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One cell of a unit's file. ``spot``: its cell in the consolidated workbook; ``changed``: what was done to it."""

    unit: str
    file: str
    sheet: str
    cell: str
    sha256: str
    value: str
    state: str
    spot: str = ""
    changed: str = UNCHANGED


@dataclass(frozen=True, slots=True)
class Trace:
    """A name with its figure, how that is made, and what it is made of: other names or cells of units' files.

    ``absent``: units that were asked but whose return does not count.
    """

    name: str
    label: str
    value: str
    how: str
    formula: str = ""
    spot: str = ""
    sources: tuple[Source, ...] = ()
    parts: tuple[Trace, ...] = ()
    absent: tuple[str, ...] = ()


class Tracer:
    """Traces names of one result. A name is one of the city's scope, a criterion's code, or a narrative question."""

    def __init__(self, result: Consolidation) -> None:
        self.result, self.campaign = result, result.campaign
        self.plan, self._city = Plan(result), city_names(result.campaign)
        self.sheets = tuple(ScoreSheet(self.plan, rubric) for rubric in self.plan.rubrics)
        self.trail = Trail(self.plan, self.sheets)
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        keys = ("unit", "form", "item", "field", "facet", "kind", "state", "value", "raw", "file", "sheet", "cell",
                "sha256")
        for record in value_rows(result):
            row = dict(zip(keys, record, strict=True))
            self.rows[facet_name(row["field"], row["facet"])].append(row)
        self.changes = dict(self._changes())

    def _changes(self) -> Iterator[tuple[tuple[str, str, str], str]]:
        for f in self.result.findings:
            if f.code.startswith("F") and f.cell:
                yield (f.unit, f.sheet, f.cell), f"{f.title.lower()} [{f.code}]"
        for f in repairs(self.result):
            yield (f.unit, f.sheet, f.cell), f"đã sửa cách đọc từ “{f.found}” [{f.code}]"
        for a in self.result.adjustments:
            yield (a.unit, a.sheet, a.cell), f"đã điều chỉnh từ “{plain(a.before) or 'trống'}”: {a.reason}"

    # --- which names there are -------------------------------------------------------------------------------

    @cached_property
    def known(self) -> dict[str, str]:
        """Every name that can be traced, with what people call it."""
        found = {name: self._label(name) for name in sorted(self._city)}
        found |= {c.code: f"{c.number} {c.text}".strip() for c in self.campaign.criteria}
        return found

    def _label(self, name: str) -> str:
        code, _, rest = name.partition(".")
        if code in self.campaign.list_columns:
            column = next((c.label for c in self.campaign.list_columns[code] if c.code == rest), rest)
            return f"{self.campaign.form_by_code[code].title}, {column}"
        if code in COUNTS:
            return "Số đơn vị" if code == "so_don_vi" else "Số đơn vị có số liệu"
        field = self.campaign.plain_fields[code]
        facet, group = self._facet_and_group(rest)
        mean = ", bình quân" if rest == "tb" else ""
        where = f" ({self.campaign.group_by_code[group].name})" if group else ""
        return f"{field.label}{FACET_WORDS[facet]}{mean}{where}"

    def _facet_and_group(self, rest: str) -> tuple[str, str]:
        parts = rest.split(".") if rest else []
        facet = parts[0] if parts and parts[0] in ("kh", "ck") else ""
        group = parts[-1] if parts and parts[-1] in self.campaign.group_by_code else ""
        return facet, group

    # --- tracing ---------------------------------------------------------------------------------------------

    def trace(self, name: str) -> tuple[Trace, ...]:
        """A criterion's code may stand in several rubrics; any other name gives one trace.

        Raises
        ------
        KeyError
            For a name that does not exist.
        """
        criteria = [c for c in self.campaign.criteria if c.code == name]
        if criteria and name not in self.campaign.plain_fields:
            return tuple(self._criterion(c) for c in criteria)
        code, _, rest = name.partition(".")
        if code in self.campaign.list_columns:
            return (self._list(name, code, rest),)
        if code in COUNTS:
            return (self._count(name, rest),)
        return (self._field(name, self.campaign.plain_fields[code], rest),)

    def _made_of(self, formula: str, group: str = "") -> tuple[Trace, ...]:
        known = self._city
        found = (n.removeprefix("tp.") for n in dict.fromkeys(names(parse(formula))))
        grouped = (f"{n}.{group}" if group and f"{n}.{group}" in known else n for n in found)
        return tuple(self.trace(n)[0] for n in grouped if n in known)

    def _field(self, name: str, field: Field, rest: str) -> Trace:
        facet, group = self._facet_and_group(rest)
        if facet not in facets_of(field):
            raise KeyError(name)
        value, spot = self.result.city.values.get(name), self.plan.city_spot(name)
        how = Aggregate.SUM if facet and field.combined is Aggregate.FORMULA else field.combined
        how = Aggregate.MEAN if rest == "tb" else how
        common = (name, self._label(name), _printed(value, field), _HOW[how])
        if how is Aggregate.FORMULA:
            return Trace(*common, field.formula, spot.shown if spot else "", parts=self._made_of(field.formula, group))
        units = [u for u in self.result.by_unit.values() if not group or u.unit.group == group]
        asked = [u for u in units if field in self.campaign.fields_of(u.unit, self.campaign.form_by_code[field.form])]
        members = {u.unit.code for u in asked}
        rows = [r for r in self.rows[facet_name(field.code, facet)] if r["unit"] in members]
        return Trace(*common, field.formula, spot.shown if spot else "", tuple(self._source(r, field) for r in rows),
                     absent=_absent(asked))

    def _source(self, row: dict[str, Any], field: Field) -> Source:
        unit, place = row["unit"], (row["sheet"] or "", row["cell"] or "")
        spot = self.trail.spot(unit, *place)
        return Source(
            self.campaign.unit_by_code[unit].name, row["file"], *place, row["sha256"], _printed(row["value"], field),
            VALUE_STATES[row["state"]], spot.shown if spot else "", self.changes.get((unit, *place), UNCHANGED))

    def _list(self, name: str, code: str, rest: str) -> Trace:
        columns = {c.code: c for c in self.campaign.list_columns[code]}
        wanted = [rest] if rest in columns else list(columns)
        rows = [(r, columns[c]) for c in wanted for r in self.rows[f"{code}.{c}"]]
        form = self.campaign.form_by_code[code]
        asked = [u for u in self.result.by_unit.values() if self.campaign.fields_of(u.unit, form)]
        count = len(self.result.city.lists[f"{code}.don_vi"])
        return Trace(name, self._label(name), f"{count} dòng", "mọi dòng của các đơn vị",
                     spot=self.plan.list_range(code, rest if rest in columns else "don_vi").translate(_BARE),
                     sources=tuple(self._source(r, c) for r, c in rows), absent=_absent(asked))

    def _count(self, name: str, group: str) -> Trace:
        spot = self.plan.city_spot(name)
        units = [u for u in self.result.by_unit.values() if not group or u.unit.group == group]
        sources = tuple(Source(u.unit.name, u.file, "", "", u.chosen.sha256 if u.chosen else "", "",
                               STATES[u.state].lower()) for u in units)
        return Trace(name, self._label(name), _printed(self.result.city.values.get(name), None),
                     "đếm đơn vị theo trạng thái", spot=spot.shown if spot else "", sources=sources)

    # --- points ----------------------------------------------------------------------------------------------

    def _criterion(self, c: Criterion) -> Trace:
        label = f"{c.number} {c.text} (tối đa {decimal_text(c.maximum)} điểm)".strip()
        parts = self._made_of(c.formula) if c.formula else ()
        own = city_rubric(self.campaign)
        if own is not None and c.rubric == own.code:
            score = next(s for s in self.result.city_scores if s.criterion is c)
            how = BASES[score.basis] if c.is_leaf else "cộng các tiêu chí con"
            spot = points_spot(own, c.code)
            return Trace(c.code, label, plain(score.points), how, c.formula, spot.shown, parts=parts)
        sheet = next((s for s in self.sheets if s.rubric == c.rubric), None)
        members = sheet.members if sheet else ()
        sources = tuple(self._points(u, c) for u in members if u.counts)
        spot_of = sheet.range_of(sheet.columns[f"diem.{c.code}"]).translate(_BARE) if sheet else ""
        return Trace(c.code, label, "", "điểm của từng đơn vị được chấm", c.formula, spot_of, sources, parts,
                     _absent(list(members)))

    def _points(self, found: UnitResult, c: Criterion) -> Source:
        assert found.chosen is not None
        score = next(s for s in found.scores if s.criterion is c)
        place = found.chosen.places.get(f"tu_cham.{c.code}") or found.chosen.places.get(f"diem.{c.code}")
        spot = self.trail.named(found.unit.code, f"diem.{c.code}")
        where = (place.sheet, place.cell) if place else ("", "")
        own = f"tự chấm {plain(score.self_points)}, " if score.self_points is not None else ""
        return Source(found.unit.name, found.file, *where, found.chosen.sha256, plain(score.points) or "chưa có điểm",
                      f"{own}{BASES[score.basis]}".strip() if c.is_leaf else "cộng các tiêu chí con",
                      spot.shown if spot else "",
                      self.changes.get((found.unit.code, *where), UNCHANGED))


def _printed(value: Value, field: Field | None) -> str:
    if isinstance(value, FormulaError):
        return value.code
    if value is None or isinstance(value, dt.date) or field is None:
        return plain(value)
    return by_field(value, field)


def _absent(asked: list[UnitResult]) -> tuple[str, ...]:
    return tuple(u.unit.name for u in asked if not u.counts)
