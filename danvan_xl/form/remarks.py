"""Live remarks of a unit's workbook: what is missing or wrong, said in the row at once, with no macro.

A remark begins with a symbol, so that its kind is never told by colour alone: ``○`` something is missing, ``✗`` a
value is wrong, ``≠`` a check fails, ``✎`` an explanation is needed, ``△`` worth a look. Counts go by the symbol.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from danvan_xl.campaign.model import Campaign, Check, Criterion, Field, FieldKind, Form, FormKind, Method, OnBlank, Unit
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.campaign.points import NO, YES, if_, number
from danvan_xl.formula import BLANK, Binary, Bool, Call, Expr, Name, Number, Text, any_of, is_blank, names, parse

STATUSES = ("Không phát sinh", "Không áp dụng", "Chưa có số liệu")
YES_NO = (YES, NO)
DITTO = ("nt", "nt.", "như trên", '"')
"""What clerks write for "as above"; it means nothing once a list is sorted or joined to others."""
SIGNS = MISSING, WRONG, MISMATCH, EXPLAIN, LOOK = "○", "✗", "≠", "✎", "△"
FITS, FAILS, UNKNOWN = "✓ Khớp", "✗ Chưa khớp", "… Chưa đủ số liệu"
UNEXPLAINED, EXPLAINED, TRIAL = "✗ Cần giải trình", "✎ Đã giải trình", "△ Nên xem lại"
AFTER_TEXT = "Biết sau khi tổng hợp"
COMPUTED_TEXT = "Tự tính"
LONGEST_LITERAL = 240
"""Excel takes 255 characters of text in a formula."""
MOST_CHOICES = 40

Case = tuple[Expr, str]


def first_of(cases: Iterable[Case], otherwise: Expr = BLANK) -> Expr:
    """The text of the first condition that holds."""
    result = otherwise
    for condition, text in reversed(tuple(cases)):
        shown_text = text if len(text) <= LONGEST_LITERAL else text[:LONGEST_LITERAL].rsplit(" ", 1)[0] + "…"
        result = if_(condition, Text(shown_text), result)
    return result


def shown(value: Decimal | int) -> str:
    """A bound as a clerk reads it: dot for thousands, comma for decimals."""
    return f"{value:,f}".translate(str.maketrans(",.", ".,")) if isinstance(value, Decimal) else str(value)


def _filled(cell: Expr) -> Expr:
    return Binary("<>", cell, BLANK)


def _both(*conditions: Expr) -> Expr:
    return Call("AND", conditions)


def _if_number(cell: Expr, condition: Expr) -> Expr:
    return if_(Call("ISNUMBER", (cell,)), condition, Bool(False))


def _not_a_number(cell: Expr) -> Expr:
    return _both(_filled(cell), Call("NOT", (Call("ISNUMBER", (cell,)),)))


def _none_of(cell: Expr, allowed: Iterable[str]) -> Expr:
    return _both(_filled(cell), *(Binary("<>", cell, Text(text)) for text in allowed))


def _in_error(cells: list[Expr]) -> Case:
    """Asked first: a cell in error would put everything that counts remarks into error."""
    errors = tuple(Call("ISERROR", (cell,)) for cell in cells)
    return errors[0] if len(errors) == 1 else Call("OR", errors), f"{WRONG} Ô đang báo lỗi: xóa và nhập lại giá trị"


def value_cases(campaign: Campaign, field: Field, cell: Expr, what: str) -> Iterator[Case]:
    """What can be wrong with a filled cell by its field's kind; ``what`` begins the text, "" for the main value."""
    lead = f"{WRONG} {what}: " if what else f"{WRONG} "
    if field.kind.is_number:
        yield _not_a_number(cell), f"{lead}Phải là số: xóa chữ và đơn vị tính"
        if field.kind is FieldKind.INTEGER:
            broken = Binary("<>", cell, Call("INT", (cell,)))
            yield _if_number(cell, broken), f"{lead}Phải là số nguyên, không có phần lẻ"
        if field.minimum is not None:
            text = f"{lead}Nhỏ hơn mức tối thiểu {shown(field.minimum)}"
            yield _if_number(cell, Binary("<", cell, number(field.minimum))), text
        if field.maximum is not None:
            text = f"{lead}Lớn hơn mức tối đa {shown(field.maximum)}"
            yield _if_number(cell, Binary(">", cell, number(field.maximum))), text
    elif field.kind is FieldKind.DATE:
        yield _not_a_number(cell), f"{lead}Phải là ngày, gõ theo dạng ngày/tháng/năm"
    elif field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
        allowed = YES_NO if field.kind is FieldKind.YES_NO else campaign.choices(field.codelist)
        if len(allowed) <= MOST_CHOICES:
            yield _none_of(cell, allowed), f"{lead}Phải chọn trong danh sách của ô"
    elif field.kind is FieldKind.TEXT:
        ditto = Call("OR", tuple(Binary("=", cell, Text(text)) for text in DITTO))
        yield ditto, f"{lead}Ghi lại đầy đủ, không ghi “nt” hay “như trên”"


def _status_cases(field: Field) -> Iterator[Case]:
    status, filled = Name(f"{field.code}.tt"), _filled(Name(field.code))
    yield _none_of(status, STATUSES), f"{WRONG} Tình trạng phải chọn trong danh sách"
    for text in STATUSES:
        wrong = [filled, Binary("=", status, Text(text))]
        if text == STATUSES[0] and field.kind.is_number:
            wrong.append(Binary("<>", Name(field.code), Number("0")))
        yield _both(*wrong), f"{WRONG} Đã chọn “{text}” thì để trống ô thực hiện"


def field_remark(campaign: Campaign, field: Field, has_status: bool, checks: Iterable[Case]) -> Expr:
    """What is wrong with a row of an indicator or narrative form; blank when nothing is."""
    typed = [facet_name(field.code, facet) for facet in facets_of(field) if facet or not field.formula]
    cases: list[Case] = [_in_error([Name(name) for name in typed])] if typed else []
    if not field.formula:
        if field.required:
            text = "Chưa nhập: ghi số liệu hoặc chọn tình trạng" if has_status else "Chưa nhập nội dung"
            blank = is_blank(field.code)
            missing = _both(blank, is_blank(f"{field.code}.tt")) if has_status else blank
            cases.append((missing, f"{MISSING} {text}"))
        if has_status:
            cases += _status_cases(field)
        cases += value_cases(campaign, field, Name(field.code), "")
    for facet in facets_of(field):
        if facet:
            what = {"kh": "Kế hoạch", "ck": "Cùng kỳ"}[facet]
            cases += value_cases(campaign, field, Name(f"{field.code}.{facet}"), what)
    return first_of([*cases, *checks])


class CheckRemarks:
    """Where each check of a unit speaks: in full at the first field that it names, by a pointer at the others."""

    def __init__(self, campaign: Campaign, unit: Unit, checks: Iterable[Check]) -> None:
        self._campaign = campaign
        asked = {f.code: (form, f) for form in campaign.forms_of(unit) if form.kind is not FormKind.LIST
                 for f in campaign.fields_of(unit, form)}
        self.fields_of: Mapping[str, tuple[tuple[Form, Field], ...]] = {
            c.code: tuple(dict.fromkeys(asked[base] for n in names(parse(c.formula))
                                        if (base := n.partition(".")[0]) in asked))
            for c in checks
        }
        self._checks = tuple(checks)

    def explained(self, check: Check) -> Expr | None:
        """TRUE when a note stands beside one of the fields that a check names; None where there is none."""
        notes = tuple(_filled(Name(f"{f.code}.gc")) for _, f in self.fields_of[check.code])
        return None if not notes else notes[0] if len(notes) == 1 else Call("OR", notes)

    def verdict(self, check: Check) -> Expr:
        name, failed = f"#kt.{check.code}", Text(TRIAL if check.level == "thu_nghiem" else FAILS)
        outcome: Expr = failed
        if check.explain and (given := self.explained(check)) is not None:
            outcome = if_(given, Text(EXPLAINED), Text(UNEXPLAINED))
        lacking = any_of([*self._texts_for_numbers(check), is_blank(name)]) or is_blank(name)
        known = if_(lacking, Text(UNKNOWN), if_(Name(name), Text(FITS), outcome))
        return if_(Call("ISERROR", (Name(name),)), Text(UNKNOWN), known)

    def _texts_for_numbers(self, check: Check) -> Iterator[Expr]:
        """TRUE for a text typed for a number, larger than any to Excel; the rule of blanks sees it by itself."""
        if check.on_blank is OnBlank.BLANK:
            return
        asked = {facet_name(f.code, facet) for _, f in self.fields_of[check.code] if f.kind.is_number
                 for facet in facets_of(f) if facet or not f.formula}
        yield from (Call("ISTEXT", (Name(n),)) for n in names(parse(check.formula)) if n in asked)

    def cases(self, form: Form, field: Field) -> Iterator[Case]:
        for check in self._checks:
            fields = self.fields_of[check.code]
            if (form, field) not in fields:
                continue
            if fields[0] == (form, field):
                yield from self._in_full(check)
            elif check.level != "thu_nghiem":
                yield self._says(check, UNEXPLAINED if check.explain else FAILS), self._pointer(form, fields[0])

    def _says(self, check: Check, verdict: str) -> Expr:
        return Binary("=", Name(f"#kt.{check.code}.kq"), Text(verdict))

    def _in_full(self, check: Check) -> Iterator[Case]:
        if check.level == "thu_nghiem":
            yield self._says(check, TRIAL), f"{LOOK} {check.message}"
        elif check.explain and self.fields_of[check.code]:
            yield self._says(check, UNEXPLAINED), f"{EXPLAIN} Sửa, hoặc giải trình ở cột Ghi chú: {check.message}"
        else:
            yield self._says(check, FAILS), f"{MISMATCH} {check.message}"

    def _pointer(self, form: Form, first: tuple[Form, Field]) -> str:
        other, field = first
        where = f"dòng {field.number}" if field.number else f"dòng “{field.label}”"
        return f"{MISMATCH} Chưa khớp: xem nhận xét ở {where}" + (f", trang {other.title}" if other != form else "")


# --- lists ---------------------------------------------------------------------------------------------------


def list_cell(form: Form, column: Field, item: int) -> Expr:
    return Call("INDEX", (Name(f"{form.code}.{column.code}"), Number(str(item))))


def row_remark(campaign: Campaign, form: Form, columns: tuple[Field, ...], item: int) -> Expr:
    """Which required columns of a list's row are still blank, and which cells are not of their kind."""
    cells = {c.code: list_cell(form, c, item) for c in columns}
    cases: list[Case] = []
    for column in columns:
        if column.required:
            cases.append((Binary("=", cells[column.code], BLANK), f"{MISSING} Thiếu: {column.label}"))
        cases += value_cases(campaign, column, cells[column.code], column.label)
    said = if_(Call("OR", tuple(_filled(c) for c in cells.values())), first_of(cases), BLANK)
    error, text = _in_error(list(cells.values()))
    return if_(error, Text(text), said)


def list_count(form: Form, columns: tuple[Field, ...]) -> Expr:
    """Rows of a list in which anything is filled."""
    filled = "+".join(f'({form.code}.{c.code}<>"")' for c in columns)
    return Call("SUMPRODUCT", (parse(f"--({filled}>0)"),))


def list_remark(campaign: Campaign, form: Form, columns: tuple[Field, ...]) -> Expr:
    """What is wrong with a list as a whole: nothing said, rows beside a status, no row left."""
    count, status = Name(f"#dem.{form.code}"), Name(f"{form.code}.tt")
    none = Binary("=", count, Number("0"))
    contact = campaign.settings.contact or "cơ quan tổng hợp"
    cases: list[Case] = [
        (_none_of(status, STATUSES), f"{WRONG} Tình trạng phải chọn trong danh sách"),
        (_both(Binary(">", count, Number("0")), _filled(status)),
         f"{WRONG} Danh sách đã có dòng thì để trống ô tình trạng"),
        (Binary(">=", count, Number(str(form.rows))),
         f"{LOOK} Đã dùng hết {form.rows} dòng. Nếu còn, gửi tệp này trước và liên hệ {contact} để nhận biểu nhiều "
         "dòng hơn; không chèn thêm dòng"),
    ]
    if any(c.required for c in columns):
        text = f"{MISSING} Chưa có dòng nào: nhập ít nhất một dòng hoặc chọn tình trạng"
        cases.insert(0, (_both(none, is_blank(f"{form.code}.tt")), text))
    return first_of(cases)


# --- scoring -------------------------------------------------------------------------------------------------


def self_remark(criterion: Criterion) -> Expr:
    """What is wrong with a leaf's self-score or evidence; a figure in error speaks in its own row, not here."""
    code, name = criterion.code, Name(f"tu_cham.{criterion.code}")
    cases: list[Case] = [_in_error([name])]
    if criterion.applies_when:
        gone = _both(Binary("=", Name(f"ad.{code}"), Text(NO)), _filled(name))
        cases.append((gone, f"{WRONG} Tiêu chí không áp dụng: để trống ô tự chấm, không ghi 0"))
    cases += [
        (_not_a_number(name), f"{WRONG} Điểm phải là số"),
        (_if_number(name, Binary("<", name, Number("0"))), f"{WRONG} Điểm không được âm"),
        (_if_number(name, Binary(">", name, number(criterion.maximum))),
         f"{WRONG} Cao hơn điểm tối đa {shown(criterion.maximum)}"),
    ]
    if criterion.method is Method.SELF:
        missing = is_blank(name.id)
        if criterion.applies_when:
            missing = _both(missing, Binary("=", Name(f"ad.{code}"), Text(YES)))
        cases.append((missing, f"{MISSING} Chưa tự chấm"))
    else:
        computed = Name(f"#so_lieu.{code}")
        differs = _if_number(name, _if_number(computed, Binary("<>", name, computed)))
        cases.append((differs, f"{LOOK} Khác điểm theo số liệu; điểm theo số liệu được tính"))
    if criterion.evidence:
        scored = _filled(name) if criterion.method is Method.SELF else Call("OR", (
            _filled(name), Call("ISNUMBER", (Name(f"#so_lieu.{code}"),))))
        cases.append((_both(is_blank(f"minh_chung.{code}"), scored),
                      f"{MISSING} Chưa ghi tài liệu kiểm chứng thì không được tính điểm"))
    otherwise = Text(AFTER_TEXT) if criterion.method is Method.AFTER else BLANK
    return Call("IFERROR", (first_of(cases, otherwise), BLANK))
