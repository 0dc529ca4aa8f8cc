"""What a cell is worth for its field: a typed value with its state, and what must be said about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from danvan_xl.campaign.model import Campaign, Field, FieldKind
from danvan_xl.formula import FormulaError, Value
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.numbers import folded, read_date, read_number, same_words, shown_number

NOT_NUMBERS = ("-", "–", "x", "không", "không có", "chưa", "chưa có", "k", "ko", "o", "không phát sinh", "/")
YES_NO = ("Có", "Không")


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


def _number(field: Field, cell: RawCell) -> Typed:
    raw, whole = cell.value, field.kind is FieldKind.INTEGER
    if isinstance(raw, dt.date) or (cell.dated and isinstance(raw, Decimal)):
        return _invalid("G006", shown(raw), "một ngày, hoặc một số bị hiện thành ngày")
    if isinstance(raw, bool):
        return _invalid("G002", shown(raw), _number_needed(field))
    if isinstance(raw, Decimal):
        if not whole or raw == raw.to_integral_value():
            return _in_bounds(field, raw)
        if -raw.as_tuple().exponent == 3:  # type: ignore[operator]
            return _invalid("G006", shown_number(raw), f"{shown_number(raw * 1000)} (gõ dấu ngăn hàng nghìn)")
        return _invalid("G002", shown_number(raw), _number_needed(field))
    text = folded(str(raw))
    reading = read_number(text, field.unit_of_measure, whole)
    if reading.value is not None:
        return _in_bounds(field, reading.value, (Remark("G004", text, shown_number(reading.value)),))
    if reading.meanings:
        return _invalid("G006", text, " hoặc ".join(shown_number(m) for m in reading.meanings))
    if text.casefold() in NOT_NUMBERS:
        return _invalid("G006", text, "0 (không phát sinh), không áp dụng, hoặc chưa có số liệu")
    return _invalid("G002", text, _number_needed(field))


def _one_of(cell: RawCell, choices: tuple[str, ...]) -> Typed:
    text = folded(shown(cell.value))
    for choice in choices:
        if text == choice:
            return Typed(choice, State.ANSWERED)
    for choice in choices:
        if same_words(text, choice):
            return Typed(choice, State.ANSWERED, (Remark("G004", text, choice),))
    return _invalid("G002", text, "một trong: " + "; ".join(choices))


def _date(cell: RawCell) -> Typed:
    if isinstance(cell.value, dt.date):
        return Typed(cell.value, State.ANSWERED)
    text = shown(cell.value)
    if isinstance(cell.value, str) and (day := read_date(cell.value)) is not None:
        return Typed(day, State.ANSWERED, (Remark("G004", folded(text), shown(day)),))
    return _invalid("G002", folded(text), "một ngày (ngày/tháng/năm)")


def clean_text(text: str) -> str:
    """A unit's text in NFC, lines kept, without edge spaces and control characters."""
    lines = (folded("".join(c for c in line if c == "\t" or c.isprintable() or c == "\u00a0"))
             for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip("\n")


def is_empty(cell: RawCell | None) -> bool:
    """Nothing, or only spaces."""
    return cell is None or cell.value is None or (isinstance(cell.value, str) and not folded(cell.value))


def read_value(campaign: Campaign, field: Field, cell: RawCell | None) -> Typed:
    """The value of an input cell by its field's kind."""
    if cell is None or is_empty(cell):
        return _BLANK
    if isinstance(cell.value, FormulaError):
        return Typed(None, State.INVALID, (Remark("G005", cell.value.code),))
    match field.kind:
        case FieldKind.CHOICE:
            return _one_of(cell, campaign.choices(field.codelist))
        case FieldKind.YES_NO:
            return _one_of(cell, YES_NO)
        case FieldKind.DATE:
            return _date(cell)
        case FieldKind.TEXT:
            if isinstance(cell.value, str):
                return Typed(clean_text(cell.value) or None, State.ANSWERED)
            text = shown(cell.value) if not isinstance(cell.value, Decimal) else f"{cell.value.normalize():f}"
            return Typed(text, State.ANSWERED, (Remark("G004", text, f"chữ “{text}”"),))
    return _number(field, cell)
