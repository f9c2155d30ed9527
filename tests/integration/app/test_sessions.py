# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Sessions and second factor of a serving instance, as its administrator meets them at the command line."""
import base64
import hashlib
import hmac
import json
import os
import re
import sqlite3
import struct
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import uuid

from running_clairis import InstanceTest, free_port, run

POSTGRES = os.environ.get("CLAIRIS_TEST_POSTGRES", "")

PASSWORD = "Correct-Horse-7-Battery"


def code_of(secret):
    """RFC 6238, made here: nothing is shared with the program."""
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Sessions(InstanceTest):
    def ask(self, method, path, body=None, token=""):
        """Status and body as JSON, or None."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", json.dumps(body).encode() if body is not None else None, headers,
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, json.loads(answer.read())

    def sign_in(self, **more):
        return self.ask("POST", "/sessions", {"login": "doctor", "password": PASSWORD, **more})

    def practice(self):
        """A serving instance with one physician."""
        configuration = self.new_instance()
        done = run("user", "add", "doctor", "--role", "radiologist", "--password-stdin", "--config", configuration, stdin=PASSWORD + "\n")
        self.assertEqual(0, done.returncode, done.stderr)
        self.serve_on_port(configuration)
        return configuration

    def serve_on_port(self, configuration, **options):
        self.port = free_port()
        serving = self.serve(configuration, http__port=self.port, **options)
        serving.wait_for("host.serving")
        # Many requests make many lines; a full pipe would stop the program.
        threading.Thread(target=lambda: [None for _ in iter(lambda: serving.process.stdout.read1(65536), b"")], daemon=True).start()

    def enrol(self, session):
        status, answer = self.ask("POST", "/me/second-factor", {"password": PASSWORD}, session)
        self.assertEqual(201, status, answer)
        secret = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["uri"]).query)["secret"][0]
        secret = base64.b32decode(secret + "=" * (-len(secret) % 8))
        status, answer = self.ask("POST", "/me/second-factor/confirm", {"code": code_of(secret)}, session)
        self.assertEqual(200, status, answer)
        return answer["recoveryCodes"]

    def test_lost_telephone(self):
        """user reset-second-factor ends the sessions, lets the password alone in again and is in the trail; other logins are refused [SR-10]"""
        configuration = self.practice()
        reset = ("user", "reset-second-factor", "--config", configuration)
        self.assertRefused(run(*reset, "doctor"), "second_factor.none")
        session = self.sign_in()[1]["token"]
        codes = self.enrol(session)
        self.assertEqual("session.second_factor", self.sign_in()[1]["code"])
        self.assertRefused(run(*reset, "nobody"), "account.unknown")
        self.assertEqual("session.second_factor", self.sign_in()[1]["code"])
        done = run(*reset, "doctor")
        self.assertEqual((0, ""), (done.returncode, done.stdout), done.stderr)
        self.assertEqual(201, self.sign_in()[0])
        end = time.monotonic() + 30  # the serving process asks the database again after three seconds
        while (answer := self.ask("GET", "/me", token=session))[0] == 200:
            self.assertLess(time.monotonic(), end)
        self.assertEqual("auth.token", answer[1]["code"])
        self.assertEqual(0, self.column(configuration, "SELECT COUNT(*) FROM account_recovery_code"))
        self.assertEqual(1, self.column(configuration, "SELECT COUNT(*) FROM audit_entry WHERE action = 'second_factor.reset' AND actor = 'system'"))
        self.assertEqual(10, len(codes))

    def column(self, configuration, statement):
        database = sqlite3.connect(configuration.parent / "clairis.db")
        try:
            return database.execute(statement).fetchone()[0]
        finally:
            database.close()

    def test_ceiling(self):
        """sessions lock after 15 minutes unless told otherwise; 2 h is taken, more, nothing, and a role nobody has stop the start [SR-42]"""
        configuration = self.new_instance()
        self.assertTrue(re.search(r"security\.session\.inactivity` \| `15min`", run("config", "reference").stdout))
        check = ("check", "--config", configuration, "--set")
        self.assertEqual(0, run(*check, "security.session.inactivity=2h").returncode)
        for value in ("7201s", "121min", "3h", "0s"):
            self.assertRefused(run(*check, f"security.session.inactivity={value}"), "option.value", "security.session.inactivity", "2h")
        self.assertRefused(run(*check, "security.second_factor.roles=pilot"), "option.value", "pilot")
        self.assertEqual(1, self.serve(configuration, security__session__inactivity="3h").end())

    def test_idle(self):
        """a session left alone for longer than the rule of the instance is locked, and the password opens it where it was [SR-42]"""
        configuration = self.new_instance()
        done = run("user", "add", "doctor", "--role", "radiologist", "--password-stdin", "--config", configuration, stdin=PASSWORD + "\n")
        self.assertEqual(0, done.returncode, done.stderr)
        self.serve_on_port(configuration, security__session__inactivity="1s")
        session = self.sign_in()[1]["token"]
        background = {"Authorization": f"Bearer {session}", "X-Clairis-Background": "1"}
        end = time.monotonic() + 30
        while self.status("/me", background) == 200:  # asking so is no use of the session
            self.assertLess(time.monotonic(), end)
        self.assertEqual("session.locked", self.ask("GET", "/me", token=session)[1]["code"])
        self.assertEqual(204, self.ask("POST", "/sessions/current/unlock", {"password": PASSWORD}, session)[0])
        self.assertEqual(200, self.ask("GET", "/me", token=session)[0])

    def status(self, path, headers):
        try:
            with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", headers=headers), timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code


@unittest.skipUnless(POSTGRES, "CLAIRIS_TEST_POSTGRES is not set")
class SessionsOnPostgres(Sessions):
    """The same on PostgreSQL, where the database keeps the time."""
    test_ceiling = None

    def psql(self, database, statement):
        parts = urllib.parse.urlsplit(POSTGRES)
        return subprocess.run(["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", parts.hostname, "-p", str(parts.port or 5432), "-U",
                               parts.username or "clairis", "-d", database, "-c", statement], capture_output=True, text=True, timeout=60, check=True).stdout

    def new_instance(self, name=None):
        configuration = super().new_instance(name)
        parts, self.database = urllib.parse.urlsplit(POSTGRES), f"clairis_sessions_{uuid.uuid4().hex[:12]}"
        maintenance = parts.path.lstrip("/") or "postgres"
        self.psql(maintenance, f"CREATE DATABASE {self.database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        self.addCleanup(self.psql, maintenance, f"DROP DATABASE {self.database} WITH (FORCE)")
        url = f"postgresql:host={parts.hostname} port={parts.port or 5432} dbname={self.database} user={parts.username or 'clairis'}"
        configuration.write_text(re.sub(r"(?m)^database\s*=.*$", f"database = {url}", configuration.read_text()))
        self.assertEqual(0, run("migrate", "--config", configuration).returncode)
        return configuration

    def column(self, configuration, statement):
        return int(self.psql(self.database, statement))


if __name__ == "__main__":
    unittest.main()
