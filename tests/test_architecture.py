"""Tests for what each process loads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
ENGINES = ("cv2", "mediapipe", "onnx", "onnxruntime", "piper", "torch")
WEB = ("accounts", "avatarsite", "channels", "django", "dramatiq", "media_jobs", "studio")


def modules_after(statement: str, data_dir: Path) -> set[str]:
    """Top-level names of the modules that a fresh interpreter holds after a statement."""
    program = (
        f"import sys; {statement}; print(*sorted(name.partition('.')[0] for name in sys.modules))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env=os.environ
        | {"AVATAR_DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "avatarsite.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return set(finished.stdout.split())


def test_the_web_process_loads_no_engine(tmp_path):
    # the first page makes Django import every view, and the admin every model
    statement = "import avatarsite.asgi, django.urls; django.urls.get_resolver().check()"

    loaded = modules_after(statement, tmp_path)

    assert "media_jobs" in loaded
    assert loaded.isdisjoint((*ENGINES, "av", "scipy"))


@pytest.mark.parametrize("module", ["inference.cli", "inference.registry", "inference.voices"])
def test_importing_inference_loads_no_engine(module, tmp_path):
    assert modules_after(f"import {module}", tmp_path).isdisjoint(ENGINES)


def test_the_render_process_knows_nothing_of_the_web(tmp_path):
    loaded = modules_after("import inference.render_server, inference.pipelines", tmp_path)

    assert "inference" in loaded
    assert loaded.isdisjoint(WEB)


def test_the_command_line_knows_nothing_of_the_web(tmp_path):
    assert modules_after("import inference.cli", tmp_path).isdisjoint(WEB)
