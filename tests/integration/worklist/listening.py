# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A serving instance whose plugin is the worklist alone."""
import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))
from running_clairis import InstanceTest, free_port, get, run  # noqa: E402


class ListeningTest(InstanceTest):
    """`listen` starts a server and waits until its DICOM listeners are open."""

    def listen(self, configuration=None, **options):
        configuration = configuration or self.new_instance()
        if not options.get("dicom__port") and "dicom__tls_port" not in options:
            options["dicom__port"] = free_port()
        self.port = options.get("dicom__port", 0)
        self.tls_port = options.get("dicom__tls_port", 0)
        serving = self.serve(configuration, plugins__enabled="worklist", **options)
        if self.port:
            serving.wait_for("dicom.listening")
        if self.tls_port:
            serving.wait_for("dicom.tls.listening")
        serving.wait_for("host.serving")
        return serving

    def token(self, configuration):
        done = run("token", "create", "admin", "--name", "test", "--config", configuration, "--set", "plugins.enabled=worklist")
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.strip()


def tool(*words):
    """One of DCMTK's or OpenSSL's programs to its end: exit code and everything said."""
    done = subprocess.run([str(word) for word in words], input=b"", capture_output=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def rest(port, token, method, path, body=None, headers=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read().decode()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.loads(answer.read().decode())
