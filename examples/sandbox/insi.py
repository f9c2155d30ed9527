#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Stand-in for INSi: search by traits and by Vitale card, unit verification, on loopback ports: mutual TLS, and TLS for CPx cards."""

import argparse
import dataclasses
import json
import os
import pathlib
import signal
import sys
import threading
import time
import traceback

import behaviour
import http_server
import insi_card
import insi_headers
import insi_operations
import insi_soap
import mtom
from certificates import Trust
from insi_people import People

PATH = "/lps"
SOAP_TYPE = "application/soap+xml"
CALLERS = ("INSI-MANU", "INSI-AUTO")
SERVICES = ("rechercherInsAvecTraitsIdentite", "rechercherInsAvecCarteVitale", "verifierInsUnitaire", "*")
ACTIONS = ("delay", "drop_before", "drop_after", "fault", "http", "garbage", "truncated", "slow_body")
IDAM = "CLAIRIS-SANDBOX"


@dataclasses.dataclass
class Site:
    """The running stand-in."""
    people: People
    behaviour: behaviour.Behaviour
    cards: Trust  # or None: no cards were made
    software: set  # authorisation numbers
    production: bool  # OIDs as published


class Exchange:
    """One call on its way to an answer; what is known of it so far ends in the journal."""

    def __init__(self, site, request, by_card):
        self.site, self.request, self.by_card = site, request, by_card
        self.started, self.rule, self.status = time.perf_counter(), None, 200
        self.entry = {"operation": "?", "messageId": "", "mode": "card" if by_card else "certificate", "structure": request.structure,
                      "commonName": request.common_name, "outcome": ""}

    def run(self):
        try:
            body = self._process()
        except insi_soap.Fault as problem:
            self.status, body = 500, insi_soap.fault(problem, self.entry["messageId"])
            self.entry.update(outcome=f"fault:{problem.code}", text=problem.text)
        except Exception as problem:  # a defect of the stand-in must show in the test that met it
            traceback.print_exc()
            return self.refuse_http(500, f"stand-in failed: {problem!r}")
        return self._reply(insi_soap.envelope(body))

    def _process(self):
        self._check_caller()
        kind, parameters = mtom.media_type(self.request.headers.get("content-type", ""))
        if kind != SOAP_TYPE:
            raise insi_soap.strict("http", f"Content-Type {SOAP_TYPE} attendu, reçu {kind!r}")
        call = insi_headers.read(self.request.body, parameters.get("action"), self.site.software, self._seen)
        self.entry.update(software=call.software, card=call.card)
        name, function = insi_operations.operation(call)
        self.entry["operation"] = name
        self._check_security(call)
        used = self.site.people.first_use(*call.identifiers)
        if used:
            raise insi_soap.strict("replay", f"identifiant déjà utilisé : {used}")
        self._misbehave(name)
        self.entry["criteria"], self.entry["outcome"], body = function(call, self.site.people, self.site.production)
        return body

    def _seen(self, message_id):
        self.entry["messageId"] = message_id

    def _check_caller(self):
        if not self.by_card and (self.request.common_name not in CALLERS or not self.request.structure):
            raise insi_soap.insufficient_rights()

    def _check_security(self, call):
        if self.by_card:
            self.entry["professional"] = insi_card.check(call.security, self.site.cards)
        elif call.security is not None and len(call.security):
            raise insi_soap.strict("header", "Security vide attendue : le certificat suffit")

    def _misbehave(self, name):
        self.rule = self.site.behaviour.pick(name)
        if self.rule and self.rule.action == "delay":
            time.sleep(self.rule.ms / 1000)
        if self.rule and self.rule.action == "fault":
            raise insi_soap.technical(self.rule.code or "insi_102", self.rule.text)

    def _reply(self, answer):
        action = self.rule.action if self.rule else ""
        if action in ("drop_after", "http", "garbage", "truncated"):
            self.entry["outcome"] += f", {action}"  # worked out, but never told
        self._note()
        if action == "drop_after":
            return None
        if action == "http":
            return http_server.Reply(self.rule.status, "text/html", b"<html><body>" + self.rule.text.encode() + b"</body></html>")
        if action == "garbage":
            answer = b"<html><body>Maintenance" + b"\x00\xff" * 20
        return http_server.Reply(self.status, f"{SOAP_TYPE}; charset=utf-8", answer, self.rule.ms if action == "slow_body" else 0,
                                 truncated=action == "truncated")

    def refuse_http(self, status, text):
        self.entry["outcome"] = f"http:{status}"
        self._note()
        return http_server.Reply(status, "text/plain; charset=utf-8", text.encode())

    def _note(self):
        self.entry.update(at=time.time(), ms=round((time.perf_counter() - self.started) * 1000, 2))
        self.site.people.note(self.entry)


class Application:
    def __init__(self, site, by_card):
        self.site, self.by_card = site, by_card

    def rule(self, request):
        """Only what happens before the body is read: which operation it asks is not known yet."""
        rule = self.site.behaviour.pick("before")
        if rule:
            exchange = Exchange(self.site, request, self.by_card)
            exchange.entry["outcome"] = "dropped before reading"
            exchange._note()
        return rule

    def answer(self, request, _):
        exchange = Exchange(self.site, request, self.by_card)
        if request.path != PATH:
            return exchange.refuse_http(404, "service inconnu")
        if request.method != "POST":
            return exchange.refuse_http(405, "POST attendu")
        return exchange.run()


class Rules(behaviour.Behaviour):
    """A connection is dropped before anybody knows what it asks; every other rule waits for the operation."""

    def pick(self, service):
        early = service == "before"
        return self.pick_where(lambda rule: (rule.action == "drop_before") == early and (early or rule.service in (service, "*")))


class CallStatistics(behaviour.Statistics):
    kind = "operation"


def parse_arguments():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0, help="port of mutual TLS on 127.0.0.1; 0 takes a free one")
    arguments.add_argument("--card-port", type=int, default=0, help="port of the CPx mode, TLS without a client certificate")
    arguments.add_argument("--admin-port", type=int, default=0, help="plain HTTP administration port on 127.0.0.1")
    arguments.add_argument("--dir", type=pathlib.Path, required=True, help="where journal and state are kept")
    arguments.add_argument("--pki", type=pathlib.Path, required=True, help="directory made by pki.py")
    arguments.add_argument("--idam", action="append", help=f"authorisation number of a known software; {IDAM} when none is given")
    arguments.add_argument("--production-oids", action="store_true", help="OID .8 for a NIR, as published, instead of the test one")
    return arguments.parse_args()


def main():
    options = parse_arguments()
    people = People(options.dir)
    rules = Rules(people, SERVICES, ACTIONS)
    card_authority = options.pki / "card-ca.pem"
    site = Site(people, rules, Trust(card_authority) if card_authority.exists() else None, set(options.idam or [IDAM]),
                options.production_oids)
    ports = {}
    for name, port, by_card in (("port", options.port, False), ("card_port", options.card_port, True)):
        if by_card and site.cards is None:
            continue
        listener = http_server.listen(port)
        ports[name] = listener.getsockname()[1]
        server = http_server.Server(listener, http_server.tls_context(options.pki, client_certificate=not by_card), Application(site, by_card))
        threading.Thread(target=server.serve_forever, daemon=True).start()
    administration = behaviour.administration(people, options.admin_port, rules, CallStatistics(people),
                                              {"/people": People.change, "/verdict": People.judge})
    urls = {name.replace("port", "url"): f"https://127.0.0.1:{port}{PATH}" for name, port in ports.items()}
    print(json.dumps({"ready": True, **ports, **urls, "admin_port": administration.server_address[1], "idam": sorted(site.software),
                      "pids": [os.getpid()]}), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        administration.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
