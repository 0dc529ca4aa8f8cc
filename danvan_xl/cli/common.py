"""What every verb shares: printing, the progress bar, misuse, where a campaign folder keeps things."""

from __future__ import annotations

import datetime as dt
import errno
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_xl.cli.console import is_unicode

if TYPE_CHECKING:
    from danvan_xl.campaign import Campaign, CampaignError
    from danvan_xl.face import Result
    from danvan_xl.findings import Finding, Findings
    from danvan_xl.intake import Cache
    from danvan_xl.ledger import Ledger

FINE, FOUND, MISUSE = 0, 1, 2
SHOWN, SHOWN_ERRORS = 40, 10
Step = Callable[[str, int, int], None]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục của đợt.")]
AsJson = Annotated[bool, typer.Option("--json", help="In danh sách điểm cần xem lại dạng JSON.")]


class MisuseError(Exception):
    """The command was called with something it cannot work on; the message is for people."""


def say(text: str = "") -> None:
    typer.echo(text if is_unicode(sys.stdout) else unicodedata.normalize("NFC", text))


def say_error(text: str) -> None:
    typer.echo(text if is_unicode(sys.stderr) else unicodedata.normalize("NFC", text), err=True)


def say_json(value: object) -> None:
    """Data for another program: letters escaped where the stream could not hold them."""
    import json

    say(json.dumps(value, ensure_ascii=not is_unicode(sys.stdout), indent=1))


@contextmanager
def progress() -> Iterator[Step]:
    """A bar on a terminal's stderr; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks = {}

        def step(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield step


def print_findings(found: Iterable[Finding]) -> None:
    """Errors and warnings in groups, the worst first, at most :data:`SHOWN` groups."""
    from danvan_xl.findings import Findings

    groups = [group for group in Findings(found).grouped() if group.severity != "thong_tin"]
    for group in groups[:SHOWN]:
        say(f"- [{group.code}] {group.message}")
    if len(groups) > SHOWN:
        say(f"… và {len(groups) - SHOWN} nhóm khác (xem trang Kiểm tra của sổ tổng hợp).")


def print_json(findings: Findings) -> None:
    """A JSON array of findings with the columns of ``to_frame()``, and nothing else."""
    say_json(findings.records())


def existing(path: Path) -> Path:
    """
    Raises
    ------
    MisuseError
        When there is no such folder.
    """
    if not path.is_dir():
        raise MisuseError(f"Không có thư mục {path}.")
    return path


def with_returns(folder: Path) -> Path:
    """The folder of returns of a campaign folder, with something in it.

    Raises
    ------
    MisuseError
        When nothing has come yet.
    """
    from danvan_xl.folder import RETURNS
    from danvan_xl.intake import return_files

    returns = folder / RETURNS
    if not returns.is_dir() or not return_files(returns):
        raise MisuseError(f"Chưa có biểu nào trong {returns}. Hãy chép các biểu nhận được vào đó, "
                          f"hoặc dùng “danvan receive {folder} --from …”.")
    return returns


def broken_definition(error: CampaignError) -> str:
    """How many errors a definition has, the first ones, and where to see all."""
    errors = error.findings.errors
    first = "\n".join(f"- {finding.message}" for finding in errors[:SHOWN_ERRORS])
    more = f"\n… và {len(errors) - SHOWN_ERRORS} lỗi khác." if len(errors) > SHOWN_ERRORS else ""
    return f"Định nghĩa của đợt có {len(errors)} lỗi nên chưa làm được việc này:\n{first}{more}"


def refused(error: OSError) -> str:
    """What the system did not let this program do with a file or folder, and what to try."""
    reasons = {
        errno.ENAMETOOLONG: "tên hoặc đường dẫn quá dài. Hãy chọn tên ngắn hơn",
        errno.ENOSPC: "ổ đĩa đã đầy. Hãy giải phóng chỗ trống rồi chạy lại",
        errno.ENOENT: "không còn ở đó. Hãy xem lại tên",
        errno.EEXIST: "đã có một tệp trùng tên thư mục. Hãy chọn tên khác",
        errno.ENOTDIR: "đã có một tệp trùng tên thư mục. Hãy chọn tên khác",
        errno.EROFS: "ổ đĩa chỉ cho đọc. Hãy chọn chỗ khác",
    }
    reason = reasons.get(error.errno or 0, "tệp đang mở ở chương trình khác, hoặc thư mục không cho ghi. "
                                           "Hãy đóng tệp hoặc chọn chỗ khác rồi chạy lại")
    return f"Không làm được với {error.filename}: {reason}."


def now() -> dt.datetime:
    """The only clock: the register's times and the days left come from here, everything else from the definition."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def recorded(folder: Path, campaign: Campaign, verb: str) -> Iterator[Ledger]:
    """The register of a campaign folder, open; the run is recorded in it with its end."""
    from danvan_xl.ledger import UnitRow, end_run, open_ledger, record_units, start_run

    with open_ledger(folder) as ledger:
        run = start_run(ledger, verb, campaign.digest, now())
        days = ((unit, campaign.deadline_of(unit)) for unit in campaign.units)
        record_units(ledger, [UnitRow(u.code, u.name, u.email, day.isoformat() if day else "") for u, day in days],
                     now())
        try:
            yield ledger
        except BaseException as error:
            end_run(ledger, run, f"dừng: {type(error).__name__}", now())
            raise
        end_run(ledger, run, "xong", now())


def result_of(
    folder: Path, campaign: Campaign, cache: Cache | None = None, *, even_none: bool = False
) -> Result:
    """The folder's returns with the office's own tables on top.

    Raises
    ------
    MisuseError
        When nothing has come yet, unless ``even_none``: who has to be waited for is asked from the first day.
    """
    from danvan_xl.consolidate import adjust, consolidate_folder, verify, waive
    from danvan_xl.face import as_result
    from danvan_xl.folder import RETURNS, office_table

    returns = folder / RETURNS if even_none else with_returns(folder)
    with progress() as step:
        return as_result(consolidate_folder(
            campaign, returns, adjustments=office_table(folder, adjust.TABLE),
            verified=office_table(folder, verify.TABLE), waivers=office_table(folder, waive.TABLE),
            progress=lambda n, of: step("Đọc và tổng hợp", n, of), cache=cache))


def consolidated(folder: Path, campaign: Campaign, ledger: Ledger, *, even_none: bool = False) -> Result:
    """:func:`result_of`, with which returns counted recorded; files that have not changed are not read again."""
    from danvan_xl.intake import Kept
    from danvan_xl.ledger import record_choice

    kept = Kept(campaign, ledger)
    result = result_of(folder, campaign, kept, even_none=even_none)
    kept.save()
    record_choice(ledger, result.files_counted, result.files_superseded)
    return result


def finish(findings: Findings) -> None:
    """End a command with the exit code that its findings ask for."""
    if findings.errors:
        raise typer.Exit(FOUND)
