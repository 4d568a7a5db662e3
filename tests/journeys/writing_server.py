"""A service that writes scripts, as an OpenAI-compatible server on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

MODEL: Final = "story-writer"
HOOK: Final = "Did you know that bees dance?"
REWRITTEN: Final = "Bees talk with their feet."
ENDING: Final = "Plant something for them today."
SENTENCES: Final = (
    "A bee that found flowers comes home and dances in the dark hive.",
    "The dance tells the others how far to fly, and where the sun must stand.",
    "Its sisters feel every step, and they remember it well.",
    "So a garden full of flowers is known to thousands within an hour.",
)
TITLE: Final = "The dance of the bees"
DESCRIPTION: Final = "How bees tell each other where the flowers are."
HASHTAGS: Final = ("bees", "nature", "garden")


class WritingServer:
    """Answers chat completions with scripts about bees of the length that is asked for."""

    def __init__(self) -> None:
        self.refusals: list[tuple[int, dict[str, str]]] = []  # status and headers, used up first
        self.requests: list[dict[str, Any]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """What ``AVATAR_OPENAI_BASE_URL`` is set to."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, request: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Status, headers and body for one request."""
        self.requests.append(request)
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return status, headers, {"error": {"message": "not now", "type": "error"}}
        asked = json.loads(request["messages"][-1]["content"].split("\n\nThe last answer")[0])
        content = json.dumps(_script(asked))
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        completion = {"id": "c1", "object": "chat.completion", "created": 1, "model": MODEL}
        return 200, {}, {**completion, "choices": [choice]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                request = json.loads(self.rfile.read(length))
                status, headers, body = server.answer(request)
                data = json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_) -> None:
                """Nothing: the test says what went wrong."""

        return Handler


def _script(asked: dict[str, Any]) -> dict[str, Any]:
    wanted = asked["wanted"]
    is_rewrite = "script" in asked
    length = asked.get("length", {})
    letters = length.get("characters_of_hook_body_and_call_to_action_together", 300)
    everything = {
        "hook": REWRITTEN if is_rewrite else HOOK,
        "body": _body(length.get("characters_of_body", letters - len(HOOK) - len(ENDING))),
        "call_to_action": ENDING,
        "title": TITLE,
        "description": DESCRIPTION,
        "hashtags": list(HASHTAGS),
    }
    return {part: everything[part] for part in wanted}


def _body(letters: int) -> str:
    sentences: list[str] = []
    while sum(map(len, sentences)) + len(sentences) < letters - len(SENTENCES[0]) / 2:
        sentences.append(SENTENCES[len(sentences) % len(SENTENCES)])
    return " ".join(sentences)
