# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Two independent DICOM stacks in the role of a console: DCMTK's findscu, and dcmjs-dimse on Node. Both are asked with the same keys and
tell the same things, so that a test states its expectation once."""

import dataclasses
import json
import pathlib
import re
import subprocess
import tempfile

import dicom_bytes

FOLDER = pathlib.Path(__file__).resolve().parent
CODECS = {"": "ascii", "ISO_IR 6": "ascii", "ISO_IR 100": "iso8859-1", "ISO_IR 101": "iso8859-2", "ISO_IR 109": "iso8859-3", "ISO_IR 110": "iso8859-4",
          "ISO_IR 144": "iso8859-5", "ISO_IR 126": "iso8859-7", "ISO_IR 148": "iso8859-9", "ISO_IR 203": "iso8859-15",
          "ISO_IR 127": "iso8859-6", "ISO_IR 138": "iso8859-8", "ISO_IR 166": "iso8859-11", "ISO_IR 13": "ascii", "ISO_IR 192": "utf-8"}
STEP, PROCEDURE_CODE = "ScheduledProcedureStepSequence", "RequestedProcedureCodeSequence"
TAGS = {
    "SpecificCharacterSet": 0x00080005, "AccessionNumber": 0x00080050, "Modality": 0x00080060, "InstitutionName": 0x00080080,
    "ReferringPhysicianName": 0x00080090, "CodeValue": 0x00080100, "CodingSchemeDesignator": 0x00080102, "CodeMeaning": 0x00080104,
    "PatientName": 0x00100010, "PatientID": 0x00100020, "IssuerOfPatientID": 0x00100021, "PatientBirthDate": 0x00100030, "PatientSex": 0x00100040,
    "OtherPatientNames": 0x00101001, "PatientBirthName": 0x00101005, "PatientWeight": 0x00101030, "MedicalAlerts": 0x00102000,
    "Allergies": 0x00102110, "PregnancyStatus": 0x001021C0, "StudyInstanceUID": 0x0020000D, "RequestedProcedureDescription": 0x00321060,
    PROCEDURE_CODE: 0x00321064, "ScheduledStationAETitle": 0x00400001, "ScheduledProcedureStepStartDate": 0x00400002,
    "ScheduledProcedureStepStartTime": 0x00400003, "ScheduledPerformingPhysicianName": 0x00400006, "ScheduledProcedureStepDescription": 0x00400007,
    "ScheduledProcedureStepID": 0x00400009, "ScheduledProcedureStepStatus": 0x00400020, STEP: 0x00400100, "RequestedProcedureID": 0x00401001,
    "ReasonForTheRequestedProcedure": 0x00401002, "RequestedProcedurePriority": 0x00401003,
    "RequestedProcedureComments": 0x00401400,
}
KEYWORDS = {tag: keyword for keyword, tag in TAGS.items()}


@dataclasses.dataclass
class Found:
    """What a query brought."""
    status: int                 # of the last response
    pending: list               # status of each answer
    answers: list               # {keyword: text, or a list of items}
    comment: str = ""
    raw: list = dataclasses.field(default_factory=list)   # of findscu: {tag: bytes}


def keys(*wanted, step=(), **values):
    """A query: keywords without a value are return keys; keywords of `step` (names, or a dictionary) stand in the step sequence."""
    query = {**dict.fromkeys(wanted, ""), **values}
    if step != ():
        query[STEP] = [dict(step) if isinstance(step, dict) else dict.fromkeys(step, "")]
    return query


def readable(raw, codec=None):
    """{tag: bytes} as {keyword: text}, by the character set the answer declares."""
    codec = codec or CODECS[raw.get(TAGS["SpecificCharacterSet"], b"").decode("ascii").strip()]
    told = {}
    for tag, value in raw.items():
        if tag == TAGS["SpecificCharacterSet"]:
            continue
        name = KEYWORDS.get(tag, f"{tag:08X}")
        told[name] = [readable(item, codec) for item in value] if isinstance(value, list) else value.decode(codec).rstrip(" \0")
    return told


class Findscu:
    """DCMTK. One association for each query."""
    name = "findscu"

    def __init__(self, port, calling="SCANNER1", options=()):
        self.port, self.calling, self.options = port, calling, tuple(options)

    @staticmethod
    def _paths(query, path=""):
        for keyword, value in query.items():
            if isinstance(value, list):
                for number, item in enumerate(value):
                    yield from Findscu._paths(item, f"{path}{keyword}[{number}].")
                if not value:
                    yield f"{path}{keyword}"
            else:
                yield f"{path}{keyword}={value}"

    def find(self, query, character_set="", cancel_after=0):
        """One query; its keys are sent in `character_set`, declared as such."""
        if not character_set and not str(query).isascii():
            character_set = "ISO_IR 192"
        given = {**({"SpecificCharacterSet": character_set} if character_set else {}), **query}
        words = [word.encode(CODECS[character_set]) for path in self._paths(given) for word in ("-k", path)]
        cancel = ["--cancel", str(cancel_after)] if cancel_after else []
        with tempfile.TemporaryDirectory(prefix="clairis-findscu-") as folder:
            done = subprocess.run(["findscu", "-d", "-W", "-X", "-od", folder, "-aet", self.calling, "-aec", "CLAIRIS", *cancel, *self.options,
                                   "127.0.0.1", str(self.port), *words], capture_output=True, timeout=120, check=False)
            said = (done.stdout + done.stderr).decode("latin-1")
            raw = [dicom_bytes.read(file) for file in sorted(pathlib.Path(folder).iterdir())]
        statuses = [int(status, 16) for status in re.findall(r"DIMSE Status +: 0x([0-9a-fA-F]{4})", said)]
        if done.returncode != 0 or not statuses:
            raise ConnectionError(f"findscu ended with {done.returncode}: {said[-2000:]}")
        comment = re.search(r"\(0000,0902\) LO \[([^\]]*)\]", said)
        return Found(statuses[-1], statuses[:-1], [readable(each) for each in raw], comment.group(1).strip() if comment else "", raw)


class SecondStack:
    """dcmjs-dimse."""
    name = "dcmjs-dimse"

    def __init__(self, port, calling="SCANNER1", tls=None):
        self.port, self.calling, self.tls = port, calling, tls

    def associate(self, *requests):
        """All requests on one association; what console.js tells."""
        task = {"port": self.port, "calling": self.calling, "called": "CLAIRIS", "tls": self.tls, "requests": requests}
        done = subprocess.run(["node", FOLDER / "console.js"], input=json.dumps(task), capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise ConnectionError(f"console.js ended with {done.returncode}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    @staticmethod
    def _plain(value):
        if isinstance(value, list):
            if value and isinstance(value[0], dict) and "Alphabetic" in value[0]:
                return value[0]["Alphabetic"]
            return [SecondStack._readable(item) for item in value] if not value or isinstance(value[0], dict) else "\\".join(map(str, value))
        if isinstance(value, dict):
            return value["Alphabetic"] if "Alphabetic" in value else [SecondStack._readable(value)]
        return "" if value is None else str(value)

    @staticmethod
    def _readable(dataset):
        # The stack decodes every text by the character set of the answer, then names its own instead.
        return {name: SecondStack._plain(value) for name, value in dataset.items() if not name.startswith("_") and name != "SpecificCharacterSet"}

    @staticmethod
    def found(responses):
        *pending, last = responses
        return Found(last["status"], [each["status"] for each in pending], [SecondStack._readable(each["dataset"]) for each in pending],
                     last.get("comment", ""))

    def find(self, query, cancel_after=0):
        """One query on an association of its own; this stack writes UTF-8 and declares it."""
        given = {name: value.split("\\") if isinstance(value, str) and "\\" in value else value for name, value in query.items()}
        told = self.associate({"find": given, **({"cancelAfter": cancel_after} if cancel_after else {})})
        if not told["accepted"] or not told["requests"][0]["responses"]:
            raise ConnectionError(f"console.js: {told}")
        return self.found(told["requests"][0]["responses"])
