"""Tests for `inference.inspection`: real faces, sounds and files."""

import json
import time

import av
import numpy as np
import pytest
from PIL import Image, ImageFilter

from inference.commands.inspect import WORDS, words_of
from inference.errors import UnreadableMediaError
from inference.inspection.advice import CODES
from inference.inspection.inspect_file import inspect_file
from inference.inspection.sounds import snr, speech_spans
from inference.sound_stream import SPEECH_RATE


def codes_of(inspection):
    return {advice.code for advice in inspection.advice}


@pytest.fixture
def saved(photograph_path, tmp_path):
    """The photograph after a change, as a file."""

    def save(change):
        path = tmp_path / "changed.png"
        change(Image.open(photograph_path).convert("RGB")).save(path)
        return path

    return save


def test_a_good_photograph_is_good(photograph_path, registry):
    found = inspect_file(photograph_path, registry)

    assert found.kind == "picture"
    assert found.verdict == "good", found.advice
    assert len(found.faces) == 1
    assert abs(found.faces[0].yaw) < 10
    assert (found.width, found.height) == (600, 600)


def test_a_landscape_has_no_face(saved, registry):
    found = inspect_file(
        saved(lambda image: image.crop((0, 0, 150, 150)).resize((600, 600))), registry
    )

    assert found.verdict == "unusable"
    assert "no_face" in codes_of(found)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("blurred", lambda image: image.filter(ImageFilter.GaussianBlur(6))),
        ("dark", lambda image: image.point(lambda value: value * 0.2)),
        ("overexposed", lambda image: image.point(lambda value: min(255, value * 2 + 90))),
        ("low_resolution", lambda image: image.resize((300, 300))),
        ("face_small", lambda image: image.resize((220, 220))),
    ],
)
def test_what_is_wrong_with_a_picture_is_named(code, change, saved, registry):
    found = inspect_file(saved(change), registry)

    assert code in codes_of(found)
    assert found.verdict != "good"


def test_a_video_is_inspected_with_its_sound(spoken_clip, registry):
    registry.face_finder()
    registry.speech_activity()
    started = time.monotonic()

    found = inspect_file(spoken_clip, registry, guess_language=False)

    assert time.monotonic() - started < 10  # a second or less on an idle machine
    assert found.kind == "video"
    assert (found.width, found.height, found.fps) == (480, 480, 25)
    assert found.faces[0].visible_share == 1.0
    assert found.sound.speech_share > 0.5
    assert found.sound.language is None
    json.dumps(found.to_json())


def test_a_hand_before_the_mouth_is_noticed(spoken_clip, tmp_path, registry):
    path = tmp_path / "covered.mp4"
    with av.open(str(spoken_clip)) as source, av.open(str(path), "w") as copy:
        stream = copy.add_stream("libx264", rate=25, options={"g": "5"})
        stream.width, stream.height, stream.pix_fmt = 480, 480, "yuv420p"
        for index, frame in enumerate(source.decode(video=0)):
            picture = frame.to_ndarray(format="rgb24")
            if 70 <= index < 100:
                face = registry.face_finder().find(picture)[0]
                left, right, bottom = face[234, 0], face[454, 0], face[152, 1]
                picture[int(face[2, 1]) : int(bottom), int(left) : int(right)] = (40, 60, 200)
            copy.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
            if index == 100:
                break
        copy.mux(stream.encode(None))

    found = inspect_file(path, registry)

    assert codes_of(found) & {"face_covered", "face_rarely_seen"}
    assert found.verdict == "usable"


def test_an_upright_view_of_a_turned_video_is_inspected(spoken_clip, tmp_path, registry):
    turned = tmp_path / "turned.mp4"
    with av.open(str(spoken_clip)) as source, av.open(str(turned), "w") as copy:
        picture = source.streams.video[0]
        stream = copy.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 480, 300, "yuv420p"
        stream.set_display_rotation(90)
        for index, frame in enumerate(source.decode(picture)):
            upright = frame.to_ndarray(format="rgb24")[:, 90:390]
            stored = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(np.rot90(upright, -1)), "rgb24"
            )
            stored.pts = index
            copy.mux(stream.encode(stored))
            if index == 25:
                break
        copy.mux(stream.encode(None))

    found = inspect_file(turned, registry)

    assert (found.width, found.height) == (300, 480)
    assert found.faces, found.advice
    assert "no_sound" in codes_of(found)


def test_noise_alone_is_no_speech(tmp_path, registry):
    path = tmp_path / "noise.wav"
    noise = np.random.default_rng(1).normal(0, 2000, 2 * SPEECH_RATE).astype("<i2")
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=SPEECH_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(noise[None], format="s16", layout="mono")
        frame.sample_rate = SPEECH_RATE
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))

    found = inspect_file(path, registry)

    assert found.kind == "sound"
    assert found.verdict == "unusable"
    assert codes_of(found) == {"no_speech"}


def test_speech_stands_out_from_its_pauses_by_what_was_mixed():
    random = np.random.default_rng(1)
    samples = random.normal(0, 0.01, 4 * SPEECH_RATE)
    samples[SPEECH_RATE : 2 * SPEECH_RATE] += random.normal(0, 0.1, SPEECH_RATE)

    assert snr(samples.astype(np.float32), [(1.0, 2.0)]) == pytest.approx(20, abs=0.5)
    assert snr(samples.astype(np.float32), []) is None


def test_short_pauses_belong_to_the_speech_and_clicks_do_not():
    probabilities = np.zeros(60, np.float32)
    probabilities[[5, 6, 7, 8, 12, 13, 14]] = 0.9  # 0.1 s apart
    probabilities[40] = 0.9

    (span,) = speech_spans(probabilities)

    assert span == pytest.approx((5 * 0.032, 15 * 0.032))


@pytest.mark.parametrize("content", [b"", b"no media at all", b"\xff\xd8\xff broken"])
def test_other_files_are_refused(content, tmp_path, registry):
    path = tmp_path / "file.mp4"
    path.write_bytes(content)

    with pytest.raises(UnreadableMediaError):
        inspect_file(path, registry)


def test_a_missing_file_is_refused(tmp_path, registry):
    with pytest.raises(UnreadableMediaError):
        inspect_file(tmp_path / "absent.mp4", registry)


def test_the_command_line_has_words_for_every_code(photograph_path, saved, registry):
    found = inspect_file(saved(lambda image: image.resize((220, 220))), registry)

    assert set(WORDS) == set(CODES)
    assert all("{" not in words_of(advice) for advice in found.advice)
