# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The orders of the day and what must become of each: written by hand here, so that the program is checked against it."""

import dataclasses
import datetime
import zoneinfo

import patients
from practice import REQUESTERS, SENDERS, SITES, station
from procedures import BREAST, PROCEDURES, long_report, report_of, title_of

ACCEPTED, HELD, FINAL, FIX = "accepted", "held", "final", "fix"
RECIPIENTS = [
    {"idNat": "801234567897", "family": "MEDIONI", "given": "Stéphane", "title": "DR", "civility": "M", "specialty": "G15_10/SM26"},
    {"idNat": "801234567905", "family": "PRESCRIPTEUR-UN", "given": "Hélène", "title": "DR", "civility": "MME", "specialty": "G15_10/SM26"},
    {"idNat": "801234567913", "family": "PRESCRIPTEUR-DEUX", "given": "Noël", "title": "PR", "civility": "M", "specialty": "G15_10/SM26"},
]


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is special about an order, and the end its report's delivery to the DMP must come to."""
    words: str = ""
    state: str = ACCEPTED
    reason: str = ""
    validated: bool = True
    counted: bool = True


SCENARIOS = {
    "": Scenario(),
    "cancelled": Scenario("demande annulée", "", "", False, False),
    "changed": Scenario("demande modifiée : heure et examen"),
    "broken-off": Scenario("examen interrompu, sans compte rendu", "", "", False, False),
    "broken-off-reported": Scenario("examen interrompu, compte rendu validé"),
    "waiting": Scenario("réalisé, compte rendu à l'état de brouillon", "", "", False),
    "provisional": Scenario("identité provisoire", HELD, "identity.not_qualified"),
    "unbelieved": Scenario("INS d'un partenaire non vérifiée", HELD, "identity.not_qualified"),
    "fictive": Scenario("identité fictive", HELD, "identity.not_qualified", counted=False),
    "opposed": Scenario("opposition du patient au DMP", FINAL, "patient.opposition"),
    "record-closed": Scenario("DMP fermé", HELD, "dmp.closed"),
    "record-absent": Scenario("pas de DMP", HELD, "dmp.absent"),
    "blocked": Scenario("envoi au DMP bloqué par le radiologue", FINAL, "report.dmp_blocked"),
    "refused": Scenario("métadonnées refusées par le DMP", FIX, "dmp.metadata.refused"),
    "announcement": Scenario("consultation d'annonce nécessaire"),
    "masked": Scenario("masqué aux professionnels"),
    "minor": Scenario("mineur, masqué aux représentants légaux"),
    "recipients": Scenario("plusieurs destinataires"),
    "long": Scenario("compte rendu très long"),
    "corsica": Scenario("NIR corse"),
}
SHARING = {"blocked": {"dmpBlocked": True}, "announcement": {"announcementNeeded": True}, "masked": {"maskedFromProfessionals": True},
           "minor": {"hiddenFromRepresentatives": True}}


@dataclasses.dataclass
class Order:
    """One order as its sender writes it, and what became of it."""
    number: str
    patient: patients.Patient
    site: str
    procedure: object
    side: str
    start: datetime.datetime  # with the site's zone
    sender: object
    requester: object
    visit: str
    priority: str
    scenario_name: str
    rank: int
    accession: str = ""
    exam: dict = dataclasses.field(default_factory=dict)
    report: str = ""
    document: dict = dataclasses.field(default_factory=dict)
    delivery: dict = dataclasses.field(default_factory=dict)
    on_worklist: bool = False

    @property
    def scenario(self):
        return SCENARIOS[self.scenario_name]

    @property
    def title(self):
        return title_of(self.procedure, self.side)

    @property
    def reason(self):
        return self.procedure.indication

    @property
    def scheduled(self):
        return self.start.strftime("%Y%m%d%H%M%S%z")

    @property
    def station(self):
        return station(self.site, self.procedure.modality)

    def text(self):
        return long_report(self.procedure) if self.scenario_name == "long" else report_of(self.procedure, self.side, self.rank)


class People:
    """Each call gives a new fictitious patient of the sex a procedure needs."""

    def __init__(self):
        self.next = {"F": 1, "M": 2}

    def invent(self, sex, **values):
        number = self.next[sex]
        self.next[sex] = number + 2
        if number == 3:  # PAT-TROIS is a published test identity with an INS of its own
            return self.invent(sex, **values)
        return patients.invent(number, **values)


def _patient(people, name, procedure, rank):
    breast = procedure.region == BREAST
    sex = "F" if breast else "FM"[rank // 2 % 2]
    special = {"provisional": {"status": "PROV"}, "fictive": {"status": "FICT"}, "opposed": {"opposed": True},
               "record-closed": {"dmp_state": "closed"}, "record-absent": {"dmp_state": "absent"}, "minor": {"birth_year": 2014}}
    if name == "corsica":
        return patients.PUBLIC[2]
    used = {"used_name": "LE GALL-ÉTIENNE"} if rank % 9 == 4 and sex == "F" else {"birth_name": "CŒUR-EXEMPLE"} if rank == 26 else {}
    age = {"birth_year": 1952 + rank % 22} if breast else {}
    return people.invent(sex, **{**age, **special.get(name, {}), **used})


# (site, procedure, scenario) of orders that are there for what is special about them.
SPECIAL = (
    ("main", "mammographie-depistage", "cancelled"), ("main", "scanner-thorax", "changed"), ("hop", "irm-cerveau", "broken-off"),
    ("hop", "scanner-abdomen", "broken-off-reported"), ("main", "irm-genou", "waiting"), ("main", "thorax-face-profil", "provisional"),
    ("run", "echo-abdomen", "unbelieved"), ("hop", "scanner-crane", "fictive"), ("main", "echo-abdomen", "opposed"),
    ("run", "scanner-abdomen", "record-closed"), ("main", "irm-lombaire", "record-absent"), ("main", "mammographie-diagnostic", "blocked"),
    ("hop", "thorax-face-profil", "refused"), ("main", "mammographie-diagnostic", "announcement"), ("run", "cheville", "minor"),
    ("hop", "scanner-crane", "recipients"), ("hop", "scanner-thorax", "long"), ("run", "thorax-face-profil", "corsica"),
    ("main", "echo-sein", "masked"), ("hop", "scanner-abdomen", "cancelled"), ("run", "mammographie-depistage", "changed"),
)


def day_of_play():
    """The last whole day: exams must not end in the future, wherever the sites are."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")).date() - datetime.timedelta(days=1)


def orders_of(day, count=66):
    """The day's orders, by hour. The same day gives the same orders."""
    people, wanted = People(), list(SPECIAL)
    codes = tuple(SITES)
    ordinary = 0
    while len(wanted) < count:
        site = codes[(0, 0, 1, 2)[ordinary % 4]]
        of_site = SITES[site].procedures
        wanted.append((site, of_site[(ordinary // 2) % len(of_site)], ""))
        ordinary += 1
    made, slots = [], dict.fromkeys(codes, 0)
    for rank, (site, key, name) in enumerate(wanted):
        procedure = PROCEDURES[key]
        minutes = 7 * 60 + 30 + 17 * slots[site]
        slots[site] += 1
        start = datetime.datetime.combine(day, datetime.time(minutes // 60, minutes % 60), zoneinfo.ZoneInfo(SITES[site].zone))
        sender = SENDERS["PARTENAIRE" if name == "unbelieved" else "DPI" if site == "hop" else "AGENDA"]
        if name == "" and ordinary and rank in (count - 1, count - 2):
            patient = patients.PUBLIC[rank % 2]
        elif name == "" and rank == count - 3:
            patient = made[-1].patient  # a second exam of the same patient on the same day
            site, sender = made[-1].site, made[-1].sender
            procedure = PROCEDURES[SITES[site].procedures[1]]
            start = made[-1].start + datetime.timedelta(minutes=30)
        else:
            patient = _patient(people, name, procedure, rank)
        side = "RL"[rank % 2] if procedure.sided else ""
        visit = "E" if key == "scanner-crane" else "I" if site == "hop" and rank % 3 == 0 else "O"
        made.append(Order(f"DEM{rank + 1:04}", patient, site, procedure, side, start, sender, REQUESTERS[rank % len(REQUESTERS)], visit,
                          "S" if visit == "E" else "R", name, rank))
    return sorted(made, key=lambda order: (order.start, order.number))
