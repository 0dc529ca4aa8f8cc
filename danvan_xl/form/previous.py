"""Last period's figures from an earlier result or its consolidated workbook, for the columns "cùng kỳ"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from danvan_xl.campaign.model import Campaign, Field, FieldKind
from danvan_xl.formula import Value, from_float
from danvan_xl.tables import TableError, opened, rows_of

if TYPE_CHECKING:
    import pandas as pd

_FIRST_ROWS = 30
_ANSWERED = "tra_loi"


class Earlier(Protocol):
    """A consolidation of an earlier campaign."""

    @property
    def campaign(self) -> Campaign: ...
    @property
    def values(self) -> pd.DataFrame: ...


Previous = Earlier | str | Path


@dataclass(frozen=True)
class LastPeriod:
    """``values``: unit code → ``f.ck`` → last period's ``f``; ``source``: where they come from, as units read it."""

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    source: str = ""

    def of(self, unit: str) -> Mapping[str, Value]:
        return self.values.get(unit, {})


def last_period(campaign: Campaign, previous: Previous | None) -> LastPeriod:
    """What the units of a campaign reported for the last period, for the fields that ask for it.

    Units and fields are matched by their codes; a value that does not fit its field's kind is left out.

    Raises
    ------
    FileNotFoundError
        When there is no such workbook.
    ValueError
        When the workbook has no table of units by fields; the message is Vietnamese.
    """
    if previous is None:
        return LastPeriod()
    asked = {f.code: f for f in campaign.plain_fields.values() if f.has_last}
    if isinstance(previous, (str, Path)):
        cells, source = _of_workbook(campaign, Path(previous), asked)
    else:
        cells, source = list(_of_result(previous)), f"“{previous.campaign.settings.name}”"
    values: dict[str, dict[str, Value]] = {}
    for unit, code, value in cells:
        if unit in campaign.unit_by_code and code in asked and _fits(asked[code], value):
            values.setdefault(unit, {})[f"{code}.ck"] = value
    return LastPeriod(values, source)


def _fits(asked: Field, value: Value) -> bool:
    if asked.kind.is_number:
        return isinstance(value, Decimal)
    return isinstance(value, dt.date) if asked.kind is FieldKind.DATE else isinstance(value, str) and bool(value)


def _of_result(previous: Earlier) -> Iterator[tuple[str, str, Value]]:
    for row in previous.values.itertuples():
        if row.item is None and not row.facet and row.state == _ANSWERED:
            yield str(row.unit), str(row.field), row.value  # type: ignore[misc]


def _plain(value: Any) -> Value:
    match value:
        case bool() | None:
            return None
        case int() | float():
            return from_float(float(value))
        case dt.datetime():
            return value.date()
        case str():
            return value or None
    return None


def _of_workbook(
    campaign: Campaign, path: Path, asked: Mapping[str, Field]
) -> tuple[list[tuple[str, str, Value]], str]:
    """The sheet whose rows bear unit codes and one of whose first rows bears field codes, wherever it stands."""
    if not path.is_file():
        raise FileNotFoundError(f"Không có sổ tổng hợp kỳ trước {path}.")
    try:
        with opened(path) as book:
            for title in book.sheetnames:
                rows = list(rows_of(book, title, path.name))
                heads = [{text: i for i, text in enumerate(row) if text in asked} for row in rows[:_FIRST_ROWS]]
                columns = max(heads, key=len, default={})
                found = [(str(row[0]), str(code), _plain(row[column])) for row in rows
                         if row and row[0] in campaign.unit_by_code for code, column in columns.items()
                         if column < len(row)]
                if found:
                    return found, f"sổ tổng hợp {path.name}"
    except TableError as error:
        raise ValueError(f"{path.name} không phải sổ tổng hợp đọc được: {error.reason}.") from error
    raise ValueError(f"{path.name} không phải sổ tổng hợp của phần mềm, hoặc không có chỉ tiêu nào của đợt này.")
