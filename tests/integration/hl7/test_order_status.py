# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The built program between a requester's system that sends orders and hears of them, read by an independent HL7 library (python3-hl7)."""
import pathlib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

import hl7

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "app")]

import running_clairis  # noqa: E402
START, END = b"\x0b", b"\x1c\r"
PATIENT = ("PID|1||IPP-1^^^DPI^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE^DOMINIQUE^^^^L||19790328|F|||"
           "^^^^^^BDL^^51215" + "|" * 21 + "VALI")


def order(control, number):
    observation = ["OBR", "1", f"{number}^DPI-CH", "", "24558-9^Écho œuvre^LN"] + [""] * 19 + ["US"]
    return "\r".join([f"MSH|^~\\&|DPI|CH|CLAIRIS|MAIN|20261120080000+0100||ORM^O01^ORM_O01|{number}-{control}|T|2.5|||||FRA|UNICODE UTF-8", PATIENT,
                      f"ORC|{control}|{number}^DPI-CH", "|".join(observation), ""])


def frames(stream):
    """Frames of a socket until it ends."""
    pending = b""
    while True:
        end = pending.find(END)
        if end >= 0:
            yield pending[pending.index(START) + 1:end]
            pending = pending[end + 2:]
            continue
        read = stream.recv(65536)
        if not read:
            return
        pending += read


def send(port, message):
    """MSA-1 of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
        link.sendall(START + message.encode() + END)
        return str(hl7.parse(next(frames(link)).decode().replace("\n", "")).segment("MSA")[1])


class Requester:
    """The requester's own receiver: keeps what it heard, answers it unless told to be silent."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.heard, self.changed, self.silent, self.links = [], threading.Condition(), False, []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                link = self.server.accept()[0]
            except OSError:
                return
            self.links.append(link)
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link):
        try:
            for frame in frames(link):
                message = hl7.parse(frame.decode("iso8859-15"))
                with self.changed:
                    self.heard.append(message)
                    self.changed.notify_all()
                if not self.silent:
                    link.sendall(START + str(message.create_ack("AA")).encode("iso8859-15") + END)
        except OSError:
            pass

    def wait_for(self, count):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.heard) >= count, 60):
                raise AssertionError(f"heard only {len(self.heard)} of {count}")
            return list(self.heard)

    def close(self):
        self.server.close()
        for link in self.links:
            link.close()


class OrderStatus(running_clairis.InstanceTest):
    def setUp(self):
        self.requester = Requester()
        self.addCleanup(self.requester.close)
        self.mllp_port = running_clairis.free_port()

    def serving(self, configuration, *more):
        words = [running_clairis.PROGRAM, "serve", "--config", configuration]
        for assignment in ("http.port=0", "dicom.port=0", f"mllp.port={self.mllp_port}", "hl7.sender.DPI.trust=same_domain",
                           "hl7.sender.DPI.status_destination=HIS", "hl7.destination.HIS.host=127.0.0.1",
                           f"hl7.destination.HIS.port={self.requester.port}", "hl7.destination.HIS.environment=test",
                           "hl7.destination.HIS.application=DPI", "hl7.destination.HIS.facility=CH", *more):
            words += ["--set", assignment]
        process = running_clairis.Serving.__new__(running_clairis.Serving)
        process.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.lines, process._pending = [], b""
        self.addCleanup(process.kill)
        process.wait_for("host.serving")
        return process

    def states_when_ended(self, configuration):
        """The states of all deliveries once none is on its way."""
        end = time.monotonic() + 60
        while True:
            with sqlite3.connect(f"file:{next(configuration.parent.glob('*.db'))}?mode=ro", uri=True) as base:
                states = [row[0] for row in base.execute("SELECT state FROM delivery ORDER BY id")]
            if not {"queued", "sending", "retry", "undecided"} & set(states) or time.monotonic() > end:
                return states

    def test_heard(self):
        """the requester hears scheduled and cancelled in order over one connection, as its own HL7 library reads them."""
        self.serving(self.new_instance())
        self.assertEqual("AA", send(self.mllp_port, order("NW", "D-1")))
        self.requester.wait_for(1)
        self.assertEqual("AA", send(self.mllp_port, order("CA", "D-1")))
        heard = self.requester.wait_for(2)
        self.assertEqual(["SC", "CA"], [str(message.segment("ORC")[5]) for message in heard])
        self.assertEqual(["D-1"] * 2, [str(message.segment("ORC")[2][0][0]) for message in heard])
        first = heard[0]
        self.assertEqual(("ORM", "T", "8859/15"), (str(first.segment("MSH")[9][0][0]), str(first.segment("MSH")[11]), str(first.segment("MSH")[18])))
        self.assertEqual("Écho œuvre", str(first.segment("OBR")[4][0][1]))
        self.assertEqual(["IPP-1", "279035121518989"], [str(number[0]) for number in first.segment("PID")[3]])
        self.assertEqual("VALI", str(first.segment("PID")[32]))
        self.assertEqual(1, len(self.requester.links))

    def test_killed_while_sending(self):
        """killed while the answer is awaited, the restarted program sends the same message under the same control id, and it is accepted once."""
        configuration = self.new_instance()
        self.requester.silent = True
        serving = self.serving(configuration, "delivery.lease=2s", "delivery.deadline=900ms")
        self.assertEqual("AA", send(self.mllp_port, order("NW", "D-2")))
        self.requester.wait_for(1)
        serving.kill()
        self.requester.silent = False
        before = len(self.requester.wait_for(1))
        again = self.serving(configuration, "delivery.lease=2s", "delivery.deadline=900ms")
        heard = self.requester.wait_for(before + 1)
        self.assertEqual(1, len({str(message) for message in heard}), "every repeat is the same message")
        self.assertEqual(["accepted"], self.states_when_ended(configuration))
        self.assertEqual(0, again.stop())


if __name__ == "__main__":
    unittest.main()
