"""Tests for `inference.pipelines.talk`: real voices, faces and files."""

import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from inference.backgrounds import backdrop_of, find_background
from inference.captions.style import CaptionStyle
from inference.container import SpeechSpool, write_video
from inference.errors import EmptyTextError, InputError, UnsupportedFormatError
from inference.expression import Expression
from inference.life import LifeTrack
from inference.lipsync.warp.engine import WarpEngine
from inference.liveliness import LifeStrength
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
from inference.visemes import ArticulationTrack, Articulator

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
    assert stages == list(Talk.weights)
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
        background=backdrop_of("dusk"),
        subtitles=True,
        captions=CaptionStyle(highlight=None),
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


@pytest.fixture(scope="module")
def recording(registry, tmp_path_factory):
    """Somebody's words as a file: silence, a sentence, a long silence."""
    path = tmp_path_factory.mktemp("recording") / "words.wav"
    (spoken,) = registry.synthesizer("piper-joe-en").synthesize(
        "Bob may pay.", voice="piper-joe-en"
    )
    rate = spoken.audio.sample_rate
    with SpeechSpool(path) as spool:
        spool.append_silence(0.4, rate)
        spool.append(spoken.audio)
        spool.append_silence(1.6, rate)
    return path, spool.duration


@pytest.fixture(scope="module")
def film(photograph, tmp_path_factory):
    """A second of somebody who opens and closes the mouth, 240x240 at 25 fps."""
    folder = tmp_path_factory.mktemp("film")
    picture, analysis = photograph
    form = VideoFormat(320, 320)
    curves = np.zeros((25, 11), np.float32)
    curves[:, Articulator.JAW_OPEN] = 0.7 * np.abs(np.sin(np.arange(25) / 4))
    engine = WarpEngine(picture, analysis, find_background("mist"), form)
    with SpeechSpool(folder / "silence.wav") as spool:
        spool.append_silence(1.0, 16_000)
    frames = engine.render(ArticulationTrack(curves, form.fps), LifeTrack.still(25))
    write_video(frames, spool.path, form, folder / "film.mp4")
    return folder / "film.mp4"


@pytest.fixture(scope="module")
def dubbed(film, recording, registry, tmp_path_factory):
    spec = TalkSpec(
        RecordedSpeech(recording[0]), VideoFace(film, cache=film.parent / "cache"), form=None
    )
    progress = Recorder()
    return Talk(registry).run(spec, tmp_path_factory.mktemp("dubbed"), progress), progress.seen


def test_a_recording_drives_somebody_in_a_video(dubbed, film, recording):
    made, _ = dubbed

    frames, sound = decoded(made.video.path)

    assert (made.video.width, made.video.height, made.video.fps) == (320, 320, 25)
    assert len(frames) == made.video.n_frames == math.ceil(recording[1] * 25)
    assert np.abs(sound[: 48 * 300]).max() < 0.02 < np.abs(sound[48 * 400 : 48 * 900]).max()
    assert made.report["speech"]["loudness_after"] == pytest.approx(-16, abs=2)  # half a second
    assert (made.report["n_faces"], made.report["untouched"]) == (1, [])


def test_frames_far_from_speech_are_those_of_the_source(dubbed, film, registry):
    frames, _ = decoded(dubbed[0].video.path)
    source = decoded_pictures(film)
    (face,) = registry.face_finder().find(source[12])
    left, top = face[[61, 0], [0, 1]].astype(int)
    right, bottom = face[[291, 152], [0, 1]].astype(int)

    def away(index, shown):
        mouths = [
            picture[top:bottom, left:right].astype(int)
            for picture in (frames[index], source[shown])
        ]
        return np.abs(mouths[0] - mouths[1]).mean()

    # Forwards to frame 24 and back: frame 60 of the result shows frame 12 of the source.
    unspoken, spoken = away(60, 12), max(away(index, index) for index in range(12, 22))
    assert unspoken < 4  # one more round of encoding
    assert spoken > 2 * unspoken


def decoded_pictures(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_the_second_time_the_face_is_known(dubbed, film, recording, registry, tmp_path):
    spec = TalkSpec(
        RecordedSpeech(recording[0], RecordingOptions(end=0.9)),
        VideoFace(film, cache=film.parent / "cache", fit=Fit.TRIM),
        form=None,
    )
    progress = Recorder()

    made = Talk(registry).run(spec, tmp_path, progress)

    assert [fraction for stage, fraction in progress.seen if stage is Stage.FACE] == [1.0]
    assert len(list((film.parent / "cache").glob("*/mouths.npz"))) == 1
    assert made.video.n_frames == math.ceil(made.report["speech"]["duration"] * 25)


def test_a_recording_longer_than_the_video_may_be_cut(film, recording, registry, tmp_path):
    face = VideoFace(film, cache=film.parent / "cache", fit=Fit.TRIM)

    made = Talk(registry).run(
        TalkSpec(RecordedSpeech(recording[0]), face, form=None), tmp_path, Recorder()
    )

    assert made.video.n_frames == 25
    assert made.video.duration == pytest.approx(1.0, abs=0.05)
