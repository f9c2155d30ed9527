# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Submission set, document entry and signature entry against one another and against the CDA.

Each check yields (errorCode, codeContext); a registry answers all of them at once, so does this one.
"""

import re

import cda
import xds

META = "XDSRegistryMetadataError"
OID = re.compile(r"(?=.{1,64}$)[0-2](\.(0|[1-9]\d*))+")
DTM = re.compile(r"\d{14}")
CX = re.compile(r"([0-9AB]{15})\^\^\^&([0-9.]+)&ISO\^NH")
XCN = re.compile(r"([^^]+)\^([^^]+)\^([^^]+)\^{6}&1\.2\.250\.1\.71\.4\.2\.1&ISO\^D\^\^\^(IDNPS|EI)")
XON = re.compile(r"([^^]+)\^{5}&1\.2\.250\.1\.71\.4\.2\.2&ISO\^IDNST\^\^\^([^^]+)")
FORMATS = {"application/pdf": "urn:ihe:iti:xds-sd:pdf:2008", "text/plain": "urn:ihe:iti:xds-sd:text:2008"}
SCAN_FORMAT_SYSTEM = "1.3.6.1.4.1.19376.1.2.3"
STRUCTURED_FORMAT = "urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013"


def structure_ids(institutions):
    return [match.group(2) for text in institutions if (match := XON.fullmatch(text))]


def _same(what, found, wanted):
    if found != wanted:
        yield META, f"{what} : {found!r} dans les metadonnees, {wanted!r} dans le CDA"


def check_patient(submission_set, entries, document, vihf):
    patients = {submission_set.identifier(xds.SET_PATIENT), *(entry.identifier(xds.ENTRY_PATIENT) for entry in entries)}
    if patients != {vihf.patient}:
        yield "XDSPatientIdDoesNotMatch", f"patientId {sorted(patients)} et resource-id du VIHF {vihf.patient}"
    match = CX.fullmatch(vihf.patient)
    if match.group(2) not in cda.TEST_INS:
        yield "XDSUnknownPatientId", f"OID d'INS {match.group(2)} refuse sur une plateforme de test"
    known = [item for item in document.patient_ids if item[0] in cda.ALL_INS]
    if known != [(match.group(2), match.group(1))]:
        yield "XDSPatientIdDoesNotMatch", f"INS du recordTarget {known} et resource-id du VIHF {vihf.patient}"


def check_submission_set(submission_set, vihf):
    if xds.SUBMISSION_SET not in submission_set.nodes:
        yield META, "RegistryPackage sans classification SubmissionSet"
    if not DTM.fullmatch(submission_set.slot("submissionTime")):
        yield META, "submissionTime attendu en UTC, yyyyMMddHHmmss"
    for scheme, what in ((xds.SET_UNIQUE_ID, "uniqueId"), (xds.SET_SOURCE, "sourceId")):
        if not OID.fullmatch(submission_set.identifier(scheme)):
            yield META, f"SubmissionSet.{what} n'est pas un OID"
    codes = submission_set.codes(xds.CONTENT_TYPE)
    if len(codes) != 1 or not codes[0][0] or codes[0][1] != "1.2.250.1.213.2.2":
        yield META, f"contentTypeCode attendu dans 1.2.250.1.213.2.2, recu {codes}"
    yield from check_author_forms(submission_set, xds.SET_AUTHOR, "SubmissionSet")
    if vihf.structure not in structure_ids(submission_set.author_values(xds.SET_AUTHOR, "authorInstitution")):
        yield META, "Aucun AuthorInstitution ne correspond a l'utilisateur du VIHF (SubmissionSet)"


def check_author_forms(item, scheme, what):
    persons, institutions = (item.author_values(scheme, slot) for slot in ("authorPerson", "authorInstitution"))
    if not persons:
        yield META, f"{what} : auteur absent"
    for text in persons:
        if not XCN.fullmatch(text):
            yield META, f"{what} : authorPerson mal forme : {text}"
    for text in institutions:
        if not XON.fullmatch(text):
            yield META, f"{what} : authorInstitution mal forme : {text}"


def check_content(entry, content, unique_id):
    """hash and size of the bytes received."""
    if entry.slot("hash").lower() != content["hash"]:
        yield "XDSNonIdenticalHash", f"hash {entry.slot('hash')} annonce, {content['hash']} recu pour {unique_id}"
    if entry.slot("size") != str(content["size"]):
        yield "XDSNonIdenticalSize", f"size {entry.slot('size')} annonce, {content['size']} recu pour {unique_id}"


def check_entry_codes(entry, document, class_codes):
    codes = entry.codes(xds.CLASS)
    if len(codes) != 1 or codes[0][0] not in class_codes or codes[0][1] != "1.2.250.1.213.1.1.4.1":
        yield META, f"classCode {sorted(class_codes)} / 1.2.250.1.213.1.1.4.1 attendu, recu {codes}"
    yield from _same("typeCode", entry.codes(xds.TYPE), [document.type_code])
    yield from _same("healthcareFacilityTypeCode", entry.codes(xds.FACILITY), [document.facility])
    yield from _same("practiceSettingCode", entry.codes(xds.PRACTICE_SETTING), [document.practice_setting])
    if document.body_type == "structured":
        yield from _same("formatCode", [code for code, _ in entry.codes(xds.FORMAT)], [STRUCTURED_FORMAT])
    else:
        yield from _same("formatCode", entry.codes(xds.FORMAT), [(FORMATS.get(document.body_type), SCAN_FORMAT_SYSTEM)])
    yield from _same("eventCodeList", sorted({code for code, _ in entry.codes(xds.EVENT)}), sorted(document.events))
    yield from check_confidentiality(entry, document)


def check_confidentiality(entry, document):
    codes = entry.codes(xds.CONFIDENTIALITY)
    normal = [code for code, system in codes if system == xds.CONFIDENTIALITY_SYSTEM]
    hidden = [code for code, system in codes if system == xds.VISIBILITY_SYSTEM]
    yield from _same("confidentialityCode", normal, [document.confidentiality])
    if not set(hidden) <= xds.VISIBILITIES or len(set(hidden)) != len(hidden) or len(normal) + len(hidden) != len(codes):
        yield META, f"confidentialityCode hors nomenclature : {codes}"


def check_entry_slots(entry, document):
    yield from _same("creationTime", entry.slot("creationTime"), document.creation_time)
    yield from _same("serviceStartTime", entry.slot("serviceStartTime"), document.service_start)
    yield from _same("serviceStopTime", entry.slot("serviceStopTime"), document.service_stop)
    yield from _same("languageCode", entry.slot("languageCode"), document.language)
    yield from _same("title", entry.title, document.title)
    yield from _same("uniqueId", entry.identifier(xds.ENTRY_UNIQUE_ID), document.unique_id)
    if not OID.fullmatch(document.unique_id):
        yield META, f"uniqueId n'est pas un OID de 64 caracteres au plus : {document.unique_id}"
    if entry.mime_type != "text/xml":
        yield META, f"mimeType text/xml attendu, recu {entry.mime_type}"
    if not entry.slot("sourcePatientId"):
        yield META, "sourcePatientId absent"
    for text in entry.slots.get("sourcePatientInfo", ()):
        field, _, value = text.partition("|")
        wanted = {"PID-7": document.birth_time, "PID-8": document.gender}.get(field)
        if wanted:
            yield from _same(f"sourcePatientInfo {field}", value, wanted)
    for text in entry.slots.get("urn:ihe:iti:xds:2013:referenceIdList", ()):
        if text.partition("^")[0] not in document.references:
            yield META, f"referenceIdList : {text} n'est pas dans le CDA"


def check_authors(entry, document, vihf):
    yield from check_author_forms(entry, xds.ENTRY_AUTHOR, "DocumentEntry")
    institutions = structure_ids(entry.author_values(xds.ENTRY_AUTHOR, "authorInstitution"))
    if vihf.structure not in institutions:
        yield META, "Aucun AuthorInstitution ne correspond a l'utilisateur du VIHF"
    if vihf.structure not in [author.institution for author in document.authors]:
        yield META, f"aucun auteur du CDA n'appartient a la structure {vihf.structure} du VIHF"
    persons = [text.partition("^")[0] for text in entry.author_values(xds.ENTRY_AUTHOR, "authorPerson")]
    yield from _same("authorPerson", sorted(persons), sorted(author.identifier for author in document.authors))
    yield from _same("authorInstitution", sorted(institutions),
                     sorted(author.institution for author in document.authors if author.institution))
    found = sorted(tuple(text.split("^")[::2]) for text in entry.author_values(xds.ENTRY_AUTHOR, "authorSpecialty"))
    yield from _same("authorSpecialty", found, sorted(author.specialty for author in document.authors if author.specialty))

    signatory = XCN.fullmatch(entry.slot("legalAuthenticator"))
    if not signatory:
        yield META, f"legalAuthenticator mal forme : {entry.slot('legalAuthenticator')}"
    else:
        wanted = document.legal_authenticator
        yield from _same("legalAuthenticator", signatory.group(1, 2), (wanted.identifier, wanted.family))


def check_signature_entry(entry):
    """Constant metadata of the signature document."""
    wanted = {xds.CLASS: {(xds.SIGNATURE_CLASS, "URN")}, xds.TYPE: {("E1762", "ASTM")},
              xds.FORMAT: {("http://www.w3.org/2000/09/xmldsig#", "URN")},
              xds.EVENT: {("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12")},
              xds.CONFIDENTIALITY: {("N", xds.CONFIDENTIALITY_SYSTEM), ("MASQUE_PS", xds.VISIBILITY_SYSTEM),
                                    ("INVISIBLE_PATIENT", xds.VISIBILITY_SYSTEM)}}
    for scheme, codes in wanted.items():
        if set(entry.codes(scheme)) != codes:
            yield META, f"entree de signature : {sorted(codes)} attendu, recu {entry.codes(scheme)}"
    if entry.slot("languageCode") != "art" or entry.title != "Source" or entry.mime_type != "text/xml":
        yield META, "entree de signature : languageCode art, titre Source et mimeType text/xml attendus"
    if not OID.fullmatch(entry.identifier(xds.ENTRY_UNIQUE_ID)):
        yield META, "entree de signature : uniqueId n'est pas un OID"


def check_associations(submission, set_id, document_id, signature_id):
    """Complete, and nothing else than at most one RPLC."""
    wanted = {(xds.HAS_MEMBER, set_id, document_id), (xds.HAS_MEMBER, set_id, signature_id),
              (xds.SIGNS, signature_id, set_id)}
    found = [(item.kind, item.source, item.target) for item in submission.associations]
    others = [item for item in found if item not in wanted]
    missing = wanted - set(found)
    if missing or len(found) != len(set(found)):
        yield META, f"associations manquantes ou doublees : {sorted(missing)}"
    if len(others) > 1 or any(kind != xds.REPLACES or source != document_id for kind, source, _ in others):
        yield META, f"associations inattendues : {others}"
    if any(item.status != "Original" for item in submission.associations):
        yield META, "SubmissionSetStatus=Original attendu sur chaque association"
