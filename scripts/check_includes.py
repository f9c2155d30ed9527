#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The include rule of the architecture: each folder may include only the folders named here, and itself."""
import pathlib
import re
import subprocess
import sys

STORE = {"core/domain", "core/time", "core/plugin", "core/store"}
SECURITY_AND_ABOVE = STORE | {"core/security"}
MAY_INCLUDE = {
    "core/domain": set(),
    "core/time": {"core/domain"},
    "core/plugin": {"core/domain", "core/time"},
    "core/store": STORE,
    "core/security": STORE,
    "core/audit": SECURITY_AND_ABOVE,
    "core/events": SECURITY_AND_ABOVE | {"core/audit"},
    "core/delivery": SECURITY_AND_ABOVE | {"core/audit", "core/events"},
    "core/work": SECURITY_AND_ABOVE | {"core/audit", "core/events", "core/delivery"},
    "core/http": SECURITY_AND_ABOVE | {"core/audit", "core/events", "core/delivery", "core/work"},
    "core/app": {"core/"},
    "dicom": {"core/domain", "core/time"},
    "reports": {"core/domain", "core/time"},
    "core/webservice": {"core/domain", "core/time"},
}
PLUGIN_MAY = {"core/domain", "core/time", "core/plugin", "core/webservice", "dicom", "reports"}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
ROOTS = ("core/", "dicom/", "reports/", "plugins/", "tests/")


def folder_of(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("core", "plugins") else parts[0]


def allowed(source: str, target: str) -> bool:
    own, wanted = folder_of(source), folder_of(target)
    if own == wanted:
        return True
    rule = PLUGIN_MAY if own.startswith("plugins/") else MAY_INCLUDE[own]
    return any(wanted == entry or (entry.endswith("/") and wanted.startswith(entry)) for entry in rule)


def main() -> int:
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.h", "*.cpp"], capture_output=True, text=True, check=True).stdout.split()
    checked, findings = 0, []
    for name in files:
        if not name.startswith(("core/", "dicom/", "reports/", "plugins/")) or not pathlib.Path(name).exists():
            continue
        checked += 1
        for number, line in enumerate(pathlib.Path(name).read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match and match.group(1).startswith(ROOTS) and not allowed(name, match.group(1)):
                findings.append(f"{name}:{number}: {folder_of(name)} may not include {match.group(1)}")
    for finding in findings:
        print(finding)
    print(f"include rule: {checked} files, {len(findings)} findings")
    return 1 if findings or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
