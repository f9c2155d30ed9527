# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""DICOM TLS with two independent stacks: DCMTK on OpenSSL's C side, dcmjs-dimse on Node's."""

import unittest

from imaging_room import ImagingRoom, running_clairis
from key_maker import Authority
from peers import Findscu, SecondStack, keys


class Secure(ImagingRoom):
    @classmethod
    def prepare(cls):
        authority, foreign = Authority(cls.folder), Authority(cls.folder, "Foreign Authority")
        certificate, key, _ = authority.issue("localhost")
        cls.tls_port = running_clairis.free_port()
        cls.options = {"dicom__tls_port": cls.tls_port, "dicom__tls__certificate": certificate, "dicom__tls__key": key,
                       "dicom__tls__ca": authority.file}
        cls.trusted = {"ca": str(authority.file), "cert": None, "key": None}
        cls.own, cls.own_key, _ = authority.issue("SCANNER1")
        cls.strange, cls.strange_key, _ = foreign.issue("SCANNER2")
        cls.authority = authority

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serving.wait_for("dicom.tls.listening")
        cls.order(cls.patient(1, "PAT-NOËL", "Élodie"), "A1", "2026-03-02T09:00:00.000Z")

    def second(self, certificate=None, key=None, **more):
        return SecondStack(self.tls_port, tls={**self.trusted, "cert": str(certificate or self.own), "key": str(key or self.own_key), **more})

    def findscu(self, certificate=None, key=None):
        return Findscu(self.tls_port, options=("+tls", key or self.own_key, certificate or self.own, "+cf", self.authority.file))

    def test_served(self):
        """both stacks get over TLS, with their certificate, what they get over the plain port [SR-36]"""
        query = keys("PatientName", "PatientID", AccessionNumber="A1")
        for plain, secure in zip(self.stacks(), (self.findscu(), self.second())):
            with self.subTest(plain.name):
                self.assertEqual("PAT-NOËL^Élodie", secure.find(query).answers[0]["PatientName"])
                self.assertEqual(plain.find(query), secure.find(query))

    def test_versions(self):
        """the second stack is served with TLS 1.2 and with 1.3, and refused with 1.1 by an alert of the server [SR-36]"""
        for version in ("TLSv1.2", "TLSv1.3"):
            with self.subTest(version):
                told = self.second(minVersion=version, maxVersion=version).associate({"echo": True})
                self.assertEqual((True, [0]), (told["accepted"], [each["status"] for each in told["requests"][0]["responses"]]), told)
        told = self.second(minVersion="TLSv1", maxVersion="TLSv1.1", ciphers="ALL:@SECLEVEL=0").associate({"echo": True})
        self.assertFalse(told["accepted"])
        self.assertIn("alert protocol version", told["failed"])

    def test_certificates(self):
        """a console of another authority is not served, whichever stack it runs, and the server goes on"""
        with self.assertRaises(ConnectionError):
            self.findscu(self.strange, self.strange_key).find(keys("AccessionNumber"))
        told = self.second(self.strange, self.strange_key).associate({"echo": True})
        self.assertFalse(told["accepted"])
        self.assertEqual(1, len(self.second().find(keys("AccessionNumber")).answers))


if __name__ == "__main__":
    unittest.main()
