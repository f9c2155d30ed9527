# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""One stand-in for INSi for all test modules of this folder, and what they ask of it."""

import atexit
import functools
import unittest

from dmp_client import STRUCTURE
from insi_client import Channel, Insi, search
from running_sandbox import pair, pki

ADRUN = ("ADRUN", ["ZOE"], "F", "1975-12-31")
NESSI = ("NESSI", ["MICHELANGELO", "ANTHONY"], "M", "2010-08-07")
ECETINSI = ("ECETINSI", ["PIERRE-ALAIN"], "M", "2009-07-14")


def start(name, *arguments):
    running = Insi(pki().parent / name, pki(), *arguments)
    atexit.register(running.stop)
    return running


@functools.lru_cache
def insi():
    return start("insi-out")


class InsiTest(unittest.TestCase):
    def setUp(self):
        self.insi = insi()
        self.insi.admin("POST", "/reset", {})
        self.channel = self.open_channel()

    def open_channel(self, kind="insi-manu", structure=STRUCTURE, **options):
        channel = Channel(self.insi, pair(kind, structure) if kind else None, **options)
        self.addCleanup(channel.close)
        return channel

    def behave(self, action, **rule):
        return self.insi.admin("POST", "/behave", {"action": action, **rule})

    def found(self, *person):
        answer = self.channel.call(search(*person))
        self.assertEqual(answer.code, "00", answer.data.decode())
        return answer

    def refuse(self, call, code):
        answer = self.channel.call(call)
        self.assertEqual((answer.status, answer.error), (500, code), answer.data.decode())
        return answer
