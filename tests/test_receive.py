"""Taking returns in: from mails, mailboxes, zips and folders; hostile names; the same file again."""

from __future__ import annotations

import datetime as dt
import io
import mailbox
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl import ledger as book
from danvan_xl.demo import copy_definition
from danvan_xl.mail import Incoming, incoming, receive
from danvan_xl.mail.names import LONGEST_STEM_BYTES, safe_name
from tests.test_cli import danvan

NOW = dt.datetime(2023, 11, 25, 3, tzinfo=dt.UTC)
SENT = dt.datetime(2023, 11, 23, 1, 30, tzinfo=dt.UTC)
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def letter(files: dict[str, bytes], sender: str = "daithanh@ngabay.example", at: dt.datetime | None = SENT) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = f"Xã Đại Thành <{sender}>", "Nộp biểu của xã"
    message["Message-ID"] = f"<{abs(hash((sender, tuple(files))))}@ngabay.example>"
    if at:
        message["Date"] = at
    message.set_content("Kính gửi biểu số liệu.\nFrom đây về sau xin liên hệ văn phòng.")
    for name, content in files.items():
        message.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=name)
    return message.as_bytes()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def desk(campaign, tmp_path):
    """Takes files in and gives what was received; the campaign folder is ``desk.folder``."""

    class Desk:
        folder, inbox, returns = tmp_path / "dot", tmp_path / "thu_den", tmp_path / "dot" / "nop_ve"

        def put(self, name: str, content: bytes) -> None:
            (self.inbox / name).write_bytes(content)

        def take(self, path: Path | None = None):
            with book.open_ledger(self.folder) as ledger:
                return receive(campaign, self.returns, ledger, incoming(path or self.inbox), NOW)

        def names(self) -> list[str]:
            return sorted(p.name for p in self.returns.iterdir())

    desk = Desk()
    desk.folder.mkdir()
    desk.inbox.mkdir()
    return desk


def test_a_mail_s_attachment_lands_with_sender_time_and_message(desk, sample):
    content = (sample / "daithanh.xlsx").read_bytes()
    desk.put("1.eml", letter({"Biểu xã Đại Thành.xlsx": content}))
    (receipt,) = desk.take().taken
    assert (desk.returns / "Biểu xã Đại Thành.xlsx").read_bytes() == content
    assert (receipt.sender, receipt.at, receipt.subject) == ("daithanh@ngabay.example", SENT, "Nộp biểu của xã")
    assert receipt.message_id.endswith("@ngabay.example>") and receipt.source == "1.eml"


def test_the_server_s_time_counts_before_the_sender_s_clock(desk):
    raw = letter({"a.xlsx": b"a"})
    stamp = b"Received: from x by mail.example; Fri, 24 Nov 2023 08:00:00 +0700\r\n"
    desk.put("1.eml", stamp + raw)
    assert desk.take().taken[0].at == dt.datetime(2023, 11, 24, 1, tzinfo=dt.UTC)


def test_a_mailbox_a_zip_and_loose_files_are_opened_alike(desk, tmp_path):
    box = mailbox.mbox(tmp_path / "hop_thu.mbox")
    box.add(mailbox.mboxMessage(letter({"a.xlsx": b"1", "b.xlsx": b"2"})))
    box.add(mailbox.mboxMessage(letter({"c.zip": zipped({"xã/c.xlsx": b"3"})}, "ngabay@ngabay.example")))
    box.close()
    desk.put("hop_thu.mbox", (tmp_path / "hop_thu.mbox").read_bytes())
    desk.put("thu.zip", zipped({"1.eml": letter({"d.xlsx": b"4"})}))
    desk.put("roi.xlsx", b"5")
    desk.put("~$roi.xlsx", b"khoa")
    found = {r.file: (r.sender, r.at) for r in desk.take().taken}
    assert {name: (desk.returns / name).read_bytes() for name in found} == {
        "a.xlsx": b"1", "b.xlsx": b"2", "c.xlsx": b"3", "d.xlsx": b"4", "roi.xlsx": b"5"}
    assert found["c.xlsx"] == ("ngabay@ngabay.example", SENT) and found["roi.xlsx"] == ("", None)


def test_the_same_file_again_changes_nothing_and_says_so(desk):
    desk.put("1.eml", letter({"a.xlsx": b"1"}))
    desk.take()
    desk.put("2.eml", letter({"ten khac.xlsx": b"1"}, at=SENT + dt.timedelta(days=9)))
    done = desk.take()
    assert done.taken == () and sorted(done.known) == [("1.eml", "a.xlsx"), ("2.eml", "a.xlsx")]
    assert desk.names() == ["a.xlsx"]
    with book.open_ledger(desk.folder) as ledger:
        assert [r.at for r in book.receipts(ledger)] == [SENT]


def test_other_content_under_the_same_name_is_kept_beside_it(desk):
    desk.put("1.eml", letter({"a.xlsx": b"1"}))
    desk.put("2.eml", letter({"A.XLSX": b"2"}))
    desk.put("3.eml", letter({"a.xlsx": b"3"}))
    desk.take()
    assert desk.names() == ["A (2).XLSX", "a (3).xlsx", "a.xlsx"] and (desk.returns / "a.xlsx").read_bytes() == b"1"


def test_a_command_stopped_between_file_and_register_is_made_good(desk):
    desk.returns.mkdir()
    (desk.returns / "a.xlsx").write_bytes(b"1")
    desk.put("1.eml", letter({"a.xlsx": b"1"}))
    assert [r.file for r in desk.take().taken] == ["a.xlsx"] and desk.names() == ["a.xlsx"]
    (desk.returns / "a.xlsx").unlink()
    assert [r.file for r in desk.take().taken] == ["a.xlsx"] and desk.names() == ["a.xlsx"]


HOSTILE = ["../../x.xlsx", "..\\..\\x.xlsx", "/etc/passwd", "C:\\Windows\\x.xlsx", "con.xlsx", "NUL", "COM1.tar.gz",
           "a" * 300 + ".xlsx", "ế" * 300 + ".xlsx", "Bie\u0302\u0309u xa\u0303.xlsx", "x\u202exslx.exe", "a\0b.xlsx",
           "~$daithanh.xlsx", ".an", "", "   ", "...", "a<b>|?*.xlsx", "x.xlsx.", "aux .xlsx", "\n"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_land_safely(desk, name):
    content = name.encode() + b"noi dung"
    with book.open_ledger(desk.folder) as ledger:
        (receipt,) = receive(dv.load_campaign("nga_bay_2023"), desk.returns, ledger,
                             [Incoming(name, content, "thử")], NOW).taken
    (path,) = desk.returns.rglob("*")
    assert path.parent == desk.returns and path.read_bytes() == content and receipt.file == path.name
    assert not path.name.startswith((".", "~$")) and not path.name.endswith((".", " "))
    assert len(path.name.encode()) <= LONGEST_STEM_BYTES + 40
    assert path.stem.split(".")[0].strip().lower() not in {"con", "nul", "aux", "com1"}
    assert not set(path.name) & set('<>:"/\\|?*\0\n\u202e')


def test_a_path_that_climbs_out_of_a_zip_or_a_mail_stays_inside(desk):
    desk.put("1.zip", zipped({"../../x.xlsx": b"1"}))
    desk.put("2.eml", letter({"../../y.xlsx": b"2"}))
    desk.take()
    assert desk.names() == ["x.xlsx", "y.xlsx"]
    assert sorted(p.name for p in desk.folder.parent.iterdir()) == ["dot", "thu_den"]


def test_an_ordinary_name_is_kept_in_composed_letters():
    assert safe_name("Bie\u0302\u0309u xa\u0303.xlsx") == "Biểu xã.xlsx"
    assert safe_name("1. Báo cáo (lần 2).docx") == "1. Báo cáo (lần 2).docx"


def test_a_zip_that_would_explode_is_kept_whole_for_the_reader_to_judge(desk):
    bomb = zipped({"x.txt": b"\0" * 40_000_000})
    desk.put("bom.zip", bomb)
    assert [r.file for r in desk.take().taken] == ["bom.zip"] and (desk.returns / "bom.zip").read_bytes() == bomb


def test_a_mail_without_attachment_and_a_foreign_sender_are_named(desk, sample):
    desk.put("1.eml", letter({}))
    desk.put("2.eml", letter({"b.xlsx": (sample / "ngabay.xlsx").read_bytes()}))
    desk.put("3.eml", letter({"c.xlsx": (sample / "daithanh.xlsx").read_bytes()}))
    found = desk.take().findings
    assert [(f.code, f.unit) for f in found] == [("N022", ""), ("N023", "ngabay")]
    assert "Nộp biểu của xã" in found[0].message and "Xã Đại Thành" in found[1].message


def test_receiving_by_command_then_status_tells_who_was_in_time(desk, sample):
    import json

    copy_definition("nga_bay_2023", desk.folder / "dinh_nghia")
    desk.put("1.eml", letter({"x.xlsx": (sample / "daithanh.xlsx").read_bytes()}))
    late = letter({"y.xlsx": (sample / "ngabay.xlsx").read_bytes()}, "ngabay@ngabay.example", SENT + dt.timedelta(2))
    desk.put("2.eml", late)
    done = danvan("receive", desk.folder, "--from", desk.inbox)
    assert done.returncode == 0 and "2 tệp mới" in done.stdout, done.stderr
    again = danvan("receive", desk.folder, "--from", desk.inbox)
    assert again.returncode == 0 and "0 tệp mới" in again.stdout and again.stdout.count("không thay đổi gì") == 2
    found = json.loads(danvan("status", desk.folder, "--json").stdout)
    units = {u["code"]: u for u in found["units"]}
    assert (units["daithanh"]["on_time"], units["daithanh"]["received"]) == (True, "2023-11-23")
    assert (units["ngabay"]["on_time"], units["ngabay"]["file"]) == (False, "y.xlsx")
    assert (units["laihieu"]["state"], units["laihieu"]["on_time"]) == ("chua_nop", None)
    assert found["n_counted"] == 2 and found["n_units"] == 47 and found["n_late"] == 1
    html = (desk.folder / "ket_qua" / "tien_do.html").read_text(encoding="utf-8")
    assert "Phường Ngã Bảy" in html and "Quá hạn" in html and "http" not in html
