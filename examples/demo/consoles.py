# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Modalities asking for their worklist, played by DCMTK's findscu."""

import pathlib
import re
import subprocess
import tempfile

from lxml import etree

STEP = "ScheduledProcedureStepSequence[0]."
RETURNED = ("AccessionNumber", "PatientName", "PatientID", "StudyInstanceUID", "RequestedProcedureDescription", "ReferringPhysicianName",
            "PatientBirthDate", "PatientSex", f"{STEP}Modality", f"{STEP}ScheduledStationAETitle", f"{STEP}ScheduledProcedureStepStartDate",
            f"{STEP}ScheduledProcedureStepStartTime", f"{STEP}ScheduledProcedureStepDescription")


def echo(port, calling):
    done = subprocess.run(["echoscu", "-aet", calling, "-aec", "CLAIRIS", "127.0.0.1", str(port)], capture_output=True, timeout=30, check=False)
    return done.returncode == 0


def find(port, calling, keys, character_set=None):
    """Answers as {keyword: text}. `keys`: {"PatientName": "PAT*", "ScheduledProcedureStepSequence[0].Modality": "CT"}."""
    wanted = {name: "" for name in RETURNED} | keys
    if character_set:
        wanted = {"SpecificCharacterSet": character_set} | wanted
    with tempfile.TemporaryDirectory() as folder:
        command = ["findscu", "-W", "-aet", calling, "-aec", "CLAIRIS", "-od", folder, "-X"]
        for name, value in wanted.items():
            command += ["-k", f"{name}={value}"]
        done = subprocess.run([*command, "127.0.0.1", str(port)], capture_output=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"findscu as {calling}: {done.stderr.decode('utf-8', 'replace')[-500:]}")
        if re.search(rb"^[EF]:", done.stderr, re.M):
            raise RuntimeError(f"findscu as {calling}: {done.stderr.decode('utf-8', 'replace')[-500:]}")
        return [_read(file) for file in sorted(pathlib.Path(folder).glob("*.dcm"))]


def _read(file):
    done = subprocess.run(["dcm2xml", "-q", str(file)], capture_output=True, timeout=30, check=True)
    root = etree.fromstring(done.stdout)
    return {element.get("name"): element.text or "" for element in root.iter("element") if len(element) == 0}
