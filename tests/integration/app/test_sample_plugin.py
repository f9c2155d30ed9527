# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""examples/plugin is built as its reader would build it, outside the tree, and runs in the program."""
import json
import os
import pathlib
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

    def test_serves(self):
        """the sample plugin's route answers with its option and in the OpenAPI document, and its subscription is there."""
        configuration = self.new_instance()
        plugins = pathlib.Path(configuration.parent / "plugins")
        plugins.mkdir()
        os.symlink(self.library, plugins / "clairis_hello.so")
        text = "".join(line for line in configuration.read_text().splitlines(True) if not line.startswith(("plugins.", "dicom.", "mllp.", "http.")))
        port = free_port()
        configuration.write_text(f'{text}plugins.path = {plugins}\nplugins.enabled = hello\nhello.greeting = Bon "jour\nhttp.port = {port}\n')
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
