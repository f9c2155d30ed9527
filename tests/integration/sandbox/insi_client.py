# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""An independent INSi client that can be told to err, and the running stand-in: shares no code with the product nor with the stand-in."""

import datetime
import http.client
import json
import ssl
import subprocess
import uuid
from xml.sax.saxutils import escape

from lxml import etree

from dmp_client import SANDBOX
from signed_parts import DS, sign_assertion

ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:"
SEARCH, CARD_SEARCH, VERIFY = "rechercherInsAvecTraitsIdentite", "rechercherInsAvecCarteVitale", "verifierInsUnitaire"
NIR_TEST = "1.2.250.1.213.1.4.10"
IDAM = "CLAIRIS-SANDBOX"
EMPTY = "<b:COUVERTURE/>"
VITALE = ("<b:COUVERTURE><b:GrandRegime>01</b:GrandRegime><b:Organisme>753</b:Organisme><b:CodeCentre>4321</b:CodeCentre>"
          "<b:ASSURE><b:Id><b:Num>2751263220749</b:Num><b:Cle>74</b:Cle></b:Id></b:ASSURE></b:COUVERTURE>")


def now(**shift):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**shift)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


class Insi:
    """The stand-in as a process of its own; ready when it has said so."""

    def __init__(self, out, pki, *arguments):
        self.out, self.pki = out, pki
        self.process = subprocess.Popen([SANDBOX / "insi.py", "--dir", out, "--pki", pki, *arguments], stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def admin(self, method, path, content=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.ready["admin_port"])
        connection.request(method, path, json.dumps(content) if content is not None else None)
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return answer if response.status == 200 else {"status": response.status, **answer}

    def journal(self):
        return [json.loads(line) for line in (self.out / "insi" / "journal.jsonl").read_text(encoding="utf-8").splitlines()]


class Answer:
    def __init__(self, status, data):
        self.status, self.data, self.root = status, data, etree.fromstring(data)

    def text(self, path):
        """Of the first element named so, at any depth: a/b is a child b of a."""
        steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
        found = self.root.xpath(f"//{steps}")
        return None if not found else found[0].text or ""

    def texts(self, name):
        return [each.text for each in self.root.xpath(f"//*[local-name()='{name}']")]

    @property
    def code(self):
        return self.text("CodeCR")

    @property
    def error(self):
        found = self.root.xpath("//*[local-name()='Erreur']/@code")
        return found[0] if found else None


class Channel:
    def __init__(self, insi, pair, port="port", version=None):
        self.context = ssl.create_default_context(cafile=insi.pki / "ca.pem")
        if pair:
            self.context.load_cert_chain(pair.certificate_file, pair.key_file)
        if version:
            self.context.minimum_version = self.context.maximum_version = version
        self.connection = http.client.HTTPSConnection("127.0.0.1", insi.ready[port], context=self.context, timeout=20)

    def post(self, text, action="", path="/lps", content_type="application/soap+xml; charset=utf-8"):
        kind = content_type + (f'; action="{action}"' if action else "")
        self.connection.request("POST", path, text.encode() if isinstance(text, str) else text, {"Content-Type": kind})
        response = self.connection.getresponse()
        return response.status, response.read()

    def call(self, call):
        return Answer(*self.post(call.text(), ACTION + call.operation))

    def close(self):
        self.connection.close()


class Call:
    """A request; `edit` changes its text before it is sent."""

    def __init__(self, operation, body, cover=EMPTY, security=""):
        self.operation, self.body, self.cover, self.security = operation, body, cover, security
        self.message_id, self.lps_id, self.bam_id = f"uuid:{uuid.uuid4()}", uuid.uuid4(), uuid.uuid4()
        self.sent, self.idam, self.edit = now(), IDAM, lambda text: text

    def text(self):
        return self.edit(f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:b="urn:siram:bam:ctxbam" xmlns:l="urn:siram:lps:ctxlps" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>{self.security}<l:ContexteLPS Nature="CTXLPS" Version="01_00"><l:Id>{self.lps_id}</l:Id><l:Temps>{self.sent}</l:Temps><l:Emetteur>RIS</l:Emetteur><l:LPS><l:IDAM R="4">{self.idam}</l:IDAM><l:Version>1.0</l:Version><l:Instance>6c6e7a0e-23a9-4c1e-9b44-21a3d6a0f001</l:Instance><l:Nom>urn:lps:clairis:1.0</l:Nom></l:LPS></l:ContexteLPS><a:Action>{ACTION}{self.operation}</a:Action><a:MessageID>{self.message_id}</a:MessageID><b:ContexteBAM Version="01_02"><b:Id>{self.bam_id}</b:Id><b:Temps>{self.sent}</b:Temps><b:Emetteur>RIS</b:Emetteur>{self.cover}</b:ContexteBAM></s:Header><s:Body>{self.body}</s:Body></s:Envelope>""")


def traits(birth_name, first_names, sex, birth_date, place=""):
    return (f"<NomNaissance>{escape(birth_name)}</NomNaissance>" + "".join(f"<Prenom>{escape(each)}</Prenom>" for each in first_names)
            + f"<Sexe>{sex}</Sexe><DateNaissance>{birth_date}</DateNaissance>" + (f"<LieuNaissance>{place}</LieuNaissance>" if place else ""))


def search(*person):
    return Call(SEARCH, f'<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans">{traits(*person)}</RECSANSVITALE>')


def card_search(content, cover=VITALE):
    return Call(CARD_SEARCH, f'<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit">{content}</RECVITALE>', cover)


def verification(number, key, person, oid=NIR_TEST):
    return Call(VERIFY, '<REQUNITAIRE xmlns="http://www.cnamts.fr/INSiLot2/REQUnitaire"><IndividuVerifie><INSFourni><IdIndividu><NumIdentifiant>'
                f"{number}</NumIdentifiant><Cle>{key}</Cle></IdIndividu><OID>{oid}</OID></INSFourni><TraitsIdentiteIndividu>{traits(*person)}"
                "</TraitsIdentiteIndividu></IndividuVerifie></REQUNITAIRE>")


class CardAssertion:
    """What the workstation has the card sign; `edit` changes it before, `tamper` after."""

    def __init__(self, pair, number):
        self.pair, self.number, self.issued, self.edit, self.tamper = pair, number, now(), lambda text: text, lambda text: text

    def header(self):
        identifier = f"_{uuid.uuid4()}"
        root = etree.fromstring(self.edit(f"""<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="{identifier}" IssueInstant="{self.issued}" Version="2.0"><Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">{escape(self.pair.distinguished_name)}</Issuer><Signature xmlns="{DS}"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="#{identifier}"><Transforms><Transform Algorithm="{DS}enveloped-signature"/><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate>{self.pair.base64}</X509Certificate></X509Data></KeyInfo></Signature><Subject><NameID NameQualifier="CPS">{self.number}</NameID></Subject><AttributeStatement><Attribute Name="identifiantFacturation"><AttributeValue>750000001</AttributeValue></Attribute><Attribute Name="secteurActivite"><AttributeValue>SA07</AttributeValue></Attribute></AttributeStatement></Assertion>"""))
        sign_assertion(root, self.pair)
        text = self.tamper(etree.tostring(root, encoding="unicode"))
        return ('<w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">'
                f"{text}</w:Security>")
