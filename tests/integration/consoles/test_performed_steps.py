# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Performed procedure steps as a second, independent stack says them, and what the practice then sees over REST."""

import sqlite3
import threading
import unittest

from imaging_room import ImagingRoom, running_clairis
from peers import SecondStack

BEGUN = {"PatientName": "PAT-TROIS^DOMINIQUE", "PatientBirthDate": "19740301", "PerformedProcedureStepID": "PPS1",
         "PerformedStationAETitle": "SCANNER1", "PerformedProcedureStepStartDate": "20260702", "PerformedProcedureStepStartTime": "113500",
         "PerformedProcedureStepStatus": "IN PROGRESS", "Modality": "CT"}
ENDED = {"PerformedProcedureStepStatus": "COMPLETED", "PerformedProcedureStepEndDate": "20260702", "PerformedProcedureStepEndTime": "115000",
         "CommentsOnRadiationDose": "PDL 320 mGy.cm",
         "PerformedSeriesSequence": [{"SeriesInstanceUID": "1.2.3.4", "SeriesDescription": "Thorax", "ProtocolName": "THX",
                                      "ReferencedImageSequence": [{"ReferencedSOPClassUID": "1.2.840.10008.5.1.4.1.1.2",
                                                                   "ReferencedSOPInstanceUID": "1.2.3.4.1"}]}]}


def begun(exam, patient_id, **more):
    reference = {"StudyInstanceUID": exam["studyInstanceUid"], "AccessionNumber": exam["accessionNumber"],
                 "ScheduledProcedureStepID": exam["accessionNumber"], "RequestedProcedureID": exam["accessionNumber"]}
    return {**BEGUN, "PatientID": patient_id, "ScheduledStepAttributesSequence": [reference], **more}


class PerformedSteps(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.patient(1, "PAT-TROIS", "DOMINIQUE")
        site = cls.admin.get("/api/v1/sites")["items"][0]
        account = cls.admin.post("/api/v1/accounts", {"login": "manip", "roles": ["technologist"], "siteIds": [site["id"]]})
        made = cls.admin.post("/api/v1/tokens", {"accountId": account["id"], "name": "essai", "kind": "personal"})
        cls.technologist = running_rest(cls, made["token"])

    def exam(self, accession):
        return self.order(self.person, accession, "2026-07-02T09:30:00.000Z")["exam"]

    def statuses(self, *requests):
        told = SecondStack(self.dicom_port).associate(*requests)
        return [entry["responses"][0]["status"] for entry in told["requests"]], told

    def test_life_of_a_step(self):
        """a step is begun, ended and read back on one association; the exam has its times, dose and series."""
        exam = self.exam("M1")
        uid = "1.2.826.0.1.1"
        statuses, told = self.statuses({"create": {"uid": uid, "elements": begun(exam, "ESSAI-1")}}, {"set": {"uid": uid, "elements": ENDED}},
                                       {"get": {"uid": uid}}, {"set": {"uid": uid, "elements": ENDED}})
        self.assertEqual([0x0000, 0x0000, 0x0000, 0x0110], statuses)
        self.assertEqual("COMPLETED", told["requests"][2]["responses"][0]["dataset"]["PerformedProcedureStepStatus"])
        seen = self.technologist.get(f"/api/v1/exams/{exam['id']}")
        self.assertEqual(("completed", "2026-07-02T09:35:00.000Z", "2026-07-02T09:50:00.000Z", "PDL 320 mGy.cm"),
                         (seen["state"], seen["startedAt"], seen["endedAt"], seen["dose"]))
        step = self.technologist.get(f"/api/v1/exams/{exam['id']}/steps")["items"][0]
        self.assertEqual(("Thorax", 1), (step["series"][0]["description"], step["series"][0]["images"]))

    def test_wrong_patient(self):
        """a step of another patient is taken, waits in the list, and leaves the exam it names alone."""
        exam = self.exam("M2")
        uid = "1.2.826.0.1.2"
        statuses, _ = self.statuses({"create": {"uid": uid, "elements": begun(exam, "ESSAI-77", PatientName="NESSI^RUTH", PatientBirthDate="19770714")}})
        self.assertEqual([0x0000], statuses)
        self.assertEqual("scheduled", self.technologist.get(f"/api/v1/exams/{exam['id']}")["state"])
        entry = next(item for item in self.technologist.get("/api/v1/worklists/reconcile")["items"] if item["step"]["sopInstanceUid"] == uid)
        self.assertEqual(("wrong_patient", exam["id"], "NESSI^RUTH"), (entry["reason"], entry["examId"], entry["step"]["patient"]["name"]))

    def test_unscheduled(self):
        """an emergency that nobody ordered is attached to the order that came later."""
        uid = "1.2.826.0.1.3"
        elements = {**BEGUN, "PatientID": "ESSAI-1", "ScheduledStepAttributesSequence": [{"StudyInstanceUID": "1.2.840.113619.99"}]}
        statuses, _ = self.statuses({"create": {"uid": uid, "elements": elements}}, {"set": {"uid": uid, "elements": ENDED}})
        self.assertEqual([0x0000, 0x0000], statuses)
        exam = self.exam("M3")
        entry = next(item for item in self.technologist.get("/api/v1/worklists/reconcile")["items"] if item["step"]["sopInstanceUid"] == uid)
        self.assertIn(exam["id"], [candidate["examId"] for candidate in entry["candidates"]])
        attached = self.technologist.post(f"/api/v1/worklists/reconcile/{entry['id']}/attach", {"examId": exam["id"]})
        self.assertEqual("completed", attached["state"])


class Killed(ImagingRoom):
    def test_nothing_lost_nothing_twice(self):
        """the server is killed while steps arrive: what was acknowledged is there, and a console that repeats the rest makes nothing twice."""
        person = self.patient(1, "PAT-TROIS", "DOMINIQUE")
        uids = [f"1.2.826.0.2.{number}" for number in range(120)]
        exams = [self.order(person, f"K{number}", "2026-07-02T09:30:00.000Z")["exam"] for number in range(len(uids))]
        requests = [{"create": {"uid": uid, "elements": begun(exam, "ESSAI-1")}} for uid, exam in zip(uids, exams)]
        told = []
        console = threading.Thread(target=lambda: told.append(SecondStack(self.dicom_port).associate(*requests)))
        console.start()
        database = sqlite3.connect(self.configuration.parent / "clairis.db")
        self.addCleanup(database.close)
        count = lambda: database.execute("SELECT COUNT(*) FROM performed_step").fetchone()[0]  # noqa: E731
        while count() < 10 and console.is_alive():
            pass
        self.serving.process.kill()
        self.serving.process.wait()
        console.join()
        acknowledged = [uid for uid, entry in zip(uids, told[0]["requests"]) if entry["responses"] and entry["responses"][0]["status"] == 0]
        stored = {row[0] for row in database.execute("SELECT sop_instance_uid FROM performed_step")}
        self.assertLess(len(acknowledged), len(uids), "the kill came too late to prove anything")
        self.assertLessEqual(set(acknowledged), stored)

        again = running_clairis.Serving(self.configuration, http__port=0, mllp__port=0, dicom__port=self.dicom_port)
        self.addCleanup(again.kill)
        again.wait_for("host.serving")
        reading = threading.Thread(target=lambda: [None for _ in iter(lambda: again.process.stdout.read1(65536), b"")])
        reading.start()
        repeated = SecondStack(self.dicom_port).associate(*[request for uid, request in zip(uids, requests) if uid not in acknowledged])
        self.assertEqual({0}, {entry["responses"][0]["status"] for entry in repeated["requests"]})
        self.assertEqual(len(uids), count())
        started = database.execute("SELECT COUNT(*), COUNT(DISTINCT subject) FROM event WHERE name = 'exam.started'").fetchone()
        self.assertEqual((len(uids), len(uids)), started)
        again.process.kill()
        again.process.wait()
        reading.join()


def running_rest(cls, token):
    """A caller of the instance with this token."""
    caller = type(cls.secretary)(cls.http_port, token)
    cls.addClassCleanup(caller.close)
    return caller


if __name__ == "__main__":
    unittest.main()
