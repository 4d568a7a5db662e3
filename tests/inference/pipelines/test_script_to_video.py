"""Tests for `inference.pipelines.script_to_video`: real voice, presenter and file."""

import json
from fractions import Fraction

import av
import numpy as np
import pytest

from inference.errors import EmptyTextError, InputError, UnsupportedFormatError
from inference.media import VideoFormat
from inference.pipelines.script_to_video import ScriptToVideo, ScriptToVideoSpec
from inference.progress import Stage

TEXT = "Bob may pay. Who knew?"


class Recorder:
    """Remembers the progress it was told."""

    def __init__(self):
        self.seen = []

    def update(self, stage, fraction):
        self.seen.append((stage, fraction))


@pytest.fixture(scope="module")
def made(registry, presenter_path, presenter, tmp_path_factory):
    """One short video, made once, with what was reported on the way."""
    spec = ScriptToVideoSpec(
        TEXT,
        "piper-joe-en",
        presenter_path,
        form=VideoFormat(640, 360),
        analysis=presenter[1],
    )
    progress = Recorder()
    folder = tmp_path_factory.mktemp("made")
    return ScriptToVideo(registry).run(spec, folder, progress), progress.seen


def decoded(path):
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        sound = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return frames, np.concatenate(sound)


def test_the_file_is_what_the_result_says(made):
    video, _ = made

    frames, sound = decoded(video.path)

    assert len(frames) == video.n_frames == int(video.duration * 25)
    assert frames[0].shape == (360, 640, 3)
    assert len(sound) / 48_000 == pytest.approx(video.duration, abs=0.05)
    assert np.abs(sound).max() > 0.1
    assert video.size_bytes == video.path.stat().st_size
    assert video.poster.read_bytes()[:2] == b"\xff\xd8"


def test_lips_move_with_the_speech_and_rest_around_it(made, registry):
    video, _ = made
    frames, sound = decoded(video.path)
    finder = registry.face_finder()

    opening = []
    for frame in frames:
        (points,) = finder.find(frame)
        eyes = np.linalg.norm(points[33, :2] - points[263, :2])
        opening.append(np.linalg.norm(points[13, :2] - points[14, :2]) / eyes)

    loud = np.array(
        [np.abs(sound[i * 1920 : (i + 1) * 1920]).max() > 0.05 for i in range(len(frames))]
    )
    opening = np.array(opening)
    assert opening[loud].mean() > 2 * opening[~loud][-8:].mean()
    assert opening[-5:].max() < 0.03
    assert opening.max() > 0.08


def test_progress_goes_through_the_stages_in_order(made):
    _, seen = made

    stages = list(dict.fromkeys(stage for stage, _ in seen))
    assert stages == list(Stage)
    for stage in stages:
        fractions = [fraction for each, fraction in seen if each is stage]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0


def test_nothing_but_the_results_is_left_behind(made):
    video, _ = made

    assert {path.name for path in video.path.parent.iterdir()} == {"result.mp4", "poster.jpg"}


def test_a_spec_survives_storage(presenter_path, presenter):
    spec = ScriptToVideoSpec(
        TEXT,
        "piper-joe-en",
        presenter_path,
        rate=1.1,
        form=VideoFormat(720, 1280, Fraction(30_000, 1001)),
        background="dusk",
        analysis=presenter[1],
    )

    again = ScriptToVideoSpec.from_json(json.loads(json.dumps(spec.to_json())))

    assert again.form == spec.form
    assert (again.text, again.rate, again.background) == (spec.text, spec.rate, spec.background)
    assert again.portrait == spec.portrait


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": "  "}, EmptyTextError),
        ({"rate": 9}, InputError),
        ({"background": "beach"}, UnsupportedFormatError),
        ({"width": 1281}, UnsupportedFormatError),
        ({"fps": "x"}, InputError),
        ({"portrait": None}, InputError),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_an_order_that_cannot_be_met_is_refused(presenter_path, change, error):
    stored = ScriptToVideoSpec(TEXT, "piper-joe-en", presenter_path).to_json() | change

    with pytest.raises(error):
        ScriptToVideoSpec.from_json(stored)
