# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Modality Performed Procedure Steps from a second DICOM stack, and what they do to the list that findscu sees."""

import unittest

from imaging_room import ImagingRoom
from peers import STEP, keys

SUCCESS, PROCESSING_FAILURE, DUPLICATE, NO_SUCH_STEP = 0x0000, 0x0110, 0x0111, 0x0112


class PerformedSteps(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.patient(1, "PAT-NOËL", "Élodie")

    def begin(self, number):
        """The order A`number` and the N-CREATE of its step, as a console sends it."""
        placed = self.order(self.person, f"A{number}", "2026-03-02T09:00:00.000Z")
        elements = {
            "PatientName": "PAT-NOËL^Élodie", "PatientID": "ESSAI-1", "PatientBirthDate": "19740301", "PatientSex": "F", "Modality": "CT",
            "StudyID": "", "PerformedProcedureStepID": f"P{number}", "PerformedStationAETitle": "SCANNER1", "PerformedStationName": "",
            "PerformedLocation": "", "PerformedProcedureStepStartDate": "20260302", "PerformedProcedureStepStartTime": "100500",
            "PerformedProcedureStepEndDate": "", "PerformedProcedureStepEndTime": "", "PerformedProcedureStepStatus": "IN PROGRESS",
            "PerformedProcedureStepDescription": "", "PerformedProcedureTypeDescription": "", "PerformedSeriesSequence": [],
            "ScheduledStepAttributesSequence": [{
                "StudyInstanceUID": placed["exam"]["studyInstanceUid"], "AccessionNumber": f"A{number}", "RequestedProcedureID": f"A{number}",
                "ScheduledProcedureStepID": f"A{number}", "RequestedProcedureDescription": "Scanner du thorax",
                "ScheduledProcedureStepDescription": "Scanner du thorax"}]}
        return placed["exam"]["id"], {"create": {"uid": f"2.25.7000{number}", "elements": elements}}

    @staticmethod
    def end(number, state):
        return {"set": {"uid": f"2.25.7000{number}", "elements": {
            "PerformedProcedureStepStatus": state, "PerformedProcedureStepEndDate": "20260302", "PerformedProcedureStepEndTime": "101500",
            "PerformedSeriesSequence": [{"SeriesInstanceUID": f"2.25.7100{number}", "ProtocolName": "Thorax", "SeriesDescription": "Thorax",
                                         "PerformingPhysicianName": "", "OperatorsName": "", "RetrieveAETitle": ""}]}}}

    def statuses(self, *requests):
        told = self.stacks()[1].associate(*requests)
        return [request["responses"][-1]["status"] for request in told["requests"]]

    def listed(self, accession):
        """The status findscu is told of the step; nothing when it has left the list."""
        found = self.stacks()[0].find(keys(AccessionNumber=accession, step=("ScheduledProcedureStepStatus",)))
        return [answer[STEP][0]["ScheduledProcedureStepStatus"] for answer in found.answers]

    def state(self, exam):
        return self.secretary.get(f"/api/v1/exams/{exam}")["state"]

    def test_completed(self):
        """N-CREATE shows the step as STARTED, N-SET COMPLETED takes it off the list, a further N-SET is refused"""
        exam, create = self.begin(1)
        self.assertEqual(["SCHEDULED"], self.listed("A1"))
        self.assertEqual([SUCCESS], self.statuses(create))
        self.assertEqual((["STARTED"], "started"), (self.listed("A1"), self.state(exam)))
        self.assertEqual([SUCCESS], self.statuses(self.end(1, "COMPLETED")))
        self.assertEqual(([], "completed"), (self.listed("A1"), self.state(exam)))
        self.assertEqual([PROCESSING_FAILURE], self.statuses(self.end(1, "DISCONTINUED")))
        self.assertEqual("completed", self.state(exam))

    def test_discontinued(self):
        """a step that was broken off leaves the list as discontinued; create and end may come on one association"""
        exam, create = self.begin(2)
        self.assertEqual([SUCCESS, SUCCESS], self.statuses(create, self.end(2, "DISCONTINUED")))
        self.assertEqual(([], "discontinued"), (self.listed("A2"), self.state(exam)))

    def test_repeated_and_unknown(self):
        """a UID that is taken by another step is refused, an N-SET of a step never begun says so and changes no exam"""
        exam, create = self.begin(3)
        other, second = self.begin(4)
        second["create"]["uid"] = create["create"]["uid"]
        self.assertEqual([SUCCESS], self.statuses(create))
        self.assertEqual([DUPLICATE], self.statuses(second))
        self.assertEqual([NO_SUCH_STEP], self.statuses(self.end(5, "COMPLETED")))
        self.assertEqual(("started", "scheduled"), (self.state(exam), self.state(other)))

    def test_retrieved(self):
        """N-GET gives back what the console said of its step, an accented name included"""
        _, create = self.begin(6)
        self.assertEqual([SUCCESS], self.statuses(create))
        told = self.stacks()[1].associate({"get": {"uid": create["create"]["uid"], "attributes": ["PerformedProcedureStepStatus", "PatientName"]}})
        response = told["requests"][0]["responses"][-1]
        self.assertEqual((SUCCESS, "IN PROGRESS", "PAT-NOËL^Élodie"),
                         (response["status"], response["dataset"]["PerformedProcedureStepStatus"],
                          self.stacks()[1]._plain(response["dataset"]["PatientName"])))


if __name__ == "__main__":
    unittest.main()
