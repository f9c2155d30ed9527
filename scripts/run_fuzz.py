#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Builds the libFuzzer programs (preset "fuzz") and runs them: SECONDS in all (60), shared among those whose name contains NAME (all).
Exit code 1 when one of them crashes, hangs, leaks or takes more than 1 GB; the input is then in build/fuzz/findings. What is found is mended and
joins the corpus under tests/fuzz, which ./dev test replays."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/fuzz"
TARGETS = {
    "fuzz_association": ("dicom/corpus/association", 8192),
    "fuzz_identifier": ("dicom/corpus/identifier", 4096),
    "fuzz_hl7": ("hl7/corpus", 4096),
    "fuzz_ins_datamatrix": ("identity/corpus", 1100),
}
OPTIONS = {"ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1", "LSAN_OPTIONS": f"suppressions={ROOT}/tests/lsan.supp:print_suppressions=0"}
FINAL = re.compile(r"^#\d+\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)", re.M)
RUNS = re.compile(r"^stat::number_of_executed_units:\s+(\d+)", re.M)


def build(names):
    environment = {**os.environ, "CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"}
    for command in (["cmake", "--preset", "fuzz"], ["ninja", "-C", str(BUILD), *names]):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(done.stdout[-8000:] + done.stderr[-4000:])


def fuzz(name, seconds):
    corpus, longest = TARGETS[name]
    findings = BUILD / "findings"
    findings.mkdir(exist_ok=True)
    grown = BUILD / "grown" / name  # kept between runs, so that each goes on where the last one stopped
    grown.mkdir(parents=True, exist_ok=True)
    words = [f"-dict={path}" for path in sorted((ROOT / "tests/fuzz" / corpus).parent.glob("*.dict"))]
    with tempfile.TemporaryFile("w+") as output:
        code = subprocess.run([BUILD / "bin" / name, f"-max_total_time={seconds}", f"-max_len={longest}", "-timeout=10", "-rss_limit_mb=1024",
                               "-print_final_stats=1", *words, f"-artifact_prefix={findings}/{name}-", grown, ROOT / "tests/fuzz" / corpus],
                              env={**os.environ, **OPTIONS}, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
        output.seek(0)
        text = output.read()
    runs, final = RUNS.search(text), FINAL.search(text)
    if code != 0:
        print(text[-6000:])
        print(f"{name}: FAILED, the input is in {findings}", flush=True)
        return False
    print(f"{name}: {runs.group(1)} executions in {seconds} s, {final.group(1)} edges, {final.group(2)} features, corpus of {final.group(3)}, no finding",
          flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(prog="./dev fuzz")
    parser.add_argument("seconds", nargs="?", type=int, default=60)
    parser.add_argument("name", nargs="?", default="")
    options = parser.parse_args()
    names = [name for name in TARGETS if options.name in name]
    if not names:
        raise SystemExit(f"no target is called {options.name}; there are {', '.join(TARGETS)}")
    build(names)
    return 0 if all([fuzz(name, max(1, options.seconds // len(names))) for name in names]) else 1


if __name__ == "__main__":
    sys.exit(main())
