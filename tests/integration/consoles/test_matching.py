# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of matching (PS3.4 C.2.2.2 and K.4.1.1.3), asked by two independent stacks."""

import unittest

from imaging_room import ImagingRoom
from peers import STEP, keys


class Matching(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        trois = cls.patient(1, "PAT-TROIS", "DOMINIQUE")
        noel = cls.patient(2, "PAT-NOËL", "Élodie", birthDate="1961-12-24")
        foeuillet = cls.patient(3, "FŒUILLET", "Maëlys", birthDate="2004-02-29")
        arc = cls.patient(4, "D'ARC-LENOIR", "Jeanne", birthDate="1989-05-30")
        medioni = {"family": "MEDIONI", "given": "Stéphane"}
        # The site is in Paris, an hour ahead of UTC in March: 10:00, 11:00 on the 2nd, 11:00, 14:30 on the 3rd, 08:00 on the 4th.
        placed = [cls.order(trois, "A1", "2026-03-02T09:00:00.000Z", requester=medioni),
                  cls.order(noel, "A2", "2026-03-02T10:00:00.000Z"),
                  cls.order(foeuillet, "A3", "2026-03-03T10:00:00.000Z", modality="MR", station="IRM1"),
                  cls.order(arc, "A4", "2026-03-03T13:30:00.000Z", modality="US", station="ECHO1", requester=medioni),
                  cls.order(trois, "A5", "2026-03-04T07:00:00.000Z", station="")]
        cls.uids = [each["exam"]["studyInstanceUid"] for each in placed]

    def found(self, stack, *wanted, **values):
        found = stack.find(keys("AccessionNumber", *wanted, **values))
        self.assertEqual(0x0000, found.status, found.comment)
        self.assertEqual([0xFF00] * len(found.answers), found.pending)
        return [answer["AccessionNumber"] for answer in found.answers]

    def check(self, cases):
        for stack in self.with_both():
            for values, expected in cases:
                with self.subTest(**{name: str(value) for name, value in values.items()}):
                    self.assertEqual(expected, self.found(stack, **values))

    def test_universal(self):
        """a query of empty keys, or of "*", brings the whole list by start time."""
        self.check([({}, ["A1", "A2", "A3", "A4", "A5"]), ({"PatientName": "*"}, ["A1", "A2", "A3", "A4", "A5"]),
                    ({STEP: [{"Modality": "", "ScheduledStationAETitle": ""}]}, ["A1", "A2", "A3", "A4", "A5"])])

    def test_single_value(self):
        """one value of each required key brings the entries that have it, and no other."""
        self.check([({"AccessionNumber": "A2"}, ["A2"]), ({"PatientID": "ESSAI-1"}, ["A1", "A5"]), ({"RequestedProcedureID": "A4"}, ["A4"]),
                    ({"PatientBirthDate": "20040229"}, ["A3"]), ({"StudyInstanceUID": self.uids[3]}, ["A4"]),
                    ({STEP: [{"Modality": "US"}]}, ["A4"]), ({STEP: [{"ScheduledProcedureStepStartDate": "20260303"}]}, ["A3", "A4"]),
                    ({STEP: [{"ScheduledProcedureStepStatus": "SCHEDULED", "Modality": "MR"}]}, ["A3"]),
                    ({"AccessionNumber": "A9"}, []), ({"PatientID": "essai-1"}, [])])

    def test_station(self):
        """a console that asks for its own title gets its steps, and those that no station was chosen for."""
        self.check([({STEP: [{"ScheduledStationAETitle": "IRM1"}]}, ["A3", "A5"]), ({STEP: [{"ScheduledStationAETitle": "SCANNER1"}]}, ["A1", "A2", "A5"])])

    def test_wildcards(self):
        """* and ? in texts stand for any run and for one character."""
        self.check([({"PatientName": "PAT-*"}, ["A1", "A2", "A5"]), ({"PatientName": "*^Jeanne"}, ["A4"]), ({"AccessionNumber": "?4"}, ["A4"]),
                    ({"PatientID": "*-3"}, ["A3"]), ({"PatientName": "PAT-TRO?S^*"}, ["A1", "A5"]), ({"PatientName": "PAT-TRO?^*"}, [])])

    def test_names(self):
        """names are found whatever their case, accents, ligatures, hyphens and apostrophes; a family name alone finds every given name."""
        self.check([({"PatientName": "pat-noel"}, ["A2"]), ({"PatientName": "PAT NOËL^élodie"}, ["A2"]), ({"PatientName": "foeuillet*"}, ["A3"]),
                    ({"PatientName": "FŒUILLET^MAËLYS"}, ["A3"]), ({"PatientName": "d arc lenoir"}, ["A4"]), ({"PatientName": "NOEL"}, []),
                    ({"ReferringPhysicianName": "medioni^STEPHANE"}, ["A1", "A4"])])

    def test_names_in_latin1(self):
        """a name is read in the character set that the query declares."""
        findscu, _ = self.stacks()
        for character_set in ("ISO_IR 100", "ISO_IR 192"):
            with self.subTest(character_set):
                found = findscu.find(keys("AccessionNumber", PatientName="pat-noël"), character_set)
                self.assertEqual(["A2"], [answer["AccessionNumber"] for answer in found.answers])

    def test_ranges(self):
        """dates and times match ranges, both ends included, open on either side."""
        date, time = "ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime"
        self.check([({STEP: [{date: "20260302-20260303"}]}, ["A1", "A2", "A3", "A4"]), ({STEP: [{date: "20260303-"}]}, ["A3", "A4", "A5"]),
                    ({STEP: [{date: "-20260302"}]}, ["A1", "A2"]), ({STEP: [{time: "1100-1430"}]}, ["A2", "A3", "A4"]),
                    ({STEP: [{time: "-0930"}]}, ["A5"])])

    def test_combined_date_and_time(self):
        """a range of dates with a range of times is one window from first to last instant, not those hours of each day."""
        self.check([({STEP: [{"ScheduledProcedureStepStartDate": "20260302-20260303", "ScheduledProcedureStepStartTime": "1430-1100"}]}, ["A3"]),
                    ({STEP: [{"ScheduledProcedureStepStartDate": "20260302-20260304", "ScheduledProcedureStepStartTime": "1100-0759"}]},
                     ["A2", "A3", "A4"])])

    def test_uid_list(self):
        """a list of study UIDs brings each of them once."""
        self.check([({"StudyInstanceUID": "\\".join((self.uids[0], self.uids[3], "2.25.1"))}, ["A1", "A4"])])

    def test_sequence(self):
        """keys of the step sequence are asked together with those outside it."""
        self.check([({"PatientName": "PAT-*", STEP: [{"Modality": "CT", "ScheduledProcedureStepStartDate": "20260302"}]}, ["A1", "A2"]),
                    ({"PatientName": "PAT-TROIS", STEP: [{"Modality": "MR"}]}, [])])

    def test_unreadable_keys(self):
        """a wildcard in a date and two items in the step sequence are refused with 0xA900 and a comment, and nothing is listed."""
        refused = [{STEP: [{"ScheduledProcedureStepStartDate": "2026030*"}]}, {STEP: [{"Modality": "CT"}, {"Modality": "MR"}]}]
        for stack in self.with_both():
            for values in refused:
                found = stack.find(keys("AccessionNumber", **values))
                self.assertEqual((0xA900, []), (found.status, found.answers))
                self.assertNotEqual("", found.comment)


if __name__ == "__main__":
    unittest.main()
