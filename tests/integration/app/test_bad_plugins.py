# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Plugins that are bad on purpose, in the real program: refused by file, or isolated while the host serves the rest."""
import json
import unittest

from running_clairis import BUILD, InstanceTest, free_port, get, run

UNLOADABLE = {"other_number": "SDK number: host 1, plugin 999", "other_sdk": "SDK headers: host", "other_compiler": "compiler major version: host",
              "other_sanitizer": "plugin memory", "other_libraries": "Poco version: host", "empty_handshake": "plugin nothing",
              "no_handshake": "does not export clairis_handshake", "no_class": "found 0", "two_classes": "found 2",
              "missing_symbol": "functionThatNobodyDefines", "throwing_constructor": "no room", "foreign_constructor": "an exception of an unknown type"}


class BadPlugins(InstanceTest):
    def with_plugins(self, *bad):
        """An instance and the folder with the shipped plugins and these bad ones."""
        configuration = self.new_instance()
        plugins = configuration.parent / "plugins"
        plugins.mkdir()
        shipped = [BUILD / "lib/plugins/clairis_reporting.so", BUILD / "lib/plugins/clairis_worklist.so"]
        for file in shipped + [BUILD / f"lib/bad_plugins/clairis_{name}.so" for name in bad]:
            (plugins / file.name).symlink_to(file)
        text = configuration.read_text()
        text = "".join(line for line in text.splitlines(True) if not line.startswith(("plugins.enabled", "mllp.")))
        configuration.write_text(f"{text}plugins.path = {plugins}\nplugins.enabled = {','.join(('reporting', *bad, 'worklist'))}\n")
        return configuration

    def serving_with(self, *bad, **options):
        self.port = free_port()
        options = {"http__port": self.port, **options}
        serving = self.serve(self.with_plugins(*bad), **options)
        serving.wait_for("host.serving")
        return serving

    def serve(self, configuration, **options):
        # The HL7 plugin is not in the folder: its options are unknown there.
        from running_clairis import Serving
        serving = Serving(configuration, **{"dicom__port": 0, **options})
        self.addCleanup(serving.kill)
        return serving

    def assertUnready(self, *parts):
        status, body = get(self.port, "/readyz")
        self.assertEqual(503, status)
        for part in parts:
            self.assertIn(part, json.loads(body)["detail"])
        self.assertEqual(200, get(self.port, "/healthz")[0])
        self.assertEqual(401, get(self.port, "/api/v1/patients")[0])

    def test_inspect(self):
        """plugin inspect of a file that cannot be loaded ends with 1 and names the file and what is wrong with it."""
        for name, why in UNLOADABLE.items():
            with self.subTest(name):
                file = BUILD / f"lib/bad_plugins/clairis_{name}.so"
                self.assertRefused(run("plugin", "inspect", file), str(file), why)
        for file, text in (("empty.so", b""), ("text.so", b"not a library"), ("half.so", (BUILD / "lib/plugins/clairis_worklist.so").read_bytes()[:5000])):
            (self.folder / file).write_bytes(text)
            self.assertRefused(run("plugin", "inspect", self.folder / file), "plugin.unreadable", file)
        self.assertRefused(run("plugin", "inspect", "/nonexistent.so"), "plugin.unreadable", "/nonexistent.so")

    def test_inspect_good(self):
        """plugin inspect shows name, version, threads and options without starting the plugin."""
        done = run("plugin", "inspect", BUILD / "lib/bad_plugins/clairis_hanging_start.so")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("hanging_start 1.0.0", done.stdout)
        done = run("plugin", "inspect", BUILD / "lib/plugins/clairis_worklist.so")
        self.assertIn("dicom.port (default 11112)", done.stdout)

    def test_list(self):
        """plugin list names every file that was refused and why, and ends with 1."""
        done = run("plugin", "list", "--set", f"plugins.path={BUILD}/lib/bad_plugins", "--set", "plugins.enabled=")
        self.assertEqual(1, done.returncode)
        for name, why in UNLOADABLE.items():
            self.assertRegex(done.stdout, rf"(?m)^\S+/clairis_{name}\.so\t-\trefused: ")
            self.assertIn(why, done.stdout)
        self.assertRegex(done.stdout, r"(?m)^hanging_start\t1\.0\.0\tnot enabled$")

    def test_enabled_but_refused(self):
        """an enabled plugin that cannot be loaded stops the start; one that is only in the folder does not."""
        configuration = self.with_plugins("other_sdk")
        for command in ("check", "serve"):
            self.assertRefused(run(command, "--config", configuration), "plugin.refused", "clairis_other_sdk.so", "rebuild it against this SDK")
        done = run("check", "--config", configuration, "--set", "plugins.enabled=reporting,worklist")
        self.assertEqual(0, done.returncode, done.stderr)

    def test_failing_starts(self):
        """a plugin whose start throws, whatever it throws, is failed by name and reason; the others serve and the end is orderly."""
        serving = self.serving_with("throwing_start", "foreign_start", "refusing_start")
        self.assertUnready("throwing_start failed: no licence found", "foreign_start failed: an exception of an unknown type",
                           "refusing_start failed: refusing.port: port 7 is taken")
        self.assertEqual(404, get(self.port, "/api/v1/never")[0])
        self.assertEqual({"reporting", "worklist"}, {line["plugin"] for line in serving.lines if line["event"] == "plugin.started"})
        self.assertEqual(0, serving.stop(seconds=20))

    def test_hanging_start(self):
        """a plugin whose start hangs is stuck in readyz, the host serves the rest, and SIGTERM still ends it in its time."""
        serving = self.serving_with("hanging_start", plugins__start_timeout="200ms")
        self.assertUnready("hanging_start stuck: start did not return within 200 ms; the host serves without it")
        self.assertEqual(404, get(self.port, "/api/v1/too-early")[0])
        self.assertEqual(0, serving.stop(seconds=20))

    def test_taken_service(self):
        """a plugin whose registration collides with the host's fails alone."""
        serving = self.serving_with("taken_service")
        self.assertUnready('taken_service failed: service.taken: the service "clinic/1" is provided already')
        self.assertEqual(0, serving.stop(seconds=20))

    def test_throwing_health(self):
        """a plugin that cannot say how it is makes readyz say so."""
        serving = self.serving_with("throwing_health")
        self.assertUnready("throwing_health: health() failed: lost my thermometer")
        self.assertEqual(0, serving.stop(seconds=20))

    def test_throwing_routes(self):
        """a route that throws answers a problem without the exception's words, a job that throws is logged, and the host goes on."""
        serving = self.serving_with("throwing_route")
        for name in ("standard", "foreign"):
            status, body = get(self.port, f"/api/v1/throwing/{name}")
            self.assertEqual(500, status, name)
            self.assertNotIn("the words of the exception", body)
            self.assertIn("code", json.loads(body))
        status, body = get(self.port, "/api/v1/throwing/refusal")
        self.assertLess(status, 600)
        self.assertGreaterEqual(status, 400)
        self.assertIn("throwing_route.no", body)
        self.assertEqual(200, get(self.port, "/api/v1/throwing/well")[0])
        self.assertEqual(200, get(self.port, "/readyz")[0])
        self.assertEqual("throwing_route.job", serving.wait_for("job.failed")["job"])
        self.assertEqual(0, serving.stop(seconds=20))

    def test_unknown_option_of_a_good_plugin(self):
        """an option that a good plugin does not declare stops the start with file, line, key and the nearest name."""
        configuration = self.with_plugins()
        configuration.write_text(configuration.read_text() + "dicom.ae_titel = X\n")
        self.assertRefused(run("check", "--config", configuration), "config.key.unknown", "clairis.properties:", 'did you mean "dicom.ae_title"?')


if __name__ == "__main__":
    unittest.main()
