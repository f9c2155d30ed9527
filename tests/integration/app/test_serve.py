# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A serving instance: ready, stopped by SIGTERM, in its place beside another one."""
import json
import os
import pathlib
import signal
import socket
import sqlite3
import tempfile
import unittest
import urllib.error

from running_clairis import InstanceTest, free_port, get


def listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Serve(InstanceTest):
    def test_ready_and_stopped(self):
        """serve answers readyz with 200 on all its listeners, and SIGTERM ends it with 0 within its shutdown time."""
        ports = {name: free_port() for name in ("http__port", "dicom__port", "mllp__port")}
        serving = self.serve(self.new_instance(), **ports)
        serving.wait_for("host.serving")
        status, body = get(ports["http__port"], "/readyz")
        self.assertEqual((200, True), (status, json.loads(body)["ok"]))
        self.assertEqual(200, get(ports["http__port"], "/healthz")[0])
        self.assertIn("clairis_", get(ports["http__port"], "/metrics")[1])
        self.assertEqual(404, get(ports["http__port"], "/api/v1/nothing")[0])
        for name, port in ports.items():
            self.assertTrue(listening(port), name)
        self.assertEqual(0, serving.stop(seconds=20))   # the default of shutdown.timeout
        self.assertEqual("", serving.errors)
        self.assertIn("host.stopped", serving.output)
        for name, port in ports.items():
            self.assertFalse(listening(port), name)

    def test_interrupted(self):
        """SIGINT ends it like SIGTERM, also while a client keeps a connection open."""
        port = free_port()
        serving = self.serve(self.new_instance(), http__port=port)
        serving.wait_for("host.serving")
        with socket.create_connection(("127.0.0.1", port)) as idle:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /half HTT")
            self.assertIn(b"200", idle.recv(4096))
            serving.process.send_signal(signal.SIGINT)
            self.assertEqual(0, serving.end(seconds=20))

    def test_ports_off(self):
        """a port of 0 switches its listener off: an instance with all of them off opens none."""
        serving = self.serve(self.new_instance())
        serving.wait_for("host.serving")
        sockets = {os.readlink(entry)[8:-1] for entry in pathlib.Path(f"/proc/{serving.process.pid}/fd").iterdir() if os.readlink(entry).startswith("socket:[")}
        listeners = [line.split() for file in ("tcp", "tcp6") for line in pathlib.Path(f"/proc/{serving.process.pid}/net/{file}").read_text().splitlines()[1:]]
        self.assertEqual([], [line[1] for line in listeners if line[3] == "0A" and line[9] in sockets])
        self.assertEqual(0, serving.stop(seconds=20))

    def test_taken_port(self):
        """a second serve on a taken HTTP port is refused with address and port, and the first one goes on."""
        port = free_port()
        self.serve(self.new_instance("first"), http__port=port).wait_for("host.serving")
        second = self.serve(self.new_instance("second"), http__port=port)
        self.assertEqual(1, second.end())
        self.assertIn("http.listener.bind", second.errors)
        self.assertIn(f"127.0.0.1:{port}", second.errors)
        self.assertEqual(200, get(port, "/readyz")[0])

    def test_taken_dicom_port(self):
        """a taken DICOM or MLLP port leaves that plugin failed by name in readyz, and the host serving the rest."""
        for option, plugin in (("dicom__port", "worklist"), ("mllp__port", "hl7")):
            with self.subTest(plugin), socket.socket() as taken:
                taken.bind(("127.0.0.1", 0))
                taken.listen()
                port = free_port()
                serving = self.serve(self.new_instance(plugin), http__port=port, **{option: taken.getsockname()[1]})
                serving.wait_for("host.serving")
                status, body = get(port, "/readyz")
                self.assertEqual(503, status)
                self.assertIn(f"{plugin} failed", json.loads(body)["detail"])
                self.assertIn(str(taken.getsockname()[1]), json.loads(body)["detail"])
                self.assertEqual(200, get(port, "/healthz")[0])
                self.assertEqual(0, serving.stop(seconds=20))

    def test_environments_mixed(self):
        """[SR-07] a test instance that names a real national service, or a receiver of the real hospital, does not start at all."""
        for option, value in (("identity__insi__url__mtls", "https://services-ps-tlsm.ameli.fr/lps"), ("dmp__url", "https://lps2.dmp.gouv.fr/"),
                              ("hl7__destination__HIS__environment", "production")):
            with self.subTest(option):
                port = free_port()
                serving = self.serve(self.new_instance(option), http__port=port, plugins__enabled="reporting,identity,hl7,dmp", **{option: value})
                self.assertEqual(1, serving.end())
                self.assertIn("environment.mixed", serving.errors)
                self.assertFalse(listening(port))

    def test_plain_elsewhere(self):
        """a plain listener elsewhere than on loopback is refused unless a proxy is declared."""
        serving = self.serve(self.new_instance(), http__port=free_port(), http__bind="0.0.0.0")
        self.assertEqual(1, serving.end())
        self.assertIn("http.listener.plain", serving.errors)

    def test_empty_database(self):
        """serve brings the schema to an empty database by itself, but not to one that is older."""
        configuration = self.new_instance()
        serving = self.serve(configuration, database=f"sqlite:{self.folder}/empty.db")
        serving.wait_for("host.serving")
        self.assertEqual(0, serving.stop())
        with sqlite3.connect(configuration.parent / "clairis.db") as database:
            database.execute("DELETE FROM schema_version WHERE component = 'hl7' AND version = (SELECT MAX(version) FROM schema_version WHERE component = 'hl7')")
        database.close()
        serving = self.serve(configuration)
        self.assertEqual(1, serving.end())
        self.assertIn("store.schema.", serving.errors)

    def test_service_manager(self):
        """a service manager hears READY when requests are answered, and STOPPING before the end."""
        configuration = self.new_instance()
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(folder + "/notify")
            manager.settimeout(60)
            os.environ["NOTIFY_SOCKET"] = folder + "/notify"
            self.addCleanup(os.environ.pop, "NOTIFY_SOCKET", None)
            port = free_port()
            serving = self.serve(configuration, http__port=port)
            self.assertEqual(b"READY=1", manager.recv(100))
            self.assertEqual(200, get(port, "/readyz")[0])
            self.assertEqual(0, serving.stop(seconds=20))
            self.assertEqual(b"STOPPING=1", manager.recv(100))

    def test_log(self):
        """every line of standard output is one JSON object with time, level and event."""
        serving = self.serve(self.new_instance())
        serving.wait_for("host.serving")
        self.assertEqual(0, serving.stop())
        for entry in serving.lines + [json.loads(line) for line in serving.output.splitlines()]:
            self.assertLessEqual({"time", "level", "event"}, entry.keys())

    def test_gone_after_stop(self):
        """after the end nobody answers."""
        port = free_port()
        serving = self.serve(self.new_instance(), http__port=port)
        serving.wait_for("host.serving")
        self.assertEqual(0, serving.stop())
        with self.assertRaises(urllib.error.URLError):
            get(port, "/healthz")


if __name__ == "__main__":
    unittest.main()
