#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Stand-in for the national DMP: TD0.2, TD2.1, TD3.1b and TD3.3c over mutual TLS on a loopback port."""

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
import mtom
import soap
import td02
import td21
import td31
import td33
import vihf as vihf_check
from certificates import Trust
from store import Store

PREFIX = "/si-dmp-server/v2/services/"
TRANSACTIONS = {("patients", td02.REQUEST): "TD0.2", ("repository", td21.REQUEST): "TD2.1",
                ("registry", td31.REQUEST): "TD3.1b", ("registry", td33.REQUEST): "TD3.3c"}
SOAP_TYPE = "application/soap+xml"


@dataclasses.dataclass
class Site:
    """The running stand-in."""
    store: Store
    trust: Trust
    behaviour: behaviour.Behaviour
    establishments: dict  # structure of a certificate (EJ) -> structures (EG) it may speak for
    signature_digests: tuple
    class_codes: set


class Exchange:
    """One request on its way to an answer; what is known of it so far ends in the journal."""

    def __init__(self, site, request, rule):
        self.site, self.request, self.rule = site, request, rule
        self.started = time.perf_counter()
        self.entry = {"td": "?", "messageId": "", "uniqueId": "", "matricule": "", "structure": request.structure,
                      "outcome": ""}
        self.action, self.kept, self.status = "", None, 200

    def run(self):
        try:
            envelope, action, body = self._process()
        except soap.Fault as fault:
            self.status, action, body = 500, soap.FAULT_ACTION, soap.fault(fault.code, fault.text)
            self.entry["outcome"] = f"fault:{fault.code.partition(':')[2]}"
            self.entry["text"] = fault.text
            envelope = None
        except Exception as problem:  # a defect of the stand-in must show in the test that met it
            traceback.print_exc()
            return self.refuse_http(500, f"stand-in failed: {problem!r}")
        response = soap.reply(action, self.entry["messageId"], body)
        if self.kept and self.kept.number:
            self.entry["number"] = self.kept.number
            self.site.store.keep(self.kept.number, envelope=envelope, document=self.kept.document,
                                 signature=self.kept.signature, response=response)
        dropped = self._dropped()
        if dropped:
            self.entry["outcome"] += ", answer dropped"
        self._note()
        return None if dropped else self._reply(response, action)

    def _dropped(self):
        return self.rule and self.rule.action == "drop_after_accept" and self.kept and self.kept.number

    def _process(self):
        envelope, parts, http_action = self._unpack()
        message = soap.read(envelope, http_action)
        service = self.request.path[len(PREFIX):]
        self.entry["messageId"] = message.message_id
        self.entry["td"] = TRANSACTIONS.get((service, message.action), "?")
        if self.entry["td"] == "?":
            raise soap.Fault("wsa:ActionNotSupported", f"{message.action} n'est pas une action de {service}")
        self._misbehave()
        speaker = vihf_check.check(message.security, self.site.trust, self.request.structure, self.site.establishments)
        self.entry.update(structure=speaker.structure, matricule=speaker.matricule, nameId=speaker.name_id,
                          role=speaker.role)
        seen = self.site.store.first_use(speaker.identifier, message.message_id)
        if seen == speaker.identifier:
            raise soap.Fault("soap:DMPInvalidVIHF", f"VIHF deja utilise : {seen}")
        if seen:
            raise soap.Fault("wsa:InvalidAddressingHeader", f"MessageID deja utilise : {seen}")
        action, body = self._answer(message, parts, speaker)
        return envelope, action, body

    def _unpack(self):
        kind, parameters = mtom.media_type(self.request.headers.get("content-type", ""))
        if kind == SOAP_TYPE:
            return self.request.body, None, parameters.get("action")
        if kind != "multipart/related":
            raise soap.Fault("soap:Sender", f"Content-Type {SOAP_TYPE} ou multipart/related attendu, recu {kind!r}")
        try:
            envelope, parts = mtom.split(parameters, self.request.body)
        except mtom.NotMtom as problem:
            raise soap.Fault("soap:Sender", f"MTOM : {problem}") from None
        return envelope, parts, parameters.get("action")

    def _misbehave(self):
        if self.rule and self.rule.action == "fault":
            raise soap.Fault(f"soap:{self.rule.code or 'Receiver'}", self.rule.text)

    def _answer(self, message, parts, speaker):
        transaction, refusal = self.entry["td"], None
        if self.rule and self.rule.action == "error":
            refusal = (self.rule.code or "XDSRegistryBusy", self.rule.text)
        if transaction == "TD0.2":
            body, self.entry["outcome"] = td02.answer(message, speaker, self.site, refusal)
            return td02.RESPONSE, body
        if transaction == "TD2.1":
            self.kept = (td21.refuse([refusal]) if refusal else
                         td21.answer(message, parts, speaker, self.request.structure, self.site))
            self.entry.update(uniqueId=self.kept.unique_id, outcome=self.kept.result)
            if self.kept.number is None:
                self.entry["errors"] = self.kept.errors
            return td21.RESPONSE, self.kept.body
        if transaction == "TD3.1b":
            body, self.entry["outcome"], self.entry["uniqueId"] = td31.answer(message, speaker, self.site, refusal)
            return td31.RESPONSE, body
        body, self.entry["outcome"], self.entry["uniqueId"] = td33.answer(message, speaker, self.site, refusal)
        return td33.RESPONSE, body

    def _note(self):
        self.entry["ms"] = round((time.perf_counter() - self.started) * 1000, 2)
        self.site.store.note(self.entry)

    def _reply(self, response, action):
        misbehaviour = self.rule.action if self.rule else ""
        content_type = f'{SOAP_TYPE}; charset=utf-8; action="{action}"'
        if misbehaviour == "multipart_reply":
            content_type, response = mtom.pack(response, action)
        slow_ms = self.rule.ms if misbehaviour == "slow_body" else 0
        return http_server.Reply(self.status, content_type, response, slow_ms)

    def refuse_http(self, status, text):
        self.entry["outcome"] = f"http:{status}"
        self._note()
        return http_server.Reply(status, "text/plain; charset=utf-8", text.encode())


class Application:
    def __init__(self, site):
        self.site = site

    def rule(self, request):
        rule = self.site.behaviour.pick(request.path.rpartition("/")[2])
        if rule and rule.action == "drop_before":
            exchange = Exchange(self.site, request, rule)
            exchange.entry["outcome"] = "dropped before reading"
            exchange._note()
        return rule

    def answer(self, request, rule):
        exchange = Exchange(self.site, request, rule)
        if rule and rule.action == "delay":
            time.sleep(rule.ms / 1000)
        if rule and rule.action == "http":
            return exchange.refuse_http(rule.status, rule.text)
        service = request.path[len(PREFIX):]
        if not request.path.startswith(PREFIX) or service not in ("patients", "registry", "repository"):
            return exchange.refuse_http(404, "service inconnu")
        if request.method != "POST":
            return exchange.refuse_http(405, "POST attendu")
        return exchange.run()


def fork_workers(count, serve):
    """Workers die with their parent: each waits on a pipe that only the parent holds open."""
    alive, holder = os.pipe()
    children = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            os.close(holder)
            threading.Thread(target=lambda: (os.read(alive, 1), os._exit(0)), daemon=True).start()
            serve()
        children.append(child)
    return children


def parse_arguments():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0, help="HTTPS port on 127.0.0.1; 0 takes a free one")
    arguments.add_argument("--admin-port", type=int, default=0, help="plain HTTP administration port on 127.0.0.1")
    arguments.add_argument("--dir", type=pathlib.Path, required=True, help="where received submissions are kept")
    arguments.add_argument("--pki", type=pathlib.Path, required=True, help="directory made by pki.py")
    arguments.add_argument("--workers", type=int, default=1, help="processes that share the port")
    arguments.add_argument("--state", type=pathlib.Path, help="JSON: matricule -> state of its DMP")
    arguments.add_argument("--establishments", type=pathlib.Path, help="JSON: structure of a certificate -> [EG ids]")
    arguments.add_argument("--signature-digest", choices=("sha1", "sha256", "any"), default="sha1",
                           help="digest of the submission-set signature")
    arguments.add_argument("--class-codes", default="31", help="accepted classCodes, comma separated")
    return arguments.parse_args()


def main():
    options = parse_arguments()
    context, trust = http_server.tls_context(options.pki), Trust(options.pki / "ca.pem")
    establishments = json.loads(options.establishments.read_text()) if options.establishments else {}
    digests = ("sha1", "sha256") if options.signature_digest == "any" else (options.signature_digest,)
    store = Store(options.dir)
    if options.state:
        store.set_record_states(json.loads(options.state.read_text()))
    listener = http_server.listen(options.port)

    def serve():
        store = Store(options.dir)
        site = Site(store, trust, behaviour.Behaviour(store), establishments, digests, set(options.class_codes.split(",")))
        http_server.Server(listener, context, Application(site)).serve_forever()

    store.close()  # a SQLite connection must not cross a fork
    children = fork_workers(options.workers, serve) if options.workers > 1 else []
    if not children:
        threading.Thread(target=serve, daemon=True).start()
    administration = behaviour.dmp_administration(Store(options.dir), options.admin_port)

    port = listener.getsockname()[1]
    print(json.dumps({"ready": True, "port": port, "admin_port": administration.server_address[1],
                      "base_url": f"https://127.0.0.1:{port}{PREFIX}", "pids": [os.getpid(), *children]}), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        administration.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
