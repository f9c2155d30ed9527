#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Conformance of what the demo left behind: PDF/A by Preflight, CDA by two checkers, XML signatures by xmlsec1, and that all of them are about the same bytes.

check.py [OUT]   prints findings; exit 0 without any, 1 otherwise."""

import base64
import collections
import concurrent.futures
import hashlib
import os
import pathlib
import subprocess
import sys

from lxml import etree

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFORMANCE = ROOT / "tests" / "conformance"
NS = {"c": "urn:hl7-org:v3", "r": "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0", "s": "urn:oasis:names:tc:SAML:2.0:assertion",
      "d": "http://www.w3.org/2000/09/xmldsig#"}
DOCUMENT_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"  # XDSDocumentEntry.uniqueId
ANNOUNCED = "INVISIBLE_PATIENT"


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=300, check=False, **options)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def parse(data):
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def checker():
    """The program check_cda of whichever build is there."""
    for pattern in ("tests/conformance/cda/check_cda", "bin/check_cda"):
        if (ROOT / "build" / pattern).exists():
            return ROOT / "build" / pattern
    return None


def check_pdfs(out):
    code, said = run([CONFORMANCE / "pdfa" / "preflight.sh", out / "pdf"])
    return [] if code == 0 else [f"Preflight: {line}" for line in said.strip().splitlines()]


def check_cdas(out):
    code, said = run(["/usr/bin/python3", CONFORMANCE / "cda" / "check_cda.py", out / "cda"])
    findings = [] if code == 0 else said.strip().splitlines()
    program = checker()
    if program is None:
        return findings + ["the program check_cda is not built"]
    code, said = run([program, out / "cda"])
    return findings + ([] if code == 0 else said.strip().splitlines())


def check_pairs(out):
    """Each PDF is the one inside its CDA, byte for byte."""
    findings = []
    pdfs, cdas = ({file.stem: file for file in (out / kind).glob(f"*.{end}")} for kind, end in (("pdf", "pdf"), ("cda", "xml")))
    for stem in sorted(pdfs.keys() ^ cdas.keys()):
        findings.append(f"{stem}: PDF or CDA is missing")
    for stem in pdfs.keys() & cdas.keys():
        text = parse(cdas[stem].read_bytes()).findtext("c:component/c:nonXMLBody/c:text", namespaces=NS)
        if base64.b64decode(text or "") != pdfs[stem].read_bytes():
            findings.append(f"{stem}: the PDF inside the CDA is another one")
    return findings


def slot(node, name):
    return node.findtext(f"r:Slot[@name='{name}']/r:ValueList/r:Value", namespaces=NS)


def check_submission(folder, cdas, authority):
    findings = []
    document = (folder / "document.xml").read_bytes()
    unique_id = parse(document).find("c:id", NS).get("root")
    if cdas.get(unique_id) != document:
        findings.append("the DMP received another CDA than the archive holds")
    envelope = parse((folder / "envelope.xml").read_bytes())
    entries = [entry for entry in envelope.iterfind(".//r:ExtrinsicObject", NS)
               if entry.find(f"r:ExternalIdentifier[@identificationScheme='{DOCUMENT_ID}'][@value='{unique_id}']", NS) is not None]
    if len(entries) != 1:
        return findings + [f"{len(entries)} document entries with the uniqueId of the CDA"]
    if (slot(entries[0], "hash") or "").lower() != hashlib.sha1(document).hexdigest():
        findings.append("hash in the metadata is not the SHA-1 of the CDA")
    if slot(entries[0], "size") != str(len(document)):
        findings.append("size in the metadata is not that of the CDA")
    return findings + check_signatures(folder, authority)


def check_signatures(folder, authority):
    """xmlsec1, which shares nothing with the product's own verification; Manifests are the stand-in's to check."""
    findings = []
    trust = ["--trusted-pem", authority, "--enabled-key-data", "x509"]
    vihf = ["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"]
    code, said = run(["xmlsec1", "--verify", *trust, *vihf, folder / "envelope.xml"])
    if code != 0:
        findings.append(f"VIHF signature: {said.strip()[-300:]}")
    signature = ["--ignore-manifests", "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Manifest"]
    signature += ["--id-attr:Id", "http://uri.etsi.org/01903/v1.1.1#:SignedProperties"]
    code, said = run(["xmlsec1", "--verify", *trust, *signature, folder / "signature.xml"])
    if code != 0:
        findings.append(f"submission signature: {said.strip()[-300:]}")
    return findings


def check_submissions(out):
    cdas = {}
    for file in (out / "cda").glob("*.xml"):
        data = file.read_bytes()
        cdas[parse(data).find("c:id", NS).get("root")] = data
    folders = sorted(folder for folder in (out / "dmp").iterdir() if folder.is_dir())
    findings, seen = [], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for folder, found in zip(folders, pool.map(lambda folder: check_submission(folder, cdas, out / "pki" / "ca.pem"), folders)):
            findings += [f"dmp/{folder.name}: {finding}" for finding in found]
            seen[parse((folder / "document.xml").read_bytes()).find("c:id", NS).get("root")] += 1
    findings += [f"uniqueId {unique_id} was accepted {count} times" for unique_id, count in seen.items() if count > 1]
    return findings or ([] if folders else ["the DMP received nothing"])


def check(out):
    """Findings over one output folder. Preflight's Java runs beside the rest."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pdfs = pool.submit(check_pdfs, out)
        findings = check_cdas(out) + check_pairs(out) + check_submissions(out)
        return pdfs.result() + findings


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "demo" / "out"
    findings = check(out)
    for finding in findings:
        print(finding)
    print(f"{len(list((out / 'pdf').glob('*.pdf')))} PDFs, {len(list((out / 'cda').glob('*.xml')))} CDAs, "
          f"{len(list((out / 'dmp').glob('*/envelope.xml')))} submissions: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
