# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Worklist servers to be measured side by side: Clairis itself, wlmscpfs, Orthanc with its plugin, and the floor. Each on a free loopback
port and in a folder of its own; ended by its process id."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "examples" / "demo"))

import processes  # noqa: E402

MEASURE = ROOT / "build" / "bin" / "worklist_measure"
WORKLIST_PLUGIN = "/usr/share/orthanc/plugins/libModalityWorklists.so"


def measure(*words):
    """What build/bin/worklist_measure prints as JSON."""
    done = subprocess.run([MEASURE, *map(str, words)], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout) if done.stdout else {}


def memory(pid, field):
    """In MB; 0 when the process has ended meanwhile."""
    try:
        found = re.search(field + r":\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(found.group(1)) / 1024 if found else 0


def children(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


class Server:
    """A program that listens on `port`. `called` is its AE title."""
    called = "CLAIRIS"

    def __init__(self, folder, port, command, **more):
        folder.mkdir(parents=True, exist_ok=True)
        self.port = port
        with open(folder.parent / f"{folder.name}.log", "ab") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdout=more.get("stdout", log), stderr=log, stdin=subprocess.PIPE,
                                            start_new_session=True)

    def __enter__(self):
        self.wait()
        return self

    def __exit__(self, *_):
        self.stop()

    def wait(self, seconds=60):
        """Until it accepts connections."""
        deadline = time.monotonic() + seconds
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not listen: {self.process.args}")
            time.sleep(0.05)

    def peak_memory(self):
        return memory(self.process.pid, "VmHWM")

    def stop(self):
        # A session of its own: wlmscpfs forks for each association, and an ended parent would leave them behind.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.stdin.close()
        self.process.wait(30)


class Floor(Server):
    name = "floor"

    def __init__(self, folder):
        super().__init__(folder, 0, [MEASURE, "floor"], stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())   # said once it listens

    def wait(self, seconds=60):
        pass

    def stop(self):
        super().stop()
        self.process.stdout.close()


class Wlmscpfs(Server):
    """DCMTK's worklist server: forks for each association, reads all files for each query."""
    name, called = "wlmscpfs", "WORKLIST"

    def __init__(self, folder, files):
        port, self.most = processes.free_ports(1)[0], 0
        folder.mkdir(parents=True)
        (files / "lockfile").touch()
        (folder / self.called).symlink_to(files, target_is_directory=True)
        super().__init__(folder, port, ["wlmscpfs", "-ll", "error", "-cs1", "-dfr", "-dfp", folder, port])

    def sample(self):
        """Of the parent and those it has forked now; called while they serve."""
        try:
            now = memory(self.process.pid, "VmHWM") + sum(memory(child, "VmHWM") for child in children(self.process.pid))
        except OSError:
            return
        self.most = max(self.most, now)

    def peak_memory(self):
        return max(self.most, super().peak_memory())


class Orthanc(Server):
    name, called = "orthanc", "ORTHANC"

    def __init__(self, folder, files):
        port, http = processes.free_ports(2)
        folder.mkdir(parents=True, exist_ok=True)
        configuration = {
            "Name": "bench", "StorageDirectory": str(folder / "storage"), "IndexDirectory": str(folder / "index"), "Plugins": [WORKLIST_PLUGIN],
            "HttpPort": http, "RemoteAccessAllowed": False, "DicomAet": self.called, "DicomPort": port, "DicomCheckCalledAet": False,
            "DicomAlwaysAllowFind": True, "DicomAlwaysAllowFindWorklist": True, "LimitFindResults": 0,
            "DicomModalities": {"console": {"AET": "CONSOLE", "Host": "127.0.0.1", "Port": 104}},
            "Worklists": {"Enable": True, "Database": str(files), "FilterIssuerAet": False, "LimitAnswers": 0}}
        (folder / "orthanc.json").write_text(json.dumps(configuration), encoding="utf-8")
        super().__init__(folder, port, ["Orthanc", folder / "orthanc.json"])


class Clairis(Server):
    """`clairis serve` on a SQLite database that holds the exams."""
    name = "clairis"

    def __init__(self, folder, exams, manner="spread", answer_limit=500):
        self.instance = processes.Clairis(folder)
        options = {"plugins.enabled": "worklist", "http.port": 0, "mllp.port": 0, "worklist.answer_limit": answer_limit}
        self.instance.initialise("Centre de radiologie Ambroise", "1750803447", "Europe/Paris", {})
        processes.write_options(self.instance.configuration, {**options, "dicom.port": self.instance.dicom_port})
        measure("fill", f"sqlite:{folder / 'clairis.db'}", exams, manner)
        super().__init__(folder, self.instance.dicom_port, [self.instance.program, "serve", "--config", self.instance.configuration])

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
