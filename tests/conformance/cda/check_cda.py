#!/usr/bin/env python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""An independent check of level 1 imaging reports, on lxml: shares neither code nor tables with the C++ one.

check_cda.py [--pdf FOLDER] FILE-OR-FOLDER…   prints findings, writes the PDFs when asked; exit 0 clean, 1 findings, 2 nothing read.
"""
import base64
import binascii
import re
import sys
from pathlib import Path

from lxml import etree

NS = {"c": "urn:hl7-org:v3", "d": "urn:dicom-org:ps3-20"}
OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+\Z")
SECOND = re.compile(r"[0-9]{14}[+-][0-9]{4}\Z")
MINUTE = re.compile(r"[0-9]{12}([0-9]{2})?[+-][0-9]{4}\Z")
LOINC = "2.16.840.1.113883.6.1"
INS = {"1.2.250.1.213.1.4." + tail for tail in ("8", "9", "10", "11")}
HEADER = ("realmCode typeId templateId id code title effectiveTime confidentialityCode languageCode setId versionNumber copyTime recordTarget "
          "author dataEnterer informant custodian informationRecipient legalAuthenticator authenticator participant inFulfillmentOf "
          "documentationOf relatedDocument authorization componentOf component").split()
BLOCKS = {
    "patientRole": "id addr telecom patient providerOrganization",
    "patient": "name administrativeGenderCode birthTime guardian birthplace",
    "author": "functionCode time assignedAuthor",
    "assignedAuthor": "id code addr telecom assignedPerson assignedAuthoringDevice representedOrganization",
    "assignedEntity": "id code addr telecom assignedPerson representedOrganization",
    "representedOrganization": "id name telecom addr standardIndustryClassCode",
    "representedCustodianOrganization": "id name telecom addr",
    "intendedRecipient": "id addr telecom informationRecipient receivedOrganization",
    "participant": "functionCode time associatedEntity",
    "associatedEntity": "id code addr telecom associatedPerson scopingOrganization",
    "order": "id accessionNumber",
    "serviceEvent": "id code effectiveTime performer",
    "parentDocument": "id code text setId versionNumber",
    "encompassingEncounter": "id code effectiveTime dischargeDispositionCode responsibleParty encounterParticipant location",
    "healthCareFacility": "id code location serviceProviderOrganization",
}


class Report:
    def __init__(self, root, raw):
        self.root, self.raw, self.findings = root, raw, []

    def x(self, path, node=None):
        return (self.root if node is None else node).xpath(path, namespaces=NS)

    def must(self, kept, sentence):
        if not kept:
            self.findings.append(sentence)


def local(node):
    return etree.QName(node).localname


def ordered(node, names):
    places = [names.index(local(child)) if local(child) in names else -1 for child in node.iterchildren(tag=etree.Element)]
    return -1 not in places and places == sorted(places)


def check_envelope(r):
    r.must(not r.raw.startswith(b"\xef\xbb\xbf"), "no byte order mark")
    r.must(r.root.tag == "{urn:hl7-org:v3}ClinicalDocument", "root ClinicalDocument")
    r.must(not r.x("/processing-instruction()"), "no stylesheet instruction")
    r.must(ordered(r.root, HEADER), "header in schema order")
    for name, children in BLOCKS.items():
        for node in r.x(f"//c:{name}"):
            r.must(ordered(node, children.split()), f"{name} in schema order")
    r.must(not r.x("//@nullFlavor[not(. = 'UNK' or . = 'NASK' or . = 'ASKU' or . = 'NAV' or . = 'MSK' or . = 'NA')]"), "known nullFlavors")
    r.must(not r.x("//*[normalize-space(text()) = '' and not(*) and not(@*)]"), "no empty element")


def check_identification(r):
    r.must(r.x("count(c:realmCode[@code='FR'])=1"), "realmCode FR")
    r.must(r.x("count(c:typeId[@root='2.16.840.1.113883.1.3' and @extension='POCD_HD000040'])=1"), "typeId")
    r.must(sorted(r.x("c:templateId/@root")) == ["1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20", "2.16.840.1.113883.2.8.2.1"], "exactly the three templates")
    ids = r.x("c:id")
    r.must(len(ids) == 1 and OID.match(ids[0].get("root", "")) and len(ids[0].get("root")) <= 64 and len(ids[0].attrib) == 1, "id: one OID, nothing else")
    r.must(r.x(f"count(c:code[@code='18748-4' and @codeSystem='{LOINC}' and @displayName])=1"), "code 18748-4")
    acts = set(r.x(f"c:documentationOf/c:serviceEvent/c:code[@codeSystem='{LOINC}']/@code"))
    said = r.x(f"c:code/c:translation[@codeSystem='{LOINC}' and @displayName]/@code")
    r.must(said and set(said) == acts and len(said) == len(set(said)), "one translation per act")
    r.must(r.x("string-length(normalize-space(c:title)) > 0"), "title")
    r.must(SECOND.match(r.x("string(c:effectiveTime/@value)")), "effectiveTime with seconds and offset")
    r.must(r.x("count(c:confidentialityCode)=1 and c:confidentialityCode[@code='N' or @code='R' or @code='V']/@codeSystem='2.16.840.1.113883.5.25'"), "confidentialityCode N, R, V")
    r.must(re.match(r"[a-z]{2}-[A-Z]{2}\Z", r.x("string(c:languageCode/@code)")), "languageCode")
    r.must(r.x("count(c:setId)=1") and OID.match(r.x("string(c:setId/@root)")), "setId")
    r.must(re.match(r"[1-9][0-9]*\Z", r.x("string(c:versionNumber/@value)")), "versionNumber from 1")
    replaced = r.x("c:relatedDocument")
    r.must(len(replaced) <= 1 and all(node.get("typeCode") == "RPLC" for node in replaced), "at most one RPLC")
    if replaced:
        r.must(r.x("count(c:relatedDocument/c:parentDocument/c:id[@root])=1 and c:relatedDocument/c:parentDocument/c:id/@root != c:id/@root"), "replaces one other document")
        r.must(int(r.x("string(c:versionNumber/@value)") or 0) >= 2, "a replacement is version 2 at least")


def check_patient(r):
    role = "c:recordTarget/c:patientRole"
    r.must(r.x("count(c:recordTarget)=1"), "one recordTarget")
    ids = r.x(f"{role}/c:id")
    r.must(ids and all(node.get("root") and node.get("extension") for node in ids), "patient ids: root and extension")
    national = [node for node in ids if node.get("root") in INS]
    if national:
        r.must(len(national) == 1 and national[0] is ids[0] and len(ids[0].get("extension", "")) == 15, "one INS, first, of 15 characters")
        name = f"{role}/c:patient/c:name"
        r.must(r.x(f"{name}/c:family[@qualifier='BR'] and {name}/c:given[@qualifier='BR'] and {name}/c:given[not(@qualifier)]"), "name traits of an INS")
        r.must(r.x(f"string-length({role}/c:patient/c:birthplace/c:place/c:addr/c:county)=5"), "birthplace trait of an INS")
    mails = [value for value in r.x(f"{role}/c:telecom/@value") if "patient.mssante.fr" in value]
    r.must(all(national and mail == f"mailto:{national[0].get('extension')}@patient.mssante.fr" for mail in mails), "MSSanté address of the patient's own INS")
    r.must(not r.x(f"{role}//c:family[not(@qualifier='BR' or @qualifier='CL')]") and not r.x(f"{role}//c:given[@qualifier and not(@qualifier='BR' or @qualifier='CL')]"), "name qualifiers")
    r.must(r.x(f"{role}/c:patient/c:administrativeGenderCode[@code='F' or @code='M' or @code='UN']/@codeSystem='2.16.840.1.113883.5.1'"), "gender F, M, UN")
    r.must(re.match(r"[0-9]{8}", r.x(f"string({role}/c:patient/c:birthTime/@value)")), "birthTime")


def check_people(r):
    authors = r.x("c:author")
    r.must(authors, "an author")
    for author in authors:
        r.must(SECOND.match(r.x("string(c:time/@value)", author)), "author time")
        r.must(r.x("c:assignedAuthor/c:code[@code and @displayName and @codeSystem]", author), "author specialty")
        r.must(r.x("count(c:assignedAuthor/c:id[@root and @extension]) >= 1", author), "author id")
        r.must(r.x("c:assignedAuthor/c:representedOrganization/c:id[@root='1.2.250.1.71.4.2.2' and @extension]", author), "author structure")
    r.must(r.x("count(c:custodian/c:assignedCustodian/c:representedCustodianOrganization/c:id[@root='1.2.250.1.71.4.2.2' and @extension])=1"), "custodian id")
    r.must(r.x("count(c:legalAuthenticator[c:signatureCode/@code='S']/c:assignedEntity/c:id[@root and @extension])=1"), "legal authenticator")
    kept = r.x("string(c:custodian//c:id/@extension)")
    r.must(kept in r.x("c:author/c:assignedAuthor/c:representedOrganization/c:id/@extension"), "an author of the custodian's structure")
    for node in r.x("c:authenticator"):
        r.must(SECOND.match(r.x("string(c:time/@value)", node)) and r.x("c:signatureCode/@code='S'", node), "authenticator time and signature")
        r.must(re.match(r"8[0-9]{11}\Z", r.x("string(c:assignedEntity/c:id[@root='1.2.250.1.71.4.2.1']/@extension)", node)), "authenticator RPPS")
    r.must(SECOND.match(r.x("string(c:legalAuthenticator/c:time/@value)")), "legal authenticator time")
    r.must(all(r.x("c:intendedRecipient/c:id and .//c:family", node) for node in r.x("c:informationRecipient")), "recipients: id and name")
    for node in r.x("c:participant"):
        r.must(node.get("typeCode") in {"REF", "REFB", "INF", "RESP", "PRF", "CON", "VRF"}, "participant typeCode")
        r.must(r.x("c:time[@nullFlavor or c:low or c:high]", node), "participant time")
        r.must(r.x("c:associatedEntity[@classCode='PROV' or @classCode='AGNT']//c:family", node), "participant person")
    for number in r.x("//c:id[@root='1.2.250.1.71.4.2.1']/@extension"):
        r.must(re.match(r"8[0-9]{11}\Z|[013456].", number), "PS_IdNat")
    r.must(not [text for text in r.x("//c:assignedPerson//c:prefix/text()") if text not in ("M", "MME")], "prefix M or MME")
    for value in r.x("//c:telecom/@value"):
        r.must(re.match(r"(tel|fax|mailto|http|ftp|mllp):.", value), "telecom schemes")


def check_acts(r):
    orders = r.x("c:inFulfillmentOf/c:order")
    r.must(orders, "an order")
    for order in orders:
        accession = r.x("d:accessionNumber", order)
        r.must(r.x("count(c:id[@root and @extension])=1", order) and len(accession) == 1, "order number and accession number")
        r.must(all(node.get("root") and 1 <= len(node.get("extension", "")) <= 16 for node in accession), "accession number of 1 to 16 characters")
    events = r.x("c:documentationOf/c:serviceEvent")
    r.must(events, "a documented act")
    for event in events:
        if event is not events[0] and r.x("c:code[@code='Z13.9' and @displayName]/@codeSystem='2.16.840.1.113883.6.3'", event):
            r.must(not r.x("c:performer", event), "a screening mark is no act")
            continue
        r.must(r.x(f"c:code[@codeSystem='{LOINC}' and @displayName]", event), "act coded in LOINC")
        r.must(r.x("c:code/c:translation[@codeSystem='1.2.840.10008.2.16.4' and @displayName]/c:qualifier/c:name/@code='121139'", event), "modality")
        r.must(r.x("c:code/c:translation[@codeSystem='2.16.840.1.113883.6.96' and @displayName]/c:qualifier/c:name/@code='39111-0'", event), "region")
        r.must(OID.match(r.x("string(c:id/@root)", event)) and not r.x("c:id/@extension", event), "Study Instance UID")
        r.must(MINUTE.match(r.x("string(c:effectiveTime/c:low/@value)", event)), "act start with offset")
    r.must(events and r.x("count(c:performer)=1 and count(c:effectiveTime)=1", events[0]), "principal act: one performer, one time")
    r.must(events and r.x("c:performer/c:assignedEntity/c:representedOrganization/c:standardIndustryClassCode[@code]/@codeSystem='1.2.250.1.213.1.1.4.9'", events[0]), "practice setting")
    encounter = "c:componentOf/c:encompassingEncounter"
    r.must(r.x(f"string({encounter}/c:code/@code)") in {"IMP", "EMER", "AMB", "FLD", "HH", "VR", "EXTERNE", "SEANCE"}, "encounter code")
    r.must(MINUTE.match(r.x(f"string({encounter}/c:effectiveTime/c:low/@value)")), "encounter start with offset")
    r.must(r.x(f"{encounter}/c:location/c:healthCareFacility/c:code[starts-with(@code, 'SA')]/@codeSystem='1.2.250.1.71.4.2.4'"), "facility type")


def body(r):
    r.must(r.x("count(c:component/c:nonXMLBody/c:text[@mediaType='application/pdf' and @representation='B64'])=1"), "one PDF body in base64")
    try:
        return base64.b64decode("".join(r.x("string(c:component/c:nonXMLBody/c:text)").split()), validate=True)
    except binascii.Error:
        r.must(False, "base64 that decodes")
        return b""


def check_body(r):
    pdf = body(r)
    r.must(pdf.startswith(b"%PDF-1.4") and b"%%EOF" in pdf[-1024:], "a whole PDF 1.4")
    r.must(re.search(rb"pdfaid:part(>|=[\"'])1", pdf) and b"/OutputIntents" in pdf, "PDF/A-1 claim and output intent")
    return pdf


def check(raw):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        return ["well-formed XML: " + error.msg], b""
    report = Report(root, raw)
    report.must(root.getroottree().docinfo.doctype == "", "no DOCTYPE")
    for step in (check_envelope, check_identification, check_patient, check_people, check_acts):
        step(report)
    return report.findings, check_body(report)


def main(arguments):
    folder = None
    if arguments[:1] == ["--pdf"]:
        folder, arguments = Path(arguments[1]), arguments[2:]
    files = [file for each in map(Path, arguments) for file in (sorted(each.glob("*.xml")) if each.is_dir() else [each])]
    total = 0
    for file in files:
        findings, pdf = check(file.read_bytes())
        total += len(findings)
        for finding in findings:
            print(f"{file}: expected {finding}")
        if folder and pdf:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / (file.stem + ".pdf")).write_bytes(pdf)
    print(f"{len(files)} documents, {total} findings")
    return 2 if not files else min(total, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
