"""danvan generate: the forms of every unit."""

from __future__ import annotations

import hashlib

from danvan_xl.cli.common import Folder, existing, now, progress, recorded, say


def generate(folder: Folder) -> None:
    """Tạo biểu mẫu cho mọi đơn vị vào DIR/bieu_mau.

    Ví dụ: danvan generate dot_2026
    """
    import danvan_xl as dv
    from danvan_xl.folder import FORMS
    from danvan_xl.ledger import Issued, record_issued

    campaign = dv.load_campaign(existing(folder))
    with recorded(folder, campaign, "generate") as ledger:
        with progress() as step:
            paths = dv.generate(campaign, folder / FORMS, progress=lambda n, of: step("Tạo biểu mẫu", n, of))
        record_issued(ledger, (
            Issued(unit, hashlib.sha256(path.read_bytes()).hexdigest(), path.name, campaign.digest)
            for unit, path in paths.items()), now())
    say(f"Đã tạo {len(paths)} biểu mẫu trong {folder / FORMS}.")
    say(f"Tiếp theo: danvan send {folder} để soạn thư gửi các đơn vị.")
