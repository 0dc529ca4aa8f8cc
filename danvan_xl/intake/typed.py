"""What a cell is worth for its field: a typed value with its state, and what must be said about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from danvan_xl.campaign.model import Campaign, Field, FieldKind
from danvan_xl.form.remarks import DITTO
from danvan_xl.formula import EPOCH, FormulaError, Value
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.choices import YES_NO, find_choice, find_yes_no
from danvan_xl.intake.dates import possible_date, read_date
from danvan_xl.intake.legacy import from_tcvn3
from danvan_xl.intake.numbers import folded, read_number, shown_number, word_key
from danvan_xl.intake.seen import doubtful_look, is_seen_as_stored, rounded_look
from danvan_xl.intake.vni import from_vni

NOT_NUMBERS = frozenset((
    "-", "–", "—", "--", "x", "không", "không có", "chưa", "chưa có", "k", "ko", "o", "không phát sinh", "/", ".",
    "...", "…", "n/a", "chưa phát sinh", "không áp dụng", "chưa có số liệu", "không có số liệu", "k có", "ko có",
    "khong", "trống", "kps", "0 có", "đang cập nhật",
))
_TOTALS = frozenset(("tổng", "tổng số", "cộng", "total"))
_HIGHEST_RATE = 10
"""A rate above 1000% is more likely a percentage pasted into a cell that shows per cents."""
_OLDEST = 1950


class State(StrEnum):
    """What is known of a value. Blank, zero, not applicable, invalid and never calculated are different things."""

    ANSWERED = "tra_loi"
    BLANK = "trong"
    NOT_APPLICABLE = "khong_ap_dung"
    INVALID = "khong_hop_le"
    NOT_CALCULATED = "chua_tinh"


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding without its place."""

    code: str
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    value: Value
    state: State
    remarks: tuple[Remark, ...] = ()


_BLANK = Typed(None, State.BLANK)


def shown(value: Value) -> str:
    """A value as a person reads it in a finding."""
    match value:
        case None:
            return ""
        case bool():
            return "ĐÚNG" if value else "SAI"
        case Decimal():
            return shown_number(value)
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case FormulaError(code):
            return code
    return value


def _invalid(code: str, found: str, expected: str) -> Typed:
    return Typed(None, State.INVALID, (Remark(code, found, expected),))


def _in_bounds(field: Field, value: Decimal, remarks: tuple[Remark, ...] = ()) -> Typed:
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = [f"từ {shown_number(low)}"] if low is not None else []
        bounds += [f"đến {shown_number(high)}"] if high is not None else []
        remarks += (Remark("G003", shown_number(value), " ".join(bounds)),)
    return Typed(value, State.ANSWERED, remarks)


def _number_needed(field: Field) -> str:
    return "một số nguyên" if field.kind is FieldKind.INTEGER else "một số"


def _stored_number(field: Field, cell: RawCell, raw: Decimal) -> Typed:
    """A cell that holds a number: asked about where a program has probably turned another number into it."""
    whole = field.kind is FieldKind.INTEGER
    if cell.percent and field.kind is not FieldKind.RATE:
        per_cent = shown_number(raw * 100)
        return _invalid("G006", f"{per_cent}%", f"{per_cent} hoặc {shown_number(raw)}")
    if field.kind is FieldKind.RATE and abs(raw) > _HIGHEST_RATE:
        return _invalid("G006", f"{shown_number(raw * 100)}%", f"{shown_number(raw)}%")
    if not whole or raw == raw.to_integral_value():
        said = rounded_look(cell)
        return _in_bounds(field, raw, (Remark(*said),) if said else ())
    if abs(raw) < 1000 and (raw * 1000) == (raw * 1000).to_integral_value():
        return _invalid("G006", shown_number(raw), f"{shown_number(raw * 1000)} (gõ dấu ngăn hàng nghìn)")
    return _invalid("G002", shown_number(raw), _number_needed(field))


def _number(field: Field, cell: RawCell) -> Typed:
    raw = cell.value
    if isinstance(raw, dt.date) or (cell.dated and isinstance(raw, Decimal)):
        return _invalid("G006", shown(raw), "một ngày, hoặc một số bị hiện thành ngày")
    if isinstance(raw, bool):
        return _invalid("G002", shown(raw), _number_needed(field))
    if isinstance(raw, Decimal):
        return _stored_number(field, cell, raw)
    text = folded(str(raw))
    unit, whole = field.unit_of_measure, field.kind is FieldKind.INTEGER
    scale = Decimal(1)
    if field.kind is FieldKind.RATE and text.endswith("%"):
        unit, scale = "%", Decimal("0.01")
    reading = read_number(str(raw), unit, whole)
    if reading.value is not None:
        value = reading.value * scale
        return _in_bounds(field, value, (Remark("G004", text, shown_number(value)),))
    if reading.meanings:
        return _invalid("G006", text, " hoặc ".join(shown_number(m * scale) for m in reading.meanings))
    if word_key(text) in NOT_NUMBERS:
        return _invalid("G006", text, "0 (không phát sinh), không áp dụng, hoặc chưa có số liệu")
    return _invalid("G002", text, _number_needed(field))


def _one_of(cell: RawCell, entries: Mapping[str, str]) -> Typed:
    text = folded(shown(cell.value))
    found = find_choice(text, entries)
    if found is None:
        return _invalid("G002", text, "một trong: " + "; ".join(entries.values()))
    return Typed(found, State.ANSWERED, () if text == found else (Remark("G004", text, found),))


def _yes_no(cell: RawCell) -> Typed:
    text = folded(shown(cell.value))
    found, likely = find_yes_no(text)
    if found is not None:
        return Typed(found, State.ANSWERED, () if text == found else (Remark("G004", text, found),))
    return _invalid("G006", text, likely) if likely else _invalid("G002", text, "một trong: " + "; ".join(YES_NO))


def _date(cell: RawCell) -> Typed:
    value = cell.value
    if isinstance(value, dt.date):
        if value.year < _OLDEST:
            return _invalid("G006", shown(value), f"số {(value - EPOCH).days} bị hiện thành ngày, hoặc một ngày khác")
        return Typed(value, State.ANSWERED)
    text = folded(shown(value))
    if isinstance(value, str) and (day := read_date(value)) is not None:
        return Typed(day, State.ANSWERED, (Remark("G004", text, shown(day)),))
    likely = possible_date(value) if isinstance(value, (str, Decimal)) and not isinstance(value, bool) else None
    if likely is not None:
        return _invalid("G006", text, shown(likely))
    return _invalid("G002", text, "một ngày (ngày/tháng/năm)")


def clean_text(text: str) -> str:
    """A unit's text in NFC, lines kept, without edge spaces and control characters."""
    lines = (folded("".join(c for c in line if c == "\t" or c.isprintable() or c == "\u00a0"))
             for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip("\n")


def kept_text(cell: RawCell) -> tuple[str, tuple[Remark, ...]]:
    """A unit's text as it counts: cleaned, as it stands in an old encoding, or nothing where it is struck or unseen."""
    text = shown(cell.value)
    if doubt := doubtful_look(cell, folded(text)):
        return "", (Remark(*doubt),)
    if (seen := from_tcvn3(text) or from_vni(text)) is None:
        return clean_text(text), ()
    return text.strip(), (Remark("G012", text.strip(), seen.strip()),)


def names_total(text: str) -> bool:
    """Whether a text in a row of a list says that the row is the sum of the others."""
    key = word_key(text).strip(" .:")
    return key in _TOTALS or key.startswith("tổng cộng")


def is_empty(cell: RawCell | None) -> bool:
    """Nothing, or nothing that can be seen. A formula that was never calculated is not nothing."""
    if cell is None or (cell.value is None and (cell.formula is None or cell.calculated)):
        return True
    return isinstance(cell.value, str) and not any(char.isprintable() and char != " " for char in cell.value)


def read_value(campaign: Campaign, field: Field, cell: RawCell | None) -> Typed:
    """The value of an input cell by its field's kind."""
    if cell is None or is_empty(cell):
        own = (Remark("G011", "=" + cell.formula, "trống"),) if cell and cell.formula is not None else ()
        return replace(_BLANK, remarks=own) if own else _BLANK
    if cell.formula is not None and not cell.calculated:
        return Typed(None, State.NOT_CALCULATED, (Remark("G010", "=" + cell.formula),))
    if isinstance(cell.value, FormulaError):
        return Typed(None, State.INVALID, (Remark("G005", cell.value.code),))
    if not is_seen_as_stored(cell):
        stored = cell.value if isinstance(cell.value, str) else shown(cell.value)
        if doubt := doubtful_look(cell, folded(stored), field.unit_of_measure, campaign.settings.year):
            return _invalid(*doubt)
    typed = _by_kind(campaign, field, cell)
    if cell.formula is None:
        return typed
    return replace(typed, remarks=(*typed.remarks, Remark("G011", "=" + cell.formula, shown(cell.value))))


def _by_kind(campaign: Campaign, field: Field, cell: RawCell) -> Typed:
    match field.kind:
        case FieldKind.CHOICE:
            return _one_of(cell, campaign.once(("choices", field.codelist), lambda: {
                e.code: e.label for e in campaign.codes if e.codelist == field.codelist}))
        case FieldKind.YES_NO:
            return _yes_no(cell)
        case FieldKind.DATE:
            return _date(cell)
        case FieldKind.TEXT:
            return _text(cell)
    return _number(field, cell)


def _text(cell: RawCell) -> Typed:
    if isinstance(cell.value, str):
        text, remarks = kept_text(cell)
        if text.casefold().strip(".- ") in DITTO:
            return _invalid("G006", text, "như ô bên trên")
        return Typed(text or None, State.ANSWERED, remarks)
    text = shown(cell.value) if not isinstance(cell.value, Decimal) else f"{cell.value.normalize():f}"
    return Typed(text, State.ANSWERED, (Remark("G004", text, f"chữ “{text}”"),))
