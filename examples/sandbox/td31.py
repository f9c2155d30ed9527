# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""TD3.1b: the reference of one document, ITI-18 GetDocuments by uniqueId (the only query allowed in mode INDIRECTE)."""

import re
from xml.sax.saxutils import quoteattr

import metadata_checks
import xds
from soap import Fault

REQUEST = "urn:ihe:iti:2007:RegistryStoredQuery"
RESPONSE = REQUEST + "Response"
QUERY = "{urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0}"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
UNIQUE_ID = "$XDSDocumentEntryUniqueId"
STATUS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:"
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"
_VALUES = re.compile(r"\('[^']+'(\s*,\s*'[^']+')*\)")


def _response(status, content):
    return ('<query:AdhocQueryResponse xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" '
            'xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" '
            f'status="{STATUS}{status}">{content}</query:AdhocQueryResponse>')


def _refuse(code, context):
    return _response("Failure", xds.error_list([(code, context)]) + "<RegistryObjectList/>"), f"error:{code}", ""


def _reference(row):
    return f'<ObjectRef id="{row["entry_uuid"]}"/>'


def _slot(name, value):
    return f'<Slot name="{name}"><ValueList><Value>{value}</Value></ValueList></Slot>'


def _leaf(row):
    slots = _slot("hash", row["hash"]) + _slot("size", row["size"]) + _slot("repositoryUniqueId", REPOSITORY)
    identifier = (f'<ExternalIdentifier id="{row["entry_uuid"]}-uid" registryObject="{row["entry_uuid"]}" '
                  f'identificationScheme="{xds.ENTRY_UNIQUE_ID}" value="{row["unique_id"]}"><Name>'
                  '<LocalizedString value="XDSDocumentEntry.uniqueId"/></Name></ExternalIdentifier>')
    return (f'<ExtrinsicObject id="{row["entry_uuid"]}" lid="{row["entry_uuid"]}" mimeType="text/xml" '
            f'objectType="{xds.STABLE_DOCUMENT}" status="{row["status"]}">{slots}<Name><LocalizedString '
            f'value={quoteattr(row["title"])}/></Name><VersionInfo versionName="1"/>{identifier}</ExtrinsicObject>')


def answer(message, vihf, site, refusal=None):
    """(response body, outcome, uniqueIds asked for). `refusal`: (errorCode, context) to answer whatever the query."""
    request = message.body
    option, query = request.find(QUERY + "ResponseOption"), request.find(xds.RIM + "AdhocQuery")
    if request.tag != QUERY + "AdhocQueryRequest" or option is None or query is None:
        raise Fault("soap:Sender", "AdhocQueryRequest attendu")
    if query.get("id") != GET_DOCUMENTS:
        raise Fault("soap:DMPAccessDeniedByRightsService",
                    "En mode INDIRECTE, seule la recherche par uniqueId est permise")
    if refusal:
        return _refuse(*refusal)
    render = {"ObjectRef": _reference, "LeafClass": _leaf}.get(option.get("returnType"))
    if render is None:
        return _refuse("XDSRegistryError", f"returnType {option.get('returnType')} inconnu")
    slots = {slot.get("name"): "".join(value.text or "" for value in slot.iterfind(f"{xds.RIM}ValueList/{xds.RIM}Value"))
             for slot in query.iterfind(xds.RIM + "Slot")}
    text = slots.get(UNIQUE_ID, "").strip()
    if not text:
        return _refuse("XDSStoredQueryMissingParam", UNIQUE_ID)
    if not _VALUES.fullmatch(text):
        return _refuse("XDSStoredQueryParamNumber", f"{UNIQUE_ID} attendu sous la forme ('oid')")
    unique_ids = re.findall(r"'([^']+)'", text)
    for unique_id in unique_ids:
        if not metadata_checks.OID.fullmatch(unique_id):
            return _refuse("XDSDocumentUniqueIdError", f"{unique_id} n'est pas un uniqueId")
    found = [row for unique_id in unique_ids if (row := site.store.find(unique_id, vihf.matricule))]
    content = "<RegistryObjectList>" + "".join(map(render, found)) + "</RegistryObjectList>"
    return _response("Success", content), f"found:{len(found)}", ",".join(unique_ids)
