"""Opening the register, and one kind of transaction for everything that is written to it.

The file lies in the campaign folder, often on a shared drive, so the classic rollback journal is used: SQLite's
write-ahead log needs shared memory, which network drives do not give.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from danvan_xl.folder import LEDGER
from danvan_xl.ledger.schema import STEPS, VERSION

PATIENCE_SECONDS = 30.0
"""How long a command waits for another one that is writing."""


class LedgerError(Exception):
    """The register cannot be used; the message is Vietnamese and for people."""


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LedgerError(f"Không dùng được sổ theo dõi {path} ({error}). Hãy thử lại sau ít phút.") from error
    except sqlite3.DatabaseError as error:
        raise LedgerError(f"Sổ theo dõi {path} bị hỏng ({error}). Hãy khôi phục từ bản sao lưu.") from error


class Ledger:
    """An open register. Use as a context manager; several may be open at once, in several processes.

    Whatever SQLite objects to while it is used is raised as :class:`LedgerError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with _said_plainly(path):
            self._connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA synchronous = FULL")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its start: all of it is kept, or nothing."""
        with _said_plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *parameters: object) -> list[sqlite3.Row]:
        with _said_plainly(self.path):
            return self._connection.execute(query, parameters).fetchall()

    @property
    def version(self) -> int:
        return int(self.rows("PRAGMA user_version")[0][0])


def _upgrade(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        version = ledger.version
        if version > VERSION:
            raise LedgerError(
                f"Sổ theo dõi {ledger.path} do bản phần mềm mới hơn tạo ra. Hãy cập nhật phần mềm rồi chạy lại.")
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def open_ledger(folder: Path) -> Ledger:
    """The register of a campaign folder, made when missing and brought to this version when older.

    Raises
    ------
    LedgerError
        When the file is no register, is damaged, was made by a newer version, or stays locked.
    """
    ledger = Ledger(folder / LEDGER)
    try:
        if ledger.version != VERSION:
            _upgrade(ledger)
    except BaseException:
        ledger.close()
        raise
    return ledger


def find_ledger(folder: Path | None) -> Ledger | None:
    """The register of a folder where there is one; nothing is made.

    Raises
    ------
    LedgerError
        As :func:`open_ledger`.
    """
    return open_ledger(folder) if folder is not None and (folder / LEDGER).is_file() else None


def stamp(at: dt.datetime) -> str:
    """A time with its zone as text that sorts by time.

    Raises
    ------
    ValueError
        For a time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be kept")
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
