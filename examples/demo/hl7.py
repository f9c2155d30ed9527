# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages of a hospital's and a practice's software, and the MLLP link they travel on."""

import dataclasses
import itertools
import socket

START, END = b"\x0b", b"\x1c\r"
CHARSETS = {"8859/15": "iso8859-15", "UNICODE UTF-8": "utf-8"}
ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
INS_AUTHORITY = "ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO"
PROFESSIONALS = "ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO"


def escaped(text):
    return "".join(ESCAPES.get(character, character) for character in text)


@dataclasses.dataclass(frozen=True)
class Requester:
    id_nat: str
    family: str
    given: str

    def xcn(self):
        return f"{self.id_nat}^{escaped(self.family)}^{escaped(self.given)}^^^DR^^^{PROFESSIONALS}^D^^^IDNPS"


@dataclasses.dataclass
class Sender:
    """One partner's software: how it names itself and writes."""
    application: str
    facility: str
    charset: str  # MSH-18
    order_message: str  # ORM or OMG
    authority: str  # of its patient and order numbers
    version: str = "2.5"
    numbers: itertools.count = dataclasses.field(default_factory=lambda: itertools.count(1))

    def encode(self, message):
        return message.encode(CHARSETS[self.charset])

    def header(self, event, site, at, control_id=None):
        control_id = control_id or f"{self.application}{next(self.numbers):06}"
        return (f"MSH|^~\\&|{self.application}|{self.facility}|CLAIRIS|{site}|{at}||{event}|{control_id}|T|{self.version}|||||FRA|"
                f"{self.charset}")


def pid(sender, patient):
    ids = f"{patient.ipp}^^^{sender.authority}^PI"
    if patient.status == "VALI":
        ids += f"~{patient.matricule}^^^{INS_AUTHORITY}^INS"
    names = f"{escaped(patient.birth_name)}^{escaped(patient.given)}^{escaped(patient.all_given or patient.given)}^^^^L"
    if patient.used_name:
        names += f"~{escaped(patient.used_name)}^{escaped(patient.given)}^^^^^D"
    fields = {1: "1", 3: ids, 5: names, 7: patient.birth_date, 8: patient.sex, 32: patient.status,
              11: f"{escaped(patient.address)}^^PARIS^^75010^FRA^H~^^^^^FRA^BDL^^{patient.birthplace}",
              13: "^PRN^PH^^^^^^^^^0100000000"}
    return "PID|" + "|".join(fields.get(number, "") for number in range(1, 33))


def adt(sender, patient, site, at, event="A28"):
    structure = {"A28": "ADT_A05", "A31": "ADT_A05", "A04": "ADT_A01"}[event]
    lines = [sender.header(f"ADT^{event}^{structure}", site, at), f"EVN||{at}", pid(sender, patient), "PV1|1|N"]
    if patient.opposed:
        lines.append("ZFA|||||||||IO")  # opposition to the feeding of the record
    return "\r".join(lines) + "\r"


def _codes(procedure, title):
    return f"{procedure.loinc}^{escaped(title)}^LN^{procedure.ccam}^{escaped(title)}^CCAM"


def order(sender, control, wanted, at):
    """ORM^O01 or OMG^O19; `wanted` has number, patient, site, procedure, title, side, scheduled, station, requester, reason, visit,
    priority and accession (empty: Clairis assigns one)."""
    first = wanted.procedure
    event = "ORM^O01^ORM_O01" if sender.order_message == "ORM" else "OMG^O19^OMG_O19"
    number = f"{wanted.number}^{sender.authority.replace('&', '^')}"
    orc = {1: control, 2: number, 9: at, 12: wanted.requester.xcn()}
    obr = {1: "1", 2: number, 4: _codes(first, wanted.title), 16: wanted.requester.xcn(), 18: wanted.accession,
           21: wanted.station, 31: f"^{escaped(wanted.reason)}"}
    if control == "CA":
        orc[16] = "^Rendez-vous annulé par le patient"
    if first.sided and wanted.side:
        obr[15] = f"^^^^{wanted.side}"
    lines = [sender.header(event, wanted.site, at), pid(sender, wanted.patient), f"PV1|1|{wanted.visit}|IMAGERIE^^^{wanted.site}"]
    lines.append("ORC|" + "|".join(orc.get(field, "") for field in range(1, 17)))
    if sender.order_message == "ORM":
        obr[24], obr[27] = first.modality, f"1^^^{wanted.scheduled}^^{wanted.priority}"
    else:
        lines.append(f"TQ1|1||||||{wanted.scheduled}||{wanted.priority}")
    lines.append("OBR|" + "|".join(obr.get(field, "") for field in range(1, 32)))
    code, words = first.region
    if sender.order_message == "OMG":
        lines.append(f"OBX|1|CWE|MODALITE_IMAGERIE^Modalité^L||{first.modality}^{first.modality}^DCM||||||F")
    lines.append(f"OBX|2|CWE|REGION_ANATOMIQUE^Région anatomique^L|1.1|{code}^{words}^SCT||||||F")
    return "\r".join(lines) + "\r"


def acknowledged(answer):
    """(MSA-1, MSA-2) of the first answer."""
    for line in answer.decode("utf-8", "replace").split("\r"):
        fields = line.split("|")
        if fields[0] == "MSA":
            return fields[1], fields[2] if len(fields) > 2 else ""
    return "", ""


class Link:
    """One MLLP connection: a frame out, its answer in. Reconnects by itself after a loss; the caller sends again."""

    def __init__(self, port, timeout=20):
        self.port, self.timeout, self.socket, self.rest = port, timeout, None, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket, self.rest = None, b""

    def exchange(self, message):
        """The answer's bytes. OSError: nobody knows whether the message acted; send it again as it is."""
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(START + message + END)
            while END not in self.rest:
                more = self.socket.recv(65536)
                if not more:
                    raise ConnectionError("the link was closed before the answer")
                self.rest += more
        except OSError:
            self.close()
            raise
        frame, _, self.rest = self.rest.partition(END)
        return frame.lstrip(START)
