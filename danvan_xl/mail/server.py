"""The office's mail server: how to reach it, and one session with it. Nothing is sent unencrypted off this machine."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

SUBMISSION, IMPLICIT_TLS = 587, 465
PATIENCE_SECONDS = 60.0
USER, PASSWORD, KEYRING_SERVICE = "DANVAN_SMTP_USER", "DANVAN_SMTP_PASSWORD", "danvan_xl"
AUTHORITIES = "SSL_CERT_FILE"
"""Environment variable in which OpenSSL looks for the authorities to trust, instead of its own list."""
_WRONG = {10: "đã hết hạn", 62: "không phải của máy chủ này", 64: "không phải của máy chủ này"}
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED, …_HOSTNAME_MISMATCH and …_IP_ADDRESS_MISMATCH."""
_RESERVED = ("example", "invalid", "test", "localhost")
_RESERVED_DOMAINS = ("example.com", "example.net", "example.org")


class ServerError(Exception):
    """The server cannot be used at all; the message is Vietnamese and for people."""


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_reserved(address: str) -> bool:
    """Whether a domain is one that never exists (RFC 2606): a sample's address, not a unit's."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return domain.rpartition(".")[2] in _RESERVED or any(
        domain == name or domain.endswith(f".{name}") for name in _RESERVED_DOMAINS)


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """On this very machine: the only place where a session may be unencrypted."""
        return is_loopback(self.host)


def _kept_password(user: str, host: str) -> str:
    try:
        import keyring
    except ImportError:
        return ""
    try:
        return keyring.get_password(f"{KEYRING_SERVICE}:{host}", user) or ""
    except keyring.errors.KeyringError:
        return ""


def server_of(text: str, environment: Mapping[str, str]) -> Server:
    """A server from ``HOST[:PORT]`` and the login in the environment or the system's keyring.

    Raises
    ------
    ValueError
        When the text is no host and port.
    """
    host, port = text.strip(), str(SUBMISSION)
    if host.startswith("[") and "]" in host:
        host, _, rest = host[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif host.count(":") == 1:
        host, port = host.split(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(text)
    user = environment.get(USER, "")
    password = environment.get(PASSWORD, "") or (_kept_password(user, host) if user else "")
    return Server(host, int(port), user, password)


def _encrypted(server: Server) -> smtplib.SMTP:
    """A connection that is safe for a password: the certificate is verified.

    On this machine STARTTLS is used for a login where the server has it, as many servers take none without.
    """
    context = ssl.create_default_context()
    if server.port == IMPLICIT_TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_SECONDS, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_SECONDS)
    try:
        smtp.ehlo_or_helo_if_needed()
        if not server.is_here or (server.user and smtp.has_extn("starttls")):
            smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _login_refused(smtp: smtplib.SMTP, server: Server) -> str:
    """Why the server takes no login; "" when it took it. No exception of smtplib leaves: it may hold the password."""
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError:
        return "không nhận tên đăng nhập hoặc mật khẩu"
    except UnicodeError:
        return "chỉ nhận tên đăng nhập và mật khẩu không dấu"
    except smtplib.SMTPServerDisconnected:
        return "ngắt kết nối khi đăng nhập"
    except smtplib.SMTPException:
        return "không có cách đăng nhập phù hợp"
    except OSError as error:
        return f"ngắt kết nối khi đăng nhập: {error.strerror}"
    return ""


class Session:
    """One connection, opened when first needed and again after it broke. Use as a context manager."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self.drop()

    def drop(self) -> None:
        """Forget a connection that broke."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        place = f"{server.host}:{server.port}"
        try:
            smtp = _encrypted(server)
        except ssl.SSLCertVerificationError as error:
            wrong = _WRONG.get(error.verify_code, "không do nơi được tin cậy cấp")
            raise ServerError(f"Chứng chỉ của máy chủ thư {place} {wrong} nên không gửi thư, cũng không gửi mật khẩu; "
                              f"nếu cơ quan dùng chứng chỉ nội bộ, hãy đặt biến {AUTHORITIES} là tệp .pem của nơi cấp."
                              ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ServerError(f"Máy chủ thư {place} không mã hóa (STARTTLS) nên không gửi.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ServerError(f"Không kết nối được máy chủ thư {place} ({error}).") from error
        if server.user:
            refused = _login_refused(smtp, server)
            if refused:
                smtp.close()
                raise ServerError(f"Máy chủ thư {place} {refused} ({USER}, {PASSWORD}).")
        return smtp

    def offer(self, sender: str, recipient: str) -> str:
        """Name sender and recipient; "" when the server takes them, else what it answered.

        Raises
        ------
        ServerError
            When the server cannot be reached, twice in a row.
        """
        for attempt in (1, 2):
            if self._smtp is None:
                self._smtp = self._connect()
            try:
                self._smtp.ehlo_or_helo_if_needed()
                for code, answer in (self._smtp.mail(sender), self._smtp.rcpt(recipient)):
                    if code not in (250, 251):
                        self._smtp.rset()
                        return _said(code, answer)
                return ""
            except (smtplib.SMTPException, OSError) as error:
                self.drop()
                if attempt == 2:
                    raise ServerError(f"Máy chủ thư {self._server.host} ngắt kết nối ({error}).") from error
        raise AssertionError("unreachable")

    def hand_over(self, content: bytes) -> str:
        """The mail itself; "" when the server took it, else why it did not.

        Raises
        ------
        SMTPException, OSError
            When the connection broke, so that nobody knows whether the server took it.
        """
        assert self._smtp is not None
        try:
            code, answer = self._smtp.data(content)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        return "" if code == 250 else _said(code, answer)


def _said(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}".strip()
