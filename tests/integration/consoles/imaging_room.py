# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A practice whose worklist is served, and the orders a test puts on it, over REST."""

import contextlib
import pathlib
import re
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "app"), str(HERE.parent / "worklist"), str(HERE.parents[2] / "examples" / "demo")]

import rest  # noqa: E402
import running_clairis  # noqa: E402

from peers import Findscu, SecondStack  # noqa: E402

AUTHORITY = {"authority": "CABINET-ESSAI", "authorityOid": "2.25.4221"}


class ImagingRoom(running_clairis.InstanceTest):
    """One serving instance for a class of tests. `options` are those it serves with, underscores twice for dots."""
    options = {}

    @classmethod
    def prepare(cls):
        """What a class needs before its instance is served."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare()
        cls.configuration = cls.folder / "practice" / "clairis.properties"
        done = running_clairis.run("init", cls.configuration.parent)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        password = re.search(r"password: (\S+)", done.stdout).group(1)
        cls.http_port, cls.dicom_port = running_clairis.free_port(), running_clairis.free_port()
        listeners = {name.replace(".", "__"): 0 for name in running_clairis.OFF}
        cls.serving = running_clairis.Serving(cls.configuration, **{**listeners, "http__port": cls.http_port, "dicom__port": cls.dicom_port, **cls.options})
        cls.addClassCleanup(cls.serving.kill)
        cls.serving.wait_for("host.serving")
        cls.addClassCleanup(cls._leave, cls._reading_log())
        with contextlib.closing(rest.Rest(cls.http_port)) as anonymous:
            token = anonymous.post("/api/v1/sessions", {"login": "admin", "password": password})["token"]
        cls.admin = rest.Rest(cls.http_port, token)
        cls.addClassCleanup(cls.admin.close)
        site = cls.admin.get("/api/v1/sites")["items"][0]
        account = cls.admin.post("/api/v1/accounts", {"login": "secretaire", "roles": ["secretary"], "siteIds": [site["id"]]})
        made = cls.admin.post("/api/v1/tokens", {"accountId": account["id"], "name": "essai", "kind": "personal"})
        cls.secretary = rest.Rest(cls.http_port, made["token"])
        cls.addClassCleanup(cls.secretary.close)
        account = cls.admin.post("/api/v1/accounts", {"login": "editeur", "roles": ["service"]})
        made = cls.admin.post("/api/v1/tokens", {"accountId": account["id"], "name": "essai", "kind": "service"})
        cls.hospital = rest.Rest(cls.http_port, made["token"])
        cls.addClassCleanup(cls.hospital.close)

    @classmethod
    def _reading_log(cls):
        """Takes the log off the server's hands: it would wait for a reader once the pipe is full."""
        reading = threading.Thread(target=lambda: [None for _ in iter(lambda: cls.serving.process.stdout.read1(65536), b"")])
        reading.start()
        return reading

    @classmethod
    def _leave(cls, reading):
        cls.serving.process.terminate()
        cls.serving.process.wait(60)
        reading.join()

    @classmethod
    def patient(cls, number, birth_name, given, **more):
        """The id of a patient known here as ESSAI-`number`, spelled as a system sends him."""
        return cls.hospital.post("/api/v1/patients", {
            "birthName": birth_name, "firstBirthName": given, "birthDate": "1974-03-01", "sex": "F", "birthPlaceCode": "99999",
            "identifiers": [{"value": f"ESSAI-{number}", **AUTHORITY}], **more})["id"]

    @classmethod
    def order(cls, patient, accession, at, modality="CT", station="SCANNER1", **more):
        """What was placed: {"order": …, "exam": …}."""
        return cls.secretary.post("/api/v1/orders", {
            "patientId": patient, "accessionNumber": accession, "scheduledAt": at, "modality": modality, "stationAe": station,
            "procedure": {"code": "24627-2", "system": "2.16.840.1.113883.6.1", "display": "Scanner du thorax"}, **more})

    @classmethod
    def stacks(cls, calling="SCANNER1"):
        return Findscu(cls.dicom_port, calling), SecondStack(cls.dicom_port, calling)

    def with_both(self, calling="SCANNER1"):
        """Runs the body of a `for` once for each stack, as a sub-test."""
        for stack in self.stacks(calling):
            with self.subTest(stack.name):
                yield stack
