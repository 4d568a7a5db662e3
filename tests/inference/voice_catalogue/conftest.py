"""A server with the layout of the official one, holding the voice that comes with the product."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import onnx
import pytest

from inference import checkpoints
from inference.voice_catalogue.catalogue import CatalogueVoice, PublishedFile

CARD = b"# Model card\n\n* License: CC0\n"


class VoiceServer(ThreadingHTTPServer):
    """Serves files from memory, with ranges; may break off or fail.

    Attributes:
        files: content by path.
        failures: status to answer with instead, one for each of the next requests.
        break_after: bytes after which the next answer ends early; 0 for never.
        stall: set while answers wait after their first bytes.
        seen: path and range of every request.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = {}
        self.failures = []
        self.break_after = 0
        self.seen = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/rhasspy/piper-voices/resolve/main"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        path = self.path.removeprefix("/rhasspy/piper-voices/resolve/main/")
        asked = self.headers.get("Range", "")
        server.seen.append((path, asked))
        content = server.files.get(path)
        if server.failures or content is None:
            self.send_error(server.failures.pop(0) if server.failures else 404)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:]
        if server.break_after and len(body) > server.break_after:
            body, server.break_after = body[: server.break_after], 0
            self.close_connection = True
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("AVATAR_VOICES_DIR", str(tmp_path / "voices"))
    monkeypatch.setattr("inference.voice_catalogue.downloads.PAUSE", 0.01)
    with VoiceServer() as running:
        monkeypatch.setenv("AVATAR_VOICES_BASE_URL", running.url)
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def joe() -> dict[str, bytes]:
    """The files of the voice that comes with the product, as they were published."""
    store = checkpoints.default_store()
    pieces = store.spec("piper-joe").pieces
    model = b"".join(Path(piece).read_bytes() for piece in pieces if piece)
    return {".onnx": model, ".onnx.json": checkpoints.locate("piper-joe-config").read_bytes()}


@pytest.fixture(scope="session")
def tiny(joe) -> dict[str, bytes]:
    """A network that does nothing, but names the lengths of its phonemes; half a megabyte."""
    padding = onnx.numpy_helper.from_array(np.zeros(1 << 17, np.float32), "padding")
    x, y = (
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [None]) for name in "xy"
    )
    lengths = onnx.helper.make_node("Ceil", ["x"], ["w_ceil"])
    sound = onnx.helper.make_node("Identity", ["w_ceil"], ["y"])
    graph = onnx.helper.make_graph([lengths, sound], "tiny", [x], [y], [padding])
    opset = onnx.helper.make_opsetid("", 17)
    model = onnx.helper.make_model(graph, ir_version=8, opset_imports=[opset])
    return joe | {".onnx": model.SerializeToString()}


def offer(server, joe, key="en_US-bryce-medium", speakers=None) -> CatalogueVoice:
    """A voice on the server."""
    code, name, quality = key.split("-")
    folder = f"{code.partition('_')[0]}/{code}/{name}/{quality}"
    contents = {
        "model": (f"{folder}/{key}.onnx", joe[".onnx"]),
        "config": (f"{folder}/{key}.onnx.json", joe[".onnx.json"]),
        "card": (f"{folder}/MODEL_CARD", CARD),
    }
    server.files |= dict(contents.values())
    files = {
        part: PublishedFile(path, len(content), hashlib.md5(content).hexdigest())  # noqa: S324
        for part, (path, content) in contents.items()
    }
    speakers = speakers or {}
    return CatalogueVoice(
        key=key,
        language=code.replace("_", "-"),
        language_name="English (United States)",
        gender="male",
        n_speakers=max(1, len(speakers)),
        speakers=speakers,
        **files,
    )
