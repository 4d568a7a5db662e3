"""Tests for ``tools.audit_dependencies``, against a server that answers as OSV does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tools import audit_dependencies

LOCK = "django==5.2.19 \\\n    --hash=sha256:{hash}\n"
KNOWN = {
    "vulns": [
        {
            "id": "PYSEC-2030-1",
            "details": "A hole.",
            "affected": [
                {
                    "package": {"name": "django", "ecosystem": "PyPI"},
                    "ranges": [
                        {
                            "type": "ECOSYSTEM",
                            "events": [{"introduced": "0"}, {"fixed": "5.2.20"}],
                        }
                    ],
                    "versions": ["5.2.19"],
                }
            ],
        }
    ]
}


@pytest.fixture
def lock(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(LOCK.format(hash="0" * 64))
    return file


@pytest.fixture
def osv(monkeypatch):
    """Starts a server that knows what it is given, and has the audit ask it."""
    servers = []

    def start(answer):
        class Answers(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                content = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("AUDIT_OSV_URL", f"http://127.0.0.1:{server.server_port}/v1/query")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_known_vulnerability_is_told_with_the_version_that_mends_it(osv, lock):
    osv(KNOWN)

    found = audit_dependencies.vulnerabilities(lock)

    assert found == ["django 5.2.19: PYSEC-2030-1, mended in 5.2.20"]


def test_nothing_known_is_nothing_told(osv, lock):
    osv({})

    assert audit_dependencies.vulnerabilities(lock) == []


def test_without_a_network_nothing_is_said_to_be_known(monkeypatch, lock):
    monkeypatch.setenv("AUDIT_OSV_URL", "http://127.0.0.1:9/v1/query")

    assert audit_dependencies.vulnerabilities(lock) is None
