# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""examples/plugin is built as its reader would build it, outside the tree, and runs in the program."""
import json
import os
import pathlib
import sqlite3
import subprocess
import unittest

from running_clairis import BUILD, ROOT, InstanceTest, Serving, free_port, get, run


class SamplePlugin(InstanceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library = cls.folder / "hello" / "clairis_hello.so"
        for words in (["cmake", "-S", ROOT / "examples/plugin", "-B", cls.folder / "hello", "-G", "Ninja", f"-DCLAIRIS_SOURCE={ROOT}",
                       f"-DCLAIRIS_BUILD={BUILD}"], ["cmake", "--build", cls.folder / "hello"]):
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise AssertionError(done.stdout + done.stderr)

    def test_inspect(self):
        """the sample plugin, built outside the tree, passes the handshake and shows what it declares."""
        done = run("plugin", "inspect", self.library)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("hello 1.0.0", done.stdout)
        self.assertIn("hello.greeting (default Bonjour)", done.stdout)

    def with_plugin(self, enabled):
        """The configuration of an instance that finds the plugin, enabled or not, and has no listener."""
        configuration = self.new_instance()
        plugins = pathlib.Path(configuration.parent / "plugins")
        plugins.mkdir()
        os.symlink(self.library, plugins / "clairis_hello.so")
        text = "".join(line for line in configuration.read_text().splitlines(True) if not line.startswith(("plugins.", "dicom.", "mllp.", "http.")))
        configuration.write_text(f"{text}plugins.path = {plugins}\nplugins.enabled = {enabled}\n")
        return configuration

    def test_command(self):
        """a plugin's command is a command of the program: listed by --help, run on the instance's database without serving."""
        configuration = self.with_plugin("hello")
        self.assertIn("hello", run("--config", configuration, "--help").stdout)
        done = run("hello", "exams", "--config", configuration, "--set", "hello.greeting=Bonsoir")
        self.assertEqual((0, "Bonsoir, 0 exams\n", ""), (done.returncode, done.stdout, done.stderr))

    def test_command_of_a_plugin_that_is_not_enabled(self):
        """the command of a plugin that is found but not enabled is refused and says what to do."""
        done = run("hello", "exams", "--config", self.with_plugin(""))
        self.assertRefused(done, "plugin.not_enabled", "plugins.enabled")

    def test_command_on_an_old_schema(self):
        """a plugin's command does not touch a database of another schema."""
        configuration = self.with_plugin("hello")
        with sqlite3.connect(configuration.parent / "clairis.db") as database:
            database.execute("DELETE FROM schema_version WHERE version = (SELECT MAX(version) FROM schema_version WHERE component = 'core')")
        database.close()
        self.assertRefused(run("hello", "exams", "--config", configuration), "store.schema.older", "clairis migrate")

    def test_serves(self):
        """the sample plugin's route answers with its option and in the OpenAPI document, and its subscription is there."""
        configuration = self.with_plugin("hello")
        port = free_port()
        configuration.write_text(f'{configuration.read_text()}hello.greeting = Bon "jour\nhttp.port = {port}\n')
        serving = Serving(configuration)
        self.addCleanup(serving.kill)
        serving.wait_for("host.serving")
        status, body = get(port, "/api/v1/hello")
        self.assertEqual((200, {"greeting": 'Bon "jour, Clairis', "exams": 0}), (status, json.loads(body)))
        self.assertIn("/api/v1/hello", json.loads(get(port, "/api/v1/openapi.json")[1])["paths"])
        self.assertEqual(200, get(port, "/readyz")[0])
        self.assertEqual(0, serving.stop(seconds=20))


if __name__ == "__main__":
    unittest.main()
