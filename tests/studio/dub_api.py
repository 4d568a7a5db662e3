"""The API of one dub, kept in memory, for a browser that edits its lines."""

import copy
import json
import mimetypes
import re
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "static"
SITE = "http://editor.test"
_DUB = re.compile(r"/api/v1/dubs/[^/]+/(.*)$")


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
        "id": "7e21ce12-4891-4be0-894f-e1ba630577c2",
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
        is_down: whether nobody answers.
        asked: method and path of every call.
        held: what is to be refused, with what: path to (status, body).
    """

    def __init__(self, page: str, stored: dict[str, Any]) -> None:
        self._page = page
        self.stored = stored
        self.is_down = False
        self.asked: list[tuple[str, str]] = []
        self.held: dict[str, tuple[int, dict[str, Any]]] = {}

    def answer(self, route) -> None:
        """Answer a request of the browser."""
        request = route.request
        path = request.url.removeprefix(SITE).partition("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file)[0]
            route.fulfill(path=file, content_type=kind)
        elif not path.startswith("/api/"):
            route.fulfill(body=self._page, content_type="text/html")
        elif self.is_down:
            route.abort()
        else:
            self.asked.append((request.method, path))
            status, body = self._api(request.method, path, request.post_data)
            route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def _api(self, method: str, path: str, text: str | None) -> tuple[int, Any]:
        if path == "/api/v1/glossary/":
            return 200, {"entries": []}
        part = _DUB.match(path)[1].strip("/")
        if part in self.held:
            return self.held.pop(part)
        body = json.loads(text) if text else {}
        if method == "GET":
            return 200, copy.deepcopy(self.stored)
        if method == "PATCH":
            self.stored.update(body, updated_at="2026-01-02T00:00:00Z")
            return 200, copy.deepcopy(self.stored)
        if part == "script":
            return self._put(self.stored, body, {"script"})
        if part.endswith("/shorten"):
            return 200, {"text": "Mais curto."}
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
