# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""VIHF: the SAML 2.0 assertion by which a structure speaks for its user, mode INDIRECTE."""

import dataclasses
import datetime
import re

import xmlsec
from cryptography import x509

import certificates
from certificates import DS
from soap import Fault

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
HL7 = "{urn:hl7-org:v3}"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
X509_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"

PROFESSIONS = "1.2.250.1.71.1.2.7"
SPECIALTIES = "1.2.250.1.71.4.2.5"
AUTOMATE = ("AUTOMATE", "1.2.250.1.213.1.1.4.6")
NEEDS_SPECIALTY = {"10": "medecin", "21": "pharmacien"}
FRESH = datetime.timedelta(minutes=5)

# Name (lower case: both spellings of Authentification_mode are in use) -> pattern of its text.
TEXT_ATTRIBUTES = {
    "identifiant_structure": r"[0-9][0-9A-Z/]{8,}",
    "secteur_activite": r"SA\d\d\^1\.2\.250\.1\.71\.4\.2\.4",
    "urn:oasis:names:tc:xspa:1.0:subject:subject-id": r"(?s).*\S.*",
    "vihf_version": r"3\.0|4\.0",
    "authentification_mode": r"INDIRECTE",
    "urn:oasis:names:tc:xacml:2.0:resource:resource-id": r"[0-9AB]{15}\^\^\^&[0-9.]+&ISO\^NH",
    "ressource_urn": r"urn:dmp",
    "lps_nom": r"(?s).*\S.*",
    "lps_version": r"(?s).*\S.*",
    "lps_id_homologation_dmp": r"(?s).*\S.*",
}
ROLE = "urn:oasis:names:tc:xacml:2.0:subject:role"
PURPOSE = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"
CONFIDENTIALITY = "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code"


@dataclasses.dataclass
class Vihf:
    identifier: str
    structure: str
    patient: str  # resource-id, a CX
    matricule: str
    name_id: str
    role: str


def invalid(text):
    return Fault("soap:DMPInvalidVIHF", f"VIHF refuse : {text}")


def instant(text, what):
    try:
        moment = datetime.datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        raise invalid(f"{what} n'est pas une date") from None
    if moment.utcoffset() != datetime.timedelta(0):
        raise invalid(f"{what} doit etre en UTC")
    return moment


def _check_reference(signature, identifier):
    """The signature covers this very assertion, by these very transforms: nothing else may be dereferenced."""
    info = signature.find(DS + "SignedInfo")
    references = info.findall(DS + "Reference") if info is not None else []
    if len(references) != 1 or references[0].get("URI") != f"#{identifier}":
        raise invalid("la signature doit porter sur l'assertion et sur elle seule")
    transforms = [node.get("Algorithm") for node in references[0].iter(DS + "Transform")]
    digest, method = references[0].find(DS + "DigestMethod"), info.find(DS + "SignatureMethod")
    canonical = info.find(DS + "CanonicalizationMethod")
    if transforms != [ENVELOPED, EXCLUSIVE] or canonical is None or canonical.get("Algorithm") != EXCLUSIVE:
        raise invalid("transformations attendues : enveloped-signature puis exc-c14n")
    if digest is None or method is None or digest.get("Algorithm") != SHA256 or method.get("Algorithm") != RSA_SHA256:
        raise invalid("signature attendue : rsa-sha256, sha256")


def check_signature(assertion, trust):
    identifier = assertion.get("ID")
    children = list(assertion)
    if len(children) < 2 or children[0].tag != SAML + "Issuer" or children[1].tag != DS + "Signature":
        raise invalid("Signature attendue juste apres Issuer")
    signature = children[1]
    _check_reference(signature, identifier)
    if assertion.xpath("descendant::*/@ID"):
        raise invalid("un seul ID attendu dans l'assertion")
    try:
        signer = trust.signer(signature)
    except certificates.NotAcceptable as problem:
        raise Fault("soap:DMPInvalidCertificate", str(problem)) from None
    xmlsec.tree.add_ids(assertion, ["ID"])
    if not certificates.verify(signature, signer):
        raise invalid("signature incorrecte")

    issuer = children[0]
    try:
        same_name = x509.Name.from_rfc4514_string((issuer.text or "").strip()) == signer.subject
    except ValueError:
        same_name = False
    if issuer.get("Format") != X509_NAME or not same_name:
        raise invalid(f"Issuer n'est pas le DN du certificat ({signer.subject.rfc4514_string()})")
    return signer


def _attributes(assertion):
    found = {}
    for attribute in assertion.iterfind(f"{SAML}AttributeStatement/{SAML}Attribute"):
        name = attribute.get("Name", "").lower()
        if name in found:
            raise invalid(f"attribut {attribute.get('Name')} en double")
        found[name] = attribute.findall(SAML + "AttributeValue")
    return found


def _texts(attributes):
    texts = {}
    for name, pattern in TEXT_ATTRIBUTES.items():
        values = attributes.get(name, [])
        text = (values[0].text or "") if len(values) == 1 else ""
        if not re.fullmatch(pattern, text):
            raise invalid(f"attribut {name} absent ou incorrect : {text!r}")
        texts[name] = text
    return texts


def _codes(attributes, name, element):
    nodes = [value.find(HL7 + element) for value in attributes.get(name, [])]
    return [(node.get("code"), node.get("codeSystem")) for node in nodes if node is not None]


def _check_role(attributes):
    roles = _codes(attributes, ROLE, "Role")
    if not roles or (roles[0] != AUTOMATE and roles[0][1] != PROFESSIONS):
        raise invalid("premier Role absent ou hors nomenclature des professions")
    if roles[0][0] in NEEDS_SPECIALTY and (len(roles) < 2 or roles[1][1] != SPECIALTIES or not roles[1][0]):
        raise Fault("soap:DMPInvalidVIHF",
                    f"Aucune specialite dans le vihf pour un {NEEDS_SPECIALTY[roles[0][0]]}")
    return roles[0][0]


def _check_times(assertion):
    now = datetime.datetime.now(datetime.timezone.utc)
    if abs(now - instant(assertion.get("IssueInstant"), "IssueInstant")) > FRESH:
        raise invalid("IssueInstant a plus de 5 minutes d'ecart")
    statement = assertion.find(SAML + "AuthnStatement")
    if statement is None or instant(statement.get("AuthnInstant"), "AuthnInstant") > now + FRESH:
        raise invalid("AuthnStatement absent ou AuthnInstant dans le futur")
    context = statement.findtext(f"{SAML}AuthnContext/{SAML}AuthnContextClassRef") or ""
    if not context.strip().startswith("urn:oasis:names:tc:SAML:2.0:ac:classes:"):
        raise invalid("AuthnContextClassRef absent")
    conditions = assertion.find(SAML + "Conditions")
    if conditions is not None:
        begin, end = conditions.get("NotBefore"), conditions.get("NotOnOrAfter")
        if (begin and instant(begin, "NotBefore") > now + FRESH) or (end and instant(end, "NotOnOrAfter") <= now):
            raise invalid("hors de ses Conditions")


def check(security, trust, client_structure, establishments):
    """The VIHF of a request; Fault if it may not be believed.

    `establishments`: structure of a certificate (EJ) -> structures (EG) it may also speak for.
    """
    assertions = security.findall(SAML + "Assertion")
    if len(assertions) != 1 or len(security) != 1:
        raise invalid("une assertion et une seule attendue dans Security")
    assertion = assertions[0]
    if assertion.get("Version") != "2.0" or not assertion.get("ID"):
        raise invalid("Version 2.0 et ID attendus")
    signer = check_signature(assertion, trust)
    _check_times(assertion)

    attributes = _attributes(assertion)
    texts = _texts(attributes)
    role = _check_role(attributes)
    if _codes(attributes, PURPOSE, "PurposeOfUse") != [("normal", "1.2.250.1.213.1.1.4.248")]:
        raise invalid("purposeofuse attendu : normal")
    if CONFIDENTIALITY in attributes and not any(
            "INVISIBLE_REPRESENTANTS_LEGAUX" in "".join((value.text or "", *(node.get("code", "") for node in value)))
            for value in attributes[CONFIDENTIALITY]):
        raise invalid("confidentiality-code attendu : INVISIBLE_REPRESENTANTS_LEGAUX")
    name_id = (assertion.findtext(f"{SAML}Subject/{SAML}NameID") or "").strip()
    if not name_id:
        raise invalid("NameID absent")

    structure = texts["identifiant_structure"]
    allowed = {client_structure, *establishments.get(client_structure, ())}
    if structure not in allowed or signer.structure != client_structure:
        raise Fault("soap:DMPInvalidVIHF", "Erreur d'authentification de la personne morale")
    patient = texts["urn:oasis:names:tc:xacml:2.0:resource:resource-id"]
    return Vihf(assertion.get("ID"), structure, patient, patient.partition("^")[0], name_id, role)
