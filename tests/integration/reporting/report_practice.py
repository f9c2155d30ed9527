# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A practice of one site with a radiologist, a resident and a secretary, in the built program: what the REST tests of reports share."""
import json
import pathlib
import re
import sys
import threading
import urllib.error
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))

import running_clairis  # noqa: E402

TEXT = {"title": "Scanner thoracique", "justification": "Toux persistante depuis six semaines.", "indication": "Toux.",
        "technique": "Acquisition sans injection.", "results": "Pas de lésion parenchymateuse.", "conclusion": "Scanner thoracique normal."}
PAT_TROIS = {"birthName": "PAT-TROIS", "firstBirthName": "DOMINIQUE", "birthNames": "DOMINIQUE MARIE-LOUISE", "birthDate": "1979-03-28", "sex": "F",
             "birthPlaceCode": "51215"}


class ReportPractice(running_clairis.InstanceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.folder / "practice"
        done = running_clairis.run("init", folder)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        password = re.search(r"password: (\S+)", done.stdout).group(1)
        added = running_clairis.run("site", "add", "ambroise", "--config", folder / "clairis.properties", "--name", "Centre de radiologie Ambroise",
                                    "--structure", "1750803447")
        if added.returncode != 0:
            raise AssertionError(added.stderr)
        cls.port = running_clairis.free_port()
        cls.serving = running_clairis.Serving(folder / "clairis.properties", http__port=cls.port, dicom__port=0, mllp__port=0)
        cls.addClassCleanup(cls.serving.kill)
        cls.serving.wait_for("host.serving")
        threading.Thread(target=lambda: [None for _ in iter(lambda: cls.serving.process.stdout.read1(65536), b"")], daemon=True).start()
        cls.admin = cls.ask(None, "POST", "/api/v1/sessions", {"login": "admin", "password": password})[1]["token"]
        cls.site = next(site for site in cls.ask(cls.admin, "GET", "/api/v1/sites")[1]["items"] if site["code"] == "ambroise")
        cls.bideault = cls.ask(cls.admin, "POST", "/api/v1/practitioners", {
            "rpps": "01234560801", "family": "BIDEAULT", "given": "Jacques", "civility": "M", "title": "DR", "specialty": "G15_10/SM44"})[1]
        cls.radiologist = cls.account("bideault", "radiologist", practitionerId=cls.bideault["id"])
        cls.resident = cls.account("interne", "resident")
        cls.secretary = cls.account("secretaire", "secretary")
        cls.editor = cls.account("editeur", "service", kind="service")

    @classmethod
    def account(cls, login, role, kind="personal", **more):
        status, made = cls.ask(cls.admin, "POST", "/api/v1/accounts", {"login": login, "roles": [role], "siteIds": [cls.site["id"]], **more})
        if status not in (200, 201):
            raise AssertionError(made)
        return cls.ask(cls.admin, "POST", "/api/v1/tokens", {"accountId": made["id"], "name": "essai", "kind": kind})[1]["token"]

    @classmethod
    def ask(cls, token, method, path, body=None, **headers):
        """Status and JSON; the ETag is in `cls.etag`."""
        sent = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {}),
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(f"http://127.0.0.1:{cls.port}{path}", method=method, headers=sent,
                                         data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
                cls.etag = answer.headers.get("ETag")
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, json.loads(answer.read().decode())

    def performed_exam(self, **traits):
        """An exam that was made, of a patient of his own."""
        number = uuid.uuid4().hex[:12]
        status, patient = self.ask(self.editor, "POST", "/api/v1/patients", {
            **PAT_TROIS, **traits, "identifiers": [{"value": number, "authority": "CIM-TEST", "authorityOid": "1.2.250.1.71.4.2.2.1750803447.1"}]})
        self.assertIn(status, (200, 201), patient)
        status, order = self.ask(self.editor, "POST", "/api/v1/orders", {
            "siteId": self.site["id"], "patientId": patient["id"], "procedure": {"code": "24627-2", "display": "CT thorax"}, "modality": "CT",
            "reason": "Toux persistante", "requester": {"family": "MEDIONI", "given": "Stéphane", "rpps": "01234567897"}})
        self.assertEqual(status, 201, order)
        exam = order["exam"] if "exam" in order else order["exams"][0]
        status, done = self.ask(self.radiologist, "POST", f"/api/v1/exams/{exam['id']}/performed", {"equipment": "SOMATOM", "dose": "PDL 320 mGy.cm"})
        self.assertEqual(status, 200, done)
        return done

    def draft(self, exam, token=None):
        status, report = self.ask(token or self.radiologist, "POST", f"/api/v1/exams/{exam['id']}/reports", TEXT)
        self.assertEqual(status, 201, report)
        return report

    def act(self, token, report, action, body=None, method="POST", version=None):
        headers = {"If_Match": f'"{version}"'} if version is not None else {}
        return self.ask(token, method, f"/api/v1/reports/{report['id']}/{action}", {} if body is None else body, **headers)

    def validated(self, exam, **sharing):
        status, report = self.act(self.radiologist, self.draft(exam), "validate", {"sharing": sharing})
        self.assertEqual(status, 200, report)
        return report
