"""danvan generate: the forms of every unit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan_xl.cli.common import Folder, MisuseError, existing, now, progress, recorded, say

_PREVIOUS = "Sổ tổng hợp của kỳ trước (tong_hop.xlsx), để điền sẵn cột cùng kỳ."


def generate(
    folder: Folder, previous: Annotated[Path | None, typer.Option(metavar="FILE", help=_PREVIOUS)] = None
) -> None:
    """Tạo biểu mẫu cho mọi đơn vị vào DIR/bieu_mau.

    Ví dụ: danvan generate dot_2026 --previous dot_2025/ket_qua/tong_hop.xlsx
    """
    import hashlib

    import danvan_xl as dv
    from danvan_xl.folder import FORMS
    from danvan_xl.ledger import Issued, record_issued

    campaign = dv.load_campaign(existing(folder))
    if previous is not None and not previous.is_file():
        raise MisuseError(f"Không có tệp {previous}.")
    with recorded(folder, campaign, "generate") as ledger:
        with progress() as step:
            paths = dv.generate(campaign, folder / FORMS, previous, lambda n, of: step("Tạo biểu mẫu", n, of))
        record_issued(ledger, (
            Issued(unit, hashlib.sha256(path.read_bytes()).hexdigest(), path.name, campaign.digest)
            for unit, path in paths.items()), now())
    say(f"Đã tạo {len(paths)} biểu mẫu trong {folder / FORMS}.")
    say(f"Tiếp theo: danvan send {folder} để soạn thư gửi các đơn vị.")
