# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Orders and validations while the process is killed again and again and the DMP drops connections. Remembers what it was promised."""

import contextlib
import datetime
import http.client
import queue
import threading
import time
import uuid

from fault_instance import ROOT, FaultInstance, PostgresDatabase  # noqa: F401

import hl7
import patients
import plan
import practice
from procedures import PROCEDURES
from rest import Problem

LOST = (OSError, http.client.HTTPException)
ENDS = ("accepted", "final", "fix", "cancelled")
STATEMENT = """SELECT (SELECT COUNT(*) FROM report WHERE state = 'validated'),
 (SELECT COUNT(*) FROM report WHERE state = 'validated' AND id NOT IN (SELECT report_id FROM document)),
 (SELECT COUNT(*) FROM document WHERE id NOT IN (SELECT document_id FROM delivery WHERE document_id IS NOT NULL)),
 (SELECT COUNT(*) FROM document), (SELECT COUNT(*) FROM delivery), (SELECT COUNT(*) FROM delivery WHERE state = 'accepted')"""


class KillRun(FaultInstance):
    """One instance under fire. `validations`: how many must be promised before the fire ceases."""

    def __init__(self, validations, seed, database=None, environment=None):
        super().__init__(seed, database, environment)
        self.validations = validations
        self.ordered, self.validated = {}, {}  # accession → message; exam → what the 2xx said
        self.accepted_orders = queue.Queue()

    # Fire

    def fire(self):
        """Returns when all validations are promised and the process was killed often enough; the killer never stops in between."""
        self.sandbox.behave("drop_before", service="*", probability=0.08, seed=11, count=0)
        self.sandbox.behave("drop_after_accept", service="repository", probability=0.12, seed=12, count=0)
        workers = [threading.Thread(target=self._guard, args=(work,)) for work in (self._order, self._validate, self._validate)]
        for worker in workers:
            worker.start()
        seconds = 120 + 3 * self.validations
        deadline = time.monotonic() + seconds
        try:
            while any(worker.is_alive() for worker in workers) or self.kills < self.validations // 4:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{len(self.validated)} of {self.validations} validations after {seconds} s and {self.kills} kills")
                if self.over.wait(self.random.uniform(0.01, 0.35)):
                    break
                self.kill()
        finally:
            self.over.set()
            for worker in workers:
                worker.join()
        if self.failures:
            raise self.failures[0]
        self.sandbox.admin("DELETE", "/behave")

    def _guard(self, work):
        try:
            work()
        except Exception as failure:  # shown by fire(): a thread must not die unseen
            self.failures.append(failure)
            self.over.set()

    def _order(self):
        """Sends each message again until it is acknowledged, as every sender does."""
        sender, day = practice.SENDERS["AGENDA"], plan.day_of_play()
        keys = practice.MAIN.procedures
        with hl7.Link(self.clairis.mllp_port, timeout=10) as link:
            for number in range(self.validations):
                start = datetime.datetime.combine(day, datetime.time(8 + number % 10, number % 60), datetime.timezone.utc)
                order = plan.Order(f"FAULT{number:05}", patients.invent(4 + number % 90), "main", PROCEDURES[keys[number % len(keys)]], "", start, sender,
                                   practice.REQUESTERS[0], "O", "R", "", number, accession=f"F{number:05}")
                message = sender.encode(hl7.order(sender, "NW", order, start.strftime("%Y%m%d%H%M%S%z")))
                while not self._acknowledged(link, message):
                    if self.over.wait(0.02):
                        return
                self.ordered[order.accession] = message
                self.accepted_orders.put(order)
        for _ in range(2):
            self.accepted_orders.put(None)

    @staticmethod
    def _acknowledged(link, message):
        try:
            code = hl7.acknowledged(link.exchange(message))[0]
        except OSError:
            return False
        if code not in ("AA", "AR", "AE"):
            raise RuntimeError(f"an order was answered with {code!r}")
        return code == "AA"

    def _validate(self):
        with contextlib.closing(self.clairis.client(self.tokens["manipulatrice"], timeout=10)) as technologist, \
                contextlib.closing(self.clairis.client(self.tokens["bideault"], timeout=10)) as radiologist:
            self._validate_each(technologist, radiologist)

    def _validate_each(self, technologist, radiologist):
        while (order := self.accepted_orders.get()) is not None:
            exam = self._insist(lambda: technologist.get("/api/v1/exams", accession=order.accession))["items"][0]["id"]
            self._insist_once(technologist, f"/api/v1/exams/{exam}/performed", {"equipment": "Banc d'essai", "dose": "PDS 1 dGy.cm²"})
            draft = self._insist_once(radiologist, f"/api/v1/exams/{exam}/reports", order.text())
            self.validated[exam] = self._insist_once(radiologist, f"/api/v1/reports/{draft['id']}/validate", {})

    def _insist_once(self, client, path, content):
        key = str(uuid.uuid4())
        return self._insist(lambda: client.post(path, content, key))

    def _insist(self, call):
        """Repeats until there is an answer: no answer, busy and in flight say nothing about the effect."""
        while True:
            try:
                return call()
            except LOST:
                pass
            except Problem as problem:
                if problem.status < 500 and problem.code != "idempotency.in_flight":
                    raise
            if self.over.wait(0.02):
                raise RuntimeError("the run ended before the answer came")

    # Afterwards

    def deliveries(self):
        client = self.clairis.client(self.tokens["bideault"])
        try:
            return list(client.pages("/api/v1/deliveries"))
        finally:
            client.close()

    def settle(self, seconds=150):
        """Waits until every delivery has come to an end; returns the last look at them."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.deliveries()
            if all(delivery["state"] in ENDS for delivery in found) or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    def counts(self):
        names = ("validated", "without_document", "without_delivery", "documents", "deliveries", "accepted")
        return dict(zip(names, self.database.first(self.clairis, STATEMENT)))

    def lost_orders(self):
        client = self.clairis.client(self.tokens["manipulatrice"])
        try:
            return [accession for accession in self.ordered if len(client.get("/api/v1/exams", accession=accession)["items"]) != 1]
        finally:
            client.close()

    def lost_validations(self):
        """Promises that are not kept: the report is not validated, or its document is another one or cannot be read."""
        client, lost = self.clairis.client(self.tokens["bideault"]), []
        try:
            for exam, done in self.validated.items():
                report = client.get(f"/api/v1/reports/{done['id']}")
                pdf = client.bytes(f"/api/v1/reports/{done['id']}/pdf")
                _, headers, cda = client.call("GET", f"/api/v1/reports/{done['id']}/cda")
                same = headers["ETag"] == f'"{done["documentUniqueId"]}"' and done["documentUniqueId"].encode() in cda
                if report["state"] != "validated" or report["examId"] != exam or not pdf.startswith(b"%PDF-") or not same:
                    lost.append(exam)
        finally:
            client.close()
        return lost
