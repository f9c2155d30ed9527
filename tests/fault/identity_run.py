# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""An instance with the identity and hl7 plugins, killed again and again while its identities change; looked at after each start."""

import queue
import shutil
import sys
import tempfile
import threading
import time
import uuid

import identity_partner
import identity_snapshot
from fault_instance import ROOT, FaultInstance, SqliteFile
from kill_run import LOST, Problem, hl7, practice

sys.path.append(str(ROOT / "tests" / "integration" / "sandbox"))

from insi_client import Insi  # noqa: E402

SITE = practice.MAIN
OFFICER = "identito"
ROOM = (1_000_000, 6_000_000)  # bytes that a filling disk takes after a start


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

    # What the identity officer does

    def patient(self, person):
        """The patient that answers for a number."""
        date = f"{person.birth_date[:4]}-{person.birth_date[4:6]}-{person.birth_date[6:]}"
        found = [each for each in self.insist(OFFICER, lambda client: list(client.pages("/api/v1/patients", birthDate=date)))
                 if person.ipp in [local["value"] for local in each["identifiers"]]]
        if len(found) != 1:
            raise RuntimeError(f"{len(found)} patients answer for {person.ipp}")
        return found[0]

    def identity(self, person):
        return self.get(OFFICER, f"/api/v1/identities/{self.patient(person)['id']}")

    def merge(self, source, target, reason):
        return self.post(OFFICER, f"/api/v1/identities/{source}/merge", {"into": target, "reason": reason})

    def unmerge(self, merge, reason):
        return self.post(OFFICER, f"/api/v1/identities/merges/{merge}/undo", {"reason": reason})

    def downgrade(self, identity, reason):
        return self.post(OFFICER, f"/api/v1/identities/{identity['id']}/downgrade", {"version": identity["version"], "reason": reason})

    def verified_ko(self, identity):
        """Asks INSi until its answer KO is in effect: a call that was cut may have been answered, or not."""
        while self.get(OFFICER, f"/api/v1/identities/{identity['id']}")["hasIns"]:
            answer = self.post(OFFICER, f"/api/v1/identities/{identity['id']}/insi/verify", {})
            if answer["outcome"] not in ("ko", "no_ins", "fault"):
                raise RuntimeError(f"INSi verified somebody it does not know: {answer}")

    def partner_has(self, person, matricule):
        """Waits until the partner took the number over, or gave it up."""
        while self.run.partner.taken().get(person.ipp) != matricule:
            self.run.pause()


class IdentityRun(FaultInstance):
    """`cases` are told while the process is killed; `kills` is the least number of kills. INSi answers, and a partner hears of what changes.
    `filling`: after each start the disk is full before long."""

    def __init__(self, cases, kills, seed, database=None, environment=None, filling=False):
        self.filling = filling
        self.partner = identity_partner.Partner(seed=seed)
        super().__init__(seed, database, environment)
        self.cases, self.least_kills, self.looks = cases, kills, 0
        self.waiting = queue.Queue()
        self._add_officer()

    def options(self):
        self.insi = Insi(self.root / "insi", self.root / "pki")
        options = {**self.partner.options(), "identity.insi.url.mtls": self.insi.ready["url"], "identity.insi.ca_file": self.root / "pki" / "ca.pem",
                   "identity.insi.lps.idam": self.insi.ready["idam"][0], "identity.insi.auto_structure": SITE.structure}
        for kind in ("manu", "auto"):
            for part in ("cert", "key"):
                file = self.root / "pki" / SITE.structure / f"insi-{kind}.{'crt' if part == 'cert' else part}"
                options[f"identity.insi.structure.{SITE.structure}.{kind}.{part}"] = file
        return options

    def _add_officer(self):
        """Works on identities at the main site alone: INSi is asked for that one."""
        admin = self.clairis.client(self.tokens["admin"])
        made = admin.post("/api/v1/accounts", {"login": OFFICER, "roles": ["identity_officer"], "siteIds": [self.site_ids[SITE.code]]})
        self.tokens[OFFICER] = admin.post("/api/v1/tokens", {"accountId": made["id"], "name": "essai", "kind": "personal"})["token"]
        admin.close()

    def kill(self):
        """Looks at what is on the disk before anybody mends it; a server's database is looked at after the start."""
        self.clairis.kill()
        self.kills += 1
        on_disk = isinstance(self.database, SqliteFile)
        if on_disk:
            self.look(self.on_disk())
        self._start()
        if not on_disk:
            self.look(snapshot(self.clairis, self.database))

    def _start(self):
        """A disk that is full before the instance serves ends the start; then there is more room."""
        while True:
            if self.filling:
                self.clairis.environment["CLAIRIS_VFS_FULL_AFTER"] = str(self.random.randrange(*ROOM))
            try:
                return self.clairis.start(wait=5 if self.filling else 20)
            except RuntimeError:
                if not self.filling or "disk" not in self.clairis.tail():
                    raise
                self.clairis.kill()

    def on_disk(self):
        """The files as the dead process left them, opened elsewhere: opening mends."""
        with tempfile.TemporaryDirectory(prefix="clairis-fault-") as folder:
            for name in ("clairis.db", "clairis.db-wal"):
                if (self.clairis.folder / name).exists():
                    shutil.copy(self.clairis.folder / name, folder)
            return identity_snapshot.Snapshot(identity_snapshot.read_sqlite(f"{folder}/clairis.db", "rw"))

    def calm(self):
        """From here on the disk is a good one: the process sees what the files have."""
        self.filling = False
        for name in ("LD_PRELOAD", "CLAIRIS_VFS_FULL_AFTER"):
            self.clairis.environment.pop(name, None)
        self.kill()

    def close(self):
        super().close()
        self.insi.stop()
        self.partner.close()

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
                self.kill()
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
        if self.failures:
            raise self.failures[0]

    def look(self, found):
        """Whenever it was killed, nothing may be torn."""
        torn = found.torn()
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

    def settle(self, done, seconds=240):
        """What is unknown is asked again after seconds that double. The first snapshot for which `done` holds, or the last one looked at."""
        end = time.monotonic() + seconds
        while True:
            found = snapshot(self.clairis, self.database)
            if done(found) or time.monotonic() > end:
                return found
            time.sleep(0.1)
