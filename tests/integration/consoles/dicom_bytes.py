# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What findscu wrote of an answer, read byte by byte (PS3.5 §7.1, PS3.10): no DICOM library stands between a test and the bytes."""

import struct

LONG = {b"OB", b"OW", b"OF", b"SQ", b"UN", b"UT", b"UC", b"UR"}
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD


def _tag(data, at):
    group, element = struct.unpack_from("<HH", data, at)
    return group << 16 | element


def _elements(data, at, end):
    """{tag: bytes, or a list of such items}, and where it ended."""
    found = {}
    while at < end:
        tag, vr = _tag(data, at), data[at + 4:at + 6]
        if tag == ITEM_END:
            return found, at + 8
        head = 12 if vr in LONG else 8
        length = struct.unpack_from("<I", data, at + 8)[0] if vr in LONG else struct.unpack_from("<H", data, at + 6)[0]
        at += head
        if vr == b"SQ":
            found[tag], at = _items(data, at, end if length == UNDEFINED else at + length)
        else:
            found[tag] = data[at:at + length]
            at += length
    return found, at


def _items(data, at, end):
    items = []
    while at < end:
        tag, length = _tag(data, at), struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if tag == SEQUENCE_END:
            break
        item, at = _elements(data, at, end if length == UNDEFINED else at + length)
        items.append(item)
    return items, at


def read(file):
    """A file in explicit VR little endian: {group << 16 | element: bytes with their padding, or a list of items}."""
    data = file.read_bytes()
    assert data[128:132] == b"DICM", file
    meta = 12 + struct.unpack_from("<I", data, 140)[0]   # group length stands first and counts what follows it
    return _elements(data, 132 + meta, len(data))[0]
