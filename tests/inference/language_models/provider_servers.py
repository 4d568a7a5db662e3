"""Local servers that speak the providers' real protocols, to be told how to answer."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """One answer of a server; ``hang`` seconds pass before it."""

    body: object
    status: int = 200
    headers: dict = field(default_factory=dict)
    hang: float = 0.0

    @property
    def content(self):
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class ProviderServer(ThreadingHTTPServer):
    """Gives the replies one after another, the last one for ever; keeps what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = []
        self.requests = []
        self.hung_up = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_reply(self):
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append((self.path, dict(self.headers.items()), json.loads(sent)))
        reply = self.server.next_reply()
        if reply.hang:
            self.server.hung_up.wait(reply.hang)
            self.close_connection = True
            return
        self.send_response(reply.status)
        headers = {"content-type": "application/json", **reply.headers}
        for name, value in (headers | {"content-length": str(len(reply.content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)

    def log_message(self, *_):
        pass


@contextmanager
def provider_server():
    server = ProviderServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.hung_up.set()
        server.shutdown()
        server.server_close()
        thread.join()
        time.sleep(0)


def chat_answer(text, *, finish_reason="stop", refusal=None):
    """What OpenAI's and Groq's servers send."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny",
        "choices": [choice],
        "usage": usage,
    }


def chat_error(message, *, code=None, kind="invalid_request_error"):
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def gemini_answer(text, *, finish_reason="STOP"):
    """What Google's server sends."""
    content = {"parts": [{"text": text}], "role": "model"} if text is not None else {}
    return {
        "candidates": [{"content": content, "finishReason": finish_reason, "index": 0}],
        "usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 18},
        "modelVersion": "tiny",
    }


def gemini_blocked(reason):
    return {"promptFeedback": {"blockReason": reason}, "usageMetadata": {"promptTokenCount": 9}}


def gemini_error(code, status, details=()):
    message = f"{status} while using key secret-key"
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return {"error": error}
