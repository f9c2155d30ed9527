# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""ebRIM metadata of ITI-41 and ITI-18: names of the DMP's profile, reading of packages, entries and associations."""

import dataclasses
from xml.sax.saxutils import quoteattr

import mtom

XDS = "{urn:ihe:iti:xds-b:2007}"
LCM = "{urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0}"
RIM = "{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}"
XOP = "{http://www.w3.org/2004/08/xop/include}"

STABLE_DOCUMENT = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
SUBMISSION_SET = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"
HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
SIGNS = "urn:ihe:iti:2007:AssociationType:signs"
REPLACES = "urn:ihe:iti:2007:AssociationType:RPLC"

ENTRY_AUTHOR = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"
CLASS = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"
TYPE = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"
CONFIDENTIALITY = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"
FORMAT = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"
FACILITY = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"
PRACTICE_SETTING = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead"
EVENT = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4"
ENTRY_PATIENT = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"
ENTRY_UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"

SET_AUTHOR = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d"
CONTENT_TYPE = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500"
SET_PATIENT = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446"
SET_SOURCE = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832"
SET_UNIQUE_ID = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8"

CONFIDENTIALITY_SYSTEM = "2.16.840.1.113883.5.25"
VISIBILITY_SYSTEM = "1.2.250.1.213.1.1.4.13"
VISIBILITIES = {"MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"}
SIGNATURE_CLASS = "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1"

_STATUS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:"
_SEVERITY = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error"


@dataclasses.dataclass
class Classification:
    code: str
    system: str
    slots: dict


class Metadata:
    """Slots, classifications and external identifiers of one RegistryPackage or ExtrinsicObject."""

    def __init__(self, node):
        self.id = node.get("id")
        self.mime_type, self.object_type = node.get("mimeType"), node.get("objectType")
        self.title = _localized(node.find(RIM + "Name"))
        self.slots = slots(node)
        self.nodes, self.classifications, self.identifiers = set(), {}, {}
        for item in node.iterfind(RIM + "Classification"):
            if item.get("classificationNode"):
                self.nodes.add(item.get("classificationNode"))
                continue
            values = slots(item)
            system = values.get("codingScheme", [""])[0]
            self.classifications.setdefault(item.get("classificationScheme"), []).append(
                Classification(item.get("nodeRepresentation") or "", system, values))
        for item in node.iterfind(RIM + "ExternalIdentifier"):
            self.identifiers.setdefault(item.get("identificationScheme"), []).append(item.get("value") or "")

    def slot(self, name):
        return self.slots.get(name, [""])[0]

    def identifier(self, scheme):
        values = self.identifiers.get(scheme, [])
        return values[0] if len(values) == 1 else ""

    def codes(self, scheme):
        return [(item.code, item.system) for item in self.classifications.get(scheme, ())]

    def author_values(self, scheme, slot):
        return [value for author in self.classifications.get(scheme, ()) for value in author.slots.get(slot, ())]

    @property
    def is_signature(self):
        return any(code == SIGNATURE_CLASS for code, _ in self.codes(CLASS))


@dataclasses.dataclass(frozen=True)
class Association:
    kind: str
    source: str
    target: str
    status: str


@dataclasses.dataclass
class Submission:
    packages: list
    entries: list
    associations: list
    documents: dict  # id of the entry -> bytes
    doubled: bool  # an id carried twice


def slots(node):
    return {slot.get("name"): [value.text or "" for value in slot.iterfind(f"{RIM}ValueList/{RIM}Value")]
            for slot in node.iterfind(RIM + "Slot")}


def _localized(node):
    text = node.find(RIM + "LocalizedString") if node is not None else None
    return text.get("value", "") if text is not None else ""


def read_submission(request, parts):
    objects = request.find(f"{LCM}SubmitObjectsRequest/{RIM}RegistryObjectList")
    objects = objects if objects is not None else []
    documents, identifiers = {}, []
    for node in request.iterfind(XDS + "Document"):
        include = node.find(XOP + "Include")
        content = parts.get(mtom.content_id(include.get("href", ""))) if include is not None else None
        identifiers.append(node.get("id"))
        documents[node.get("id")] = content
    associations = [Association(node.get("associationType"), node.get("sourceObject"), node.get("targetObject"),
                                slots(node).get("SubmissionSetStatus", [""])[0])
                    for node in objects if node.tag == RIM + "Association"]
    packages = [Metadata(node) for node in objects if node.tag == RIM + "RegistryPackage"]
    entries = [Metadata(node) for node in objects if node.tag == RIM + "ExtrinsicObject"]
    symbols = [item.id for item in packages + entries]
    doubled = len(set(symbols)) != len(symbols) or len(set(identifiers)) != len(identifiers)
    return Submission(packages, entries, associations, documents, doubled)


def success():
    return f'<rs:RegistryResponse xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" status="{_STATUS}Success"/>'


def error_list(errors):
    lines = "".join(f'<rs:RegistryError errorCode={quoteattr(code)} codeContext={quoteattr(context)} location="" '
                    f'severity="{_SEVERITY}"/>' for code, context in errors)
    return f'<rs:RegistryErrorList highestSeverity="{_SEVERITY}">{lines}</rs:RegistryErrorList>'


def failure(errors):
    """errors: (errorCode, codeContext) each."""
    return ('<rs:RegistryResponse xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" '
            f'status="{_STATUS}Failure">{error_list(errors)}</rs:RegistryResponse>')
