# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""INSi through the built program: REST, the real certificates of the stand-in, what a partner sends."""
import json
import pathlib
import re
import sys
import threading
import unittest
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "app"), str(HERE.parent / "sandbox")]

import running_clairis  # noqa: E402
from insi_client import CardAssertion  # noqa: E402
from insi_test import start  # noqa: E402
from running_sandbox import CARD, RPPS_RANG, STRUCTURE, pair, pki  # noqa: E402

PARTNER = {"authority": "CIM-TEST", "authorityOid": "1.2.250.1.71.4.2.2.1750803447.1"}


class InsiRest(running_clairis.InstanceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insi = start("insi-rest")
        configuration = cls.folder / "practice" / "clairis.properties"
        done = running_clairis.run("init", configuration.parent)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        password = re.search(r"password: (\S+)", done.stdout).group(1)
        home = pki() / STRUCTURE
        rang = pki() / RPPS_RANG
        options = {"plugins.enabled": "reporting,identity", "identity.insi.url.mtls": cls.insi.ready["url"],
                   "identity.insi.url.cpx": cls.insi.ready["card_url"], "identity.insi.ca_file": pki() / "ca.pem",
                   "identity.insi.lps.idam": cls.insi.ready["idam"][0], "identity.insi.auto_structure": STRUCTURE}
        for structure, folder in ((STRUCTURE, home), (RPPS_RANG, rang)):
            for kind in ("manu", "auto"):
                options[f"identity.insi.structure.{structure}.{kind}.cert"] = folder / f"insi-{kind}.crt"
                options[f"identity.insi.structure.{structure}.{kind}.key"] = folder / f"insi-{kind}.key"
        cls.configuration = configuration
        with configuration.open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in options.items() if name != "plugins.enabled")
        cls.port = running_clairis.free_port()
        ready = running_clairis.run("migrate", "--config", configuration, "--set", f"plugins.enabled={options['plugins.enabled']}")
        if ready.returncode != 0:
            raise AssertionError(ready.stdout + ready.stderr)
        added = running_clairis.run("site", "add", "ambroise", "--config", configuration, "--name", "Centre de radiologie Ambroise", "--structure", STRUCTURE)
        if added.returncode != 0:
            raise AssertionError(added.stderr)
        cls.serving = running_clairis.Serving(configuration, plugins__enabled=options["plugins.enabled"], http__port=cls.port, dicom__port=0, mllp__port=0)
        cls.addClassCleanup(cls.serving.kill)
        cls.serving.wait_for("host.serving")
        reading = threading.Thread(target=lambda: [None for _ in iter(lambda: cls.serving.process.stdout.read1(65536), b"")], daemon=True)
        reading.start()
        cls.admin = cls.ask(None, "POST", "/api/v1/sessions", {"login": "admin", "password": password})[1]["token"]
        cls.site = next(site for site in cls.ask(cls.admin, "GET", "/api/v1/sites")[1]["items"] if site["code"] == "ambroise")
        cls.secretary = cls.account("secretaire", "secretary", "personal")
        cls.technologist = cls.account("manip", "technologist", "personal")
        cls.officer = cls.account("identito", "identity_officer", "personal")
        cls.hospital = cls.account("editeur", "service", "service")

    @classmethod
    def account(cls, login, role, kind):
        made = cls.ask(cls.admin, "POST", "/api/v1/accounts", {"login": login, "roles": [role], "siteIds": [cls.site["id"]]})[1]
        return cls.ask(cls.admin, "POST", "/api/v1/tokens", {"accountId": made["id"], "name": "essai", "kind": kind})[1]["token"]

    @classmethod
    def ask(cls, token, method, path, body=None):
        """Status and JSON."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{cls.port}{path}", method=method, headers=headers,
                                         data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, json.loads(answer.read().decode())

    def patient(self, number, birth_name, given, date, sex):
        status, made = self.ask(self.hospital, "POST", "/api/v1/patients", {
            "birthName": birth_name, "firstBirthName": given, "birthDate": date, "sex": sex, "identifiers": [{"value": number, **PARTNER}]})
        self.assertIn(status, (200, 201), made)
        return made["id"]

    def test_search_and_accept(self):
        """A person found by his traits is compared, accepted once, and recovered [RIS.INS.13] [RIS.INS.41] [RIS.INS.50]"""
        patient = self.patient("R1", "Adrun", "Zoé", "1975-12-31", "F")
        path = f"/api/v1/identities/{patient}/insi"
        status, found = self.ask(self.secretary, "POST", f"{path}/search", {})
        self.assertEqual((status, found.get("outcome")), (200, "found"), found)
        self.assertEqual(found["ins"]["matricule"], "275126322074974")
        names = {row["field"]: row for row in found["comparison"]}
        self.assertFalse(names["birthName"]["same"])
        self.assertTrue(names["birthName"]["alike"])
        decision = {"version": found["version"], "firstBirthName": "ZOE"}
        status, taken = self.ask(self.secretary, "POST", f"{path}/{found['callId']}/accept", decision)
        self.assertEqual((status, taken.get("status")), (200, "recovered"), taken)
        status, again = self.ask(self.secretary, "POST", f"{path}/{found['callId']}/accept", decision)
        self.assertEqual((status, again["code"]), (409, "insi.call.decided"))
        calls = self.ask(self.secretary, "GET", f"{path}/calls")[1]["items"]
        self.assertEqual([(call["code"], call["decision"], call["state"]) for call in calls], [("00", "accepted", "answered")])
        verified = self.ask(self.secretary, "POST", f"{path}/verify", {})[1]
        self.assertEqual(verified["outcome"], "ok", verified)

    def signed_by_card(self, folder="card", tamper=lambda text: text):
        """What a workstation's agent hands over: the assertion alone."""
        card = CardAssertion(pair(CARD, folder), CARD)
        card.tamper = tamper
        header = card.header()
        return header[header.index(">") + 1:header.rindex("</")]

    def test_card(self):
        """A professional's card speaks instead of a certificate: its signature passes unbroken through the product, one that is broken or foreign is refused by INSi [RIS.INS.49]"""
        patient = self.patient("R5", "HERMANN", "GATIEN", "1981-03-24", "M")
        path = f"/api/v1/identities/{patient}/insi"
        status, found = self.ask(self.secretary, "POST", f"{path}/search", {"assertion": self.signed_by_card()})
        self.assertEqual((status, found.get("outcome")), (200, "found"), found)
        last = self.insi.journal()[-1]
        self.assertEqual((last["mode"], last["professional"]), ("card", CARD))
        for what, assertion in (("altered", self.signed_by_card(tamper=lambda text: text.replace("SA07", "SA08"))),
                                ("of another authority", self.signed_by_card("card/other-ca"))):
            with self.subTest(what):
                status, answer = self.ask(self.secretary, "POST", f"{path}/search", {"assertion": assertion})
                self.assertEqual((status, answer.get("outcome"), answer["calls"][-1]["code"]), (200, "fault", "sandbox_assertion"), answer)
        calls = self.ask(self.secretary, "GET", f"{path}/calls")[1]["items"]
        self.assertEqual(["card"] * 3, [call["mode"] for call in calls], calls)

    def test_rights(self):
        """Nobody without the permission calls INSi, and nothing is traced as called [RIS.INS.06]"""
        patient = self.patient("R2", "CORSE", "ANTHONY", "1980-03-02", "M")
        path = f"/api/v1/identities/{patient}/insi"
        for route, body in (("search", {}), ("verify", {}), ("x/accept", {"version": 1, "firstBirthName": "A"}), ("x/refuse", {"reason": "r"})):
            status, answer = self.ask(self.technologist, "POST", f"{path}/{route}", body)
            self.assertEqual(status, 403, (route, answer))
        self.assertEqual(self.ask(self.secretary, "GET", f"{path}/calls")[1]["items"], [])

    def test_refused_locally(self):
        """A ligature is refused with its field, and INSi hears nothing (CNDA 2.03 case 3) [RIS.INS.50]"""
        patient = self.patient("R3", "D’ÆION", "CŒUR", "1980-03-02", "M")
        before = len(self.insi.journal()) if (self.insi.out / "insi" / "journal.jsonl").exists() else 0
        status, answer = self.ask(self.secretary, "POST", f"/api/v1/identities/{patient}/insi/search", {})
        self.assertEqual((status, answer["code"], answer.get("field")), (422, "insi.name.character", "/traits/birthName"))
        after = len(self.insi.journal()) if (self.insi.out / "insi" / "journal.jsonl").exists() else 0
        self.assertEqual(before, after)

    def test_campaign(self):
        """The campaign rests until somebody starts it, and says how far it is [RIS.INS.42]"""
        self.assertEqual(self.ask(self.officer, "GET", "/api/v1/insi/campaign")[1]["state"], "paused")
        self.assertEqual(self.ask(self.officer, "POST", "/api/v1/insi/campaign/start")[1]["state"], "running")
        self.assertEqual(self.ask(self.officer, "POST", "/api/v1/insi/campaign/pause")[1]["state"], "paused")
        self.assertEqual(self.ask(self.secretary, "POST", "/api/v1/insi/campaign/start")[0], 403)


if __name__ == "__main__":
    unittest.main()
