#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything at the same time: orders and validations at a fixed rate, four consoles asking, and one import as fast as it goes.
Latencies count from the moment a request was due, so a stall is felt by all that wait behind it."""

import argparse
import itertools
import pathlib
import queue
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "load"))

import c_find  # noqa: E402
import instance  # noqa: E402
from instance import hl7, plan, practice, report, report_latencies  # noqa: E402

BENCH = "mixed_load"
ORDERS_PER_SECOND, VALIDATIONS_PER_SECOND, CONSOLES, QUERIES_PER_SECOND = 50, 20, 4, 5
IMPORTED = 1_000_000  # first number of imported people: none of the orders' people


class Load:
    def __init__(self, measured, seconds):
        self.measured, self.until = measured, time.perf_counter() + seconds
        self.latencies = {"order": [], "validation": [], "performed": [], "draft": [], "worklist query": [], "imported patient": []}
        self.answers, self.failures, self.numbers, self.placed = 0, [], itertools.count(), queue.Queue()

    def paced(self, rate, number, of):
        """Moments at `rate` per second, dealt to `of` threads; late ones come at once."""
        due = time.perf_counter() + number / rate
        while due < self.until:
            wait = due - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            yield due
            due += of / rate

    def timed(self, name, due, call):
        result = call()
        self.latencies[name].append(time.perf_counter() - due)
        return result

    def orders(self, number):
        with hl7.Link(self.measured.clairis.mllp_port) as link:
            for due in self.paced(ORDERS_PER_SECOND, number, 2):
                order = instance.order_of(next(self.numbers))
                answer = self.timed("order", due, lambda: link.exchange(instance.order_message(order)))
                if hl7.acknowledged(answer)[0] != "AA":
                    raise RuntimeError(f"order refused: {answer!r}")
                self.placed.put(order)

    def validations(self, number):
        """The day of a radiologist, four times faster: each moment takes one exam from performed to validated."""
        technologist, radiologist = (self.measured.clairis.client(self.measured.tokens[login]) for login in ("manipulatrice", "bideault"))
        for due in self.paced(VALIDATIONS_PER_SECOND, number, 4):
            order = self.placed.get(timeout=30)
            exam = technologist.get("/api/v1/exams", accession=order.accession)["items"][0]["id"]
            self.timed("performed", time.perf_counter(), lambda: technologist.post(f"/api/v1/exams/{exam}/performed", {"dose": order.procedure.dose}))
            draft = self.timed("draft", time.perf_counter(), lambda: radiologist.post(f"/api/v1/exams/{exam}/reports", order.text()))["id"]
            self.timed("validation", time.perf_counter(), lambda: radiologist.post(f"/api/v1/reports/{draft}/validate", {}, str(uuid.uuid4())))

    def console(self, number):
        modality = ("CT", "MR", "DX", "US")[number % 4]
        station, day = practice.station("main", modality), plan.day_of_play().strftime("%Y%m%d")
        console = c_find.Console(self.measured.clairis.dicom_port, station)
        keys = (c_find.identifier(station.encode(), day.encode(), modality.encode()), c_find.identifier(name=b"PAT-TRENTE*"))
        for turn, due in enumerate(self.paced(QUERIES_PER_SECOND, 0, 1)):
            self.answers += self.timed("worklist query", due, lambda: console.find(keys[turn % 5 == 4]))
        console.close()

    def batch(self, _):
        sender = practice.SENDERS["DPI"]
        with hl7.Link(self.measured.clairis.mllp_port) as link:
            for number in itertools.count(IMPORTED):
                if time.perf_counter() > self.until:
                    return
                message = sender.encode(hl7.adt(sender, instance.person(number % 700_000), "main", "20260101080000+0100"))
                answer = self.timed("imported patient", time.perf_counter(), lambda: link.exchange(message))
                if hl7.acknowledged(answer)[0] != "AA":
                    raise RuntimeError(f"import refused: {answer!r}")

    def guarded(self, work, number):
        try:
            work(number)
        except Exception as failure:
            self.failures.append(failure)
            self.until = 0

    def run(self):
        work = [(self.orders, 0), (self.orders, 1), (self.batch, 0)]
        work += [(self.validations, number) for number in range(4)] + [(self.console, number) for number in range(CONSOLES)]
        threads = [threading.Thread(target=self.guarded, args=each) for each in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--folder", help="on which disk the instance works; the build's by default")
    options = arguments.parse_args()
    with instance.Measured(options.folder) as measured:
        report(BENCH, "fdatasync floor", instance.fdatasyncs_per_second(measured.folder), "1/s")
        load, cpu = Load(measured, options.seconds), instance.cpu_seconds(measured.pid)
        load.run()
        used = instance.cpu_seconds(measured.pid) - cpu
        for name, seconds in load.latencies.items():
            report_latencies(BENCH, name, seconds)
        report(BENCH, "imported patients", len(load.latencies["imported patient"]) / options.seconds, "1/s")
        report(BENCH, "worklist answers", load.answers / options.seconds, "1/s")
        report(BENCH, "CPU of the product", 100 * used / options.seconds, "% of one core")
        longest = 1000 * measured.largest("clairis_write_transaction_seconds_max")
        report(BENCH, "longest write transaction", longest, "ms", floor=50, ratio=round(longest / 50, 2))
        measured.wait_received(len(load.latencies["validation"]))
        report(BENCH, "documents accepted by the DMP", measured.received(), "count")


if __name__ == "__main__":
    main()
