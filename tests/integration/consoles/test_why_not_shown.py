# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Why does the console show nothing? Recorded queries, explanation, replay and preview, over REST and by command."""

import contextlib
import json
import socket
import sqlite3
import struct
import unittest

from imaging_room import ImagingRoom
from peers import STEP, Findscu, keys
import rest
import running_clairis

LIST = keys("AccessionNumber", "PatientName", "PatientID", step={"Modality": "CT", "ScheduledStationAETitle": ""})


class WhyNotShown(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.patient(1, "PAT-TROIS", "DOMINIQUE")
        cls.exams = {number: cls.order(cls.person, number, f"2026-07-0{day}T09:30:00.000Z", **more)["exam"] for number, day, more in (
            ("W1", 2, {}), ("W2", 3, {"station": "SCANNER2"}), ("W3", 4, {"modality": "MR", "station": "IRM1"}))}

    def asks(self, title, query=None, **more):
        return Findscu(self.dicom_port, title).find(query or LIST, **more)

    def accessions(self, title, query=None):
        return [each["AccessionNumber"] for each in self.asks(title, query).answers]

    def queries(self, title):
        return self.secretary.get(f"/api/v1/consoles/{title}/queries")["items"]

    def explain(self, accession, title, **more):
        return self.secretary.get("/api/v1/worklist/explain", accession=accession, callingAe=title, **more)

    def give(self, title, **profile):
        """A profile for the length of the test."""
        path = f"/api/v1/consoles/{title}"
        etag = self.admin.call("PUT", path, profile)[1]["ETag"]
        self.addCleanup(lambda: self.admin.call("DELETE", path, headers={"If-Match": etag}))

    def command(self, *words):
        return running_clairis.run(*words, "--config", self.configuration)

    def refused(self, status, code, act):
        with self.assertRaises(rest.Problem) as caught:
            act()
        self.assertEqual((status, code), (caught.exception.status, caught.exception.code))

    def test_recorded(self):
        """what a console asked is there as it asked it, newest first, with what it got."""
        self.asks("REC1")
        self.asks("REC1", keys("AccessionNumber", PatientName="pat*", step={"Modality": "MR"}))
        newest, first = self.queries("REC1")
        self.assertEqual((["W3"], ["W1", "W2"]), (newest["accessions"], first["accessions"]))
        self.assertEqual((1, "0x0000: success", "127.0.0.1", False), (newest["answerCount"], newest["status"], newest["peer"], newest["cut"]))
        whole = self.secretary.get(f"/api/v1/consoles/REC1/queries/{newest['id']}")
        self.assertEqual({"AccessionNumber": "", "PatientName": "pat*", STEP: [{"Modality": "MR"}]}, whole["identifier"])
        self.refused(404, "worklist.query.unknown", lambda: self.secretary.get(f"/api/v1/consoles/OTHER/queries/{newest['id']}"))
        self.refused(404, "worklist.query.unknown", lambda: self.secretary.get("/api/v1/consoles/REC1/queries/none"))

    def test_explained(self):
        """key by key: what matched, what did not, and the sentence a person reads."""
        self.asks("EXP1")
        shown, other = self.explain("W1", "EXP1"), self.explain("W3", "EXP1")
        self.assertTrue(shown["shown"])
        self.assertEqual(["The console gets this entry when it asks this now."], shown["exams"][0]["reasons"])
        self.assertFalse(other["shown"])
        missed = [key for key in other["exams"][0]["keys"] if not key["matched"]]
        self.assertEqual([("(0008,0060) Modality", "CT", "MR")], [(key["key"], key["asked"], key["found"]) for key in missed])
        self.assertEqual(['(0008,0060) Modality: The console asks for "CT", the entry has "MR".'], other["exams"][0]["reasons"])

    def test_explained_by_profile(self):
        """a filter of the profile is told as such, and takes effect as told."""
        self.give("EXP2", ownStation=True, stations=["SCANNER2"])
        self.assertEqual(["W2"], self.accessions("EXP2"))
        reasons = self.explain("W1", "EXP2")["exams"][0]["reasons"]
        self.assertEqual(1, len(reasons))
        self.assertIn("profile: station", reasons[0])
        self.assertIn("SCANNER2", reasons[0])
        self.assertTrue(self.explain("W2", "EXP2")["shown"])

    def test_explained_by_state(self):
        """an exam that has left the list is found, and its state is the reason."""
        echo = keys("AccessionNumber", step={"Modality": "US"})
        done = self.order(self.person, "W9", "2026-07-09T09:30:00.000Z", modality="US")["exam"]
        before = self.asks("EXP3", echo)
        self.assertIn("W9", [each["AccessionNumber"] for each in before.answers])
        self.technologist_of_the_site().post(f"/api/v1/exams/{done['id']}/performed", {"equipment": "Echographe"})
        told = self.explain("W9", "EXP3")
        self.assertEqual(("completed", False, False), (told["exams"][0]["state"], told["exams"][0]["onWorklist"], told["shown"]))
        self.assertEqual(["The exam is completed: it has left the worklist."], told["exams"][0]["reasons"])
        query = told["query"]["id"]
        replay = self.secretary.post(f"/api/v1/consoles/EXP3/queries/{query}/replay")
        self.assertEqual((["W9"], [], True), (replay["vanished"], replay["appeared"], replay["complete"]))
        self.order(self.person, "W8", "2026-07-08T09:30:00.000Z", modality="US")
        self.assertEqual(["W8"], self.secretary.post(f"/api/v1/consoles/EXP3/queries/{query}/replay")["appeared"])

    @classmethod
    def technologist_of_the_site(cls):
        site = cls.admin.get("/api/v1/sites")["items"][0]
        account = cls.admin.post("/api/v1/accounts", {"login": "manip", "roles": ["technologist"], "siteIds": [site["id"]]})
        made = cls.admin.post("/api/v1/tokens", {"accountId": account["id"], "name": "essai", "kind": "personal"})
        technologist = rest.Rest(cls.http_port, made["token"])
        cls.addClassCleanup(technologist.close)
        return technologist

    def test_explained_by_limit(self):
        """an entry behind the answer limit is told from one that does not match."""
        self.give("EXP4", answerLimit=1)
        self.assertEqual(["W1"], self.accessions("EXP4"))
        reasons = self.explain("W2", "EXP4")["exams"][0]["reasons"]
        self.assertEqual(1, len(reasons))
        self.assertIn("cut after 1 answers", reasons[0])

    def test_unknown(self):
        """a number that nobody has, a console that never asked, a title in other letters."""
        self.asks("Exp5")
        told = self.explain("NOWHERE", "EXP5")
        self.assertEqual(([], False, None), (told["exams"], told["shown"], told["query"]))
        self.assertTrue(any("No exam has the accession number NOWHERE" in remark for remark in told["remarks"]))
        self.assertTrue(any("No console called EXP5" in remark for remark in told["remarks"]))
        self.assertTrue(any("A console called Exp5 has asked" in remark for remark in told["remarks"]))

    def test_preview(self):
        """a preview is what findscu gets, in the console's character set and letters, for the recorded query and for keys."""
        self.patient_and_order("LEVÊQUE-ŒILLET", "PZ1")
        self.give("PRE1", characterSet="ISO_IR 6", letters="capitals", answerLimit=2, cutIsFailure=False)
        for query in (LIST, keys("AccessionNumber", "PatientName", PatientName="lev*"), keys("AccessionNumber", AccessionNumber="W?")):
            found = self.asks("PRE1", query)
            seen = self.secretary.post("/api/v1/consoles/PRE1/preview")
            self.assertEqual((found.answers, f"0x{found.status:04X}: success"), (seen["answers"], seen["status"]))
        keyed = self.secretary.post("/api/v1/consoles/PRE1/preview", {"keys": {"PatientName": "LEV*"}})
        self.assertEqual("LEVEQUE-OEILLET^ZOE", keyed["answers"][0]["PatientName"])
        self.assertIn("PatientName", [each["keyword"] for each in keyed["spelledOut"]])
        self.assertEqual(3, len(self.queries("PRE1")))  # looking is not asking

    def patient_and_order(self, name, accession):
        self.order(self.patient(accession, name, "ZOÉ"), accession, "2026-07-05T09:30:00.000Z", modality="MG")

    def test_refused_query(self):
        """a query that was refused is recorded with its reason, explains as such, and is refused again."""
        found = self.asks("BAD1", keys("AccessionNumber", step={"ScheduledProcedureStepStartDate": "tomorrow"}))
        self.assertEqual(0xA900, found.status)
        query = self.queries("BAD1")[0]
        self.assertEqual("0xA900: the query could not be read", query["status"])
        self.assertTrue(any("refused as a whole" in remark for remark in self.explain("W1", "BAD1")["remarks"]))
        replay = self.secretary.post(f"/api/v1/consoles/BAD1/queries/{query['id']}/replay")
        self.assertEqual("0xA900: the query could not be read", replay["now"]["status"])

    def test_malformed_identifier(self):
        """an identifier that is no data set is recorded byte for byte and harms nothing when it is looked at, explained or replayed."""
        send_identifier(self.dicom_port, "BAD2", b"\x10\x00\x10\x00PN\xff\xff" + b"A" * 20)
        query = self.queries("BAD2")[0]
        whole = self.secretary.get(f"/api/v1/consoles/BAD2/queries/{query['id']}")
        self.assertEqual((None, "0xA900: the query could not be read"), (whole["identifier"], whole["status"]))
        self.assertEqual("0xA900: the query could not be read",
                         self.secretary.post(f"/api/v1/consoles/BAD2/queries/{query['id']}/replay")["now"]["status"])
        self.assertTrue(any("not a readable data set" in remark for remark in self.explain("W1", "BAD2")["remarks"]))

    def test_hostile(self):
        """bodies and words that cannot be are refused."""
        for body, code in (({"keys": [1]}, "worklist.json.value"), ({"keys": {"NoSuchAttribute": "x"}}, "worklist.json.keyword"),
                           ({"keys": {"PatientName": {"x": 1}}}, "worklist.json.value"), ({"query": 7}, "worklist.preview.body"),
                           ({"keys": {}, "query": "x"}, "worklist.preview.body"), ({"limit": 5}, "worklist.preview.body"),
                           (["x"], "worklist.preview.body")):
            self.refused(422, code, lambda body=body: self.secretary.post("/api/v1/consoles/HOST1/preview", body))
        self.refused(422, "worklist.console.ae_title", lambda: self.secretary.post("/api/v1/consoles/*/preview"))
        self.refused(422, "worklist.console.ae_title", lambda: self.explain("W1", "a/b"))
        self.assertEqual(404, self.status_of(lambda: self.explain("W1", "EXP1", query="' OR 1=1 --")))
        self.assertEqual(422, self.status_of(lambda: self.explain("", "EXP1")))

    @staticmethod
    def status_of(act):
        try:
            act()
        except rest.Problem as problem:
            return problem.status
        return 200

    def test_permissions(self):
        """queries name patients: the administrator does not see them, and reading them is audited."""
        self.asks("PERM1")
        query = self.queries("PERM1")[0]["id"]
        for act in (lambda: self.admin.get("/api/v1/consoles/PERM1/queries"), lambda: self.admin.get(f"/api/v1/consoles/PERM1/queries/{query}"),
                    lambda: self.admin.post(f"/api/v1/consoles/PERM1/queries/{query}/replay"),
                    lambda: self.admin.post("/api/v1/consoles/PERM1/preview"),
                    lambda: self.admin.get("/api/v1/worklist/explain", accession="W1", callingAe="PERM1")):
            self.refused(403, "http.permission", act)

    def test_commands(self):
        """the same by command, beside the server that serves."""
        done = self.command("worklist", "console", "set", "CLI1", "answerLimit=1", "characterSet=ISO_IR 100", "stations=CT1,CT2")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        profile = json.loads(done.stdout)["profile"]
        self.assertEqual((1, "ISO_IR 100", ["CT1", "CT2"]), (profile["answerLimit"], profile["characterSet"], profile["stations"]))
        self.until(lambda: len(self.asks("CLI1").answers) == 1)  # the server looks every other second
        self.queries("CLI1")
        explained = self.command("worklist", "explain", "--accession", "W2", "--calling-ae", "CLI1")
        self.assertEqual(3, explained.returncode, explained.stderr)
        self.assertIn("W2 is not shown to CLI1", explained.stdout)
        self.assertIn("cut after 1 answers", explained.stdout)
        shown = self.command("worklist", "explain", "--accession", "W1", "--calling-ae", "CLI1", "--json")
        self.assertEqual((0, True), (shown.returncode, json.loads(shown.stdout)["shown"]))
        seen = self.command("worklist", "preview", "CLI1")
        self.assertEqual(["W1"], [each["AccessionNumber"] for each in json.loads(seen.stdout)["answers"]])
        self.assertIn("CLI1", self.command("worklist", "consoles").stdout)
        self.assertRefused(self.command("worklist", "console", "set", "CLI1", "answerLimit=0"), "worklist.profile.value")
        self.assertRefused(self.command("worklist", "console", "set", "../CLI", "answerLimit=1"), "worklist.console.ae_title")
        self.assertEqual(0, self.command("worklist", "console", "delete", "CLI1").returncode)
        self.assertRefused(self.command("worklist", "console", "delete", "CLI1"), "worklist.console.unknown")

    def until(self, holds):
        for _ in range(600):
            if holds():
                return
        self.fail("it did not come")


class OffTheList(ImagingRoom):
    """Its own instance: a second site and a closed entry would be in the way of the others."""

    def test_closed_and_cancelled(self):
        """an entry that the idle rule closed, and one whose order was cancelled, are told apart from exams that were made."""
        person = self.patient(1, "PAT-TROIS", "DOMINIQUE")
        for number in ("C1", "C2"):
            self.order(person, number, "2026-07-02T09:30:00.000Z")
        database = sqlite3.connect(next(self.configuration.parent.glob("**/*.db")), timeout=60)
        with contextlib.closing(database), database:
            database.execute("UPDATE exam SET on_worklist = 0, worklist_closed_at = '2026-07-03T00:00:00.000Z' WHERE accession_number = 'C1'")
            database.execute("UPDATE exam SET on_worklist = 0, state = 'cancelled' WHERE accession_number = 'C2'")
        told = {number: self.secretary.get("/api/v1/worklist/explain", accession=number, callingAe="CT1")["exams"][0] for number in ("C1", "C2")}
        self.assertIn("taken off the lists at 2026-07-03T00:00:00.000Z", told["C1"]["reasons"][0])
        self.assertEqual(["The exam was cancelled: it is not on the worklist."], told["C2"]["reasons"])

    def test_sites(self):
        """what a console gets names patients of every site: an account of one site among several does not see it."""
        self.assertEqual([], self.secretary.get("/api/v1/consoles/CT1/queries")["items"])
        second = self.admin.post("/api/v1/sites", {"code": "second", "name": "Second site", "structureId": "1750803447", "zone": "Europe/Paris"})["id"]
        self.assertSiteRight(self.secretary)
        first = next(site["id"] for site in self.admin.get("/api/v1/sites")["items"] if site["id"] != second)
        # Active at both, but with the right to the list at one.
        self.assertSiteRight(self.holding("half", [{"role": "secretary", "siteId": first}, {"role": "auditor", "siteId": second}]))
        whole = self.holding("whole", [{"role": "secretary", "siteId": first}, {"role": "technologist", "siteId": second}])
        self.assertEqual([], whole.get("/api/v1/consoles/CT1/queries")["items"])

    def holding(self, login, grants):
        made = self.admin.post("/api/v1/accounts", {"login": login, "grants": grants})
        token = self.admin.post("/api/v1/tokens", {"accountId": made["id"], "name": "test", "kind": "personal"})["token"]
        client = rest.Rest(self.admin.port, token)
        self.addCleanup(client.close)
        return client

    def assertSiteRight(self, client):
        for act in (lambda: client.get("/api/v1/consoles/CT1/queries"), lambda: client.post("/api/v1/consoles/CT1/preview"),
                    lambda: client.get("/api/v1/worklist/explain", accession="C1", callingAe="CT1")):
            with self.assertRaises(rest.Problem) as caught:
                act()
            self.assertEqual((403, "site.right"), (caught.exception.status, caught.exception.code))


def send_identifier(port, calling, identifier):
    """A C-FIND whose identifier is these bytes, on an association made by hand; returns when it is answered."""
    def item(kind, content):
        return struct.pack(">BBH", kind, 0, len(content)) + content

    def pdu(kind, content):
        return struct.pack(">BBI", kind, 0, len(content)) + content

    def element(number, value):
        value += b"\0" * (len(value) % 2)
        return struct.pack("<HHI", 0, number, len(value)) + value

    sop_class = b"1.2.840.10008.5.1.4.31"
    context = item(0x20, b"\x01\0\0\0" + item(0x30, sop_class) + item(0x40, b"1.2.840.10008.1.2.1"))
    user = item(0x50, item(0x51, struct.pack(">I", 16384)) + item(0x52, b"2.25.1"))
    request = struct.pack(">HH", 1, 0) + b"CLAIRIS".ljust(16) + calling.encode().ljust(16) + bytes(32)
    command = element(0x0002, sop_class) + element(0x0100, struct.pack("<H", 0x20)) + element(0x0110, struct.pack("<H", 1)) + \
        element(0x0700, struct.pack("<H", 0)) + element(0x0800, struct.pack("<H", 1))
    command = element(0x0000, struct.pack("<I", len(command))) + command
    with socket.create_connection(("127.0.0.1", port), timeout=30) as console:
        console.sendall(pdu(1, request + item(0x10, b"1.2.840.10008.3.1.1.1") + context + user))
        console.recv(65536)
        for kind, content in ((3, command), (2, identifier)):
            console.sendall(pdu(4, struct.pack(">IBB", len(content) + 2, 1, kind) + content))
        console.recv(65536)
        console.sendall(pdu(5, bytes(4)))
        console.recv(65536)


if __name__ == "__main__":
    unittest.main()
