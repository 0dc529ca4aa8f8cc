"""What reading a file gave, kept so that a file that has not changed need not be read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from danvan_xl.ledger.store import Ledger

Key = tuple[str, str]
"""Name of a file (with what lies in it, ``a.zip!b.xlsx``) and the SHA-256 of the file on the disk."""


def readings(ledger: Ledger, rules: str) -> dict[Key, bytes]:
    """What is kept of files read under the same rules (definition and version of this package)."""
    rows = ledger.rows("SELECT file, sha256, found FROM reading WHERE rules = ?", rules)
    return {(row["file"], row["sha256"]): row["found"] for row in rows}


def keep_readings(ledger: Ledger, rules: str, new: Mapping[Key, bytes], used: Iterable[Key]) -> None:
    """Add new readings and forget all that the latest run had no use for."""
    with ledger.writing() as connection:
        connection.execute("DELETE FROM reading WHERE rules <> ?", (rules,))
        kept = set(used) | set(new)
        known = connection.execute("SELECT file, sha256 FROM reading").fetchall()
        connection.executemany("DELETE FROM reading WHERE file = ? AND sha256 = ?",
                               [tuple(row) for row in known if tuple(row) not in kept])
        connection.executemany("INSERT OR REPLACE INTO reading (file, sha256, rules, found) VALUES (?, ?, ?, ?)",
                               [(*key, rules, found) for key, found in new.items()])
