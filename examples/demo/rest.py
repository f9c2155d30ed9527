# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A client of Clairis' REST interface: one connection kept open, bearer token, idempotency keys, problems as exceptions."""

import http.client
import json
import socket
import urllib.parse
import uuid


class Problem(Exception):
    """An answer of 400 or more: `status`, `code` of the problem+json, and its text."""

    def __init__(self, method, path, status, body):
        try:
            self.content = json.loads(body)
        except ValueError:
            self.content = {"detail": body[:300].decode("utf-8", "replace")}
        self.status, self.code = status, self.content.get("code", "")
        super().__init__(f"{method} {path}: {status} {self.code} {self.content.get('detail', '')} {self.content.get('field', '')}")


class Rest:
    """Not thread-safe: one per thread."""

    def __init__(self, port, token="", timeout=30):
        self.port, self.token, self.timeout, self.connection = port, token, timeout, None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def _send(self, method, path, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response, response.read()

    def call(self, method, path, content=None, key=None, headers=None):
        """(status, headers, bytes). OSError or HTTPException: nobody knows whether it acted; repeat with the same key."""
        headers = {"Accept": "application/json", **(headers or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = None
        if content is not None or method == "POST":
            body, headers["Content-Type"] = json.dumps(content or {}).encode(), "application/json"
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        idle = self.connection is not None
        try:
            response, data = self._send(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self.close()
            if not idle:
                raise
            # The server may close an idle connection at any time; the key keeps a repeat from acting twice.
            try:
                response, data = self._send(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.close()
                raise
        if response.status >= 400:
            raise Problem(method, path, response.status, data)
        return response.status, response.headers, data

    def get(self, path, **query):
        query = {name: value for name, value in query.items() if value is not None}
        path += "?" + urllib.parse.urlencode(query) if query else ""
        return json.loads(self.call("GET", path)[2])

    def post(self, path, content=None, key=None):
        return json.loads(self.call("POST", path, content, key)[2] or b"{}")

    def bytes(self, path):
        return self.call("GET", path)[2]

    def pages(self, path, **query):
        """Every item of a paged list."""
        after = None
        while True:
            page = self.get(path, after=after, limit=100, **query)
            yield from page["items"]
            after = page.get("next")
            if not after:
                return
