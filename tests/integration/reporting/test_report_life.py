# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A report's whole life over REST, in the built program."""
import unittest
import uuid

from report_practice import TEXT, ReportPractice


class ReportLife(ReportPractice):
    def deliveries(self, report):
        return self.ask(self.radiologist, "GET", f"/api/v1/reports/{report['id']}/deliveries")[1]["items"]

    def test_second_reading(self):
        """A resident's report is provisional, returned with a reason and validated by the senior; he himself validates nothing [RIS.CRR.04] [SR-10]"""
        draft = self.draft(self.performed_exam(), self.resident)
        self.assertEqual(self.act(self.resident, draft, "validate")[0], 403)
        self.assertEqual(self.act(self.secretary, draft, "provisional", version=1)[0], 403)
        self.assertEqual(self.act(self.resident, draft, "provisional")[1]["code"], "http.if_match.missing")
        status, report = self.act(self.resident, draft, "provisional", {"secondReaderId": self.bideault["id"]}, version=1)
        self.assertEqual((status, report["state"], report["secondReaderId"], self.etag), (200, "provisional", self.bideault["id"], '"2"'))
        self.assertEqual(self.act(self.radiologist, draft, "returned", {}, "PUT", 2)[1]["code"], "report.reason.missing")
        status, report = self.act(self.radiologist, draft, "returned", {"reason": "Mesure à reprendre."}, "PUT", 2)
        self.assertEqual((status, report["state"]), (200, "draft"))
        self.assertEqual(self.act(self.resident, draft, "provisional", {}, version=3)[0], 200)
        status, report = self.act(self.radiologist, draft, "validate", version=4)
        self.assertEqual((status, report["state"]), (200, "validated"))

    def test_amendment(self):
        """The next version is written beside the one in force and replaces it when validated; the same key opens one draft [RIS.DMP.02]"""
        exam = self.performed_exam()
        first = self.validated(exam)
        key = str(uuid.uuid4())
        answers = [self.ask(self.radiologist, "POST", f"/api/v1/reports/{first['id']}/amend", {"reason": "Côté corrigé."}, Idempotency_Key=key) for _ in range(2)]
        self.assertEqual([answer[0] for answer in answers], [201, 201])
        draft = answers[0][1]
        self.assertEqual(draft, answers[1][1])
        self.assertEqual((draft["kind"], draft["amends"], draft["reason"]), ("amendment", first["id"], "Côté corrigé."))
        self.assertEqual(self.act(self.radiologist, first, "amend", {"reason": "Encore."})[1]["code"], "report.exists")
        status, saved = self.ask(self.radiologist, "PUT", f"/api/v1/reports/{draft['id']}", {**TEXT, "conclusion": "Nodule de 8 mm."}, If_Match='"1"')
        self.assertEqual(status, 200, saved)
        second = self.act(self.radiologist, draft, "validate")[1]
        self.assertEqual((second["state"], second["reportVersion"]), ("validated", 2))
        versions = self.ask(self.radiologist, "GET", f"/api/v1/exams/{exam['id']}/reports")[1]["items"]
        self.assertEqual([(v["state"], v["text"]["conclusion"]) for v in versions],
                         [("replaced", TEXT["conclusion"]), ("validated", "Nodule de 8 mm.")])
        self.assertEqual(self.act(self.radiologist, first, "amend", {"reason": "Trop tard."})[1]["code"], "report.state")
        self.assertEqual(self.ask(self.radiologist, "GET", f"/api/v1/reports/{first['id']}/pdf")[1]["code"], "document.none")

    def test_addendum(self):
        """An addendum adds and changes no chapter"""
        first = self.validated(self.performed_exam())
        draft = self.act(self.radiologist, first, "addendum", {"reason": "Comparaison reçue."})[1]
        path = f"/api/v1/reports/{draft['id']}"
        status, answer = self.ask(self.radiologist, "PUT", path, {**TEXT, "conclusion": "Autre.", "addendum": "Stable."}, If_Match='"1"')
        self.assertEqual((status, answer["code"]), (422, "report.addendum.frozen"))
        self.assertEqual(self.ask(self.radiologist, "PUT", path, {**TEXT, "addendum": "Stable depuis 2019."}, If_Match='"1"')[0], 200)
        done = self.act(self.radiologist, draft, "validate")[1]
        self.assertEqual([added["text"] for added in done["addenda"]], ["Stable depuis 2019."])

    def test_announcement(self):
        """Who has to be told stands on a list until a physician records it, once [SR-20] [RIS.CRR.02] [RIS.CRR.03]"""
        report = self.validated(self.performed_exam(), announcementNeeded=True)
        waiting = lambda: [item["reportId"] for item in self.ask(self.radiologist, "GET", "/api/v1/worklists/announcements")[1]["items"]]  # noqa: E731
        self.assertIn(report["id"], waiting())
        for token in (self.secretary, self.resident, self.editor):
            self.assertEqual(self.act(token, report, "announce")[0], 403)
        status, done = self.act(self.radiologist, report, "announce")
        self.assertEqual((status, done["announcedBy"]), (200, self.bideault["id"]))
        self.assertNotIn(report["id"], waiting())
        self.assertEqual(self.act(self.radiologist, report, "announce")[1]["code"], "report.announcement.done")

    def test_wrong_patient(self):
        """A report of the wrong patient is taken back and begun anew on the right exam, never replaced [SR-05]"""
        right = self.performed_exam(birthName="NESSI", firstBirthName="RUTH", birthNames="RUTH ISABELLE", birthDate="1977-07-14", birthPlaceCode="63220")
        wrong = self.validated(self.performed_exam())
        self.assertEqual(self.act(self.radiologist, wrong, "withdraw", {"cause": "mistake", "reason": "x"})[1]["code"], "report.withdrawal.cause")
        status, done = self.act(self.radiologist, wrong, "withdraw", {"cause": "wrong_patient", "reason": "Mauvais dossier.", "rightExamId": right["id"]})
        self.assertEqual((status, done["state"]), (200, "withdrawn"), done)
        draft = self.ask(self.radiologist, "GET", f"/api/v1/reports/{done['newDraftId']}")[1]
        self.assertEqual((draft["examId"], draft["text"]["conclusion"], draft["amends"]), (right["id"], TEXT["conclusion"], None))
        self.assertNotEqual(draft["setId"], wrong["setId"])
        self.assertEqual(self.ask(self.radiologist, "GET", f"/api/v1/reports/{wrong['id']}/cda")[1]["code"], "document.none")

    def test_signed_together(self):
        """Several reports are signed at once, each for itself: one changed meanwhile stays, and says why"""
        drafts = [self.draft(self.performed_exam()) for _ in range(3)]
        self.ask(self.secretary, "PUT", f"/api/v1/reports/{drafts[1]['id']}", {**TEXT, "conclusion": "Changé."}, If_Match='"1"')
        body = {"reports": [{"id": draft["id"], "version": 1} for draft in drafts]}
        status, done = self.ask(self.radiologist, "POST", "/api/v1/reports/validate", body)
        self.assertEqual(status, 200, done)
        self.assertEqual([item["validated"] for item in done["items"]], [True, False, True])
        self.assertEqual(done["items"][1]["code"], "report.version")
        for bad, code in (({"reports": []}, "json.array.expected"), ({"reports": [{"id": "x"}]}, "json.integer.expected"),
                          ({"reports": [{"version": 1}]}, "json.text.expected"), ({"reports": [{"id": "x", "version": 1, "sharin": {}}]}, "json.member.unknown")):
            self.assertEqual(self.ask(self.radiologist, "POST", "/api/v1/reports/validate", bad)[1]["code"], code)

    def test_discarded(self):
        """A draft that came to nothing is kept and frees its exam"""
        exam = self.performed_exam()
        draft = self.draft(exam)
        self.assertEqual(self.act(self.radiologist, draft, "discarded", {"reason": "Ouvert par erreur."}, "PUT", 1)[1]["state"], "discarded")
        self.assertEqual(self.act(self.radiologist, draft, "validate")[1]["code"], "report.state")
        self.assertEqual(self.draft(exam)["state"], "draft")
        self.assertEqual([report["state"] for report in self.ask(self.resident, "GET", f"/api/v1/exams/{exam['id']}/reports")[1]["items"]], ["discarded", "draft"])


if __name__ == "__main__":
    unittest.main()
