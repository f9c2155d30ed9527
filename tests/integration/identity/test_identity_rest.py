# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The life of an identity over REST, as secretary, identity officer and others live it, with INSi answering."""
import time
import unittest

from identity_house import IdentityHouse

UNKNOWN_PLACE = "99999"


class IdentityRest(IdentityHouse):
    def test_from_provisional_to_qualified_and_down(self):
        """Created provisional, found by INSi, document checked: qualified; its strict traits are locked and seen to be; changed by the officer it is validated without INS [RIS.INS.02] [RIS.INS.18] [RIS.INS.20] [RIS.INS.22] [RIS.INS.25] [RIS.INS.26] [RIS.INS.29] [RIS.INS.30] [RIS.INS.31] [RIS.INS.32] [RIS.INS.33]"""
        status, made = self.create(birthPlaceCode=UNKNOWN_PLACE)
        self.assertEqual((status, made.get("status")), (201, "provisional"), made)
        self.assertEqual(made["locked"]["fields"], [])
        identity = made["id"]
        found = self.call(self.secretary, f"{identity}/insi/search", {})[1]
        taken = self.call(self.secretary, f"{identity}/insi/{found['callId']}/accept", {"version": found["version"], "firstBirthName": "TOUSSAINT"})[1]
        self.assertEqual(taken["status"], "recovered", taken)
        shown = self.call(self.secretary, identity, method="GET")[1]
        for field in ("birthName", "firstBirthName", "birthDate", "sex", "birthPlaceCode"):
            self.assertTrue(shown[field], field)
        status, proven = self.call(self.secretary, f"{identity}/proofs", {"version": shown["version"], "code": "CN"})
        self.assertEqual((status, proven.get("status")), (200, "qualified"), proven)
        self.assertIn("birthName", proven["locked"]["fields"])
        change = {**{name: proven[name] for name in ("version", "birthName", "firstBirthName", "birthNames", "birthDate", "sex", "birthPlaceCode", "usedFirstName")},
                  "usedName": "EXEMPLE"}
        status, used = self.call(self.secretary, f"{identity}/traits", change, "PUT")
        self.assertEqual((status, used.get("status"), used.get("usedName")), (200, "qualified", "EXEMPLE"), used)
        strict = {**change, "version": used["version"], "birthDate": "1960-01-02", "reason": "erreur de saisie"}
        status, refused = self.call(self.secretary, f"{identity}/traits", strict, "PUT")
        self.assertEqual((status, refused["code"]), (403, "identity.locked"))
        status, lowered = self.call(self.officer, f"{identity}/traits", strict, "PUT")
        self.assertEqual((status, lowered.get("status"), lowered.get("hasIns")), (200, "validated", False), lowered)
        commands = [entry["command"] for entry in self.call(self.officer, f"{identity}/history", method="GET")[1]["items"]]
        self.assertEqual(commands, ["create", "take_from_insi", "prove", "change_traits", "change_strict_trait"])
        self.assertEqual([proof["code"] for proof in self.call(self.officer, f"{identity}/proofs", method="GET")[1]["items"]], ["CN"])

    def test_required_traits(self):
        """Five traits are required and no other; without one nothing is registered [RIS.INS.11] [RIS.INS.12]"""
        for field, code in (("firstBirthName", "patient.first_birth_name.missing"), ("birthDate", "patient.birth_date.missing"), ("sex", "patient.sex.missing"),
                            ("birthPlaceCode", "patient.birth_place.missing")):
            status, answer = self.create(birthName="PROVISOIRE", **{field: ""})
            self.assertEqual((status, answer["code"], answer.get("field")), (422, code, f"/{field}"))
        status, answer = self.create(birthName="PROVISOIRE", birthDate="2009-02-30")
        self.assertEqual(status, 422, answer)

    def test_number_is_seen_with_the_right_alone(self):
        """Matricule and OID are shown with ins.read, traced with a purpose, and to nobody else [RIS.INS.03] [RIS.INS.05]"""
        made = self.create(birthName="TCHITCHI", firstBirthName="CATARINA", birthDate="1936-06-21", sex="F", birthPlaceCode=UNKNOWN_PLACE)[1]
        found = self.call(self.secretary, f"{made['id']}/insi/search", {})[1]
        self.call(self.secretary, f"{made['id']}/insi/{found['callId']}/accept", {"version": found["version"], "firstBirthName": "CATARINA"})
        seen = self.call(self.secretary, made["id"], method="GET")[1]
        self.assertEqual(seen["ins"]["matricule"], "236066322083656")
        for path in (made["id"], f"{made['id']}/history"):
            status, hidden = self.call(self.operator, path, method="GET")
            self.assertEqual(status, 200)
            self.assertNotIn("2360663220836", str(hidden))
        reads, deadline = [], time.monotonic() + 20
        while not reads and time.monotonic() < deadline:  # the trail lists an entry when it is sealed
            trail = self.ask(self.officer, "GET", f"/api/v1/audit?object=patient:{made['id']}&limit=100")[1]["items"]
            reads = [entry for entry in trail if entry["action"] == "patient.ins.read"]
        self.assertTrue(reads, trail)
        self.assertIn("care", str(reads[0]))

    def test_marks_and_downgrade(self):
        """A doubt lowers to provisional and blocks INSi; only the officer clears it or lowers by hand [RIS.INS.27] [RIS.INS.28] [RIS.INS.35] [SR-08]"""
        made = self.create(birthName="NESSI", firstBirthName="MICHELANGELO", birthDate="2010-08-07", birthPlaceCode="63220")[1]
        proven = self.call(self.secretary, f"{made['id']}/proofs", {"version": made["version"], "code": "PA"})[1]
        self.assertEqual(proven["status"], "validated", proven)
        status, doubted = self.call(self.secretary, f"{made['id']}/marks", {"version": proven["version"], "mark": "doubtful", "set": True, "reason": "photo"})
        self.assertEqual((status, doubted["status"], doubted["marks"]), (200, "provisional", ["doubtful"]))
        status, blocked = self.call(self.secretary, f"{made['id']}/insi/search", {})
        self.assertEqual(status, 422, blocked)
        tasks = self.ask(self.officer, "GET", f"/api/v1/identities/tasks?patientId={made['id']}")[1]["items"]
        self.assertEqual([task["kind"] for task in tasks], ["doubtful"])
        clear = {"version": doubted["version"], "mark": "doubtful", "set": False, "reason": "vérifié"}
        self.assertEqual(self.call(self.secretary, f"{made['id']}/marks", clear)[0], 403)
        cleared = self.call(self.officer, f"{made['id']}/marks", clear)[1]
        self.assertEqual(cleared["marks"], [])
        again = self.call(self.officer, f"{made['id']}/proofs", {"version": cleared["version"], "code": "PA"})[1]
        lower = {"version": again["version"], "reason": "pièce d'un frère"}
        self.assertEqual(self.call(self.secretary, f"{made['id']}/downgrade", lower)[0], 403)
        status, lowered = self.call(self.officer, f"{made['id']}/downgrade", lower)
        self.assertEqual((status, lowered["status"]), (200, "provisional"))
        status, lowest = self.call(self.officer, f"{made['id']}/downgrade", {"version": lowered["version"], "reason": "encore"})
        self.assertEqual((status, lowest["code"]), (422, "identity.lowest"))

    def test_search_first_then_merge_and_back(self):
        """Who resembles is shown before creation; a duplicate merges after a preview and comes back whole [RIS.INS.07] [RIS.INS.09] [RIS.INS.10]"""
        first = self.create(birthName="D'ARTAGNAN DE L'HERAULT", firstBirthName="PIERRE-ALAIN", birthDate="2001-06-17", birthPlaceCode="34172")[1]
        twice = {"birthName": "D ARTAGNAN DE L HERAULT", "firstBirthName": "PIERRE ALAIN", "birthDate": "2001-06-17", "birthPlaceCode": "34172"}
        status, answer = self.create(**twice)
        self.assertEqual((status, answer["code"]), (409, "identity.candidates"))
        candidates = self.call(self.secretary, "candidates", {**twice, "sex": "M"})[1]["items"]
        self.assertEqual(candidates[0]["identity"]["id"], first["id"])
        second = self.create(searched=True, **twice)[1]
        for letters in ("dar", "PIE", "ala"):
            found = self.call(self.secretary, f"search?birthDate=2001-06-17&letters={letters}", method="GET")[1]["items"]
            self.assertEqual({one["id"] for one in found}, {first["id"], second["id"]}, letters)
        self.assertEqual(self.call(self.secretary, f"{second['id']}/merge", {"into": first["id"], "reason": "doublon"})[0], 403)
        preview = self.call(self.officer, f"{second['id']}/merge-preview?into={first['id']}", method="GET")[1]
        self.assertEqual(preview["obstacles"], [])
        status, merged = self.call(self.officer, f"{second['id']}/merge", {"into": first["id"], "reason": "doublon"})
        self.assertEqual(status, 200, merged)
        found = self.call(self.secretary, "search?birthDate=2001-06-17&letters=dar", method="GET")[1]["items"]
        self.assertEqual([one["id"] for one in found], [first["id"]])
        self.assertEqual(self.call(self.officer, f"merges/{merged['id']}/undo", {"reason": "deux frères"})[0], 200)
        back = self.call(self.officer, second["id"], method="GET")[1]
        self.assertEqual((back["mergedInto"], back["status"]), ("", "provisional"))

    def test_partners(self):
        """The partners with whom an INS was exchanged are listed for the officer alone [RIS.INS.51]"""
        self.assertEqual(self.ask(self.secretary, "GET", "/api/v1/identities/partners")[0], 403)
        status, listed = self.ask(self.officer, "GET", "/api/v1/identities/partners")
        self.assertEqual((status, type(listed["items"])), (200, list))


if __name__ == "__main__":
    unittest.main()
