# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""XDS metadata of the test document, written by hand from the profile."""

from xml.sax.saxutils import escape, quoteattr

ENTRY = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
PERSON = "801234560801^BIDEAULT^Jacques^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"


def slot(name, *values):
    content = "".join(f"<r:Value>{escape(value)}</r:Value>" for value in values)
    return f'<r:Slot name="{name}"><r:ValueList>{content}</r:ValueList></r:Slot>'


def code(scheme, owner, value, system):
    return (f'<r:Classification classificationScheme="urn:uuid:{scheme}" classifiedObject="{owner}" '
            f'nodeRepresentation="{value}">{slot("codingScheme", system)}<r:Name><r:LocalizedString value="-"/></r:Name></r:Classification>')


def author(scheme, owner, structure):
    return (f'<r:Classification classificationScheme="urn:uuid:{scheme}" classifiedObject="{owner}" nodeRepresentation="">'
            + slot("authorInstitution", f"Centre de radiologie Ambroise^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^{structure}")
            + slot("authorPerson", PERSON)
            + slot("authorSpecialty", "G15_10/SM44^Médecin - Radio-diagnostic (SM)^1.2.250.1.213.1.1.4.5")
            + "</r:Classification>")


def identifier(scheme, owner, value):
    return (f'<r:ExternalIdentifier identificationScheme="urn:uuid:{scheme}" registryObject="{owner}" '
            f'value={quoteattr(value)}><r:Name><r:LocalizedString value="-"/></r:Name></r:ExternalIdentifier>')


def name(text):
    return f"<r:Name><r:LocalizedString value={quoteattr(text)}/></r:Name>"


def association(kind, source, target):
    return (f'<r:Association id="as-{source}-{target[-4:]}" associationType="{kind}" sourceObject="{source}" targetObject="{target}" '
            f'objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association">'
            f'{slot("SubmissionSetStatus", "Original")}</r:Association>')


def status_change(target, original, new):
    return ('<r:Association id="as-status" associationType="urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus" '
            f'sourceObject="SubmissionSet01" targetObject="{target}" '
            'objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association">'
            f'{slot("OriginalStatus", original)}{slot("NewStatus", new)}</r:Association>')


def package(set_id, patient, structure):
    owner = "SubmissionSet01"
    return (f'<r:RegistryPackage id="{owner}">' + slot("submissionTime", "20261120101800") + name("CR d'imagerie")
            + author("a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d", owner, structure)
            + code("aa543740-bdda-424e-8c96-df4873be8500", owner, "07", "1.2.250.1.213.2.2")
            + f'<r:Classification classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd" classifiedObject="{owner}"/>'
            + identifier("6b5aea1a-874d-4603-a4bc-96a0a7b38446", owner, patient)
            + identifier("554ac39e-e3fe-47fe-b233-965d2a147832", owner, "1.2.250.1.999.1")
            + identifier("96fdda7c-d067-4183-912e-bf5ee74998a8", owner, set_id) + "</r:RegistryPackage>")


def document_entry(unique_id, patient, structure, sha1, size):
    owner = "Document01"
    return (f'<r:ExtrinsicObject id="{owner}" mimeType="text/xml" objectType="{ENTRY}">'
            + slot("creationTime", "20261120101700") + slot("languageCode", "fr-FR") + slot("legalAuthenticator", PERSON)
            + slot("serviceStartTime", "20261120092500") + slot("serviceStopTime", "20261120095500")
            + slot("sourcePatientId", "IPP101^^^&1.2.250.1.999.1.2&ISO^PI")
            + slot("sourcePatientInfo", "PID-5|PAT-TROIS^DOMINIQUE^^^^^L", "PID-7|19790328", "PID-8|F")
            + slot("hash", sha1) + slot("size", str(size))
            + slot("urn:ihe:iti:xds:2013:referenceIdList", "ACN102^^^&1.2.250.1.999.1.4&ISO^urn:ihe:iti:xds:2013:accession")
            + name("CR d'imagerie médicale - IRM du genou droit")
            + author("93606bcf-9494-43ec-9b4e-a7748d1a838d", owner, structure)
            + code("41a5887f-8865-4c09-adf7-e362475b143a", owner, "31", "1.2.250.1.213.1.1.4.1")
            + code("f0306f51-975f-434e-a61c-c59651d33983", owner, "18748-4", "2.16.840.1.113883.6.1")
            + code("f4f85eac-e6cb-4883-b524-f2705394840f", owner, "N", "2.16.840.1.113883.5.25")
            + code("a09d5840-386c-46f2-b5ad-9c3699a4309d", owner, "urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3")
            + code("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", owner, "SA08", "1.2.250.1.71.4.2.4")
            + code("cccf5598-8b07-4b77-a05e-ae952c785ead", owner, "AMBULATOIRE", "1.2.250.1.213.1.1.4.9")
            + "".join(code("2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4", owner, value, system) for value, system in (
                ("24802-1", "2.16.840.1.113883.6.1"), ("NZQN001", "1.2.250.1.215.300.1"),
                ("MR", "1.2.840.10008.2.16.4"), ("61685007", "2.16.840.1.113883.6.96")))
            + identifier("58a6f841-87b3-4a3e-92fd-a8ffeff98427", owner, patient)
            + identifier("2e82c1f6-a085-4c72-9da3-8640a32e42ab", owner, unique_id) + "</r:ExtrinsicObject>")


def signature_entry(unique_id, patient, structure):
    owner = "Signature01"
    return (f'<r:ExtrinsicObject id="{owner}" mimeType="text/xml" objectType="{ENTRY}">'
            + slot("creationTime", "20261120101800") + slot("languageCode", "art") + slot("sourcePatientId", patient)
            + name("Source") + author("93606bcf-9494-43ec-9b4e-a7748d1a838d", owner, structure)
            + code("41a5887f-8865-4c09-adf7-e362475b143a", owner, "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN")
            + code("f0306f51-975f-434e-a61c-c59651d33983", owner, "E1762", "ASTM")
            + "".join(code("f4f85eac-e6cb-4883-b524-f2705394840f", owner, value, system) for value, system in (
                ("N", "2.16.840.1.113883.5.25"), ("MASQUE_PS", "1.2.250.1.213.1.1.4.13"),
                ("INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13")))
            + code("a09d5840-386c-46f2-b5ad-9c3699a4309d", owner, "http://www.w3.org/2000/09/xmldsig#", "URN")
            + code("2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4", owner, "1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12")
            + identifier("58a6f841-87b3-4a3e-92fd-a8ffeff98427", owner, patient)
            + identifier("2e82c1f6-a085-4c72-9da3-8640a32e42ab", owner, unique_id) + "</r:ExtrinsicObject>")


def request(set_id, unique_id, patient, structure, sha1, size, replaced_uuid=""):
    has_member = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
    objects = (package(set_id, patient, structure) + document_entry(unique_id, patient, structure, sha1, size)
               + signature_entry(set_id + ".1", patient, structure)
               + association(has_member, "SubmissionSet01", "Document01")
               + association(has_member, "SubmissionSet01", "Signature01")
               + association("urn:ihe:iti:2007:AssociationType:signs", "Signature01", "SubmissionSet01"))
    if replaced_uuid:
        objects += association("urn:ihe:iti:2007:AssociationType:RPLC", "Document01", replaced_uuid)
    return ('<x:ProvideAndRegisterDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007" '
            'xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns:r="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" '
            'xmlns:xop="http://www.w3.org/2004/08/xop/include"><lcm:SubmitObjectsRequest><r:RegistryObjectList>'
            f"{objects}</r:RegistryObjectList></lcm:SubmitObjectsRequest>"
            '<x:Document id="Document01"><xop:Include href="cid:doc%40client"/></x:Document>'
            '<x:Document id="Signature01"><xop:Include href="cid:sig@client"/></x:Document>'
            "</x:ProvideAndRegisterDocumentSetRequest>")
