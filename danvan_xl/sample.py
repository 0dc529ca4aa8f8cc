"""A built-in campaign's sample answers: what each unit would have typed. Only the city's totals are published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

from danvan_xl.campaign import Campaign, FieldKind
from danvan_xl.campaign.load import built_in_folder
from danvan_xl.files import write_whole
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.formula import Value
from danvan_xl.tables import read_csv

TABLE = "mau_so_lieu.csv"


@dataclass
class Answers:
    """One unit's: single cells by name, list columns by name with a gap as None."""

    values: dict[str, Value] = field(default_factory=dict)
    lists: dict[str, list[Value]] = field(default_factory=dict)


def _typed(campaign: Campaign, name: str, text: str) -> Value:
    first, _, rest = name.partition(".")
    if first == "tu_cham":
        return Decimal(text)
    columns = {c.code: c for c in campaign.list_columns.get(first, ())}
    known = columns.get(rest) or (campaign.plain_fields.get(first) if rest in ("", "kh", "ck") else None)
    if known is None:
        return text
    if known.kind is FieldKind.DATE:
        return dt.date.fromisoformat(text)
    return Decimal(text) if known.kind.is_number else text


def sample_answers(campaign: Campaign) -> dict[str, Answers]:
    """Unit code → its sample answers.

    Raises
    ------
    FileNotFoundError
        When no sample comes with the campaign.
    """
    with as_file(built_in_folder() / campaign.settings.code / TABLE) as path:
        if not path.is_file():
            raise FileNotFoundError(f"Đợt “{campaign.settings.name}” không có bộ số liệu mẫu")
        rows = read_csv(path).rows
    result: dict[str, Answers] = {unit.code: Answers() for unit in campaign.units}
    for row in rows:
        answers, name = result[row["don_vi"]], row["ten"]
        value = _typed(campaign, name, row["gia_tri"])
        if row["dong"]:
            column = answers.lists.setdefault(name, [])
            column += [None] * (int(row["dong"]) - len(column))
            column[int(row["dong"]) - 1] = value
        else:
            answers.values[name] = value
    return result


def write_sample_returns(campaign: Campaign, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Every unit's form, filled with its sample answers, as ``<unit code>.xlsx``."""
    blueprints = Blueprints(campaign)
    for done, (code, answers) in enumerate(sample_answers(campaign).items(), 1):
        unit = campaign.unit_by_code[code]
        content = form_bytes(campaign, unit, blueprints, answers.values, answers.lists)
        write_whole(folder / f"{code}.xlsx", content)
        if progress:
            progress(done, len(campaign.units))
