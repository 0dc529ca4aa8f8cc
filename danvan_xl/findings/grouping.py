"""Findings as a person should read them: knock-on errors dropped, repeats together, the worst first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from danvan_xl.findings.finding import Finding

_SEVERITIES = ("loi", "canh_bao", "thong_tin")
_FAMILIES = "TCGFKDNBX"
_CELL = re.compile(r"([A-Z]{1,3})(\d+)$")
_SHOWN = 6
_PLACED = ("C", "G", "F")
"""Families that speak about one cell: of several, the first says why the others are there."""
_CAUSES = "KD"
"""Families whose findings have one cause for each check or criterion, whatever their code."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code and severity: on one sheet of one file, in the order of their cells, or one of each of
    several units to whom the same is said about no file of theirs.

    Checks and points are their own causes: those of one check or criterion are together.
    """

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def code(self) -> str:
        return self.first.code

    @property
    def severity(self) -> str:
        return self.first.severity

    @property
    def message(self) -> str:
        """The first finding in full, and where the same was found besides; or which units it is said to."""
        units = list(dict.fromkeys(f.unit for f in self.findings))
        if len(units) > 1:
            return self.first.said_at(f"{len(units)} đơn vị ({_named(units, _SHOWN)})")
        return self.first.message + self.also()

    def also(self, most: int = _SHOWN) -> str:
        """Where the same was found besides, at most ``most`` of the places by name; blank for a single finding."""
        rest = [f.cell or f.field for f in self.findings[1:]]
        return f" (Cùng loại ở {len(rest)} chỗ nữa: {_named(rest, most)}.)" if rest else ""


def _named(places: list[str], most: int) -> str:
    return ", ".join(places[:most]) + ("…" if len(places) > most else "")


def _cell_order(cell: str) -> tuple[int, int, str, str]:
    match = _CELL.match(cell)
    return (int(match[2]), len(match[1]), match[1], "") if match else (0, 0, "", cell)


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        _SEVERITIES.index(finding.severity), finding.unit, finding.file, _FAMILIES.find(finding.code[0]),
        finding.sheet, finding.code, _cell_order(finding.cell),
    )


def without_knock_on(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what only follows from something else that is said.

    A cell gets one finding, the first of the families structure, value, formula; what stood on a missing sheet is
    not listed field by field; a check that cannot be calculated is left out where its file has a cell in error.
    """
    everything = list(findings)
    gone = {(f.file, f.field) for f in everything if f.code == "C010"}
    errors = {f.file for f in everything if f.code == "G005"}
    worst: dict[tuple[str, str, str], tuple[int, int]] = {}
    for f in everything:
        if f.cell and f.code[0] in _PLACED:
            rank = (_SEVERITIES.index(f.severity), _PLACED.index(f.code[0]))
            key = f.file, f.sheet, f.cell
            worst[key] = min(rank, worst.get(key, rank))

    def follows(f: Finding) -> bool:
        if f.code in ("C005", "F005") and (f.file, f.sheet) in gone:
            return True
        if f.code == "K002" and f.file in errors:
            return True
        key = f.file, f.sheet, f.cell
        return bool(f.cell) and f.code[0] in _PLACED and (
            _SEVERITIES.index(f.severity), _PLACED.index(f.code[0])) > worst[key]

    return [f for f in everything if not follows(f)]


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Groups in reading order: severity, unit, file, family, sheet, cell; several units stand with the first."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for f in sorted(without_knock_on(findings), key=_order):
        cause = f.field if f.code[0] in _CAUSES else ""
        groups.setdefault((f.severity, f.code, f.unit, f.file, f.sheet, f.waiver, cause), []).append(f)
    merged: dict[tuple[str, ...], list[Finding]] = {}
    for key, found in groups.items():
        first = found[0]
        alone = len(found) == 1 and first.unit and not (first.file or first.sheet or first.cell)
        merged.setdefault((*key[:2], first.said_at("")) if alone else key, []).extend(found)
    return tuple(Group(tuple(found)) for found in merged.values())
