#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""CPU that the stand-in needs per TD0.2 + TD2.1 pair: requests are signed first, then sent over persistent connections."""

import argparse
import base64
import json
import os
import tempfile
import threading
import time

from dmp_client import EXISTENCE, MATRICULE, STRUCTURE, Channel, Sandbox, Submission, existence_body, make_pki
from signed_parts import Pair, Vihf, envelope

SOAP = f'application/soap+xml; charset=utf-8; action="{EXISTENCE}"'


def cpu_seconds(processes):
    ticks = 0
    for process in processes:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def prepare(pair, pdf):
    question = envelope(EXISTENCE, Vihf(pair, STRUCTURE, MATRICULE).signed(), existence_body(MATRICULE)).encode()
    return question, Submission(pair, pdf=pdf).package()


def send(channel, pairs, failures):
    for question, package in pairs:
        found = channel.post("patients", SOAP, question)
        fed = channel.post("repository", *package)
        if b'queryResponseCode code="OK"' not in found.data or b"Type:Success" not in fed.data:
            failures.append(fed.data)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=500)
    arguments.add_argument("--connections", type=int, default=4)
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--pdf-kilobytes", type=int, default=60)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        make_pki(f"{directory}/pki")
        auth, sign = (Pair(f"{directory}/pki/{STRUCTURE}/{kind}") for kind in ("auth", "sign"))
        sandbox = Sandbox(f"{directory}/out", f"{directory}/pki", "--workers", str(options.workers))
        try:
            pdf = base64.b64encode(b"%PDF-1.4\n" + os.urandom(options.pdf_kilobytes * 1000)).decode()
            prepared = [prepare(sign, pdf) for _ in range(options.pairs)]
            channels, failures = [Channel(sandbox, auth) for _ in range(options.connections)], []
            threads = [threading.Thread(target=send, args=(channel, prepared[number::options.connections], failures))
                       for number, channel in enumerate(channels)]
            used, started = cpu_seconds(sandbox.ready["pids"]), time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            elapsed, used = time.perf_counter() - started, cpu_seconds(sandbox.ready["pids"]) - used
            print(json.dumps({"bench": "sandbox_dmp", "case": f"{options.workers} workers, {options.connections} connections",
                              "pairs": options.pairs, "failures": len(failures), "pairs_per_second": round(options.pairs / elapsed, 1),
                              "cpu_ms_per_pair": round(used * 1000 / options.pairs, 2)}))
            if failures:
                print(failures[0].decode())
        finally:
            sandbox.stop()


if __name__ == "__main__":
    main()
