"""IN: a returned file, however damaged, as typed answers and findings."""

from danvan_xl.intake.answers import Answer, Return
from danvan_xl.intake.passport import unit_inside
from danvan_xl.intake.read import Reader
from danvan_xl.intake.typed import State, shown

__all__ = ["Answer", "Reader", "Return", "State", "shown", "unit_inside"]
