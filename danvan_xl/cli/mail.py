"""danvan send: drafts to the units. Nothing leaves the machine."""

from __future__ import annotations

from danvan_xl.cli.common import Folder, MisuseError, existing, finish, print_findings, progress, say


def send(folder: Folder) -> None:
    """Soạn thư gửi từng đơn vị kèm biểu mẫu của đơn vị đó vào DIR/thu (chưa gửi đi).

    Ví dụ: danvan send dot_2026
    """
    import danvan_xl as dv
    from danvan_xl.folder import FORMS, MAILS
    from danvan_xl.mail import write_drafts

    campaign = dv.load_campaign(existing(folder))
    try:
        with progress() as step:
            drafts = write_drafts(
                campaign, folder / FORMS, folder / MAILS, progress=lambda n, of: step("Soạn thư", n, of))
    except LookupError as error:
        raise MisuseError(str(error)) from error
    say(f"Đã soạn {len(drafts.paths)} thư trong {folder / MAILS}; chưa gửi thư nào.")
    print_findings(drafts.findings)
    say("Mở từng tệp .eml bằng Outlook hoặc Thunderbird để gửi.")
    finish(drafts.findings)
