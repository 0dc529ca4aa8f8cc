"""danvan init: a campaign folder with a definition to be edited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan_xl.cli.common import MisuseError, say

_DEFAULT = "can_tho_2026"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục của đợt; tạo mới nếu chưa có.")],
    source: Annotated[str, typer.Option(
        "--from", metavar="NAME", help="Đợt dựng sẵn, thư mục hoặc sổ định nghĩa của một đợt trước.")] = _DEFAULT,
) -> None:
    """Tạo thư mục đợt với sổ định nghĩa dot.xlsx để sửa trong Excel.

    Ví dụ: danvan init dot_2026 --from can_tho_2026
    """
    import danvan_xl as dv
    from danvan_xl.folder import DEFINITION, DEFINITION_BOOK, RETURNS

    for there in (folder / DEFINITION_BOOK, folder / DEFINITION / "dot.csv", folder / "dot.csv"):
        if there.exists():
            raise MisuseError(f"Đã có {there}; không ghi đè. Hãy chọn thư mục khác hoặc sửa tệp đó.")
    campaign = dv.load_campaign(source)
    path = dv.save_campaign(campaign, folder / DEFINITION_BOOK)
    (folder / RETURNS).mkdir(exist_ok=True)
    say(f"Đã tạo {path} theo “{campaign.settings.name}”, thư mục {folder / RETURNS} để chứa biểu nộp về.")
    say("Mở sổ này trong Excel, đọc trang “Hướng dẫn”, sửa cho đợt của mình rồi lưu và đóng lại.")
    say(f"Tiếp theo: danvan check {path} để kiểm tra sổ đã sửa.")
