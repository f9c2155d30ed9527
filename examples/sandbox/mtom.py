# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""MTOM/XOP packages: multipart/related in, multipart/related out."""

import re
import urllib.parse
import uuid

_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s]*))')


class NotMtom(Exception):
    pass


def media_type(header):
    """('multipart/related', {'boundary': ...}) of a Content-Type header."""
    kind = header.partition(";")[0].strip().lower()
    return kind, {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(header)}


def _headers(block):
    fields = {}
    for line in block.decode("latin-1").split("\r\n"):
        field, separator, value = line.partition(":")
        if separator:
            fields[field.strip().lower()] = value.strip()
    return fields


def split(parameters, body):
    """(envelope bytes, {content id: bytes}) of a package; the ids come without angle brackets."""
    boundary = parameters.get("boundary")
    if not boundary:
        raise NotMtom("multipart/related without boundary")
    if parameters.get("type", "").lower() != "application/xop+xml":
        raise NotMtom('multipart/related must have type="application/xop+xml"')
    if parameters.get("start-info", "").lower() != "application/soap+xml":
        raise NotMtom('multipart/related must have start-info="application/soap+xml"')
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise NotMtom("truncated multipart body")
    parts = {}
    for piece in pieces[1:-1]:
        head, separator, content = piece.partition(b"\r\n\r\n")
        fields = _headers(head)
        identifier = fields.get("content-id", "").strip("<>")
        if not separator or not identifier or identifier in parts:
            raise NotMtom("part without a Content-ID of its own")
        if fields.get("content-transfer-encoding", "binary").lower() not in ("binary", "8bit"):
            raise NotMtom("parts must have Content-Transfer-Encoding: binary")
        parts[identifier] = content
    root = parameters.get("start", "").strip("<>") or next(iter(parts))
    if root not in parts:
        raise NotMtom("the start part is missing")
    return parts.pop(root), parts


def content_id(href):
    """The Content-ID that an xop:Include href names (cid:..., percent-encoded)."""
    return urllib.parse.unquote(href[4:]) if href.startswith("cid:") else None


def pack(envelope, action):
    """(content type, body) of a package holding only an envelope."""
    boundary, root = f"uuid-{uuid.uuid4()}", f"root-{uuid.uuid4()}@dmp.sandbox"
    head = (f'--{boundary}\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\n'
            f"Content-Transfer-Encoding: binary\r\nContent-ID: <{root}>\r\n\r\n")
    content_type = (f'multipart/related; type="application/xop+xml"; boundary="{boundary}"; start="<{root}>"; '
                    f'start-info="application/soap+xml"; action="{action}"')
    return content_type, head.encode() + envelope + f"\r\n--{boundary}--\r\n".encode()
