"""From a cell of a unit's file to the cell of the consolidated workbook that holds its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from danvan_xl.intake import Return
from danvan_xl.intake.book import Area
from danvan_xl.workbook.plan import LIST_FIRST_COLUMN, LIST_FIRST_ROW, Plan, Spot
from danvan_xl.workbook.scoring import ScoreSheet

Place = tuple[str, str]
"""Sheet and A1 cell of a unit's file."""
_BESIDE = (".tt", ".gc")
"""A status and a note stand beside the value of their field."""


@dataclass(frozen=True)
class Trail:
    """``sheets``: one a rubric, as they are written."""

    plan: Plan
    sheets: tuple[ScoreSheet, ...]

    def spot(self, unit: str, sheet: str, cell: str) -> Spot | None:
        """Where the value of a file's cell went; the unit's row when the cell holds none."""
        if unit not in self.plan.campaign.unit_by_code:
            return None
        place = sheet, cell
        if (listed := self._rows.get((unit, place))) is not None:
            return self._list_spot(*listed)
        chosen = self.plan.result.by_unit[unit].chosen
        named = (self.named(unit, name) for name in self._names_at(chosen.places).get(place, ())) if chosen else ()
        return next((s for s in named if s is not None), self.plan.unit_spot(unit, self.plan.columns[0].name))

    def named(self, unit: str, name: str) -> Spot | None:
        """Where a name of a unit's scope stands."""
        for suffix in _BESIDE:
            if name.endswith(suffix) and name not in self.plan.column_of:
                name = name.removesuffix(suffix)
        if (spot := self.plan.unit_spot(unit, name)) is not None:
            return spot
        return next((s for sheet in self.sheets if (s := _scored(sheet, unit, name)) is not None), None)

    def seen(self, unit: str, sheet: str, cell: str) -> Spot | None:
        """Where a reader finds it: evidence stands in hidden columns, the points that it is for beside it."""
        if (spot := self.spot(unit, sheet, cell)) is None:
            return None
        for scored in (s for s in self.sheets if s.title == spot.sheet):
            names = {column: name for name, column in scored.columns.items()}
            kind, _, code = names.get(spot.column, "").partition(".")
            if kind == "minh_chung":
                return replace(spot, column=scored.columns[f"tu_cham.{code}"])
        return spot

    def _names_at(self, places: Mapping[str, Area]) -> dict[Place, list[str]]:
        """Cells of a file → the names that stand there, the last first. Most files of one shape share their places."""
        if id(places) not in self._known:
            found = self._known.setdefault(id(places), {})
            for name, place in places.items():
                if place.last is None:
                    found.setdefault((place.sheet, place.cell), []).insert(0, name)
        return self._known[id(places)]

    @cached_property
    def _known(self) -> dict[int, dict[Place, list[str]]]:
        """What :meth:`_names_at` was asked for; the result keeps the places."""
        return {}

    @cached_property
    def _rows(self) -> dict[tuple[str, Place], tuple[str, int, str]]:
        """Unit and cell of a list in its file → form, row on the sheet of all rows, and column's code.

        A unit's rows follow one another there in the order of its file.
        """
        found: dict[tuple[str, Place], tuple[str, int, str]] = {}
        ends = dict.fromkeys(self.plan.campaign.list_columns, LIST_FIRST_ROW)
        for one in self.plan.result.returned:
            assert one.chosen is not None
            for form, items in list_cells(one.chosen).items():
                for row, item in enumerate(sorted(items), ends[form]):
                    found.update({(one.unit.code, place): (form, row, code) for place, code in items[item].items()})
                ends[form] += len(items)
        return found

    def _list_spot(self, form: str, row: int, column: str) -> Spot:
        codes = [c.code for c in self.plan.campaign.list_columns[form]]
        return Spot(self.plan.titles[f"danh_sach.{form}"], row, LIST_FIRST_COLUMN + codes.index(column))


def list_cells(found: Return) -> dict[str, dict[int, dict[Place, str]]]:
    """Form → item → the cells of a unit's list with the codes of their columns."""
    forms: dict[str, dict[int, dict[Place, str]]] = {}
    for answer in found.answers:
        if answer.item is not None:
            items = forms.setdefault(answer.form, {})
            items.setdefault(answer.item, {})[answer.sheet, answer.cell] = answer.field.code
    return forms


def _scored(sheet: ScoreSheet, unit: str, name: str) -> Spot | None:
    if name not in sheet.columns or unit not in sheet.rows:
        return None
    return Spot(sheet.title, sheet.rows[unit], sheet.columns[name])
