# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The built program as its users meet it: commands in a subprocess, and a serving instance in a folder of its own."""
import json
import os
import pathlib
import selectors
import signal
import socket
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("CLAIRIS_BUILD", ROOT / "build"))
PROGRAM = BUILD / "bin" / "clairis"
OFF = {"http.port": 0, "dicom.port": 0, "mllp.port": 0}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def assignments(options):
    return [word for name, value in options.items() for word in ("--set", f"{name}={value}")]


def run(*words, stdin="", limit=120):
    """One command to its end."""
    return subprocess.run([PROGRAM, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=limit, check=False)


class Serving:
    """`clairis serve`; its log lines are read until one says what is waited for."""

    def __init__(self, configuration, **options):
        words = [PROGRAM, "serve", "--config", configuration, *assignments({name.replace("__", "."): value for name, value in options.items()})]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = []
        self._pending = b""

    def wait_for(self, event, seconds=60):
        """The first line with this event; the lines before it are kept in `lines`."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                found = next((line for line in self.lines if line["event"] == event), None)
                if found:
                    return found
                if not selector.select(seconds):
                    raise AssertionError(f"no {event} within {seconds} s, only {self.lines}")
                read = os.read(self.process.stdout.fileno(), 65536)
                if not read:
                    raise AssertionError(f"ended before {event}: {self.lines} {self.process.stderr.read().decode()}")
                *whole, self._pending = (self._pending + read).split(b"\n")
                self.lines += [json.loads(line) for line in whole if line]

    def stop(self, seconds=60):
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.end(seconds)

    def end(self, seconds=60):
        """The exit code; output and errors are in `output` and `errors`."""
        output, errors = self.process.communicate(timeout=seconds)
        self.output = (self._pending + output).decode()
        self.errors = errors.decode()
        return self.process.returncode

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        if not self.process.stdout.closed:
            self.process.communicate()


def get(port, path):
    """Status and body."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()


class InstanceTest(unittest.TestCase):
    """A folder, in it an instance made by `clairis init`."""

    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory(prefix="clairis-app-")
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)

    def new_instance(self, name=None):
        """The configuration file of a fresh instance, whose listeners are off."""
        folder = self.folder / (name or self.id().rsplit(".", 1)[-1])
        done = run("init", folder)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.initialised = done.stdout
        return folder / "clairis.properties"

    def serve(self, configuration, **options):
        serving = Serving(configuration, **{**{name.replace(".", "__"): value for name, value in OFF.items()}, **options})
        self.addCleanup(serving.kill)
        return serving

    def assertRefused(self, done, *parts, code=1):
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
