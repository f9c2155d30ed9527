#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The rule of outlets (SR-02): who reads a matricule is in the table of core/domain/ins_outlets.h, or here with the reason why he sends nothing."""
import pathlib
import re
import subprocess
import sys

TABLE = "core/domain/ins_outlets.h"
# Reads a matricule, and sends it to nobody. A folder ends with /.
KEEPS = {
    "core/domain/identifiers.h": "what an INS is",
    "core/domain/identifiers.cpp": "what an INS is",
    "core/store/": "keeps and finds",
    "core/work/patient_merge.cpp": "what an unmerge restores",
    "core/work/duplicate_candidates.cpp": "finds who may be the same person",
    "core/work/patient_merges_service.cpp": "finds who may be the same person",
    "core/work/identity_insi.cpp": "keeps what INSi and partners said",
    "core/work/document_place.cpp": "under which number documents left",
    "core/work/identity_record.cpp": "keeps former numbers",
    "core/work/patient_intake.cpp": "keeps what partners said",
    "core/work/partner_word.cpp": "who gave the number that is stored",
    "plugins/hl7/identity/known_patient.cpp": "finds the patient of a message",
    "plugins/hl7/announce/ins_sent.cpp": "which numbers a receiver has from us",
    "plugins/dmp/channel.cpp": "key of answers kept in memory",
    # INSi gives the numbers out: asking it about one, with a call that is traced, is how an identity is qualified (RIS.INS.43).
    "plugins/identity/insi/": "asks INSi, the service that gives the numbers out",
}
READS = re.compile(r"\bmatricule\(\)|\b(?:ins|unverified|former)_matricule|\bkInsMatricule\b")
ROW = re.compile(r'\{"([^"]+)", InsGuard::(\w+), "([^"]*)",\s*"([^"]*)"\}')
ASKS = {"insForOutlet": re.compile(r"\binsForOutlet\("), "insRead": re.compile(r"\b(?:kInsRead|mayShowIns)\b|\"ins\.read\"")}


def rows(root):
    return ROW.findall((root / TABLE).read_text(encoding="utf-8"))


def wrong_rows(root):
    """Rows that the sources do not bear out."""
    for name, guard, asks, writes in rows(root):
        if guard == "never" and (asks or writes):
            yield f"{TABLE}: outlet \"{name}\" never has an INS, and names a file all the same"
        if guard == "notBuilt" and (writes or not asks):
            yield f"{TABLE}: outlet \"{name}\" is not built: it names the topic it will come with, and no file that writes"
        if guard not in ASKS:
            continue
        file = root / asks
        if not file.is_file() or not ASKS[guard].search(file.read_text(encoding="utf-8")):
            yield f"{TABLE}: outlet \"{name}\": {asks} does not ask its guard ({guard})"
        if not (root / writes).is_file():
            yield f"{TABLE}: outlet \"{name}\": there is no file {writes}"


def readers(root, files):
    """[(file, line)] of what reads a matricule."""
    for name in files:
        if not name.startswith(("core/", "dicom/", "reports/", "plugins/")) or not (root / name).is_file() or name == TABLE:
            continue
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1):
            if READS.search(line.split("//")[0]):
                yield name, number


def findings(root, files):
    yield from wrong_rows(root)
    listed = {file for _, guard, asks, writes in rows(root) if guard in ASKS for file in (asks, writes)}
    # The query of the worklist stands beside the row it is read into.
    listed.add("plugins/worklist/access_path.cpp")
    for name, number in readers(root, files):
        if name not in listed and not any(name == kept or (kept.endswith("/") and name.startswith(kept)) for kept in KEEPS):
            yield f"{name}:{number}: {name} reads the INS outside of the table; go through insForOutlet"


def main():
    root = pathlib.Path(__file__).resolve().parents[1]
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.h", "*.cpp"], capture_output=True, text=True, check=True,
                           cwd=root).stdout.split()
    found = list(findings(root, files))
    print("\n".join([*found, f"outlets of the INS: {len(rows(root))} rows, {len(set(name for name, _ in readers(root, files)))} readers, {len(found)} findings"]))
    return 1 if found or not rows(root) else 0


if __name__ == "__main__":
    sys.exit(main())
