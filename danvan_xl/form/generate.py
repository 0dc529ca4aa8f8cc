"""One workbook a unit, into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from danvan_xl.campaign.model import Campaign
from danvan_xl.files import write_whole
from danvan_xl.form.previous import Previous, last_period
from danvan_xl.form.write import Blueprints, form_bytes


def generate(
    campaign: Campaign,
    folder: str | Path,
    previous: Previous | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Path]:
    """Write ``<unit code>.xlsx`` for every unit.

    Parameters
    ----------
    folder:
        Made when missing; files of the same name are replaced.
    previous:
        An earlier result, or the path of its consolidated workbook: its values fill the last-period columns of
        units and fields with the same codes, and the form says where they come from.
    progress:
        Called with (done, all) after each workbook.

    Returns
    -------
    dict
        Unit code → path of its workbook, in the order of the definition.

    Raises
    ------
    FileNotFoundError, ValueError
        When ``previous`` is no consolidated workbook.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> paths = generate(load_campaign("nga_bay_2023"), "bieu_mau")
    >>> paths["ngabay"].name
    'ngabay.xlsx'
    """
    blueprints, earlier, paths = Blueprints(campaign), last_period(campaign, previous), {}
    for done, unit in enumerate(campaign.units, 1):
        path, values = Path(folder) / f"{unit.code}.xlsx", earlier.of(unit.code)
        content = form_bytes(campaign, unit, blueprints, values, last_source=earlier.source if values else "")
        paths[unit.code] = write_whole(path, content)
        if progress:
            progress(done, len(campaign.units))
    return paths
