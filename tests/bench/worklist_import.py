#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Takes over a folder of worklist files with the real program. Floor: the same files read to their end, nothing else. The ratio is how many times longer the
import takes; beside it the disk's own flushes a second and the program's peak memory."""
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build" / "bin" / "clairis"
DUMP = """(0008,0005) CS [ISO_IR 100]
(0008,0050) SH [A0000000]
(0008,0090) PN [MEDIONI^St\xe9phane]
(0010,0010) PN [PAT-TROIS^DOMINIQUE]
(0010,0020) LO [P0000000]
(0010,0021) LO [CIM-TEST]
(0010,0030) DA [19790328]
(0010,0040) CS [F]
(0010,1030) DS [72.5]
(0010,2000) LO [Pacemaker]
(0010,2110) LO [Iode]
(0020,000d) UI [1.2.250.1.59.9.10000000]
(0032,1060) LO [Scanner thoracique]
(0040,0100) SQ
(fffe,e000) -
(0008,0060) CS [CT]
(0040,0001) AE [CT1]
(0040,0002) DA [20991201]
(0040,0003) TM [103000]
(0040,0006) PN [BIDEAULT^Jacques]
(0040,0007) LO [Thorax sans injection]
(0040,0009) SH [S0000000]
(fffe,e00d) -
(fffe,e0dd) -
(0040,1001) SH [R0000000]
"""


def print_line(case, value, unit, **more):
    print(json.dumps({"bench": "worklist_import", "case": case, "value": round(value, 3), "unit": unit, **more}), flush=True)


def fill(folder, number):
    folder.mkdir()
    dump = folder.parent / "entry.dump"
    dump.write_text(DUMP, encoding="latin-1")
    subprocess.run(["dump2dcm", "-q", "+F", dump, folder.parent / "entry"], check=True)
    entry = (folder.parent / "entry").read_bytes()
    for i in range(number):
        (folder / f"{i:07}.wl").write_bytes(entry.replace(b"0000000", f"{i:07}".encode()))


def flushes(folder, rounds=200):
    with open(folder / "flush", "wb") as file:
        begun = time.monotonic()
        for _ in range(rounds):
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
        return rounds / (time.monotonic() - begun)


def timed(words, **options):
    begun = time.monotonic()
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options)
    return time.monotonic() - begun


def read_alone(folder):
    begun = time.monotonic()
    for path in sorted(folder.iterdir()):
        path.read_bytes()
    return time.monotonic() - begun


def measure(number):
    with tempfile.TemporaryDirectory(prefix="clairis-bench-", dir=os.environ.get("CLAIRIS_BENCH_FOLDER")) as name:
        folder = pathlib.Path(name)
        fill(folder / "list", number)
        subprocess.run([PROGRAM, "init", folder / "instance"], check=True, stdout=subprocess.DEVNULL)
        configuration = folder / "instance" / "clairis.properties"
        flushed = flushes(folder)
        alone = number / read_alone(folder / "list")
        first = number / timed([PROGRAM, "worklist", "import", folder / "list", "--config", configuration])
        again = number / timed([PROGRAM, "worklist", "import", folder / "list", "--config", configuration])
        back = number / timed([PROGRAM, "worklist", "export", folder / "out", "--config", configuration])
        size = f", {number} entries"
        print_line("import" + size, first, "entries/s", floor=round(alone, 1), ratio=round(alone / first, 1), flushes_per_second=round(flushed, 1),
                   entries_per_flush_time=round(first / flushed, 2))
        print_line("second run, nothing new" + size, again, "entries/s", floor=round(alone, 1), ratio=round(alone / again, 1))
        print_line("export" + size, back, "entries/s")
        print_line("peak memory" + size, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "MB")


def main():
    for number in (1_000, 10_000, 100_000) if len(sys.argv) < 2 else map(int, sys.argv[1:]):
        measure(number)


if __name__ == "__main__":
    main()
