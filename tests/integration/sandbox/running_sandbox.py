# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""One stand-in for all test modules of this folder: making its PKI is what takes time."""

import atexit
import functools
import json
import pathlib
import tempfile
import unittest

from dmp_client import STRUCTURE, Channel, Sandbox, Submission, make_pki
from signed_parts import Pair

OTHER_STRUCTURE = "1750000001"
RPPS_RANG = "499700366240007"  # the practice of one physician in an SCM
CARD = "899700366240"
ESTABLISHMENT = "1750000019"  # an EG for which the certificate of STRUCTURE may speak


@functools.lru_cache
def pki():
    directory = tempfile.TemporaryDirectory()
    atexit.register(directory.cleanup)
    path = pathlib.Path(directory.name)
    make_pki(path / "pki", STRUCTURE, OTHER_STRUCTURE, RPPS_RANG, "--wrong", "--card", CARD)
    (path / "establishments.json").write_text(json.dumps({STRUCTURE: [ESTABLISHMENT]}))
    return path / "pki"


@functools.lru_cache
def sandbox():
    running = start(pki().parent / "out")
    atexit.register(running.stop)
    return running


def start(out, *arguments):
    return Sandbox(out, pki(), "--establishments", pki().parent / "establishments.json", *arguments)


@functools.lru_cache
def pair(kind, structure=STRUCTURE):
    """kind: auth, sign, expired/sign, other-ca/auth ..."""
    return Pair(pki() / structure / kind)


class SandboxTest(unittest.TestCase):
    def setUp(self):
        self.sandbox = sandbox()
        self.sandbox.admin("POST", "/reset", {})
        self.sign = pair("sign")
        self.channel = self.open_channel()

    def open_channel(self, kind="auth", structure=STRUCTURE):
        channel = Channel(self.sandbox, pair(kind, structure))
        self.addCleanup(channel.close)
        return channel

    def behave(self, action, **rule):
        return self.sandbox.admin("POST", "/behave", {"action": action, **rule})["id"]

    def submission(self, **values):
        return Submission(self.sign, **values)

    def accept(self, submission):
        answer = submission.send(self.channel)
        self.assertTrue(answer.succeeded, answer.data.decode())
        return answer

    def refuse(self, submission, error, text=""):
        answer = submission.send(self.channel)
        self.assertEqual(answer.status, 200, answer.data.decode())
        self.assertIn(error, answer.errors, answer.data.decode())
        self.assertIn(text, answer.contexts)
        self.assertEqual(self.sandbox.admin("GET", "/stats")["accepted"].count(submission.unique_id), 0)

    def refuse_by_fault(self, submission, code, text=""):
        answer = submission.send(self.channel)
        self.assertEqual((answer.status, answer.fault), (500, code), answer.data.decode())
        self.assertIn(text, answer.reason)
