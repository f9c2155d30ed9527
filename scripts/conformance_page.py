#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/editor/dicom-conformance.md, as the built program prints them. --write puts them into the page, --check fails when they
differ. CLAIRIS_BUILD names the build folder."""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/editor/dicom-conformance.md"
PROGRAM = pathlib.Path(os.environ.get("CLAIRIS_BUILD", ROOT / "build")) / "bin" / "clairis"
BLOCK = re.compile(r"(<!-- table: ([a-z-]+) -->\n)(.*?)(<!-- end -->\n)", re.S)


def tables():
    """{name: Markdown}"""
    printed = subprocess.run([PROGRAM, "worklist", "conformance"], check=True, capture_output=True, text=True).stdout
    parts = re.split(r"<!-- table: ([a-z-]+) -->\n", printed)
    return dict(zip(parts[1::2], parts[2::2]))


def filled(page, made):
    """The page with every table as the program has it. Each table stands in the page once, each place has a table."""
    places = [match.group(2) for match in BLOCK.finditer(page)]
    if sorted(places) != sorted(made):
        raise SystemExit(f"{PAGE.name} has places for {sorted(places)}, the program prints {sorted(made)}")
    return BLOCK.sub(lambda match: match.group(1) + made[match.group(2)] + match.group(4), page)


def main():
    page = PAGE.read_text(encoding="utf-8")
    true = filled(page, tables())
    if "--write" in sys.argv:
        PAGE.write_text(true, encoding="utf-8")
    elif page != true:
        print(f"{PAGE.name} is not what the program is: run scripts/conformance_page.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
