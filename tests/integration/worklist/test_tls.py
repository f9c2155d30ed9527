#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""DICOM TLS with DCMTK's and OpenSSL's own tools as consoles. Keys are made at run time."""
import ssl
import unittest

from cryptography import x509

import console_wire as wire
from key_maker import Authority, fingerprint
from listening import ListeningTest, free_port, get, rest, tool


class SecureInstance(ListeningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority(cls.folder)
        cls.certificate, cls.key, cls.server = cls.authority.issue("clairis")
        cls.ct1, cls.ct1_key, cls.ct1_certificate = cls.authority.issue("CT1")

    def secure(self, configuration=None, **options):
        return self.listen(configuration, **{"dicom__tls_port": free_port(), "dicom__tls__certificate": self.certificate, "dicom__tls__key": self.key,
                                             "dicom__tls__ca": self.authority.file, **options})

    def echoscu(self, *words, certificate=None, key=None, authority=None, title="CT1"):
        return tool("echoscu", "-v", "-to", "20", "-aet", title, "-aec", "CLAIRIS", "+tls", key or self.ct1_key, certificate or self.ct1, "+cf",
                    authority or self.authority.file, *words, "127.0.0.1", self.tls_port)

    def s_client(self, *words, port=None):
        return tool("openssl", "s_client", "-connect", f"127.0.0.1:{port or self.tls_port}", "-cert", self.ct1, "-key", self.ct1_key, "-CAfile",
                    self.authority.file, *words)

    def context(self, certificate=True):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(self.authority.file)
        if certificate:
            context.load_cert_chain(self.ct1, self.ct1_key)
        return context

    def secure_peer(self, context=None):
        peer = wire.Peer(self.tls_port)
        peer.socket = (context or self.context()).wrap_socket(peer.socket)
        return peer


class TlsTest(SecureInstance):
    def test_served(self):
        """echoscu and findscu with a trusted certificate are served over TLS, beside the plain listener [SR-36]"""
        self.secure(dicom__port=free_port())
        code, output = self.echoscu()
        self.assertEqual(0, code, output)
        self.assertIn("Received Echo Response (Success)", output)
        code, output = tool("findscu", "-v", "-W", "-aet", "CT1", "-aec", "CLAIRIS", "+tls", self.ct1_key, self.ct1, "+cf", self.authority.file, "-k",
                            "PatientName", "127.0.0.1", self.tls_port)
        self.assertIn("Received Final Find Response (Success)", output)
        code, output = tool("echoscu", "-v", "127.0.0.1", self.port)
        self.assertEqual(0, code, output)

    def test_plain_off(self):
        """with dicom.port = 0 only the TLS listener is open"""
        serving = self.secure()
        self.assertEqual(0, self.echoscu()[0])
        self.assertFalse([line for line in serving.lines if line["event"] == "dicom.listening"])

    def test_versions(self):
        """TLS 1.1 and 1.0 are refused by the server, 1.2 and 1.3 are spoken with the suites of the profile [SR-36]"""
        self.secure()
        for version in ("-tls1", "-tls1_1"):
            code, output = self.s_client(version, "-cipher", "ALL:@SECLEVEL=0")
            self.assertNotEqual(0, code, output)
            # The server's own word: an alert came, the client did not give up by itself.
            self.assertIn("alert protocol version", output)
        for version in ("-tls1_2", "-tls1_3"):
            _, output = self.s_client(version)
            self.assertIn("Verify return code: 0 (ok)", output)
        for suite, spoken in (("ECDHE-RSA-AES256-GCM-SHA384", True), ("ECDHE-RSA-AES128-GCM-SHA256", True), ("DHE-RSA-AES256-GCM-SHA384", True),
                              ("DHE-RSA-AES128-GCM-SHA256", True), ("AES128-SHA", False), ("ECDHE-RSA-AES128-SHA", False), ("AES256-GCM-SHA384", False)):
            _, output = self.s_client("-tls1_2", "-cipher", f"{suite}:@SECLEVEL=0")
            (self.assertIn if spoken else self.assertNotIn)(f"Cipher is {suite}", output)

    def test_no_renegotiation_no_resumption(self):
        """sessions are neither renegotiated nor resumed: each association shows its certificate"""
        self.secure()
        _, output = self.s_client("-tls1_2")
        self.assertIn("Session-ID: \n", output)
        self.assertNotIn("session ticket:", output)
        _, output = self.s_client("-tls1_3")
        self.assertNotIn("New Session Ticket arrived", output)

    def test_mutual(self):
        """a console without a certificate, with one of another authority, an expired or a revoked one is refused and the log says why"""
        foreign = Authority(self.folder, "Other Authority")
        expired, expired_key, _ = self.authority.issue("expired", days=-1)
        revoked, revoked_key, certificate = self.authority.issue("revoked")
        other, other_key, _ = foreign.issue("foreign")
        serving = self.secure(dicom__tls__crl=self.authority.revoke(certificate))
        self.assertEqual(0, self.echoscu()[0])
        for file, key, why in ((other, other_key, "unable to get local issuer certificate"), (expired, expired_key, "certificate has expired"),
                               (revoked, revoked_key, "certificate revoked")):
            code, output = self.echoscu(certificate=file, key=key)
            self.assertNotEqual(0, code, output)
            serving.wait_for("dicom.connection.shut_out")
            self.assertTrue([line for line in serving.lines if why in line.get("detail", "")], (why, serving.lines))
            self.assertTrue(all(line["peer"] == "127.0.0.1" for line in serving.lines if line["event"] == "dicom.connection.shut_out"))
            serving.lines.clear()
        code, output = tool("echoscu", "-to", "20", "+tla", "+cf", self.authority.file, "127.0.0.1", self.tls_port)
        self.assertNotEqual(0, code, output)
        self.assertIn("peer did not return a certificate", serving.wait_for("dicom.connection.shut_out")["detail"])

    def test_without_client_certificates(self):
        """dicom.tls.client_certificate = ignored serves consoles that have none"""
        self.secure(dicom__tls__client_certificate="ignored")
        code, output = tool("echoscu", "-v", "-to", "20", "+tla", "+cf", self.authority.file, "127.0.0.1", self.tls_port)
        self.assertEqual(0, code, output)

    def test_garbage(self):
        """DICOM on the TLS port and TLS on the plain port are shut out, half handshakes cost nobody else"""
        serving = self.secure(dicom__port=free_port())
        with wire.Peer(self.tls_port) as plain:
            self.assertNotIn(0x02, plain.send(wire.associate()).kinds())
        self.assertIn("TLS handshake failed", serving.wait_for("dicom.connection.shut_out")["detail"])
        code, _ = self.s_client(port=self.port)
        self.assertNotEqual(0, code)
        halves = []
        for _ in range(20):
            half = wire.Peer(self.tls_port)
            half.send(b"\x16\x03\x01\x02\x00\x01\x00")
            halves.append(half)
        self.assertEqual(0, self.echoscu()[0])
        for half in halves:
            half.socket.close()

    def test_half_handshake_ends(self):
        """a handshake or a request that does not come ends with ARTIM"""
        self.secure(dicom__artim="1s")
        with wire.Peer(self.tls_port) as half:
            self.assertEqual([], half.send(b"\x16\x03\x01").kinds())
        with self.secure_peer() as silent:
            self.assertEqual([], silent.kinds())

    def test_bytes(self):
        """a request in records of one byte each is answered, close_notify is said at the end"""
        self.secure()
        with self.secure_peer() as peer:
            for byte in wire.associate():
                peer.send(bytes([byte]))
            self.assertEqual(0x02, peer.receive()[0])
            self.assertTrue(peer.echoes())
            peer.send(wire.RELEASE)
            self.assertEqual(0x06, peer.receive()[0])
            # An end without close_notify would be an SSLEOFError.
            self.assertEqual(b"", peer.socket.recv(1))

    def test_many_questions(self):
        """answers larger than a record and many requests on one association arrive whole"""
        self.secure()
        with self.secure_peer() as peer:
            self.assertTrue(peer.accepted())
            self.assertTrue(all(peer.echoes() for _ in range(500)))

    def test_replaced(self):
        """files replaced on disk serve the next association; files that cannot be used leave the former ones in service, with an alert"""
        certificate, key, old = self.authority.issue("renewed")
        http = free_port()
        serving = self.secure(dicom__tls__certificate=certificate, dicom__tls__key=key, http__port=http)
        with self.secure_peer() as kept:
            self.assertTrue(kept.accepted())
            self.assertEqual(old.serial_number, self.shown_serial(kept))
            _, _, new = self.authority.issue("renewed")
            with self.secure_peer() as fresh:
                self.assertEqual(new.serial_number, self.shown_serial(fresh))
                self.assertTrue(fresh.accepted())
            self.assertTrue(kept.echoes())
        certificate.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        with self.secure_peer() as fresh:
            self.assertEqual(new.serial_number, self.shown_serial(fresh))
            self.assertTrue(fresh.accepted())
        self.assertIn("is damaged", serving.wait_for("dicom.tls.files_unusable")["detail"])
        self.assertEqual(200, get(http, "/readyz")[0])

    @staticmethod
    def shown_serial(peer):
        return x509.load_der_x509_certificate(peer.socket.getpeercert(True)).serial_number

    def test_start_errors(self):
        """a listener that cannot start says which option, which file and what is expected"""
        open_key = self.authority.issue("open", mode=0o644)
        locked, locked_key, _ = self.authority.issue("locked", password=b"secret")
        configuration = self.new_instance()
        for options, parts in (({"dicom__tls__certificate": "/nowhere.pem"}, ("dicom.tls.certificate", "/nowhere.pem", "No such file", "expected")),
                               ({"dicom__tls__certificate": "clairis.pem"}, ("dicom.tls.certificate", "clairis.pem", "absolute path")),
                               ({"dicom__tls__certificate": ""}, ("dicom.tls.certificate is not set",)),
                               ({"dicom__tls__ca": ""}, ("dicom.tls.ca is not set",)),
                               ({"dicom__tls__ca": self.key}, ("dicom.tls.ca", "holds none")),
                               ({"dicom__tls__key": self.ct1_key}, ("does not belong to the key",)),
                               ({"dicom__tls__certificate": locked, "dicom__tls__key": locked_key}, ("dicom.tls.key", "cannot be read")),
                               ({"dicom__tls__certificate": open_key[0], "dicom__tls__key": open_key[1]}, ("dicom.tls.key", "0640"))):
            serving = self.serve(configuration, **{"plugins__enabled": "worklist", "dicom__tls_port": free_port(), "dicom__tls__certificate": self.certificate,
                                                   "dicom__tls__key": self.key, "dicom__tls__ca": self.authority.file, **options})
            said = self.first_words(serving)
            for part in parts:
                self.assertIn(part, said, options)

    def first_words(self, serving):
        """What a start that fails says, wherever."""
        try:
            serving.wait_for("plugin.failed", 20)
            said = str(serving.lines)
            serving.stop()
        except AssertionError as ended:
            said = str(ended)
        return said

    def test_expiry(self):
        """an end that is near is told in the log and in health: 60, 30, 7 days"""
        for days, event, level in ((50, "dicom.tls.expires", "warning"), (20, "dicom.tls.expires", "warning"), (3, "dicom.tls.expires", "error"),
                                   (-1, "dicom.tls.expired", "error")):
            certificate, key, _ = self.authority.issue(f"ends{days}", days=days)
            http = free_port()
            serving = self.secure(self.new_instance(f"expiry{days}"), http__port=http, dicom__tls__certificate=certificate, dicom__tls__key=key)
            line = serving.wait_for(event)
            self.assertEqual(level, line["level"])
            self.assertIn(f"CN=ends{days}", line["what"])
            status, said = get(http, "/readyz")
            self.assertEqual(503 if days < 0 else 200, status, said)
            serving.stop()


class AllowListTest(SecureInstance):
    """Whom the allow-list lets in."""

    def rejected(self, received):
        """A-ASSOCIATE-RJ: permanent, service user, calling AE title not recognised."""
        return received == (0x03, bytes([0, 1, 1, 3]))

    def answer_to(self, title=b"CT1", source="127.0.0.1"):
        with wire.Peer(self.port, source) as peer:
            return peer.send(wire.associate(title)).receive()

    def test_allow_list(self):
        """AE title, address and certificate are held against the list, edited while serving; the log says which one differed"""
        configuration = self.new_instance()
        http = free_port()
        serving = self.secure(configuration, dicom__port=free_port(), dicom__allow_list="all", http__port=http)
        token = self.token(configuration)
        self.assertTrue(self.rejected(self.answer_to()))
        self.assertIn("AE title is not on the allow-list", serving.wait_for("dicom.association.refused")["detail"])
        serving.lines.clear()

        status, stored = rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", {"addresses": ["127.0.0.2/32"], "note": "salle 1"})
        self.assertEqual((200, ["127.0.0.2/32"]), (status, stored["addresses"]), stored)
        self.assertTrue(self.rejected(self.answer_to()))
        self.assertIn("address is not", serving.wait_for("dicom.association.refused")["detail"])
        serving.lines.clear()
        self.assertEqual(0x02, self.answer_to(source="127.0.0.2")[0])

        status, stored = rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", {"certificates": [fingerprint(self.ct1_certificate).upper()]})
        self.assertEqual(200, status, stored)
        self.assertTrue(self.rejected(self.answer_to()))
        self.assertIn("certificate: none was shown", serving.wait_for("dicom.association.refused")["detail"])
        serving.lines.clear()
        self.assertEqual(0, self.echoscu()[0])
        other, other_key, _ = self.authority.issue("MR1")
        self.assertNotEqual(0, self.echoscu(certificate=other, key=other_key)[0])
        self.assertIn("CN=MR1", serving.wait_for("dicom.association.refused")["detail"])
        rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", {"certificates": ["CN=MR1"]})
        self.assertEqual(0, self.echoscu(certificate=other, key=other_key)[0])

        self.assertEqual(204, rest(http, token, "DELETE", "/api/v1/dicom-peers/CT1")[0])
        self.assertNotEqual(0, self.echoscu(certificate=other, key=other_key)[0])
        self.assertEqual(404, rest(http, token, "GET", "/api/v1/dicom-peers/CT1")[0])

    def test_editing(self):
        """entries are checked, kept with their version and survive a restart"""
        configuration = self.new_instance()
        http = free_port()
        serving = self.listen(configuration, dicom__allow_list="all", http__port=http)
        token = self.token(configuration)
        for body, code in (({"addresses": ["10.0.3.7/24"]}, "dicom.peer.address"), ({"addresses": ["CT1.local"]}, "dicom.peer.address"),
                           ({"certificates": ["abc"]}, "dicom.peer.certificate"), ({"adresses": []}, "json.member.unknown"),
                           ({"addresses": [""]}, "json.text.expected"), ({"aeTitle": "CT2"}, "dicom.peer.ae_title")):
            status, problem = rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", body)
            self.assertIn(status, (400, 422), problem)
            self.assertEqual(code, problem["code"])
        self.assertEqual("dicom.peer.ae_title", rest(http, token, "PUT", "/api/v1/dicom-peers/MUCH-TOO-LONG-TITLE", {})[1]["code"])
        _, first = rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", {"addresses": ["127.0.0.0/8"]})
        self.assertEqual(1, first["version"])
        self.assertEqual(2, rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", {"addresses": ["127.0.0.1"]}, {"If-Match": '"1"'})[1]["version"])
        self.assertEqual(412, rest(http, token, "PUT", "/api/v1/dicom-peers/CT1", {}, {"If-Match": '"1"'})[0])
        self.assertEqual(412, rest(http, token, "DELETE", "/api/v1/dicom-peers/CT1", None, {"If-Match": '"1"'})[0])
        self.assertEqual(["CT1"], [entry["aeTitle"] for entry in rest(http, token, "GET", "/api/v1/dicom-peers")[1]["items"]])
        self.assertEqual(401, rest(http, "nonsense", "GET", "/api/v1/dicom-peers")[0])
        self.assertEqual(0, serving.stop())
        self.listen(configuration, dicom__allow_list="all")
        self.assertEqual(0x02, self.answer_to()[0])

    def test_scope(self):
        """dicom.allow_list = tls leaves the plain listener open to everyone, off both"""
        self.secure(dicom__port=free_port(), dicom__allow_list="tls")
        self.assertEqual(0x02, self.answer_to()[0])
        self.assertNotEqual(0, self.echoscu()[0])


if __name__ == "__main__":
    unittest.main()
