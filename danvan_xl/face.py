"""The public result: a consolidation that can write its two documents."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, fields
from pathlib import Path

from danvan_xl.campaign import Campaign
from danvan_xl.consolidate import Consolidation, Source, Verified, consolidate_folder
from danvan_xl.files import write_whole
from danvan_xl.findings import Findings
from danvan_xl.intake import Progress


@dataclass(frozen=True)
class Result(Consolidation):
    """What :func:`consolidate` gives. DataFrames are made when asked for.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> Path("chua_co").mkdir()
    >>> result = consolidate(load_campaign("nga_bay_2023"), "chua_co")
    >>> result.completeness, len(result.findings.errors)
    ('0/47 đơn vị', 47)
    >>> result.units.columns.tolist()
    ['code', 'name', 'group', 'state', 'on_time', 'file', 'saved_at', 'n_errors', 'n_warnings']
    """

    def write_workbook(self, path: str | Path) -> Path:
        """Write the consolidated workbook (.xlsx), replacing the file; returns its path.

        Raises
        ------
        OutputBusyError
            When the file is open in Excel.
        """
        from danvan_xl.workbook import workbook_bytes

        return write_whole(Path(path), workbook_bytes(self))

    def write_report(self, path: str | Path) -> Findings:
        """Write the narrative report (.docx), replacing the file.

        Returns
        -------
        Findings
            Every figure of the report that is missing or cannot be worked out (family B).

        Raises
        ------
        OutputBusyError
            When the file is open in Word.
        """
        from danvan_xl.report import report_bytes

        output = report_bytes(self)
        write_whole(Path(path), output.content)
        return output.findings

    def write_feedback(self, folder: str | Path, progress: Progress | None = None) -> dict[str, Path]:
        """Write, for each unit with something to correct, its marked form and a covering text (``.txt``).

        The form is a clean one filled with what the unit sent: wrong cells are coloured and commented, and a first
        sheet lists all corrections with links. It is a return of that unit like any other when it comes back.

        Returns
        -------
        dict
            Unit code → path of its marked form. Units without errors and warnings have none, nor have units that
            sent nothing.

        Raises
        ------
        OutputBusyError
            When a file is open in Excel.
        """
        from danvan_xl.feedback import write_feedback

        return write_feedback(self, Path(folder), progress)


def consolidate(
    campaign: Campaign, folder: str | Path, *, adjustments: Source | None = None, verified: Verified | None = None,
    waivers: Source | None = None, executor: Executor | None = None, progress: Progress | None = None,
) -> Result:
    """Read a folder of returned workbooks and make one result of them.

    Bad data never raises: every problem is a finding, every unit ends in a state.

    Parameters
    ----------
    folder:
        Read with its subfolders; with the zips and mails in them; lock files ``~$…`` are skipped,
        files are never changed.
    adjustments:
        The office's corrections (table Điều chỉnh): path of a .xlsx or .csv, or its rows.
    verified:
        The office's points (table Thẩm định), which count before computed and self-scored ones: path of a .xlsx or
        .csv, its rows, or unit code → criterion → points.
    waivers:
        Findings that the office accepts (table Miễn trừ): path of a .xlsx or .csv, or its rows. They stay as
        information with the reason.
    executor:
        Reads the files in place of this package's own worker processes: any ``concurrent.futures.Executor``, such
        as dask's ``Client.get_executor()``; its workers must see the folder by the same path. Results are the same.
    progress:
        Called with (done, all) after each file.

    Raises
    ------
    NotADirectoryError
        When ``folder`` is no folder.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> result = consolidate(load_campaign("nga_bay_2023"), "nop_ve")
    >>> result.completeness
    '47/47 đơn vị'
    >>> result.totals.set_index(["field", "facet"]).total["hs_tong", ""]
    Decimal('14251')
    """
    found = consolidate_folder(
        campaign, Path(folder), adjustments=adjustments, verified=verified, waivers=waivers, executor=executor,
        progress=progress)
    return as_result(found)


def as_result(found: Consolidation) -> Result:
    return Result(**{f.name: getattr(found, f.name) for f in fields(Consolidation)})
