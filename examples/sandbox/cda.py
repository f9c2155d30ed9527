# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What the registry needs to know of a CDA R2 document: read once, compared with the metadata elsewhere."""

import base64
import binascii
import dataclasses
import datetime
import re

from lxml import etree

import soap

V3 = "{urn:hl7-org:v3}"
N1_TEMPLATES = {"2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20"}
TEST_INS = ("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11")
ALL_INS = (*TEST_INS, "1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9")
_TIME = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?([+-]\d{4})")


class NotReadable(Exception):
    pass


@dataclasses.dataclass
class Person:
    identifier: str
    family: str
    specialty: tuple  # (code, codeSystem)
    institution: str


@dataclasses.dataclass
class Document:
    root: etree._Element
    unique_id: str
    type_code: tuple
    title: str
    creation_time: str  # UTC, yyyyMMddHHmmss, as all times here
    confidentiality: str
    language: str
    set_id: str
    version: int
    patient_ids: list  # (root, extension)
    birth_time: str
    gender: str
    authors: list
    legal_authenticator: Person
    events: set  # codes of the documented acts, of their modality and region
    service_start: str
    service_stop: str
    practice_setting: tuple
    facility: tuple
    parent_id: str
    references: set  # accession numbers, order numbers, study UIDs
    body_type: str


def utc(text):
    """'20261120111700+0100' -> '20261120101700'. A time without its offset says nothing."""
    match = _TIME.fullmatch(text or "")
    if not match:
        raise NotReadable(f"horodatage CDA sans secondes ou sans decalage UTC : {text!r}")
    day, hour, minute, second, offset = match.groups()
    moment = datetime.datetime.strptime(f"{day}{hour}{minute}{second or '00'}{offset}", "%Y%m%d%H%M%S%z")
    return moment.astimezone(datetime.timezone.utc).strftime("%Y%m%d%H%M%S")


def _find(node, path):
    return node.find("/".join(V3 + step for step in path.split("/")))


def _needed(node, path):
    found = _find(node, path)
    if found is None:
        raise NotReadable(f"{path} manque dans le CDA")
    return found


def _attribute(node, path, name, needed=True):
    found = _find(node, path)
    value = found.get(name) if found is not None else None
    if needed and not value:
        raise NotReadable(f"{path}/@{name} manque dans le CDA")
    return value or ""


def _code(node, path):
    return _attribute(node, path, "code"), _attribute(node, path, "codeSystem")


def _person(entity):
    code = _find(entity, "code")
    specialty = (code.get("code"), code.get("codeSystem")) if code is not None else None
    family = _find(entity, "assignedPerson/name/family")
    return Person(_attribute(entity, "id", "extension"), (family.text or "") if family is not None else "", specialty,
                  _attribute(entity, "representedOrganization/id", "extension", needed=False))


def _events(root):
    codes = set()
    for code in root.iterfind(f"{V3}documentationOf/{V3}serviceEvent/{V3}code"):
        for node in (code, *code.iterfind(V3 + "translation")):
            if node.get("code"):
                codes.add(node.get("code"))
    return codes


def _references(root):
    found = set()
    for order in root.iterfind(f"{V3}inFulfillmentOf/{V3}order"):
        found.add(_attribute(order, "id", "extension", needed=False))
        accession = order.find("{urn:dicom-org:ps3-20}accessionNumber")
        found.add(accession.get("extension", "") if accession is not None else "")
    for event in root.iterfind(f"{V3}documentationOf/{V3}serviceEvent/{V3}id"):
        found.add(event.get("root"))
    return found - {"", None}


def _body_type(root):
    text = _find(root, "component/nonXMLBody/text")
    if text is None:
        return "structured"
    if text.get("representation") != "B64" or not text.text:
        raise NotReadable("nonXMLBody/text doit etre en B64")
    if text.get("mediaType") == "application/pdf":
        try:
            start = base64.b64decode("".join(text.text[:64].split())[:8])
        except binascii.Error:
            raise NotReadable("nonXMLBody n'est pas en base64") from None
        if not start.startswith(b"%PDF-"):
            raise NotReadable("nonXMLBody n'est pas un PDF")
    return text.get("mediaType")


def read(data):
    try:
        root = soap.parse(data)
    except etree.XMLSyntaxError as problem:
        raise NotReadable(f"CDA illisible : {problem}") from None
    if root.tag != V3 + "ClinicalDocument":
        raise NotReadable("ClinicalDocument attendu")
    body_type = _body_type(root)
    templates = {node.get("root") for node in root.findall(V3 + "templateId")}
    if body_type != "structured" and templates != N1_TEMPLATES:
        raise NotReadable("les trois templateId d'un document N1 sont attendus")
    if _attribute(root, "id", "extension", needed=False):
        raise NotReadable("ClinicalDocument/id doit etre un OID complet dans @root, sans @extension")

    principal_act = _needed(root, "documentationOf/serviceEvent")
    stop = _attribute(principal_act, "effectiveTime/high", "value", needed=False)
    version = _attribute(root, "versionNumber", "value")
    if not version.isdigit():
        raise NotReadable("versionNumber n'est pas un entier")
    related = _find(root, "relatedDocument")
    patient_role = _needed(root, "recordTarget/patientRole")
    signatory = _needed(root, "legalAuthenticator/assignedEntity")
    return Document(
        root=root,
        unique_id=_attribute(root, "id", "root"),
        type_code=_code(root, "code"),
        title=(root.findtext(V3 + "title") or "").strip(),
        creation_time=utc(_attribute(root, "effectiveTime", "value")),
        confidentiality=_attribute(root, "confidentialityCode", "code"),
        language=_attribute(root, "languageCode", "code"),
        set_id=_attribute(root, "setId", "root"),
        version=int(version),
        patient_ids=[(node.get("root"), node.get("extension")) for node in patient_role.findall(V3 + "id")],
        birth_time=_attribute(patient_role, "patient/birthTime", "value"),
        gender=_attribute(patient_role, "patient/administrativeGenderCode", "code"),
        authors=[_person(node) for node in root.iterfind(f"{V3}author/{V3}assignedAuthor")],
        legal_authenticator=_person(signatory),
        events=_events(root),
        service_start=utc(_attribute(principal_act, "effectiveTime/low", "value")),
        service_stop=utc(stop) if stop else "",
        practice_setting=_code(principal_act, "performer/assignedEntity/representedOrganization/standardIndustryClassCode"),
        facility=_code(root, "componentOf/encompassingEncounter/location/healthCareFacility/code"),
        parent_id=_attribute(related, "parentDocument/id", "root") if related is not None else "",
        references=_references(root),
        body_type=body_type)
