# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Plays the day: orders over HL7, consoles asking for their worklist, exams, reports, validations, deliveries. What differs from the plan is a problem."""

import dataclasses
import datetime
import json
import time
import uuid

import consoles
import hl7
from plan import RECIPIENTS, SHARING
from practice import PEOPLE, SENDERS, SITES, VALIDATORS, station
from procedures import PROCEDURES
from rest import Problem

UNDER_WAY = ("queued", "sending", "retry", "undecided")


@dataclasses.dataclass
class Played:
    """What the script did and saw, counted by hand."""
    worklist_answers: int = 0
    messages: int = 0
    problems: list = dataclasses.field(default_factory=list)
    checks: int = 0

    def expect(self, kept, words):
        self.checks += 1
        if not kept:
            self.problems.append(words)


class Day:
    def __init__(self, clairis, sandbox, tokens, orders, out, say):
        self.clairis, self.sandbox, self.orders, self.out, self.say = clairis, sandbox, orders, out, say
        self.tokens = tokens
        self.clients = {login: clairis.client(token) for login, token in tokens.items()}
        self.links = {name: hl7.Link(clairis.mllp_port) for name in SENDERS}
        self.played = Played()
        self.expect = self.played.expect

    def close(self):
        for each in (*self.clients.values(), *self.links.values()):
            each.close()

    def play(self):
        self.tell_records()
        self.say(f"{len(self.orders)} demandes par HL7 (ADT, ORM, OMG ; UTF-8 et 8859/15)")
        for order in self.orders:
            self.place(order)
        self.change_and_cancel()
        self.repeat_and_mislead()
        self.find_exams()
        self.say("Les consoles interrogent leur liste de travail")
        self.ask_consoles()
        self.ask_by_name()
        self.say("Les examens sont réalisés")
        for order in self.orders:
            self.perform(order)
        self.say("Les comptes rendus sont rédigés et validés")
        self.try_without_right()
        later = [order for order in self.orders if order.scenario_name == "refused"]
        for order in self.orders:
            if order not in later:
                self.report(order)
        self.wait_for_deliveries()
        for order in later:  # alone, so that the registry's refusal meets this document and no other
            self.sandbox.behave("error", service="repository", code="XDSRegistryMetadataError",
                                text="classCode refuse pour la demonstration", count=1)
            self.report(order)
            self.wait_for_deliveries()
        self.check_deliveries()
        self.fetch_documents()
        return self.check_counter()

    # Orders

    def tell_records(self):
        states = {order.patient.matricule: order.patient.dmp_state for order in self.orders if order.patient.dmp_state}
        self.sandbox.admin("POST", "/dmp-state", states)

    def at(self, order):
        return (order.start - datetime.timedelta(days=2)).strftime("%Y%m%d%H%M%S%z")

    def send(self, sender, message, name, code="AA"):
        """Sends and keeps message and answer; the answer must be `code`."""
        data = sender.encode(message)
        self.played.messages += 1
        answer = self.links[sender.application].exchange(data)
        stem = f"{self.played.messages:04}_{name}"
        (self.out / "hl7" / f"{stem}.hl7").write_bytes(data)
        (self.out / "hl7" / "answers" / f"{stem}.hl7").write_bytes(answer)
        got = hl7.acknowledged(answer)[0]
        self.expect(got == code, f"{stem}: acknowledged {got or 'with nothing'}, expected {code}: {answer[-300:]!r}")
        return answer

    def place(self, order):
        event = "A28" if order.rank % 3 else "A04"
        self.send(order.sender, hl7.adt(order.sender, order.patient, order.site, self.at(order), event), f"ADT_{event}")
        self.send(order.sender, hl7.order(order.sender, "NW", order, self.at(order)), f"{order.sender.order_message}_NW")

    def change_and_cancel(self):
        for order in self.orders:
            if order.scenario_name == "changed":
                order.start += datetime.timedelta(minutes=95)
                if order.procedure.modality == "MG":
                    order.procedure = PROCEDURES["mammographie-diagnostic"]
                self.send(order.sender, hl7.order(order.sender, "XO", order, self.at(order)), f"{order.sender.order_message}_XO")
            elif order.scenario_name == "cancelled":
                self.send(order.sender, hl7.order(order.sender, "CA", order, self.at(order)), f"{order.sender.order_message}_CA")

    def repeat_and_mislead(self):
        """A message sent again acts once and gets the first answer; one for production is refused by a test instance."""
        order, link = self.orders[0], self.links[self.orders[0].sender.application]
        first = sorted((self.out / "hl7").glob("*_NW.hl7"))[0]
        again = link.exchange(first.read_bytes())
        self.expect(again == (self.out / "hl7" / "answers" / first.name).read_bytes(), f"{first.name} sent again was answered differently")
        real = hl7.adt(order.sender, order.patient, order.site, self.at(order)).replace("|T|", "|P|", 1)
        self.send(order.sender, real, "ADT_A28_production", "AR")

    def find_exams(self):
        """The exam of each order, by the placer's number."""
        client, by_number = self.clients["manipulatrice"], {}
        for exam in client.pages("/api/v1/exams"):
            placed = client.get(f"/api/v1/orders/{exam['orderId']}")
            by_number.setdefault((placed["placerNumber"], placed["placerAuthority"]), []).append(exam)
        for order in self.orders:
            found = by_number.pop((order.number, order.sender.authority.partition("&")[0]), [])
            self.expect(len(found) == 1, f"order {order.number} has {len(found)} exams, expected one")
            order.exam = found[0] if found else {}
        self.expect(not by_number, f"exams that nobody ordered: {sorted(by_number)}")

    # Consoles

    def ask_consoles(self):
        """Each console, once by its own station, must get exactly the exams that were ordered for it."""
        stations = sorted({(order.site, order.procedure.modality) for order in self.orders})
        day = self.orders[0].start.strftime("%Y%m%d")
        for site, modality in stations:
            name = station(site, modality)
            self.expect(consoles.echo(self.clairis.dicom_port, name), f"{name}: no answer to C-ECHO")
            answers = consoles.find(self.clairis.dicom_port, name, {
                f"{consoles.STEP}ScheduledStationAETitle": name, f"{consoles.STEP}ScheduledProcedureStepStartDate": day,
                f"{consoles.STEP}Modality": modality})
            self.played.worklist_answers += len(answers)
            got = {answer["AccessionNumber"]: answer for answer in answers}
            wanted = {order.exam["accessionNumber"]: order for order in self.orders
                      if order.exam and order.station == name and order.scenario_name != "cancelled"}
            for accession, order in wanted.items():
                order.on_worklist = accession in got and self.right_entry(order, got[accession])
                self.expect(order.on_worklist, f"{name}: order {order.number} is not on its worklist as ordered")
            self.expect(set(got) <= set(wanted), f"{name}: unexpected entries {sorted(set(got) - set(wanted))}")

    @staticmethod
    def right_entry(order, answer):
        name = f"{order.patient.birth_name}^{order.patient.given}".replace("Œ", "OE").upper()
        shown = "^".join(answer["PatientName"].split("^")[:2]).replace("Œ", "OE").upper()
        return (shown == name and answer["ScheduledProcedureStepStartTime"][:4] == order.start.strftime("%H%M")
                and answer["PatientBirthDate"] == order.patient.birth_date and answer["StudyInstanceUID"] == order.exam["studyInstanceUid"])

    def ask_by_name(self):
        """Names with wildcards and accents, as typed on a console."""
        listed = [order for order in self.orders if order.exam and order.scenario_name != "cancelled"]
        cases = (("nessi*", None, lambda p: p.birth_name == "NESSI"), ("*^ELOISE", None, lambda p: p.given == "ÉLOÏSE"),
                 ("*^Éloïse", "ISO_IR 192", lambda p: p.given == "ÉLOÏSE"), ("PAT-VINGT*", None, lambda p: p.birth_name.startswith("PAT-VINGT")),
                 ("PAT-?IX", None, lambda p: p.birth_name in ("PAT-DIX", "PAT-SIX")), ("COEUR EXEMPLE^*", None, lambda p: p.birth_name.startswith("CŒUR")))
        for pattern, character_set, belongs in cases:
            answers = consoles.find(self.clairis.dicom_port, "CONSOLE_LIBRE", {"PatientName": pattern}, character_set)
            self.played.worklist_answers += len(answers)
            wanted = sorted(order.exam["accessionNumber"] for order in listed if belongs(order.patient))
            got = sorted(answer["AccessionNumber"] for answer in answers)
            self.expect(got == wanted, f"worklist by name {pattern!r}: {len(got)} answers, expected {len(wanted)}")

    # Exams and reports

    def perform(self, order):
        if not order.exam or order.scenario_name == "cancelled":
            return
        end = order.start + datetime.timedelta(minutes=order.procedure.minutes)
        content = {"startedAt": order.start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                   "endedAt": end.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"), "equipment": order.procedure.equipment,
                   "dose": order.procedure.dose, "discontinued": order.scenario_name.startswith("broken-off")}
        self.try_call(f"performing {order.number}", self.clients["manipulatrice"].post, f"/api/v1/exams/{order.exam['id']}/performed", content)

    def try_call(self, words, call, *arguments):
        self.played.checks += 1
        try:
            return call(*arguments)
        except Problem as problem:
            self.played.problems.append(f"{words}: {problem}")
            return None

    def try_without_right(self):
        """SR-10: who may not validate is refused, and nothing is written."""
        order = next(order for order in self.orders if order.exam and order.site == "main" and order.scenario_name == "waiting")
        drafted = self.try_call("drafting", self.clients["secretaire"].post, f"/api/v1/exams/{order.exam['id']}/reports", order.text())
        for login in ("secretaire", "manipulatrice", "radiologue-deux", "admin"):
            try:
                self.clients[login].post(f"/api/v1/reports/{drafted['id']}/validate")
                self.expect(False, f"{login} could validate a report of the site main")
            except Problem as problem:
                self.expect(problem.status in (403, 404), f"{login} validating: {problem}, expected 403")
        order.report = "draft"

    def report(self, order):
        if not order.exam or not order.scenario.validated:
            return
        radiologist = self.clients[VALIDATORS[order.site]]
        writer = self.clients["secretaire"] if order.rank % 4 == 0 else radiologist
        draft = self.try_call(f"drafting {order.number}", writer.post, f"/api/v1/exams/{order.exam['id']}/reports", order.text())
        if draft is None:
            return
        decision = {"sharing": SHARING.get(order.scenario_name, {})}
        if order.scenario_name == "recipients":
            decision["recipients"] = RECIPIENTS
        key = str(uuid.uuid4())
        done = self.try_call(f"validating {order.number}", radiologist.post, f"/api/v1/reports/{draft['id']}/validate", decision, key)
        if done is None:
            return
        self.expect(done["state"] == "validated" and done["documentUniqueId"], f"{order.number} was validated without a document")
        if order.rank % 16 == 1:
            again = radiologist.post(f"/api/v1/reports/{draft['id']}/validate", decision, key)
            self.expect(again == done, f"{order.number}: the same key validated twice")
        order.report, order.document = done["id"], done

    # Deliveries

    def deliveries(self):
        """All deliveries, as the radiologists of the sites see them."""
        found = {}
        for login in sorted(set(VALIDATORS.values())):
            for delivery in self.clients[login].pages("/api/v1/deliveries"):
                found[delivery["id"]] = delivery
        return list(found.values())

    def wait_for_deliveries(self, seconds=120):
        deadline = time.monotonic() + seconds
        while any(delivery["state"] in UNDER_WAY for delivery in self.deliveries()):
            if time.monotonic() > deadline:
                return  # check_deliveries says which
            time.sleep(0.1)

    def check_deliveries(self):
        by_document = {}
        for delivery in self.deliveries():
            by_document.setdefault(delivery["documentId"], []).append(delivery)
        for order in self.orders:
            if not order.document:
                continue
            mine = by_document.pop(order.document["documentId"], [])
            self.expect(len(mine) == 1, f"{order.number}: {len(mine)} deliveries, expected one to the DMP")
            order.delivery = mine[0] if mine else {}
            got = (order.delivery.get("state"), order.delivery.get("reason") or "")
            wanted = (order.scenario.state, order.scenario.reason)
            right = got == wanted if wanted[1] else got[0] == wanted[0]
            self.expect(right, f"{order.number} ({order.scenario.words or 'ordinary'}): delivery {got}, expected {wanted}")
        self.expect(not by_document, f"{len(by_document)} deliveries of documents that were never validated here")
        accepted = self.sandbox.admin("GET", "/stats")["accepted"]
        mine = [order.document["documentUniqueId"] for order in self.orders if order.delivery.get("state") == "accepted"]
        self.expect(sorted(accepted) == sorted(mine), f"the DMP holds {len(accepted)} documents, {len(mine)} were reported as accepted")

    def fetch_documents(self):
        for order in self.orders:
            if not order.document:
                continue
            client, stem = self.clients[VALIDATORS[order.site]], f"{order.start:%H%M}_{order.exam['accessionNumber']}"
            for kind in ("pdf", "cda"):
                data = self.try_call(f"reading the {kind} of {order.number}", client.bytes, f"/api/v1/reports/{order.report}/{kind}")
                if data:
                    (self.out / kind / f"{stem}.{'pdf' if kind == 'pdf' else 'xml'}").write_bytes(data)

    def check_counter(self):
        """Exams counted and tranche; events are counted a moment after they happened."""
        by_hand = sum(1 for order in self.orders if order.exam and order.scenario.counted)
        client, year, deadline = self.clients["bideault"], self.orders[0].start.year, time.monotonic() + 30
        while True:
            answer = client.get("/api/v1/funding/tranche", year=year)
            if answer["exams"] == by_hand or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        self.expect(answer["exams"] == by_hand, f"{answer['exams']} exams counted, {by_hand} by hand")
        self.expect(answer["tranche"] == "A", f"tranche {answer['tranche']}, expected A")
        return answer


def summary(day, counter, seconds):
    states = {state: sum(1 for order in day.orders if order.delivery.get("state") == state) for state in ("accepted", "held", "final", "fix", "retry")}
    done = day.played
    return {"orders": len(day.orders), "worklist_answers": done.worklist_answers,
            "reports_validated": sum(1 for order in day.orders if order.document), "documents": len(list((day.out / "cda").glob("*.xml"))),
            "dmp": states, "exams_counted": counter["exams"], "tranche": counter["tranche"], "hl7_messages": done.messages,
            "checks": done.checks, "problems": done.problems, "seconds": round(seconds, 1)}


def write_summary(out, content):
    (out / "summary.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
