# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A small HTTP/1.1 loop over TLS: keep-alive, one thread per connection.

http.server parses headers through the email package, which alone costs more than verifying a signature.
"""

import dataclasses
import socket
import ssl
import threading
import time

REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 411: "Length Required",
           413: "Content Too Large", 415: "Unsupported Media Type", 429: "Too Many Requests",
           500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
SUITES = ("ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"
          "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-SHA384")
MAX_HEAD = 32 * 1024
MAX_BODY = 32 * 1024 * 1024
HANDSHAKE_SECONDS = 10


class BadRequest(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


@dataclasses.dataclass
class Request:
    method: str
    path: str
    headers: dict  # lower-case names
    structure: str  # OU of the client certificate, empty without one
    common_name: str = ""  # and its CN
    body: bytes = b""


@dataclasses.dataclass
class Reply:
    status: int
    content_type: str
    body: bytes
    slow_ms: int = 0  # spread the body over that time
    truncated: bool = False  # promise the whole body, send its first half, close


def tls_context(pki, client_certificate=True):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(SUITES)
    if client_certificate:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(pki / "ca.pem")
    context.load_cert_chain(pki / "server.crt", pki / "server.key")
    return context


def listen(port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener


def subject_part(certificate, wanted):
    for relative_name in (certificate or {}).get("subject", ()):
        for kind, text in relative_name:
            if kind == wanted:
                return text
    return ""


class Connection:
    def __init__(self, stream):
        self.stream, self.buffer = stream, b""

    def read_head(self):
        """Request line and headers, or None at the end of the connection."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if len(self.buffer) > MAX_HEAD:
                raise BadRequest(400, "headers too long")
            piece = self.stream.recv(16384)
            if not piece:
                return None
            self.buffer += piece
        head, self.buffer = self.buffer[:end].decode("latin-1"), self.buffer[end + 4:]
        request_line, *lines = head.split("\r\n")
        try:
            method, path, _ = request_line.split(" ")
        except ValueError:
            raise BadRequest(400, "malformed request line") from None
        headers = {}
        for line in lines:
            field, separator, value = line.partition(":")
            if not separator:
                raise BadRequest(400, "malformed header")
            headers[field.lower()] = value.strip()
        return method, path, headers

    def read_exactly(self, length):
        if length > MAX_BODY:
            raise BadRequest(413, "body too large")
        if len(self.buffer) >= length:
            body, self.buffer = self.buffer[:length], self.buffer[length:]
            return body
        body = bytearray(length)
        filled = len(self.buffer)
        body[:filled], self.buffer = self.buffer, b""
        view = memoryview(body)
        while filled < length:
            count = self.stream.recv_into(view[filled:])
            if not count:
                raise ConnectionError("connection closed inside a body")
            filled += count
        return bytes(body)

    def read_line(self):
        while (end := self.buffer.find(b"\r\n")) < 0:
            piece = self.stream.recv(16384)
            if not piece or len(self.buffer) > MAX_HEAD:
                raise ConnectionError("connection closed inside a body")
            self.buffer += piece
        line, self.buffer = self.buffer[:end], self.buffer[end + 2:]
        return line

    def read_chunks(self):
        chunks, total = [], 0
        while size := int(self.read_line().partition(b";")[0], 16):
            total += size
            if total > MAX_BODY:
                raise BadRequest(413, "body too large")
            chunks.append(self.read_exactly(size))
            self.read_line()
        while self.read_line():
            pass
        return b"".join(chunks)

    def read_body(self, headers):
        if headers.get("expect", "").lower() == "100-continue":
            self.stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            if headers.get("transfer-encoding", "").lower() == "chunked":
                return self.read_chunks()
            return self.read_exactly(int(headers.get("content-length", "0")))
        except ValueError:
            raise BadRequest(400, "malformed body length") from None

    def send(self, reply, keep_alive):
        head = (f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}\r\n"
                f"Content-Type: {reply.content_type}\r\nContent-Length: {len(reply.body)}\r\n"
                f"Connection: {'keep-alive' if keep_alive else 'close'}\r\n\r\n").encode("latin-1")
        if reply.truncated:
            self.stream.sendall(head + reply.body[:len(reply.body) // 2])
        elif not reply.slow_ms:
            self.stream.sendall(head + reply.body)
        else:
            self.stream.sendall(head)
            step = max(1, len(reply.body) // 10)
            for start in range(0, len(reply.body), step):
                self.stream.sendall(reply.body[start:start + step])
                time.sleep(reply.slow_ms / 10_000)


class Server:
    """`application.rule(request)` is asked before the body is read, `application.answer(request, rule)` after.

    Either may return None: the connection is then closed without a word.
    """

    def __init__(self, listener, context, application):
        self.listener, self.context, self.application = listener, context, application

    def serve_forever(self):
        while True:
            peer, _ = self.listener.accept()
            threading.Thread(target=self.serve_peer, args=(peer,), daemon=True).start()

    def serve_peer(self, peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.settimeout(HANDSHAKE_SECONDS)
        try:
            with self.context.wrap_socket(peer, server_side=True) as stream:
                stream.settimeout(None)  # a time-out would cost a poll() before each read of a TLS record
                self.serve_stream(stream)
        except (ssl.SSLError, ConnectionError, TimeoutError):
            pass  # refused handshake, reset or silent peer: nobody is left to be told
        finally:
            peer.close()

    def serve_stream(self, stream):
        certificate = stream.getpeercert()
        names = [subject_part(certificate, kind) for kind in ("organizationalUnitName", "commonName")]
        connection = Connection(stream)
        try:
            while head := connection.read_head():
                request = Request(*head, *names)
                rule = self.application.rule(request)
                if rule and rule.action == "drop_before":
                    return
                request.body = connection.read_body(request.headers)
                reply = self.application.answer(request, rule)
                if reply is None:
                    return
                keep_alive = request.headers.get("connection", "").lower() != "close"
                connection.send(reply, keep_alive)
                if not keep_alive or reply.truncated:
                    return
        except BadRequest as problem:
            connection.send(Reply(problem.status, "text/plain", str(problem).encode()), keep_alive=False)
