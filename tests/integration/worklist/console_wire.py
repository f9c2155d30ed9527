# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""DICOM upper layer bytes as a console, or an attacker, writes them (PS3.8); shares nothing with the server."""
import socket
import struct

WORKLIST = b"1.2.840.10008.5.1.4.31"
VERIFICATION = b"1.2.840.10008.1.1"
IMPLICIT = b"1.2.840.10008.1.2"


def item(kind, body):
    return struct.pack(">BBH", kind, 0, len(body)) + body


def context(number, abstract=VERIFICATION, syntaxes=(IMPLICIT,)):
    return item(0x20, bytes([number, 0, 0, 0]) + item(0x30, abstract) + b"".join(item(0x40, syntax) for syntax in syntaxes))


def pdu(kind, body, length=None):
    return struct.pack(">BBI", kind, 0, len(body) if length is None else length) + body


def associate(calling=b"CT1", called=b"CLAIRIS", contexts=None, max_pdu=16384, version=1):
    body = struct.pack(">HH", version, 0) + called.ljust(16) + calling.ljust(16) + bytes(32) + item(0x10, b"1.2.840.10008.3.1.1.1")
    body += b"".join(contexts) if contexts is not None else context(1) + context(3, WORKLIST)
    body += item(0x50, item(0x51, struct.pack(">I", max_pdu)) + item(0x52, b"1.2.3.4"))
    return pdu(0x01, body)


def element(group, number, value):
    return struct.pack("<HHI", group, number, len(value)) + value


def command(*elements):
    body = b"".join(elements)
    return element(0, 0, struct.pack("<I", len(body))) + body


def echo(message=1):
    return command(element(0, 2, VERIFICATION + b"\0"), element(0, 0x100, struct.pack("<H", 0x30)), element(0, 0x110, struct.pack("<H", message)),
                   element(0, 0x800, struct.pack("<H", 0x101)))


def find(message=1):
    return command(element(0, 2, WORKLIST), element(0, 0x100, struct.pack("<H", 0x20)), element(0, 0x110, struct.pack("<H", message)),
                   element(0, 0x700, struct.pack("<H", 0)), element(0, 0x800, struct.pack("<H", 1)))


def identifier():
    """Name, patient id, accession number of everything."""
    return element(8, 0x50, b"") + element(0x10, 0x10, b"") + element(0x10, 0x20, b"")


def data(fragment, number=1, control=3):
    """P-DATA-TF with one PDV; control 3: last fragment of a command, 2: of a data set."""
    return pdu(0x04, struct.pack(">IBB", len(fragment) + 2, number, control) + fragment)


def drips(whole, number=1, kind=1):
    """The same message in PDVs of one byte each."""
    return b"".join(data(whole[i:i + 1], number, kind | (2 if i == len(whole) - 1 else 0)) for i in range(len(whole)))


RELEASE = pdu(0x05, bytes(4))
ABORT = pdu(0x07, bytes(4))


class Peer:
    def __init__(self, port, source="127.0.0.1", seconds=30):
        self.socket = socket.create_connection(("127.0.0.1", port), seconds, (source, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        try:
            self.socket.sendall(b"".join(parts))
        except OSError:  # the server has hung up: what it said can still be read
            pass
        return self

    def _exactly(self, count):
        got = b""
        while len(got) < count:
            try:
                more = self.socket.recv(count - len(got))
            except ConnectionResetError:
                more = b""
            if not more:
                return got
            got += more
        return got

    def receive(self):
        """One PDU: kind and body; None when the server has hung up."""
        head = self._exactly(6)
        if len(head) < 6:
            return None
        return head[0], self._exactly(struct.unpack(">I", head[2:])[0])

    def kinds(self):
        """Kinds of all PDUs until the server hangs up."""
        found = []
        while (received := self.receive()) is not None:
            found.append(received[0])
        return found

    def accepted(self, **arguments):
        self.send(associate(**arguments))
        received = self.receive()
        return received is not None and received[0] == 0x02

    def echoes(self, number=1):
        """Whether C-ECHO is answered with success."""
        self.send(data(echo(), number))
        received = self.receive()
        return received is not None and received[0] == 0x04 and received[1].endswith(struct.pack("<HHIH", 0, 0x900, 2, 0))
