#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Patients read by 1, 8 and 32 clients at once: with their INS, which leaves only when its trace is durable, and without (the floor).
Beside it what the disk flushes in the same run, so that the shared commits of the trace are seen: readings per flush."""

import argparse
import contextlib
import os
import pathlib
import selectors
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "load"))

import instance  # noqa: E402
from instance import ROOT, hl7, practice, report  # noqa: E402

BENCH, CLIENTS, PEOPLE = "reads", (1, 8, 32), 200
COMMITS = "clairis_write_transaction_seconds_count"
CLUSTER = ROOT / "tests" / "postgres_cluster.sh"


class Asking:
    """One connection that asks again as soon as it is answered."""

    def __init__(self, port, token, people, number):
        self.requests = [f"GET /api/v1/patients/{person} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode() for person in people]
        self.port, self.turn, self.answer, self.asked_at, self.socket = port, number * 7, b"", 0.0, None

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self):
        self.turn, self.answer, self.asked_at = self.turn + 1, b"", time.perf_counter()
        self.socket.sendall(self.requests[self.turn % len(self.requests)])

    def receive(self):
        """The whole answer, or None while it is not there yet."""
        part = self.socket.recv(65536)
        if not part:
            raise RuntimeError("the server closed the connection")
        self.answer += part
        head, end, body = self.answer.partition(b"\r\n\r\n")
        if not end:
            return None
        lines = head.lower().split(b"\r\n")
        length = int(next(line for line in lines if line.startswith(b"content-length:")).split(b":")[1])
        if len(body) < length:
            return None
        if b" 200 " not in lines[0]:
            raise RuntimeError(f"refused: {self.answer!r}")
        return body, b"connection: close" in lines


def readings(port, token, people, clients, seconds, with_ins):
    """(readings a second, median milliseconds of one), by one loop: its own cost is the same with and without INS."""
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        def begin(each):
            each.connect()
            selector.register(each.socket, selectors.EVENT_READ, each)
            each.ask()

        all_clients = [Asking(port, token, people, number) for number in range(clients)]
        for each in all_clients:
            stack.callback(lambda each=each: each.socket and each.socket.close())
            begin(each)
        started, taken = time.perf_counter(), []
        while time.perf_counter() - started < seconds:
            for key, _ in selector.select(30):
                each = key.data
                answered = each.receive()
                if answered is None:
                    continue
                body, closing = answered
                if (b'"ins"' in body) != with_ins:
                    raise RuntimeError(f"expected {'an' if with_ins else 'no'} INS in {body!r}")
                taken.append(time.perf_counter() - each.asked_at)
                if closing:
                    selector.unregister(each.socket)
                    each.socket.close()
                    begin(each)
                else:
                    each.ask()
        return len(taken) / (time.perf_counter() - started), 1000 * sorted(taken)[len(taken) // 2]


def registered(measured):
    """Patients with a qualified INS, as the scheduling system sends them: their ids."""
    sender = practice.SENDERS["AGENDA"]
    with hl7.Link(measured.clairis.mllp_port) as link:
        for number in range(PEOPLE):
            message = sender.encode(hl7.adt(sender, instance.person(number), "main", "20261120080000+0000"))
            if hl7.acknowledged(link.exchange(message))[0] != "AA":
                raise RuntimeError("a patient was refused")
    with contextlib.closing(measured.clairis.client(measured.tokens["secretaire"])) as client:
        found = [client.get("/api/v1/patients", birthDate=date, limit=100)["items"] for date in
                 {f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in (instance.person(number).birth_date for number in range(PEOPLE))}]
    people = [patient["id"] for page in found for patient in page if "ins" in patient]
    if len(people) != PEOPLE:
        raise RuntimeError(f"{len(people)} of {PEOPLE} people have their INS")
    return people


def without_right(measured):
    """A token of somebody who sees patients and no INS."""
    with contextlib.closing(measured.clairis.client(measured.tokens["admin"])) as admin:
        made = admin.post("/api/v1/accounts", {"login": "envois", "roles": ["delivery_operator"], "allSites": True})
        return admin.post("/api/v1/tokens", {"accountId": made["id"], "name": "bench", "kind": "personal"})["token"]


def measure(store, flush_folder, seconds, **options):
    with instance.Measured(**{"http.threads": 48}, **options) as measured:
        people, blind, port = registered(measured), without_right(measured), measured.clairis.http_port
        for clients in CLIENTS:
            folder = flush_folder or measured.folder
            floor, _ = readings(port, blind, people, clients, seconds, False)
            flushes, before = instance.fdatasyncs_per_second(folder), measured.metric(COMMITS)
            rate, median = readings(port, measured.tokens["secretaire"], people, clients, seconds, True)
            # The sealer's own commits are among them: a little more is shared than it says.
            shared = rate * seconds / (measured.metric(COMMITS) - before)
            flushes = (flushes + instance.fdatasyncs_per_second(folder)) / 2
            report(BENCH, f"{store}, {clients} clients, INS shown", rate, "readings/s", floor=round(floor, 1), ratio=round(floor / rate, 2),
                   fdatasync_per_second=round(flushes, 1), readings_per_flush_time=round(rate / flushes, 2), readings_per_commit=round(shared, 2), median_ms=round(median, 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    seconds = parser.parse_args().seconds
    measure("sqlite", None, seconds)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the server's own user goes through
        cluster = pathlib.Path(folder) / "postgresql"
        started = subprocess.run([CLUSTER, "start", cluster], env={**os.environ, "CLAIRIS_POSTGRES_FLUSH": "on"}, stdout=subprocess.PIPE, text=True,
                                 check=True)
        try:
            url = urllib.parse.urlsplit(started.stdout.strip())
            measure("postgresql", folder, seconds, database=f"postgresql:host={url.hostname} port={url.port} dbname=clairis user={url.username}")
        finally:
            subprocess.run([CLUSTER, "stop", cluster], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
