"""Rows of a list form for footnotes and annexes: filtered by a formula, sorted, written by a template."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from danvan_xl.campaign.model import Campaign, Field
from danvan_xl.campaign.template import Figure, Literal
from danvan_xl.consolidate.totals import City
from danvan_xl.formula import Calculator, Value, names, parse
from danvan_xl.report.figures import MISSING, Figures, Line, Piece, Problem, segments
from danvan_xl.report.numbers import by_field, formatted, plain

Row = dict[str, Value]


class _Condition:
    """A formula over rows; rows alike in what it uses are asked about once."""

    def __init__(self, formula: str, columns: list[str]) -> None:
        tree = parse(formula)
        self._calculator, self._used = Calculator({"#loc": tree}, columns), names(tree)
        self._known: dict[tuple[object, ...], bool] = {}

    def __call__(self, row: Row) -> bool:
        asked = tuple((value.__class__, value) for value in map(row.get, self._used))
        if asked not in self._known:
            self._known[asked] = self._calculator.calculate(row)["#loc"] is True
        return self._known[asked]


@dataclass(frozen=True)
class ListRows:
    """The union of a list's rows as mappings; ``don_vi`` is the unit's name, ``nhom`` the group's."""

    campaign: Campaign
    city: City

    def columns(self, code: str) -> dict[str, Field]:
        return {c.code: c for c in self.campaign.list_columns[code]}

    @cached_property
    def _all(self) -> dict[str, list[Row]]:
        return {code: list(self._union(code)) for code in self.campaign.list_columns}

    def _union(self, code: str) -> Iterator[Row]:
        units, groups = self.campaign.unit_by_code, self.campaign.group_by_code
        codes = [*self.columns(code), "don_vi"]
        for cells in zip(*(self.city.lists[f"{code}.{c}"] for c in codes), strict=True):
            row: Row = dict(zip(codes, cells, strict=True))
            unit = units[str(row["don_vi"])]
            row["don_vi"], row["nhom"] = unit.name, groups[unit.group].name
            yield row

    def rows(self, code: str, condition: str = "", sort: str = "") -> list[Row]:
        """
        Parameters
        ----------
        condition:
            A formula over the list's columns by their bare codes; rows for which it is TRUE are kept.
        sort:
            Column codes, most important first, separated by ``;``. Blanks come last, ties keep their order.
        """
        found = list(self._all[code])
        if condition:
            holds = _Condition(condition, [*self.columns(code), "don_vi", "nhom"])
            found = [row for row in found if holds(row)]
        for key in reversed([k.strip() for k in sort.split(";") if k.strip()]):
            found.sort(key=lambda row, key=key: _order(row.get(key)))  # type: ignore[misc]
        return found

    def write(self, code: str, row: Row, text: str, figures: Figures) -> Line:
        """One row by its template."""
        columns = self.columns(code)
        pieces = []
        for segment in segments(text):
            if isinstance(segment, Literal):
                pieces.append(Piece(segment.text))
            elif isinstance(segment, Figure):
                pieces.append(self._cell(columns, row, segment, figures))
        return tuple(pieces)

    def _cell(self, columns: dict[str, Field], row: Row, figure: Figure, figures: Figures) -> Piece:
        if figure.source not in row:
            figures.problems.append(Problem("B002", figure.source))
            return Piece(MISSING, gap=True)
        value = row[figure.source]
        if value is None:
            figures.problems.append(Problem("B001", figure.source))
            return Piece(MISSING, gap=True)
        if figure.format:
            return Piece(formatted(value, figure.format))
        field = columns.get(figure.source)
        return Piece(by_field(value, field) if field else plain(value))


def _order(value: Value) -> tuple[int, str, Decimal | str]:
    """Blanks last; numbers and dates by value, texts by their letters."""
    if value is None:
        return 2, "", ""
    if isinstance(value, Decimal):
        return 0, "", value
    return 1, type(value).__name__, alphabetical(value) if isinstance(value, str) else str(value)


def alphabetical(text: str) -> str:
    """A key that sorts as Vietnamese dictionaries do in the main: letters first, their marks after, đ behind d."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d\uffff"))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return f"{letters}\0{folded}"
