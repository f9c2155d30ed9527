# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""An instance with the identity and hl7 plugins, killed again and again while its identities change; looked at after each start."""

import os
import pathlib
import queue
import random
import tempfile
import threading
import time
import uuid

import identity_snapshot
from kill_run import LOST, SHORT_WAITS, Problem, SqliteFile, hl7, practice, processes



def snapshot(clairis, database):
    if isinstance(database, SqliteFile):
        return identity_snapshot.Snapshot(identity_snapshot.read_sqlite(clairis.folder / "clairis.db"))
    return identity_snapshot.Snapshot(identity_snapshot.read_postgres(database.connect, database.name))


class Hands:
    """What one worker does the world with: an MLLP link, a REST connection. Repeats until it is answered."""

    def __init__(self, run):
        self.run, self.link = run, hl7.Link(run.clairis.mllp_port, timeout=10)
        self.clients = {}

    def close(self):
        self.link.close()
        for client in self.clients.values():
            client.close()

    def acknowledged(self, message, control):
        """Sends until the message is in effect."""
        code, answer = self._settled(message, control)
        if code != "AA":
            raise RuntimeError(f"{control} was refused: {answer}")

    def refused(self, message, control, reason):
        """Sends until the message is refused for good, for this reason."""
        code, answer = self._settled(message, control)
        if code == "AA" or reason not in answer:
            raise RuntimeError(f"{control} was answered {code}, expected a refusal {reason}: {answer}")

    def _settled(self, message, control):
        while True:
            try:
                answer = self.link.exchange(message)
                code, answered = hl7.acknowledged(answer)
                if answered == control and code in ("AA", "AE"):
                    return code, answer.decode("utf-8", "replace")
                if code != "AR":  # come again
                    raise RuntimeError(f"{control} was answered with {code!r} for {answered!r}")
            except OSError:
                pass
            self.run.pause()

    def insist(self, login, call):
        """The answer; no answer, busy and in flight say nothing about the effect."""
        if login not in self.clients:
            self.clients[login] = self.run.clairis.client(self.run.tokens[login], timeout=10)
        while True:
            try:
                return call(self.clients[login])
            except LOST:
                pass
            except Problem as problem:
                if problem.status < 500 and problem.code != "idempotency.in_flight":
                    raise
            self.run.pause()

    def post(self, login, path, content):
        key = str(uuid.uuid4())
        return self.insist(login, lambda client: client.post(path, content, key))

    def get(self, login, path, **query):
        return self.insist(login, lambda client: client.get(path, **query))


class IdentityRun:
    """`cases` are told while the process is killed; `kills` is the least number of kills."""

    def __init__(self, cases, kills, seed, database=None, environment=None):
        self.cases, self.least_kills, self.random = cases, kills, random.Random(seed)
        self.database = database or SqliteFile()
        self.folder = tempfile.TemporaryDirectory(prefix="clairis-fault-")
        root = pathlib.Path(self.folder.name)
        processes.make_pki(root / "pki", practice.STRUCTURES)
        self.sandbox = processes.Sandbox(root / "out", root / "pki", workers=1)
        self.clairis = processes.Clairis(root / "instance", environment={**os.environ, **(environment or {})})
        practice.initialise(self.clairis, self.sandbox, root / "pki", self.database.url)
        declared = self.clairis.declared()
        processes.write_options(self.clairis.configuration, {"plugins.enabled": "reporting,worklist,hl7,funding,dmp,identity",
                                                             **{name: value for name, value in SHORT_WAITS.items() if name in declared}})
        self.clairis.start()
        _, self.tokens = practice.set_up(self.clairis)
        self.kills, self.looks, self.failures, self.over = 0, 0, [], threading.Event()
        self.waiting = queue.Queue()

    def close(self):
        self.over.set()
        if self.clairis.process:
            self.clairis.stop()
        self.sandbox.stop()
        self.database.drop()
        self.folder.cleanup()

    def pause(self):
        if self.over.wait(0.02):
            raise RuntimeError("the run ended before the answer came")

    def fire(self, workers=3):
        """Returns when every case is told and the process was killed often enough."""
        for case in self.cases:
            self.waiting.put(case)
        threads = [threading.Thread(target=self._work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        limit = 120 + 3 * len(self.cases)
        end = time.monotonic() + limit
        try:
            while any(thread.is_alive() for thread in threads) or self.kills < self.least_kills:
                if time.monotonic() > end:
                    raise RuntimeError(f"{self.waiting.qsize()} of {len(self.cases)} cases untold after {limit} s and {self.kills} kills")
                if self.over.wait(self.random.uniform(0.01, 0.4)):
                    break
                self.clairis.kill()
                self.kills += 1
                self.clairis.start()
                self.look()
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
        if self.failures:
            raise self.failures[0]

    def look(self):
        """Between two kills nothing may be torn, whatever is going on."""
        torn = snapshot(self.clairis, self.database).torn()
        self.looks += 1
        if torn:
            raise AssertionError(f"after kill {self.kills}:\n" + "\n".join(torn[:20]))

    def _work(self):
        hands = Hands(self)
        try:
            while not self.over.is_set():
                try:
                    case = self.waiting.get_nowait()
                except queue.Empty:
                    return
                case.run(hands)
        except Exception as failure:  # shown by fire(): a thread must not die unseen
            self.failures.append(failure)
            self.over.set()
        finally:
            hands.close()

    def settle(self, done, seconds=60):
        """The first snapshot for which `done` holds, or the last one looked at."""
        end = time.monotonic() + seconds
        while True:
            found = snapshot(self.clairis, self.database)
            if done(found) or time.monotonic() > end:
                return found
            time.sleep(0.1)
