#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""From the order over HL7 to the document in the DMP: documents accepted per second, CPU of the product per document, start, memory."""

import argparse
import pathlib
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "load"))

import instance  # noqa: E402
from instance import hl7, report, report_latencies  # noqa: E402

BENCH = "end_to_end"
WANTED_PER_SECOND, WANTED_CPU_MS, WANTED_START_MS, WANTED_RSS_MB, WANTED_TRANSACTION_MS = 80, 12, 1000, 100, 50


def in_threads(count, items, work):
    """Runs work(part) in `count` threads over the dealt items; the first failure is raised. Returns the seconds."""
    failures = []

    def guarded(part):
        try:
            work(part)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(items[number::count],)) for number in range(count)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - started


def place(measured, orders):
    def work(part):
        with hl7.Link(measured.clairis.mllp_port) as link:
            for order in part:
                answer = link.exchange(instance.order_message(order))
                if hl7.acknowledged(answer)[0] != "AA":
                    raise RuntimeError(f"order refused: {answer!r}")

    return in_threads(2, orders, work)


def perform_and_draft(measured, orders, drafts):
    def work(part):
        technologist, radiologist = (measured.clairis.client(measured.tokens[login]) for login in ("manipulatrice", "bideault"))
        for order in part:
            exam = technologist.get("/api/v1/exams", accession=order.accession)["items"][0]["id"]
            technologist.post(f"/api/v1/exams/{exam}/performed", {"equipment": order.procedure.equipment, "dose": order.procedure.dose})
            drafts.append(radiologist.post(f"/api/v1/exams/{exam}/reports", order.text())["id"])

    return in_threads(4, orders, work)


def validate(measured, drafts, latencies, threads):
    def work(part):
        radiologist = measured.clairis.client(measured.tokens["bideault"])
        for draft in part:
            started = time.perf_counter()
            radiologist.post(f"/api/v1/reports/{draft}/validate", {}, str(uuid.uuid4()))
            latencies.append(time.perf_counter() - started)

    return in_threads(threads, drafts, work)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=400)
    arguments.add_argument("--threads", type=int, default=4, help="radiologists validating at the same time")
    arguments.add_argument("--warm-up", type=int, default=40)
    arguments.add_argument("--existence-test", default="always", choices=("always", "cached", "never"))
    arguments.add_argument("--folder", help="on which disk the instance works; the build's by default")
    options = arguments.parse_args()
    with instance.Measured(options.folder, **{"dmp.existence_test": options.existence_test}) as measured:
        start = measured.cold_starts()
        report(BENCH, "cold start to readyz", 1000 * start, "ms", floor=WANTED_START_MS, ratio=round(1000 * start / WANTED_START_MS, 2))
        memory = instance.resident_megabytes(measured.pid)
        report(BENCH, "idle memory", memory, "MB", floor=WANTED_RSS_MB, ratio=round(memory / WANTED_RSS_MB, 2))
        floor = instance.fdatasyncs_per_second(measured.folder)
        report(BENCH, "fdatasync floor", floor, "1/s")

        orders = [instance.order_of(number) for number in range(options.documents + options.warm_up)]
        report(BENCH, "orders acknowledged, 2 links", len(orders) / place(measured, orders), "1/s")
        drafts = []
        report(BENCH, "exams performed and drafted, 4 clients", len(orders) / perform_and_draft(measured, orders, drafts), "1/s")

        warm, drafts = drafts[:options.warm_up], drafts[options.warm_up:]
        validate(measured, warm, [], options.threads)
        measured.wait_received(len(warm))
        latencies, cpu, started = [], instance.cpu_seconds(measured.pid), time.perf_counter()
        validating = validate(measured, drafts, latencies, options.threads)
        accepted = measured.wait_received(len(warm) + len(drafts)) - started
        # A moment for the last answers to be stored: their CPU belongs to the documents too.
        time.sleep(0.2)
        cpu = instance.cpu_seconds(measured.pid) - cpu
        report(BENCH, "validated", len(drafts) / validating, "1/s")
        report_latencies(BENCH, f"validation, {options.threads} clients", latencies)
        rate = len(drafts) / accepted
        report(BENCH, "accepted by the DMP, end to end", rate, "1/s", floor=WANTED_PER_SECOND, ratio=round(rate / WANTED_PER_SECOND, 2))
        report(BENCH, "accepted per fdatasync of the floor", rate / floor, "ratio")
        each = 1000 * cpu / len(drafts)
        report(BENCH, "CPU per document, validation to acknowledgement", each, "ms", floor=WANTED_CPU_MS, ratio=round(each / WANTED_CPU_MS, 2))
        longest = 1000 * measured.largest("clairis_write_transaction_seconds_max")
        report(BENCH, "longest write transaction", longest, "ms", floor=WANTED_TRANSACTION_MS, ratio=round(longest / WANTED_TRANSACTION_MS, 2))
        report(BENCH, "memory after the load", instance.resident_megabytes(measured.pid), "MB")
        states = {}
        client, deadline = measured.clairis.client(measured.tokens["bideault"]), time.monotonic() + 30
        while time.monotonic() < deadline:
            states = {}
            for delivery in client.pages("/api/v1/deliveries"):
                states[delivery["state"]] = states.get(delivery["state"], 0) + 1
            if set(states) == {"accepted"}:
                break
            time.sleep(0.2)
        if states != {"accepted": len(orders)}:
            raise SystemExit(f"deliveries ended as {states}, expected {len(orders)} accepted")


if __name__ == "__main__":
    main()
