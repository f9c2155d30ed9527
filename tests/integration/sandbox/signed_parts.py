# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""VIHF, submission-set signature and envelope of an independent DMP client that can be told to err."""

import base64
import datetime
import hashlib
import uuid
from xml.sax.saxutils import escape

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
WITH_COMMENTS = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"


class Pair:
    """A certificate and its key, in the files pki.py writes."""

    def __init__(self, path):
        self.certificate_file, self.key_file = f"{path}.crt", f"{path}.key"
        with open(self.certificate_file, encoding="ascii") as file:
            self.pem = file.read()
        self.base64 = "".join(self.pem.split("-----")[2].split())
        self.der = base64.b64decode(self.base64)
        self.key = xmlsec.Key.from_file(self.key_file, xmlsec.constants.KeyDataFormatPem)
        with open(self.key_file, "rb") as file:
            self.private_key = serialization.load_pem_private_key(file.read(), None)
        certificate = x509.load_der_x509_certificate(self.der)
        self.distinguished_name, self.serial = certificate.subject.rfc4514_string(), certificate.serial_number
        self.issuer_name = certificate.issuer.rfc4514_string()


def now():
    return datetime.datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")


def sign_assertion(root, pair):
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = pair.key
    context.sign(root.find(f"{{{DS}}}Signature"))


class Vihf:
    """Fields of a VIHF; `edit` changes its text before it is signed, `tamper` after."""

    def __init__(self, pair, structure, matricule, ins_oid="1.2.250.1.213.1.4.10"):
        self.pair, self.identifier, self.issue_instant = pair, f"_{uuid.uuid4()}", now()
        self.attributes = {
            "Identifiant_Structure": structure, "Secteur_Activite": "SA08^1.2.250.1.71.4.2.4",
            "urn:oasis:names:tc:xspa:1.0:subject:subject-id": "BIDEAULT Jacques", "VIHF_Version": "3.0",
            "Authentification_mode": "INDIRECTE", "Ressource_URN": "urn:dmp", "LPS_Nom": "Client de test",
            "urn:oasis:names:tc:xacml:2.0:resource:resource-id": f"{matricule}^^^&{ins_oid}&ISO^NH",
            "LPS_Version": "1", "LPS_ID_HOMOLOGATION_DMP": "TEST"}
        self.edit = self.tamper = lambda text: text

    def text(self):
        attributes = "".join(
            f'<s:Attribute Name="{name}"><s:AttributeValue xsi:type="xs:string">{escape(value)}</s:AttributeValue></s:Attribute>'
            for name, value in self.attributes.items())
        roles = ('<Role xmlns="urn:hl7-org:v3" xsi:type="CE" code="10" codeSystem="1.2.250.1.71.1.2.7" displayName="Médecin"/>',
                 '<Role xmlns="urn:hl7-org:v3" xsi:type="CE" code="SM44" codeSystem="1.2.250.1.71.4.2.5" displayName="Radio-diagnostic"/>')
        purpose = ('<PurposeOfUse xmlns="urn:hl7-org:v3" xsi:type="CE" code="normal" codeSystem="1.2.250.1.213.1.1.4.248" '
                   'displayName="Acces normal"/>')
        return f"""<s:Assertion xmlns:s="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{self.identifier}" IssueInstant="{self.issue_instant}" Version="2.0"><s:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">{escape(self.pair.distinguished_name)}</s:Issuer><d:Signature xmlns:d="{DS}"><d:SignedInfo><d:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><d:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><d:Reference URI="#{self.identifier}"><d:Transforms><d:Transform Algorithm="{DS}enveloped-signature"/><d:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></d:Transforms><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue/></d:Reference></d:SignedInfo><d:SignatureValue/><d:KeyInfo><d:X509Data><d:X509Certificate>{self.pair.base64}</d:X509Certificate></d:X509Data></d:KeyInfo></d:Signature><s:Subject><s:NameID>801234560801</s:NameID></s:Subject><s:AuthnStatement AuthnInstant="{self.issue_instant}"><s:AuthnContext><s:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</s:AuthnContextClassRef></s:AuthnContext></s:AuthnStatement><s:AttributeStatement>{attributes}<s:Attribute Name="urn:oasis:names:tc:xacml:2.0:subject:role"><s:AttributeValue>{roles[0]}</s:AttributeValue><s:AttributeValue>{roles[1]}</s:AttributeValue></s:Attribute><s:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"><s:AttributeValue>{purpose}</s:AttributeValue></s:Attribute></s:AttributeStatement></s:Assertion>"""

    def signed(self):
        root = etree.fromstring(self.edit(self.text()))
        sign_assertion(root, self.pair)
        return self.tamper(etree.tostring(root, encoding="unicode"))


def envelope(action, vihf, body, message_id=None):
    return f"""<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><e:Header><a:MessageID>{message_id or f"urn:uuid:{uuid.uuid4()}"}</a:MessageID><a:To/><a:ReplyTo e:mustUnderstand="true"><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo><a:Action e:mustUnderstand="true">{action}</a:Action><o:Security xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">{vihf}</o:Security></e:Header><e:Body>{body}</e:Body></e:Envelope>"""


def digest_of(content, name):
    return base64.b64encode(hashlib.new(name, content).digest()).decode()


def canonical(element):
    # lxml's own canonical form of an inner element is wrong (it writes xmlns=""): xmlsec1 confirms this detour in a test.
    return etree.tostring(etree.fromstring(etree.tostring(element, with_tail=False)), method="c14n")


def signature_document(pair, set_id, unique_id, document, digest="sha1"):
    """The XAdES signature of a submission set."""
    algorithm, method, hashing = {
        "sha1": (DS + "sha1", DS + "rsa-sha1", hashes.SHA1()),
        "sha256": ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                   hashes.SHA256())}[digest]
    document_digest = digest_of(etree.tostring(etree.fromstring(document).getroottree(), method="c14n"), digest)
    root = etree.fromstring(f"""<Signature xmlns="{DS}" Id="SIG1"><SignedInfo><CanonicalizationMethod Algorithm="{WITH_COMMENTS}"/><SignatureMethod Algorithm="{method}"/><Reference URI="#IHEManifest" Type="{DS}Manifest"><DigestMethod Algorithm="{algorithm}"/><DigestValue/></Reference><Reference URI="#S0-SignedProperties" Type="http://uri.etsi.org/01903/v1.1.1#SignedProperties"><DigestMethod Algorithm="{algorithm}"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate>{pair.base64}</X509Certificate></X509Data></KeyInfo><Object><Manifest Id="IHEManifest"><Reference URI="urn:oid:{set_id}"><DigestMethod Algorithm="{algorithm}"/><DigestValue>AA==</DigestValue></Reference><Reference URI="urn:oid:{unique_id}"><Transforms><Transform Algorithm="{WITH_COMMENTS}"/></Transforms><DigestMethod Algorithm="{algorithm}"/><DigestValue>{document_digest}</DigestValue></Reference></Manifest></Object><Object><SignatureProperties><SignatureProperty Id="purposeOfSignature" Target="#SIG1">1.2.840.10065.1.12.1.14</SignatureProperty></SignatureProperties></Object><Object><QualifyingProperties xmlns="http://uri.etsi.org/01903/v1.1.1#" Target="#SIG1"><SignedProperties Id="S0-SignedProperties"><SignedSignatureProperties><SigningTime>{now()}</SigningTime><SigningCertificate><Cert><CertDigest><DigestMethod Algorithm="{DS}sha1"/><DigestValue>{digest_of(pair.der, "sha1")}</DigestValue></CertDigest><IssuerSerial><X509IssuerName xmlns="{DS}">{escape(pair.issuer_name)}</X509IssuerName><X509SerialNumber xmlns="{DS}">{pair.serial}</X509SerialNumber></IssuerSerial></Cert></SigningCertificate><SignaturePolicyIdentifier><SignaturePolicyImplied/></SignaturePolicyIdentifier></SignedSignatureProperties></SignedProperties></QualifyingProperties></Object></Signature>""")
    info = root[0]
    for reference in info.iterfind(f"{{{DS}}}Reference"):
        target, = root.xpath(f"//*[@Id='{reference.get('URI')[1:]}']")
        reference[-1].text = digest_of(canonical(target), digest)
    value = pair.private_key.sign(canonical(info), padding.PKCS1v15(), hashing)
    root[1].text = base64.b64encode(value).decode()
    return etree.tostring(root)
