"""danvan consolidate: returns → consolidated workbook and report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from danvan_xl.cli.common import AsJson, Folder, existing, finish, print_findings, print_json, progress, say

if TYPE_CHECKING:
    from danvan_xl.campaign import Campaign
    from danvan_xl.face import Result


def summary(result: Result) -> None:
    findings = result.findings
    say(f"Tổng hợp từ {result.completeness}.")
    say(f"Cần xem lại: {len(findings.errors)} lỗi, {len(findings.warnings)} cảnh báo.")
    if result.adjustments:
        say(f"Đã áp dụng {len(result.adjustments)} điều chỉnh của cơ quan.")
    if result.city_standing is not None and result.city_standing.total is not None:
        total = str(result.city_standing.total).replace(".", ",")
        say(f"Điểm tự chấm: {total} – {result.city_standing.level}.")


def empty_tables(folder: Path, campaign: Campaign) -> None:
    """Put the office-made tables into the folder, empty, where there are none yet."""
    from danvan_xl.consolidate import adjust
    from danvan_xl.files import write_whole
    from danvan_xl.folder import office_table

    if office_table(folder, adjust.TABLE) is None:
        write_whole(folder / f"{adjust.TABLE}.xlsx", adjust.empty_table(campaign))


def consolidate(folder: Folder, json: AsJson = False) -> None:
    """Đọc DIR/nop_ve, ghi DIR/ket_qua/tong_hop.xlsx và bao_cao.docx.

    Ví dụ: danvan consolidate dot_2026
    """
    import danvan_xl as dv
    from danvan_xl.consolidate import adjust
    from danvan_xl.findings import Findings
    from danvan_xl.folder import REPORT, RESULTS, RETURNS, WORKBOOK, office_table

    campaign = dv.load_campaign(existing(folder))
    with progress() as step:
        result = dv.consolidate(
            campaign, existing(folder / RETURNS), adjustments=office_table(folder, adjust.TABLE),
            progress=lambda n, of: step("Đọc và tổng hợp", n, of))
    result.write_workbook(folder / RESULTS / WORKBOOK)
    gaps = result.write_report(folder / RESULTS / REPORT)
    empty_tables(folder, campaign)
    findings = Findings([*result.findings, *gaps])
    if json:
        print_json(findings)
    else:
        summary(result)
        print_findings(findings)
        say(f"Đã ghi {folder / RESULTS / WORKBOOK} và {folder / RESULTS / REPORT}.")
    finish(findings)
