"""How models are opened with onnxruntime: one place for threads, memory and silence."""

import json
import os
from pathlib import Path
from typing import Any, Final

import onnxruntime

MAX_THREADS: Final = 4  # these networks gain nothing from more
ERRORS_ONLY: Final = 3


def session_of(path: Path) -> onnxruntime.InferenceSession:
    """A session on the CPU, planned for inputs of changing length.

    Waiting threads sleep rather than spin, so that the web process gets its share of two cores.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(MAX_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds an object."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
