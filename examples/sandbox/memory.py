# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What a stand-in remembers, shared by its worker processes in a SQLite file, and the journal it leaves on disk."""

import contextlib
import json
import os
import sqlite3
import threading

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen(id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rules(id INTEGER PRIMARY KEY AUTOINCREMENT, spec TEXT, asked INTEGER, applied INTEGER);
"""


class Memory:
    """OUT/<name>-state.sqlite and OUT/<name>/journal.jsonl. A stand-in adds tables of its own."""
    SCHEMA = ""
    FORGOTTEN = ()  # tables of its own that reset() empties

    def __init__(self, out, name):
        self.folder = out / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = out / f"{name}-state.sqlite"
        self.journal_file = self.folder / "journal.jsonl"
        self.lock = threading.Lock()
        self.connection = sqlite3.connect(self.file, check_same_thread=False, isolation_level=None, timeout=30)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.executescript(SCHEMA + self.SCHEMA)
        # O_APPEND keeps the lines of several processes whole.
        self.journal = os.open(self.journal_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def close(self):
        self.connection.close()
        os.close(self.journal)

    @contextlib.contextmanager
    def transaction(self):
        with self.lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def rows(self, sql, *values):
        with self.lock:
            return self.connection.execute(sql, values).fetchall()

    def first_use(self, *identifiers):
        """Remembers all of them, or answers the first one that was seen before."""
        places = ",".join(["(?)"] * len(identifiers))
        with self.lock:
            try:
                self.connection.execute(f"INSERT INTO seen VALUES {places}", identifiers)
                return None
            except sqlite3.IntegrityError:
                pass
        return next(identifier for identifier in identifiers
                    if self.rows("SELECT 1 FROM seen WHERE id=?", identifier))

    def note(self, entry):
        os.write(self.journal, (json.dumps(entry, ensure_ascii=False) + "\n").encode())

    def reset(self):
        """Forgets ids, rules and what its own tables hold. Folders stay, numbers go on."""
        with self.transaction() as connection:
            for table in ("seen", "rules", *self.FORGOTTEN):
                connection.execute(f"DELETE FROM {table}")
