"""The command line: verbs only. Texts are Vietnamese; a traceback never reaches the user."""

from __future__ import annotations

import logging
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from danvan_xl.face import Result
    from danvan_xl.findings import Finding, Findings

FINE, FOUND, MISUSE = 0, 1, 2
SHOWN = 40
app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None,
                  help="Thu thập, kiểm tra, chấm điểm và báo cáo công tác dân vận chính quyền bằng tệp Excel, Word.")


@app.callback()
def _verbs() -> None:
    """Keep every verb a verb, however many there are."""


def say(text: str = "") -> None:
    typer.echo(text)


def say_error(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
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
    """Errors and warnings, the worst first, at most :data:`SHOWN`."""
    from danvan_xl.findings import Findings

    findings = Findings(found)
    ordered = [*findings.errors, *findings.warnings]
    for finding in ordered[:SHOWN]:
        say(f"- [{finding.code}] {finding.message}")
    if len(ordered) > SHOWN:
        say(f"… và {len(ordered) - SHOWN} điểm khác (xem trang Kiểm tra của sổ tổng hợp).")


def summary(result: Result) -> None:
    findings = result.findings
    say(f"Tổng hợp từ {result.completeness}.")
    say(f"Cần xem lại: {len(findings.errors)} lỗi, {len(findings.warnings)} cảnh báo.")
    if result.city_standing is not None and result.city_standing.total is not None:
        total = str(result.city_standing.total).replace(".", ",")
        say(f"Điểm tự chấm: {total} – {result.city_standing.level}.")


@app.command()
def demo(
    out: Annotated[Path, typer.Argument(help="Thư mục kết quả; tạo mới nếu chưa có.")] = Path("ket_qua_demo"),
    campaign: Annotated[str, typer.Option(help="Tên đợt dựng sẵn.")] = "nga_bay_2023",
) -> None:
    """Làm trọn công việc một lần với số liệu mẫu."""
    from danvan_xl.demo import FORMS, REPORT, RESULTS, RETURNS, WORKBOOK, run_demo

    with progress() as step:
        done = run_demo(out, campaign, step)
    units = len(done.campaign.units)
    say(f"Đã làm xong đợt mẫu: {done.campaign.settings.name}")
    say("Số liệu của từng đơn vị là số liệu minh họa; chỉ tổng của thành phố là số đã công bố.")
    say(f"  {out / FORMS}: {units} biểu mẫu trống, mỗi đơn vị một tệp")
    say(f"  {out / RETURNS}: {units} biểu đã điền số liệu mẫu")
    say(f"  {out / RESULTS / WORKBOOK}: sổ tổng hợp và chấm điểm")
    say(f"  {out / RESULTS / REPORT}: báo cáo")
    summary(done.result)
    print_findings([*done.result.findings, *done.report_findings])


@app.command()
def generate(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục của đợt.")]) -> None:
    """Tạo biểu mẫu cho mọi đơn vị vào DIR/bieu_mau."""
    import danvan_xl as dv
    from danvan_xl.demo import FORMS

    campaign = dv.load_campaign(_folder(folder))
    with progress() as step:
        paths = dv.generate(campaign, folder / FORMS, progress=lambda n, of: step("Tạo biểu mẫu", n, of))
    say(f"Đã tạo {len(paths)} biểu mẫu trong {folder / FORMS}.")


@app.command()
def consolidate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục của đợt.")],
    json: Annotated[bool, typer.Option("--json", help="In danh sách điểm cần xem lại dạng JSON.")] = False,
) -> None:
    """Đọc DIR/nop_ve, ghi DIR/ket_qua/tong_hop.xlsx và bao_cao.docx."""
    import danvan_xl as dv
    from danvan_xl.demo import REPORT, RESULTS, RETURNS, WORKBOOK
    from danvan_xl.findings import Findings

    campaign = dv.load_campaign(_folder(folder))
    with progress() as step:
        result = dv.consolidate(
            campaign, _folder(folder / RETURNS), progress=lambda n, of: step("Đọc và tổng hợp", n, of))
    result.write_workbook(folder / RESULTS / WORKBOOK)
    gaps = result.write_report(folder / RESULTS / REPORT)
    findings = Findings([*result.findings, *gaps])
    if json:
        print_json(findings)
    else:
        summary(result)
        print_findings(findings)
        say(f"Đã ghi {folder / RESULTS / WORKBOOK} và {folder / RESULTS / REPORT}.")
    if findings.errors:
        raise typer.Exit(FOUND)


def print_json(findings: Findings) -> None:
    """A JSON array of findings with the columns of ``to_frame()``, and nothing else."""
    import json

    say(json.dumps(findings.records(), ensure_ascii=False, indent=1))


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise MisuseError(f"Không có thư mục {path}.")
    return path


class MisuseError(Exception):
    """The command was called with something it cannot work on; the message is for people."""


def _run() -> int:
    from danvan_xl.campaign import CampaignError
    from danvan_xl.files import OutputBusyError

    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        say_error("Đã dừng theo yêu cầu.")
        return MISUSE
    except TyperException as error:
        say_error(f"Lệnh chưa đúng: {error} Gõ “danvan --help” để xem cách dùng.")
        return MISUSE
    except CampaignError as error:
        say_error(str(error))
        return FOUND
    except (MisuseError, OutputBusyError, FileNotFoundError, NotADirectoryError) as error:
        say_error(str(error))
        return MISUSE
    return code if isinstance(code, int) else FINE


def main() -> None:
    """Entry point of ``danvan`` and ``python -m danvan_xl``."""
    logging.basicConfig(level=logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _run()
    except Exception:
        report = Path(tempfile.gettempdir(), "danvan_loi.txt")
        report.write_text(traceback.format_exc(), encoding="utf-8")
        say_error(f"Phần mềm gặp lỗi ngoài dự kiến. Chi tiết đã ghi ở {report}; hãy gửi tệp này cho người phát triển.")
        code = MISUSE
    sys.exit(code)
