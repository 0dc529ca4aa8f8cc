"""danvan receive: returns out of mails, zips and folders into the folder of returns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from danvan_xl.cli.common import Folder, MisuseError, existing, finish, now, print_findings, recorded, say

_SOURCE = "Thư mục thư (.eml), hộp thư .mbox, tệp .zip, hoặc thư mục tệp rời."
_DAY = "Ngày nhận các tệp rời không kèm thư (năm-tháng-ngày)."


def receive(
    folder: Folder,
    source: Annotated[Path, typer.Option("--from", metavar="PATH", help=_SOURCE)],
    received_on: Annotated[dt.datetime | None, typer.Option("--ngay-nhan", formats=["%Y-%m-%d"], help=_DAY)] = None,
) -> None:
    """Lấy biểu từ thư, tệp nén hoặc thư mục vào DIR/nop_ve và ghi sổ người gửi, thời điểm nhận.

    Ví dụ: danvan receive dot_2026 --from hop_thu_den
    """
    import danvan_xl as dv
    from danvan_xl.consolidate import VIETNAM
    from danvan_xl.folder import RETURNS
    from danvan_xl.mail import incoming
    from danvan_xl.mail import receive as take_in

    campaign = dv.load_campaign(existing(folder))
    if not source.exists():
        raise MisuseError(f"Không có tệp hay thư mục {source}.")
    with recorded(folder, campaign, "receive") as ledger:
        day = received_on.replace(hour=12, tzinfo=VIETNAM) if received_on else None
        done = take_in(campaign, folder / RETURNS, ledger, incoming(source), now(), day)
    for receipt in done.taken:
        when = f", nhận {receipt.at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}" if receipt.at else ""
        say(f"- {receipt.file}: từ {receipt.sender or receipt.source}{when}")
    for where, file in done.known:
        say(f"- {where}: đã nhận trước đây ({file}), không thay đổi gì.")
    say(f"Đã nhận {len(done.taken)} tệp mới vào {folder / RETURNS}; {len(done.known)} tệp đã có từ trước.")
    print_findings(done.findings)
    say(f"Tiếp theo: danvan consolidate {folder} để kiểm tra và tổng hợp.")
    finish(done.findings)
