# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Whom the stand-in for INSi knows: the public test identities of insi_people.json, as changed through the administration.

The national test set gives its people the production OID; here they have the test one unless asked otherwise. A NIA has one OID only.
The numbers of D'ARTAGNAN and PATB-QUATRE are made up: none is published.
"""

import dataclasses
import json
import pathlib

from memory import Memory

FILE = pathlib.Path(__file__).resolve().with_name("insi_people.json")
NIR, NIR_TEST, NIA = "1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.9"
NATURES = ("NIR", "NIA")


@dataclasses.dataclass
class Number:
    number: str
    key: str
    nature: str = "NIR"
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, spec):
        number = cls(spec["number"], spec["key"], spec.get("nature", "NIR"), spec.get("from", ""), spec.get("until", ""))
        if number.nature not in NATURES:
            raise ValueError(f"nature is one of {NATURES}")
        return number

    def oid(self, production):
        return NIA if self.nature == "NIA" else NIR if production else NIR_TEST


@dataclasses.dataclass
class Person:
    id: str
    birth_name: str
    first_names: list
    sex: str
    birth_date: str
    birth_place: str
    first_name: str  # TIQ/Prenom, which real answers leave out
    ins: Number  # or None
    former: list
    insured: str  # on whose Vitale card he is; empty: his own
    rank: str
    always: str  # code of the answer whatever is known; empty: as it comes

    @classmethod
    def read(cls, spec):
        card = spec.get("card", {})
        person = cls(spec["id"], spec["birthName"], spec["firstNames"].split(" "), spec["sex"], spec["birthDate"], spec.get("birthPlace", ""),
                     spec.get("firstName", ""), Number.read(spec["ins"]) if spec.get("ins") else None,
                     [Number.read(each) for each in spec.get("former", ())], card.get("insured", ""), card.get("rank", "1"),
                     spec.get("always", ""))
        if person.always not in ("", "01", "02") or not (person.ins or person.always):
            raise ValueError("a person has an ins, or always the answer 01 or 02")
        return person

    def has(self, birth_name, words, sex, birth_date, birth_place=""):
        """Strict as INSi is: hyphens count; each first name asked for is one of his; the place only if it is asked for."""
        return (self.birth_name == birth_name and set(words) <= set(self.first_names) and self.sex == sex
                and self.birth_date == birth_date and birth_place in ("", self.birth_place))

    def numbers(self):
        return [each.number for each in ([self.ins] if self.ins else []) + self.former]


class People(Memory):
    SCHEMA = """
CREATE TABLE IF NOT EXISTS people(id TEXT PRIMARY KEY, spec TEXT);
CREATE TABLE IF NOT EXISTS verdicts(number TEXT PRIMARY KEY, verdict TEXT);
"""
    FORGOTTEN = ("people", "verdicts")

    def __init__(self, out):
        super().__init__(out, "insi")
        self.published = {spec["id"]: spec for spec in json.loads(FILE.read_text(encoding="utf-8"))}

    def all(self):
        changed = {row["id"]: json.loads(row["spec"]) for row in self.rows("SELECT * FROM people")}
        return [Person.read(spec) for spec in {**self.published, **changed}.values() if spec is not None]

    def change(self, content):
        """POST /people: a person known from now on, or with `"forget": true` no longer known."""
        forgotten = content.get("forget", False)
        if not forgotten:
            Person.read(content)
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO people VALUES(?,?)", (content["id"], "null" if forgotten else json.dumps(content)))
        return {"id": content["id"]}

    def judge(self, content):
        """POST /verdict: how a verification of this number ends whatever is known: OK, KO, or empty for as it comes."""
        if content["verdict"] not in ("OK", "KO", ""):
            raise ValueError("verdict is OK, KO or empty")
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO verdicts VALUES(?,?)", (content["number"], content["verdict"]))
        return content

    def verdict(self, number):
        found = self.rows("SELECT verdict FROM verdicts WHERE number=?", number)
        return found[0]["verdict"] if found else ""
