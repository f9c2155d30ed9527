# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""SOAP 1.2 envelopes with WS-Addressing 1.0: reading requests, writing replies and faults."""

import dataclasses
import re
import uuid
from xml.sax.saxutils import escape

from lxml import etree

SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
WSA = "{http://www.w3.org/2005/08/addressing}"
WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous"
FAULT_ACTION = "http://www.w3.org/2005/08/addressing/soap/fault"
_MESSAGE_ID = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Fault(Exception):
    """Answered as HTTP 500 with a SOAP fault. The code becomes the subcode, in the prefix it carries."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code, self.text = code, text


@dataclasses.dataclass
class Message:
    message_id: str
    action: str
    security: etree._Element
    body: etree._Element  # the payload: only child of soap:Body


def parse(data):
    """XML from outside: no document type, no entities, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise etree.XMLSyntaxError("a document type declaration is refused", 0, 0, 0)
    return root


def _header(header, name):
    found = header.findall(WSA + name)
    if len(found) != 1:
        raise Fault("wsa:MessageAddressingHeaderRequired",
                    "A required header representing a Message Addressing Property is not present")
    return found[0]


def read(data, http_action):
    try:
        envelope = parse(data)
    except etree.XMLSyntaxError as problem:
        raise Fault("soap:Sender", f"Enveloppe XML invalide : {problem}") from None
    if envelope.tag != SOAP + "Envelope":
        raise Fault("soap:VersionMismatch", "SOAP 1.2 Envelope expected")
    header, body = envelope.find(SOAP + "Header"), envelope.find(SOAP + "Body")
    if header is None or body is None or len(body) != 1:
        raise Fault("soap:Sender", "Header and a Body with one child expected")

    message_id = (_header(header, "MessageID").text or "").strip()
    _header(header, "To")
    reply_to = (_header(header, "ReplyTo").findtext(WSA + "Address") or "").strip()
    action = (_header(header, "Action").text or "").strip()
    if not _MESSAGE_ID.fullmatch(message_id):
        raise Fault("wsa:InvalidAddressingHeader", f"MessageID is not an urn:uuid: {message_id}")
    if reply_to != ANONYMOUS:
        raise Fault("wsa:OnlyAnonymousAddressSupported", "ReplyTo must be the anonymous address")
    if http_action and http_action != action:
        raise Fault("wsa:ActionMismatch", f"HTTP action {http_action} differs from wsa:Action {action}")

    security = header.findall(WSSE + "Security")
    if len(security) != 1:
        raise Fault("soap:DMPInvalidVIHF", "Le VIHF est absent de l'en-tete Security")
    return Message(message_id, action, security[0], body[0])


def reply(action, relates_to, body):
    relation = f"<wsa:RelatesTo>{escape(relates_to)}</wsa:RelatesTo>" if relates_to else ""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" '
            'xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header>'
            f"<wsa:Action>{escape(action)}</wsa:Action><wsa:MessageID>urn:uuid:{uuid.uuid4()}</wsa:MessageID>"
            f"<wsa:To>{ANONYMOUS}</wsa:To>{relation}"
            f"</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>").encode()


def fault(code, text):
    return ("<soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value>"
            f"<soap:Subcode><soap:Value>{escape(code)}</soap:Value></soap:Subcode></soap:Code>"
            f'<soap:Reason><soap:Text xml:lang="fr">{escape(text)}</soap:Text></soap:Reason></soap:Fault>')
