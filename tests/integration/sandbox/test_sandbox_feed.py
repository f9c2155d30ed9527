# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""TD2.1: what a submission must be to enter the registry, and what it leaves behind."""

import subprocess
import unittest

from dmp_client import find_document
from running_sandbox import OTHER_STRUCTURE, SandboxTest, pair
from test_sandbox_vihf import replacing

META = "XDSRegistryMetadataError"
HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
PRODUCTION_INS = "1.2.250.1.213.1.4.8"

# What is wrong -> (text of the metadata, its replacement, error code).
WRONG_METADATA = {
    "class code": ('nodeRepresentation="31"', 'nodeRepresentation="10"', META),
    "type code": ('nodeRepresentation="18748-4"', 'nodeRepresentation="11490-0"', META),
    "format code": ("urn:ihe:iti:xds-sd:pdf:2008", "urn:ihe:iti:xds-sd:text:2008", META),
    "confidentiality": ('nodeRepresentation="N"', 'nodeRepresentation="R"', META),
    "facility type": ('nodeRepresentation="SA08"', 'nodeRepresentation="SA07"', META),
    "practice setting": ('nodeRepresentation="AMBULATOIRE"', 'nodeRepresentation="HAD"', META),
    "event code": ('nodeRepresentation="MR"', 'nodeRepresentation="CT"', META),
    "local creation time": ("20261120101700", "20261120111700", META),
    "service start": ("20261120092500", "20261120102500", META),
    "language": (">fr-FR<", ">fr<", META),
    "title": ("IRM du genou droit", "IRM du genou gauche", META),
    "practitioner": ("801234560801^", "801234560999^", META),
    "author's structure": ("IDNST^^^1750803447", f"IDNST^^^{OTHER_STRUCTURE}", META),
    "birth date": ("PID-7|19790328", "PID-7|19790329", META),
    "accession number": ("ACN102", "ACN103", META),
    "size": ('name="size"><r:ValueList><r:Value>', 'name="size"><r:ValueList><r:Value>1', "XDSNonIdenticalSize"),
    "hash": ('name="hash"><r:ValueList><r:Value>', 'name="hash"><r:ValueList><r:Value>0', "XDSNonIdenticalHash"),
    "patient": ('value="279035121518989^', 'value="279035121518988^', "XDSPatientIdDoesNotMatch"),
    "signature class": ("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "urn:oid:1.3.6.1.4.1.19376.1.2", META),
    "signature event": ("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12.1.1", META),
    "content type scheme": ("1.2.250.1.213.2.2<", "1.2.250.1.213.2.3<", META),
    "missing signs": ("urn:ihe:iti:2007:AssociationType:signs", HAS_MEMBER, META),
    "association status": (">Original<", ">Reference<", META),
    "missing part": ("cid:doc%40client", "cid:none", "XDSMissingDocument"),
    "part without entry": ('<x:Document id="Document01">', '<x:Document id="Other">', "XDSMissingDocumentMetadata"),
}


class Acceptance(SandboxTest):
    def test_a_correct_submission_is_accepted_and_kept_for_inspection(self):
        submission = self.submission()
        content_type, body = submission.package()
        self.assertTrue(self.channel.post("repository", content_type, body).succeeded)
        entry = self.sandbox.journal()[-1]
        self.assertEqual((entry["td"], entry["uniqueId"], entry["outcome"]), ("TD2.1", submission.unique_id, "accepted"))
        folder = self.sandbox.out / "dmp" / f"{entry['number']:04}"
        kept = {file.name for file in folder.iterdir()}
        self.assertEqual(kept, {"envelope.xml", "document.xml", "signature.xml", "response.xml"})
        self.assertIn((folder / "document.xml").read_bytes(), body)

    def test_what_is_kept_is_a_signature_that_xmlsec1_accepts_too(self):
        self.accept(self.submission())
        signature = self.sandbox.out / "dmp" / f"{self.sandbox.journal()[-1]['number']:04}" / "signature.xml"
        subprocess.run(["xmlsec1", "--verify", "--ignore-manifests", "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Manifest",
                        "--id-attr:Id", "http://uri.etsi.org/01903/v1.1.1#:SignedProperties",
                        "--trusted-pem", self.sandbox.pki / "ca.pem", signature], check=True, capture_output=True)

    def test_visibility_codes_may_be_added(self):
        submission = self.submission()
        hidden = ('<r:Classification classificationScheme="urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f" classifiedObject="Document01" '
                  'nodeRepresentation="INVISIBLE_PATIENT"><r:Slot name="codingScheme"><r:ValueList><r:Value>1.2.250.1.213.1.1.4.13'
                  '</r:Value></r:ValueList></r:Slot></r:Classification>')
        submission.edit_metadata = lambda text: text.replace("</r:ExtrinsicObject>", hidden + "</r:ExtrinsicObject>", 1)
        self.accept(submission)

    def test_a_plain_envelope_without_mtom_is_refused(self):
        root, _, _ = self.submission().parts()
        answer = self.channel.post("repository", "application/soap+xml", root)
        self.assertEqual((answer.status, answer.fault), (500, "Sender"))


class Metadata(SandboxTest):
    def test_metadata_that_contradict_the_document_or_the_profile_are_refused(self):
        for what, (old, new, error) in WRONG_METADATA.items():
            with self.subTest(what):
                submission = self.submission()
                submission.edit_metadata = replacing(old, new)
                self.refuse(submission, error)

    def test_no_author_of_the_structure_that_speaks(self):
        submission = self.submission(structure=OTHER_STRUCTURE)
        submission.vihf.attributes["Identifiant_Structure"] = "1750803447"
        self.refuse(submission, META, "Aucun AuthorInstitution ne correspond a l'utilisateur du VIHF")

    def test_the_metadata_of_another_document_are_refused(self):
        submission = self.submission()
        submission.edit_metadata = replacing(f'value="{submission.unique_id}"', 'value="1.2.250.1.999.1.1.0"')
        self.refuse(submission, META, "uniqueId")

    def test_a_production_identity_is_refused_on_a_test_platform(self):  # [SR-07]
        self.refuse(self.submission(ins_oid=PRODUCTION_INS), "XDSUnknownPatientId", PRODUCTION_INS)

    def test_the_vihf_names_the_patient_of_the_document(self):
        submission = self.submission()
        submission.vihf.attributes["urn:oasis:names:tc:xacml:2.0:resource:resource-id"] = (
            "279035121518988^^^&1.2.250.1.213.1.4.10&ISO^NH")
        self.refuse(submission, "XDSPatientIdDoesNotMatch")


class Document(SandboxTest):
    def test_the_document_of_another_patient_than_the_metadata_is_refused(self):
        submission = self.submission()
        submission.edit_cda = replacing('extension="279035121518989"', 'extension="279035121518988"')
        self.refuse(submission, "XDSPatientIdDoesNotMatch", "recordTarget")

    def test_a_document_changed_after_signing_is_refused(self):
        submission = self.submission()
        submission.tamper_document = lambda data: data.replace(b"DOMINIQUE", b"DOMINIQUA", 1)
        self.refuse(submission, "XDSNonIdenticalHash", "le Manifest ne correspond pas")

    def test_entities_in_the_document_are_refused(self):
        submission = self.submission()
        submission.tamper_document = lambda data: data.replace(
            b"<ClinicalDocument", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><ClinicalDocument', 1)
        self.refuse(submission, "XDSRepositoryMetadataError", "document type")

    def test_times_without_an_offset_are_refused(self):
        submission = self.submission()
        submission.edit_cda = replacing("20261120102500+0100", "20261120102500")
        self.refuse(submission, "XDSRepositoryMetadataError", "decalage UTC")

    def test_a_body_that_is_no_pdf_is_refused(self):
        self.refuse(self.submission(pdf="SGVsbG8="), "XDSRepositoryMetadataError", "PDF")


class SubmissionSignature(SandboxTest):
    def test_an_unsigned_submission_is_refused(self):
        submission = self.submission()
        submission.tamper_signature = lambda data: b""
        self.refuse(submission, "XDSMissingDocument")

    def test_a_tampered_signature_is_refused(self):
        for what, (old, new) in {"properties": (b"<SigningTime>2", b"<SigningTime>1"), "purpose": (b"1.12.1.14", b"1.12.1.15"),
                                 "dummy digest": (b"AA==", b"AAA="), "empty value": (b"<SignatureValue>", b"<SignatureValue>A")}.items():
            with self.subTest(what):
                submission = self.submission()
                submission.tamper_signature = replacing(old, new)
                self.refuse(submission, "XDSRepositoryMetadataError", "Signature")

    def test_the_authentication_certificate_may_not_sign_a_submission(self):
        submission = self.submission()
        submission.signature_pair = pair("auth")
        self.refuse(submission, "XDSRepositoryMetadataError", "Not a valid signature certificate")

    def test_the_seal_of_another_structure_is_refused(self):
        submission = self.submission()
        submission.signature_pair = pair("sign", OTHER_STRUCTURE)
        self.refuse(submission, "XDSRepositoryMetadataError", OTHER_STRUCTURE)

    def test_a_digest_that_is_not_configured_is_refused(self):
        submission = self.submission()
        submission.digest = "sha256"
        self.refuse(submission, "XDSRepositoryMetadataError", "hors de")


class Duplicates(SandboxTest):
    def test_a_second_submission_of_the_same_document_is_refused_and_counted(self):
        submission = self.submission()
        self.accept(submission)
        again = self.submission(**submission.cda)
        again.unique_id = submission.unique_id
        answer = again.send(self.channel)
        self.assertEqual(answer.errors, ["XDSDuplicateUniqueIdInRegistry"])
        statistics = self.sandbox.admin("GET", "/stats")
        self.assertEqual(statistics["duplicates"], [submission.unique_id])
        self.assertEqual(statistics["accepted"], [submission.unique_id])

    def test_a_submission_set_serves_once(self):
        submission, other = self.submission(), self.submission()
        self.accept(submission)
        other.set_id = submission.set_id
        self.refuse(other, "XDSDuplicateUniqueIdInRegistry", "SubmissionSet")


class Replacement(SandboxTest):
    def setUp(self):
        super().setUp()
        self.first = self.submission()
        self.accept(self.first)
        self.entry_uuid = self.entry_of(self.first)

    def entry_of(self, submission):
        found = find_document(self.channel, self.sign, submission.unique_id)
        return found.text("//*[local-name()='ObjectRef']/@id")

    def successor(self, **values):
        submission = self.submission(**{"parent_id": self.first.unique_id, "set_id": self.first.cda["set_id"],
                                        "version": 2, **values})
        submission.replaced_uuid = self.entry_uuid
        return submission

    def test_a_new_version_replaces_its_predecessor(self):
        self.accept(self.successor())
        found = find_document(self.channel, self.sign, self.first.unique_id, return_type="LeafClass")
        self.assertTrue(found.text("//*[local-name()='ExtrinsicObject']/@status").endswith(":Deprecated"))

    def test_a_deprecated_version_cannot_be_replaced_again(self):
        self.accept(self.successor())
        self.refuse(self.successor(version=3), "XDSRegistryDeprecatedDocumentError")

    def test_an_unknown_target_is_refused(self):
        submission = self.successor()
        submission.replaced_uuid = "urn:uuid:5b0f2a7e-9a63-4a70-8f0e-2d5ad9b5a003"
        self.refuse(submission, "UnresolvedReferenceException")

    def test_the_document_must_name_the_one_it_replaces_in_the_same_set_with_a_higher_version(self):
        for wrong in ({"parent_id": "1.2.250.1.999.1"}, {"parent_id": ""}, {"set_id": "1.2.250.1.999.2"}, {"version": 1}):
            with self.subTest(wrong):
                self.refuse(self.successor(**wrong), "XDSReplaceFailed")

    def test_a_known_predecessor_without_rplc_is_refused(self):
        submission = self.successor()
        submission.replaced_uuid = ""
        self.refuse(submission, META, "RPLC manque")

    def test_a_predecessor_that_never_came_here_needs_no_rplc(self):  # [SR-01]
        self.accept(self.submission(parent_id="1.2.250.1.999.3", version=2))

    def test_the_document_of_another_patient_is_never_replaced(self):  # [SR-05]
        self.refuse(self.successor(matricule="279035121518988"), "XDSPatientIdDoesNotMatch", "autre patient")


if __name__ == "__main__":
    unittest.main()
