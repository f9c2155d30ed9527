# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What the database says of identities at one instant, and what of it can be neither before nor after a change: torn."""

import collections
import json
import sqlite3
import subprocess

TABLES = {
    "patient": "id, status, doubtful, fictitious, homonym, ins_matricule, ins_oid, merged_into, birth_name",
    "patient_merge": "id, source_id, target_id, undone_at",
    "patient_merge_moved": "merge_id, kind, row_id",
    "imaging_order": "id, patient_id, placer_number",
    "exam": "id, patient_id, order_id",
    "document": "id, patient_id, exam_id, superseded, ins_matricule",
    "patient_local_id": "value, patient_id, merge_id",
    "patient_history": "id, patient_id, command, status_before, status_after, ins_matricule_before, ins_matricule_after",
    "identity_task": "id, kind, patient_id, other_id, closed_at",
    "event": "id, name, subject, data",
    "outbound_message": "id, kind, subject, once_key",
    "delivery": "id, message_id, document_id, destination, state, reason",
    "hl7_inbound": "control_id, message_type",
}
FROM_INSI = ("recovered", "qualified")


ENDED = ("accepted", "cancelled")


def control_id(message):
    """MSH-10 of an outbound message."""
    return message.replace("-", "")[-20:]


def read_sqlite(file, mode="ro"):
    """{table: [row]} of one read transaction, beside the running program; mode rw mends first what a dead one left."""
    connection = sqlite3.connect(f"file:{file}?mode={mode}", uri=True, isolation_level=None, timeout=30)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")
        return {table: [dict(row) for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1")] for table, columns in TABLES.items()}
    finally:
        connection.close()


def read_postgres(connect, database):
    script = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"]
    for table, columns in TABLES.items():
        script.append(f"SELECT coalesce(json_agg(r), '[]') FROM (SELECT {columns} FROM {table} ORDER BY 1) r;")
    done = subprocess.run(["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-P", "recordsep_zero=on", *connect, "-d", database],
                          input="\n".join(script), capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr}")
    texts, decoder, position, found = done.stdout.replace("\0", "\n"), json.JSONDecoder(), 0, []
    while position < len(texts):
        if texts[position].isspace():
            position += 1
            continue
        value, position = decoder.raw_decode(texts, position)
        found.append(value)
    return dict(zip(TABLES, found, strict=True))


class Snapshot:
    def __init__(self, tables):
        self.tables = tables
        self.patients = {row["id"]: row for row in tables["patient"]}
        self.merges = {row["id"]: row for row in tables["patient_merge"]}
        self.owner = {kind: {row["id"]: row["patient_id"] for row in tables[kind]} for kind in ("imaging_order", "exam", "document")}

    def survivor(self, patient):
        seen = set()
        while self.patients[patient]["merged_into"]:
            if patient in seen:
                return "a circle of merges"
            seen.add(patient)
            patient = self.patients[patient]["merged_into"]
        return patient

    def unheard(self, partner):
        """What the partner did not hear as it was: each message that was taken arrived under its own control id, in its order, and in the end he has
        the numbers that patients have."""
        heard = partner.messages()
        messages = {row["id"]: row for row in self.tables["outbound_message"]}
        sent = [row for row in self.tables["delivery"] if row["message_id"] and row["destination"] == partner.name]
        for row in sent:
            # A merge that was taken back before anybody heard of it is told to nobody.
            if row["state"] not in ENDED and row["reason"] != "hl7.merge.undone":
                yield f"message {row['message_id']} is {row['state']} {row['reason']}"
            if row["state"] == "accepted" and control_id(row["message_id"]) not in heard:
                yield f"message {row['message_id']} was accepted and not heard"
        known = {control_id(row["message_id"]): row["message_id"] for row in sent}
        last = {}
        for control in heard:
            message = messages.get(known.get(control))
            if message is None:
                yield f"the partner heard {control}, which nobody sent"
            elif message["id"] < last.get((message["kind"], message["subject"]), ""):
                yield f"the partner heard {control} after a newer one of the same patient"
            else:
                last[message["kind"], message["subject"]] = message["id"]
        # HL7 has no message that takes a merge back: what a partner made of it is a matter for two people.
        parted = {merge["source_id"] for merge in self.merges.values() if merge["undone_at"]}
        for number, ins in partner.taken().items():
            owner = next((row["patient_id"] for row in self.tables["patient_local_id"] if row["value"] == number), None)
            patient = self.patients[owner]
            if owner in parted:
                continue
            if ins != (patient["ins_matricule"] if patient["status"] == "qualified" else None):
                yield f"the partner has {ins} of {number}, who is {patient['status']} with {patient['ins_matricule']}"

    def torn(self):
        """Sentences about what cannot be; empty when all is whole."""
        return [problem for check in (self._merges, self._belongings, self._moved, self._local_ids, self._states, self._histories, self._events)
                for problem in check()]

    def _merges(self):
        standing = collections.defaultdict(list)
        for merge in self.merges.values():
            if not merge["undone_at"]:
                standing[merge["source_id"]].append(merge["target_id"])
        for patient in self.patients.values():
            targets = [patient["merged_into"]] if patient["merged_into"] else []
            if targets != standing.get(patient["id"], []):
                yield f"patient {patient['id']}: merged into {targets}, standing merges say {standing.get(patient['id'], [])}"

    def _belongings(self):
        for kind, owners in self.owner.items():
            for row, patient in owners.items():
                if self.patients[patient]["merged_into"]:
                    yield f"{kind} {row} belongs to {patient}, who was merged away"
        for exam in self.tables["exam"]:
            if exam["patient_id"] != self.owner["imaging_order"][exam["order_id"]]:
                yield f"exam {exam['id']} and its order belong to two patients"
        for document in self.tables["document"]:
            if document["patient_id"] != self.owner["exam"][document["exam_id"]]:
                yield f"document {document['id']} and its exam belong to two patients"

    def _moved(self):
        """What a merge took along is with the survivor while the merge stands, and with its own patient after it was taken back."""
        tasks = {row["id"]: row for row in self.tables["identity_task"]}
        for moved in self.tables["patient_merge_moved"]:
            kind, source = moved["kind"], self.merges[moved["merge_id"]]["source_id"]
            if kind.startswith("task"):
                yield from self._moved_task(kind, tasks[moved["row_id"]], source)
                continue
            owner = self.owner.get(kind, {}).get(moved["row_id"])
            if owner != self.survivor(source):
                yield f"{kind} {moved['row_id']} of merge {moved['merge_id']} belongs to {owner}, expected {self.survivor(source)}"

    def _moved_task(self, kind, task, source):
        """An open one names the survivor; one that was closed because of the merge stays closed: what opens again is another."""
        if kind == "task_closed":
            if not task["closed_at"]:
                yield f"task {task['id']} is open although a merge closed it"
            return
        named = task["patient_id" if kind == "task" else "other_id"]
        if not task["closed_at"] and named != self.survivor(source):
            yield f"task {task['id']} names {named}, expected {self.survivor(source)}"

    def _local_ids(self):
        for local in self.tables["patient_local_id"]:
            owner, merge = local["patient_id"], self.merges.get(local["merge_id"])
            if self.patients[owner]["merged_into"]:
                yield f"identifier {local['value']} answers for {owner}, who was merged away"
            if local["merge_id"] and (merge is None or merge["undone_at"] or self.survivor(merge["source_id"]) != owner):
                yield f"identifier {local['value']} follows merge {local['merge_id']}, which does not stand for {owner}"

    def _states(self):
        holders = collections.Counter()
        for patient in self.patients.values():
            status, ins = patient["status"], patient["ins_matricule"]
            if (ins is not None) != (status in FROM_INSI) or (ins is None) != (patient["ins_oid"] is None):
                yield f"patient {patient['id']} is {status} with INS {ins}"
            if (patient["doubtful"] or patient["fictitious"]) and status != "provisional":
                yield f"patient {patient['id']} is {status} and doubtful or fictitious"
            if patient["fictitious"] and (patient["doubtful"] or patient["homonym"]):
                yield f"patient {patient['id']} is fictitious and something else"
            if status == "qualified" and not patient["merged_into"]:
                holders[ins] += 1
        for ins, count in holders.items():
            if count > 1:
                yield f"{count} active patients are qualified with {ins}"

    def _histories(self):
        """Each entry begins where the one before ended; the last one ends where the patient is."""
        last = {}
        for entry in self.tables["patient_history"]:
            before = last.get(entry["patient_id"], ("", ""))
            if (entry["status_before"], entry["ins_matricule_before"]) != before:
                yield f"history {entry['id']} ({entry['command']}) does not begin where the one before ended"
            last[entry["patient_id"]] = (entry["status_after"], entry["ins_matricule_after"])
        for patient in self.patients.values():
            if last.get(patient["id"]) != (patient["status"], patient["ins_matricule"] or ""):
                yield f"patient {patient['id']} is {patient['status']}, his history ends with {last.get(patient['id'])}"

    def _events(self):
        """Every change of an identity was told once."""
        told = collections.Counter()
        for event in self.tables["event"]:
            if event["name"].startswith("patient.") and "history" in (data := json.loads(event["data"])):
                told[data["history"]] += 1
        for entry in self.tables["patient_history"]:
            if told.pop(entry["id"], 0) != 1:
                yield f"history {entry['id']} ({entry['command']}) was not told once"
        for history in told:
            yield f"history {history} was told and is not there"
