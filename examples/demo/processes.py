# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The programs of a run: the stand-in for the DMP and Clairis itself, on free loopback ports, ended by their process id."""

import contextlib
import http.client
import json
import pathlib
import re
import shutil
import socket
import subprocess
import time

import rest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SANDBOX = ROOT / "examples" / "sandbox"
PROGRAM = ROOT / "build" / "bin" / "clairis"


def free_ports(count):
    """Ports nobody listens on now; all are held until the last one is found, so they differ."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def make_pki(folder, holders):
    """{structure: holder's name} → folder/<structure>/{auth,sign}.{crt,key}, ca.pem and the server's pair."""
    for structure, holder in holders.items():
        subprocess.run([SANDBOX / "pki.py", folder, structure, "--holder", holder], check=True)


class Sandbox:
    """The stand-in for the DMP. Remembers what it received over restarts in the same folder."""

    def __init__(self, out, pki, *arguments, workers=2):
        out.mkdir(parents=True, exist_ok=True)
        self.out = out
        with open(out / "sandbox.log", "wb") as log:
            self.process = subprocess.Popen([SANDBOX / "dmp.py", "--dir", out, "--pki", pki, "--workers", str(workers), *arguments],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise RuntimeError(f"the stand-in did not start: {(out / 'sandbox.log').read_text()[-2000:]}")
        self.ready = json.loads(line)
        self.url = self.ready["base_url"]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def admin(self, method, path, content=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.ready["admin_port"], timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, json.dumps(content) if content is not None else None)
            response = connection.getresponse()
            answer = json.loads(response.read())
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer

    def behave(self, action, **rule):
        return self.admin("POST", "/behave", {"action": action, **rule})["id"]

    def journal(self):
        return [json.loads(line) for line in (self.out / "dmp" / "journal.jsonl").read_text().splitlines()]


def dmp_options(sandbox, pki, structures):
    """What Clairis must know to feed the stand-in under the certificates of each structure."""
    options = {"dmp.url": sandbox.url, "dmp.ca_file": pki / "ca.pem", "dmp.lps.homologation": "SANDBOX", "dmp.lps.id": "DEMO"}
    for structure in structures:
        for use in ("auth", "sign"):
            options[f"dmp.structure.{structure}.{use}.cert"] = pki / structure / f"{use}.crt"
            options[f"dmp.structure.{structure}.{use}.key"] = pki / structure / f"{use}.key"
    return options


def write_options(file, options):
    """Sets `name = value` lines of a properties file: replaces the line of a known name, appends the others."""
    lines, wanted = file.read_text(encoding="utf-8").splitlines(), {name: str(value) for name, value in options.items()}
    for number, line in enumerate(lines):
        name = line.partition("=")[0].strip()
        if name in wanted and not line.lstrip().startswith("#"):
            lines[number] = f"{name} = {wanted.pop(name)}"
    lines += [f"{name} = {value}" for name, value in wanted.items()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Clairis:
    """One instance in a folder: made by `clairis init`, served by `clairis serve`."""

    def __init__(self, folder, program=PROGRAM, environment=None):
        self.folder, self.program, self.environment = pathlib.Path(folder), program, environment
        self.configuration = self.folder / "clairis.properties"
        self.log = self.folder.parent / f"{self.folder.name}.log"
        self.process = None
        self.http_port, self.mllp_port, self.dicom_port = free_ports(3)
        self.administrator_password = ""

    def run(self, *arguments, configured=True, **options):
        """A command of the program: its standard output. RuntimeError with what it said otherwise."""
        command = [self.program, *map(str, arguments)]
        if configured:
            command += ["--config", self.configuration]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)
        if done.returncode != 0:
            raise RuntimeError(f"clairis {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr[-2000:]}{done.stdout[-500:]}")
        return done.stdout

    def declared(self):
        """Names of all options this build knows."""
        said = self.run("config", "reference", configured=False)
        return set(re.findall(r"^\| `([^`]+)` \|", said, re.M))

    def initialise(self, site_name, structure, zone, options, database=None):
        shutil.rmtree(self.folder, ignore_errors=True)
        override = ["--set", f"database={database}"] if database else []
        said = self.run("init", self.folder, "--site-name", site_name, "--structure", structure, "--zone", zone, *override, configured=False)
        self.administrator_password = re.search(r"password: (\S+)", said).group(1)
        ports = {"http.port": self.http_port, "mllp.port": self.mllp_port, "dicom.port": self.dicom_port}
        write_options(self.configuration, {**({"database": database} if database else {}), **ports, **options})

    def start(self, wait=20):
        """Returns the seconds from starting the program to its first readyz 200."""
        started = time.perf_counter()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.program, "serve", "--config", self.configuration], stdout=log, stderr=subprocess.STDOUT,
                                            env=self.environment)
        while not self.ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"clairis serve ended with {self.process.returncode}: {self.tail()}")
            if time.perf_counter() - started > wait:
                raise RuntimeError(f"clairis serve is not ready after {wait} s: {self.tail()}")
            time.sleep(0.01)
        return time.perf_counter() - started

    def ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def tail(self):
        return self.log.read_text(errors="replace")[-3000:]

    def stop(self, wait=30):
        """SIGTERM, then the exit code; SIGKILL only when it does not end."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            code = self.process.wait(wait)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process = None
        return code

    def kill(self):
        """SIGKILL: no handler runs, nothing is flushed by the process."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def client(self, token="", **options):
        return rest.Rest(self.http_port, token, **options)

    def sign_in(self, login, password):
        with contextlib.closing(self.client()) as client:
            return client.post("/api/v1/sessions", {"login": login, "password": password})["token"]
