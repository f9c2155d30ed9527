# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""TD0.2: does this patient have a DMP, and is the structure authorised? PRPA_IN201307UV02 -> PRPA_IN201308UV02."""

import datetime
import uuid
from xml.sax.saxutils import escape, quoteattr

import cda
from soap import Fault

REQUEST = "urn:hl7-org:v3:PRPA_IN201307UV02"
RESPONSE = "urn:hl7-org:v3:PRPA_IN201308UV02"
V3 = "{urn:hl7-org:v3}"
PARAMETER = f"{V3}controlActProcess/{V3}queryByParameter/{V3}parameterList/{V3}patientIdentifier/{V3}value"

# What TD0.2 tells of each state that POST /dmp-state can set: authorisation, status of the DMP.
TOLD = {"active": ("VALIDE", "active"), "closed": ("NON_EXISTE", "terminated"), "absent": None,
        "opposed": ("INTERDIT", "active"), "blocked": ("INTERDIT", "active"), "unauthorised": ("NON_EXISTE", "active")}

HEAD = """<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">
<id root="1.2.250.1.213.4.1.1.1" extension="{answer_id}"/><creationTime value="{now}"/>
<interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201308UV02"/>
<processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="NE"/>
<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root={sender}/></device></receiver>
<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/><softwareName>DMP</softwareName></device></sender>
"""
ATTENTION = """<attentionLine><keyWordText code="AUTORISATION" codeSystem="1.2.250.1.213.4.1.2.6.1"/><value xsi:type="CV" code="{authorisation}" codeSystem="1.2.250.1.213.4.1.2.6.2"/></attentionLine>
<attentionLine><keyWordText code="STATUT_MT" codeSystem="1.2.250.1.213.4.1.2.6.3"/><value xsi:type="BL" value="false"/></attentionLine>
"""
ACKNOWLEDGEMENT = """<acknowledgement typeCode="{kind}"><targetMessage><id root={root} extension={extension}/></targetMessage><acknowledgementDetail typeCode="{severity}"><code code="{code}" codeSystem="1.2.250.1.213.4.1.2.7"/><text>{text}</text></acknowledgementDetail></acknowledgement>
<controlActProcess classCode="CACT" moodCode="EVN">
"""
PATIENT = """<subject typeCode="SUBJ"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="active"/>{closing}
<subject1 typeCode="SBJ"><patient classCode="PAT"><id root={root} extension={extension}/><statusCode code="{status}"/>
<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="COMPTE_INTERNET_OUVERT" codeSystem="1.2.250.1.213.4.1.2.9"/><value xsi:type="BL" value="true"/></administrativeObservation></subjectOf>
<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="RATTACHEMENT_ENS" codeSystem="1.2.250.1.213.4.1.2.3"/><value xsi:type="BL" value="true"/></administrativeObservation></subjectOf>
</patient></subject1></registrationEvent></subject>
"""
CLOSED = """<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="DEMANDE_PATIENT" codeSystem="1.2.250.1.213.1.1.4.11"/><text>Fermeture demandee par le patient</text></detectedIssueEvent></reasonOf>
"""
QUERY = '<queryAck><queryId root={root} extension={extension}/><statusCode code="deliveredResponse"/><queryResponseCode code="{code}"/></queryAck></controlActProcess></PRPA_IN201308UV02>'


def _attributes(node):
    root, extension = (node.get("root", ""), node.get("extension", "")) if node is not None else ("", "")
    return {"root": quoteattr(root), "extension": quoteattr(extension)}


def _refusal(request, patient, vihf):
    """(code, text) if the question itself is wrong."""
    processing = request.find(V3 + "processingCode")
    reason = request.find(f"{V3}controlActProcess/{V3}reasonCode")
    if processing is None or processing.get("code") not in ("D", "T"):
        return "DMPInvalidMessage", "processingCode de test attendu"
    if reason is None or (reason.get("code"), reason.get("codeSystem")) != ("TEST_EXST", "1.2.250.1.213.1.1.4.11"):
        return "DMPInvalidMessage", "reasonCode TEST_EXST attendu"
    if patient.get("root") not in cda.TEST_INS:
        return "DMPInvalidPatientId", f"OID d'INS {patient.get('root')} refuse sur une plateforme de test"
    if vihf.patient != f"{patient.get('extension')}^^^&{patient.get('root')}&ISO^NH":
        return "DMPInvalidPatientId", "patientIdentifier et resource-id du VIHF different"
    return None


def answer(message, vihf, site, refusal=None):
    """(response body, outcome for the journal). `refusal`: (code, text) to answer whatever the question."""
    request = message.body
    patient, question = request.find(PARAMETER), request.find(f"{V3}controlActProcess/{V3}queryByParameter/{V3}queryId")
    if request.tag != V3 + "PRPA_IN201307UV02" or patient is None:
        raise Fault("soap:Sender", "PRPA_IN201307UV02 avec un patientIdentifier attendu")
    sender = request.find(f"{V3}sender/{V3}device/{V3}id")
    head = HEAD.format(answer_id=uuid.uuid4(), now=datetime.datetime.utcnow().strftime("%Y%m%d%H%M%S"),
                       sender=_attributes(sender)["root"])
    target, query = _attributes(request.find(V3 + "id")), _attributes(question)

    refusal = refusal or _refusal(request, patient, vihf)
    if refusal:
        body = ACKNOWLEDGEMENT.format(kind="AE", severity="E", code=escape(refusal[0]), text=escape(refusal[1]), **target)
        return head + body + QUERY.format(code="AE", **query), f"ack:{refusal[0]}"
    told = TOLD[site.store.record_state(vihf.matricule)]
    if told is None:
        body = ACKNOWLEDGEMENT.format(kind="AA", severity="I", code="DMPNotFound", text="Aucun DMP", **target)
        return head + body + QUERY.format(code="NF", **query), "NF"
    authorisation, status = told
    closed = status == "terminated"
    code, text = ("DMPClosed", "DMP ferme") if closed else ("DMPFound", "DMP trouve")
    body = ATTENTION.format(authorisation=authorisation)
    body += ACKNOWLEDGEMENT.format(kind="AA", severity="I", code=code, text=text, **target)
    closing = '<effectiveTime value="20250101000000"/>' if closed else ""
    body += PATIENT.format(status=status, closing=closing, **_attributes(patient)) + (CLOSED if closed else "")
    return head + body + QUERY.format(code="OK", **query), "closed" if closed else "OK"
