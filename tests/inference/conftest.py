"""Real parts, loaded once: the face finder, a presenter, a photograph made from her."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from inference.facetracking.portrait import analyse_portrait
from inference.media import VideoFormat
from inference.pictures import read_picture
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, TalkSpec, TextSpeech
from inference.progress import SilentProgress
from inference.registry import Registry

PRESENTERS = Path(__file__).parents[2] / "studio" / "presenters"


@pytest.fixture(scope="session")
def registry():
    onnxruntime.set_seed(1)  # Piper draws its prosody at random; let every run draw the same
    parts = Registry()
    yield parts
    parts.close()


@pytest.fixture(scope="session")
def presenter_path() -> Path:
    return PRESENTERS / "anna.webp"


@pytest.fixture(scope="session")
def presenter(presenter_path, registry):
    """A presenter's picture (RGBA) and analysis."""
    analysis = analyse_portrait(presenter_path, registry.face_finder())
    return read_picture(presenter_path), analysis


@pytest.fixture(scope="session")
def photograph_path(presenter_path, tmp_path_factory) -> Path:
    """An opaque picture of a face before a busy background."""
    figure = Image.open(presenter_path).convert("RGBA").resize((600, 600))
    noise = np.random.default_rng(1).integers(0, 255, (30, 30, 3), dtype=np.uint8)
    scene = Image.fromarray(noise).resize((600, 600), Image.Resampling.BICUBIC)
    scene.paste(figure, (0, 0), figure)
    path = tmp_path_factory.mktemp("photograph") / "photo.jpg"
    scene.save(path, quality=95)
    return path


@pytest.fixture(scope="session")
def photograph(photograph_path, registry):
    """A photograph (RGBA, opaque) and its analysis."""
    analysis = analyse_portrait(photograph_path, registry.face_finder())
    return read_picture(photograph_path), analysis


SAID = "My mother may help Bob. Papa made a map of the farm. Who would choose two new shoes?"


@pytest.fixture(scope="session")
def spoken_clip(registry, presenter_path, presenter, tmp_path_factory) -> Path:
    """A presenter who says ``SAID``, small, rendered by the product itself."""
    spec = TalkSpec(
        TextSpeech(SAID, "piper-joe-en"),
        PictureFace(presenter_path, presenter[1]),
        form=VideoFormat(480, 480),
    )
    folder = tmp_path_factory.mktemp("clip")
    return Talk(registry).run(spec, folder, SilentProgress()).video.path


@pytest.fixture(scope="session")
def clip_transcript(registry, spoken_clip):
    """What Whisper writes down of the clip, and the progress it reported."""
    shares = []
    return registry.transcriber().transcribe(spoken_clip, None, shares.append), shares
