# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""TD3.3c: logical deletion, ITI-57 UpdateDocumentSet by change of status, by the structure that fed the document."""

import xds
from soap import Fault
from store import Refused

REQUEST = "urn:ihe:iti:2010:UpdateDocumentSet"
RESPONSE = REQUEST + "-Response"
UPDATE_STATUS = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus"
DELETED = "urn:asip:ci-sis:2010:StatusType:Deleted"


def answer(message, vihf, site, refusal=None):
    """(response body, outcome, uniqueId). `refusal`: (errorCode, context) to answer whatever is asked."""
    if message.body.tag != xds.LCM + "SubmitObjectsRequest":
        raise Fault("soap:Sender", "SubmitObjectsRequest attendu")
    try:
        if refusal:
            raise Refused(*refusal)
        unique_id = _delete(message.body, vihf, site)
    except Refused as problem:
        return xds.failure([(problem.code, problem.context)]), f"error:{problem.code}", ""
    return xds.success(), "deleted", unique_id


def _delete(request, vihf, site):
    objects = request.find(xds.RIM + "RegistryObjectList")
    packages = [xds.Metadata(node) for node in objects.iterfind(xds.RIM + "RegistryPackage")] if objects is not None else []
    changes = objects.findall(xds.RIM + "Association") if objects is not None else []
    if len(packages) != 1 or len(changes) != 1 or changes[0].get("associationType") != UPDATE_STATUS:
        raise Refused("XDSMetadataUpdateError", "un SubmissionSet et une association UpdateAvailabilityStatus attendus")
    if packages[0].identifier(xds.SET_PATIENT) != vihf.patient:
        raise Refused("XDSPatientIdDoesNotMatch", "patientId du SubmissionSet et resource-id du VIHF different")
    if changes[0].get("sourceObject") != packages[0].id:
        raise Refused("XDSMetadataUpdateError", "l'association doit partir du SubmissionSet")
    slots = xds.slots(changes[0])
    if slots.get("NewStatus") != [DELETED]:
        raise Refused("XDSMetadataUpdateOperationError", "en mode INDIRECTE, seule la suppression est permise")
    return site.store.delete(changes[0].get("targetObject"), vihf, (slots.get("OriginalStatus") or [""])[0], DELETED)
