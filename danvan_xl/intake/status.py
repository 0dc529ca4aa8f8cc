"""The status beside an answer: nothing arose, does not apply, no figure yet."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.model import Field
from danvan_xl.form.formulas import STATUSES
from danvan_xl.formula import NOTHING_AROSE, Value
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.numbers import folded, same_words
from danvan_xl.intake.seen import doubtful_look
from danvan_xl.intake.typed import Remark, State, Typed, shown

NOT_APPLICABLE = STATUSES[1]
NO_FIGURE = STATUSES[2]


def read_status(cell: RawCell | None) -> tuple[str, tuple[Remark, ...]]:
    """One of the statuses, or "" for none or an unknown one."""
    text = folded(shown(cell.value)) if cell else ""
    if cell is None or not text:
        return "", ()
    if doubt := doubtful_look(cell, text):
        return "", (Remark(*doubt),)
    for status in STATUSES:
        if same_words(status, text):
            return status, ()
    return "", (Remark("G008", text, "; ".join(STATUSES)),)


def status_as_value(cell: RawCell | None) -> str:
    """The status that someone typed into the cell of the value itself, else ""."""
    text = folded(cell.value) if cell is not None and isinstance(cell.value, str) else ""
    return next((status for status in STATUSES if text and same_words(status, text)), "")


def with_status(field: Field, typed: Typed, status: str) -> Typed:
    """A value in the light of its status; a value that contradicts its status is not used."""
    if typed.state is State.INVALID or not status:
        return typed
    if typed.state is State.BLANK:
        if status == NOT_APPLICABLE:
            return Typed(None, State.NOT_APPLICABLE, typed.remarks)
        if status == NOTHING_AROSE:
            zero: Value = Decimal(0) if field.kind.is_number else None
            return Typed(zero, State.ANSWERED, typed.remarks)
        return typed
    if status == NOTHING_AROSE and typed.value == Decimal(0):
        return typed
    return Typed(None, State.INVALID, (*typed.remarks, Remark("G007", shown(typed.value), status)))
