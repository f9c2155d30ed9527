# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Transport, TD0.2, TD3.1b, and misbehaviour on demand."""

import http.client
import ssl
import threading
import unittest

from dmp_client import MATRICULE, Channel, Submission, ask_existence, delete_document, find_document
from running_sandbox import SandboxTest, pair, pki, start
from test_sandbox_vihf import replacing

DROPPED = (http.client.RemoteDisconnected, ConnectionError, ssl.SSLError)


class Transport(SandboxTest):
    def connect(self, certificate, version=None):
        channel = Channel(self.sandbox, certificate, version)
        self.addCleanup(channel.close)
        return ask_existence(channel, self.sign)

    def test_tls_1_2_and_1_3_are_served(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version):
                self.assertEqual(self.connect(pair("auth"), version).status, 200)

    def test_tls_1_1_is_refused_by_the_server(self):
        with self.assertRaises(ssl.SSLError) as refusal:
            self.connect(pair("auth"), ssl.TLSVersion.TLSv1_1)
        self.assertIn("ALERT_PROTOCOL_VERSION", str(refusal.exception))

    def test_a_client_without_an_authentication_certificate_of_the_igc_is_refused(self):
        wrong = {"none": None, "seal": pair("sign"), "expired": pair("expired/auth"), "other CA": pair("other-ca/auth")}
        for what, certificate in wrong.items():
            with self.subTest(what), self.assertRaises(DROPPED):
                self.connect(certificate)

    def test_unknown_paths_and_methods_are_refused_on_a_connection_that_goes_on(self):
        self.assertEqual(self.channel.post("habilitations", "application/soap+xml", b"").status, 404)
        self.channel.connection.request("GET", "/si-dmp-server/v2/services/patients")
        response = self.channel.connection.getresponse()
        response.read()
        self.assertEqual(response.status, 405)
        self.assertEqual(ask_existence(self.channel, self.sign).status, 200)

    def test_a_chunked_body_is_read(self):
        content_type, body = self.submission().package()
        pieces = (body[start:start + 1000] for start in range(0, len(body), 1000))
        self.assertTrue(self.channel.post("repository", content_type, pieces).succeeded)


class Existence(SandboxTest):
    def told(self, answer):
        return (answer.text("//*[local-name()='queryResponseCode']/@code"),
                answer.text("//*[local-name()='patient']/*[local-name()='statusCode']/@code"),
                answer.text("//*[local-name()='attentionLine'][1]/*[local-name()='value']/@code"))

    def test_each_state_is_told_in_its_own_way(self):
        expected = {"active": ("OK", "active", "VALIDE"), "closed": ("OK", "terminated", "NON_EXISTE"), "absent": ("NF", "", ""),
                    "opposed": ("OK", "active", "INTERDIT"), "blocked": ("OK", "active", "INTERDIT")}
        for state, told in expected.items():
            with self.subTest(state):
                self.sandbox.admin("POST", "/dmp-state", {"matricule": MATRICULE, "state": state})
                answer = ask_existence(self.channel, self.sign)
                self.assertEqual(self.told(answer), told)
                self.assertEqual(answer.text("//*[local-name()='acknowledgement']/@typeCode"), "AA")

    def test_a_production_question_is_refused_on_a_test_platform(self):  # [SR-07]
        for what, answer in {
                "processingCode": ask_existence(self.channel, self.sign, edit=replacing('processingCode code="D"', 'processingCode code="P"')),
                "INS": ask_existence(self.channel, self.sign, ins_oid="1.2.250.1.213.1.4.8"),
                "reason": ask_existence(self.channel, self.sign, edit=replacing("TEST_EXST", "CNSLT_DATA"))}.items():
            with self.subTest(what):
                self.assertEqual(answer.text("//*[local-name()='acknowledgement']/@typeCode"), "AE")

    def test_an_absent_or_closed_dmp_takes_no_document(self):
        for state, error in (("absent", "XDSUnknownPatientId"), ("closed", "DMPClosed")):
            with self.subTest(state):
                self.sandbox.admin("POST", "/dmp-state", {MATRICULE: state})
                self.refuse(self.submission(), error)

    def test_an_opposed_patient_takes_none_either_but_a_blocked_professional_does_not_stop_feeding(self):
        self.sandbox.admin("POST", "/dmp-state", {MATRICULE: "opposed"})
        self.refuse_by_fault(self.submission(), "DMPAccessDeniedByRightsService")
        self.sandbox.admin("POST", "/dmp-state", {MATRICULE: "blocked"})
        self.accept(self.submission())


class Query(SandboxTest):
    def test_an_accepted_document_is_found_by_its_unique_id(self):
        submission = self.submission()
        self.accept(submission)
        answer = find_document(self.channel, self.sign, submission.unique_id)
        self.assertTrue(answer.succeeded)
        self.assertRegex(answer.text("//*[local-name()='ObjectRef']/@id"), "^urn:uuid:")

    def test_an_unknown_document_is_an_empty_success(self):
        answer = find_document(self.channel, self.sign, "1.2.250.1.999.404")
        self.assertTrue(answer.succeeded)
        self.assertEqual(answer.text("count(//*[local-name()='ObjectRef'])"), "0")

    def test_an_entry_uuid_is_no_unique_id(self):
        answer = find_document(self.channel, self.sign, "urn:uuid:5b0f2a7e-9a63-4a70-8f0e-2d5ad9b5a004")
        self.assertEqual(answer.errors, ["XDSDocumentUniqueIdError"])

    def test_other_queries_are_not_for_the_indirect_mode(self):
        answer = find_document(self.channel, self.sign, "1.2", query="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d")
        self.assertEqual(answer.fault, "DMPAccessDeniedByRightsService")


class Deletion(SandboxTest):
    def setUp(self):
        super().setUp()
        self.fed = self.submission()
        self.accept(self.fed)
        found = find_document(self.channel, self.sign, self.fed.unique_id)
        self.entry_uuid = found.text("//*[local-name()='ObjectRef']/@id")

    def test_the_structure_that_fed_a_document_deletes_it_once(self):
        self.assertTrue(delete_document(self.channel, self.sign, self.entry_uuid).succeeded)
        found = find_document(self.channel, self.sign, self.fed.unique_id, return_type="LeafClass")
        self.assertTrue(found.text("//*[local-name()='ExtrinsicObject']/@status").endswith(":Deleted"))
        again = delete_document(self.channel, self.sign, self.entry_uuid)
        self.assertEqual(again.errors, ["UnresolvedReferenceException"])

    def test_a_deletion_names_the_real_status_the_right_patient_and_nothing_but_deletion(self):
        for options, error in (({"status": "Deprecated"}, "XDSMetadataUpdateError"),
                               ({"matricule": "279035121518988"}, "XDSPatientIdDoesNotMatch"),
                               ({"new_status": "Archived"}, "XDSMetadataUpdateOperationError")):
            with self.subTest(error):
                self.assertEqual(delete_document(self.channel, self.sign, self.entry_uuid, **options).errors, [error])


class Misbehaviour(SandboxTest):
    def test_a_request_dropped_before_reading_leaves_nothing(self):
        self.behave("drop_before", service="repository", count=1)
        submission = self.submission()
        with self.assertRaises(DROPPED):
            submission.send(self.channel)
        self.assertEqual(self.sandbox.admin("GET", "/stats")["accepted"], [])
        self.assertTrue(submission.send(self.open_channel()).succeeded)

    def test_an_answer_lost_after_acceptance_is_settled_by_the_query(self):
        self.behave("drop_after_accept", service="repository", count=1)
        submission = self.submission()
        with self.assertRaises(DROPPED):
            submission.send(self.channel)
        self.channel = self.open_channel()
        found = find_document(self.channel, self.sign, submission.unique_id)
        self.assertRegex(found.text("//*[local-name()='ObjectRef']/@id"), "^urn:uuid:")

    def test_a_fault_an_error_and_an_http_status_are_answered_as_told(self):
        self.behave("fault", service="repository", count=1, code="DMPInvalidCertificate", text="Certificat revoque")
        self.refuse_by_fault(self.submission(), "DMPInvalidCertificate", "Certificat revoque")
        self.behave("error", service="repository", count=1, code="XDSRepositoryBusy")
        self.refuse(self.submission(), "XDSRepositoryBusy")
        self.behave("http", service="repository", count=1, status=503)
        self.assertEqual(self.submission().send(self.channel).status, 503)
        self.accept(self.submission())

    def test_slow_and_late_answers_arrive_whole(self):
        self.behave("slow_body", count=1, ms=50)
        self.accept(self.submission())
        self.behave("delay", count=1, ms=50)
        self.accept(self.submission())
        self.assertGreaterEqual(self.sandbox.journal()[-1]["ms"], 50)

    def test_an_answer_may_come_as_multipart(self):
        self.behave("multipart_reply", count=1)
        answer = self.submission().send(self.channel)
        self.assertTrue(answer.content_type.startswith("multipart/related"))
        self.assertIn(b"ResponseStatusType:Success", answer.data)

    def test_a_probability_strikes_the_same_turns_for_the_same_seed(self):
        def statuses():
            self.sandbox.admin("POST", "/reset", {})
            self.behave("http", service="patients", probability=0.5, seed=7)
            return [ask_existence(self.channel, self.sign).status for _ in range(12)]
        first = statuses()
        self.assertEqual(set(first), {200, 503})
        self.assertEqual(statuses(), first)

    def test_rules_can_be_listed_and_deleted(self):
        number = self.behave("http", service="patients")
        self.assertEqual([rule["id"] for rule in self.sandbox.admin("GET", "/behave")], [number])
        self.sandbox.admin("DELETE", f"/behave/{number}")
        self.assertEqual(ask_existence(self.channel, self.sign).status, 200)

    def test_an_unknown_rule_is_refused(self):
        with self.assertRaisesRegex(ValueError, "action is one of"):
            self.behave("explode")


class Workers(SandboxTest):
    def test_duplicates_are_seen_across_processes_and_after_a_restart(self):
        out = pki().parent / "workers"
        running = start(out, "--workers", "2")
        try:
            template = Submission(self.sign)
            packages = []
            for _ in range(6):
                submission = Submission(self.sign, **template.cda)
                submission.unique_id = template.unique_id
                packages.append(submission.package())
            answers = []

            def send(package):
                channel = Channel(running, pair("auth"))
                answers.append(channel.post("repository", *package).succeeded)
                channel.close()
            threads = [threading.Thread(target=send, args=(package,)) for package in packages]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(answers), [False] * 5 + [True])
            self.assertEqual(running.admin("GET", "/stats")["duplicates"], [template.unique_id] * 5)
        finally:
            running.stop()
        again = start(out)
        try:
            channel = Channel(again, pair("auth"))
            found = find_document(channel, self.sign, template.unique_id)
            self.assertEqual(found.text("count(//*[local-name()='ObjectRef'])"), "1")
            channel.close()
        finally:
            again.stop()


if __name__ == "__main__":
    unittest.main()
