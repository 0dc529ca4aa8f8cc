"""Formulas that only the unit's workbook has: rates, live remarks, what is missing, both sides of each check."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_xl.campaign.model import Campaign, Check, Criterion, Field, FieldKind, Form, FormKind, Method, Unit
from danvan_xl.campaign.points import if_, number
from danvan_xl.campaign.program import Program, unit_checks, unit_program
from danvan_xl.formula import BLANK, Binary, Call, Expr, Name, Number, Text, any_of, is_blank, names, parse

STATUSES = ("Không phát sinh", "Không áp dụng", "Chưa có số liệu")
FITS, FAILS, UNKNOWN = "✓ Khớp", "✗ Chưa khớp", "… Chưa đủ số liệu"


def _first(*cases: tuple[Expr, str]) -> Expr:
    """The text of the first condition that holds, else blank."""
    result: Expr = BLANK
    for condition, text in reversed(cases):
        result = if_(condition, Text(text), result)
    return result


def is_missing(field: Field, has_status: bool) -> Expr:
    blank = is_blank(field.code)
    return Call("AND", (blank, is_blank(f"{field.code}.tt"))) if has_status else blank


def shown(value: object) -> str:
    """A bound as a clerk reads it: dot for thousands, comma for decimals."""
    text = f"{value:,f}" if hasattr(value, "as_tuple") else str(value)
    return text.translate(str.maketrans(",.", ".,"))


def _number_cases(field: Field, name: str) -> Iterator[tuple[Expr, str]]:
    value = Name(name)
    yield Call("NOT", (Call("ISNUMBER", (value,)),)), "Ô này phải là số: xóa chữ và đơn vị tính"
    if field.kind is FieldKind.INTEGER:
        yield Binary("<>", value, Call("INT", (value,))), "Phải là số nguyên, không có phần lẻ"
    if field.minimum is not None:
        yield Binary("<", value, number(field.minimum)), f"Nhỏ hơn mức tối thiểu {shown(field.minimum)}"
    if field.maximum is not None:
        yield Binary(">", value, number(field.maximum)), f"Lớn hơn mức tối đa {shown(field.maximum)}"


def remark(field: Field, has_status: bool) -> Expr:
    """What is wrong with a row, as a text; blank when nothing is."""
    cases: list[tuple[Expr, str]] = []
    if field.required:
        text = "Chưa nhập: ghi số liệu hoặc chọn tình trạng" if has_status else "Chưa nhập nội dung"
        cases.append((is_missing(field, has_status), text))
    if has_status:
        filled = Binary("<>", Name(field.code), BLANK)
        for status in STATUSES:
            wrong = [filled, Binary("=", Name(f"{field.code}.tt"), Text(status))]
            if status == STATUSES[0] and field.kind.is_number:
                wrong.append(Binary("<>", Name(field.code), Number("0")))
            cases.append((Call("AND", tuple(wrong)), f"Đã chọn “{status}” thì để trống ô thực hiện"))
    value: Expr = _first(*_number_cases(field, field.code)) if field.kind.is_number else BLANK
    checked = if_(is_blank(field.code), BLANK, value) if value != BLANK else BLANK
    result = checked
    for condition, text in reversed(cases):
        result = if_(condition, Text(text), result)
    return result


def ratio(field: Field, facet: str) -> Expr:
    """Value over plan or last period, blank where one is missing or the base is 0."""
    value, base = Name(field.code), Name(f"{field.code}.{facet}")
    lacking = any_of([is_blank(field.code), is_blank(f"{field.code}.{facet}"), Binary("=", base, Number("0"))])
    assert lacking is not None
    return if_(lacking, BLANK, Binary("/", value, base))


def list_cell(form: Form, column: Field, item: int) -> Expr:
    return Call("INDEX", (Name(f"{form.code}.{column.code}"), Number(str(item))))


def row_remark(form: Form, columns: tuple[Field, ...], item: int) -> Expr:
    """Which required columns of a list's row are still blank, and which numbers are not numbers."""
    filled = tuple(Binary("<>", list_cell(form, c, item), BLANK) for c in columns)
    cases: list[tuple[Expr, str]] = []
    for column in columns:
        cell = list_cell(form, column, item)
        if column.required:
            cases.append((Binary("=", cell, BLANK), f"Thiếu: {column.label}"))
        if column.kind.is_number or column.kind is FieldKind.DATE:
            kind = "ngày (ngày/tháng/năm)" if column.kind is FieldKind.DATE else "số"
            wrong = Call("AND", (Binary("<>", cell, BLANK), Call("NOT", (Call("ISNUMBER", (cell,)),))))
            cases.append((wrong, f"{column.label}: phải là {kind}"))
    return if_(Call("OR", filled), _first(*cases), BLANK)


def list_count(form: Form, columns: tuple[Field, ...]) -> Expr:
    """Rows of a list in which the first required column (or the first column) is filled."""
    key = next((c for c in columns if c.required), columns[0])
    return Call("SUMPRODUCT", (parse(f'--({form.code}.{key.code}<>"")'),))


def self_remark(criterion: Criterion) -> Expr:
    name = Name(f"tu_cham.{criterion.code}")
    cases: list[tuple[Expr, str]] = [
        (Call("NOT", (Call("ISNUMBER", (name,)),)), "Điểm phải là số"),
        (Binary("<", name, Number("0")), "Điểm không được âm"),
        (Binary(">", name, number(criterion.maximum)), f"Cao hơn điểm tối đa {shown(criterion.maximum)}"),
    ]
    missing: Expr = BLANK
    if criterion.method is Method.SELF:
        missing = Text("Chưa tự chấm")
        if criterion.applies_when:
            missing = if_(Binary("=", Name(f"ad.{criterion.code}"), Text("Có")), missing, BLANK)
    evidence: Expr = BLANK
    if criterion.evidence:
        evidence = _first((Binary("=", Name(f"minh_chung.{criterion.code}"), BLANK), "Chưa ghi tài liệu kiểm chứng"))
    for wrong, text in reversed(cases):
        evidence = if_(wrong, Text(text), evidence)
    return if_(is_blank(name.id), missing, evidence)


def _form_formulas(campaign: Campaign, unit: Unit, form: Form) -> Iterator[tuple[str, Expr]]:
    fields = campaign.fields_of(unit, form)
    if form.kind is FormKind.LIST:
        yield f"#dem.{form.code}", list_count(form, fields)
        for item in range(1, form.rows + 1):
            yield f"#nx.{form.code}.{item}", row_remark(form, fields, item)
        return
    for field in fields:
        yield from ((f"#tl_{facet}.{field.code}", ratio(field, facet)) for facet, asked in
                    (("kh", field.has_plan), ("ck", field.has_last)) if asked and field.kind.is_number)
        if not field.formula:
            yield f"#nx.{field.code}", remark(field, form.kind is FormKind.INDICATORS)


def _missing(campaign: Campaign, unit: Unit, form: Form) -> Iterator[Expr]:
    """A condition for each thing that the unit must still fill."""
    if form.kind is FormKind.SCORING:
        for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
            if criterion.method is Method.SELF:
                blank = is_blank(f"tu_cham.{criterion.code}")
                needed = Binary("=", Name(f"ad.{criterion.code}"), Text("Có"))
                yield Call("AND", (blank, needed)) if criterion.applies_when else blank
        return
    fields = campaign.fields_of(unit, form)
    if form.kind is FormKind.LIST:
        if any(f.required for f in fields):
            yield Call("AND", (Binary("=", list_count(form, fields), Number("0")), is_blank(f"{form.code}.tt")))
        return
    for field in fields:
        if field.required and not field.formula:
            yield is_missing(field, form.kind is FormKind.INDICATORS)


def _total(parts: list[Expr]) -> Expr:
    """Sum of a few or many parts, in brackets of at most 200 arguments."""
    if not parts:
        return Number("0")
    chunks = [Call("SUM", tuple(parts[i : i + 200])) for i in range(0, len(parts), 200)]
    return chunks[0] if len(chunks) == 1 else Call("SUM", tuple(chunks))


def _one_if(condition: Expr) -> Expr:
    return if_(condition, Number("1"), Number("0"))


def verdict(check: Check) -> Expr:
    name = f"#kt.{check.code}"
    return if_(is_blank(name), Text(UNKNOWN), if_(Name(name), Text(FITS), Text(FAILS)))


def form_program(campaign: Campaign, unit: Unit) -> Program:
    """All formula cells of a unit's workbook. What needs the city's figures is blank there until consolidation."""
    base = unit_program(campaign, unit)
    formulas = dict(base.formulas)
    forms = campaign.forms_of(unit)
    for form in forms:
        formulas.update(_form_formulas(campaign, unit, form))
    for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
        if criterion.is_leaf:
            formulas[f"#nx.tu_cham.{criterion.code}"] = self_remark(criterion)
    if "#xep_loai" in formulas:
        formulas["#du_kien"] = if_(is_blank("tong_diem"), BLANK, Name("#xep_loai"))
    formulas.update((f"#kt.{check.code}.kq", verdict(check)) for check in unit_checks(campaign, unit))
    for form in forms:
        formulas[f"#thieu.{form.code}"] = _total([_one_if(c) for c in _missing(campaign, unit, form)])
    formulas["#con_thieu"] = Call("SUM", tuple(Name(f"#thieu.{form.code}") for form in forms))
    failing: list[Expr] = [
        _one_if(Binary("=", Name(f"#kt.{c.code}.kq"), Text(FAILS))) for c in unit_checks(campaign, unit)
    ]
    formulas["#chua_khop"] = _total(failing)
    after = {name for name, tree in formulas.items() if any(n.startswith("tp.") for n in names(tree))}
    return Program(base.inputs, base.ranges, {n: BLANK if n in after else t for n, t in formulas.items()})
