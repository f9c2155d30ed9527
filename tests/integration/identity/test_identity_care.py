# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What looks after identities by itself, through the built program: the funding count, duplicates, tasks that close, also when it is killed between."""
import datetime
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import unittest
import urllib.parse
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "app"), str(HERE)]

import running_clairis  # noqa: E402
from test_insi_rest import PARTNER, InsiRest  # noqa: E402

PASSWORD = "Correct-Horse-7-Battery"
POSTGRES = os.environ.get("CLAIRIS_TEST_POSTGRES", "")
ask = InsiRest.ask.__func__
YESTERDAY = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).strftime("%Y-%m-%dT10:00:00.000Z")


class Care(running_clairis.InstanceTest):
    @classmethod
    def database(cls):
        """Other than the instance's own SQLite file: its URL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.configuration = cls.folder / "practice" / "clairis.properties"
        done = running_clairis.run("init", cls.configuration.parent)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        if url := cls.database():
            cls.configuration.write_text(re.sub(r"(?m)^database\s*=.*$", f"database = {url}", cls.configuration.read_text()))
        cls.options = {"plugins__enabled": "reporting,funding,identity"}
        for words in (("migrate", "--set", "plugins.enabled=reporting,funding,identity"),
                      ("site", "add", "ambroise", "--name", "Centre de radiologie Ambroise", "--structure", "1750803447"),
                      ("user", "add", "patronne", "--role", "administrator", "--password-stdin")):
            made = running_clairis.run(*words, "--config", cls.configuration, stdin=PASSWORD + "\n")
            if made.returncode != 0:
                raise AssertionError(made.stdout + made.stderr)
        cls.addClassCleanup(lambda: cls.serving.kill())
        cls.serve_now()
        cls.admin = cls.ask(None, "POST", "/api/v1/sessions", {"login": "patronne", "password": PASSWORD})[1]["token"]
        cls.site = next(site for site in cls.ask(cls.admin, "GET", "/api/v1/sites")[1]["items"] if site["code"] == "ambroise")
        cls.secretary, cls.officer = cls.account("secretaire", "secretary", "personal"), cls.account("identito", "identity_officer", "personal")
        cls.hospital = cls.account("editeur", "service", "service")

    ask = classmethod(ask)
    account = classmethod(InsiRest.account.__func__)

    @classmethod
    def serve_now(cls):
        cls.port = running_clairis.free_port()
        cls.serving = running_clairis.Serving(cls.configuration, http__port=cls.port, dicom__port=0, mllp__port=0, **cls.options)
        cls.serving.wait_for("host.serving")
        output = cls.serving.process.stdout
        cls.reading = threading.Thread(target=lambda: [None for _ in iter(lambda: output.read1(65536), b"")], daemon=True)
        cls.reading.start()

    @classmethod
    def die_and_come_back(cls):
        """Killed as by a power cut, and started again."""
        process = cls.serving.process
        process.kill()
        process.wait()
        cls.reading.join()
        process.stdout.close()
        process.stderr.close()
        cls.serve_now()

    def until(self, wanted, look, seconds=60):
        """What `look` sees is asked again until it is what is wanted."""
        end = time.monotonic() + seconds
        while (seen := look()) != wanted:
            if time.monotonic() > end:
                self.fail(f"wanted {wanted}, saw {seen} for {seconds} s")
            time.sleep(0.05)

    def person(self, **traits):
        person = {"birthName": "ADRTROIS", "firstBirthName": "TOUSSAINT", "birthDate": "1960-01-01", "sex": "M", "birthPlaceCode": "2B020", **traits}
        status, made = self.ask(self.secretary, "POST", "/api/v1/identities", {**person, "searched": True})
        self.assertIn(status, (200, 201), made)
        return made

    def performed(self, patient):
        status, placed = self.ask(self.hospital, "POST", "/api/v1/orders", {
            "patientId": patient, "siteId": self.site["id"], "scheduledAt": YESTERDAY, "modality": "CT", "stationAe": "SCANNER1",
            "procedure": {"code": "24627-2", "system": "2.16.840.1.113883.6.1", "display": "Scanner du thorax"}})
        self.assertIn(status, (200, 201), placed)
        status, done = self.ask(self.hospital, "POST", f"/api/v1/exams/{placed['exam']['id']}/performed",
                                {"startedAt": YESTERDAY, "endedAt": YESTERDAY.replace("10:00", "10:10"), "equipment": "Scanner"})
        self.assertEqual(status, 200, done)

    def counted(self):
        status, answer = self.ask(self.admin, "GET", f"/api/v1/funding/tranche?year={YESTERDAY[:4]}")
        self.assertEqual(status, 200, answer)
        return answer["exams"]

    def identity(self, patient, path, body):
        status, answer = self.ask(self.officer, "POST", f"/api/v1/identities/{patient}/{path}", body)
        self.assertEqual(status, 200, answer)
        return answer

    def mark(self, patient, value):
        version = self.ask(self.officer, "GET", f"/api/v1/identities/{patient}")[1]["version"]
        return self.identity(patient, "marks", {"version": version, "mark": "fictitious", "set": value, "reason": "identité de secours"})

    def tasks(self, kind, patient, closed=False):
        query = f"kind={kind}&patientId={patient}" + ("&closed=true" if closed else "")
        return self.ask(self.officer, "GET", f"/api/v1/identities/tasks?{query}")[1]["items"]

    def pairs(self, *people):
        """Who is named by the open tasks, whichever of them came first."""
        return [{one["patientId"], one["otherId"]} for person in people for one in self.tasks("duplicate", person)]

    def test_count_follows_identity(self):
        """Exams of an emergency identity count once he is known, not before, and no more when that is taken back; a kill between changes nothing [SR-11]"""
        before = self.counted()
        real = self.person(birthName="ECETINSI", firstBirthName="PIERRE-ALAIN", birthDate="2009-07-14", birthPlaceCode="63220")["id"]
        invented = self.person(birthName="URGENCE UN", firstBirthName="X", birthDate="1901-01-01", fictitious=True)["id"]
        for _ in range(3):
            self.performed(invented)
        self.performed(real)
        self.until(before + 1, self.counted)
        merge = self.identity(invented, "merge", {"into": real, "reason": "reconnu"})
        self.die_and_come_back()
        self.until(before + 4, self.counted)
        status, undone = self.ask(self.officer, "POST", f"/api/v1/identities/merges/{merge['id']}/undo", {"reason": "deux personnes"})
        self.assertEqual(status, 200, undone)
        self.die_and_come_back()
        self.until(before + 1, self.counted)
        self.mark(invented, False)
        self.until(before + 4, self.counted)
        self.mark(invented, True)
        self.die_and_come_back()
        self.until(before + 1, self.counted)

    def test_duplicates(self):
        """Two records of one person become one task by themselves; refused it never comes again, merged it closes; a kill between changes nothing [SR-08]"""
        twin = {"birthName": "CORSE", "firstBirthName": "ANTHONY", "birthDate": "1980-03-02"}
        first = self.person(**twin)["id"]
        second = self.person(**twin)["id"]
        self.die_and_come_back()
        self.until([{first, second}], lambda: self.pairs(first, second))
        task = (self.tasks("duplicate", second) + self.tasks("duplicate", first))[0]
        self.assertEqual(task["detail"]["because"], "likeness")
        status, _ = self.ask(self.officer, "POST", f"/api/v1/identities/tasks/{task['id']}/close", {"outcome": "not_the_same"})
        self.assertEqual(status, 204)
        third = self.person(**twin)["id"]
        self.until(2, lambda: len(self.pairs(first, second, third)))
        self.assertNotIn({first, second}, self.pairs(first, second, third))
        # Of the two, one was with the survivor; the other is the pair that a person had decided.
        self.identity(third, "merge", {"into": first, "reason": "doublon"})
        self.until([], lambda: self.pairs(first, second, third))
        closed = [one for person in (first, second, third) for one in self.tasks("duplicate", person, closed=True)]
        self.assertEqual(sorted(one["outcome"] for one in closed), ["merged", "merged", "not_the_same"])

    def test_exchanges_of_the_survivor(self):
        """The survivor's list of exchanges shows what was exchanged about the duplicate [RIS.INS.51]"""
        ids = []
        for number in ("S1", "S2"):
            status, made = self.ask(self.hospital, "POST", "/api/v1/patients", {
                "birthName": "HOUILLES", "firstBirthName": "PIERRE", "birthDate": "1993-01-27", "sex": "M", "identifiers": [{"value": number, **PARTNER}],
                **({"ins": {"matricule": "193017811517102", "oid": "1.2.250.1.213.1.4.10"}} if number == "S1" else {})})
            self.assertIn(status, (200, 201), made)
            ids.append(made["id"])
        own = self.ask(self.officer, "GET", f"/api/v1/identities/{ids[0]}/partners")[1]["items"]
        self.identity(ids[0], "merge", {"into": ids[1], "reason": "doublon"})
        shown = self.ask(self.officer, "GET", f"/api/v1/identities/{ids[1]}/partners")[1]["items"]
        self.assertEqual([one["patientId"] for one in shown], [ids[0]] * len(own))
        self.assertEqual(shown, own)
        self.assertTrue(own)


@unittest.skipUnless(POSTGRES, "CLAIRIS_TEST_POSTGRES is not set")
class CareOnPostgres(Care):
    """The same on PostgreSQL."""

    @classmethod
    def psql(cls, statement):
        parts = urllib.parse.urlsplit(POSTGRES)
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", parts.hostname, "-p", str(parts.port or 5432), "-U", parts.username or "clairis",
                        "-d", parts.path.lstrip("/") or "postgres", "-c", statement], capture_output=True, timeout=60, check=True)

    @classmethod
    def database(cls):
        parts, name = urllib.parse.urlsplit(POSTGRES), f"clairis_care_{uuid.uuid4().hex[:12]}"
        cls.psql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        cls.addClassCleanup(cls.psql, f"DROP DATABASE {name} WITH (FORCE)")
        return f"postgresql:host={parts.hostname} port={parts.port or 5432} dbname={name} user={parts.username or 'clairis'}"


if __name__ == "__main__":
    unittest.main()
