"""Mail to the units: drafts parsed back, sending once and only once, reminders. Servers are real ones on loopback."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from email.policy import default

import openpyxl
import pytest
from aiosmtpd.controller import Controller

from danvan_xl import ledger as book
from danvan_xl.campaign import Campaign, load_campaign
from danvan_xl.demo import copy_definition
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.intake import unit_inside
from danvan_xl.ledger import MailState
from danvan_xl.mail import ServerError, is_address, letters_with, post, rehearse, server_of, write_drafts
from danvan_xl.mail.server import is_loopback, is_reserved
from tests import small
from tests.test_cli import danvan

NOW = dt.datetime(2023, 11, 8, 2, tzinfo=dt.UTC)


class Box:
    """A mail server that keeps what it takes; ``refuses``: recipients that it does not know."""

    def __init__(self, refuses: frozenset[str] = frozenset(), delay: float = 0.0) -> None:
        self.refuses, self.delay, self.taken, self.breaks = refuses, delay, [], 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuses:
            return "550 5.1.1 khong co hop thu nay"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self.delay)
        self.taken.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=default)))
        if len(self.taken) == self.breaks:
            server.transport.close()
        return "250 OK"

    def messages(self):
        return [message for _, message in self.taken]

    def units(self) -> Counter[str]:
        return Counter(attached(message)[0].removesuffix(".xlsx") for message in self.messages())


@pytest.fixture
def serve():
    running = []

    def start(box: Box) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        return f"127.0.0.1:{port}"

    yield start
    for controller in running:
        controller.stop()


def attached(message) -> tuple[str, bytes]:
    (part,) = message.iter_attachments()
    return part.get_filename(), part.get_content()


def renamed(form: bytes, code: str) -> bytes:
    """The form of daithanh as another unit's: only the code inside it is changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b">daithanh<", f">{code}<".encode()))
    return stream.getvalue()


@pytest.fixture(scope="module")
def forms(campaign, tmp_path_factory):
    """Every unit's form, each with its own code inside."""
    folder = tmp_path_factory.mktemp("bieu_mau")
    form = form_bytes(campaign, campaign.unit_by_code["daithanh"], Blueprints(campaign))
    for unit in campaign.units:
        (folder / f"{unit.code}.xlsx").write_bytes(renamed(form, unit.code))
    return folder


@pytest.fixture(scope="module")
def letters(campaign: Campaign, forms):
    found, findings = letters_with(campaign, forms, "gui", campaign.units[:6])
    assert not findings
    return found


@pytest.fixture
def ledger(tmp_path):
    with book.open_ledger(tmp_path) as opened:
        yield opened


def sent(address: str, letters, ledger, **options):
    return post(server_of(address, {}), letters, ledger, "phong_noi_vu@ngabay.example", lambda: NOW, **options)


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_drafts_of_all_units_parse_back_with_accents_names_and_bytes_intact(campaign, forms, tmp_path):
    drafts = write_drafts(campaign, forms, tmp_path / "thu")
    assert len(drafts.paths) == 47 and not drafts.findings
    for unit in campaign.units:
        raw = drafts.paths[unit.code].read_bytes()
        message = email.message_from_bytes(raw, policy=default)
        assert message["X-Unsent"] == "1" and message["Date"] is None and message["Cc"] is message["Bcc"] is None
        assert message["To"] == unit.email and message["Subject"] == (
            f"[{unit.name}] Báo cáo công tác dân vận chính quyền năm 2023: đề nghị gửi số liệu trước ngày 24/11/2023")
        text = message.get_body().get_content().replace("\r\n", "\n")
        assert f"Kính gửi: {unit.name}\n" in text and "Bật chỉnh sửa" in text and "24/11/2023" in text
        name, content = attached(message)
        assert name == f"{unit.code}.xlsx" and content == (forms / name).read_bytes()
        assert unit_inside(content) == unit.code
        assert all(line.isascii() and len(line) < 998 for line in raw.split(b"\r\n")), "safe on any server"


def test_the_same_draft_has_the_same_bytes(campaign, forms, tmp_path):
    paths = [write_drafts(campaign, forms, tmp_path / name).paths["daithanh"] for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_unit_without_its_own_form_or_a_usable_address_gets_no_draft(campaign, forms, tmp_path):
    emails = {"ngabay": "", "laihieu": "a@b.vn; c@d.vn"}
    asked = replace(campaign, units=tuple(replace(u, email=emails.get(u.code, u.email)) for u in campaign.units[:5]))
    (tmp_path / "f").mkdir()
    for unit in asked.units[:4]:
        (tmp_path / "f" / f"{unit.code}.xlsx").write_bytes((forms / f"{unit.code}.xlsx").read_bytes())
    third, fourth, fifth = (u.code for u in asked.units[2:])
    (tmp_path / "f" / f"{third}.xlsx").write_bytes((forms / f"{fourth}.xlsx").read_bytes())
    drafts = write_drafts(asked, tmp_path / "f", tmp_path / "thu")
    assert [(f.code, f.unit) for f in drafts.findings] == [
        ("N007", "ngabay"), ("N024", "laihieu"), ("N005", third), ("N006", fifth)]
    assert list(drafts.paths) == [fourth]


def test_one_zip_a_group_for_the_document_system(campaign, forms, tmp_path):
    copy_definition("nga_bay_2023", tmp_path / "dinh_nghia")
    (tmp_path / "bieu_mau").symlink_to(forms)
    assert danvan("send", tmp_path, "--zip").returncode == 0
    names = {group.code: zipfile.ZipFile(tmp_path / "thu" / f"{group.code}.zip").namelist()
             for group in campaign.groups}
    assert {code: sorted(found) for code, found in names.items()} == {
        g.code: sorted(f"{u.code}.xlsx" for u in campaign.units if u.group == g.code) for g in campaign.groups}


# --- where mail may go ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "host", "port"), [
    ("mail.tinh.gov.vn", "mail.tinh.gov.vn", 587), ("mail.tinh.gov.vn:465", "mail.tinh.gov.vn", 465),
    ("[::1]:2525", "::1", 2525), ("127.0.0.1:25", "127.0.0.1", 25)])
def test_a_server_is_host_and_port(text, host, port):
    server = server_of(text, {"DANVAN_SMTP_USER": "u", "DANVAN_SMTP_PASSWORD": "bí mật"})
    assert (server.host, server.port, server.user, server.password) == (host, port, "u", "bí mật")
    assert "bí mật" not in repr(server)


@pytest.mark.parametrize("text", ["", "host:", "host:abc", "host:0", "host:99999", ":25"])
def test_what_is_no_server_is_refused(text):
    with pytest.raises(ValueError):
        server_of(text, {})


def test_reserved_names_and_loopback_are_told_from_real_ones():
    assert all(is_reserved(f"a@{d}") for d in ("ngabay.example", "x.invalid", "example.com", "m.example.org", "b.TEST"))
    assert not any(is_reserved(f"a@{d}") for d in ("ngabay.gov.vn", "myexample.com", "example.vn"))
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1")))
    assert not any(map(is_loopback, ("10.0.0.1", "mail.example.vn", "127.0.0.1.vn")))
    assert is_address("a.b@c.vn") and not any(map(is_address, ("a", "a@b c.vn", "a@b.vn,c@d.vn", "a@b.vn\nCc: x@y.vn")))


def test_reserved_addresses_are_refused_before_any_connection_off_this_machine(letters, ledger):
    done = sent("192.0.2.1:25", letters, ledger)
    assert {f.code for f in done.findings} == {"N025"} and len(done.findings) == 6 and not done.sent
    assert book.mails(ledger) == ()


def test_a_server_that_does_not_encrypt_is_used_on_loopback_only(letters, ledger, serve, monkeypatch):
    box = Box()
    address = serve(box)
    monkeypatch.setattr("danvan_xl.mail.server.is_loopback", lambda host: False)
    monkeypatch.setattr("danvan_xl.mail.sending.is_reserved", lambda address: False)
    with pytest.raises(ServerError, match="STARTTLS"):
        sent(address, letters, ledger)
    assert not box.taken and book.mails(ledger) == ()


def test_a_server_that_is_not_there_is_said_before_anything_is_sent(letters, ledger):
    with pytest.raises(ServerError, match="Không kết nối được"):
        sent("127.0.0.1:1", letters, ledger)
    with pytest.raises(ServerError, match="Không kết nối được"):
        rehearse(server_of("127.0.0.1:1", {}), letters, "phong_noi_vu@ngabay.example", lambda: NOW, None)
    assert book.mails(ledger) == ()


def test_a_server_that_goes_away_on_the_way_is_a_finding_beside_what_was_sent(letters, ledger, serve):
    class Leaving(Box):
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            envelope.mail_from = address
            if len(self.taken) == 2:
                server.transport.close()
            return "250 OK"

    done = sent(serve(Leaving()), letters, ledger)
    assert done.sent == tuple(one.unit.code for one in letters[:2])
    assert [f.code for f in done.findings] == ["N028"] and "ngắt kết nối" in done.findings[0].message
    assert len(book.mails(ledger)) == 2


# --- once and only once ---------------------------------------------------------------------------------------------


def test_each_unit_gets_one_mail_with_its_own_form_and_never_a_second(letters, ledger, serve):
    box = Box()
    address = serve(box)
    done = sent(address, letters, ledger)
    assert done.sent == tuple(one.unit.code for one in letters) and not done.findings
    again = sent(address, letters, ledger, again=True)
    assert again.sent == () and again.already == done.sent and len(box.taken) == 6
    for recipients, message in box.taken:
        name, content = attached(message)
        assert recipients == [f"{name.removesuffix('.xlsx')}@ngabay.example"] and unit_inside(content) + ".xlsx" == name
        assert message["Date"].datetime == NOW and message["Message-ID"] and message["X-Unsent"] is None
        unit = next(one.unit for one in letters if one.unit.code == name.removesuffix(".xlsx"))
        assert unit.name in message["Subject"] and unit.name in message.get_body().get_content()
    assert {m.message_id for m in book.mails(ledger)} == {m["Message-ID"] for m in box.messages()}


def test_a_refused_address_is_reported_the_rest_goes_on_and_it_may_be_tried_again(letters, ledger, serve):
    box = Box(refuses=frozenset({letters[1].unit.email}))
    address = serve(box)
    done = sent(address, letters, ledger)
    assert len(done.sent) == 5 and [(f.code, f.unit) for f in done.findings] == [("N026", letters[1].unit.code)]
    assert "550" in done.findings[0].message
    box.refuses = frozenset()
    assert sent(address, letters, ledger).sent == (letters[1].unit.code,)


def test_a_limit_is_kept_and_the_next_run_goes_on(letters, ledger, serve):
    address = serve(Box())
    assert len(sent(address, letters, ledger, limit=2).sent) == 2
    assert sent(address, letters, ledger).sent == tuple(one.unit.code for one in letters[2:])


def test_a_connection_lost_after_the_text_leaves_an_unknown_mail_that_is_named(letters, ledger, serve):
    box = Box()
    box.breaks = 3
    address = serve(box)
    done = sent(address, letters, ledger)
    lost = letters[2].unit.code
    assert [(f.code, f.unit) for f in done.findings] == [("N027", lost)] and len(done.sent) == 5
    box.breaks = 0
    next_run = sent(address, letters, ledger)
    assert next_run.sent == () and [(f.code, f.unit) for f in next_run.findings] == [("N027", lost)]
    assert sent(address, letters, ledger, again=True).sent == (lost,)


def many_units(folder, forms, count: int) -> list[str]:
    """A campaign folder with so many units, at least 47, and a form for each; the codes of so many."""
    copy_definition("nga_bay_2023", folder / "dinh_nghia")
    table = folder / "dinh_nghia" / "don_vi.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    more = [f"them_{n},Xã Thêm Số {n} – Đông Hưng,xa_phuong,them_{n}@ngabay.example,," for n in range(count - 47)]
    table.write_text("\n".join([*lines, *more]), encoding="utf-8")
    campaign = load_campaign(folder)
    (folder / "bieu_mau").mkdir()
    form = (forms / "daithanh.xlsx").read_bytes()
    for unit in campaign.units:
        (folder / "bieu_mau" / f"{unit.code}.xlsx").write_bytes(renamed(form, unit.code))
    return [u.code for u in campaign.units[:count]]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL")
@pytest.mark.parametrize(("count", "killed_after", "refused"), [
    (12, 5, "phong_tnmt"), pytest.param(118, 40, "them_9", marks=pytest.mark.slow)])
def test_mails_killed_on_the_way_and_run_again_reach_each_unit_exactly_once(
    forms, tmp_path, serve, count, killed_after, refused
):
    codes = many_units(tmp_path, forms, count)
    box = Box(refuses=frozenset({f"{refused}@ngabay.example"}), delay=1.2 / count)
    address = serve(box)
    command = [sys.executable, "-m", "danvan_xl", "send", str(tmp_path), "--smtp", address, "--really", "--pause", "0"]
    command += [part for code in codes for part in ("--only", code)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ})
    until = time.monotonic() + 120
    while len(box.taken) < killed_after and time.monotonic() < until and first.poll() is None:
        time.sleep(0.002)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    time.sleep(0.1)
    assert killed_after <= len(box.taken) < count - 2, "killed on the way"
    second = danvan(*command[3:])
    unknown = re.findall(r"N027\] Đơn vị (\w+)", second.stdout)
    counts = box.units()
    assert max(counts.values()) == 1 and len(unknown) <= 1
    assert set(counts) | set(unknown) == set(codes) - {refused} and len(codes) == count
    said = f"N026] Đơn vị {refused}: Máy chủ không nhận địa chỉ {refused}@ngabay.example"
    assert second.returncode == 1 and said in second.stdout
    for recipients, message in box.taken:
        name, content = attached(message)
        code = name.removesuffix(".xlsx")
        assert recipients == [f"{code}@ngabay.example"] and content == (tmp_path / "bieu_mau" / name).read_bytes()
    names = {u.code: u.name for u in load_campaign(tmp_path).units}
    for message in box.messages():
        assert f"[{names[attached(message)[0].removesuffix('.xlsx')]}] Báo cáo" in message["Subject"]
    with book.open_ledger(tmp_path) as ledger:
        states = Counter(m.state for m in book.mails(ledger))
    assert states[MailState.SENT] == count - 1 - len(unknown) and states[MailState.CLAIMED] == len(unknown)


# --- by command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(forms, tmp_path):
    copy_definition("nga_bay_2023", tmp_path / "dinh_nghia")
    (tmp_path / "bieu_mau").symlink_to(forms)
    return tmp_path


def test_without_really_nothing_leaves_the_machine(folder, serve):
    box = Box()
    done = danvan("send", folder, "--smtp", serve(box), "--only", "daithanh")
    assert done.returncode == 0 and "chưa gửi thư nào" in done.stdout and not box.taken
    assert [p.name for p in (folder / "thu").iterdir()] == ["daithanh.eml"]


def test_a_rehearsal_goes_to_the_office_only_and_does_not_count(folder, serve):
    box = Box()
    address = serve(box)
    only = ("--only", "daithanh", "--only", "ngabay", "--pause", "0")
    done = danvan("send", folder, "--smtp", address, "--to-myself", *only)
    assert done.returncode == 0 and [r for r, _ in box.taken] == [["phong_noi_vu@ngabay.example"]] * 2
    assert danvan("send", folder, "--smtp", address, "--really", *only).returncode == 0
    assert sorted(r for r, _ in box.taken[2:]) == [["daithanh@ngabay.example"], ["ngabay@ngabay.example"]]


@pytest.mark.parametrize("options", [("--really",), ("--really", "--smtp", "a:b"), ("--only", "khong_co")])
def test_misuse_of_send_is_said_and_exits_with_two(folder, options):
    done = danvan("send", folder, *options, "--only", "daithanh")
    assert done.returncode == 2 and "Traceback" not in done.stderr + done.stdout and done.stderr


def test_before_anything_has_come_everybody_is_reminded(tmp_path):
    small.folder(tmp_path)
    done = danvan("remind", tmp_path)
    assert done.returncode == 0 and "Đã soạn 3 thư nhắc" in done.stdout, done.stderr
    assert "0/3 đơn vị đã nộp" in danvan("status", tmp_path).stdout


# --- reminders ------------------------------------------------------------------------------------------------------


def test_only_those_who_have_not_returned_or_returned_with_errors_are_reminded_once_a_day(folder, sample, serve):
    (folder / "nop_ve").mkdir()
    for name in ("ngabay", "laihieu"):
        (folder / "nop_ve" / f"{name}.xlsx").write_bytes((sample / f"{name}.xlsx").read_bytes())
    (folder / "nop_ve" / "laihieu.xlsx").write_bytes(b"hong")
    box = Box()
    only = [part for code in ("ngabay", "laihieu", "daithanh") for part in ("--only", code)]
    command = ("remind", folder, "--smtp", serve(box), "--really", "--pause", "0", *only)
    drafted = danvan("remind", folder, *only)
    assert "chưa gửi thư nào" in drafted.stdout and not box.taken
    danvan(*command)
    subjects = {r[0]: m["Subject"] for r, m in box.taken}
    assert "chưa gửi số liệu" in subjects["daithanh@ngabay.example"]
    assert "Đề nghị chỉnh sửa" in subjects["laihieu@ngabay.example"]
    by_address = {r[0]: attached(m) for r, m in box.taken}
    assert by_address["daithanh@ngabay.example"][1] == (folder / "bieu_mau" / "daithanh.xlsx").read_bytes()
    feedback = (folder / "phan_hoi" / "laihieu.xlsx").read_bytes()
    assert by_address["laihieu@ngabay.example"] == ("laihieu.xlsx", feedback) and unit_inside(feedback) == "laihieu"
    assert set(subjects) <= {"daithanh@ngabay.example", "laihieu@ngabay.example", "ngabay@ngabay.example"}
    before = len(box.taken)
    again = danvan(*command)
    assert len(box.taken) == before and "không có đơn vị nào phải nhắc" in again.stdout


def test_a_readable_return_with_errors_is_reminded_with_what_it_sent_and_what_to_correct(tmp_path):
    small.folder(tmp_path)
    (tmp_path / "nop_ve").mkdir()
    wrong = {**small.VALUES, "hs_dung": Decimal(15000)}
    campaign = load_campaign(tmp_path)
    for code, values in (("vithanh", wrong), ("vithanh1", small.VALUES)):
        form = form_bytes(campaign, campaign.unit_by_code[code], values=values, lists=small.LISTS)
        (tmp_path / "nop_ve" / f"{code}.xlsx").write_bytes(form)
    done = danvan("remind", tmp_path, "--only", "vithanh", "--only", "vithanh1")
    assert "Đã soạn 1 thư nhắc" in done.stdout and done.returncode == 0, done.stdout + done.stderr
    (draft,) = (tmp_path / "thu" / "nhac").iterdir()
    message = email.message_from_bytes(draft.read_bytes(), policy=default)
    assert message["To"] == "a@x.example" and message["Subject"] == "Sửa: Phường Vị Thanh"
    name, content = attached(message)
    assert name == "vithanh.xlsx" and content == (tmp_path / "phan_hoi" / name).read_bytes()
    assert unit_inside(content) == "vithanh" and content != (tmp_path / "nop_ve" / name).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    first = " ".join(str(c) for row in book.worksheets[0].values for c in row if c is not None)
    assert "Hồ sơ đúng hạn nhiều hơn tổng số" in first
    assert 15000 in [c for row in book["Số liệu"].values for c in row]


def days_of_reminders(campaign, days: tuple[int, ...], mails: list[book.Mail]) -> list[int]:
    """The days of November 2023 on which a unit that never returns is due, each reminder being sent when due."""
    from danvan_xl.consolidate import consolidate_returns
    from danvan_xl.mail import due
    from danvan_xl.status import status_of

    asked = replace(campaign, settings=replace(campaign.settings, remind_before=days), units=campaign.units[:1])
    result = consolidate_returns(asked, [])
    found = []
    for day in range(1, 31):
        status = status_of(result, (), mails, dt.date(2023, 11, day))
        if due(status, mails):
            found.append(day)
            at = dt.datetime(2023, 11, day, 3, tzinfo=dt.UTC)
            mails.append(book.Mail(asked.units[0].code, "nhac", str(day), "", f"<{day}>", at, MailState.SENT))
        assert not due(status_of(result, (), mails, dt.date(2023, 11, day)), mails), "never twice on a day"
    return found


def test_reminders_follow_the_days_before_the_deadline(campaign):
    assert days_of_reminders(campaign, (7, 2, 0, -3), []) == [17, 22, 24, 27]
    assert days_of_reminders(campaign, (), []) == list(range(1, 31))


def test_a_planned_day_that_was_missed_is_made_good_once(campaign):
    from danvan_xl.consolidate import consolidate_returns
    from danvan_xl.mail import due
    from danvan_xl.status import status_of

    settings = replace(campaign.settings, remind_before=(7,))
    asked = replace(campaign, settings=settings)
    result = consolidate_returns(asked, [])
    assert not due(status_of(result, (), (), dt.date(2023, 11, 16)), ())
    assert len(due(status_of(result, (), (), dt.date(2023, 11, 20)), ())) == 47
    assert len(due(status_of(result, (), (), dt.date(2023, 11, 16)), (), any_day=True)) == 47


def test_the_schedule_is_read_from_the_campaign_and_a_wrong_one_is_named(folder):
    table = folder / "dinh_nghia" / "dot.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert "\nnhac_truoc,\n" in text
    table.write_text(text.replace("\nnhac_truoc,\n", "\nnhac_truoc,7; 2;0;-3\n"), encoding="utf-8")
    assert load_campaign(folder).settings.remind_before == (7, 2, 0, -3)
    table.write_text(text.replace("\nnhac_truoc,\n", "\nnhac_truoc,bảy\n"), encoding="utf-8")
    done = danvan("remind", folder)
    assert done.returncode == 2 and "“bảy”" in done.stderr and "ô B" in done.stderr
