#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A day of three fictitious practices, from the order to the patient's DMP. --once ends after it and prints a JSON summary as the last line; otherwise everything stays up until Ctrl-C."""

import argparse
import json
import pathlib
import shutil
import signal
import sys
import time

import check
import practice
import processes
import table
from day import Day, summary, write_summary
from plan import day_of_play, orders_of

FOLDER = processes.ROOT / "build" / "demo"


def empty(folder):
    """Only what a demo left is removed, so that a mistaken folder costs nothing."""
    for name in ("out", "instance", "pki"):
        shutil.rmtree(folder / name, ignore_errors=True)
    out = folder / "out"
    for name in ("pdf", "cda", "mss", "hl7/answers", "pki"):
        (out / name).mkdir(parents=True)
    return out


def where_to_look(clairis, sandbox, out, tokens):
    print(f"""
Clairis      http://127.0.0.1:{clairis.http_port}/api/v1/exams      OpenAPI: /api/v1/openapi.json · /healthz · /metrics
             radiologue de démonstration : Authorization: Bearer {tokens['bideault']}
             administrateur : admin / {clairis.administrator_password}
             liste de travail DICOM : CLAIRIS@127.0.0.1:{clairis.dicom_port} · HL7 MLLP : 127.0.0.1:{clairis.mllp_port}
DMP (bac à sable)  {sandbox.url} · administration : http://127.0.0.1:{sandbox.ready['admin_port']}/stats
Fichiers     {out}
Journal      {clairis.log}

Ctrl-C arrête tout.""", flush=True)


def play(clairis, sandbox, out, orders, started):
    site_ids, tokens = practice.set_up(clairis)
    table.say(f"{len(site_ids)} sites, {len(practice.PEOPLE)} personnes")
    day = Day(clairis, sandbox, tokens, orders, out, table.say)
    try:
        counter = day.play()
    finally:
        day.close()
    return day, tokens, counter, started


def run(options):
    started = time.monotonic()
    folder = options.dir.resolve()
    out = empty(folder)
    pki = folder / "pki"
    table.say("Autorité de certification jetable, DMP de démonstration, instance neuve")
    processes.make_pki(pki, practice.STRUCTURES)
    shutil.copy(pki / "ca.pem", out / "pki" / "ca.pem")
    sandbox, clairis = None, processes.Clairis(folder / "instance")
    try:
        sandbox = processes.Sandbox(out, pki)
        practice.initialise(clairis, sandbox, pki)
        clairis.start()
        day, tokens, counter, _ = play(clairis, sandbox, out, orders_of(day_of_play(), options.orders), started)
        if options.check:
            table.say("Conformité : Preflight, deux contrôleurs CDA, xmlsec1")
            for finding in check.check(out):
                day.played.problems.append(f"conformity: {finding}")
        content = summary(day, counter, time.monotonic() - started)
        write_summary(out, content)
        table.show(day.orders, content)
        if not options.once:
            where_to_look(clairis, sandbox, out, tokens)
            signal.pause()
        return content
    finally:
        code = clairis.stop()
        if sandbox:
            sandbox.stop()
        if code != 0:
            print(f"clairis serve ended with code {code}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="play the day, print a JSON summary last, exit 0 or 1")
    parser.add_argument("--no-check", dest="check", action="store_false", help="leave out the conformance checks of the documents")
    parser.add_argument("--orders", type=int, default=66, help="how many orders, 60 at least")
    parser.add_argument("--dir", type=pathlib.Path, default=FOLDER, help="folder of this run")
    options = parser.parse_args()
    if options.orders < 60:
        parser.error("expected 60 orders at least: the special cases need room")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        content = run(options)
    except KeyboardInterrupt:
        return 0
    if options.once:
        print(json.dumps(content, ensure_ascii=False), flush=True)
    return 1 if content["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
