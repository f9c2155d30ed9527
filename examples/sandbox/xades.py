# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""XAdES signature of the submission set (IHE DSG as the DMP profiles it).

Problems are yielded as texts. Digests are computed here: python3-xmlsec has no way to leave the urn:oid references of a
Manifest alone, and fails on them.
"""

import base64
import binascii
import datetime
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

import certificates
import soap
from certificates import DS

XADES = "{http://uri.etsi.org/01903/v1.1.1#}"
C14N_COMMENTS = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
MANIFEST_TYPE = "http://www.w3.org/2000/09/xmldsig#Manifest"
PROPERTIES_TYPE = "http://uri.etsi.org/01903/v1.1.1#SignedProperties"
SOURCE_PURPOSE = "1.2.840.10065.1.12.1.14"

DIGESTS = {"http://www.w3.org/2000/09/xmldsig#sha1": "sha1", "http://www.w3.org/2001/04/xmlenc#sha256": "sha256"}
METHODS = {"http://www.w3.org/2000/09/xmldsig#rsa-sha1": "sha1",
           "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": "sha256"}


HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}


def _canonical(node, with_comments):
    """Inclusive canonical form of an element. Written out and read again first: given an element inside a document,
    lxml undeclares the default namespace it inherits (xmlns="")."""
    alone = etree.fromstring(etree.tostring(node, with_tail=False))
    return etree.tostring(alone, method="c14n", exclusive=False, with_comments=with_comments)


def _value(node, tag):
    """Bytes of a base64 child; empty if it is missing or no base64."""
    try:
        return base64.b64decode("".join((node.findtext(DS + tag) or "").split()), validate=True)
    except binascii.Error:
        return b""


def _algorithm(node, tag, known):
    found = node.find(DS + tag)
    return known.get(found.get("Algorithm")) if found is not None else None


def _references(info, accepted):
    """SignedInfo: the Manifest and the SignedProperties, by Id, without transform."""
    canonical = info.find(DS + "CanonicalizationMethod")
    if canonical is None or canonical.get("Algorithm") != C14N_COMMENTS:
        yield "SignedInfo : c14n WithComments attendu"
    if _algorithm(info, "SignatureMethod", METHODS) not in accepted:
        yield f"SignatureMethod hors de {accepted}"
    wanted = {MANIFEST_TYPE: "#IHEManifest", PROPERTIES_TYPE: "#S0-SignedProperties"}
    references = info.findall(DS + "Reference")
    if len(references) != 2 or {item.get("Type"): item.get("URI") for item in references} != wanted:
        yield f"SignedInfo : deux references attendues, {wanted}"
    for item in references:
        if item.find(DS + "Transforms") is not None:
            yield "SignedInfo : reference sans transformation attendue"
        if _algorithm(item, "DigestMethod", DIGESTS) not in accepted:
            yield f"DigestMethod hors de {accepted}"


def _manifest(signature, set_id, document_id, document_root, accepted):
    manifest = signature.find(f"{DS}Object/{DS}Manifest")
    if manifest is None or manifest.get("Id") != "IHEManifest":
        yield "Manifest IHEManifest absent"
        return
    references = {item.get("URI"): item for item in manifest.iterfind(DS + "Reference")}
    if set(references) != {f"urn:oid:{set_id}", f"urn:oid:{document_id}"}:
        yield f"le Manifest doit nommer urn:oid:{set_id} et urn:oid:{document_id}, il nomme {sorted(map(str, references))}"
        return
    reference = references[f"urn:oid:{document_id}"]
    transforms = [item.get("Algorithm") for item in reference.iter(DS + "Transform")]
    digest = _algorithm(reference, "DigestMethod", DIGESTS)
    if transforms != [C14N_COMMENTS] or digest not in accepted:
        yield f"reference du document : transformation c14n WithComments et empreinte {accepted} attendues"
        return
    canonical = etree.tostring(document_root.getroottree(), method="c14n", exclusive=False, with_comments=True)
    if _value(reference, "DigestValue") != hashlib.new(digest, canonical).digest():
        yield "l'empreinte du document dans le Manifest ne correspond pas au document recu"


def _properties(signature, signer):
    target = f"#{signature.get('Id')}"
    purposes = [node for node in signature.iter() if isinstance(node.tag, str)
                and etree.QName(node).localname == "SignatureProperty" and node.get("Id") == "purposeOfSignature"]
    if len(purposes) != 1 or purposes[0].get("Target") != target or SOURCE_PURPOSE not in "".join(purposes[0].itertext()):
        yield f"purposeOfSignature {SOURCE_PURPOSE} avec Target={target} attendu"
    qualifying = signature.find(f"{DS}Object/{XADES}QualifyingProperties")
    if qualifying is None or qualifying.get("Target") != target:
        yield f"QualifyingProperties avec Target={target} attendu"
        return
    signed = qualifying.find(f"{XADES}SignedProperties")
    path = f"{XADES}SignedSignatureProperties/{XADES}"
    if signed is None or signed.get("Id") != "S0-SignedProperties":
        yield "SignedProperties S0-SignedProperties absent"
        return
    try:
        moment = datetime.datetime.fromisoformat((signed.findtext(path + "SigningTime") or "").replace("Z", "+00:00"))
        if moment > datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5):
            yield "SigningTime dans le futur"
    except (ValueError, TypeError):
        yield "SigningTime absent ou sans fuseau"
    if signed.find(f"{path}SignaturePolicyIdentifier/{XADES}SignaturePolicyImplied") is None:
        yield "SignaturePolicyImplied attendu"
    certificate = signed.find(f"{path}SigningCertificate/{XADES}Cert")
    digests = {"".join((node.text or "").split()) for node in
               (certificate.iter(XADES + "DigestValue", DS + "DigestValue") if certificate is not None else ())}
    serials = {(node.text or "").strip() for node in
               (certificate.iter(DS + "X509SerialNumber") if certificate is not None else ())}
    if not digests & {signer.sha1, signer.sha256} or serials != {str(signer.serial)}:
        yield "SigningCertificate ne designe pas le certificat de la signature"


def _values(signature, info, signer):
    """The digests of SignedInfo's references and the signature value itself."""
    for reference in info.iterfind(DS + "Reference"):
        target, = signature.xpath("//*[@Id=$id]", id=reference.get("URI")[1:]) or [None]
        digest = _algorithm(reference, "DigestMethod", DIGESTS)
        if target is None or _value(reference, "DigestValue") != hashlib.new(
                digest, _canonical(target, with_comments=False)).digest():
            yield f"empreinte incorrecte pour {reference.get('URI')}"
    try:
        signer.public_key.verify(_value(signature, "SignatureValue"), _canonical(info, with_comments=True),
                                 padding.PKCS1v15(), HASHES[_algorithm(info, "SignatureMethod", METHODS)])
    except InvalidSignature:
        yield "valeur de signature incorrecte"


def problems(data, trust, structure, set_id, document_id, document_root, accepted):
    """Everything wrong with the signature document, as texts. `accepted`: names of digests; `structure`: of the TLS certificate."""
    try:
        signature = soap.parse(data)
    except etree.XMLSyntaxError as problem:
        yield f"document de signature illisible : {problem}"
        return
    info = signature.find(DS + "SignedInfo")
    if signature.tag != DS + "Signature" or not signature.get("Id") or info is None:
        yield "ds:Signature avec Id attendu"
        return
    structural = list(_references(info, accepted))
    identifiers = signature.xpath("//@Id")
    if len(set(identifiers)) != len(identifiers):
        structural.append("Id en double")
    yield from structural
    if structural:
        return
    try:
        signer = trust.signer(signature)
    except certificates.NotAcceptable as problem:
        yield str(problem)
        return
    if signer.structure != structure:
        yield f"signee par la structure {signer.structure}, non par {structure}"
    yield from _properties(signature, signer)
    yield from _manifest(signature, set_id, document_id, document_root, accepted)
    yield from _values(signature, info, signer)
