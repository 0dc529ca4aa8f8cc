"""Rules inside formulas: known names, allowed functions, no circles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from danvan_xl.campaign.lint import Report, records
from danvan_xl.campaign.lint_words import word_findings
from danvan_xl.campaign.model import Aggregate, Campaign, Field, Scope, Unit, applies_to
from danvan_xl.campaign.names import TOTALS, city_names, scoring_names, seen_from_unit, unit_names
from danvan_xl.campaign.schema import SCHEMA_OF
from danvan_xl.findings import Finding
from danvan_xl.formula import ALLOWED, Call, Ref, functions, names, parse, walk


def formula_findings(at: Report, column: str, formula: str, known: Iterable[str]) -> Iterator[Finding]:
    tree = parse(formula)
    known = set(known)
    for function in functions(tree):
        if function not in ALLOWED:
            yield at("X012", column, found=formula, field=function, expected=", ".join(ALLOWED))
    for node in walk(tree):
        if isinstance(node, Call) and node.function in ALLOWED:
            least, most = ALLOWED[node.function]
            if not least <= len(node.args) <= most:
                yield at("X010", column, found=formula, detail=f"1: hàm {node.function} nhận {least}–{most} tham số")
        if isinstance(node, Ref):
            hint = " (công thức chỉ dùng tên, không dùng địa chỉ ô)"
            yield at("X011", column, found=formula, field=node.text, expected=hint)
    for name in names(tree):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f", có phải là {near[0]}" if near else ""
            yield at("X011", column, found=formula, field=name, expected=hint)


class Scopes:
    """The names each scope knows, computed once a lint."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.city = city_names(campaign)
        self._shapes: dict[tuple[str, ...], frozenset[str]] = {}
        self._of: dict[str, frozenset[str]] = {}

    def unit(self, unit: Unit) -> frozenset[str]:
        if unit.code not in self._of:
            forms = self.campaign.forms_of(unit)
            asked = tuple(f.code for form in forms for f in self.campaign.fields_of(unit, form))
            shape = (unit.group, *asked)
            if shape not in self._shapes:
                self._shapes[shape] = unit_names(self.campaign, unit)
            self._of[unit.code] = self._shapes[shape]
        return self._of[unit.code]

    @cached_property
    def any(self) -> frozenset[str]:
        """Names known to some unit: all that can be asked of a rubric that no unit is scored by yet."""
        return frozenset().union(*(self.unit(unit) for unit in self.campaign.units))

    def common(self, units: Iterable[Unit]) -> frozenset[str]:
        """Names known to every one of some units."""
        scopes = {self.unit(unit) for unit in units}
        return frozenset.intersection(*scopes) if scopes else frozenset()


def _field_formulas(campaign: Campaign, scopes: Scopes) -> Iterator[Finding]:
    for field, at in records(campaign, "chi_tieu"):
        if field.formula and not campaign.in_list(field):
            form = campaign.form_by_code[field.form]
            units = [u for u in campaign.units if applies_to(u, form.applies) and applies_to(u, field.applies)]
            known = scopes.common(units) - seen_from_unit(campaign)
            yield from formula_findings(at, "cong_thuc", field.formula, known)
            yield from _from_totals(campaign, field, at)


def _rubric_formulas(campaign: Campaign, scopes: Scopes) -> Iterator[Finding]:
    @lru_cache
    def known(rubric: str) -> frozenset[str]:
        if rubric == campaign.settings.own_rubric:
            return scopes.city | scoring_names(campaign, rubric)
        used = [u for u in campaign.units if campaign.rubric_of(u) == rubric]
        return scopes.common(used) if used else scopes.any | scoring_names(campaign, rubric)

    for criterion, at in records(campaign, "tieu_chi"):
        for column, formula in (("cong_thuc", criterion.formula), ("dieu_kien_ap_dung", criterion.applies_when)):
            if formula:
                yield from formula_findings(at, column, formula, known(criterion.rubric))
    for rule, at in records(campaign, "xep_loai"):
        yield from formula_findings(at, "cong_thuc", rule.formula, known(rule.rubric))


def _check_formulas(campaign: Campaign, scopes: Scopes) -> Iterator[Finding]:
    for check, at in records(campaign, "kiem_tra"):
        wanted = set(names(parse(check.formula)))
        if check.scope is Scope.CITY:
            yield from formula_findings(at, "cong_thuc", check.formula, scopes.city)
        else:
            best = max((scopes.unit(u) for u in campaign.units), key=lambda s: len(wanted & s), default=frozenset())
            yield from formula_findings(at, "cong_thuc", check.formula, best)


def _circles(campaign: Campaign) -> Iterator[Finding]:
    needs = {f.code: names(parse(f.formula)) for f in campaign.plain_fields.values() if f.formula}
    for field, at in records(campaign, "chi_tieu"):
        if field.code in needs and not campaign.in_list(field) and (path := _way_back(field.code, needs)):
            yield at("X013", "cong_thuc", found=field.code, detail=" → ".join(path))


def _from_totals(campaign: Campaign, field: Field, at: Report) -> Iterator[Finding]:
    """A field that the city recomputes needs operands that have a city value."""
    if field.combined is not Aggregate.FORMULA:
        return
    known, fields = city_names(campaign), campaign.plain_fields
    for name in names(parse(field.formula)):
        operand = fields.get(name)
        if name not in known or (operand is not None and operand.combined is Aggregate.NONE):
            yield at("X037", "tong_hop", found=field.code, **{"field": name})


def _words(campaign: Campaign) -> Iterator[Finding]:
    columns = {"chi_tieu": ("formula",), "tieu_chi": ("formula", "applies_when"), "xep_loai": ("formula",),
               "kiem_tra": ("formula",), "bao_cao": ("condition",)}
    for table, attributes in columns.items():
        codes = {c.attribute: c.code for c in SCHEMA_OF[table].columns}
        for record, at in records(campaign, table):
            for attribute in attributes:
                if formula := getattr(record, attribute):
                    yield from word_findings(campaign, at, codes[attribute], formula, parse(formula))


def _scoring_circles(campaign: Campaign) -> Iterator[Finding]:
    """Criteria whose points depend on themselves, by way of other criteria or totals."""
    fields = {f.code: names(parse(f.formula)) for f in campaign.plain_fields.values() if f.formula}
    for rubric in dict.fromkeys(c.rubric for c in campaign.criteria):
        criteria = campaign.criteria_of(rubric)
        needs: dict[str, tuple[str, ...]] = dict(fields)
        for c in criteria:
            texts = [text for text in (c.formula, c.applies_when) if text]
            own = tuple(n for text in texts for n in names(parse(text)))
            needs[f"diem.{c.code}"] = own + tuple(f"diem.{k.code}" for k in criteria if k.parent == c.code)
        for total in TOTALS:
            needs[total] = tuple(f"diem.{c.code}" for c in criteria)
        for criterion, at in records(campaign, "tieu_chi"):
            start = f"diem.{criterion.code}"
            if criterion.rubric == rubric and criterion.is_leaf and (path := _way_back(start, needs)):
                yield at("X013", "cong_thuc", found=criterion.code, detail=" → ".join(path))


def _way_back(start: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """How a name leads back to itself; () when it does not."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while waiting:
        path = waiting.pop()
        for operand in needs.get(path[-1], ()):
            if operand == start:
                return (*path, start)
            if operand not in seen:
                seen.add(operand)
                waiting.append((*path, operand))
    return ()


def formulas(campaign: Campaign) -> Iterator[Finding]:
    """Findings about every formula of fields, criteria, classes and checks."""
    scopes = Scopes(campaign)
    yield from _field_formulas(campaign, scopes)
    yield from _rubric_formulas(campaign, scopes)
    yield from _check_formulas(campaign, scopes)
    yield from _circles(campaign)
    yield from _scoring_circles(campaign)
    yield from _words(campaign)
