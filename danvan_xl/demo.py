"""The whole job once, on a built-in campaign's sample: forms, returns, consolidation, both documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path

from danvan_xl.campaign import Campaign, load_campaign
from danvan_xl.campaign.load import TABLES, built_in_campaigns, built_in_folder
from danvan_xl.face import Result, consolidate
from danvan_xl.files import write_whole
from danvan_xl.findings import Findings
from danvan_xl.folder import DEFINITION, FORMS, REPORT, RESULTS, RETURNS, WORKBOOK
from danvan_xl.form import generate
from danvan_xl.sample import write_sample_returns

Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Demo:
    folder: Path
    campaign: Campaign
    result: Result
    report_findings: Findings


def copy_definition(name: str, folder: Path) -> None:
    """The tables of a built-in campaign, byte by byte.

    Raises
    ------
    FileNotFoundError
        When there is none of that name; the message is for people.
    """
    if name not in built_in_campaigns():
        known = ", ".join(built_in_campaigns())
        raise FileNotFoundError(f"Không có đợt dựng sẵn tên “{name}”. Các đợt có sẵn: {known}.")
    with as_file(built_in_folder() / name) as source:
        for table in TABLES:
            if (source / f"{table}.csv").is_file():
                write_whole(folder / f"{table}.csv", (source / f"{table}.csv").read_bytes())


def run_demo(folder: Path, name: str, step: Step) -> Demo:
    """Fill ``folder`` as a campaign folder.

    Parameters
    ----------
    step:
        Called with (what is being done, done, all).
    """
    copy_definition(name, folder / DEFINITION)
    campaign = load_campaign(folder)
    generate(campaign, folder / FORMS, progress=lambda done, of: step("Tạo biểu mẫu", done, of))
    write_sample_returns(campaign, folder / RETURNS, lambda done, of: step("Điền số liệu mẫu", done, of))
    result = consolidate(campaign, folder / RETURNS, progress=lambda done, of: step("Đọc và tổng hợp", done, of))
    step("Ghi hai văn bản", 0, 2)
    result.write_workbook(folder / RESULTS / WORKBOOK)
    step("Ghi hai văn bản", 1, 2)
    gaps = result.write_report(folder / RESULTS / REPORT)
    step("Ghi hai văn bản", 2, 2)
    return Demo(folder, campaign, result, gaps)
