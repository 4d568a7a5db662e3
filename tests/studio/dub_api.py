"""The API of one dub, kept in memory, for a browser that edits its lines."""

import copy
import json
import mimetypes
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "static"
ANY_ID = str(uuid.UUID(int=0))  # of the dub, in the page
POLICY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src *"


def line(n: int, text: str, start: float, end: float, speaker: str = "s1") -> dict[str, Any]:
    words = text.split()
    each = (end - start) / max(1, len(words))
    times = [
        [word, round(start + place * each, 3), round(start + (place + 0.9) * each, 3), True]
        for place, word in enumerate(words)
    ]
    return {
        "id": f"l{n}",
        "start": start,
        "end": end,
        "text": text,
        "speaker": speaker,
        "words": times,
    }


def speaker(name: str, title: str) -> dict[str, Any]:
    face = {"is_shown": True, "index": None, "position": None}
    return {"id": name, "name": title, "gender": "", "pitch": None, "face": face}


def target(language: str, translation: dict[str, str]) -> dict[str, Any]:
    return {
        "language": language,
        "revision": 1,
        "state": "succeeded",
        "progress": 1,
        "seconds_left": None,
        "error": None,
        "translation": translation,
        "edited": [],
        "outdated": [],
        "problems": {},
        "voices": {},
        "default_voices": {
            one: {"voice": "kokoro-nezumi-pt", "rate": 1.0, "pitch": 0.0} for one in ("s1", "s2")
        },
        "line_voices": {},
        "warnings": {},
        "video": None,
        "is_stale": True,
        "can_render": True,
    }


def project(n_lines: int = 4) -> dict[str, Any]:
    texts = [
        "The ground is never quite still.",
        "Deep below, rock presses upwards.",
        "Then the mountain opens.",
        "People have always lived here.",
    ]
    meant = ["O chão nunca está parado.", "A rocha sobe.", "A montanha abre-se.", "Sempre viveram."]
    lines = [line(n, texts[n % 4], 4.0 * n + 0.5, 4.0 * n + 3.0) for n in range(n_lines)]
    return {
        "id": str(uuid.uuid4()),
        "title": "Volcanoes",
        "updated_at": "2026-01-01T00:00:00Z",
        "state": "succeeded",
        "stage": "",
        "progress": 1,
        "seconds_left": None,
        "error": None,
        "duration": 4.0 * n_lines,
        "width": 640,
        "height": 360,
        "preview_url": None,
        "poster_url": None,
        "peaks_url": None,
        "source_language": "en",
        "revision": 1,
        "script": {
            "version": 1,
            "language": "en",
            "language_probability": 1,
            "duration": 4.0 * n_lines,
            "speakers": [speaker("s1", "Ines"), speaker("s2", "")],
            "lines": lines,
        },
        "glossary": [],
        "options": {"background": "duck", "lip_sync": True, "captions": None, "translator": ""},
        "targets": [target("pt", {f"l{n}": meant[n % 4] for n in range(n_lines)})],
    }


class DubApi:
    """Answers like the server; ``stored`` is what it has.

    Attributes:
        stored: the project.
        is_down: whether nobody takes changes.
        asked: method and path of every call.
        held: what is to be refused once, with what: path to (status, body).
    """

    def __init__(self, stored: dict[str, Any]) -> None:
        self.stored = stored
        self.is_down = False
        self.asked: list[tuple[str, str]] = []
        self.held: dict[str, tuple[int, dict[str, Any]]] = {}

    def answer(self, method: str, path: str, text: bytes) -> tuple[int, Any]:
        """Status and body of the answer to a call."""
        self.asked.append((method, path))
        if path == "/api/v1/glossary/":
            return 200, {"entries": []}
        part = path.removeprefix(f"/api/v1/dubs/{self.stored['id']}/").strip("/")
        if part in self.held:
            return self.held.pop(part)
        body = json.loads(text) if text else {}
        if method in ("GET", "PATCH"):
            self.stored |= {**body, "updated_at": "2026-01-02T00:00:00Z"} if body else {}
            return 200, copy.deepcopy(self.stored)
        return self._change(part, body)

    def _change(self, part: str, body: dict[str, Any]) -> tuple[int, Any]:
        if part == "script":
            return self._put(self.stored, body, {"script"})
        if part.endswith("/shorten"):
            return 200, {"text": "Mais curto."}
        if part.endswith("/translate"):
            for line_id in body["lines"]:
                self.write_elsewhere(line_id, "Traduzido de novo.")
            return 202, copy.deepcopy(self.target)
        return self._put(self.target, body, {"translation", "voices", "line_voices"})

    @property
    def target(self) -> dict[str, Any]:
        """The only language."""
        return self.stored["targets"][0]

    def _put(self, row: dict[str, Any], body: dict[str, Any], keys: set[str]) -> tuple[int, Any]:
        if body["revision"] != row["revision"]:
            return 409, {"code": "dub_changed", "detail": "", "fields": {}}
        row.update({key: body[key] for key in keys & body.keys()})
        row["revision"] += 1
        answer = {"revision": row["revision"], **{key: row[key] for key in keys}}
        return 200, copy.deepcopy({**answer, "language": "pt"} if row is self.target else answer)

    def write_elsewhere(self, line_id: str, text: str) -> None:
        """Another window changes a translation."""
        self.target["translation"][line_id] = text
        self.target["revision"] += 1


class DubSite(ThreadingHTTPServer):
    """Serves the page, the static files and the API of the dub that a test works on."""

    api: DubApi

    def __init__(self, page: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.page = page

    def handle_error(self, *args: object) -> None:
        """A browser that goes away in the middle is nobody's fault."""

    @property
    def address(self) -> str:
        """Of the editor's page."""
        return f"http://127.0.0.1:{self.server_port}/dub/"


class _Answers(BaseHTTPRequestHandler):
    server: DubSite
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        path = self.path.partition("?")[0]
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        api = self.server.api
        if path.startswith("/api/"):
            is_of_another_test = "/dubs/" in path and api.stored["id"] not in path
            if is_of_another_test or (api.is_down and self.command != "GET"):
                self.close_connection = True
                return
            status, body = api.answer(self.command, path, text)
            self._send(status, "application/json", json.dumps(body).encode())
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            self._send(200, kind, file.read_bytes(), "max-age=600")
        else:
            self._send(
                200,
                "text/html; charset=utf-8",
                self.server.page.replace(ANY_ID, api.stored["id"]).encode(),
            )

    do_GET = do_PUT = do_POST = do_PATCH = _answer  # noqa: N815  names of the standard library

    def _send(self, status: int, kind: str, body: bytes, cache: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""
