# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""An instance with its stand-in, measured from outside: CPU, memory, metrics, and what the disk itself can do."""

import contextlib
import datetime
import json
import os
import pathlib
import re
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "examples" / "demo"))

import hl7  # noqa: E402
import patients  # noqa: E402
import plan  # noqa: E402
import practice  # noqa: E402
import processes  # noqa: E402
from procedures import PROCEDURES  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def report(bench, case, value, unit, **more):
    print(json.dumps({"bench": bench, "case": case, "value": round(value, 3), "unit": unit, **more}), flush=True)


def report_latencies(bench, name, seconds):
    ordered = sorted(seconds)
    if not ordered:
        raise RuntimeError(f"{name}: nothing was measured")
    report(bench, f"{name} count", len(ordered), "count")
    for label, part in (("p50", 0.50), ("p99", 0.99)):
        report(bench, f"{name} {label}", 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], "ms")
    report(bench, f"{name} max", 1000 * ordered[-1], "ms")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")).group(1)) / 1024


def fdatasyncs_per_second(folder, seconds=1.0):
    """The floor under every durable commit on this disk: 4 kB and fdatasync, in a file that does not grow (as a reused log)."""
    block, count, blocks = os.urandom(4096), 0, 1024
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(block * blocks)
        os.fsync(file.fileno())
        started = time.perf_counter()
        while (elapsed := time.perf_counter() - started) < seconds:
            os.pwrite(file.fileno(), block, count % blocks * 4096)
            os.fdatasync(file.fileno())
            count += 1
    return count / elapsed


def order_of(number, people=4000):
    """Order `number` of the site main: numbers of people repeat, those of orders do not."""
    start = datetime.datetime.combine(plan.day_of_play(), datetime.time(7 + number % 12, number % 60), datetime.timezone.utc)
    keys = practice.MAIN.procedures
    return plan.Order(f"B{number:07}", person(number % people), "main", PROCEDURES[keys[number % len(keys)]], "", start, practice.SENDERS["AGENDA"],
                      practice.REQUESTERS[number % 3], "O", "R", "", number, accession=f"B{number:07}")


def person(number):
    """Fictitious people in any number: the name repeats every 90, identifiers and INS do not."""
    like = patients.invent(4 + number % 90)
    body = f"{like.matricule[:5]}75{number // 1000 + 100:03}{number % 1000:03}"
    return patients.Patient(f"BENCH{number:07}", like.birth_name, like.given, like.birth_date, like.sex, "75056", body + patients.nir_key(body), like.all_given)


def order_message(order):
    return order.sender.encode(hl7.order(order.sender, "NW", order, order.start.strftime("%Y%m%d%H%M%S%z")))


class Measured:
    """Instance in a folder on the disk to be measured (that of the build), the stand-in's output in memory."""

    def __init__(self, where=None, workers=2, **options):
        self.stack = contextlib.ExitStack()
        where = pathlib.Path(where or ROOT / "build")
        where.mkdir(exist_ok=True)
        self.folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=where)))
        memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
        out = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="clairis-bench-", dir=memory)))
        processes.make_pki(self.folder / "pki", practice.STRUCTURES)
        self.sandbox = processes.Sandbox(out, self.folder / "pki", workers=workers)
        self.stack.callback(self.sandbox.stop)
        self.clairis = processes.Clairis(self.folder / "instance")
        self.stack.callback(self.clairis.stop)
        practice.initialise(self.clairis, self.sandbox, self.folder / "pki", **options)
        self.start_seconds = self.clairis.start()
        _, self.tokens = practice.set_up(self.clairis)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()

    @property
    def pid(self):
        return self.clairis.process.pid

    def metric(self, name):
        """Sum over the labels of a sample; 0 when it is not there."""
        text = self.clairis.client().bytes("/metrics").decode()
        return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if re.match(re.escape(name) + r"[ {]", line))

    def largest(self, name):
        text = self.clairis.client().bytes("/metrics").decode()
        return max((float(line.rpartition(" ")[2]) for line in text.splitlines() if re.match(re.escape(name) + r"[ {]", line)), default=0.0)

    def received(self):
        """Submissions the stand-in has kept; each is a folder, which is cheaper to count than asking it."""
        with os.scandir(self.sandbox.out / "dmp") as entries:
            return sum(1 for entry in entries if entry.is_dir())

    def wait_received(self, count, seconds=120):
        deadline = time.monotonic() + seconds
        while self.received() < count:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.received()} of {count} documents reached the DMP in {seconds} s")
            time.sleep(0.005)
        return time.perf_counter()

    def cold_starts(self, times=5):
        """Seconds from starting the program to readyz 200, one after the other."""
        taken = []
        for _ in range(times):
            self.clairis.stop()
            taken.append(self.clairis.start())
        return statistics.median(taken)
