#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Modality worklist queries: Clairis, DCMTK's wlmscpfs and Debian's Orthanc with its worklist plugin on the same entries, asked the same
questions by the same client (Nagle's algorithm on, as consoles have it), next to the floor of ready-made answers from memory. One client
and four, the association kept or one for each query. Peers read every file for every query, so they are asked less often; `count` says
how often. `value` is Clairis; `ratio` is value / floor or value / peer."""

import argparse
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "load"))

from instance import report  # noqa: E402
from worklist_servers import ROOT, Clairis, Floor, Orthanc, Wlmscpfs, measure  # noqa: E402

BENCH = "worklist"
EXPECTED = {"one": 1, "name": 10, "forty": 40}
WORDS = {"one": "1 answer", "name": "name wildcard, 10 answers", "forty": "40 answers"}
# question, clients, association kept
CLAIRIS_CASES = [("one", 1, True), ("name", 1, True), ("forty", 1, True), ("one", 1, False), ("forty", 1, False), ("one", 4, True),
                 ("forty", 4, True), ("forty", 4, False)]
PEER_CASES = [("one", 1, True), ("forty", 1, True), ("forty", 1, False), ("forty", 4, True)]
SIZES, LARGEST_FOR_PEERS = (100, 1_000, 10_000, 100_000), 10_000
LIMIT, CROWD = 500, 16_000


def ask(server, question, clients, keep, seconds, expected=None, called=None, pace=0):
    words = ["ask", "--port", server.port, "--called", called or server.called, "--question", question, "--clients", clients, "--seconds", seconds,
             "--expected", EXPECTED[question] if expected is None else expected, "--pace", pace]
    if hasattr(server, "sample"):
        done = threading.Event()
        sampling = threading.Thread(target=lambda: [server.sample() for _ in iter(lambda: done.wait(0.05), True)])
        sampling.start()
    try:
        return measure(*words, *([] if keep else ["--each"]))
    finally:
        if hasattr(server, "sample"):
            done.set()
            sampling.join()


def best(server, question, clients, keep, seconds, turns, **more):
    """The turn with the lowest median: another program's moment on the same machine spoils one turn, not all."""
    return min((ask(server, question, clients, keep, seconds, **more) for _ in range(turns)), key=lambda turn: turn["median"])


def case_name(question, clients, keep, entries=None):
    size = f", {entries} entries" if entries else ""
    return f"{WORDS[question]}{size}, {clients} client{'s' if clients > 1 else ''}, {'kept' if keep else 'one association each'}"


def report_against(name, found, other, label):
    """Median, p99 and rate next to the same of `label`."""
    for key, unit in (("median", "ms"), ("p99", "ms"), ("per_second", "1/s")):
        report(BENCH, f"{name}, {key.replace('per_second', 'queries per second')}", found[key], unit, count=found["queries"],
               **{label: round(other[key], 3), "ratio": round(found[key] / other[key], 4)})


class Run:
    """One run: the floor, then each number of entries."""

    def __init__(self, folder, seconds, turns):
        self.folder, self.seconds, self.turns, self.floor = folder, seconds, turns, {}

    def measure_floor(self):
        with Floor(self.folder / "floor") as floor:
            for question, clients, keep in CLAIRIS_CASES:
                found = best(floor, question, clients, keep, self.seconds, self.turns, called=f"FLOOR{EXPECTED[question]}")
                self.floor[question, clients, keep] = found
                report(BENCH, f"floor: {case_name(question, clients, keep)}, median", found["median"], "ms", count=found["queries"])

    def measure_clairis(self, entries):
        """{case: found}; saves the entries as files for the peers when they are to be asked."""
        found = {}
        with Clairis(self.folder / f"clairis-{entries}", entries, answer_limit=100_000 if entries <= LARGEST_FOR_PEERS else LIMIT) as clairis:
            for case in CLAIRIS_CASES:
                found[case] = best(clairis, *case, self.seconds, self.turns)
                report_against(case_name(*case, entries), found[case], self.floor[case], "floor")
            report(BENCH, f"peak memory, {entries} entries", clairis.peak_memory(), "MB")
            if entries <= LARGEST_FOR_PEERS:
                files = self.folder / f"files-{entries}"
                files.mkdir()
                measure("save", "--port", clairis.port, files)
        return found

    def measure_peers(self, entries, clairis):
        for peer in (Wlmscpfs, Orthanc):
            with peer(self.folder / f"{peer.name}-{entries}", self.folder / f"files-{entries}") as server:
                for case in PEER_CASES:
                    report_against(f"{case_name(*case, entries)}, against {peer.name}", clairis[case], ask(server, *case, self.seconds), "peer")
                report(BENCH, f"peak memory of {peer.name}, {entries} entries", server.peak_memory(), "MB")

    def measure_sizes(self):
        """Growth: the medians of each size next to those of a thousand entries."""
        found = {}
        for entries in SIZES:
            found[entries] = self.measure_clairis(entries)
            if entries <= LARGEST_FOR_PEERS:
                self.measure_peers(entries, found[entries])
        for question in EXPECTED:
            least, most = found[1_000][question, 1, True], found[SIZES[-1]][question, 1, True]
            report(BENCH, f"{WORDS[question]}, {SIZES[-1]} entries next to 1000, median", most["median"], "ms", peer=round(least["median"], 3),
                   ratio=round(most["median"] / least["median"], 3))

    def measure_cut_lists(self):
        """An open list of few names and stations: every query is cut at the limit, four consoles ask five times a second each."""
        with Clairis(self.folder / "crowd", CROWD, "crowd", LIMIT) as clairis:
            for question, words in (("station", "a station's day"), ("names", "a name's beginning")):
                name = f"list cut at {LIMIT} of {CROWD} entries, {words}"
                alone = best(clairis, question, 1, True, self.seconds, self.turns, expected=LIMIT)
                report(BENCH, f"{name}, 1 client, median", alone["median"], "ms", count=alone["queries"])
                before, began = clairis.cpu_seconds(), time.monotonic()
                paced = ask(clairis, question, 4, True, 2 * self.seconds, expected=LIMIT, pace=5)
                used = clairis.cpu_seconds() - before
                for key in ("median", "p99"):
                    report(BENCH, f"{name}, 4 clients with 5 queries a second each, {key}", paced[key], "ms", count=paced["queries"])
                report(BENCH, f"{name}, CPU of the server at 20 queries a second", 100 * used / (time.monotonic() - began), "% of one core")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=1.5, help="of each measurement")
    arguments.add_argument("--turns", type=int, default=2, help="of each measurement of Clairis and the floor; the best counts")
    arguments.add_argument("--only", choices=("sizes", "cut"), help="one part")
    options = arguments.parse_args()
    # On the disk of the build, as an instance works.
    with tempfile.TemporaryDirectory(prefix="bench-worklist-", dir=ROOT / "build") as folder:
        run = Run(pathlib.Path(folder), options.seconds, options.turns)
        if options.only != "cut":
            run.measure_floor()
            run.measure_sizes()
        if options.only != "sizes":
            run.measure_cut_lists()


if __name__ == "__main__":
    main()
