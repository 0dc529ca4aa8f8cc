"""danvan consolidate: returns → consolidated workbook and report."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from danvan_xl.cli.common import (
    AsJson,
    Folder,
    consolidated,
    existing,
    finish,
    print_findings,
    print_json,
    recorded,
    say,
)

if TYPE_CHECKING:
    from danvan_xl.face import Result
    from danvan_xl.findings import Findings
    from danvan_xl.report.refresh import Update


def summary(result: Result) -> None:
    findings = result.findings
    say(f"Tổng hợp từ {result.completeness}.")
    say(f"Cần xem lại: {len(findings.errors)} lỗi, {len(findings.warnings)} cảnh báo.")
    if result.adjustments:
        say(f"Đã áp dụng {len(result.adjustments)} điều chỉnh của cơ quan.")
    if result.verifications.rows:
        say(f"Đã áp dụng {len(result.verifications.rows)} điểm thẩm định.")
    if result.city_standing is not None and result.city_standing.total is not None:
        total = str(result.city_standing.total).replace(".", ",")
        say(f"Điểm tự chấm: {total} – {result.city_standing.level}.")


def office_tables(folder: Path, result: Result) -> list[str]:
    """Put the office-made tables into the folder where there are none yet; what a person typed is never touched.

    Returns what a person should know, a sentence each.
    """
    from danvan_xl.consolidate import adjust, waive
    from danvan_xl.files import OutputBusyError, write_whole
    from danvan_xl.folder import office_table

    campaign = result.campaign
    if office_table(folder, adjust.TABLE) is None:
        write_whole(folder / f"{adjust.TABLE}.xlsx", adjust.empty_table(campaign))
    if office_table(folder, waive.TABLE) is None:
        write_whole(folder / f"{waive.TABLE}.xlsx", waive.empty_table(campaign))
    if not any(campaign.rubric_of(unit) for unit in campaign.units):
        return []
    try:
        return [verification_table(folder, result)]
    except OutputBusyError as error:
        return [str(error)]


def verification_table(folder: Path, result: Result) -> str:
    """Write the table Thẩm định with the newest points; a table with entries stays, the new one lies beside."""
    from danvan_xl.consolidate import verify, verify_table
    from danvan_xl.files import write_whole
    from danvan_xl.folder import RESULTS, office_table
    from danvan_xl.tables import TableError

    there = office_table(folder, verify.TABLE)
    try:
        kept = verify_table.kept_rows(result.campaign, there) if there else verify_table.Kept()
    except TableError as error:
        return f"Bảng {there} không đọc được ({error.reason}) nên giữ nguyên."
    content = verify_table.table(result, kept)
    if not kept.typed and (there is None or there.suffix == ".xlsx"):
        path = write_whole(folder / f"{verify.TABLE}.xlsx", content)
        return f"Bảng thẩm định để cơ quan điền: {path}."
    path = write_whole(folder / RESULTS / f"{verify.TABLE}_cap_nhat.xlsx", content)
    return (f"Bảng {there} đã có nội dung nên giữ nguyên. {path} là bản có đủ nội dung ấy kèm điểm tự chấm, "
            "điểm theo số liệu mới nhất; muốn dùng thì chép đè.")


def report_notes(report: Update) -> None:
    """What was changed in a report that a person had edited, and where the file as it was lies."""
    if not report.was_edited:
        return
    if report.kept is None:
        say("Báo cáo đã được sửa tay; số liệu không đổi nên tệp được giữ nguyên.")
    else:
        say(f"Báo cáo đã được sửa tay: giữ lời văn, cập nhật {len(report.changed)} chỗ; bản trước đó ở {report.kept}.")
        for finding in report.changed:
            beginning = textwrap.shorten(finding.found, 80, placeholder=" …")
            say(f"- {finding.cell or finding.title}: {finding.detail or 'ghi lại theo số liệu mới'} (“{beginning}”)")
    if report.fresh is not None:
        say(f"Bản viết lại hoàn toàn từ số liệu mới, để chép những chỗ chưa cập nhật: {report.fresh}.")


def consolidate(folder: Folder, json: AsJson = False) -> None:
    """Đọc DIR/nop_ve, ghi DIR/ket_qua/tong_hop.xlsx, bao_cao.docx và biểu phản hồi vào DIR/phan_hoi.

    Báo cáo đã sửa tay thì giữ lời văn, chỉ cập nhật số liệu; bản trước đó được giữ ở bao_cao_cu_<n>.docx.

    Ví dụ: danvan consolidate dot_2026
    """
    import danvan_xl as dv
    from danvan_xl.findings import Findings
    from danvan_xl.folder import FEEDBACK, REPORT, RESULTS, WORKBOOK
    from danvan_xl.report.refresh import update_report

    campaign = dv.load_campaign(existing(folder))
    with recorded(folder, campaign, "consolidate") as ledger:
        result = consolidated(folder, campaign, ledger)
        result.write_workbook(folder / RESULTS / WORKBOOK)
        report = update_report(result, folder / RESULTS / REPORT)
        feedback = result.write_feedback(folder / FEEDBACK)
        notes = office_tables(folder, result)
    findings = Findings([*result.findings, *report.findings])
    if json:
        print_json(findings)
    else:
        summary(result)
        print_findings(findings)
        say(f"Đã ghi {folder / RESULTS / WORKBOOK} và {folder / RESULTS / REPORT}.")
        report_notes(report)
        if feedback:
            say(f"Đã ghi {len(feedback)} biểu đánh dấu chỗ cần sửa vào {folder / FEEDBACK}.")
        for note in notes:
            say(note)
        _next(folder, findings)
    finish(findings)


def _next(folder: Path, findings: Findings) -> None:
    if findings.errors:
        say(f"Tiếp theo: danvan remind {folder} để gửi lại đơn vị có lỗi hoặc chưa nộp, nhận biểu sửa rồi chạy lại.")
    else:
        say(f"Tiếp theo: mở báo cáo và sổ tổng hợp để duyệt, rồi danvan handover {folder} để lập hồ sơ nộp.")
