# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Three places of practice with their people: what an administrator sets up before the first patient comes."""

import dataclasses

import hl7
import processes

SPECIALTY = "G15_10/SM44"
NOTICE = ("Vos données sont traitées pour votre prise en charge. Vous pouvez y accéder, les rectifier et vous opposer à "
          "l'alimentation de Mon espace santé auprès du secrétariat.")


@dataclasses.dataclass(frozen=True)
class Site:
    code: str
    name: str
    structure: str
    zone: str
    line: str
    postal_code: str
    city: str
    phone: str
    facility: str
    setting: str
    procedures: tuple
    short: str

    def content(self):
        return {"code": self.code, "name": self.name, "structureId": self.structure, "zone": self.zone, "phone": self.phone,
                "address": {"line": self.line, "postalCode": self.postal_code, "city": self.city, "country": "FRA"},
                "facilityType": {"code": self.facility}, "practiceSetting": {"code": self.setting}, "privacyNotice": NOTICE}


SITES = {site.code: site for site in (
    Site("main", "Centre de radiologie Ambroise", "1750803447", "Europe/Paris", "12 Rue Ambroise", "75010", "PARIS", "0100000001",
         "SA08", "AMBULATOIRE",
         ("mammographie-depistage", "echo-abdomen", "irm-genou", "scanner-thorax", "thorax-face-profil", "mammographie-diagnostic",
          "echo-sein", "irm-lombaire", "cheville"), "Paris"),
    Site("run", "Imagerie du Piton de l'Exemple", "1970400123", "Indian/Reunion", "5 chemin des Filaos", "97400", "SAINT-DENIS", "0262000001",
         "SA08", "AMBULATOIRE", ("thorax-face-profil", "echo-abdomen", "scanner-abdomen", "cheville", "mammographie-depistage"), "La Réunion"),
    Site("hop", "Hôpital de l'Exemple", "1750000001", "Europe/Paris", "1 avenue du Modèle", "75013", "PARIS", "0100000003",
         "SA01", "ETABLISSEMENT", ("scanner-crane", "irm-cerveau", "scanner-abdomen", "thorax-face-profil", "scanner-thorax"), "Hôpital"),
)}
MAIN = SITES["main"]
STRUCTURES = {site.structure: site.name for site in SITES.values()}


@dataclasses.dataclass(frozen=True)
class Person:
    login: str
    role: str
    sites: tuple
    rpps: str = ""
    family: str = ""
    given: str = ""
    civility: str = "M"

    @property
    def id_nat(self):
        return "8" + self.rpps


PEOPLE = {person.login: person for person in (
    Person("bideault", "radiologist", ("main", "hop"), "01234560801", "BIDEAULT", "Jacques"),
    Person("radiologue-deux", "radiologist", ("run",), "01234560819", "RADIOLOGUE-DEUX", "Maëlle", "MME"),
    Person("radiologue-trois", "radiologist", ("hop",), "01234560827", "RADIOLOGUE-TROIS", "André"),
    Person("manipulatrice", "technologist", ("main", "run", "hop")),
    Person("secretaire", "secretary", ("main", "run", "hop")),
)}
VALIDATORS = {"main": "bideault", "run": "radiologue-deux", "hop": "radiologue-trois"}
REQUESTERS = (hl7.Requester("801234567897", "MEDIONI", "Stéphane"), hl7.Requester("801234567905", "PRESCRIPTEUR-UN", "Hélène"),
              hl7.Requester("801234567913", "PRESCRIPTEUR-DEUX", "Noël"))

# The hospital's software, the booking software of the practices, and a partner whose identities are not believed (SR-04).
SENDERS = {
    "DPI": hl7.Sender("DPI", "HOPITAL", "UNICODE UTF-8", "OMG", "DPI-DEMO&2.25.1001&ISO", "2.5.1"),
    "AGENDA": hl7.Sender("AGENDA", "CABINET", "8859/15", "ORM", "AGENDA-DEMO&2.25.1002&ISO"),
    "PARTENAIRE": hl7.Sender("PARTENAIRE", "VILLE", "UNICODE UTF-8", "ORM", "VILLE-DEMO&2.25.1003&ISO"),
}
SENDER_OPTIONS = {
    "hl7.sender.DPI.trust": "same_domain", "hl7.sender.DPI.station_ae": "obr-21",
    "hl7.sender.AGENDA.trust": "trusted", "hl7.sender.AGENDA.station_ae": "obr-21", "hl7.sender.AGENDA.charset": "8859/15",
    "hl7.sender.PARTENAIRE.trust": "other", "hl7.sender.PARTENAIRE.station_ae": "obr-21",
}


def station(site_code, modality):
    return f"{site_code.upper()}_{modality}1"


def options(sandbox, pki):
    return {"plugins.enabled": "reporting,worklist,hl7,funding,dmp,identity", **SENDER_OPTIONS,
            **processes.dmp_options(sandbox, pki, STRUCTURES)}


def initialise(clairis, sandbox, pki, database=None, **more):
    clairis.initialise(MAIN.name, MAIN.structure, MAIN.zone, {**options(sandbox, pki), **more}, database)


def set_up(clairis):
    """Sites, practitioners, accounts and tokens, by the administrator's own session. Returns ({code: site id}, {login: token})."""
    admin = clairis.client(clairis.sign_in("admin", clairis.administrator_password))
    known = {site["code"]: site for site in admin.pages("/api/v1/sites")}
    for site in SITES.values():
        if site.code in known:
            status, _, _ = admin.call("PUT", f"/api/v1/sites/{known[site.code]['id']}", {**site.content(), "version": known[site.code]["version"]})
            assert status == 200
        else:
            known[site.code] = admin.post("/api/v1/sites", site.content())
    site_ids = {code: site["id"] for code, site in known.items()}
    tokens = {}
    for person in PEOPLE.values():
        account = {"login": person.login, "roles": [person.role], "siteIds": [site_ids[code] for code in person.sites]}
        if person.rpps:
            account["practitionerId"] = admin.post("/api/v1/practitioners", {
                "rpps": person.rpps, "family": person.family, "given": person.given, "civility": person.civility, "title": "DR",
                "specialty": SPECIALTY})["id"]
        made = admin.post("/api/v1/accounts", account)
        tokens[person.login] = admin.post("/api/v1/tokens", {"accountId": made["id"], "name": "demo", "kind": "personal"})["token"]
    tokens["admin"] = admin.token
    admin.close()
    return site_ids, tokens
