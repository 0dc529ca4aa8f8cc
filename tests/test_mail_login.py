"""Login over STARTTLS and over TLS from the start: the certificate first, then the password. The server is a real one.

Commands run inside this process, so that a port other than 465 can be the one with TLS from the start.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import socket
import ssl
import sys

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from danvan_xl import ledger as book
from danvan_xl.cli import main
from tests import small
from tests.test_mail import Box, attached

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
USER, PASSWORD = "van_phong@x.example", "M4t-khau:rat dai"
STARTTLS, IMPLICIT = "starttls", "implicit"
SERVER_LOGS = ("mail.log", "asyncio")
UNITS = ["a@x.example", "b@x.example", "c@x.example"]


class Guard:
    """Takes one user and password; ``tried``: passwords that reached the server."""

    def __init__(self) -> None:
        self.tried: list[bytes] = []

    def __call__(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.tried.append(data.password)
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()),
                          handled=False)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    place = tmp_path_factory.mktemp("dot")
    small.folder(place)
    return place


@pytest.fixture
def folder(office, tmp_path):
    for name in ("dinh_nghia", "bieu_mau"):
        (tmp_path / name).symlink_to(office / name)
    return tmp_path


@pytest.fixture
def serve(monkeypatch):
    """Start a server that wants a login; gives its address."""
    with contextlib.ExitStack() as running:
        def start(box: Box, guard: Guard, certificate: trustme.LeafCert | None, kind: str) -> str:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            options: dict[str, object] = {"auth_require_tls": False}
            if certificate is not None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                certificate.configure_cert(context)
                options = {"tls_context": context, "require_starttls": True}
                if kind == IMPLICIT:
                    options = {"ssl_context": context, "auth_require_tls": False}
                    monkeypatch.setattr("danvan_xl.mail.server.IMPLICIT_TLS", port)
            controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=guard, auth_required=True,
                                    **options)
            controller.start()
            running.callback(controller.stop)
            return f"127.0.0.1:{port}"

        yield start


@pytest.fixture
def send(folder, monkeypatch, capsys, caplog, authority):
    """Run ``danvan send --really`` with the authority trusted; gives exit code and all that was said and logged."""
    with authority.cert_pem.tempfile() as pem:
        def run(address: str, password: str = PASSWORD, trusted: bool = True, *options: str) -> tuple[int, str]:
            monkeypatch.setenv("DANVAN_SMTP_USER", USER)
            monkeypatch.setenv("DANVAN_SMTP_PASSWORD", password)
            if trusted:
                monkeypatch.setenv("SSL_CERT_FILE", pem)
            else:
                monkeypatch.delenv("SSL_CERT_FILE", raising=False)
            way = options or ("--really",)
            monkeypatch.setattr(sys, "argv", ["danvan", "send", str(folder), "--smtp", address, "--pause", "0", *way])
            with pytest.raises(SystemExit) as end:
                main()
            out, err = capsys.readouterr()
            logged = "".join(f"{r.getMessage()}\n" for r in caplog.records if r.name not in SERVER_LOGS)
            return int(end.value.code or 0), out + err + logged

        yield run


def states(folder) -> list[str]:
    with book.open_ledger(folder) as ledger:
        return [m.state.value for m in book.mails(ledger)]


def assert_one_sentence_without(said: str, password: str) -> None:
    assert said.count("\n") == 1 and said.endswith(".\n") and "Traceback" not in said and "ngoài dự kiến" not in said
    for secret in (password, base64.b64encode(password.encode()).decode(),
                   base64.b64encode(f"\0{USER}\0{password}".encode()).decode()):
        assert secret not in said


@pytest.mark.parametrize("kind", [STARTTLS, IMPLICIT])
def test_with_a_trusted_certificate_and_the_right_password_each_unit_gets_its_form(
    folder, serve, send, authority, kind
):
    box, guard = Box(), Guard()
    code, said = send(serve(box, guard, authority.issue_cert("127.0.0.1"), kind))
    assert code == 0 and "Đã gửi 3 thư" in said and PASSWORD not in said
    assert guard.tried == [PASSWORD.encode()]
    assert [r for r, _ in box.taken] == [[u] for u in UNITS]
    assert [attached(m)[0] for m in box.messages()] == ["vithanh.xlsx", "vithanh1.xlsx", "longphu.xlsx"]
    assert PASSWORD.encode() not in (folder / "so_theo_doi.sqlite").read_bytes()


@pytest.mark.parametrize("kind", [STARTTLS, IMPLICIT])
@pytest.mark.parametrize(("name", "trusted", "reason"), [
    ("127.0.0.1", False, "không do nơi được tin cậy cấp"),
    ("mail.khac.vn", True, "không phải của máy chủ này"),
    ("het_han", True, "đã hết hạn"),
])
def test_a_wrong_certificate_is_refused_before_the_password_leaves(
    folder, serve, send, authority, kind, name, trusted, reason
):
    expired = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (authority.issue_cert("127.0.0.1", not_before=expired, not_after=expired + dt.timedelta(1))
                   if name == "het_han" else authority.issue_cert(name))
    box, guard = Box(), Guard()
    code, said = send(serve(box, guard, certificate, kind), PASSWORD, trusted)
    assert code == 2 and "Chứng chỉ của máy chủ thư 127.0.0.1:" in said and reason in said and "SSL_CERT_FILE" in said
    assert_one_sentence_without(said, PASSWORD)
    assert guard.tried == [] and not box.taken and states(folder) == []


@pytest.mark.parametrize("way", ["--really", "--to-myself"])
@pytest.mark.parametrize("kind", [STARTTLS, IMPLICIT])
def test_a_wrong_password_is_one_sentence_that_does_not_show_it(folder, serve, send, authority, kind, way):
    box, guard = Box(), Guard()
    wrong = "S4i-hoan-toan"
    code, said = send(serve(box, guard, authority.issue_cert("127.0.0.1"), kind), wrong, True, way)
    assert code == 2 and "không nhận tên đăng nhập hoặc mật khẩu" in said and "DANVAN_SMTP_PASSWORD" in said
    assert_one_sentence_without(said, wrong)
    assert set(guard.tried) == {wrong.encode()} and not box.taken and states(folder) == []
    for kept in folder.glob("so_theo_doi*"):
        assert wrong.encode() not in kept.read_bytes()


def test_a_password_with_accents_is_said_to_be_unusable(folder, serve, send, authority):
    box, guard = Box(), Guard()
    code, said = send(serve(box, guard, authority.issue_cert("127.0.0.1"), STARTTLS), "mật khẩu có dấu")
    assert code == 2 and "không dấu" in said and guard.tried == [] and not box.taken
    assert_one_sentence_without(said, "mật khẩu có dấu")


def test_a_login_off_this_machine_is_never_sent_unencrypted(folder, serve, send, monkeypatch):
    monkeypatch.setattr("danvan_xl.mail.server.is_loopback", lambda host: False)
    monkeypatch.setattr("danvan_xl.mail.sending.is_reserved", lambda address: False)
    box, guard = Box(), Guard()
    code, said = send(serve(box, guard, None, ""))
    assert code == 2 and "không mã hóa (STARTTLS)" in said and guard.tried == [] and not box.taken
    assert_one_sentence_without(said, PASSWORD)
