"""``python -m tools.audit_dependencies``: known vulnerabilities of everything that is locked.

Asks the database of the Open Source Vulnerabilities project through pip-audit. Where it cannot be
reached, that is said and nothing fails, unless ``--strict`` asks for it.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

REPOSITORY: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ("requirements.txt", "requirements-dev.txt")
TIMEOUT: Final = 10  # seconds without an answer
PATIENCE: Final = 300  # seconds for one lock
# Vulnerabilities that do not concern us: id and why. Look at them anew with every release.
ACCEPTED: Final[dict[str, str]] = {}


def main() -> int:
    """Tell what is known; 1 if something is, or if nobody answers and ``--strict`` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="fail if the database is away")
    arguments = parser.parse_args()
    result = 0
    for lock in LOCKS:
        found = vulnerabilities(REPOSITORY / lock)
        if found is None:
            print(f"{lock}: the database of vulnerabilities cannot be reached; not checked")
            result |= int(arguments.strict)
        for line in found or []:
            print(f"{lock}: {line}")
        if found is not None:
            print(f"{lock}: {len(found) or 'no'} known vulnerabilities")
        result |= bool(found)
    return result


def vulnerabilities(lock: Path) -> list[str] | None:
    """One line for each that is known of a lock's packages; ``None`` if nobody answers."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes",
        "--disable-pip", "--vulnerability-service", "osv", "--format", "json",
        "--progress-spinner", "off", "--timeout", str(TIMEOUT),
    ]  # fmt: skip
    if address := os.environ.get("AUDIT_OSV_URL"):
        command += ["--osv-url", address]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return [
        f"{package['name']} {package['version']}: {known['id']}, mended in "
        f"{', '.join(known['fix_versions']) or 'no version yet'}"
        for package in told["dependencies"]
        for known in package.get("vulns", [])
        if known["id"] not in ACCEPTED
    ]


if __name__ == "__main__":
    sys.exit(main())
