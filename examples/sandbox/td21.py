# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""TD2.1: feeding and replacing, ITI-41 Provide and Register Document Set-b."""

import hashlib

import cda
import metadata_checks as checks
import xades
import xds
from soap import Fault
from store import Refused

REQUEST = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"
RESPONSE = REQUEST + "Response"
ROOT = xds.XDS + "ProvideAndRegisterDocumentSetRequest"


class Outcome:
    """What is answered, and what the journal and the folder of the submission keep."""

    def __init__(self, body, result, unique_id="", number=None, document=b"", signature=b"", errors=()):
        self.body, self.result, self.unique_id = body, result, unique_id
        self.number, self.document, self.signature = number, document, signature
        self.errors = list(errors)


def refuse(errors, unique_id=""):
    codes = ",".join(dict.fromkeys(code for code, _ in errors))
    return Outcome(xds.failure(errors), f"error:{codes}", unique_id, errors=errors)


def _shape(submission):
    """One set, one document, its signature, and their bytes."""
    if submission.doubled:
        yield "XDSRegistryDuplicateUniqueIdInMessage", "deux objets du message portent le meme id"
    signatures = [entry for entry in submission.entries if entry.is_signature]
    if len(submission.packages) != 1 or len(submission.entries) != 2 or len(signatures) != 1:
        yield checks.META, "un SubmissionSet, un document et sa signature attendus"
    symbols = {entry.id for entry in submission.entries}
    for symbol in symbols - {key for key, content in submission.documents.items() if content}:
        yield "XDSMissingDocument", f"aucun contenu pour l'entree {symbol}"
    for symbol in set(submission.documents) - symbols:
        yield "XDSMissingDocumentMetadata", f"aucune entree pour le contenu {symbol}"
    for entry in submission.entries:
        if entry.object_type != xds.STABLE_DOCUMENT:
            yield checks.META, f"objectType inattendu : {entry.object_type}"
    identifiers = [entry.identifier(xds.ENTRY_UNIQUE_ID) for entry in submission.entries]
    identifiers += [package.identifier(xds.SET_UNIQUE_ID) for package in submission.packages]
    if len(set(identifiers)) != len(identifiers):
        yield "XDSRegistryDuplicateUniqueIdInMessage", "deux uniqueId egaux dans le message"


def _dmp_open(state):
    if state == "absent":
        yield "XDSUnknownPatientId", "Aucun DMP pour ce patient"
    if state == "closed":
        yield "DMPClosed", "Le DMP du patient est ferme"


def answer(message, parts, vihf, client_structure, site):
    """`site` is the running stand-in: its store, its trust, its options."""
    if message.body.tag != ROOT:
        raise Fault("soap:Sender", "ProvideAndRegisterDocumentSetRequest attendu")
    if parts is None:
        raise Fault("soap:Sender", "ITI-41 se transmet en MTOM/XOP (multipart/related)")
    state = site.store.record_state(vihf.matricule)
    if state == "opposed":
        raise Fault("soap:DMPAccessDeniedByRightsService", "Le patient s'oppose a l'acces de la structure")

    submission = xds.read_submission(message.body, parts)
    errors = list(_shape(submission))
    if errors:
        return refuse(errors)
    package = submission.packages[0]
    signature_entry, = (entry for entry in submission.entries if entry.is_signature)
    entry, = (entry for entry in submission.entries if not entry.is_signature)
    data, signature = submission.documents[entry.id], submission.documents[signature_entry.id]
    unique_id, set_unique_id = entry.identifier(xds.ENTRY_UNIQUE_ID), package.identifier(xds.SET_UNIQUE_ID)
    try:
        document = cda.read(data)
    except cda.NotReadable as problem:
        return refuse([("XDSRepositoryMetadataError", str(problem))], unique_id)

    content = {"hash": hashlib.sha1(data).hexdigest(), "size": len(data)}
    signature_problems = xades.problems(signature, site.trust, client_structure, set_unique_id, unique_id,
                                        document.root, site.signature_digests)
    errors = [*checks.check_patient(package, submission.entries, document, vihf), *_dmp_open(state),
              *checks.check_submission_set(package, vihf), *checks.check_content(entry, content, unique_id),
              *checks.check_entry_slots(entry, document), *checks.check_authors(entry, document, vihf),
              *checks.check_entry_codes(entry, document, site.class_codes),
              *checks.check_signature_entry(signature_entry),
              *checks.check_associations(submission, package.id, entry.id, signature_entry.id),
              *(("XDSRepositoryMetadataError", f"Signature : {text}") for text in signature_problems)]
    if errors:
        return refuse(errors, unique_id)

    replaced = next((item.target for item in submission.associations if item.kind == xds.REPLACES), None)
    row = {"unique_id": unique_id, "submission_set": set_unique_id, "matricule": vihf.matricule,
           "structure": vihf.structure, "set_id": document.set_id, "version": document.version,
           "parent_id": document.parent_id, "title": document.title, **content}
    try:
        number, _ = site.store.accept(row, replaced)
    except Refused as refusal:
        return refuse([(refusal.code, refusal.context)], unique_id)
    return Outcome(xds.success(), "accepted", unique_id, number, data, signature)
