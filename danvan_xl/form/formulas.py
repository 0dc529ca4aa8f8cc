"""All formula cells of a unit's workbook: the definition's rules, and rates, remarks, counts, verdicts around them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from danvan_xl.campaign.model import Aggregate, Campaign, Field, Form, FormKind, Unit
from danvan_xl.campaign.points import if_
from danvan_xl.campaign.program import Program, unit_checks, unit_program
from danvan_xl.form.provisional import provisional_formulas
from danvan_xl.form.remarks import (
    MISSING,
    STATUSES,
    WRONG,
    CheckRemarks,
    field_remark,
    list_count,
    list_remark,
    row_remark,
    self_remark,
    shown,
)
from danvan_xl.formula import BLANK, Binary, Call, Expr, Name, Number, Text, Unary, any_of, is_blank, names

__all__ = ["STATUSES", "form_program", "shown"]
ROWS_COUNTED = 150
"""Rows that one counting formula takes; longer forms are counted in parts (a formula has 8.192 characters)."""


def ratio(field: Field, facet: str) -> Expr:
    """Value over plan or last period, blank where one is missing, no number, or the base is 0."""
    value, base = Name(field.code), Name(f"{field.code}.{facet}")
    numbers = Call("AND", (Call("ISNUMBER", (value,)), Call("ISNUMBER", (base,))))
    lacking = any_of([is_blank(field.code), is_blank(base.id), Call("NOT", (numbers,)), Binary("=", base, Number("0"))])
    assert lacking is not None
    return if_(lacking, BLANK, Binary("/", value, base))


def _form_formulas(campaign: Campaign, unit: Unit, form: Form, checks: CheckRemarks) -> Iterator[tuple[str, Expr]]:
    fields = campaign.fields_of(unit, form)
    if form.kind is FormKind.LIST:
        yield f"#dem.{form.code}", list_count(form, fields)
        yield f"#nx.{form.code}", list_remark(campaign, form, fields)
        summed = [c for c in fields if c.kind.is_number and c.combined is Aggregate.SUM]
        for column in summed[: max(len(fields) - 2, 0)]:
            yield f"#tong.{form.code}.{column.code}", Call("SUM", (Name(f"{form.code}.{column.code}"),))
        for item in range(1, form.rows + 1):
            key = "row_remark", form.code, item, *(f.code for f in fields)
            yield f"#nx.{form.code}.{item}", campaign.once(key, partial(row_remark, campaign, form, fields, item))
    elif form.kind is FormKind.SCORING:
        for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
            if criterion.is_leaf:
                key = "self_remark", criterion.rubric, criterion.code
                yield f"#nx.tu_cham.{criterion.code}", campaign.once(key, partial(self_remark, criterion))
    else:
        for field in fields:
            yield from ((f"#tl_{facet}.{field.code}", campaign.once(("ratio", field.code, facet),
                                                                    partial(ratio, field, facet)))
                        for facet, asked in (("kh", field.has_plan), ("ck", field.has_last))
                        if asked and field.kind.is_number)
            cases = tuple(checks.cases(form, field))
            if cases or not field.formula or field.has_plan or field.has_last:
                has_status = form.kind is FormKind.INDICATORS
                yield f"#nx.{field.code}", campaign.once(
                    ("field_remark", field.code, cases), partial(field_remark, campaign, field, has_status, cases))


def _begins(name: str, symbol: str) -> Expr:
    return Unary("-", Unary("-", Binary("=", Call("LEFT", (Name(name),)), Text(symbol))))


def _counts(name: str, cells: list[str], symbol: str, further: tuple[Expr, ...] = ()) -> Iterator[tuple[str, Expr]]:
    """How many cells begin with a symbol, in parts where there are many."""
    terms = [*further, *(_begins(cell, symbol) for cell in cells)]
    parts = [terms[i : i + ROWS_COUNTED] for i in range(0, len(terms), ROWS_COUNTED)]
    sums = [Call("SUM", tuple(part)) for part in parts]
    if len(sums) <= 1:
        yield name, sums[0] if sums else Number("0")
        return
    yield from ((f"#phan.{name.lstrip('#')}.{i}", total) for i, total in enumerate(sums, 1))
    yield name, Call("SUM", tuple(Name(f"#phan.{name.lstrip('#')}.{i}") for i in range(1, len(sums) + 1)))


def _headline() -> Expr:
    """Whole numbers join to the same text under every locale; decimals would not."""
    numbers = (Name("#con_thieu"), Name("#chua_khop"))
    ready = Call("AND", tuple(Binary("=", n, Number("0")) for n in numbers))
    text: Expr = Text("✗ Còn thiếu ")
    for part in (numbers[0], Text(" mục, "), numbers[1], Text(" chỗ chưa khớp")):
        text = Binary("&", text, part)
    return if_(ready, Text("✓ Còn thiếu 0 mục, 0 chỗ chưa khớp: có thể gửi"), text)


def _whole_list(campaign: Campaign, form: Form) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """What is missing and what is wrong with a list as a whole; its own remark says the same in words."""
    if form.kind is not FormKind.LIST:
        return (), ()
    count, status = Name(f"#dem.{form.code}"), Name(f"{form.code}.tt")
    empty = Call("AND", (Binary("=", count, Number("0")), is_blank(status.id)))
    both = Call("AND", (Binary(">", count, Number("0")), Binary("<>", status, BLANK)))
    required = any(f.required for f in campaign.list_columns[form.code])
    return ((_one_if(empty),) if required else ()), (_one_if(both),)


def _one_if(condition: Expr) -> Expr:
    return Call("IFERROR", (if_(condition, Number("1"), Number("0")), Number("0")))


def _summary(
    campaign: Campaign, forms: tuple[Form, ...], remarks: dict[str, list[str]], verdicts: list[str]
) -> Iterator[tuple[str, Expr]]:
    for form in forms:
        missing, wrong_lists = _whole_list(campaign, form)
        yield from _counts(f"#thieu.{form.code}", remarks[form.code], MISSING, missing)
        yield from _counts(f"#sai.{form.code}", remarks[form.code], WRONG, wrong_lists)
    yield from _counts("#sai.#kt", verdicts, WRONG)
    yield "#con_thieu", Call("SUM", tuple(Name(f"#thieu.{form.code}") for form in forms) or (Number("0"),))
    wrong = tuple(Name(f"#sai.{form.code}") for form in forms)
    yield "#chua_khop", Call("SUM", (*wrong, Name("#sai.#kt")))
    yield "#tom_tat", _headline()
    yield "#tom_tat.#kt", Name("#tom_tat")


def form_program(campaign: Campaign, unit: Unit) -> Program:
    """All formula cells of a unit's workbook. What needs the city's figures is blank there until consolidation."""
    base = unit_program(campaign, unit)
    formulas = dict(base.formulas)
    forms, checks = campaign.forms_of(unit), unit_checks(campaign, unit)
    if "#xep_loai" in formulas:
        formulas |= provisional_formulas(campaign, unit, formulas)
        formulas["#du_kien"] = if_(is_blank("tong_diem"), BLANK, Name("#xep_loai"))
    speaking = CheckRemarks(campaign, unit, checks)
    remarks: dict[str, list[str]] = {}
    for form in forms:
        own = dict(_form_formulas(campaign, unit, form, speaking))
        formulas |= own
        remarks[form.code] = [n for n in own if n.startswith("#nx.") and n != f"#nx.{form.code}"]
    formulas |= {f"#kt.{check.code}.kq": speaking.verdict(check) for check in checks}
    formulas |= dict(_summary(campaign, forms, remarks, [f"#kt.{check.code}.kq" for check in checks]))
    after = {name for name, tree in formulas.items() if any(n.startswith("tp.") for n in names(tree))}
    rows = {f"#nx.{form.code}.{item}": (form.code, item) for form in forms if form.kind is FormKind.LIST
            for item in range(1, form.rows + 1)}
    return Program(base.inputs, base.ranges, {n: BLANK if n in after else t for n, t in formulas.items()}, rows)
