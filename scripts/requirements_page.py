#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The coverage page docs/requirements.md, made from the names of the tests. --write makes it, --check fails when it is not true."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/requirements.md"
ID = re.compile(r"\[((?:RIS|SC|DB)[./][A-Z0-9./-]*\d+|SR-\d+)\]")
CPP_TEST = re.compile(r'TEST_CASE(?:_TEMPLATE|_FIXTURE)?\s*\(\s*(?:\w+\s*,\s*)?((?:"(?:[^"\\]|\\.)*"\s*)+)')
PYTHON_TEST = re.compile(r'def (test_\w+)\(self[^)]*\):\s*\n\s*"""(.*?)"""', re.S)


def tests():
    """(file, name) of every test in the sources."""
    for path in sorted((ROOT / "tests").rglob("*.cpp")):
        for match in CPP_TEST.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT), "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1)))
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for match in PYTHON_TEST.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT), " ".join(match.group(2).split())


def page():
    titles = dict(line.split("\t", 1) for line in (ROOT / "docs/requirements.tsv").read_text(encoding="utf-8").splitlines())
    proofs = {}
    for path, name in tests():
        for requirement in set(ID.findall(name)):
            proofs.setdefault(requirement, []).append((path, ID.sub("", name).strip()))
    covered = [requirement for requirement in titles if requirement in proofs]
    lines = ["# Requirements and the tests that name them", "",
             "Made by `scripts/requirements_page.py --write` from the names of the tests. A requirement that a test names is not thereby complete: the",
             "tests say what holds, and the next pages of the changelog what is still to come.", "",
             f"Ségur wave 1: {len(covered)} of {len(titles)} identifiers are named by at least one test.", "",
             "| id | subject | tests |", "|---|---|---|"]
    for requirement, title in titles.items():
        count = len(proofs.get(requirement, []))
        lines.append(f"| {requirement} | {title} | {count if count else '–'} |")
    lines += ["", "## Safety rules", "", "| rule | tests |", "|---|---|"]
    rules = sorted((r for r in proofs if r.startswith("SR-")), key=lambda r: int(r[3:]))
    lines += [f"| {rule} | {len(proofs[rule])} |" for rule in rules]
    lines += ["", "## Tests by identifier", ""]
    for requirement in [r for r in titles if r in proofs] + rules + sorted(r for r in proofs if r not in titles and not r.startswith("SR-")):
        lines.append(f"**{requirement}**")
        lines += [f"* {name} ({path})" for path, name in proofs[requirement]]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main():
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        print("docs/requirements.md is not what the tests say: run scripts/requirements_page.py --write")
        return 1
    print("docs/requirements.md is true")
    return 0


if __name__ == "__main__":
    sys.exit(main())
