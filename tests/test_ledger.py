"""The register: what it keeps, old versions, a kill at any moment, two commands at once, and whether returns were
in time."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

import danvan_xl as dv
from danvan_xl import ledger as book
from danvan_xl.folder import LEDGER
from danvan_xl.ledger import Issued, Mail, MailState, Receipt, ReceiptState, UnitRow
from tests.test_cli import danvan

NOON = dt.datetime(2023, 11, 20, 5, tzinfo=dt.UTC)
TAKEN = dt.datetime(2023, 11, 24, 12, tzinfo=dt.UTC)


def mail(unit: str, message_id: str, occasion: str = "") -> Mail:
    return Mail(unit, "gui", occasion, f"{unit}@ngabay.example", message_id, NOON, MailState.CLAIMED)


def test_everything_recorded_is_there_when_opened_again(tmp_path):
    receipt = Receipt("ab" * 32, "daithanh.xlsx", "hop_thu.mbox", NOON, "a@b.example", "<1@b>", "Nộp biểu", NOON)
    with book.open_ledger(tmp_path) as ledger:
        book.record_units(ledger, [UnitRow("daithanh", "Xã Đại Thành", "a@b.example", "2023-11-24")], NOON)
        book.record_issued(ledger, [Issued("daithanh", "cd" * 32, "daithanh.xlsx", "ef" * 32)], NOON)
        assert book.claim(ledger, mail("daithanh", "<m1>"))
        book.settle(ledger, "<m1>", MailState.SENT, NOON)
        assert book.record_receipt(ledger, receipt)
        book.end_run(ledger, book.start_run(ledger, "send", "ef", NOON), "xong", NOON)
    with book.open_ledger(tmp_path) as ledger:
        assert book.known_units(ledger) == (UnitRow("daithanh", "Xã Đại Thành", "a@b.example", "2023-11-24"),)
        assert [f.sha256 for f in book.issued(ledger)] == ["cd" * 32]
        assert book.mails(ledger) == (replace(mail("daithanh", "<m1>"), state=MailState.SENT),)
        assert book.receipts(ledger) == (receipt,)
        assert [tuple(r) for r in ledger.rows("SELECT verb, outcome FROM run")] == [("send", "xong")]


def test_a_mail_is_claimed_once_unless_refused_or_told_to(tmp_path):
    with book.open_ledger(tmp_path) as ledger:
        assert book.claim(ledger, mail("a", "<1>"))
        assert not book.claim(ledger, mail("a", "<2>"))
        assert book.claim(ledger, mail("a", "<3>", "2023-11-21")), "another occasion is another mail"
        assert book.claim(ledger, mail("a", "<4>"), unknown_too=True)
        book.settle(ledger, "<4>", MailState.REFUSED, NOON, "550")
        assert book.claim(ledger, mail("a", "<5>"))
        book.settle(ledger, "<5>", MailState.SENT, NOON)
        assert not book.claim(ledger, mail("a", "<6>"), unknown_too=True)


def test_the_same_content_received_again_changes_nothing(tmp_path):
    first = Receipt("ab" * 32, "x.xlsx", "a.eml", NOON, at=NOON)
    with book.open_ledger(tmp_path) as ledger:
        assert book.record_receipt(ledger, first)
        assert not book.record_receipt(ledger, replace(first, file="y.xlsx", at=NOON + dt.timedelta(1)))
        assert book.receipts(ledger) == (first,)


def test_a_register_of_a_newer_version_or_a_damaged_one_is_refused_in_words(tmp_path):
    book.open_ledger(tmp_path).close()
    connection = sqlite3.connect(tmp_path / LEDGER)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(book.LedgerError, match="mới hơn"):
        book.open_ledger(tmp_path)
    (tmp_path / LEDGER).write_bytes(b"khong phai sqlite" * 100)
    with pytest.raises(book.LedgerError, match="hỏng"):
        book.open_ledger(tmp_path)


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
                            stdout=subprocess.PIPE, text=True)


CLAIMING = """
    import datetime as dt, sys
    from pathlib import Path
    from danvan_xl import ledger as book
    now = dt.datetime.now(dt.UTC)
    with book.open_ledger(Path(sys.argv[1])) as ledger:
        for n in range(60):
            m = book.Mail(f"u{n}", "gui", "", "", f"<{sys.argv[2]}.{n}>", now, book.MailState.CLAIMED)
            print(f"u{n}" if book.claim(ledger, m) else "", flush=True)
"""


def test_two_commands_at_once_never_claim_the_same_mail(tmp_path):
    both = [run(CLAIMING, tmp_path, name) for name in "ab"]
    taken = [[line for line in process.communicate(timeout=60)[0].split("\n") if line] for process in both]
    assert sorted(taken[0] + taken[1]) == sorted(f"u{n}" for n in range(60))


def test_a_kill_at_any_moment_leaves_a_register_that_opens(tmp_path):
    for lines in (1, 7, 20):
        process = run(CLAIMING, tmp_path, lines)
        for _ in range(lines):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with book.open_ledger(tmp_path) as ledger:
            assert len(book.mails(ledger)) >= lines
            assert ledger.rows("PRAGMA integrity_check")[0][0] == "ok"


# --- receipts in a consolidation ------------------------------------------------------------------------------------


@pytest.fixture
def folder(campaign, sample, tmp_path):
    """A campaign folder with two returns of one unit (an older file saved later) and one return of another."""
    from danvan_xl.demo import copy_definition

    copy_definition("nga_bay_2023", tmp_path / "dinh_nghia")
    (tmp_path / "nop_ve").mkdir()
    for name in ("daithanh", "ngabay", "laihieu"):
        shutil.copy(sample / f"{name}.xlsx", tmp_path / "nop_ve")
    return tmp_path


def received(folder, file: str, at: dt.datetime | None) -> None:
    import hashlib

    digest = hashlib.sha256((folder / "nop_ve" / file).read_bytes()).hexdigest()
    with book.open_ledger(folder) as ledger:
        assert book.record_receipt(ledger, Receipt(digest, file, "thử", at or TAKEN, at=at))


def extend(folder, unit: str, day: str) -> None:
    path = folder / "dinh_nghia" / "don_vi.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith("han_nop")
    lines = [line.rstrip(",") + f",{day}" if line.startswith(f"{unit},") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")


def punctuality(folder) -> dict[str, object]:
    result = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
    return dict(zip(result.units["code"], result.units["on_time"], strict=True))


def test_on_time_is_the_receipt_against_the_unit_s_own_deadline(folder):
    assert punctuality(folder)["daithanh"] is None, "no register, no receipt time"
    received(folder, "daithanh.xlsx", dt.datetime(2023, 11, 24, 16, 59, tzinfo=dt.UTC))
    received(folder, "ngabay.xlsx", dt.datetime(2023, 11, 24, 17, 1, tzinfo=dt.UTC))
    found = punctuality(folder)
    assert found["daithanh"] is True, "23:59 of the last day in Việt Nam"
    assert found["ngabay"] is False, "one minute past midnight in Việt Nam"
    assert found["laihieu"] is None and found["hiepthanh"] is None
    received(folder, "laihieu.xlsx", None)
    extend(folder, "ngabay", "2023-11-25")
    found = punctuality(folder)
    assert found["ngabay"] is True
    assert found["laihieu"] is True, "taken in before the deadline, whenever it came"
    extend(folder, "laihieu", "2023-11-23")
    assert punctuality(folder)["laihieu"] is None, "taken in later: it may have come in time"


def test_a_late_return_is_named_with_both_days(folder):
    received(folder, "daithanh.xlsx", dt.datetime(2023, 11, 20, tzinfo=dt.UTC))
    received(folder, "ngabay.xlsx", dt.datetime(2023, 11, 26, tzinfo=dt.UTC))
    result = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
    late = [f for f in result.findings if f.code == "N021"]
    assert [(f.unit, f.file, f.found, f.expected) for f in late] == [
        ("ngabay", "ngabay.xlsx", "26/11/2023", "24/11/2023")]


def test_of_two_returns_the_one_received_last_counts_whatever_its_name(folder, campaign, answers):
    from danvan_xl.form import Blueprints, form_bytes

    own = answers["daithanh"]
    content = form_bytes(campaign, campaign.unit_by_code["daithanh"], Blueprints(campaign), {}, own.lists)
    (folder / "nop_ve" / "a_sua.xlsx").write_bytes(content)
    received(folder, "daithanh.xlsx", dt.datetime(2023, 11, 22, tzinfo=dt.UTC))
    received(folder, "a_sua.xlsx", dt.datetime(2023, 11, 21, tzinfo=dt.timezone(dt.timedelta(hours=-23))))
    assert danvan("consolidate", folder).returncode == 1
    with book.open_ledger(folder) as ledger:
        states = {r.file: r.state for r in book.receipts(ledger)}
    assert states == {"a_sua.xlsx": ReceiptState.SUPERSEDED, "daithanh.xlsx": ReceiptState.ACCEPTED}
    (folder / LEDGER).unlink()
    received(folder, "daithanh.xlsx", dt.datetime(2023, 11, 22, tzinfo=dt.UTC))
    received(folder, "a_sua.xlsx", dt.datetime(2023, 11, 23, tzinfo=dt.UTC))
    result = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
    assert result.by_unit["daithanh"].file == "a_sua.xlsx"


def test_a_receipt_says_nothing_about_a_file_replaced_by_hand(folder):
    received(folder, "daithanh.xlsx", dt.datetime(2023, 11, 20, tzinfo=dt.UTC))
    path = folder / "nop_ve" / "daithanh.xlsx"
    path.write_bytes(path.read_bytes() + b"\0")
    assert punctuality(folder)["daithanh"] is None


def test_a_damaged_register_is_a_finding_and_the_consolidation_goes_on(folder):
    (folder / LEDGER).write_bytes(b"hong" * 500)
    result = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
    assert [f.severity for f in result.findings if f.code == "N020"] == ["canh_bao"]
    assert len(result.returned) == 3
    (folder / LEDGER).unlink()
    assert not [f for f in dv.consolidate(dv.load_campaign(folder), folder / "nop_ve").findings if f.code == "N020"]


def test_generating_forms_records_each_with_its_hash(folder):
    import hashlib

    assert danvan("generate", folder).returncode == 0
    assert danvan("generate", folder).returncode == 0
    with book.open_ledger(folder) as ledger:
        forms = book.issued(ledger)
    assert len(forms) == 47
    for form in forms:
        assert form.sha256 == hashlib.sha256((folder / "bieu_mau" / form.file).read_bytes()).hexdigest()


def test_a_saved_mail_among_the_returns_tells_when_its_workbook_came(folder):
    from tests.test_receive import SENT, letter

    content = (folder / "nop_ve" / "daithanh.xlsx").read_bytes()
    (folder / "nop_ve" / "daithanh.xlsx").unlink()
    (folder / "nop_ve" / "thu.eml").write_bytes(letter({"daithanh.xlsx": content}, at=SENT))
    assert punctuality(folder)["daithanh"] is True
    (folder / "nop_ve" / "thu.eml").write_bytes(letter({"daithanh.xlsx": content}, at=SENT + dt.timedelta(days=3)))
    assert punctuality(folder)["daithanh"] is False
