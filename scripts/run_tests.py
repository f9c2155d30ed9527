#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs every test: the release build on SQLite and PostgreSQL, the same programs under address and undefined-behaviour sanitizers,
the include rule, the Python tests, the demo's day. --list prints requirement id, test, assertions run, result. --tsan adds the thread
sanitizer. Words on the command line narrow the run to the test programs whose name contains one of them."""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
REQUIREMENT = re.compile(r"\[((?:RIS|SC|DB)[./][A-Z0-9./-]*\d+|SR-\d+)\]")
SANITIZED = ("unit_", "integration_", "property_")
SANITIZER_OPTIONS = {
    "release": {},
    "asan": {"ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1", "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
             "LSAN_OPTIONS": f"suppressions={ROOT}/tests/lsan.supp"},
    "tsan": {"TSAN_OPTIONS": f"suppressions={ROOT}/tests/tsan.supp:halt_on_error=0:exitcode=66"},
}
NAMES = {"release": "build", "asan": "build/asan", "tsan": "build/tsan"}


class Results:
    """What ran: (preset, program, test, assertions, passed)."""

    def __init__(self):
        self.rows = []

    def add(self, preset, program, test, assertions, passed):
        self.rows.append((preset, program, test, assertions, passed))

    def counts(self):
        failed = sum(1 for row in self.rows if not row[4])
        return len(self.rows) - failed, failed


def say(text):
    print(f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text, flush=True)


def build(preset):
    subprocess.run([str(ROOT / "dev"), "build", preset], check=True)


def programs(folder):
    """What ctest knows of a build: name, command, environment, working directory, time limit."""
    listing = subprocess.run(["ctest", "--show-only=json-v1"], cwd=folder, capture_output=True, text=True, check=True)
    for test in json.loads(listing.stdout)["tests"]:
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        environment = dict(entry.split("=", 1) for entry in properties.get("ENVIRONMENT", []))
        yield test["name"], test["command"], environment, properties.get("WORKING_DIRECTORY", str(folder)), properties.get("TIMEOUT", 600)


def run(command, environment, folder, limit):
    try:
        done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, timeout=limit)
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        return 124, f"no end after {limit} s\n" + (error.stdout or b"").decode("utf-8", "replace")


def is_doctest(command):
    return pathlib.Path(command[0]).name.startswith(SANITIZED) and pathlib.Path(command[0]).parent.name == "bin"


def run_doctest(results, preset, name, command, environment, folder, limit):
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        code, output = run([*command, "-r=xml", f"-o={report.name}"], environment, folder, limit)
        cases = []
        try:
            for case in ElementTree.parse(report.name).iter("TestCase"):
                asserts = case.find("OverallResultsAsserts")
                if case.get("skipped") == "true" or asserts is None:
                    continue
                count = int(asserts.get("successes")) + int(asserts.get("failures"))
                passed = asserts.get("test_case_success", "true") == "true" and int(asserts.get("failures")) == 0
                # A test that asserts nothing proves nothing.
                cases.append((case.get("name"), count, passed and count > 0))
        except ElementTree.ParseError:
            pass
        for test, count, passed in cases:
            results.add(preset, name, test, count, passed)
        broken = code != 0 and all(passed for _, _, passed in cases)
        if broken or not cases:
            results.add(preset, name, f"{name} ends with code {code}" if cases else f"{name} ran no test (code {code})", 0, False)
        if code != 0 or any(not passed for _, _, passed in cases):
            text = pathlib.Path(report.name).read_text(errors="replace") if not broken else ""
            print(output[-8000:], failures_of(text), sep="\n", flush=True)
    return code


def failures_of(xml_text):
    """The failed expressions of a doctest report, readable."""
    try:
        tree = ElementTree.fromstring(xml_text)
    except ElementTree.ParseError:
        return xml_text[-4000:]
    lines = []
    for case in tree.iter("TestCase"):
        for expression in case.iter("Expression"):
            if expression.get("success") == "false":
                parts = [(child.tag, (child.text or "").strip()) for child in expression]
                infos = [(info.text or "").strip() for info in expression.iter("Info")]
                lines.append(f"  {expression.get('filename')}:{expression.get('line')} in «{case.get('name')}»\n    {parts} {infos}")
        for exception in case.iter("Exception"):
            lines.append(f"  exception in «{case.get('name')}»: {(exception.text or '').strip()}")
    return "\n".join(lines)


def run_programs(results, preset, wanted, database):
    folder = ROOT / NAMES[preset]
    for name, command, environment, where, limit in programs(folder):
        sanitized_only = preset != "release" and not is_doctest(command)
        if sanitized_only or (wanted and not any(word in name for word in wanted)):
            continue
        environment = {**environment, **database, **SANITIZER_OPTIONS[preset]}
        started = time.monotonic()
        if is_doctest(command):
            code = run_doctest(results, preset, name, command, environment, where, limit)
        else:
            code, output = run(command, environment, where, limit)
            results.add(preset, name, name, 1, code == 0)
            if code != 0:
                print(output[-8000:], flush=True)
        say(f"  {'ok    ' if code == 0 else 'FAILED'} {preset:8} {name} ({time.monotonic() - started:.1f} s)")


def run_python(results, wanted, database):
    for script in sorted((ROOT / "tests").rglob("test_*.py")):
        name = str(script.relative_to(ROOT))
        if wanted and not any(word in name for word in wanted):
            continue
        started = time.monotonic()
        code, output = run(["/usr/bin/python3", "-m", "unittest", "-v", script.stem], database, script.parent, 900)
        verdicts = re.findall(r"^(?:test\S* \(.*\)\n)?(.+?) \.\.\. (ok|FAIL|ERROR)$", output, re.M)
        for test, verdict in verdicts:
            results.add("release", name, test, 1, verdict == "ok")
        if code != 0 or not verdicts:
            results.add("release", name, f"{name} ends with code {code}", 0, code == 0 and bool(verdicts))
            print(output[-8000:], flush=True)
        say(f"  {'ok    ' if code == 0 else 'FAILED'} release  {name} ({len(verdicts)} tests, {time.monotonic() - started:.1f} s)")


def run_command(results, name, command, limit=1200):
    started = time.monotonic()
    code, output = run(command, {}, ROOT, limit)
    results.add("release", name, name, 1, code == 0)
    say(f"  {'ok    ' if code == 0 else 'FAILED'} release  {name} ({time.monotonic() - started:.1f} s)")
    if code != 0:
        print(output[-8000:], flush=True)


class PostgreSQL:
    """A cluster of our own in a temporary directory, for the time of the run."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="clairis-postgres-")
        os.chmod(self._folder.name, 0o755)
        self._script = str(ROOT / "tests/postgres_cluster.sh")
        done = subprocess.run([self._script, "start", self._folder.name], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"PostgreSQL did not start:\n{done.stdout}{done.stderr}")
        return {"CLAIRIS_TEST_POSTGRES": done.stdout.strip().splitlines()[-1]}

    def __exit__(self, *_):
        subprocess.run([self._script, "stop", self._folder.name], check=False, capture_output=True)
        self._folder.cleanup()


def print_list(results):
    for preset, program, test, assertions, passed in results.rows:
        for requirement in sorted(set(REQUIREMENT.findall(test))) or ["-"]:
            print(f"{requirement}\t{preset}/{program}: {test}\t{assertions}\t{'passed' if passed else 'FAILED'}")


def main():
    parser = argparse.ArgumentParser(prog="./dev test")
    parser.add_argument("--list", action="store_true", help="requirement id, test, assertions run, result")
    parser.add_argument("--tsan", action="store_true", help="also under the thread sanitizer")
    parser.add_argument("--fast", action="store_true", help="release build only")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()

    results = Results()
    build("release")
    presets = ["release"] if options.fast else ["release", "asan"] + (["tsan"] if options.tsan else [])
    with PostgreSQL() as database:
        say("Tests, release build")
        run_programs(results, "release", options.names, database)
        run_python(results, options.names, database)
        if not options.names:
            run_command(results, "include rule", ["/usr/bin/python3", "scripts/check_includes.py"])
            run_command(results, "outlet rule", ["/usr/bin/python3", "scripts/check_ins_outlets.py"])
            run_command(results, "coverage page is true", ["/usr/bin/python3", "scripts/requirements_page.py", "--check"])
            run_command(results, "fuzz, 60 s", [str(ROOT / "dev"), "fuzz", "60"])
            run_command(results, "demo --once", [str(ROOT / "dev"), "demo", "--once"])
        for preset in presets[1:]:
            build(preset)
            say(f"Tests, {preset} build")
            run_programs(results, preset, options.names, database)
    if options.list:
        print_list(results)
    passed, failed = results.counts()
    for preset, program, test, _, good in results.rows:
        if not good:
            print(f"FAILED {preset}/{program}: {test}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
