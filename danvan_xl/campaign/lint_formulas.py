"""Rules inside formulas: known names, allowed functions, no circles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from danvan_xl.campaign.lint import Report, records
from danvan_xl.campaign.model import Campaign, Scope, Unit, applies_to
from danvan_xl.campaign.names import city_names, scoring_names, seen_from_unit, unit_names
from danvan_xl.findings import Finding
from danvan_xl.formula import ALLOWED, Call, Ref, functions, names, parse, walk


def _formula_findings(at: Report, column: str, formula: str, known: Iterable[str]) -> Iterator[Finding]:
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
            yield from _formula_findings(at, "cong_thuc", field.formula, known)


def _rubric_formulas(campaign: Campaign, scopes: Scopes) -> Iterator[Finding]:
    @lru_cache
    def known(rubric: str) -> frozenset[str]:
        if rubric == campaign.settings.own_rubric:
            return scopes.city | scoring_names(campaign, rubric)
        return scopes.common(u for u in campaign.units if campaign.rubric_of(u) == rubric)

    for criterion, at in records(campaign, "tieu_chi"):
        for column, formula in (("cong_thuc", criterion.formula), ("dieu_kien_ap_dung", criterion.applies_when)):
            if formula:
                yield from _formula_findings(at, column, formula, known(criterion.rubric))
    for rule, at in records(campaign, "xep_loai"):
        yield from _formula_findings(at, "cong_thuc", rule.formula, known(rule.rubric))


def _check_formulas(campaign: Campaign, scopes: Scopes) -> Iterator[Finding]:
    for check, at in records(campaign, "kiem_tra"):
        wanted = set(names(parse(check.formula)))
        if check.scope is Scope.CITY:
            yield from _formula_findings(at, "cong_thuc", check.formula, scopes.city)
        else:
            best = max((scopes.unit(u) for u in campaign.units), key=lambda s: len(wanted & s), default=frozenset())
            yield from _formula_findings(at, "cong_thuc", check.formula, best)


def _circles(campaign: Campaign) -> Iterator[Finding]:
    formulas = {
        f.code: names(parse(f.formula)) for f in campaign.plain_fields.values() if f.formula
    }
    for field, at in records(campaign, "chi_tieu"):
        if field.code not in formulas:
            continue
        path, reached = [field.code], {field.code: field.code}
        while path:
            node = path.pop()
            for operand in formulas.get(node, ()):
                if operand == field.code:
                    yield at("X013", "cong_thuc", found=field.code, detail=f"{reached[node]} → {operand}")
                    path.clear()
                    break
                if operand in formulas and operand not in reached:
                    reached[operand] = f"{reached[node]} → {operand}"
                    path.append(operand)


def formulas(campaign: Campaign) -> Iterator[Finding]:
    """Findings about every formula of fields, criteria, classes and checks."""
    scopes = Scopes(campaign)
    yield from _field_formulas(campaign, scopes)
    yield from _rubric_formulas(campaign, scopes)
    yield from _check_formulas(campaign, scopes)
    yield from _circles(campaign)


