# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""One instance that will be killed, with its database, the stand-in for the DMP and the people of the demo: what the runs of this folder share."""

import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "demo"))

import practice  # noqa: E402
import processes  # noqa: E402

# A lease outlives its dead owner; where the build lets it be chosen, waiting for that is short.
SHORT_WAITS = {"delivery.lease": "4s", "delivery.deadline": "1500ms", "delivery.retry_first": "200ms", "delivery.housekeeping": "250ms",
               "delivery.breaker_rest": "1s"}


class SqliteFile:
    """An instance's own database, read from outside."""
    url = None

    def first(self, clairis, statement):
        connection = sqlite3.connect(f"file:{clairis.folder / 'clairis.db'}?mode=ro", uri=True)
        try:
            return connection.execute(statement).fetchone()
        finally:
            connection.close()

    def drop(self):
        pass


class PostgresDatabase:
    """A fresh database in the cluster of CLAIRIS_TEST_POSTGRES, dropped at the end."""

    def __init__(self, cluster):
        parts = urllib.parse.urlsplit(cluster)
        self.name = f"clairis_fault_{uuid.uuid4().hex[:12]}"
        self.connect = ["-h", parts.hostname, "-p", str(parts.port or 5432), "-U", parts.username or "clairis"]
        self.maintenance = parts.path.lstrip("/") or "postgres"
        self._psql(self.maintenance, f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        self.url = f"postgresql:host={parts.hostname} port={parts.port or 5432} dbname={self.name} user={parts.username or 'clairis'}"

    def _psql(self, database, statement):
        done = subprocess.run(["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", *self.connect, "-d", database, "-c", statement],
                              capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr}")
        return done.stdout

    def first(self, _, statement):
        return tuple(int(value) for value in self._psql(self.name, statement).strip().split("|"))

    def drop(self):
        self._psql(self.maintenance, f"DROP DATABASE {self.name} WITH (FORCE)")


class FaultInstance:
    """Started and set up; `kills` so far. What `options(root)` says is configured beside what the demo has."""

    def __init__(self, seed, database=None, environment=None):
        self.random, self.database = random.Random(seed), database or SqliteFile()
        self.folder = tempfile.TemporaryDirectory(prefix="clairis-fault-")
        self.root = pathlib.Path(self.folder.name)
        self.kills, self.failures, self.over = 0, [], threading.Event()
        processes.make_pki(self.root / "pki", practice.STRUCTURES)
        self.sandbox = processes.Sandbox(self.root / "out", self.root / "pki", workers=1)
        self.clairis = processes.Clairis(self.root / "instance", environment={**os.environ, **(environment or {})})
        practice.initialise(self.clairis, self.sandbox, self.root / "pki", self.database.url)
        declared = self.clairis.declared()
        processes.write_options(self.clairis.configuration, {**{name: value for name, value in SHORT_WAITS.items() if name in declared},
                                                             **self.options()})
        self.clairis.start()
        self.site_ids, self.tokens = practice.set_up(self.clairis)

    def options(self):
        return {}

    def close(self):
        self.over.set()
        if self.clairis.process:
            self.clairis.stop()
        self.sandbox.stop()
        self.database.drop()
        self.folder.cleanup()

    def kill(self):
        self.clairis.kill()
        self.kills += 1
        self.clairis.start()
