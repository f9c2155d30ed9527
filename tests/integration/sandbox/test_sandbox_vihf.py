# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may speak: addressing headers, VIHF, its certificate, its freshness."""

import datetime
import unittest

from running_sandbox import ESTABLISHMENT, OTHER_STRUCTURE, SandboxTest, pair
from signed_parts import Vihf
from dmp_client import MATRICULE, STRUCTURE

HOMOLOGATION = "LPS_ID_HOMOLOGATION_DMP"
SPECIALTY = ('<s:AttributeValue><Role xmlns="urn:hl7-org:v3" xsi:type="CE" code="SM44" codeSystem="1.2.250.1.71.4.2.5" '
             'displayName="Radio-diagnostic"/></s:AttributeValue>')


def replacing(old, new):
    def edit(text):
        assert old in text, old
        return text.replace(old, new)
    return edit


class Addressing(SandboxTest):
    def test_a_request_without_one_of_its_addressing_headers_is_refused(self):
        for element in ("<a:To/>", '<a:ReplyTo e:mustUnderstand="true"><a:Address>http://www.w3.org/2005/08/addressing/'
                        'anonymous</a:Address></a:ReplyTo>'):
            with self.subTest(element):
                submission = self.submission()
                submission.edit_envelope = replacing(element, "")
                self.refuse_by_fault(submission, "MessageAddressingHeaderRequired", "A required header representing a "
                                     "Message Addressing Property is not present")

    def test_a_soap_1_1_envelope_is_refused(self):
        submission = self.submission()
        submission.edit_envelope = replacing("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")
        self.refuse_by_fault(submission, "VersionMismatch")

    def test_a_message_id_serves_once(self):
        submission = self.submission()
        submission.message_id = "urn:uuid:5b0f2a7e-9a63-4a70-8f0e-2d5ad9b5a001"
        self.accept(submission)
        again = self.submission()
        again.message_id = submission.message_id
        self.refuse_by_fault(again, "InvalidAddressingHeader", "MessageID deja utilise")

    def test_the_answer_relates_to_the_request(self):
        submission = self.submission()
        submission.message_id = "urn:uuid:5b0f2a7e-9a63-4a70-8f0e-2d5ad9b5a002"
        answer = self.accept(submission)
        self.assertEqual(answer.text("//*[local-name()='RelatesTo']"), submission.message_id)
        self.assertTrue(answer.text("//*[local-name()='Action']").endswith("ProvideAndRegisterDocumentSet-bResponse"))

    def test_entities_are_refused(self):
        submission = self.submission()
        submission.edit_envelope = lambda text: '<!DOCTYPE x [<!ENTITY e "e">]>' + text
        self.refuse_by_fault(submission, "Sender", "document type")


class Signer(SandboxTest):
    def test_the_authentication_certificate_may_not_sign_a_vihf(self):
        submission = self.submission()
        submission.vihf.pair = pair("auth")
        self.refuse_by_fault(submission, "DMPInvalidCertificate", "Not a valid signature certificate")

    def test_an_expired_or_foreign_signing_certificate_is_refused(self):
        for kind in ("expired/sign", "other-ca/sign"):
            with self.subTest(kind):
                submission = self.submission()
                submission.vihf.pair = pair(kind)
                self.refuse_by_fault(submission, "DMPInvalidCertificate")

    def test_a_vihf_altered_after_signing_is_refused_and_the_connection_survives(self):
        submission = self.submission()
        submission.vihf.tamper = replacing("BIDEAULT", "BIDAULT")
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "signature incorrecte")
        self.accept(self.submission())

    def test_an_unsigned_vihf_is_refused(self):
        submission = self.submission()
        submission.vihf.tamper = lambda text: text[:text.index("<d:Signature")] + text[text.index("</d:Signature>") + 14:]
        self.refuse_by_fault(submission, "DMPInvalidVIHF")

    def test_a_signature_of_another_assertion_is_refused(self):
        submission, other = self.submission(), Vihf(self.sign, STRUCTURE, MATRICULE)
        signed = other.signed()
        start, end = signed.index("<d:Signature"), signed.index("</d:Signature>")
        submission.vihf.tamper = lambda text: (text[:text.index("<d:Signature")] + signed[start:end]
                                               + text[text.index("</d:Signature>"):])
        self.refuse_by_fault(submission, "DMPInvalidVIHF")

    def test_a_genuine_assertion_wrapped_in_a_forged_one_proves_nothing(self):
        genuine = Vihf(self.sign, STRUCTURE, MATRICULE).signed()
        start, end = genuine.index("<d:Signature"), genuine.index("</d:Signature>") + len("</d:Signature>")
        signature, bare = genuine[start:end], genuine[:start] + genuine[end:]
        submission = self.submission()
        submission.vihf.tamper = lambda text: (
            text[:text.index("<d:Signature")] + signature + f"<s:Advice>{bare}</s:Advice>"
            + text[text.index("</d:Signature>") + len("</d:Signature>"):])
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "sur l'assertion et sur elle seule")

    def test_the_issuer_is_the_name_of_the_certificate(self):
        submission = self.submission()
        submission.vihf.edit = replacing(self.sign.distinguished_name, "CN=autre,C=FR")
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "Issuer")

    def test_the_structure_is_the_one_of_the_tls_certificate(self):
        submission = self.submission()
        submission.vihf.attributes["Identifiant_Structure"] = OTHER_STRUCTURE
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "Erreur d'authentification de la personne morale")

    def test_the_seal_of_another_structure_is_refused(self):
        submission = self.submission()
        submission.vihf.pair = pair("sign", OTHER_STRUCTURE)
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "Erreur d'authentification de la personne morale")

    def test_a_declared_establishment_of_the_structure_may_feed(self):
        self.accept(self.submission(structure=ESTABLISHMENT))


class Freshness(SandboxTest):
    def test_a_vihf_serves_once(self):
        content_type, body = self.submission().package()
        self.assertTrue(self.channel.post("repository", content_type, body).succeeded)
        answer = self.channel.post("repository", content_type, body)
        self.assertEqual(answer.fault, "DMPInvalidVIHF")
        self.assertIn("VIHF deja utilise", answer.reason)

    def test_a_vihf_older_than_five_minutes_is_refused(self):
        submission = self.submission()
        early = datetime.datetime.utcnow() - datetime.timedelta(minutes=6)
        submission.vihf.issue_instant = early.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "IssueInstant")

    def test_times_are_utc(self):
        submission = self.submission()
        submission.vihf.issue_instant = submission.vihf.issue_instant.replace("Z", "+01:00")
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "UTC")


class Attributes(SandboxTest):
    def test_every_attribute_is_needed(self):
        for name in self.submission().vihf.attributes:
            with self.subTest(name):
                submission = self.submission()
                del submission.vihf.attributes[name]
                self.refuse_by_fault(submission, "DMPInvalidVIHF", name.lower())

    def test_only_the_indirect_mode_may_feed(self):
        for mode in ("DIRECTE", "INDIRECTE_RENFORCEE"):
            with self.subTest(mode):
                submission = self.submission()
                submission.vihf.attributes["Authentification_mode"] = mode
                self.refuse_by_fault(submission, "DMPInvalidVIHF", "authentification_mode")

    def test_both_spellings_of_the_mode_are_read(self):
        submission = self.submission()
        submission.vihf.edit = replacing("Authentification_mode", "Authentification_Mode")
        self.accept(submission)

    def test_a_doctor_needs_a_specialty(self):
        submission = self.submission()
        submission.vihf.edit = replacing(SPECIALTY, "")
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "Aucune specialite dans le vihf")

    def test_automated_sending_needs_none(self):
        submission = self.submission()
        automate = replacing('code="10" codeSystem="1.2.250.1.71.1.2.7"', 'code="AUTOMATE" codeSystem="1.2.250.1.213.1.1.4.6"')
        submission.vihf.edit = lambda text: automate(text.replace(SPECIALTY, ""))
        self.accept(submission)

    def test_break_glass_is_no_way_to_feed(self):
        submission = self.submission()
        submission.vihf.edit = replacing('code="normal"', 'code="bris_de_glace"')
        self.refuse_by_fault(submission, "DMPInvalidVIHF", "purposeofuse")


if __name__ == "__main__":
    unittest.main()
