# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A console reduced to its bytes: one association kept open, worklist queries in implicit VR little endian (PS3.5, PS3.7, PS3.8)."""

import socket
import struct

WORKLIST = b"1.2.840.10008.5.1.4.31"
ITEMS = 0xFFFFFFFF


def _item(kind, content):
    return struct.pack(">BBH", kind, 0, len(content)) + content


def _element(tag, value=b"", pad=b" "):
    if len(value) % 2:
        value += pad
    return struct.pack("<HHI", tag >> 16, tag & 0xFFFF, len(value)) + value


def identifier(station=b"", day=b"", modality=b"", name=b""):
    """The keys consoles ask for, in tag order."""
    step = b"".join(_element(tag, value) for tag, value in (
        (0x00080060, modality), (0x00400001, station), (0x00400002, day), (0x00400003, b""), (0x00400006, b""), (0x00400007, b""), (0x00400009, b"")))
    top = b"".join(_element(tag, value) for tag, value in (
        (0x00080050, b""), (0x00080090, b""), (0x00100010, name), (0x00100020, b""), (0x00100030, b""), (0x00100040, b""), (0x0020000D, b""),
        (0x00321060, b"")))
    return top + struct.pack("<HHI", 0x0040, 0x0100, 8 + len(step)) + struct.pack("<HHI", 0xFFFE, 0xE000, len(step)) + step + _element(0x00401001)


class Console:
    def __init__(self, port, calling):
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.message_id = 0
        context = bytes([1, 0, 0, 0]) + _item(0x30, WORKLIST) + _item(0x40, b"1.2.840.10008.1.2")
        user = _item(0x51, struct.pack(">I", 65536)) + _item(0x52, b"2.25.4221")
        body = (struct.pack(">HH", 1, 0) + b"CLAIRIS".ljust(16) + calling.encode().ljust(16) + bytes(32) + _item(0x10, b"1.2.840.10008.3.1.1.1")
                + _item(0x20, context) + _item(0x50, user))
        self.socket.sendall(struct.pack(">BBI", 1, 0, len(body)) + body)
        kind, _ = self._pdu()
        if kind != 2:
            raise ConnectionError(f"association refused, PDU type {kind}")

    def close(self):
        try:
            self.socket.sendall(struct.pack(">BBI", 5, 0, 4) + bytes(4))
            self._pdu()
        except OSError:
            pass
        self.socket.close()

    def _read(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise ConnectionError("the association ended")
            data += more
        return data

    def _pdu(self):
        kind, _, length = struct.unpack(">BBI", self._read(6))
        return kind, self._read(length)

    def find(self, keys):
        """The number of answers. ConnectionError when the association is aborted, ValueError when the query fails."""
        self.message_id = self.message_id % 65535 + 1
        command = b"".join((_element(0x00000002, WORKLIST, b"\0"), _element(0x00000100, struct.pack("<H", 0x0020)),
                            _element(0x00000110, struct.pack("<H", self.message_id)), _element(0x00000700, struct.pack("<H", 0)),
                            _element(0x00000800, struct.pack("<H", 1))))
        command = _element(0x00000000, struct.pack("<I", len(command))) + command
        pdvs = b"".join(struct.pack(">IBB", len(part) + 2, 1, flags) + part for part, flags in ((command, 3), (keys, 2)))
        self.socket.sendall(struct.pack(">BBI", 4, 0, len(pdvs)) + pdvs)
        answers, pending = 0, b""
        while True:
            kind, data = self._pdu()
            if kind != 4:
                raise ConnectionError(f"PDU type {kind} instead of an answer")
            while data:
                length, _, flags = struct.unpack(">IBB", data[:6])
                part, data = data[6:4 + length], data[4 + length:]
                if not flags & 1:
                    continue
                pending += part
                if flags & 2:
                    status, pending = _status(pending), b""
                    if status in (0, 0xA700):   # 0xA700: the list was cut at the answer limit
                        return answers
                    if status not in (0xFF00, 0xFF01):
                        raise ValueError(f"C-FIND status {status:04X}")
                    answers += 1


def _status(command):
    at = 0
    while at + 8 <= len(command):
        group, element, length = struct.unpack("<HHI", command[at:at + 8])
        if (group, element) == (0x0000, 0x0900):
            return struct.unpack("<H", command[at + 8:at + 10])[0]
        at += 8 + length
    raise ValueError("an answer without status")
