# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The source rule of the INS outlets, on the sources as they are and on copies that break it."""
import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

import check_ins_outlets as rule  # noqa: E402

SR_02 = {"HL7", "CDA ids", "CDA telecom", "XDS metadata", "VIHF", "XDM", "mail address", "PDF text", "PDF datamatrix", "DICOM worklist", "Web-PS URL",
         "contextual calls", "REST tokens", "exports", "labels", "logs, events and the trail"}


class OutletRule(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in {rule.TABLE, *(file for _, guard, asks, writes in rule.rows(ROOT) if guard in rule.ASKS for file in (asks, writes))}:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)

    def found(self, *files):
        return list(rule.findings(self.root, files))

    def test_every_outlet_of_the_rule_has_a_row(self):
        """each outlet that the safety rule names is a row of the table [SR-02]"""
        self.assertEqual(SR_02 - {name for name, *_ in rule.rows(ROOT)}, set())
        self.assertEqual(self.found(), [])

    def test_a_reader_outside_of_the_table_is_named(self):
        """a file that reads a matricule for itself is refused with its line, a comment is not [SR-02]"""
        name = "plugins/portal/page.cpp"
        (self.root / name).parent.mkdir(parents=True)
        (self.root / name).write_text("// patient.ins->matricule() is never read here\nbody += patient.ins->matricule();\n")
        self.assertEqual(self.found(name), [f"{name}:2: {name} reads the INS outside of the table; go through insForOutlet"])
        (self.root / name).write_text('reader.query("SELECT ins_matricule FROM patient");\n')
        self.assertEqual(self.found(name), [f"{name}:1: {name} reads the INS outside of the table; go through insForOutlet"])
        (self.root / name).write_text("send(insForOutlet(patient, environment));\n")
        self.assertEqual(self.found(name), [])

    def test_a_row_without_its_guard_is_named(self):
        """a row whose file does not ask the guard, or is gone, is refused [SR-02]"""
        asks = "plugins/worklist/entry_row.cpp"
        (self.root / asks).write_text((self.root / asks).read_text().replace("insForOutlet(", "insOf("))
        self.assertEqual(self.found(), [f'{rule.TABLE}: outlet "DICOM worklist": {asks} does not ask its guard (insForOutlet)'])
        (self.root / "plugins/dmp/vihf/assertion.cpp").unlink()
        self.assertIn(f'{rule.TABLE}: outlet "VIHF": there is no file plugins/dmp/vihf/assertion.cpp', self.found())


if __name__ == "__main__":
    unittest.main()
