"""How much of what is required has been answered, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass

from danvan_xl.campaign.model import Campaign, FormKind
from danvan_xl.consolidate import UnitResult
from danvan_xl.intake import State

_SETTLED = (State.ANSWERED, State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Answered:
    """Required indicators and questions asked of a unit, and how many it answered; a list counts as one."""

    asked: int
    answered: int


def answered_by(campaign: Campaign, found: UnitResult) -> Answered:
    """What "Không áp dụng" was said of is answered; "Chưa có số liệu" and what cannot be read is not."""
    unit, one = found.unit, found.chosen
    states = {(a.form, a.field.code): a.state for a in one.answers if not a.facet and a.item is None} if one else {}
    asked = answered = 0
    for form in campaign.forms_of(unit):
        required = [f for f in campaign.fields_of(unit, form) if f.required and not f.formula]
        if form.kind is FormKind.LIST and required:
            filled = any(a.form == form.code and a.item is not None for a in one.answers) if one else False
            said = bool(one and one.values.get(f"{form.code}.tt"))
            asked, answered = asked + 1, answered + (filled or said)
        elif form.kind is not FormKind.LIST:
            asked += len(required)
            answered += sum(states.get((form.code, f.code)) in _SETTLED for f in required)
    return Answered(asked, answered)
