"""One workbook a unit, into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from danvan_xl.campaign.model import Campaign
from danvan_xl.files import write_whole
from danvan_xl.form.write import Blueprints, form_bytes


def generate(
    campaign: Campaign, folder: str | Path, progress: Callable[[int, int], None] | None = None
) -> dict[str, Path]:
    """Write ``<unit code>.xlsx`` for every unit.

    Parameters
    ----------
    folder:
        Made when missing; files of the same name are replaced.
    progress:
        Called with (done, all) after each workbook.

    Returns
    -------
    dict
        Unit code → path of its workbook, in the order of the definition.
    """
    blueprints, paths = Blueprints(campaign), {}
    for done, unit in enumerate(campaign.units, 1):
        path = Path(folder) / f"{unit.code}.xlsx"
        paths[unit.code] = write_whole(path, form_bytes(campaign, unit, blueprints))
        if progress:
            progress(done, len(campaign.units))
    return paths
