"""danvan demo: the whole job once on a built-in campaign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan_xl.cli.common import print_findings, progress, say
from danvan_xl.cli.consolidate import summary


def demo(
    out: Annotated[Path, typer.Argument(help="Thư mục kết quả; tạo mới nếu chưa có.")] = Path("ket_qua_demo"),
    campaign: Annotated[str, typer.Option(help="Tên đợt dựng sẵn.")] = "nga_bay_2023",
) -> None:
    """Làm trọn công việc một lần với số liệu mẫu.

    Ví dụ: danvan demo ket_qua_demo
    """
    from danvan_xl.demo import run_demo
    from danvan_xl.folder import FORMS, REPORT, RESULTS, RETURNS, WORKBOOK

    with progress() as step:
        done = run_demo(out, campaign, step)
    units = len(done.campaign.units)
    say(f"Đã làm xong đợt mẫu: {done.campaign.settings.name}")
    say("Số liệu của từng đơn vị là số liệu minh họa; số nào đã công bố xem README.md của đợt dựng sẵn.")
    say(f"  {out / FORMS}: {units} biểu mẫu trống, mỗi đơn vị một tệp")
    say(f"  {out / RETURNS}: {units} biểu đã điền số liệu mẫu")
    say(f"  {out / RESULTS / WORKBOOK}: sổ tổng hợp và chấm điểm")
    say(f"  {out / RESULTS / REPORT}: báo cáo")
    summary(done.result)
    print_findings([*done.result.findings, *done.report_findings])
    say(f"Tiếp theo: mở sổ tổng hợp và báo cáo để xem, rồi danvan init dot_cua_toi --from {campaign} để lập đợt thật.")
