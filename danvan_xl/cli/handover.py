"""danvan handover: what is handed in to the level above."""

from __future__ import annotations

from typing import Annotated

import typer

from danvan_xl.cli.common import FOUND, Folder, consolidated, existing, now, print_findings, recorded, say

_OPEN = "Vẫn lập hồ sơ khi còn lỗi; các lỗi được ghi vào phiếu gửi."


def handover(
    folder: Folder, with_open_errors: Annotated[bool, typer.Option("--with-open-errors", help=_OPEN)] = False
) -> None:
    """Lập hồ sơ nộp cấp trên ở DIR/ket_qua/nop_cap_tren kèm tệp .zip và danh mục mã kiểm tra.

    Ví dụ: danvan handover dot_2026
    """
    import danvan_xl as dv
    from danvan_xl.consolidate import vietnam_day
    from danvan_xl.handover import hand_over
    from danvan_xl.ledger import mails, receipts
    from danvan_xl.status import status_of

    campaign = dv.load_campaign(existing(folder))
    with recorded(folder, campaign, "handover") as ledger:
        result = consolidated(folder, campaign, ledger)
        status = status_of(result, receipts(ledger), mails(ledger), vietnam_day(now()))
        done = hand_over(result, status, folder, with_open_errors=with_open_errors)
    if done.folder is None:
        say(f"Chưa lập hồ sơ vì còn {len(done.errors)} lỗi:")
        print_findings(done.errors)
        say(f"Tiếp theo: xử lý các lỗi trên, hoặc danvan handover {folder} --with-open-errors để ghi vào phiếu gửi.")
        raise typer.Exit(FOUND)
    say(f"Đã lập hồ sơ {done.folder} ({len(done.files)} tệp) và {done.archive}.")
    if done.errors:
        say(f"Còn {len(done.errors)} lỗi chưa xử lý, đã ghi vào phiếu gửi.")
    say(f"Tiếp theo: danvan check {done.folder} để chắc hồ sơ còn nguyên vẹn, rồi gửi tệp .zip cho cấp trên.")
