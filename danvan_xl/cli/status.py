"""danvan status: who has returned, who not, how long is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_xl.cli.common import Folder, consolidated, existing, finish, now, recorded, say, say_json

if TYPE_CHECKING:
    from danvan_xl.status import Status


def _print(status: Status) -> None:
    from danvan_xl.status import in_words

    total = status.total
    say(f"{status.campaign.settings.name}: {total.n_counted}/{total.n_units} đơn vị đã nộp, {total.n_fine} đạt, "
        f"{total.n_counted - total.n_fine} có lỗi, {total.n_late} nộp quá hạn.")
    for group in status.groups:
        say(f"  {group.name}: {group.n_counted}/{group.n_units}")
    for unit in status.units:
        deadline = f", hạn {unit.deadline:%d/%m/%Y}" if unit.deadline else ""
        errors = f", {unit.n_errors} lỗi" if unit.n_errors else ""
        say(f"- {unit.name}: {in_words(unit)}{errors}{deadline}")


def status(
    folder: Folder, json: Annotated[bool, typer.Option("--json", help="In tình trạng dạng JSON.")] = False
) -> None:
    """Cho biết đơn vị nào đã nộp, đúng hạn hay muộn, còn thiếu gì; ghi DIR/ket_qua/tien_do.html.

    Ví dụ: danvan status dot_2026
    """
    import danvan_xl as dv
    from danvan_xl.consolidate import vietnam_day
    from danvan_xl.files import write_whole
    from danvan_xl.folder import PROGRESS, RESULTS, RETURNS
    from danvan_xl.ledger import mails, receipts
    from danvan_xl.status import page, status_of

    campaign = dv.load_campaign(existing(folder))
    (folder / RETURNS).mkdir(exist_ok=True)
    with recorded(folder, campaign, "status") as ledger:
        result = consolidated(folder, campaign, ledger, even_none=True)
        found = status_of(result, receipts(ledger), mails(ledger), vietnam_day(now()))
        path = write_whole(folder / RESULTS / PROGRESS, page(found).encode())
    if json:
        say_json(found.record())
    else:
        _print(found)
        say(f"Đã ghi {path}; mở bằng trình duyệt để xem hoặc in.")
        say(f"Tiếp theo: danvan remind {folder} để nhắc.")
    finish(result.findings)
