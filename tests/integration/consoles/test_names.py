# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""French names in every character set a console may want: byte by byte as findscu received them, and as a second stack reads them."""

import unittest

from imaging_room import ImagingRoom
from peers import TAGS, keys

WITHOUT_ACCENTS = b"FOEUILLET-NOEL^Helene"
# (0008,0005) of the answer and the bytes of FŒUILLET-NOËL^Hélène. What a set has no place for is spelled out: Œ as OE, è as e.
WRITTEN = {
    "ISO_IR 6": ("", WITHOUT_ACCENTS),
    "ISO_IR 100": ("ISO_IR 100", b"FOEUILLET-NO\xCBL^H\xE9l\xE8ne"),
    "ISO_IR 101": ("ISO_IR 101", b"FOEUILLET-NO\xCBL^H\xE9lene"),      # Latin 2 has č where Latin 1 has è
    "ISO_IR 109": ("ISO_IR 109", b"FOEUILLET-NO\xCBL^H\xE9l\xE8ne"),
    "ISO_IR 110": ("ISO_IR 110", b"FOEUILLET-NO\xCBL^H\xE9lene"),
    "ISO_IR 144": ("ISO_IR 144", WITHOUT_ACCENTS),                     # Cyrillic
    "ISO_IR 127": ("ISO_IR 127", WITHOUT_ACCENTS),                     # Arabic
    "ISO_IR 126": ("ISO_IR 126", WITHOUT_ACCENTS),                     # Greek
    "ISO_IR 138": ("ISO_IR 138", WITHOUT_ACCENTS),                     # Hebrew
    "ISO_IR 148": ("ISO_IR 148", b"FOEUILLET-NO\xCBL^H\xE9l\xE8ne"),
    "ISO_IR 203": ("ISO_IR 203", b"F\xBCUILLET-NO\xCBL^H\xE9l\xE8ne"),  # Latin 9 has Œ
    "ISO_IR 166": ("ISO_IR 166", WITHOUT_ACCENTS),                     # Thai
    "ISO_IR 13": ("ISO_IR 13", WITHOUT_ACCENTS),                       # katakana
    "ISO_IR 192": ("ISO_IR 192", b"F\xC5\x92UILLET-NO\xC3\x8BL^H\xC3\xA9l\xC3\xA8ne"),
    "": ("ISO_IR 192", b"F\xC5\x92UILLET-NO\xC3\x8BL^H\xC3\xA9l\xC3\xA8ne"),
}
# What a person reads on the second stack's console; it does not know ISO_IR 203.
READ = {"ISO_IR 6": "FOEUILLET-NOEL^Helene", "ISO_IR 100": "FOEUILLET-NOËL^Hélène", "ISO_IR 101": "FOEUILLET-NOËL^Hélene",
        "ISO_IR 109": "FOEUILLET-NOËL^Hélène", "ISO_IR 110": "FOEUILLET-NOËL^Hélene", "ISO_IR 144": "FOEUILLET-NOEL^Helene",
        "ISO_IR 148": "FOEUILLET-NOËL^Hélène", "ISO_IR 192": "FŒUILLET-NOËL^Hélène", "": "FŒUILLET-NOËL^Hélène"}


class Names(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order(cls.patient(1, "FŒUILLET-NOËL", "Hélène"), "A1", "2026-03-02T09:00:00.000Z", reason="Contrôle du cœur")
        cls.order(cls.patient(2, "PAT-NOËL", "Élodie"), "A2", "2026-03-02T10:00:00.000Z", reason="Bilan à l’effort")
        cls.profiles = {}

    def profile(self, title, **members):
        """Gives the console `title` a profile over REST, as an administrator does while it is in use."""
        headers = {"If-Match": self.profiles[title]} if title in self.profiles else None
        _, answered, _ = self.admin.call("PUT", f"/api/v1/consoles/{title}", members, headers=headers)
        self.profiles[title] = answered["ETag"]

    def test_bytes(self):
        """a name leaves in exactly the bytes of the console's character set, which (0008,0005) names"""
        findscu, _ = self.stacks("BYTES")
        for term, (declared, name) in WRITTEN.items():
            with self.subTest(term):
                self.profile("BYTES", characterSet=term)
                raw, = findscu.find(keys("PatientName", AccessionNumber="A1")).raw
                self.assertEqual(name, raw[TAGS["PatientName"]].rstrip(b" "))
                self.assertEqual(declared, raw.get(TAGS["SpecificCharacterSet"], b"").decode("ascii").rstrip(" "))

    def test_read_by_another_stack(self):
        """a console that decodes by the declared character set shows the name, or its spelling, never a question mark"""
        _, second = self.stacks("READER")
        for term, name in READ.items():
            with self.subTest(term):
                self.profile("READER", characterSet=term)
                self.assertEqual([name], [answer["PatientName"] for answer in second.find(keys("PatientName", AccessionNumber="A1")).answers])

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

    def test_letters(self):
        """a console that wants capitals, with or without accents, and all five components of a name gets them"""
        findscu, second = self.stacks("LETTERS")
        for members, name in (({"letters": "capitals"}, "FŒUILLET-NOËL^HÉLÈNE"), ({"letters": "plainCapitals"}, "FOEUILLET-NOEL^HELENE"),
                              ({"allNameComponents": True}, "FŒUILLET-NOËL^Hélène^^^")):
            with self.subTest(str(members)):
                self.profile("LETTERS", **members)
                for stack in (findscu, second):
                    self.assertEqual([name], [answer["PatientName"] for answer in stack.find(keys("PatientName", AccessionNumber="A1")).answers])


if __name__ == "__main__":
    unittest.main()
