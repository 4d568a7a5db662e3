"""A SecantusDB in a process of its own."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent / "secantus_server.py"
PATIENCE = 10  # seconds until it is ended, when it does not end by itself


class SecantusServer:
    """Runs until ``stop``, at most as long as this process."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise RuntimeError("SecantusDB did not start; its message stands above")

    def url(self, name):
        """Address of one of its databases."""
        return f"{self.address.rstrip('/')}/{name}"

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
