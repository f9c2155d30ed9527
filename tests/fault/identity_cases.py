# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Small stories of an identity, each with people of its own: what is done over HL7 and REST, and what must be true when all is over."""

import dataclasses
import datetime

from kill_run import PROCEDURES, hl7, patients, plan, practice

SITE = practice.MAIN
REASON = "Essai sous le feu"
SENDER = practice.SENDERS["AGENDA"]  # its identities are taken as they are (trusted)


def at():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S+0000")


def local_id(person):
    return f"{person.ipp}^^^{SENDER.authority}^PI"


def ins_id(matricule):
    return f"{matricule}^^^{hl7.INS_AUTHORITY}^INS"


class Case:
    """`number` makes its people; `run(world)` returns when everything it did was acknowledged, `wrong(end)` says what is not as promised."""

    def __init__(self, number):
        self.number, self.name = number, f"{type(self).__name__}{number}"
        self.sent = []  # control ids that were acknowledged with AA
        self.orders = {}  # placer number → whose it shall be in the end (a person)

    def person(self, place, **values):
        """Nobody else has his identifier, matricule or birth date; the names recur."""
        number = self.number * 3 + place
        date = datetime.date(1940, 1, 1) + datetime.timedelta(days=number * 17)
        body = f"{1 + number % 2}{date:%y%m}75{number // 900 + 100:03}{100 + number % 900:03}"
        return dataclasses.replace(patients.invent(number % 90 + 4), **{
            "ipp": f"K{number:05}", "birth_date": f"{date:%Y%m%d}", "sex": "FM"[number % 2], "birthplace": "75056",
            "matricule": body + patients.nir_key(body), **values})

    def duplicate(self, person):
        """The same person under another number of his partner's, without an INS."""
        return dataclasses.replace(person, ipp=self.person(1).ipp, status="PROV")

    def numbered(self, message, name):
        """(bytes, control id) of a message under this story's own control id."""
        control = f"{self.name}-{name}"
        first, *rest = message.split("\r")
        fields = first.split("|")
        fields[9] = control
        return SENDER.encode("\r".join(["|".join(fields), *rest])), control

    def tell(self, world, message, name):
        content, control = self.numbered(message, name)
        world.acknowledged(content, control)
        self.sent.append(control)

    def register(self, world, person):
        self.tell(world, hl7.adt(SENDER, person, SITE.code, at()), f"A28-{person.ipp}")

    def order(self, world, person, finally_of=None):
        """An order of this person; its exam's accession number is its own."""
        number = f"{self.name}-{len(self.orders)}"
        start = datetime.datetime.combine(plan.day_of_play(), datetime.time(8 + self.number % 10, self.number % 60), datetime.timezone.utc)
        procedure = PROCEDURES[SITE.procedures[self.number % len(SITE.procedures)]]
        wanted = plan.Order(number, person, SITE.code, procedure, "", start, SENDER, practice.REQUESTERS[0], "O", "R", "", self.number,
                            accession=f"{type(self).__name__[:2]}{self.number:05}{len(self.orders)}")
        self.orders[number] = finally_of or person
        self.tell(world, hl7.order(SENDER, "NW", wanted, start.strftime("%Y%m%d%H%M%S%z")), f"NW-{number}")
        return wanted

    def merge_message(self, event, structure, person, replaced):
        """A40 or A47: PID is what stays, MRG-1 what it replaces."""
        header = SENDER.header(f"ADT^{event}^{structure}", SITE.code, at())
        return "\r".join([header, f"EVN||{at()}", hl7.pid(SENDER, person), f"MRG|{replaced}"]) + "\r"

    def wrong(self, end):
        """What every story promises: its orders exist once, and their exams with them are whose they shall be."""
        for number, person in self.orders.items():
            owners = [row["patient_id"] for row in end.tables["imaging_order"] if row["placer_number"] == number]
            if owners != [self.owner(end, person)]:
                yield f"{self.name}: order {number} is {owners}'s, expected {self.owner(end, person)}"
        received = [row["control_id"] for row in end.tables["hl7_inbound"]]
        for control in self.sent:
            if received.count(control) != 1:
                yield f"{self.name}: {control} was acknowledged and is there {received.count(control)} times"

    @staticmethod
    def owner(end, person):
        found = [row["patient_id"] for row in end.tables["patient_local_id"] if row["value"] == person.ipp]
        return found[0] if len(found) == 1 else f"one of {len(found)}"

    def state(self, end, person):
        patient = end.patients.get(self.owner(end, person), {"status": "unknown", "ins_matricule": None})
        return patient["status"], patient["ins_matricule"]

    def expect(self, end, person, status, matricule):
        if self.state(end, person) != (status, matricule):
            yield f"{self.name}: {person.ipp} is {self.state(end, person)}, expected {(status, matricule)}"


class Lowered(Case):
    """A partner qualifies somebody, then takes it back: A28 with VALI and INS, A31 with PROV."""

    def run(self, world):
        self.who = self.person(0)
        self.register(world, self.who)
        self.order(world, self.who)
        self.tell(world, hl7.adt(SENDER, dataclasses.replace(self.who, status="PROV"), SITE.code, at(), "A31"), "A31")

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.who, "provisional", None)


class Reported(Case):
    """A qualified patient's report is validated, then his partner takes the qualification back: no document with his INS stays in force (SR-01)."""

    def run(self, world):
        self.who = self.person(0)
        self.register(world, self.who)
        self.exam = self.report(world, self.order(world, self.who))
        self.lower(world)

    def lower(self, world):
        self.tell(world, hl7.adt(SENDER, dataclasses.replace(self.who, status="PROV"), SITE.code, at(), "A31"), "A31")
        self.left = "provisional"

    @staticmethod
    def report(world, wanted):
        """The exam of an order, with a validated report."""
        exam = world.get("manipulatrice", "/api/v1/exams", accession=wanted.accession)["items"][0]["id"]
        world.post("manipulatrice", f"/api/v1/exams/{exam}/performed", {"equipment": "Banc d'essai", "dose": "PDS 1 dGy.cm²"})
        draft = world.post("bideault", f"/api/v1/exams/{exam}/reports", wanted.text())
        world.post("bideault", f"/api/v1/reports/{draft['id']}/validate", {})
        return exam

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.who, self.left, None)
        in_force = [row["ins_matricule"] for row in end.tables["document"] if row["exam_id"] == self.exam and not row["superseded"]]
        if in_force != [None]:
            yield f"{self.name}: documents in force carry {in_force}"


class Downgraded(Reported):
    """The same by the hand of the identity officer."""

    def lower(self, world):
        world.downgrade(world.identity(self.who), REASON)
        self.left = "validated"


class VerifiedKo(Reported):
    """The same by INSi, which does not know him: before the answer he is qualified everywhere, after it nowhere."""

    def lower(self, world):
        world.verified_ko(world.identity(self.who))
        self.left = "validated"

    def wrong(self, end):
        yield from super().wrong(end)
        tasks = [row for row in end.tables["identity_task"] if row["kind"] == "insi_ko" and row["patient_id"] == self.owner(end, self.who)]
        if len(tasks) != 1:
            yield f"{self.name}: {len(tasks)} tasks tell of INSi's answer"


class Merged(Case):
    """The identity officer merges a duplicate, and in every second story takes that back."""

    def run(self, world):
        self.stays = self.person(0)
        self.goes = self.duplicate(self.stays)
        self.back = self.number % 2 == 0
        for who in (self.stays, self.goes):
            self.register(world, who)
        self.order(world, self.goes, finally_of=self.goes if self.back else self.stays)
        self.order(world, self.stays)
        self.source, self.target = world.patient(self.goes)["id"], world.patient(self.stays)["id"]
        self.merge = world.merge(self.source, self.target, REASON)["id"]
        if self.back:
            world.unmerge(self.merge, REASON)

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.stays, "qualified", self.stays.matricule)
        merge = end.merges.get(self.merge)
        if merge is None or (merge["source_id"], merge["target_id"], bool(merge["undone_at"])) != (self.source, self.target, self.back):
            yield f"{self.name}: the merge promised as {self.merge} is {merge}"
        if self.owner(end, self.goes) != (self.source if self.back else self.target):
            yield f"{self.name}: {self.goes.ipp} answers for {self.owner(end, self.goes)}"


class Told(Case):
    """Another partner hears that somebody was qualified, and later that his number is withdrawn: A31, then A47."""

    def run(self, world):
        self.who = self.person(0)
        provisional = dataclasses.replace(self.who, status="PROV")
        self.register(world, provisional)
        self.tell(world, hl7.adt(SENDER, self.who, SITE.code, at(), "A31"), "A31-VALI")
        world.partner_has(self.who, self.who.matricule)
        self.tell(world, hl7.adt(SENDER, provisional, SITE.code, at(), "A31"), "A31-PROV")
        world.partner_has(self.who, None)

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.who, "provisional", None)


class Colliding(Case):
    """Two people of a partner are qualified with one INS: the second is refused, whatever happens, and waits for a person (SR-03, SR-08)."""

    def run(self, world):
        self.holder = self.person(0)
        self.other = self.person(1, matricule=self.holder.matricule)
        self.register(world, self.holder)
        content, control = self.numbered(hl7.adt(SENDER, self.other, SITE.code, at()), "A28-refused")
        world.refused(content, control, "patient.ins.collision")

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.holder, "qualified", self.holder.matricule)
        tasks = [row for row in end.tables["identity_task"] if row["kind"] == "collision" and row["patient_id"] == self.owner(end, self.holder)]
        if len(tasks) != 1:
            yield f"{self.name}: {len(tasks)} tasks tell of the collision"


class Joined(Case):
    """A partner merges two of his patients: A40."""

    def run(self, world):
        self.stays = self.person(0)
        self.goes = self.duplicate(self.stays)
        self.register(world, self.stays)
        self.register(world, self.goes)
        self.order(world, self.goes, finally_of=self.stays)
        self.order(world, self.stays)
        self.tell(world, self.merge_message("A40", "ADT_A39", self.stays, local_id(self.goes)), "A40")
        # His old number answers for the other one from now on.
        self.order(world, dataclasses.replace(self.stays, ipp=self.goes.ipp), finally_of=self.stays)

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.stays, "qualified", self.stays.matricule)
        if self.owner(end, self.goes) != self.owner(end, self.stays):
            yield f"{self.name}: {self.goes.ipp} does not answer for {self.stays.ipp}"


class Renumbered(Case):
    """A partner replaces the national number: A47 with the new one in PID-3 and the old one in MRG-1."""

    def run(self, world):
        self.who = self.person(0)
        self.now = dataclasses.replace(self.who, matricule=self.person(1).matricule)
        self.register(world, self.who)
        self.order(world, self.who)
        self.tell(world, self.merge_message("A47", "ADT_A30", self.now, ins_id(self.who.matricule)), "A47")

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.who, "qualified", self.now.matricule)


class Withdrawn(Case):
    """A partner takes the national number back: A47 with "" in PID-3."""

    def run(self, world):
        self.who = self.person(0)
        self.register(world, self.who)
        self.order(world, self.who)
        withdrawn = dataclasses.replace(self.who, matricule='""', status="VALI")
        self.tell(world, self.merge_message("A47", "ADT_A30", withdrawn, ins_id(self.who.matricule)), "A47")

    def wrong(self, end):
        yield from super().wrong(end)
        yield from self.expect(end, self.who, "validated", None)
