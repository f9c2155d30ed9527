# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""An independent DMP client and the running stand-in: shares no code with the product nor with the stand-in."""

import hashlib
import http.client
import itertools
import json
import pathlib
import ssl
import subprocess
import uuid
import warnings

from lxml import etree

import cda_document
import dmp_metadata
from signed_parts import Pair, Vihf, envelope, signature_document

SANDBOX = pathlib.Path(__file__).resolve().parents[3] / "examples" / "sandbox"
PATH = "/si-dmp-server/v2/services/"
FEED = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"
QUERY = "urn:ihe:iti:2007:RegistryStoredQuery"
UPDATE = "urn:ihe:iti:2010:UpdateDocumentSet"
EXISTENCE = "urn:hl7-org:v3:PRPA_IN201307UV02"
STRUCTURE = "1750803447"
MATRICULE = "279035121518989"
TEST_INS = "1.2.250.1.213.1.4.10"

_numbers = itertools.count(1)
_run = uuid.uuid4().int % 10**9


def new_oid():
    return f"1.2.250.1.999.1.1.{_run}.{next(_numbers)}"


def make_pki(directory, *arguments):
    subprocess.run([SANDBOX / "pki.py", directory, *arguments], check=True)


class Sandbox:
    """The stand-in as a process of its own; ready when it has said so."""

    def __init__(self, out, pki, *arguments):
        self.out, self.pki = pathlib.Path(out), pathlib.Path(pki)
        self.process = subprocess.Popen([SANDBOX / "dmp.py", "--dir", out, "--pki", pki, *arguments],
                                        stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.port = self.ready["port"]

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
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer

    def journal(self):
        return [json.loads(line) for line in (self.out / "dmp" / "journal.jsonl").read_text().splitlines()]


class Answer:
    def __init__(self, status, headers, data):
        self.status, self.headers = status, headers
        self.content_type = headers.get("Content-Type", "")
        self.data = data
        self.root = etree.fromstring(data) if self.content_type.startswith("application/soap+xml") else None

    def text(self, path):
        return self.root.xpath(f"string({path})") if self.root is not None else ""

    @property
    def fault(self):
        return self.text("//*[local-name()='Subcode']/*").partition(":")[2]

    @property
    def reason(self):
        return self.text("//*[local-name()='Reason']/*")

    @property
    def errors(self):
        return self.root.xpath("//*[local-name()='RegistryError']/@errorCode")

    @property
    def contexts(self):
        return " | ".join(self.root.xpath("//*[local-name()='RegistryError']/@codeContext"))

    @property
    def succeeded(self):
        return self.text("//@status").endswith(":Success")


class Channel:
    """One persistent mutual TLS connection of a structure."""

    def __init__(self, sandbox, pair, version=None):
        self.context = ssl.create_default_context(cafile=sandbox.pki / "ca.pem")
        if pair:
            self.context.load_cert_chain(pair.certificate_file, pair.key_file)
        if version:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # an old version is asked for on purpose
                self.context.minimum_version, self.context.maximum_version = ssl.TLSVersion.TLSv1, version
            self.context.set_ciphers("ALL:@SECLEVEL=0")
        self.connection = http.client.HTTPSConnection("127.0.0.1", sandbox.port, context=self.context, timeout=20)

    def post(self, service, content_type, body):
        self.connection.request("POST", PATH + service, body, {"Content-Type": content_type})
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def soap(self, service, action, text):
        return self.post(service, f'application/soap+xml; charset=utf-8; action="{action}"', text.encode())

    def close(self):
        self.connection.close()


class Submission:
    """TD2.1 with every part open to alteration: `edit_*` before hashing or signing, `tamper_*` after."""

    def __init__(self, pair, structure=STRUCTURE, matricule=MATRICULE, ins_oid=TEST_INS, **cda):
        self.pair, self.structure, self.matricule, self.ins_oid = pair, structure, matricule, ins_oid
        self.unique_id, self.set_id = new_oid(), new_oid()
        self.cda = {"set_id": new_oid(), "version": 1, **cda}
        self.vihf = Vihf(pair, structure, matricule, ins_oid)
        self.signature_pair, self.digest, self.replaced_uuid, self.message_id = pair, "sha1", "", None
        self.edit_cda = self.edit_metadata = self.edit_envelope = lambda text: text
        self.tamper_document = self.tamper_signature = lambda data: data

    def parts(self):
        """(envelope, document, signature), as bytes."""
        document = self.edit_cda(cda_document.write(
            unique_id=self.unique_id, matricule=self.matricule, ins_oid=self.ins_oid, structure=self.structure,
            **self.cda)).encode()
        signature = signature_document(self.signature_pair, self.set_id, self.unique_id, document, self.digest)
        metadata = self.edit_metadata(dmp_metadata.request(
            self.set_id, self.unique_id, f"{self.matricule}^^^&{self.ins_oid}&ISO^NH", self.structure,
            hashlib.sha1(document).hexdigest(), len(document), self.replaced_uuid))
        text = self.edit_envelope(envelope(FEED, self.vihf.signed(), metadata, self.message_id))
        return text.encode(), self.tamper_document(document), self.tamper_signature(signature)

    def package(self):
        root, document, signature = self.parts()
        kinds = (("root@client", 'application/xop+xml; charset=UTF-8; type="application/soap+xml"', root),
                 ("doc@client", "text/xml", document), ("sig@client", "text/xml", signature))
        body = b"".join(
            f"--B0undary\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{name}>\r\n\r\n".encode()
            + content + b"\r\n" for name, kind, content in kinds if content)
        return (f'multipart/related; boundary=B0undary; type="application/xop+xml"; start="<root@client>"; '
                f'start-info="application/soap+xml"; action="{FEED}"'), body + b"--B0undary--\r\n"

    def send(self, channel):
        return channel.post("repository", *self.package())


def existence_body(matricule, ins_oid=TEST_INS):
    return f"""<PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0"><id root="1.2.250.1.999.1" extension="{uuid.uuid4()}"/><creationTime value="20261120101700"/><interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201307UV02"/><processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/><receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/></device></receiver><sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.1"/></device></sender><attentionLine xsi:nil="true"/><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11"/><queryByParameter><queryId root="1.2.250.1.999.1.2" extension="{uuid.uuid4()}"/><statusCode code="new"/><parameterList><dataSource xsi:nil="true"/><patientIdentifier><value root="{ins_oid}" extension="{matricule}"/><semanticsText>Patient.id</semanticsText></patientIdentifier></parameterList></queryByParameter></controlActProcess></PRPA_IN201307UV02>"""


def ask_existence(channel, pair, matricule=MATRICULE, ins_oid=TEST_INS, edit=lambda text: text):
    """TD0.2."""
    vihf = Vihf(pair, STRUCTURE, matricule, ins_oid)
    return channel.soap("patients", EXISTENCE, envelope(EXISTENCE, vihf.signed(), edit(existence_body(matricule, ins_oid))))


def query_body(unique_id, return_type="ObjectRef", query="urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"):
    return f"""<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><q:ResponseOption returnComposedObjects="true" returnType="{return_type}"/><AdhocQuery id="{query}"><Slot name="$XDSDocumentEntryUniqueId"><ValueList><Value>('{unique_id}')</Value></ValueList></Slot></AdhocQuery></q:AdhocQueryRequest>"""


def find_document(channel, pair, unique_id, matricule=MATRICULE, **options):
    """TD3.1b."""
    vihf = Vihf(pair, STRUCTURE, matricule)
    return channel.soap("registry", QUERY, envelope(QUERY, vihf.signed(), query_body(unique_id, **options)))


def delete_document(channel, pair, entry_uuid, status="Approved", matricule=MATRICULE, new_status="Deleted"):
    """TD3.3c."""
    patient = f"{matricule}^^^&{TEST_INS}&ISO^NH"
    body = ('<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" '
            'xmlns:r="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><r:RegistryObjectList>'
            + dmp_metadata.package(new_oid(), patient, STRUCTURE)
            + dmp_metadata.status_change(entry_uuid, f"urn:oasis:names:tc:ebxml-regrep:StatusType:{status}",
                                         f"urn:asip:ci-sis:2010:StatusType:{new_status}")
            + "</r:RegistryObjectList></lcm:SubmitObjectsRequest>")
    return channel.soap("registry", UPDATE, envelope(UPDATE, Vihf(pair, STRUCTURE, matricule).signed(), body))
