"""Papers beside a return (PDF, image, Word): the unit each belongs to, by its name or by the return beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.findings import Findings
from danvan_xl.intake.answers import Return
from danvan_xl.intake.containers import SEPARATOR


def stems(file: str) -> tuple[str, ...]:
    """Names without folder and suffix: of the file itself, then of the containers around it, inmost first."""
    return tuple(PurePosixPath(part).stem for part in reversed(file.split(SEPARATOR)))


def unit_named(file: str, units: Mapping[str, Unit]) -> str:
    """The unit whose code is exactly the name of a file or of the zip or mail that it came in; "" for none."""
    return next((stem for stem in stems(file) if stem in units), "")


def _by_prefix(file: str, codes: Iterable[str]) -> str:
    """The longest code that a name starts with, as a word: ``ngabay_ban_ky.pdf``."""
    stem = stems(file)[0].casefold()
    fitting = [c for c in codes if stem.startswith(c) and not stem[len(c) : len(c) + 1].isalnum()]
    return max(fitting, key=len, default="")


def _place(file: str) -> str:
    """The container or the subfolder that a file lies in; "" for the folder read itself."""
    outer, inside, _ = file.rpartition(SEPARATOR)
    return outer if inside else file.rpartition("/")[0]


def with_owners(campaign: Campaign, returns: list[Return]) -> list[Return]:
    """The same returns; the findings of each attachment name its unit where that is known."""
    beside: dict[str, set[str]] = {}
    for found in returns:
        if found.unit:
            beside.setdefault(_place(found.file), set()).add(found.unit)

    def owned(found: Return) -> Return:
        if not found.is_attachment:
            return found
        near = beside.get(_place(found.file), set()) if _place(found.file) else set()
        unit = _by_prefix(found.file, campaign.unit_by_code) or (next(iter(near)) if len(near) == 1 else "")
        unit = unit or unit_named(found.file, campaign.unit_by_code)
        return replace(found, findings=Findings(replace(f, unit=unit) for f in found.findings))

    return [owned(found) for found in returns]
