# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Another system's worklist is taken over and given back: folders as wlmscpfs and Orthanc keep them, JSON lists, hostile files, a killed run."""
import json
import os
import signal
import sqlite3
import stat
import subprocess
import unittest

from running_clairis import PROGRAM, InstanceTest, free_port, run

ENTRY = """(0008,0005) CS [ISO_IR 100]
(0008,0050) SH [{accession}]
(0008,0090) PN [MEDIONI^St\xe9phane]
(0010,0010) PN [{name}]
(0010,0020) LO [{patient}]
(0010,0021) LO [{issuer}]
(0010,0030) DA [19790328]
(0010,0040) CS [F]
(0010,1020) DS [1.68]
(0010,1030) DS [72.5]
(0010,2000) LO [Pacemaker]
(0010,2110) LO [Iode]
(0010,21c0) US 4
(0020,000d) UI [{uid}]
(0020,0060) CS [L]
(0032,1060) LO [Radiographie du genou gauche]
(0032,1064) SQ
(fffe,e000) -
(0008,0100) SH [RX-7]
(0008,0102) SH [99ACME]
(0008,0104) LO [Radiographie du genou gauche]
(fffe,e00d) -
(fffe,e0dd) -
(0038,0050) LO [Fauteuil roulant]
(0040,0100) SQ
(fffe,e000) -
(0008,0060) CS [DX]
(0040,0001) AE [{station}]
(0040,0002) DA [{date}]
(0040,0003) TM [103000]
(0040,0006) PN [BIDEAULT^Jacques]
(0040,0007) LO [Genou gauche, deux incidences]
(0040,0009) SH [{step}]
(0040,0400) LT [Apporter les anciens clich\xe9s]
(fffe,e00d) -
(fffe,e0dd) -
(0040,1001) SH [{procedure}]
(0040,1002) LO [Chute]
(0040,1003) SH [STAT]
(0040,2016) LO [{placer}]
"""


class WorklistMigration(InstanceTest):
    def setUp(self):
        self.configuration = self.new_instance(f"{self.id().rsplit('.', 1)[-1]}")
        self.source = self.configuration.parent / "source"
        self.source.mkdir()

    def values(self, number=1, **changes):
        return {"accession": f"A{number}", "name": "PAT-TROIS^DOMINIQUE", "patient": f"IPP{number}", "issuer": "CIM-TEST", "uid": f"1.2.250.1.59.9.{number}",
                "station": "DX1", "date": "20991201", "step": f"SPS{number}", "procedure": f"RP{number}", "placer": f"P{number}", **changes}

    def entry(self, path, number=1, options=(), **changes):
        """A worklist file made by DCMTK's own tool."""
        dump = self.configuration.parent / "entry.dump"
        dump.write_text(ENTRY.format(**self.values(number, **changes)), encoding="latin-1")
        path.parent.mkdir(exist_ok=True, parents=True)
        subprocess.run(["dump2dcm", "-q", *options, dump, path], check=True)
        return path

    def many(self, number):
        """As quickly as bytes are replaced."""
        first = self.entry(self.source / "first.wl", 1000000).read_bytes()
        (self.source / "first.wl").unlink()
        for i in range(number):
            (self.source / f"{i:06}.wl").write_bytes(first.replace(b"1000000", str(1000000 + i).encode()))

    def command(self, *words, instance=None, **options):
        return run("worklist", *words, "--config", instance or self.configuration, **options)

    def imported(self, *words, code=0, instance=None):
        done = self.command("import", *(words or [self.source]), instance=instance)
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return done

    def query(self, sql, instance=None):
        with sqlite3.connect((instance or self.configuration).parent / "clairis.db") as database:
            rows = database.execute(sql).fetchall()
        database.close()
        return rows

    def counts(self):
        return [self.query(f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("patient", "imaging_order", "exam", "exam_preparation")]

    def test_wlmscpfs_folder(self):
        """a folder as wlmscpfs serves it is imported whole: bare data sets in folders by AE title, explicit and implicit, with and without meta header."""
        self.entry(self.source / "CLINIQUE" / "a.wl", 1, ["+F"])
        self.entry(self.source / "CLINIQUE" / "b.WL", 2, ["-F", "+ti"])
        self.entry(self.source / "CENTRE" / "c.wl", 3, ["-F", "+te"])
        self.entry(self.source / "d.wl", 4, ["+F", "+ti"])
        (self.source / "CLINIQUE" / "lockfile").touch()
        done = self.imported()
        self.assertIn("4 entries read\n4 imported\n", done.stdout)
        self.assertIn("1 other files ignored", done.stdout)
        self.assertEqual([(f"A{i}", f"1.2.250.1.59.9.{i}", f"SPS{i}", f"RP{i}", "DX1", "20991201103000", "scheduled") for i in range(1, 5)],
                         self.query("SELECT accession_number, study_instance_uid, step_id, requested_procedure_id, station_ae, scheduled_local, state FROM exam"
                                    " ORDER BY accession_number"))
        self.assertEqual([("provisional", None)], self.query("SELECT DISTINCT status, ins_matricule FROM patient"))
        self.assertEqual([("Stéphane",)], self.query("SELECT DISTINCT requester_given FROM imaging_order"))
        self.assertEqual([("72.5", "1.68", "unknown", "Pacemaker", "Iode", "Fauteuil roulant", "Apporter les anciens clichés")],
                         self.query("SELECT DISTINCT weight_kg, height_m, pregnancy, medical_alerts, allergies, special_needs, remarks FROM exam_preparation"))

    def test_second_run(self):
        """a second run imports what is new, changes nothing, and tells what differs without overwriting it."""
        self.entry(self.source / "a.wl", 1)
        self.imported()
        before = self.counts()
        self.assertIn("0 imported\n1 already there", self.imported().stdout)
        self.assertEqual(before, self.counts())
        self.entry(self.source / "a.wl", 1, station="DX9")
        self.entry(self.source / "b.wl", 2)
        done = self.imported(code=1)
        self.assertIn("1 imported\n0 already there\n0 not open any more\n1 in conflict", done.stdout)
        self.assertIn("a.wl: conflict: worklist.import.differs", done.stderr)
        self.assertEqual([("DX1",), ("DX1",)], self.query("SELECT station_ae FROM exam"))
        self.assertEqual(0, self.command("import", self.source, "--partial-ok").returncode)

    def test_hostile_folder(self):
        """hostile files are told by name, code and what to do; none is followed out of the folder, none goes in by half, the rest is imported."""
        good = self.entry(self.source / "good.wl", 1)
        content = good.read_bytes()
        outside = self.entry(self.configuration.parent / "outside.wl", 2)
        folder = self.source / "AE"
        folder.mkdir()
        (folder / "empty.wl").touch()
        (folder / "truncated.wl").write_bytes(content[:-100])
        (folder / "text.wl").write_text("(0010,0010) PN [PAT-TROIS^DOMINIQUE]\n")
        with open(folder / "huge.wl", "wb") as huge:
            huge.truncate(1 << 34)
        os.mkfifo(folder / "pipe.wl")
        os.symlink(outside, folder / "outside.wl")
        os.symlink("/dev/zero", folder / "zero.wl")
        os.symlink("itself.wl", folder / "itself.wl")
        os.symlink(self.source, folder / "loop")
        os.symlink("../good.wl", folder / "inside.wl")
        self.entry(folder / "deep" / "deeper.wl", 3)
        self.entry(folder / "longuid.wl", 4, uid="1." + "2" * 63)
        self.entry(folder / "nopatient.wl", 5, patient="")
        self.entry(folder / "noissuer.wl", 6, issuer="")
        self.entry(folder / "nodate.wl", 7, date="20261301")
        (folder / "wrongvr.wl").write_bytes(content.replace(b"\x10\x00\x10\x00PN", b"\x10\x00\x10\x00US"))
        self.entry(folder / "stranger.wl", 8, patient="IPP1", name="NESSI^RUTH")
        report = self.configuration.parent / "report.jsonl"
        report.touch(0o644)
        done = self.imported(self.source, "--report", report, code=1)
        told = {line["source"]: line["code"] for line in map(json.loads, report.read_text().splitlines())}
        self.assertEqual({"AE/empty.wl": "worklist.file.empty", "AE/truncated.wl": "worklist.file.malformed", "AE/text.wl": "worklist.file.malformed",
                          "AE/huge.wl": "worklist.import.too_large", "AE/pipe.wl": "worklist.import.unreadable", "AE/outside.wl": "worklist.import.link",
                          "AE/zero.wl": "worklist.import.link", "AE/itself.wl": "worklist.import.link", "AE/loop": "worklist.import.link",
                          "AE/deep": "worklist.import.depth", "AE/longuid.wl": "worklist.entry.study_uid", "AE/nopatient.wl": "worklist.entry.patient_id",
                          "AE/noissuer.wl": "worklist.entry.issuer", "AE/nodate.wl": "worklist.entry.date", "AE/wrongvr.wl": "worklist.file.vr",
                          "AE/stranger.wl": "worklist.import.other_person"}, told)
        for line in map(json.loads, report.read_text().splitlines()):
            self.assertTrue(line["expected"] and line["advice"], line)
        self.assertEqual(0o600, stat.S_IMODE(report.stat().st_mode))
        self.assertIn("18 entries read\n1 imported\n1 already there\n0 not open any more\n1 in conflict with what is stored\n15 refused\n", done.stdout)
        self.assertEqual([1, 1, 1, 1], self.counts())
        self.assertNotIn("DOMINIQUE", done.stderr + report.read_text())
        self.assertIn("AE/noissuer.wl: error: worklist.entry.issuer: (0010,0021) expected", done.stderr)

    def test_words(self):
        """wrong words are refused: a folder that is none, an unknown site, a format that does not exist."""
        self.assertRefused(self.command("import", self.source / "none", "--format", "wl"), "worklist.import.folder")
        self.assertRefused(self.command("import", self.source / "none"), "worklist.import.unreadable")
        self.assertRefused(self.command("import", self.source, "--site", "lune"), "site.unknown", "lune")
        self.assertRefused(self.command("import", self.source, "--format", "xml"), code=2)

    def test_issuer_and_site(self):
        """numbers without issuer take the one named; local times are those of the site named."""
        self.assertEqual(0, run("site", "add", "ile", "--name", "Site de l'île", "--structure", "1970100228", "--zone", "Indian/Reunion", "--config",
                                self.configuration).returncode)
        self.entry(self.source / "a.wl", 1, issuer="")
        self.imported(self.source, "--issuer", "ANCIEN-RIS", "--site", "ile", "--placer-authority", "DPI")
        self.assertEqual([("IPP1", "ANCIEN-RIS")], self.query("SELECT value, authority FROM patient_local_id"))
        self.assertEqual([("2099-12-01T06:30:00.000Z", "20991201103000")], self.query("SELECT scheduled_at, scheduled_local FROM exam"))
        self.assertEqual([("P1", "DPI")], self.query("SELECT placer_number, placer_authority FROM imaging_order"))

    def test_dry_run(self):
        """a dry run tells what an import would do and changes nothing."""
        self.many(100)
        (self.source / "bad.wl").write_text("x")
        done = self.imported(self.source, "--dry-run", code=1)
        self.assertIn("101 entries read\n100 would be imported\n", done.stdout)
        self.assertEqual([0, 0, 0, 0], self.counts())

    def test_past(self):
        """entries of the past go in and are counted, so that nobody wonders at them."""
        self.entry(self.source / "a.wl", 1, date="20200102")
        self.assertIn("1 of the imported are scheduled before today", self.imported().stdout)

    def test_json(self):
        """a JSON list is imported from a file and from standard input; what stands before damage goes in, the damage is told."""
        self.entry(self.source / "a.wl", 1)
        self.entry(self.source / "b.wl", 2)
        self.imported()
        text = self.command("export", "-", "--format", "json").stdout
        self.assertEqual(["A1", "A2"], [entry["AccessionNumber"] for entry in json.loads(text)])
        other = self.new_instance("json-other")
        file = self.configuration.parent / "list.json"
        file.write_text(text)
        self.assertIn("2 imported", self.imported(file, instance=other).stdout)
        again = run("worklist", "import", "-", "--config", other, stdin=text)
        self.assertEqual((0, True), (again.returncode, "2 already there" in again.stdout))
        for damaged, code, count in ((text[:-40], "worklist.json.syntax", 1), ("{}", "worklist.json.list", 0), ("", "worklist.json.syntax", 0),
                                     ('[{"PatientName": "' + "x" * 3_000_000 + '"}]', "worklist.import.too_large", 0), ("[1]", "worklist.json.value", 0),
                                     ("[" * 100_000, "worklist.json.depth", 0), ('[{"Patient": 1}]', "worklist.json.keyword", 0)):
            third = self.new_instance(f"json-{code}-{len(damaged)}")
            done = run("worklist", "import", "-", "--config", third, stdin=damaged)
            self.assertEqual(1, done.returncode)
            self.assertIn(code, done.stderr)
            self.assertEqual([(count,)], self.query("SELECT COUNT(*) FROM exam", third))

    def ended_by(self, number):
        """The exit code of an import that got this signal as soon as its first unit of work was committed."""
        # As at a terminal: whoever runs these tests in the background ignores SIGINT, and children would inherit that.
        with subprocess.Popen([PROGRAM, "worklist", "import", self.source, "--config", self.configuration], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as process:
            while self.query("SELECT COUNT(*) FROM exam")[0][0] == 0 and process.poll() is None:
                pass
            process.send_signal(number)
        return process.returncode

    def test_killed(self):
        """an import that is killed in the middle left whole entries; run again, it completes."""
        number = 4000
        self.many(number)
        self.assertEqual(-signal.SIGKILL, self.ended_by(signal.SIGKILL))
        patients, orders, exams, preparations = self.counts()
        self.assertTrue(0 < exams < number, exams)
        self.assertEqual((exams, exams, exams), (patients, orders, preparations))
        done = self.imported()
        self.assertIn(f"{number} entries read\n{number - exams} imported\n{exams} already there\n", done.stdout)
        self.assertEqual([number] * 4, self.counts())

    def test_interrupted(self):
        """Ctrl-C ends an import at once."""
        self.many(4000)
        self.assertEqual(-signal.SIGINT, self.ended_by(signal.SIGINT))

    def test_round_trip(self):
        """what is exported, imported elsewhere and exported again is the same, byte for byte but for the files' own ids."""
        self.entry(self.source / "a.wl", 1)
        self.entry(self.source / "b.wl", 2, accession="", step="SPS2")
        self.entry(self.source / "c.wl", 3, step="A3", procedure="A3", name="L\xc9VY^Zo\xeb")
        self.imported()
        other = self.new_instance("round-trip-other")
        first, second = self.configuration.parent / "first", self.configuration.parent / "second"
        self.assertIn("3 entries exported", self.command("export", first).stdout)
        self.imported(first, instance=other)
        self.assertIn("3 entries exported", self.command("export", second, instance=other).stdout)
        self.assertEqual([f"1.2.250.1.59.9.{i}.wl" for i in (1, 2, 3)], sorted(path.name for path in first.iterdir()))
        for path in first.iterdir():
            self.assertEqual(0o600, stat.S_IMODE(path.stat().st_mode))
            self.assertEqual(self.dataset(path), self.dataset(second / path.name))
        self.assertEqual(0o700, stat.S_IMODE(first.stat().st_mode))
        dump = self.dataset(first / "1.2.250.1.59.9.1.wl").decode("latin-1")
        for value in ("SPS1", "RP1", "Genou gauche, deux incidences", "RX-7", "99ACME", "MEDIONI^St\xe9phane", "Pacemaker", "Iode", "72.5", "1.68", "STAT", "P1",
                      "Fauteuil roulant", "Chute", "Apporter les anciens clich\xe9s", "20991201", "103000", "DX1"):
            self.assertIn(value, dump)
        self.assertNotIn("SPS1", self.dataset(first / "1.2.250.1.59.9.3.wl").decode("latin-1"))

    def dataset(self, path):
        """As dcmdump reads it, without the meta information."""
        dump = subprocess.run(["dcmdump", "-q", "+L", path], check=True, capture_output=True).stdout
        return dump[dump.index(b"# Dicom-Data-Set"):]

    def test_served_by_wlmscpfs(self):
        """what is exported is served to findscu by wlmscpfs itself, every entry of it."""
        for i in range(1, 4):
            self.entry(self.source / f"{i}.wl", i)
        self.entry(self.source / "4.wl", 4, station="")
        self.imported()
        target = self.configuration.parent / "out"
        done = self.command("export", target, "--layout", "wlmscpfs", "--called-ae", "ANCIEN", "--unassigned-station", "DX0")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        port = free_port()
        server = subprocess.Popen(["wlmscpfs", "-s", "-v", "-csk", "-dfp", target, str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            answers = self.find(port, "ANCIEN")
        finally:
            server.terminate()
            log = server.communicate()[0].decode(errors="replace")
        self.assertNotIn("incomplete", log)
        self.assertEqual(4, answers.count(b"Find Response:"), log)
        for i in range(1, 5):
            self.assertIn(f"[1.2.250.1.59.9.{i}]".encode(), answers)
        self.assertIn("MEDIONI^Stéphane".encode("latin-1"), answers)

    def find(self, port, called):
        """findscu, as soon as the server listens."""
        for _ in range(100):
            done = subprocess.run(["findscu", "-W", "-aec", called, "-k", "0020,000d", "-k", "0008,0090", "-k", "0040,0100[0].0040,0001", "127.0.0.1", str(port)],
                                  capture_output=True, check=False)
            if b"Find Response" in done.stdout + done.stderr:
                break
        return done.stdout + done.stderr

    def test_export_filters(self):
        """an export may be of one site or one station; layouts have a lockfile where wlmscpfs wants one; two lists are never mixed."""
        self.entry(self.source / "a.wl", 1)
        self.entry(self.source / "b.wl", 2, station="DX2")
        self.imported()
        out = self.configuration.parent
        self.assertIn("1 entries exported", self.command("export", out / "dx2", "--ae", "DX2", "--layout", "stations").stdout)
        self.assertEqual(["1.2.250.1.59.9.2.wl", "lockfile"], sorted(path.name for path in (out / "dx2" / "DX2").iterdir()))
        self.assertIn("0 entries exported", self.command("export", out / "none", "--ae", "DX9").stdout)
        self.assertRefused(self.command("export", out / "x", "--site", "lune"), "site.unknown")
        self.assertRefused(self.command("export", out / "dx2"), "worklist.export.folder")
        (out / "there.json").touch()
        self.assertRefused(self.command("export", out / "there.json", "--format", "json"), "worklist.export.file")
        self.assertEqual([("worklist.exported", "ok")] * 2, self.query("SELECT action, outcome FROM audit_entry WHERE action = 'worklist.exported'"))


if __name__ == "__main__":
    unittest.main()
