"""Formulas of the definition as formulas of the consolidated workbook: names become addresses by the plan."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.utility import xl_col_to_name

from danvan_xl.formula import Expr, Ref, Text, render
from danvan_xl.workbook.plan import CODE, Plan
from danvan_xl.workbook.rewrite import Rows, by_owner

Address = Callable[[str], str]
_ROW = "\ue000"
"""Stands for the row's number while a formula is rendered for all rows at once; no text of a definition has it."""


class _Templates:
    """Formulas rendered once, with a mark for the row."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Expr, str]] = {}

    def text(self, expr: Expr, row: int, make: Callable[[], str]) -> str:
        """The formula at a row counted from 0."""
        if id(expr) not in self._made:
            self._made[id(expr)] = expr, make()
        return self._made[id(expr)][1].replace(_ROW, str(row + 1))


class CityScope:
    """The city's names seen from a sheet: cells below the table of units, unions of lists, counts."""

    def __init__(self, plan: Plan, sheet: str) -> None:
        self._plan, self._sheet = plan, sheet

    def _list_column(self, name: str) -> tuple[str, str, str] | None:
        code, _, rest = name.partition(".")
        column, _, group = rest.partition(".")
        return (code, column, group) if code in self._plan.campaign.list_columns and column != "tt" else None

    def rows_of(self, name: str) -> Rows | None:
        found = self._list_column(name)
        if found is None or not found[2]:
            return None
        code, column, group = found
        return Rows(Ref(self._plan.list_range(code, column, self._sheet)),
                    Ref(self._plan.list_range(code, "nhom", self._sheet)), Text(group))

    def address(self, name: str) -> str:
        """
        Raises
        ------
        KeyError
            For a name that the city's scope does not have.
        """
        if (spot := self._plan.city_spot(name)) is not None:
            return spot.address(self._sheet)
        if (found := self._list_column(name)) is not None:
            return self._plan.list_range(found[0], found[1], self._sheet)
        raise KeyError(name)

    def render(self, expr: Expr, own: Address | None = None) -> str:
        """
        Parameters
        ----------
        own:
            Names that stand on the sheet itself (raises KeyError for others); tried first.
        """

        def write(name: str) -> str:
            if own is not None:
                try:
                    return own(name)
                except KeyError:
                    pass
            return self.address(name)

        return render(by_owner(expr, self.rows_of), write)


def _unit_rows(plan: Plan, name: str) -> Rows | None:
    """The rows of a list that belong to the unit whose code stands in column A of the row."""
    code, _, column = name.partition(".")
    if code not in plan.campaign.list_columns or column == "tt":
        return None
    key = Ref(f"${xl_col_to_name(CODE)}{_ROW}")
    return Rows(Ref(plan.list_range(code, column)), Ref(plan.list_range(code, "don_vi")), key)


class UnitScope:
    """A unit's names seen from its row of Dữ liệu: cells of the same row, its own rows of the lists."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._templates = plan, _Templates()

    def _address(self, name: str) -> str:
        return f"${xl_col_to_name(self._plan.column_of[name])}{_ROW}"

    def render(self, expr: Expr, row: int) -> str:
        return self._templates.text(
            expr, row, lambda: render(by_owner(expr, lambda name: _unit_rows(self._plan, name)), self._address))


class ScoringScope:
    """A unit's names seen from its row of a rubric's sheet: scoring beside it, values on Dữ liệu by its code."""

    def __init__(self, plan: Plan, sheet: str, columns: dict[str, int], match_column: int) -> None:
        self._plan, self._columns, self._match = plan, columns, xl_col_to_name(match_column)
        self._city, self._templates = CityScope(plan, sheet), _Templates()

    def _address(self, name: str) -> str:
        if name in self._columns:
            return f"${xl_col_to_name(self._columns[name])}{_ROW}"
        if name.startswith("tp."):
            return self._city.address(name.removeprefix("tp."))
        return f"INDEX({self._plan.units(self._plan.column_of[name], 'x')},${self._match}{_ROW})"

    def render(self, expr: Expr, row: int) -> str:
        return self._templates.text(
            expr, row, lambda: render(by_owner(expr, lambda name: _unit_rows(self._plan, name)), self._address))
