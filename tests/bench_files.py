"""The returns that :mod:`tests.bench` measures with: a campaign of any size, filled in, some of it damaged."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

DAMAGED = 4
"""Every so many-th return is damaged."""
_OWN = 47
_GROWN = "{code}x{turn}"
_NUMBER = re.compile(r'<c r="(\w+)" s="(\d+)"><v>(\d+)</v></c>')
_FORMULA = re.compile(r'(<c r="\w+" s="\d+">)<f>[^<]*</f>(<v>[\d.]+</v></c>)')
_ROW = re.compile(r'<row r="(\d+)"|<c r="([A-Z]+)(\d+)"')
_INSERTED = 9


def grown(count: int):  # type: ignore[no-untyped-def]
    """The built-in campaign with ``count`` units: its own again and again under other codes and names.

    A copy is asked what its original is asked, also where that is named itself.
    """
    import danvan_xl as dv

    campaign = dv.load_campaign("nga_bay_2023")
    units, copies = [], defaultdict(list)
    for number in range(count):
        turn, at = divmod(number, len(campaign.units))
        unit = campaign.units[at]
        code = _GROWN.format(code=unit.code, turn=turn) if turn else unit.code
        copies[unit.code].append(code)
        units.append(dataclasses.replace(unit, code=code, name=f"{unit.name} {turn}" if turn else unit.name))

    def asked(part):  # type: ignore[no-untyped-def]
        return dataclasses.replace(part, applies=tuple(code for one in part.applies for code in copies.get(one, [one])))

    return dataclasses.replace(campaign, units=tuple(units), forms=tuple(map(asked, campaign.forms)),
                               fields=tuple(map(asked, campaign.fields)))


def _text_for_number(xml: str) -> str:
    return _NUMBER.sub(r'<c r="\1" s="\2" t="str"><v>\3 lượt</v></c>', xml, count=1)


def _formula_typed_over(xml: str) -> str:
    return _FORMULA.sub(r"\1\2", xml, count=1)


def _row_inserted(xml: str) -> str:
    """As a program that lets neither names nor formulas follow."""
    def down(match: re.Match[str]) -> str:
        row, column, at = match.groups()
        place = int(row or at)
        place += place >= _INSERTED
        return f'<row r="{place}"' if row else f'<c r="{column}{place}"'

    return _ROW.sub(down, xml)


_DAMAGES: tuple[Callable[[str], str], ...] = (_text_for_number, _formula_typed_over, _row_inserted)


def _edited(content: bytes, edit: Callable[[str, str], str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info, edit(info.filename, source.read(info).decode()).encode())
    return stream.getvalue()


def _damaged(content: bytes, damage: Callable[[str], str]) -> bytes:
    """One sheet of figures, the fourth of the workbook, with one damage."""
    return _edited(content, lambda name, xml: damage(xml) if name == "xl/worksheets/sheet4.xml" else xml)


def _renamed(content: bytes, old: tuple[str, str], new: tuple[str, str]) -> bytes:
    """The same return for another unit: its code and name stand in the shared strings only."""
    def edit(name: str, xml: str) -> str:
        if name != "xl/sharedStrings.xml":
            return xml
        return xml.replace(f"<t>{old[0]}</t>", f"<t>{new[0]}</t>").replace(f"{old[1]}</t>", f"{new[1]}</t>")

    return _edited(content, edit)


def make_returns(folder: Path, count: int) -> None:
    from danvan_xl.form import Blueprints, form_bytes
    from danvan_xl.sample import sample_answers

    campaign, own = grown(count), grown(_OWN)
    answers, blueprints = sample_answers(own), Blueprints(own)
    made = {}
    for number, unit in enumerate(own.units[:count], 1):
        mine = answers[unit.code]
        content = form_bytes(own, unit, blueprints, mine.values, mine.lists)
        turn, is_sound = divmod(number, DAMAGED)
        made[unit.code] = content if is_sound else _damaged(content, _DAMAGES[turn % len(_DAMAGES)])
    for unit in campaign.units:
        code = unit.code if unit.code in made else unit.code.rpartition("x")[0]
        base, content = own.unit_by_code[code], made[code]
        if unit.code not in made:
            content = _renamed(content, (base.code, base.name), (unit.code, unit.name))
        (folder / f"{unit.code}.xlsx").write_bytes(content)
