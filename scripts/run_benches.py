#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs benchmarks: the programs build/bin/bench_* and the scripts tests/bench/*.py. Words narrow the run to those whose name contains
one of them. Standard output carries JSON lines only: bench, case, value, unit, and floor or peer with the ratio."""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WANTED = {"bench", "case", "value", "unit"}


def benches():
    """{name: command}"""
    found = {program.name.removeprefix("bench_"): [program] for program in (ROOT / "build" / "bin").glob("bench_*")}
    found.update({script.stem: ["/usr/bin/python3", script] for script in (ROOT / "tests" / "bench").glob("*.py")})
    return dict(sorted(found.items()))


def measurement(line):
    try:
        content = json.loads(line)
    except ValueError:
        return False
    return isinstance(content, dict) and WANTED <= content.keys() and isinstance(content["value"], (int, float))


def run(name, command):
    """Passes measurements on as they come, everything else to standard error. True when it ended well and measured something."""
    print(f"{name} …", file=sys.stderr, flush=True)
    lines = 0
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        for line in process.stdout:
            lines += (good := measurement(line))
            print(line, end="", file=sys.stdout if good else sys.stderr, flush=True)
    if process.returncode != 0 or not lines:
        print(f"{name}: ended with code {process.returncode} after {lines} measurements", file=sys.stderr)
    return process.returncode == 0 and lines > 0


def main():
    arguments = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    arguments.add_argument("names", nargs="*", help="parts of names; none: all")
    arguments.add_argument("--list", action="store_true", help="only print the names")
    options = arguments.parse_args()
    chosen = {name: command for name, command in benches().items() if not options.names or any(word in name for word in options.names)}
    if options.list:
        print("\n".join(chosen))
        return 0
    if not chosen:
        print(f"no bench is called like {' or '.join(options.names) or 'that'}; ./dev bench --list names them", file=sys.stderr)
        return 2
    return 0 if all([run(name, command) for name, command in chosen.items()]) else 1


if __name__ == "__main__":
    sys.exit(main())
