# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A morning at the desk, told once from end to end: one person from her first name to an empty task list, seen by the desk, a console and the DMP."""

import datetime
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "fault"))

import identity_run  # noqa: E402
from kill_run import PROCEDURES, Problem  # noqa: E402

import consoles  # noqa: E402

PAT = {"birthName": "PAT-TROIS", "firstBirthName": "DOMINIQUE", "birthDate": "1979-03-28", "sex": "F", "birthPlaceCode": "51215"}
REGION = PROCEDURES["scanner-thorax"].region
MATRICULE = "279035121518989"
IDENTITIES = "/api/v1/identities"


def number(value):
    """A patient number of the practice: what stands on documents of who has no INS."""
    return {"value": value, "authority": "CIM-TEST", "authorityOid": "1.2.250.1.71.4.2.2.1750803447.1"}


class Desk(identity_run.IdentityRun):
    """Nobody is killed here; a console may be told the INS."""

    def __init__(self):
        super().__init__([], 0, 1)
        self.partner.loses = 0
        self.hands = identity_run.Hands(self)

    def options(self):
        return {**super().options(), "worklist.other_patient_ids_ins": "true"}

    def close(self):
        self.hands.close()
        super().close()


class MorningAtTheDesk(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.desk = Desk()
        self.addCleanup(self.desk.close)
        self.hands = self.desk.hands

    # What people do

    def ask(self, login, path, content=None):
        return self.hands.get(login, path) if content is None else self.hands.post(login, path, content)

    def officer(self, path, content=None):
        return self.ask(identity_run.OFFICER, f"{IDENTITIES}/{path}", content)

    def secretary(self, path, content=None):
        return self.ask("secretaire", f"{IDENTITIES}/{path}", content)

    def refused(self, login, path, content):
        with self.assertRaises(Problem) as caught:
            self.ask(login, path, content)
        return caught.exception.status, caught.exception.code

    def order(self, patient, accession):
        at = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0).isoformat().replace("+00:00", ".000Z")
        placed = self.ask("secretaire", "/api/v1/orders", {
            "siteId": self.desk.site_ids["main"], "patientId": patient, "accessionNumber": accession, "modality": "CT", "stationAe": "MAIN_CT1",
            "procedure": {"code": "24627-2", "display": "Scanner thoracique", "system": "2.16.840.1.113883.6.1"}, "scheduledAt": at, "reason": "Toux",
            "region": {"code": REGION[0], "display": REGION[1], "system": "2.16.840.1.113883.6.96"},
            "requester": {"rpps": "01234567897", "family": "MEDIONI", "given": "Stéphane"}})
        return placed["exam"]["id"]

    # What others see

    def on_console(self, accession):
        """What a console is told of an exam: the birth name, and the INS or nothing."""
        entries = consoles.find(self.desk.clairis.dicom_port, "MAIN_CT1", {"AccessionNumber": accession, "OtherPatientIDsSequence[0].PatientID": ""})
        self.assertEqual(len(entries), 1, accession)
        return entries[0]["PatientName"], MATRICULE if MATRICULE in entries[0].values() else ""

    def seen_by_operator(self, patient):
        """Who has no right to the INS never sees it."""
        self.assertNotIn(MATRICULE[:13], str(self.ask("manipulatrice", f"/api/v1/exams?patientId={patient}")))
        return self.secretary(patient)["status"]

    def until(self, what, seconds=60):
        end = time.monotonic() + seconds
        while not (found := what()):
            self.assertLess(time.monotonic(), end, "nothing came of it")
            time.sleep(0.05)
        return found

    def document(self, report):
        """The CDA in force; None as long as it is being made again."""
        try:
            return self.desk.hands.insist("bideault", lambda client: client.bytes(f"/api/v1/reports/{report}/cda")).decode()
        except Problem as problem:
            self.assertEqual(problem.code, "document.identity_changed")
            return None

    def kinds(self, *patients):
        return sorted(task["kind"] for patient in patients for task in self.officer(f"tasks?patientId={patient}")["items"])

    def test_morning(self):
        """search, creation, proof, INSi, qualified; order, exam, report; a duplicate merged and taken back; INSi's KO, downgrade, and the task list is empty in the end [SR-01] [SR-02] [SR-06] [SR-08] [RIS.INS.07] [RIS.INS.20] [RIS.INS.22] [RIS.INS.25] [RIS.INS.26] [RIS.INS.35] [RIS.INS.43]"""
        pat = self.arrives()
        report, exam = self.is_examined(pat)
        twin = self.is_registered_twice(pat)
        self.is_not_who_she_was(pat, exam, report)
        self.is_settled(pat, twin)

    def arrives(self):
        """Looked for first, registered, checked, found by INSi."""
        self.assertEqual(self.secretary("search?birthDate=1979-03-28&letters=pat")["items"], [])
        made = self.hands.post("secretaire", IDENTITIES, {**PAT, "identifiers": [number("JOUR-A")]})
        self.assertEqual((made["status"], made["hasIns"]), ("provisional", False))
        pat = made["id"]
        self.order(pat, "JOUR1")
        self.assertEqual(self.on_console("JOUR1"), ("PAT-TROIS^DOMINIQUE", ""))
        proven = self.secretary(f"{pat}/proofs", {"version": made["version"], "code": "CN"})
        self.assertEqual((proven["status"], self.on_console("JOUR1")[1]), ("validated", ""))
        site = self.desk.site_ids["main"]
        found = self.secretary(f"{pat}/insi/search", {"siteId": site})
        self.assertEqual((found["outcome"], found["ins"]["matricule"]), ("found", MATRICULE), found)
        self.assertEqual(self.on_console("JOUR1")[1], "", "found is not taken yet")
        taken = self.secretary(f"{pat}/insi/{found['callId']}/accept", {"version": found["version"], "firstBirthName": "DOMINIQUE"})
        self.assertEqual((taken["status"], self.seen_by_operator(pat)), ("qualified", "qualified"))
        self.assertEqual(self.on_console("JOUR1")[1], MATRICULE)
        return pat

    def is_examined(self, pat):
        """Her report reaches the DMP under her INS."""
        exam = self.ask("manipulatrice", "/api/v1/exams?accession=JOUR1")["items"][0]["id"]
        self.ask("manipulatrice", f"/api/v1/exams/{exam}/performed", {"equipment": "Scanner", "dose": "PDL 320 mGy.cm"})
        draft = self.ask("bideault", f"/api/v1/exams/{exam}/reports", {
            "title": "Scanner thoracique", "indication": "Toux", "technique": "Sans injection.", "results": "Rien.",
            "conclusion": "Scanner thoracique normal."})
        done = self.ask("bideault", f"/api/v1/reports/{draft['id']}/validate", {})
        self.assertIn(MATRICULE, self.document(draft["id"]))
        self.until(lambda: done["documentUniqueId"] in self.desk.sandbox.admin("GET", "/stats")["accepted"])
        return draft["id"], exam

    def is_registered_twice(self, pat):
        """The desk is warned, registers her again all the same; the officer merges the two, and takes that back."""
        twice = {**PAT, "birthName": "PAT TROIS"}
        self.assertEqual(self.refused("secretaire", IDENTITIES, twice), (409, "identity.candidates"))
        twin = self.hands.post("secretaire", IDENTITIES, {**twice, "searched": True, "identifiers": [number("JOUR-B")]})["id"]
        exam = self.order(twin, "JOUR2")
        self.assertEqual(self.on_console("JOUR2"), ("PAT TROIS^DOMINIQUE", ""))
        self.assertEqual(self.refused("secretaire", f"{IDENTITIES}/{twin}/merge", {"into": pat, "reason": "doublon"})[0], 403)
        preview = self.officer(f"{twin}/merge-preview?into={pat}")
        self.assertEqual(preview["obstacles"], [], preview)
        merge = self.officer(f"{twin}/merge", {"into": pat, "reason": "doublon"})
        self.assertEqual(self.on_console("JOUR2"), ("PAT-TROIS^DOMINIQUE", MATRICULE))
        self.assertEqual(self.ask("secretaire", f"/api/v1/exams/{exam}")["patientId"], pat)
        self.assertEqual([each["id"] for each in self.secretary("search?birthDate=1979-03-28&letters=pat")["items"]], [pat])
        self.officer(f"merges/{merge['id']}/undo", {"reason": "deux sœurs"})
        self.assertEqual(self.on_console("JOUR2"), ("PAT TROIS^DOMINIQUE", ""))
        self.assertEqual(self.officer(twin)["status"], "provisional")
        self.assertEqual(self.ask("secretaire", f"/api/v1/exams/{exam}")["patientId"], twin)
        return twin

    def is_not_who_she_was(self, pat, exam, report):
        """INSi's verification answers KO; the officer lowers her further."""
        self.order(pat, "JOUR3")
        self.assertEqual(self.on_console("JOUR3")[1], MATRICULE)
        self.desk.insi.admin("POST", "/verdict", {"number": MATRICULE[:13], "verdict": "KO"})
        self.assertEqual(self.officer(f"{pat}/insi/verify", {"siteId": self.desk.site_ids["main"]})["outcome"], "ko")
        after = self.officer(pat)
        self.assertEqual((after["status"], after["hasIns"], self.on_console("JOUR3")[1]), ("validated", False, ""))
        # No copy of her report has the INS from the moment of the answer on, and a new one is made without it.
        self.assertNotIn(MATRICULE, self.until(lambda: self.document(report)))
        kinds = self.kinds(pat)
        self.assertEqual([kind for kind in kinds if kind != "duplicate"], ["documents_sent", "insi_ko"])
        lower = {"version": self.officer(pat)["version"], "reason": "pièce d'une autre personne"}
        self.assertEqual(self.refused("secretaire", f"{IDENTITIES}/{pat}/downgrade", lower)[0], 403)
        self.assertEqual(self.officer(f"{pat}/downgrade", lower)["status"], "provisional")
        self.assertEqual(self.refused(identity_run.OFFICER, f"{IDENTITIES}/{pat}/downgrade", {**lower, "version": lower["version"] + 1})[1],
                         "identity.lowest")

    def is_settled(self, *patients):
        """Each task is closed with what came of it; nothing is left, and all of it can be read again."""
        for patient in patients:
            for task in self.officer(f"tasks?patientId={patient}")["items"]:
                self.officer(f"tasks/{task['id']}/close", {"outcome": "vu", "note": "appelé"})
        self.assertEqual(self.kinds(*patients), [])
        self.assertGreaterEqual(len(self.officer(f"tasks?patientId={patients[0]}&closed=true")["items"]), 2)
        commands = [entry["command"] for entry in self.officer(f"{patients[0]}/history")["items"]]
        self.assertEqual(commands, ["create", "prove", "take_from_insi", "merge", "unmerge", "verified_ko", "downgrade"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
