# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The headers of a call to INSi: WS-Addressing, ContexteLPS (the software) and ContexteBAM (the Vitale card)."""

import dataclasses
import datetime
import re

from lxml import etree

import insi_soap
from insi_soap import children, strict, text
from soap import SOAP, WSA, WSSE

LPS = "urn:siram:lps:ctxlps"
BAM = "urn:siram:bam:ctxbam"
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
FRESH = datetime.timedelta(minutes=5)


@dataclasses.dataclass
class Call:
    message_id: str
    action: str
    security: etree._Element  # or None
    identifiers: list  # each of them serves once
    software: dict
    card: dict  # what COUVERTURE says: empty without a Vitale card
    body: etree._Element


def _expect(pattern, value, what):
    if not re.fullmatch(pattern, value):
        raise strict("header", f"{what} : {value!r} ne suit pas {pattern}")
    return value


def _only(header, tag):
    found = header.findall(tag)
    if len(found) != 1:
        raise strict("header", f"en-tête {etree.QName(tag).localname} présent {len(found)} fois")
    return found[0]


def _dated(found, where):
    """Id and Temps of a context: new, in UTC with milliseconds, of this minute."""
    identifier = _expect(UUID, text(found, "Id"), f"{where}/Id")
    moment = _expect(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text(found, "Temps"), f"{where}/Temps")
    try:
        sent = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    except ValueError:
        raise strict("header", f"{where}/Temps n'est pas une date") from None
    if abs(datetime.datetime.now(datetime.timezone.utc) - sent) > FRESH:
        raise strict("header", f"{where}/Temps a plus de 5 minutes d'écart")
    if "Emetteur" in found and not text(found, "Emetteur").strip():
        raise strict("header", f"{where}/Emetteur est vide")
    return identifier


def _version(element, wanted, nature, required):
    where = etree.QName(element).localname
    if element.get("Version") != wanted:
        raise strict("header", f"{where} : Version {wanted} attendue, reçu {element.get('Version')!r}")
    if element.get("Nature", None if required else nature) != nature:
        raise strict("header", f"{where} : Nature {nature} attendue")


def _software(element, known):
    """ContexteLPS: (its Id, what it says of the software)."""
    _version(element, "01_00", "CTXLPS", required=True)
    found = children(element, LPS, ["Id!", "Temps!", "Emetteur", "LPS!"])
    identifier = _dated(found, "ContexteLPS")
    software = children(found["LPS"][0], LPS, ["IDAM!", "Version!", "Instance!", "Nom!"])
    if software["IDAM"][0].get("R") != "4":
        raise strict("header", "IDAM : R=4 attendu (numéro d'autorisation CNDA)")
    version = text(software, "Version")
    _expect(r"\S.{0,63}", version, "LPS/Version")
    instance = _expect(UUID, text(software, "Instance"), "LPS/Instance")
    name = _expect(r"urn:lps:[^:\s]+:[^:\s]+", text(software, "Nom"), "LPS/Nom")
    if text(software, "IDAM") not in known:
        raise insi_soap.unknown_software()
    return identifier, {"idam": text(software, "IDAM"), "version": version, "instance": instance, "name": name}


def _number(element, where, names):
    found = children(element, BAM, names)
    if "Num" in found:
        _expect(r"\d{6}[AB0-9]\d{6}", text(found, "Num"), f"{where}/Num")
    if "Cle" in found:
        _expect(r"\d{2}", text(found, "Cle"), f"{where}/Cle")
    return text(found, "Num")


def _cover(element):
    """COUVERTURE: what the Vitale card says."""
    found = children(element, BAM, ["GrandRegime", "Organisme", "CodeCentre", "ASSURE", "BENEFICIAIRE"])
    card = {name: text(found, name) for name in ("GrandRegime", "Organisme", "CodeCentre") if name in found}
    if "ASSURE" in found:
        insured = children(found["ASSURE"][0], BAM, ["Id"])
        card["ASSURE"] = _number(insured["Id"][0], "ASSURE/Id", ["Num", "Cle"]) if "Id" in insured else ""
    if "BENEFICIAIRE" in found:
        person = children(found["BENEFICIAIRE"][0], BAM, ["Nir", "DateNai", "Rang", "Porteur"])
        card["BENEFICIAIRE"] = (_number(person["Nir"][0], "BENEFICIAIRE/Nir", ["Num", "Cle", "DateCertification"])
                                if "Nir" in person else "")
        if "DateNai" in person:
            _expect(r"\d{4}-\d\d-\d\d", text(person, "DateNai"), "BENEFICIAIRE/DateNai")
        if "Rang" in person:
            _expect(r"\d+", text(person, "Rang"), "BENEFICIAIRE/Rang")
        if "Porteur" in person:
            _expect(r"\d", text(person, "Porteur"), "BENEFICIAIRE/Porteur")
    return card


def _card(element):
    """ContexteBAM: (its Id, what it says of a card)."""
    _version(element, "01_02", "CTXBAM", required=False)
    found = children(element, BAM, ["Id!", "Temps!", "Emetteur", "DateRef", "COUVERTURE!"])
    return _dated(found, "ContexteBAM"), _cover(found["COUVERTURE"][0])


def read(data, http_action, known_software, seen):
    """The call in an envelope, or Fault. `seen(message_id)` is told the MessageID before anything else is judged."""
    envelope = insi_soap.parse(data)
    if envelope.tag != SOAP + "Envelope":
        raise strict("version", "enveloppe SOAP 1.2 attendue")
    header, body = envelope.find(SOAP + "Header"), envelope.find(SOAP + "Body")
    payload = [child for child in body if isinstance(child.tag, str)] if body is not None else []
    if header is None or len(payload) != 1:
        raise strict("schema", "un Header et un Body avec un seul élément attendus")
    message_id = (_only(header, WSA + "MessageID").text or "").strip()
    seen(message_id)
    _expect(f"uuid:{UUID}", message_id, "wsa:MessageID")
    action = (_only(header, WSA + "Action").text or "").strip()
    if http_action and http_action != action:
        raise strict("header", f"action HTTP {http_action} et wsa:Action {action} diffèrent")
    if len(header.findall(WSSE + "Security")) > 1:
        raise strict("header", "en-tête Security présent plusieurs fois")
    lps_id, software = _software(_only(header, f"{{{LPS}}}ContexteLPS"), known_software)
    bam_id, card = _card(_only(header, f"{{{BAM}}}ContexteBAM"))
    return Call(message_id, action, header.find(WSSE + "Security"), [message_id, f"lps:{lps_id}", f"bam:{bam_id}"], software, card,
                payload[0])
