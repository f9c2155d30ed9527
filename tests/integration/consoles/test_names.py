# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""French names byte by byte as findscu received them."""

import unittest

from imaging_room import ImagingRoom
from peers import TAGS, keys


class Names(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order(cls.patient(1, "FŒUILLET-NOËL", "Hélène"), "A1", "2026-03-02T09:00:00.000Z", reason="Contrôle du cœur")
        cls.order(cls.patient(2, "PAT-NOËL", "Élodie"), "A2", "2026-03-02T10:00:00.000Z", reason="Bilan à l’effort")

    def test_smallest_set_that_holds_all(self):
        """without a profile an answer is in ISO_IR 100 when everything in it fits there, else in ISO_IR 192, each answer for itself"""
        findscu, _ = self.stacks("UNKNOWN")
        answers = {raw[TAGS["AccessionNumber"]].strip(): raw for raw in findscu.find(keys("AccessionNumber", "PatientName")).raw}
        self.assertEqual((b"ISO_IR 192", b"F\xC5\x92UILLET-NO\xC3\x8BL^H\xC3\xA9l\xC3\xA8ne"),
                         tuple(answers[b"A1"][TAGS[name]].strip() for name in ("SpecificCharacterSet", "PatientName")))
        self.assertEqual((b"ISO_IR 100", b"PAT-NO\xCBL^\xC9lodie"),
                         tuple(answers[b"A2"][TAGS[name]].strip() for name in ("SpecificCharacterSet", "PatientName")))
        # The typographic apostrophe of the reason has no place in ISO_IR 100: asked for, it changes the set of its answer.
        raw, = findscu.find(keys("PatientName", "ReasonForTheRequestedProcedure", AccessionNumber="A2")).raw
        self.assertEqual((b"ISO_IR 192", "Bilan à l’effort".encode()),
                         tuple(raw[TAGS[name]].strip() for name in ("SpecificCharacterSet", "ReasonForTheRequestedProcedure")))


if __name__ == "__main__":
    unittest.main()
