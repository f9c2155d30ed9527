# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Console profiles, changed while the consoles ask."""

import time
import unittest

from imaging_room import ImagingRoom
from peers import Findscu, keys
import rest

LIST = keys("AccessionNumber", "PatientName", step=("Modality",))


class Profiles(ImagingRoom):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patient = cls.patient(1, "LECŒUR", "ZOÉ")
        for number in range(3):
            cls.order(patient, f"P{number}", f"2026-07-02T0{number + 6}:00:00.000Z")

    def put(self, title, profile, etag=None):
        """The ETag after."""
        path = f"/api/v1/consoles/{title}"
        return self.admin.call("PUT", path, profile, headers={"If-Match": etag} if etag else {})[1]["ETag"]

    def refused(self, status, code, act):
        with self.assertRaises(rest.Problem) as caught:
            act()
        self.assertEqual((status, code), (caught.exception.status, caught.exception.code))
        return caught.exception

    def test_live(self):
        """a profile counts from the console's next query, without a restart and on the association's next association, until it is taken away."""
        console, other = Findscu(self.dicom_port, "LIVE"), Findscu(self.dicom_port, "OTHER")
        self.assertEqual(3, len(console.find(LIST).answers))
        etag = self.put("LIVE", {"answerLimit": 2})
        cut = console.find(LIST)
        self.assertEqual((0xA700, 2), (cut.status, len(cut.answers)))
        etag = self.put("LIVE", {"answerLimit": 2, "cutIsFailure": False, "letters": "plainCapitals", "characterSet": "ISO_IR 6"}, etag)
        quiet = console.find(LIST)
        self.assertEqual((0x0000, ["LECOEUR^ZOE"] * 2), (quiet.status, [each["PatientName"] for each in quiet.answers]))
        self.assertEqual(3, len(other.find(LIST).answers))
        self.admin.call("DELETE", "/api/v1/consoles/LIVE", headers={"If-Match": etag})
        self.assertEqual(3, len(console.find(LIST).answers))

    def test_everybody(self):
        """the profile "*" is that of every console without its own."""
        etag = self.put("*", {"answerLimit": 1})
        own = self.put("OWN", {})
        self.assertEqual(1, len(Findscu(self.dicom_port, "SOMEBODY").find(LIST).answers))
        self.assertEqual(3, len(Findscu(self.dicom_port, "OWN").find(LIST).answers))
        self.admin.call("DELETE", "/api/v1/consoles/*", headers={"If-Match": etag})
        self.admin.call("DELETE", "/api/v1/consoles/OWN", headers={"If-Match": own})

    def test_two_editors(self):
        """who changes what somebody else changed in the meantime is told, and nothing is lost."""
        first = self.put("SHARED", {"answerLimit": 10})
        second = self.put("SHARED", {"answerLimit": 20}, first)
        self.refused(412, "worklist.console.version", lambda: self.put("SHARED", {"answerLimit": 30}, first))
        self.refused(400, "http.if_match.missing", lambda: self.put("SHARED", {"answerLimit": 30}))
        self.refused(400, "http.if_match.missing", lambda: self.admin.call("DELETE", "/api/v1/consoles/SHARED"))
        self.refused(400, "http.if_match.malformed", lambda: self.put("SHARED", {}, '"x"'))
        self.refused(412, "worklist.console.version", lambda: self.put("NEW", {}, '"7"'))
        self.assertEqual(20, self.admin.get("/api/v1/consoles/SHARED")["profile"]["answerLimit"])
        self.admin.call("DELETE", "/api/v1/consoles/SHARED", headers={"If-Match": second})

    def test_permissions(self):
        """who configures does not see the list, who works with the list does not configure; both see how consoles are set."""
        self.refused(403, "http.permission", lambda: self.secretary.call("PUT", "/api/v1/consoles/CT9", {}))
        self.refused(403, "http.permission", lambda: self.secretary.call("DELETE", "/api/v1/consoles/CT9"))
        for person in (self.admin, self.secretary):
            self.assertEqual("options", person.get("/api/v1/consoles/*")["servedBy"])
        self.refused(404, "worklist.console.unknown", lambda: self.admin.get("/api/v1/consoles/NEVERSEEN"))

    def test_hostile(self):
        """titles and profiles that cannot be are refused and change nothing."""
        for title in ("%2e%2e%2fetc", "CT%5C1", "CT%0A1", "CT%FF"):
            self.refused(400, "http.path.malformed", lambda title=title: self.admin.call("PUT", f"/api/v1/consoles/{title}", {}))
        for title in ("SEVENTEEN-LETTERS", "CT*", "%20CT1", "CT%C3%A9"):
            self.refused(422, "worklist.console.ae_title", lambda title=title: self.admin.call("PUT", f"/api/v1/consoles/{title}", {}))
        for profile, code in (({"answerLimit": 0}, "worklist.profile.value"), ({"characterset": "ISO_IR 6"}, "worklist.profile.member"),
                              (["x"], "worklist.profile.value"), ({"stations": [{}]}, "worklist.profile.value")):
            self.refused(422, code, lambda profile=profile: self.admin.call("PUT", "/api/v1/consoles/CT8", profile))
        self.refused(404, "worklist.console.unknown", lambda: self.admin.get("/api/v1/consoles/CT8"))

    def test_heard(self):
        """a console that asked is listed without a profile, with when it asked, what it got and what it could not be shown as it is."""
        etag = self.put("*", {"characterSet": "ISO_IR 100"})
        found = Findscu(self.dicom_port, "HEARD").find(LIST)
        self.assertEqual("LECOEUR^ZOÉ", found.answers[0]["PatientName"])
        console = next(each for each in self.secretary.get("/api/v1/consoles")["items"] if each["aeTitle"] == "HEARD")
        self.assertEqual((None, "*"), (console["version"], console["servedBy"]))
        heard = console["heard"]
        self.assertEqual((1, 3, "127.0.0.1", "0x0000: success"), (heard["queries"], heard["lastAnswers"], heard["lastPeer"], heard["lastStatus"]))
        self.assertEqual([{"attribute": "0010,0010", "keyword": "PatientName", "queries": 1}], heard["spelledOut"])
        self.admin.call("DELETE", "/api/v1/consoles/*", headers={"If-Match": etag})

    def test_audited(self):
        """who changed which console's profile is in the trail, with the members touched."""
        etag = self.put("TRACED", {"answerLimit": 7})
        self.admin.call("DELETE", "/api/v1/consoles/TRACED", headers={"If-Match": etag})
        trail, until = [], time.monotonic() + 60
        while len(trail) < 2 and time.monotonic() < until:  # entries are in the trail once they are sealed
            trail = list(self.admin.pages("/api/v1/audit", object="console:TRACED"))
        self.assertEqual(["worklist.console.removed", "worklist.console.changed"], [each["action"] for each in trail if each["action"] != "audit.read"][-2:])


if __name__ == "__main__":
    unittest.main()
