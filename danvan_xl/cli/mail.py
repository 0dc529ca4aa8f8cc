"""danvan send and danvan remind: drafts by default, mails with --really."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_xl.cli.common import (
    Folder,
    MisuseError,
    consolidated,
    existing,
    finish,
    now,
    print_findings,
    progress,
    recorded,
    say,
)

if TYPE_CHECKING:
    from danvan_xl.campaign import Campaign, Unit
    from danvan_xl.findings import Finding
    from danvan_xl.ledger import Ledger
    from danvan_xl.mail import Letter, Server

_SMTP = "Máy chủ thư của cơ quan; cổng mặc định 587. Tên đăng nhập, mật khẩu: DANVAN_SMTP_USER, DANVAN_SMTP_PASSWORD."
Smtp = Annotated[str | None, typer.Option("--smtp", metavar="HOST[:PORT]", help=_SMTP)]
Really = Annotated[bool, typer.Option("--really", help="Gửi thật qua máy chủ thư; không có thì chỉ soạn thư.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Gửi nhiều nhất chừng này thư trong lần chạy này.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="UNIT", help="Chỉ đơn vị này (lặp lại được).")]
Myself = Annotated[bool, typer.Option("--to-myself", help="Gửi thử mọi thư về email_lien_he của cơ quan.")]
Pause = Annotated[float, typer.Option("--pause", min=0, help="Số giây nghỉ giữa hai thư.")]
Again = Annotated[bool, typer.Option("--again", help="Gửi lại cả những thư chưa rõ đã đi hay chưa.")]


def _chosen(campaign: Campaign, only: list[str] | None) -> tuple[Unit, ...]:
    unknown = [code for code in only or () if code not in campaign.unit_by_code]
    if unknown:
        raise MisuseError(f"Không có đơn vị mã {', '.join(unknown)} trong bảng Đơn vị.")
    return tuple(u for u in campaign.units if not only or u.code in only)


def _server(campaign: Campaign, smtp: str | None, leaves: bool) -> Server | None:
    """The server to send through; None when nothing ``leaves`` the machine."""
    from danvan_xl.mail import is_address, server_of

    if leaves and not smtp:
        raise MisuseError("Muốn gửi thật cần nêu máy chủ thư: --smtp HOST[:PORT].")
    if leaves and not is_address(campaign.settings.contact_email):
        raise MisuseError("Bảng Đợt chưa có email_lien_he hợp lệ để làm địa chỉ người gửi.")
    try:
        server = server_of(smtp, os.environ if leaves else {}) if smtp else None
    except ValueError as error:
        raise MisuseError(f"“{smtp}” không phải tên máy chủ thư, hoặc máy chủ và số cổng (HOST[:PORT]).") from error
    return server if leaves else None


def _deliver(
    campaign: Campaign, ledger: Ledger, letters: list[Letter], server: Server, way: _Way
) -> list[Finding]:
    """Send and say what was sent; the findings of sending."""
    from danvan_xl.mail import ServerError, post, rehearse

    sender = campaign.settings.contact_email
    try:
        if way.myself:
            done = rehearse(server, letters, sender, now, way.limit)
            say(f"Đã gửi thử {len(done.sent)} thư về {sender}; chưa gửi đơn vị nào.")
            return list(done.findings)
        with progress() as step:
            count = iter(range(1, len(letters) + 1))
            done = post(server, letters, ledger, sender, now, limit=way.limit, pause=way.pause, again=way.again,
                        progress=lambda unit: step("Gửi thư", next(count), len(letters)))
    except ServerError as error:
        raise MisuseError(str(error)) from error
    say(f"Đã gửi {len(done.sent)} thư; {len(done.already)} đơn vị đã được gửi từ trước nên không gửi lại.")
    return list(done.findings)


@dataclass(frozen=True)
class _Way:
    """How letters leave, as the options of both commands say it."""

    smtp: str | None
    really: bool
    limit: int | None
    only: list[str] | None
    myself: bool
    pause: float
    again: bool


Compose = Callable[["Campaign", "Ledger", tuple["Unit", ...]], tuple[list["Letter"], list["Finding"]]]
Bundle = Callable[["Campaign", list["Letter"]], None]


def _letters_out(
    folder: Path, verb: str, noun: str, way: _Way, compose: Compose, drafts: Path, bundle: Bundle | None = None
) -> None:
    """Compose, then send, draft or ``bundle``; say what was made and what to do next."""
    import danvan_xl as dv
    from danvan_xl.findings import Findings
    from danvan_xl.mail import write_letters

    campaign = dv.load_campaign(existing(folder))
    server, units = _server(campaign, way.smtp, way.really or way.myself), _chosen(campaign, way.only)
    with recorded(folder, campaign, verb) as ledger:
        try:
            letters, findings = compose(campaign, ledger, units)
        except LookupError as error:
            raise MisuseError(str(error)) from error
        if bundle:
            bundle(campaign, letters)
        elif server:
            findings += _deliver(campaign, ledger, letters, server, way)
        elif letters or findings:
            paths = write_letters(letters[:way.limit], drafts)
            say(f"Đã soạn {len(paths)} {noun} trong {drafts}; chưa gửi thư nào.")
    print_findings(findings)
    if letters and not (server or bundle):
        say("Tiếp theo: mở từng tệp .eml bằng Outlook hoặc Thunderbird để gửi, hoặc chạy lại với --smtp và --really.")
    elif letters:
        say(f"Tiếp theo: danvan receive {folder} --from THƯ_MỤC_THƯ khi các đơn vị trả lời.")
    elif findings:
        say(f"Tiếp theo: xử lý các điểm trên rồi chạy lại danvan {verb} {folder}.")
    finish(Findings(findings))


def send(
    folder: Folder, smtp: Smtp = None, really: Really = False, limit: Limit = None, only: Only = None,
    to_myself: Myself = False, pause: Pause = 1.0, again: Again = False,
    as_zip: Annotated[bool, typer.Option("--zip", help="Đóng gói biểu mẫu, mỗi nhóm một tệp .zip.")] = False,
) -> None:
    """Soạn thư gửi từng đơn vị kèm biểu mẫu của đơn vị đó vào DIR/thu; gửi đi khi có --really.

    Ví dụ: danvan send dot_2026 --smtp mail.tinh.gov.vn --really
    """
    from danvan_xl.folder import FORMS, MAILS
    from danvan_xl.mail import letters_with, write_group_zips

    def compose(
        campaign: Campaign, ledger: Ledger, units: tuple[Unit, ...]
    ) -> tuple[list[Letter], list[Finding]]:
        if not any((folder / FORMS).glob("*.xlsx")):
            raise MisuseError(f"Chưa có biểu mẫu trong {folder / FORMS}; hãy chạy danvan generate {folder}.")
        with progress() as step:
            return letters_with(campaign, folder / FORMS, "gui", units,
                                progress=lambda n, of: step("Soạn thư", n, of))

    def bundle(campaign: Campaign, letters: list[Letter]) -> None:
        zips = write_group_zips(campaign, folder / FORMS, folder / MAILS, {one.unit.code for one in letters})
        say(f"Đã đóng gói biểu mẫu theo nhóm: {', '.join(map(str, zips.values()))}.")

    way = _Way(smtp, really, limit, only, to_myself, pause, again)
    _letters_out(folder, "send", "thư", way, compose, folder / MAILS, bundle if as_zip else None)


def remind(
    folder: Folder, smtp: Smtp = None, really: Really = False, limit: Limit = None, only: Only = None,
    to_myself: Myself = False, pause: Pause = 1.0, again: Again = False,
    any_day: Annotated[bool, typer.Option("--any-day", help="Nhắc ngay, không chờ ngày ở nhac_truoc.")] = False,
) -> None:
    """Nhắc đơn vị chưa nộp, hoặc đã nộp nhưng có lỗi (kèm biểu phản hồi); soạn vào DIR/thu/nhac.

    Ví dụ: danvan remind dot_2026 --smtp mail.tinh.gov.vn --really
    """
    from danvan_xl.consolidate import vietnam_day
    from danvan_xl.folder import MAILS, RETURNS
    from danvan_xl.ledger import mails, receipts
    from danvan_xl.mail import due, reminders
    from danvan_xl.status import status_of

    def compose(
        campaign: Campaign, ledger: Ledger, units: tuple[Unit, ...]
    ) -> tuple[list[Letter], list[Finding]]:
        (folder / RETURNS).mkdir(exist_ok=True)
        result, today = consolidated(folder, campaign, ledger, even_none=True), vietnam_day(now())
        status = status_of(result, receipts(ledger), mails(ledger), today)
        chosen = [d for d in due(status, mails(ledger), any_day=any_day) if d.unit in units]
        if not chosen:
            say("Hôm nay không có đơn vị nào phải nhắc (đã nộp đủ, đã nhắc, hoặc chưa đến ngày ở nhac_truoc).")
            say(f"Tiếp theo: danvan status {folder} để xem tiến độ.")
        return reminders(result, folder, chosen, today)

    way = _Way(smtp, really, limit, only, to_myself, pause, again)
    _letters_out(folder, "remind", "thư nhắc", way, compose, folder / MAILS / "nhac")
