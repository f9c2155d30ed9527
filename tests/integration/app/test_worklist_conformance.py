# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The DICOM conformance statement says what the program is, and the program is what it says on the network."""
import re
import subprocess
import sys
import unittest

from running_clairis import ROOT, InstanceTest, free_port, run

sys.path.insert(0, str(ROOT / "scripts"))
import conformance_page  # noqa: E402


class Statement(unittest.TestCase):
    def test_page(self):
        """docs/editor/dicom-conformance.md has the tables that the program prints, each of them."""
        page = conformance_page.PAGE.read_text(encoding="utf-8")
        self.assertEqual(page, conformance_page.filled(page, conformance_page.tables()), "run scripts/conformance_page.py --write")

    def test_drift(self):
        """a table that changed, came or went is noticed."""
        page = conformance_page.PAGE.read_text(encoding="utf-8")
        made = conformance_page.tables()
        changed = {**made, "attributes": made["attributes"] + "| (0010,9999) | New | LO | – | value |\n"}
        self.assertNotEqual(page, conformance_page.filled(page, changed))
        for tables in ({**made, "new": "| |\n"}, {name: text for name, text in made.items() if name != "attributes"}):
            with self.assertRaises(SystemExit):
                conformance_page.filled(page, tables)

    def test_options(self):
        """the options of the statement are those of the configuration reference."""
        reference = set(re.findall(r"^\| `((?:dicom|worklist)\.[^`]+)` \|", run("config", "reference").stdout, re.M))
        stated = set(re.findall(r"^\| `([^`]+)` \|", conformance_page.tables()["options"], re.M))
        self.assertEqual(reference, stated)


class OnTheNetwork(InstanceTest):
    def setUp(self):
        self.configuration = self.new_instance()
        self.port = free_port()
        self.serve(self.configuration, dicom__port=self.port).wait_for("dicom.listening")

    def test_sop_classes_and_transfer_syntaxes(self):
        """every SOP class of the statement is accepted in each of its transfer syntaxes, and answers."""
        tables = conformance_page.tables()
        classes = re.findall(r"\| (1\.2\.[\d.]+) \|", tables["sop-classes"])
        syntaxes = re.findall(r"\| (1\.2\.[\d.]+) \|", tables["transfer-syntaxes"])
        self.assertIn("1.2.840.10008.5.1.4.31", classes)
        self.assertEqual(["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"], syntaxes)
        for option in ("-x=", "-xi"):
            done = subprocess.run(["findscu", "-W", "-v", option, "-k", "0020,000d", "-k", "0040,0100", "127.0.0.1", str(self.port)], capture_output=True,
                                  text=True, check=False)
            self.assertIn("Received Final Find Response (Success)", done.stdout + done.stderr)
        self.assertEqual(0, subprocess.run(["echoscu", "127.0.0.1", str(self.port)], check=False).returncode)

    def test_unsupported_attribute(self):
        """an attribute that the statement does not have is said to be unsupported; one that it has is not."""
        self.assertNotIn("(0018,0015)", conformance_page.tables()["attributes"])
        entry = self.configuration.parent / "list.json"
        entry.write_text('[{"AccessionNumber": "A1", "StudyInstanceUID": "1.2.3", "PatientName": "PAT-TROIS^DOMINIQUE", "PatientID": "IPP1", "IssuerOfPatientID": "CIM",'
                         '"RequestedProcedureDescription": "Thorax", "ScheduledProcedureStepSequence": [{"Modality": "CT", "ScheduledProcedureStepStartDate": "20991201"}]}]')
        self.assertEqual(0, run("worklist", "import", entry, "--config", self.configuration).returncode)
        for key, words in (("0018,0015", "(Pending: WarningUnsupportedOptionalKeys)"), ("0010,21b0", "(Pending)")):
            done = subprocess.run(["findscu", "-W", "-v", "-k", "0010,0010", "-k", key, "127.0.0.1", str(self.port)], capture_output=True, text=True, check=False)
            self.assertIn(f"Find Response: 1 {words}", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
