#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Consoles that idle, never read, drip or talk nonsense: memory stays bounded and the others are served."""
import contextlib
import pathlib
import re
import socket
import sqlite3
import struct
import unittest
import uuid

import console_wire as wire
from listening import ListeningTest, free_port, tool

MEGABYTE = 1024


def resident(process):
    """Resident memory of a process, in kB."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))


class HostileTest(ListeningTest):
    def serving_consoles(self, **options):
        self.configuration = self.new_instance()
        serving = self.listen(self.configuration, dicom__port=free_port(), **options)
        self.assertServed()
        return serving

    def assertServed(self):
        """A well-behaved console gets its answer now."""
        code, output = tool("echoscu", "-v", "-to", "20", "127.0.0.1", self.port)
        self.assertEqual(0, code, output)
        self.assertIn("Received Echo Response (Success)", output)

    def test_idle_associations(self):
        """five hundred associations that say nothing cost a bounded share of memory each, and the next console is served."""
        serving = self.serving_consoles(dicom__max_associations=600, dicom__max_associations_per_peer=600)
        before = resident(serving.process)
        peers = []
        for _ in range(500):
            peers.append(wire.Peer(self.port))
            self.addCleanup(peers[-1].socket.close)
            self.assertTrue(peers[-1].accepted())
        grown = resident(serving.process) - before
        self.assertLess(grown, 100 * MEGABYTE)
        self.assertServed()
        self.assertTrue(all(peer.echoes() for peer in peers[::50]))
        for peer in peers:
            peer.send(wire.RELEASE)
            self.assertEqual(0x06, peer.receive()[0])

    def test_silent_connections(self):
        """connections that never ask for an association hold no console up, however many come."""
        serving = self.serving_consoles()
        before = resident(serving.process)
        peers = [wire.Peer(self.port, source=f"127.0.0.{2 + number % 100}") for number in range(300)]
        for peer in peers:
            self.addCleanup(peer.socket.close)
        self.assertServed()
        self.assertLess(resident(serving.process) - before, 20 * MEGABYTE)

    def test_never_reads(self):
        """a console that asks for everything and never reads fills nothing but its own socket, and is hung up on; others are served meanwhile."""
        serving = self.serving_consoles(dicom__stall_timeout="2s", worklist__answer_limit=100000)
        self.fill(30000)
        # What the database keeps of a list of this length belongs to every console: the deaf one may add nothing to it.
        code, output = tool("findscu", "-W", "-k", "AccessionNumber", "-k", "PatientName", "-k", "PatientID", "127.0.0.1", self.port)
        self.assertEqual(0, code, output[-500:])
        before = resident(serving.process)
        deaf = socket.socket()
        self.addCleanup(deaf.close)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", self.port))
        deaf.sendall(wire.associate() + wire.data(wire.find(), 3) + wire.data(wire.identifier(), 3, 2))
        for _ in range(5):
            self.assertServed()
        self.assertIn("does not take our answers", serving.wait_for("dicom.association.lost")["detail"])
        self.assertLess(resident(serving.process) - before, 10 * MEGABYTE)
        self.assertServed()

    def test_extremes(self):
        """PDU lengths, context numbers and orders that no console sends end their own association and nothing else."""
        serving = self.serving_consoles()
        many = [wire.context(number, wire.VERIFICATION) for number in range(1, 256, 2)]
        cases = {
            "a PDU of 4 GB": [wire.pdu(0x01, b"", 0xFFFFFFFF)],
            "data before an association": [wire.data(wire.echo())],
            "an unknown kind of PDU": [wire.pdu(0x7F, bytes(8))],
            "another protocol version": [wire.associate(version=2)],
            "a title of control characters": [wire.associate(calling=b"\x01\x02\x03")],
            "a title that is a path": [wire.associate(calling=b"../../etc/x")],
            "an association of 1 byte PDUs": [wire.associate(max_pdu=1), wire.data(wire.echo())],
            "128 contexts, then 4 GB of data": [wire.associate(contexts=many), wire.pdu(0x04, b"", 0xFFFFFFFF)],
            "an abort in the middle": [wire.associate(), wire.data(wire.find(), 3), wire.ABORT],
            "a release in the middle of a message": [wire.associate(), wire.data(wire.find(), 3), wire.RELEASE],
            "a fragment of another context": [wire.associate(), wire.data(wire.find(), 3), wire.data(wire.identifier(), 1, 2)],
            "an element of 4 GB": [wire.associate(), wire.data(wire.find(), 3),
                                   wire.data(struct.pack("<HHI", 0x10, 0x10, 0xFFFFFFFE), 3, 2), wire.RELEASE],
        }
        for name, parts in cases.items():
            with self.subTest(name):
                with wire.Peer(self.port, seconds=20) as peer:
                    peer.send(*parts)
                    with contextlib.suppress(OSError):  # the server has hung up already
                        peer.socket.shutdown(socket.SHUT_WR)
                    self.assertLess(len(peer.kinds()), 10)
                self.assertServed()
        self.assertIsNone(serving.process.poll())

    def test_drips(self):
        """a request that comes in fragments of one byte is answered all the same."""
        self.serving_consoles()
        with wire.Peer(self.port) as peer:
            self.assertTrue(peer.accepted())
            peer.send(wire.drips(wire.echo()))
            self.assertEqual(0x04, peer.receive()[0])

    def fill(self, number):
        """Open exams of one patient, as many; the answers to a query of everything."""
        with sqlite3.connect(self.configuration.parent / "clairis.db", timeout=30) as database:
            site = database.execute("SELECT id FROM site").fetchone()[0]
            ids = {name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")] for name in ("patient", "imaging_order", "exam")}
            types = {name: {row[1]: row[2] for row in database.execute(f"PRAGMA table_info({name})")} for name in ids}

            def insert(table, **values):
                row = {column: 0 if "INT" in types[table][column] else "" for column in ids[table]} | values
                database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))

            patient = str(uuid.uuid4())
            insert("patient", id=patient, status="provisional", birth_name="PAT-TROIS", first_birth_name="DOMINIQUE", name_key="PAT TROIS^DOMINIQUE",
                   birth_date="1979-03-28", sex="F", ins_matricule=None, ins_oid=None, unverified_matricule=None, unverified_oid=None)
            for at in range(number):
                order, exam = str(uuid.uuid4()), str(uuid.uuid4())
                insert("imaging_order", id=order, site_id=site, patient_id=patient, accession_number=f"H{at}", priority="R")
                insert("exam", id=exam, site_id=site, patient_id=patient, order_id=order, accession_number=f"H{at}", study_instance_uid=f"1.2.3.{at + 1}",
                       state="scheduled", on_worklist=1, modality="CT", scheduled_local="20261120103000", scheduled_at="2026-11-20T09:30:00.000Z",
                       changed_at="2026-11-20T09:30:00.000Z")
        database.close()


if __name__ == "__main__":
    unittest.main()
