# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules by which the stand-in misbehaves, and the plain HTTP administration that sets them."""

import collections
import dataclasses
import http.server
import json
import random

SERVICES = ("patients", "registry", "repository", "*")
ACTIONS = ("delay", "drop_before", "drop_after_accept", "fault", "error", "http", "slow_body", "multipart_reply")
RECORD_STATES = ("active", "closed", "absent", "opposed", "blocked", "unauthorised")


@dataclasses.dataclass
class Rule:
    action: str
    service: str = "*"
    ms: int = 0
    code: str = ""
    text: str = "Panne demandee au bac a sable"
    status: int = 503
    count: int = 0  # how often it applies; 0: until it is deleted
    probability: float = 1.0
    seed: int = 0

    @classmethod
    def read(cls, spec, services=SERVICES, actions=ACTIONS):
        rule = cls(**spec)
        if rule.action not in actions or rule.service not in services:
            raise ValueError(f"action is one of {actions}, service one of {services}")
        return rule

    def strikes(self, turn):
        """The same seed strikes the same turns, whichever worker serves them."""
        return self.probability >= 1 or random.Random(f"{self.seed}/{turn}").random() < self.probability


class Behaviour:
    def __init__(self, store, services=SERVICES, actions=ACTIONS):
        self.store, self.services, self.actions = store, services, actions

    def pick(self, service):
        """The first rule that applies to this request, counted as used."""
        return self.pick_where(lambda rule: rule.service in (service, "*"))

    def pick_where(self, concerns):
        if not self.store.rows("SELECT 1 FROM rules LIMIT 1"):
            return None
        with self.store.transaction() as connection:
            for row in connection.execute("SELECT * FROM rules ORDER BY id").fetchall():
                rule = Rule(**json.loads(row["spec"]))
                if not concerns(rule) or (rule.count and row["applied"] >= rule.count):
                    continue
                strikes = rule.strikes(row["asked"])
                connection.execute("UPDATE rules SET asked=asked+1, applied=applied+? WHERE id=?",
                                   (strikes, row["id"]))
                if strikes:
                    return rule
        return None

    def add(self, spec):
        Rule.read(spec, self.services, self.actions)
        with self.store.transaction() as connection:
            return connection.execute("INSERT INTO rules(spec,asked,applied) VALUES(?,0,0)",
                                      (json.dumps(spec),)).lastrowid

    def delete(self, number=None):
        with self.store.transaction() as connection:
            connection.execute("DELETE FROM rules WHERE ? IS NULL OR id=?", (number, number))

    def rules(self):
        return [{"id": row["id"], "asked": row["asked"], "applied": row["applied"], **json.loads(row["spec"])}
                for row in self.store.rows("SELECT * FROM rules ORDER BY id")]


class Statistics:
    """Counts from the journal, read on from where the last question stopped: nothing is counted while serving."""
    kind = "td"  # field of a journal entry that says what was asked

    def __init__(self, store):
        self.store = store
        self.restart(0)

    def restart(self, offset):
        self.offset, self.requests, self.outcomes = offset, collections.Counter(), collections.Counter()

    def forget(self):
        self.restart(self.store.journal_file.stat().st_size)

    def count(self, entry):
        self.requests[entry[self.kind]] += 1
        self.outcomes[entry["outcome"]] += 1

    def read(self):
        with open(self.store.journal_file, "rb") as journal:
            journal.seek(self.offset)
            for line in journal:
                if not line.endswith(b"\n"):
                    break
                self.offset += len(line)
                self.count(json.loads(line))
        return {"requests": self.requests, "outcomes": self.outcomes}


class DmpStatistics(Statistics):
    def restart(self, offset):
        super().restart(offset)
        self.duplicates = []

    def count(self, entry):
        super().count(entry)
        if "XDSDuplicateUniqueIdInRegistry" in entry["outcome"]:
            self.duplicates.append(entry["uniqueId"])

    def read(self):
        accepted = self.store.rows("SELECT unique_id FROM documents ORDER BY number")
        return {**super().read(), "duplicates": self.duplicates, "accepted": [row["unique_id"] for row in accepted]}


def dmp_state(store, content):
    """POST /dmp-state: one record or several."""
    states = content if "matricule" not in content else {content["matricule"]: content["state"]}
    if not set(states.values()) <= set(RECORD_STATES):
        raise ValueError(f"state is one of {RECORD_STATES}")
    store.set_record_states(states)
    return states


def dmp_administration(store, port=0):
    return administration(store, port, Behaviour(store), DmpStatistics(store), {"/dmp-state": dmp_state})


def administration(store, port, behaviour, statistics, settings):
    """The administration server on its own loopback port; the caller runs serve_forever().

    `settings`: path → function(store, content) that changes something and returns what is answered.
    """

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def answer(self, status, content):
            body = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def content(self):
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")

        def do_GET(self):
            if self.path == "/stats":
                self.answer(200, {**statistics.read(), "rules": behaviour.rules()})
            elif self.path == "/behave":
                self.answer(200, behaviour.rules())
            else:
                self.answer(404, {"error": "unknown path"})

        def do_POST(self):
            try:
                content = self.content()
                if self.path == "/behave":
                    self.answer(200, {"id": behaviour.add(content)})
                elif self.path in settings:
                    self.answer(200, settings[self.path](store, content))
                elif self.path == "/reset":
                    store.reset()
                    statistics.forget()
                    self.answer(200, {})
                else:
                    self.answer(404, {"error": "unknown path"})
            except (ValueError, TypeError, KeyError) as problem:
                self.answer(400, {"error": str(problem)})

        def do_DELETE(self):
            collection, _, number = self.path.strip("/").partition("/")
            if collection != "behave" or (number and not number.isdigit()):
                self.answer(404, {"error": "unknown path"})
                return
            behaviour.delete(int(number) if number else None)
            self.answer(200, {})

    return http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
