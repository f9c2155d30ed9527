#!/usr/bin/env python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Spoils a sound document in one place at a time; each checker must then find something. A checker that finds nothing proves nothing.

spoil_cda.py SOUND.xml CHECK_CDA   exit 0 when both checkers find every fault.
"""
import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree

from check_cda import NS, check

PLAIN = base64.b64encode(b"not a PDF").decode()


def drop(root, path):
    for node in root.xpath(path, namespaces=NS):
        node.getparent().remove(node)


def put(root, path, name, value):
    for node in root.xpath(path, namespaces=NS):
        node.attrib.pop(name, None)
        if value is not None:
            node.set(name, value)


def text(root, path, value):
    for node in root.xpath(path, namespaces=NS):
        node.text = value


def twice(root, path):
    node = root.xpath(path, namespaces=NS)[0]
    node.addnext(etree.fromstring(etree.tostring(node)))


def last(root, path):
    node = root.xpath(path, namespaces=NS)[0]
    node.getparent().append(node)


FAULTS = {
    "realm missing": (drop, "c:realmCode"),
    "template of the imaging volume": (put, "c:templateId[3]", "root", "1.2.250.1.213.1.1.1.45"),
    "a template missing": (drop, "c:templateId[1]"),
    "id with extension": (put, "c:id", "extension", "7"),
    "id as UUID": (put, "c:id", "root", "6F0F0E4C-2A3B-4D5E-8F90-112233445566"),
    "another document code": (put, "c:code", "code", "11502-2"),
    "no translation": (drop, "c:code/c:translation"),
    "empty title": (text, "c:title", ""),
    "effectiveTime without offset": (put, "c:effectiveTime", "value", "20261120111700"),
    "effectiveTime as date": (put, "c:effectiveTime", "value", "20261120"),
    "visibility as confidentiality": (put, "c:confidentialityCode", "code", "INVISIBLE_PATIENT"),
    "language without country": (put, "c:languageCode", "code", "fr"),
    "setId missing": (drop, "c:setId"),
    "version 0": (put, "c:versionNumber", "value", "0"),
    "patient id without extension": (put, "c:recordTarget/c:patientRole/c:id[2]", "extension", None),
    "INS not first": (last, "c:recordTarget/c:patientRole/c:id[1]"),
    "INS without birth given name": (drop, "//c:patient/c:name/c:given[@qualifier='BR']"),
    "INS without list of given names": (drop, "//c:patient/c:name/c:given[not(@qualifier)]"),
    "INS without birthplace": (drop, "//c:birthplace"),
    "INS mail of somebody else": (put, "//c:telecom[contains(@value,'patient.mssante')]", "value", "mailto:277076322082910@patient.mssante.fr"),
    "name qualifier SP": (put, "//c:patient/c:name/c:family", "qualifier", "SP"),
    "gender U": (put, "//c:administrativeGenderCode", "code", "U"),
    "birthTime unknown": (put, "//c:birthTime", "value", None),
    "author without specialty": (drop, "c:author/c:assignedAuthor/c:code"),
    "author without structure": (drop, "c:author/c:assignedAuthor/c:representedOrganization"),
    "author time as date": (put, "c:author/c:time", "value", "20261120"),
    "prefix Docteur": (text, "//c:assignedPerson/c:name/c:prefix", "Docteur"),
    "custodian without id": (drop, "c:custodian//c:id"),
    "recipient without id": (drop, "c:informationRecipient/c:intendedRecipient/c:id"),
    "no legal authenticator": (drop, "c:legalAuthenticator"),
    "signature code missing": (drop, "c:legalAuthenticator/c:signatureCode"),
    "RPPS with a letter": (put, "c:legalAuthenticator/c:assignedEntity/c:id", "extension", "8O1234560801"),
    "participant without time": (drop, "c:participant/c:time"),
    "no order": (drop, "c:inFulfillmentOf"),
    "order without accession number": (drop, "//d:accessionNumber"),
    "accession number of 17 characters": (put, "//d:accessionNumber", "extension", "ACN10200000000017"),
    "no act": (drop, "c:documentationOf"),
    "act without study": (drop, "//c:serviceEvent/c:id"),
    "act in CCAM": (put, "//c:serviceEvent/c:code", "codeSystem", "1.2.250.1.215.300.1"),
    "modality without qualifier": (drop, "//c:translation[@codeSystem='1.2.840.10008.2.16.4']/c:qualifier"),
    "no region": (drop, "//c:translation[@codeSystem='2.16.840.1.113883.6.96']"),
    "act start without offset": (put, "//c:serviceEvent/c:effectiveTime/c:low", "value", "202611201025"),
    "two performers": (twice, "//c:performer"),
    "no practice setting": (drop, "//c:performer//c:standardIndustryClassCode"),
    "replaces itself": (lambda root, path: root.xpath(path, namespaces=NS)[0].addprevious(etree.fromstring(
        '<relatedDocument xmlns="urn:hl7-org:v3" typeCode="RPLC"><parentDocument><id root="1.2.250.1.999.1.1.20261.402.1"/></parentDocument></relatedDocument>')), "c:componentOf"),
    "encounter without code": (drop, "c:componentOf/c:encompassingEncounter/c:code"),
    "encounter without time": (drop, "c:componentOf/c:encompassingEncounter/c:effectiveTime"),
    "no facility type": (drop, "//c:healthCareFacility/c:code"),
    "telecom without scheme": (put, "c:custodian//c:telecom", "value", "0146000000"),
    "header out of order": (last, "c:custodian"),
    "organization out of order": (last, "c:author//c:representedOrganization/c:name"),
    "body of images": (put, "//c:nonXMLBody/c:text", "mediaType", "image/jpeg"),
    "body not base64": (text, "//c:nonXMLBody/c:text", "@@@"),
    "body not a PDF": (text, "//c:nonXMLBody/c:text", PLAIN),
}


def main(sound, checker):
    raw, missed = Path(sound).read_bytes(), 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spoiled.xml"
        for name, (action, *arguments) in FAULTS.items():
            root = etree.fromstring(raw)
            action(root, *arguments)
            spoiled = etree.tostring(root, xml_declaration=True, encoding="UTF-8").replace(b"encoding='UTF-8'", b'encoding="UTF-8"')
            if spoiled == etree.tostring(etree.fromstring(raw), xml_declaration=True, encoding="UTF-8").replace(b"encoding='UTF-8'", b'encoding="UTF-8"'):
                print(f"the fault changes nothing: {name}")
                missed += 1
                continue
            file.write_bytes(spoiled)
            ours = subprocess.run([checker, str(file)], stdout=subprocess.PIPE, check=False).returncode == 1
            theirs = bool(check(spoiled)[0])
            if not (ours and theirs):
                print(f"not found by {'check_cda' if not ours else 'check_cda.py'}: {name}")
                missed += 1
    print(f"{len(FAULTS)} faults, {missed} not found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
