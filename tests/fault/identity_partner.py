# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A partner who hears of identities that change: an MLLP listener that keeps every message, acts on it, and loses some acknowledgements."""

import random
import socket
import threading

from kill_run import hl7

INS_TYPE = "INS"


def fields(message, segment):
    """Fields of the first such segment, field n at n (MSH-n of a header at n - 1)."""
    for line in message.decode("iso8859-15").split("\r"):
        if line.startswith(segment + "|"):
            return line.split("|")
    return []


def numbers(field):
    """[(value, type)] of a CX field."""
    parts = [repetition.split("^") for repetition in field.split("~") if repetition]
    return [(each[0], each[4] if len(each) > 4 else "") for each in parts]


class Partner:
    def __init__(self, name="HIS", loses=0.1, seed=7):
        self.name, self.loses, self.random = name, loses, random.Random(seed)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.lock, self.heard = threading.Lock(), {}  # control id → message, in the order of the first time
        self.lost, self.contradictions = 0, []  # (message, other message under the same control id)
        threading.Thread(target=self._accept, daemon=True).start()

    def options(self):
        prefix = f"hl7.destination.{self.name}."
        return {prefix + "host": "127.0.0.1", prefix + "port": self.port, prefix + "environment": "test", prefix + "application": self.name,
                prefix + "facility": "CH", prefix + "patient_authority": "2.25.1002", prefix + "identity": "true", prefix + "merges": "true",
                prefix + "ack_timeout": "1s"}

    def close(self):
        self.server.close()

    def messages(self):
        with self.lock:
            return dict(self.heard)

    def taken(self):
        """{number: INS or None} as a partner has it who acts once on each control id, in the order they came."""
        known = {}
        for message in self.messages().values():
            pid, mrg = fields(message, "PID"), fields(message, "MRG")
            said = numbers(pid[3])
            ins = [value for value, kind in said if kind == INS_TYPE]
            withdrawn = {value for value, kind in numbers(mrg[1]) if kind == INS_TYPE} if mrg else set()
            for number in (value for value, kind in said if kind == "PI"):
                if known.get(number) in withdrawn or ins == ['""']:
                    known[number] = None
                if ins and ins != ['""']:
                    known[number] = ins[0]
                known.setdefault(number, None)
        return known

    def _accept(self):
        while True:
            try:
                link = self.server.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link):
        pending = b""
        with link:
            while True:
                try:
                    read = link.recv(65536)
                except OSError:
                    return
                if not read:
                    return
                pending += read
                while hl7.END in pending:
                    frame, _, pending = pending.partition(hl7.END)
                    if not self._take(link, frame[frame.find(hl7.START) + 1:]):
                        return

    def _take(self, link, message):
        header = message.split(b"\r", 1)[0].split(b"|")
        control = header[9].decode()
        with self.lock:
            known = self.heard.setdefault(control, message)
            if known != message:
                self.contradictions.append((known, message))
            if self.random.random() < self.loses:
                self.lost += 1
                return False  # took it, said nothing: it must come again under the same control id
        answer = b"|".join([b"MSH", b"^~\\&", header[4], header[5], header[2], header[3], header[6], b"", b"ACK", b"A" + header[9], *header[10:12]])
        try:
            link.sendall(hl7.START + answer + b"\rMSA|AA|" + header[9] + b"\r" + hl7.END)
        except OSError:
            return False
        return True
