# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What a reader was shown before SIGKILL is in the trail after it. CLAIRIS_FAULT_READS (25 kills) and CLAIRIS_FAULT_SEED (1) change the run."""

import collections
import contextlib
import json
import os
import pathlib
import random
import sqlite3
import tempfile
import threading
import unittest

from fault_instance import PostgresDatabase, SqliteFile, practice, processes
from kill_run import LOST, hl7, patients

KILLS = int(os.environ.get("CLAIRIS_FAULT_READS", "25"))
SEED = int(os.environ.get("CLAIRIS_FAULT_SEED", "1"))
POSTGRES = os.environ.get("CLAIRIS_TEST_POSTGRES", "")
READERS = 6
STATEMENT = "SELECT actor, object, detail FROM audit_entry WHERE action = 'patient.ins.read'"


def feed(person):
    return {"birthName": person.birth_name, "firstBirthName": person.given, "birthNames": person.all_given, "sex": person.sex,
            "birthDate": f"{person.birth_date[:4]}-{person.birth_date[4:6]}-{person.birth_date[6:]}", "birthPlaceCode": person.birthplace,
            "status": "qualified", "ins": {"matricule": person.matricule, "oid": hl7.INS_AUTHORITY.split("&")[1]},
            "identifiers": [{"value": person.ipp, "authority": "CIM-TEST", "authorityOid": "1.2.250.1.71.4.2.2.1750803447.1"}]}


class Reader(threading.Thread):
    """Reads until the run is over; `shown[patient]` counts the answers that carried an INS, `asked` the questions."""

    def __init__(self, run, token):
        super().__init__()
        self.run_of, self.token = run, token
        self.shown, self.asked, self.failure = collections.Counter(), collections.Counter(), None

    def run(self):
        try:
            with contextlib.closing(self.run_of.clairis.client(self.token, timeout=10)) as client:
                while not self.run_of.over.is_set():
                    self.read(client)
        except Exception as failure:  # shown by the test: a thread must not die unseen
            self.failure = failure

    def read(self, client):
        for patient in self.run_of.people:
            # The client asks once more by itself when its connection is gone.
            self.asked[patient] += 2
            try:
                answer = json.loads(client.bytes(f"/api/v1/patients/{patient}"))
            except LOST:
                if self.run_of.over.wait(0.02):
                    return
                continue
            self.shown[patient] += "ins" in answer


class ReadRun:
    """An instance with three qualified people, read by several while it is killed."""

    def __init__(self, database):
        self.folder, self.database, self.over = tempfile.TemporaryDirectory(prefix="clairis-fault-"), database, threading.Event()
        self.clairis = processes.Clairis(pathlib.Path(self.folder.name) / "instance")
        self.clairis.initialise(practice.MAIN.name, practice.MAIN.structure, practice.MAIN.zone,
                                {"plugins.enabled": "identity", "mllp.port": 0, "dicom.port": 0}, database.url)
        # Without their plugins nobody declares these.
        lines = self.clairis.configuration.read_text().splitlines()
        self.clairis.configuration.write_text("\n".join(line for line in lines if not line.startswith(("mllp.", "dicom.", "hl7."))) + "\n")
        self.clairis.start()
        with contextlib.closing(self.clairis.client(self.clairis.sign_in("admin", self.clairis.administrator_password))) as admin:
            editor = self.token(admin, "editor", "embedding_editor")
            self.readers = []
            self.accounts = []
            for number in range(READERS):
                self.readers.append(Reader(self, self.token(admin, f"reader{number}", "secretary")))
        with contextlib.closing(self.clairis.client(editor)) as client:
            self.people = [client.post("/api/v1/patients", feed(person))["id"] for person in patients.PUBLIC]

    def token(self, admin, login, role):
        made = admin.post("/api/v1/accounts", {"login": login, "roles": [role], "allSites": True})
        token = admin.post("/api/v1/tokens", {"accountId": made["id"], "name": "test", "kind": "personal"})["token"]
        if login.startswith("reader"):
            self.accounts.append(f"account:{made['id']}")
        return token

    def close(self):
        self.over.set()
        if self.clairis.process:
            self.clairis.stop()
        self.database.drop()
        self.folder.cleanup()

    def fire(self, kills, seed):
        chance = random.Random(seed)
        for reader in self.readers:
            reader.start()
        try:
            for _ in range(kills):
                if self.over.wait(chance.uniform(0.02, 0.3)):
                    break
                self.clairis.kill()
                self.clairis.start()
        finally:
            self.over.set()
            for reader in self.readers:
                reader.join()
        failures = [reader.failure for reader in self.readers if reader.failure]
        if failures:
            raise failures[0]

    def traced(self):
        """Counter of (actor, object) in the trail, read from outside the program."""
        if isinstance(self.database, SqliteFile):
            with contextlib.closing(sqlite3.connect(f"file:{self.clairis.folder / 'clairis.db'}?mode=ro", uri=True)) as connection:
                rows = connection.execute(STATEMENT).fetchall()
        else:
            rows = [line.split("|") for line in self.database._psql(self.database.name, STATEMENT).splitlines() if line]
        return collections.Counter((row[0], row[1]) for row in rows)


class ReadersWhileKilled(unittest.TestCase):
    maxDiff = None

    def under_fire(self, database):
        run = ReadRun(database)
        self.addCleanup(run.close)
        run.fire(KILLS, SEED)
        traced = run.traced()
        shown = 0
        for reader, account in zip(run.readers, run.accounts):
            for person in run.people:
                entries, answers = traced[(account, f"patient:{person}")], reader.shown[person]
                self.assertGreaterEqual(entries, answers, f"{account} was shown {person} {answers} times, the trail knows {entries}")
                self.assertLessEqual(entries, reader.asked[person], "the trail knows readings that nobody asked for")
                shown += answers
        self.assertGreater(shown, KILLS * READERS, "too little was shown to prove anything")
        self.assertEqual(run.clairis.stop(), 0)
        run.clairis.run("audit", "verify")
        print(f"{shown} answers with an INS, {sum(traced.values())} entries, {KILLS} kills", flush=True)

    def test_sqlite(self):
        """an INS that was shown before the process was killed is in the trail after it, once for each showing [RIS.INS.03]"""
        self.under_fire(SqliteFile())

    @unittest.skipUnless(POSTGRES, "CLAIRIS_TEST_POSTGRES is not set")
    def test_postgresql(self):
        """the same on PostgreSQL [RIS.INS.03]"""
        self.under_fire(PostgresDatabase(POSTGRES))


if __name__ == "__main__":
    unittest.main(verbosity=2)
