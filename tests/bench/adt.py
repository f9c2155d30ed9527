#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A hospital's patient feed (ADT), lock-step on one link, on SQLite and on a durable PostgreSQL of its own: build/bin/adt_feed on each."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLUSTER = ROOT / "tests" / "postgres_cluster.sh"


def feed(scale, environment):
    return subprocess.run([ROOT / "build" / "bin" / "adt_feed", str(scale)], env={**os.environ, **environment}, check=False).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="times 2000 messages of each kind")
    scale = parser.parse_args().scale
    code = feed(scale, {"CLAIRIS_TEST_STORE": "sqlite"})
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the server's own user goes through
        cluster = pathlib.Path(folder) / "postgresql"
        started = subprocess.run([CLUSTER, "start", cluster], env={**os.environ, "CLAIRIS_POSTGRES_FLUSH": "on"}, stdout=subprocess.PIPE, text=True,
                                 check=True)
        try:
            code = feed(scale, {"CLAIRIS_TEST_STORE": "postgresql", "CLAIRIS_TEST_POSTGRES": started.stdout.strip()}) or code
        finally:
            subprocess.run([CLUSTER, "stop", cluster], check=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
