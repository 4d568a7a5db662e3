"""A video in which somebody says known words at known times, made by the product itself."""

from pathlib import Path

import pytest

from inference.dubbing.dub_script import DubLine, DubScript, Speaker
from inference.media import VideoFormat
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, TalkSpec, TextSpeech
from inference.progress import SilentProgress
from inference.video_source import VideoSource

FIRST = "My mother may help Bob."
SECOND = "Who would choose two new shoes?"


@pytest.fixture(scope="session")
def speaker_video(registry, presenter_path, presenter, tmp_path_factory) -> Path:
    """Two sentences with a long pause between them, 320x320 at 25 frames a second."""
    spec = TalkSpec(
        TextSpeech(f"{FIRST} [pause 1.6s] {SECOND}", "piper-joe-en"),
        PictureFace(presenter_path, presenter[1]),
        form=VideoFormat(320, 320),
    )
    folder = tmp_path_factory.mktemp("speaker")
    return Talk(registry).run(spec, folder, SilentProgress()).video.path


@pytest.fixture(scope="session")
def speaker_script(speaker_video) -> DubScript:
    """What is said in it, as lines, for tests that need not listen."""
    duration = VideoSource(speaker_video).info.duration
    lines = (
        DubLine("a", 0.2, 1.5, FIRST, "s1"),
        DubLine("b", duration - 2.0, duration - 0.5, SECOND, "s1"),
    )
    return DubScript("en", 1.0, duration, (Speaker("s1"),), lines)
