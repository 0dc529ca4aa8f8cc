"""The command line: verbs only, a module each. Texts are Vietnamese; a traceback never reaches the user."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import typer
from typer.exceptions import TyperException

from danvan_xl.cli.check import check
from danvan_xl.cli.common import FINE, MISUSE, MisuseError, broken_definition, refused, say_error
from danvan_xl.cli.console import make_legible
from danvan_xl.cli.consolidate import consolidate
from danvan_xl.cli.demo import demo
from danvan_xl.cli.explain import explain
from danvan_xl.cli.forms import generate
from danvan_xl.cli.handover import handover
from danvan_xl.cli.init import init
from danvan_xl.cli.mail import remind, send
from danvan_xl.cli.receive import receive
from danvan_xl.cli.status import status
from danvan_xl.cli.words import in_vietnamese

__all__ = ["app", "main"]

VERBS = (
    init,
    check,
    generate,
    send,
    receive,
    remind,
    status,
    consolidate,
    explain,
    handover,
    demo,
)
app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None,
                  help="Thu thập, kiểm tra, chấm điểm và báo cáo công tác dân vận chính quyền bằng tệp Excel, Word.")
for verb in VERBS:
    app.command()(verb)


def _explained(error: Exception) -> str | None:
    """What to tell the user of an error that he can do something about; None for any other.

    The rooms that raise them are imported only now, so that help does not wait for them.
    """
    from danvan_xl.campaign import CampaignError
    from danvan_xl.files import OutputBusyError, OutputNameError
    from danvan_xl.ledger import LedgerError

    if isinstance(error, CampaignError):
        return broken_definition(error)
    if isinstance(error, OSError) and error.filename is not None:
        return refused(error)
    known = (MisuseError, OutputBusyError, OutputNameError, LedgerError, FileNotFoundError, NotADirectoryError)
    return str(error) if isinstance(error, known) else None


def _run() -> int:
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        say_error("Đã dừng theo yêu cầu.")
        return MISUSE
    except TyperException as error:
        say_error(in_vietnamese(error))
        return MISUSE
    except Exception as error:
        said = _explained(error)
        if said is None:
            raise
        say_error(said)
        return MISUSE
    return code if isinstance(code, int) else FINE


def main() -> None:
    """Entry point of ``danvan`` and ``python -m danvan_xl``."""
    logging.basicConfig(level=logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        make_legible(stream)
    try:
        code = _run()
    except Exception:
        import tempfile
        import traceback

        report = Path(tempfile.gettempdir(), "danvan_loi.txt")
        report.write_text(traceback.format_exc(), encoding="utf-8")
        say_error(f"Phần mềm gặp lỗi ngoài dự kiến. Chi tiết đã ghi ở {report}; hãy gửi tệp này cho người phát triển.")
        code = MISUSE
    sys.exit(code)
