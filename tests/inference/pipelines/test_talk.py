"""Tests for `inference.pipelines.talk`: real voices, faces and files."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from inference.errors import EmptyTextError, InputError, UnsupportedFormatError
from inference.expression import Expression
from inference.life import LifeStrength
from inference.media import VideoFormat
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import (
    EngineName,
    PictureFace,
    RecordedSpeech,
    TalkSpec,
    TextSpeech,
    VideoFace,
)
from inference.progress import Stage
from inference.recordings import RecordingOptions
from inference.video_source import Fit

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
    spec = TalkSpec(
        TextSpeech(TEXT, "piper-joe-en"),
        PictureFace(presenter_path, presenter[1]),
        form=VideoFormat(640, 360),
        curves="json",
    )
    progress = Recorder()
    folder = tmp_path_factory.mktemp("made")
    return Talk(registry).run(spec, folder, progress), progress.seen


def decoded(path):
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        sound = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return frames, np.concatenate(sound)


def test_the_file_is_what_the_result_says(made):
    video = made[0].video

    frames, sound = decoded(video.path)

    assert len(frames) == video.n_frames == int(video.duration * 25)
    assert frames[0].shape == (360, 640, 3)
    assert len(sound) / 48_000 == pytest.approx(video.duration, abs=0.05)
    assert np.abs(sound).max() > 0.1
    assert video.size_bytes == video.path.stat().st_size
    assert video.poster.read_bytes()[:2] == b"\xff\xd8"


def test_lips_move_with_the_speech_and_rest_around_it(made, registry):
    video = made[0].video
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
    video = made[0].video

    assert {path.name for path in video.path.parent.iterdir()} == {
        "result.mp4",
        "poster.jpg",
        "curves.json",
    }


def test_the_report_says_how_it_was_made(made):
    report = made[0].report

    assert (report["engine"], report["fps"], report["n_faces"]) == ("warp", 25.0, 1)
    assert report["untouched"] == []
    assert report["speech"]["loudness_after"] == pytest.approx(-16, abs=0.5)
    assert report["n_frames"] == made[0].video.n_frames


def test_the_curves_have_a_row_for_each_frame(made):
    curves = json.loads(made[0].curves.read_text())

    assert len(curves["frames"]) == made[0].video.n_frames


PICTURE_ORDER = TalkSpec(TextSpeech(TEXT, "piper-joe-en", 1.1), PictureFace(Path("anna.webp")))
ORDERS = {
    "picture": replace(
        PICTURE_ORDER,
        form=VideoFormat(720, 1280, Fraction(30_000, 1001)),
        background="dusk",
        expression=Expression("happy", 0.5),
        life=LifeStrength(head=0.2),
        curves="csv",
    ),
    "recording on a video": TalkSpec(
        RecordedSpeech(Path("a.mp3"), RecordingOptions(in_result="cleaned", start=1.5)),
        VideoFace(Path("b.mp4"), face_position=(0.5, 0.25), cache=Path("c"), fit=Fit.HOLD),
        form=None,
        engine=EngineName.WAV2LIP,
    ),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_an_order_survives_storage(order):
    assert TalkSpec.from_json(json.loads(json.dumps(order.to_json()))) == order


@pytest.mark.parametrize(
    ("part", "change", "error"),
    [
        ("speech", {"text": "  "}, EmptyTextError),
        ("speech", {"rate": 9}, InputError),
        ("speech", {"kind": "song"}, InputError),
        ("face", {"path": None}, InputError),
        (None, {"background": "beach"}, UnsupportedFormatError),
        (None, {"width": 1281}, UnsupportedFormatError),
        (None, {"width": None}, InputError),
        (None, {"fps": "x"}, InputError),
        (None, {"engine": "magic"}, InputError),
        (None, {"expression": {"name": "bored", "strength": 1}}, InputError),
        (None, {"life": {"head": 7}}, InputError),
        (None, {"curves": "xml"}, InputError),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_an_order_that_cannot_be_met_is_refused(part, change, error):
    stored = PICTURE_ORDER.to_json()
    (stored[part] if part else stored).update(change)

    with pytest.raises(error):
        TalkSpec.from_json(stored)


@pytest.mark.parametrize("stored", [None, {}, {"version": 0}, {"version": 1}])
def test_an_analysis_that_cannot_be_read_is_made_again(stored):
    order = PICTURE_ORDER.to_json()
    order["face"]["analysis"] = stored

    assert TalkSpec.from_json(order).face.analysis is None
