# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The day as a table that a person reads: one line per exam, then totals. Colours on a terminal only."""

import os
import sys

COLOURS = {"accepted": "32", "held": "33", "final": "35", "fix": "31", "retry": "33", "": "2"}
WORDS = {"accepted": "déposé", "held": "en attente", "final": "non envoyé", "fix": "à corriger", "retry": "nouvel essai", "": "–"}
REASONS = {"identity.not_qualified": "identité non qualifiée", "patient.opposition": "opposition du patient", "dmp.closed": "DMP fermé",
           "dmp.absent": "pas de DMP", "report.dmp_blocked": "bloqué par le radiologue", "dmp.metadata.refused": "métadonnées refusées"}
WIDTHS = (5, 30, 2, 32, 11)


def coloured():
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text, code):
    return f"\033[{code}m{text}\033[0m" if coloured() else text


def say(text):
    print(paint(f"▸ {text}", "1"), flush=True)


def _fit(text, width):
    return (text[:width - 1] + "…" if len(text) > width else text).ljust(width)


def _mark(done, wanted=True):
    return (paint("✓", "32") if done else paint("✗", "31")) if wanted else " "


def line(order):
    time, patient, modality, title, site = (_fit(text, width) for text, width in zip((
        f"{order.start:%H:%M}", order.patient.shown, order.procedure.modality, order.title, SITE_NAMES[order.site]), WIDTHS))
    state = order.delivery.get("state", "")
    reason = REASONS.get(order.delivery.get("reason") or "", order.delivery.get("reason") or "")
    explained = state == "accepted" or (order.delivery.get("reason") or "") == order.scenario.reason
    remark = order.scenario.words if explained and order.scenario.words else reason if state != "accepted" else ""
    return (f"{time}  {patient}  {modality}  {title}  {site}   {_mark(order.on_worklist, order.scenario_name != 'cancelled')}   "
            f"{_mark(bool(order.document), order.scenario.validated)}   {paint(_fit(WORDS.get(state, state), 12), COLOURS.get(state, '0'))} {remark}")


SITE_NAMES = {"main": "Ambroise", "run": "La Réunion", "hop": "Hôpital"}


def show(orders, content):
    titles = [_fit(text, width) for text, width in zip(("Heure", "Patient (fictif)", "", "Examen", "Site"), WIDTHS)]
    print("\n" + paint("  ".join(titles) + "  liste  CR  DMP", "1;4"))
    for order in sorted(orders, key=lambda order: f"{order.start:%H%M}"):
        print(line(order))
    states = content["dmp"]
    parts = [f"{count} {WORDS[state]}{'s' if count > 1 and state in ('accepted', 'final') else ''}"
             for state, count in states.items() if count]
    print(paint(f"\n{content['orders']} demandes · {content['worklist_answers']} réponses de liste de travail · "
                f"{content['reports_validated']} comptes rendus validés · DMP : {', '.join(parts)}", "1"))
    print(paint(f"{content['exams_counted']} examens comptés · tranche {content['tranche']} · {content['checks']} vérifications · "
                f"{content['seconds']} s", "1"))
    for problem in content["problems"]:
        print(paint(f"✗ {problem}", "31"))
    sys.stdout.flush()
