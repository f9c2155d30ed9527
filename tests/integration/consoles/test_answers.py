# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What answers carry and how a query ends, seen by two independent stacks."""

import unittest

from imaging_room import ImagingRoom
from peers import PROCEDURE_CODE, STEP, Findscu, keys
from slow_relay import SlowRelay

ASKED = keys("AccessionNumber", "ReferringPhysicianName", "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID",
             "RequestedProcedureDescription", "RequestedProcedureID", "RequestedProcedurePriority", "ReasonForTheRequestedProcedure",
             step=("Modality", "ScheduledStationAETitle", "ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime",
                   "ScheduledProcedureStepDescription", "ScheduledProcedureStepID", "ScheduledProcedureStepStatus"),
             **{PROCEDURE_CODE: []})


class Answers(ImagingRoom):
    options = {"worklist__answer_limit": 40}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patient = cls.patient(1, "PAT-TROIS", "DOMINIQUE")
        cls.whole = cls.order(patient, "A1", "2026-07-02T09:30:00.000Z", requester={"family": "MEDIONI", "given": "Stéphane"}, priority="S",
                              reason="Toux depuis trois semaines")
        for number in range(41):
            cls.order(patient, f"L{number}", "2026-07-03T09:00:00.000Z", modality="MR", station="IRM1")

    def test_return_keys(self):
        """an answer carries exactly the attributes that were asked for, filled from the order; in July Paris is two hours ahead of UTC."""
        expected = {
            "AccessionNumber": "A1", "ReferringPhysicianName": "MEDIONI^Stéphane", "PatientName": "PAT-TROIS^DOMINIQUE", "PatientID": "ESSAI-1",
            "PatientBirthDate": "19740301", "PatientSex": "F", "StudyInstanceUID": self.whole["exam"]["studyInstanceUid"],
            "RequestedProcedureDescription": "Scanner du thorax", "RequestedProcedureID": "A1", "RequestedProcedurePriority": "STAT",
            "ReasonForTheRequestedProcedure": "Toux depuis trois semaines",
            PROCEDURE_CODE: [{"CodeValue": "24627-2", "CodingSchemeDesignator": "LN", "CodeMeaning": "Scanner du thorax"}],
            STEP: [{"Modality": "CT", "ScheduledStationAETitle": "SCANNER1", "ScheduledProcedureStepStartDate": "20260702",
                    "ScheduledProcedureStepStartTime": "113000", "ScheduledProcedureStepDescription": "Scanner du thorax",
                    "ScheduledProcedureStepID": "A1", "ScheduledProcedureStepStatus": "SCHEDULED"}]}
        for stack in self.with_both():
            found = stack.find({**ASKED, "AccessionNumber": "A1"})
            self.assertEqual((0x0000, [0xFF00], [expected]), (found.status, found.pending, found.answers))

    def test_only_what_is_asked(self):
        """a query that asks for one attribute gets that one."""
        for stack in self.with_both():
            self.assertEqual([{"AccessionNumber": "A1"}], stack.find(keys(AccessionNumber="A1")).answers)

    def test_unsupported_key(self):
        """a key that is not matched makes every answer pending with 0xFF01 instead of hiding that it was ignored."""
        for stack in self.with_both():
            found = stack.find(keys(AccessionNumber="A1", PatientWeight="72"))
            self.assertEqual((0x0000, [0xFF01]), (found.status, found.pending))

    def test_answer_limit(self):
        """a list longer than the limit is cut there, and the last status says so; a list of exactly the limit ends well."""
        for stack in self.with_both():
            cut = stack.find(keys("AccessionNumber", **{STEP: [{"Modality": "MR"}]}))
            self.assertEqual((0xA700, 40), (cut.status, len(cut.answers)))
            self.assertIn("40", cut.comment)
            whole = stack.find(keys("AccessionNumber", **{STEP: [{"Modality": "MR"}], "AccessionNumber": "L*"}))
            self.assertEqual(0xA700, whole.status)
            self.assertEqual(0x0000, stack.find(keys("AccessionNumber", AccessionNumber="L1?")).status)

    def test_small_pdus(self):
        """an answer longer than the PDUs a console takes is sent in parts of at most that length."""
        reason = "Douleur thoracique depuis trois semaines. " * 200
        self.order(self.patient(2, "PAT-QUATRE", "Camille"), "LONG", "2026-07-04T09:00:00.000Z", reason=reason)
        findscu = Findscu(self.dicom_port, options=("--max-pdu", "4096"))
        found = findscu.find(keys("RequestedProcedureComments", "PatientName", AccessionNumber="LONG"))
        self.assertEqual([{"AccessionNumber": "LONG", "PatientName": "PAT-QUATRE^Camille", "RequestedProcedureComments": reason.rstrip()}],
                         found.answers)

    def test_kept_association(self):
        """one association carries any number of queries, an echo between them, and ends by release."""
        _, second = self.stacks()
        find = {"find": {**ASKED, "AccessionNumber": "A1"}}
        told = second.associate(*[find] * 5, {"echo": True}, *[find] * 5, {"find": {"AccessionNumber": "unknown"}})
        self.assertEqual((True, True), (told["accepted"], told["released"]), told)
        self.assertEqual([[0xFF00, 0x0000]] * 5 + [[0x0000]] + [[0xFF00, 0x0000]] * 5 + [[0x0000]],
                         [[response["status"] for response in request["responses"]] for request in told["requests"]])

    def test_one_association_for_each_query(self):
        """associations opened and released for one query each are all served alike."""
        for stack in self.with_both():
            self.assertEqual([["A1"]] * 5, [[answer["AccessionNumber"] for answer in stack.find(keys(AccessionNumber="A1")).answers] for _ in range(5)])


class Cancelled(ImagingRoom):
    options = {"worklist__answer_limit": 100000}
    PLACED = 400

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patient = cls.patient(1, "PAT-TROIS", "DOMINIQUE")
        for number in range(cls.PLACED):
            cls.order(patient, f"L{number}", "2026-07-03T09:00:00.000Z", reason="Douleur " * 7)

    def test_cancel(self):
        """C-CANCEL in the middle of a list ends it with 0xFE00 before all its entries were sent."""
        for stack in self.stacks():
            with self.subTest(stack.name), SlowRelay(self.dicom_port, held_after=3) as relay:
                stack.port = relay.port
                found = stack.find(ASKED, cancel_after=2)
                self.assertEqual(0xFE00, found.status, found.comment)
                self.assertLess(len(found.answers), self.PLACED)
                self.assertGreaterEqual(len(found.answers), 2)


if __name__ == "__main__":
    unittest.main()
