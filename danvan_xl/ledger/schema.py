"""The register's tables, as steps from one version of the file to the next. A step, once released, is never edited."""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE unit (
            code TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, deadline TEXT NOT NULL,
            at TEXT NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE form_issued (
            unit TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL, definition TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (unit, sha256)) WITHOUT ROWID""",
        """CREATE TABLE mail (
            id INTEGER PRIMARY KEY, unit TEXT NOT NULL, purpose TEXT NOT NULL, occasion TEXT NOT NULL,
            address TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, state TEXT NOT NULL,
            detail TEXT NOT NULL DEFAULT '', UNIQUE (unit, purpose, occasion))""",
        """CREATE TABLE receipt (
            id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, file TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
            sender TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL, at TEXT, taken_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT '')""",
        """CREATE TABLE run (
            id INTEGER PRIMARY KEY, verb TEXT NOT NULL, definition TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT,
            outcome TEXT NOT NULL DEFAULT '')""",
    ),
    (
        """CREATE TABLE reading (
            file TEXT NOT NULL, sha256 TEXT NOT NULL, rules TEXT NOT NULL, found BLOB NOT NULL,
            PRIMARY KEY (file, sha256))""",
    ),
)
"""Step ``n`` leads from version ``n`` to ``n + 1`` (``PRAGMA user_version``); new tables are a new step at the end."""
VERSION = len(STEPS)
