"""Tests for `inference.quality`: a small real video, and the same one damaged on purpose."""

import json
import wave
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from inference import cli
from inference.quality.assess import Material, assess, measured_stretches
from inference.quality.lower_face import LowerFaces, seam_visibility, sharpness_ratio
from inference.quality.mouth import FaceFollower, frames_between
from inference.quality.phones import Kind, corrected, phones_of
from inference.quality.report import SCALES, Grade, graded
from inference.quality.scores import Lips, auc, energy_lag, envelope_of, silences
from inference.quality.streams import frame_times, write_shifted
from inference.sound_stream import SPEECH_RATE, sound_pieces
from inference.transcripts import Word
from tests.inference.conftest import SAID

MOUTH_CORNERS, EYES = [61, 291], [33, 263]


class Parts:
    """The real ones; the clip's transcript is not made twice."""

    def __init__(self, registry, transcript):
        self.face_finder = registry.face_finder
        self.speech_activity = registry.speech_activity
        self._transcript = transcript

    def transcriber(self):
        return self

    def transcribe(self, sound, language, report):
        with wave.open(str(sound)) as file:
            assert abs(file.getnframes() / SPEECH_RATE - self._transcript.duration) < 0.3
        return self._transcript


@pytest.fixture(scope="module")
def parts(registry, clip_transcript):
    return Parts(registry, clip_transcript[0])


@pytest.fixture(scope="module")
def report(spoken_clip, presenter_path, parts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    material = Material(presenter_path, SAID)
    return assess(spoken_clip, material, folder, parts, lambda _: None)


@pytest.fixture(scope="module")
def sound(spoken_clip):
    return np.concatenate(list(sound_pieces(spoken_clip)))


def lower_faces(path, registry, change=lambda picture, face: picture, first=0):
    faces, follower = LowerFaces(), FaceFollower(registry.face_finder())
    for index, (_, picture) in enumerate(frames_between(path, 0, 4)):
        if index % 20 == first:
            face = follower.find(picture)
            faces.add(change(picture.copy(), face), face)
    return faces


def test_lips_that_we_drew_ourselves_fit_the_sound(report):
    assert report.line("closure").value > 0.9
    assert report.line("closure").facts["n_bilabials"] >= 8
    assert abs(report.line("lag").value) <= 40
    assert report.line("stillness").grade is not Grade.POOR


def test_the_file_is_measured_as_it_was_written(report):
    frames = report.line("dropped_frames")

    assert frames.facts["nominal_fps"] == frames.facts["real_fps"] == 25
    assert frames.facts["n_dropped"] == 0
    assert abs(report.line("container_offset").value) < 25
    assert report.line("untouched").value == 0


def test_the_report_is_plain_json_and_its_picture_is_drawn(report):
    stored = json.loads(json.dumps(report.to_json()))

    assert {line["code"] for line in stored["lines"]} == set(SCALES)
    with Image.open(report.picture) as picture:
        assert picture.width == 1800
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 50


def test_a_delay_is_found_and_can_be_put_right(spoken_clip, sound, report, tmp_path, parts):
    late = tmp_path / "late.mp4"
    write_shifted(spoken_clip, late, -0.12)  # as if the lips were ahead: delays the pictures
    fixed = tmp_path / "fixed.mp4"

    found = assess(late, Material(None, SAID), tmp_path, parts, lambda _: None)
    write_shifted(late, fixed, found.line("lag").value / 1000)
    before, after = (frame_times(path).starts_at for path in (late, fixed))
    delayed = np.concatenate(list(sound_pieces(fixed)))

    assert found.line("lag").value == pytest.approx(report.line("lag").value + 120, abs=25)
    assert found.line("container_offset").value == pytest.approx(120, abs=5)
    assert before == pytest.approx(after, abs=0.01)
    wanted = found.line("lag").value / 1000
    assert len(delayed) - len(sound) == pytest.approx(wanted * SPEECH_RATE, abs=0.05 * SPEECH_RATE)


def test_a_patch_on_the_face_is_a_seam_and_a_blur_is_not_sharp(spoken_clip, registry):
    def brighter(picture, face):
        centre = face[MOUTH_CORNERS, :2].mean(0)
        reach = np.linalg.norm(face[EYES[0], :2] - face[EYES[1], :2]) * np.array([0.55, 0.5])
        (left, top), (right, bottom) = (centre - reach).astype(int), (centre + reach).astype(int)
        patch = picture[top:bottom, left:right].astype(int) + 15
        picture[top:bottom, left:right] = np.clip(patch, 0, 255)
        return picture

    def blurred(picture, face):
        small = Image.fromarray(picture).reduce(3)
        return np.asarray(small.resize(picture.shape[1::-1], Image.Resampling.BICUBIC))

    source, clean = (lower_faces(spoken_clip, registry, first=first) for first in (0, 10))
    patched = lower_faces(spoken_clip, registry, brighter, first=10)

    assert seam_visibility(clean, source) < 1.3
    assert seam_visibility(patched, source) > seam_visibility(clean, source) + 0.3
    # The voice never says it twice alike, so the mouth is more or less open in the two parts.
    sharp = sharpness_ratio(clean, source)[0]
    assert sharp == pytest.approx(1.0, abs=0.35)
    smooth = lower_faces(spoken_clip, registry, blurred, first=10)
    assert sharpness_ratio(smooth, source)[0] < 0.75 * sharp


@pytest.fixture(scope="module")
def hidden(spoken_clip, tmp_path_factory):
    """A mute copy whose face is covered for a while."""
    path = tmp_path_factory.mktemp("hidden") / "hidden.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 480, 480, "yuv420p"
        for index, (_, picture) in enumerate(frames_between(spoken_clip, 0, 1.6)):
            shown = np.full_like(picture, 90) if 15 <= index < 30 else picture
            file.mux(stream.encode(av.VideoFrame.from_ndarray(shown, "rgb24")))
        file.mux(stream.encode(None))
    return path


def test_frames_without_a_face_are_listed_with_a_picture(hidden, tmp_path, registry):
    found = assess(hidden, Material(), tmp_path, registry, lambda _: None)
    (span,) = found.untouched

    assert (span.start, span.end) == pytest.approx((0.6, 1.2), abs=0.01)
    assert span.reason == "no_face"
    assert span.thumbnail.stat().st_size > 0
    assert found.language == ""
    assert found.line("closure").grade is Grade.UNKNOWN


def test_english_words_become_phones_in_order(sound):
    words = [Word("mother", 0.2, 0.6), Word("xqzv", 0.6, 0.7)]

    heard = phones_of(words, sound, "en")
    symbols = [phone.symbol for phone in heard.phones]

    assert (heard.n_words, heard.n_placed, heard.is_approximate) == (2, 1, False)
    assert symbols[:4] == ["M", "AH", "DH", "ER"]
    assert heard.phones[0].kind is Kind.BILABIAL


def test_a_known_text_corrects_what_was_misheard():
    heard = [("My", 0.0, 0.2), ("bother", 0.2, 0.5), ("may", 0.5, 0.7), ("uh", 0.7, 0.8)]
    spans = corrected(
        [type_of(word, start, end) for word, start, end in heard], ["My", "mother", "may."]
    )

    assert [span.words for span in spans] == [("My",), ("mother",), ("may",)]
    assert (spans[1].start, spans[1].end) == (0.2, 0.5)


def type_of(word, start, end):
    from inference.quality.phones import _Span

    return _Span((word,), start, end)


def test_a_score_is_the_chance_of_the_right_order():
    assert auc(np.array([2.0, 3.0]), np.array([1.0])) == 1.0
    assert auc(np.array([1.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx(0.625)


def test_the_lag_by_loudness_is_that_of_the_lips():
    times = np.arange(0, 6, 0.04)
    loud = np.abs(np.sin(np.arange(0, 6, 1 / SPEECH_RATE) * 5)) ** 2 * 0.3
    envelope = envelope_of(loud.astype(np.float32))
    aperture = np.abs(np.sin((times - 0.1) * 5)) * 0.2

    assert energy_lag(Lips.of(times, aperture, aperture), envelope) == pytest.approx(100, abs=20)
    assert energy_lag(Lips.of(times, np.full(len(times), 0.1), aperture), envelope) is None


def test_pauses_lose_their_edges_and_short_ones_are_none():
    spans = silences([(1.0, 2.0), (2.3, 4.0)], [(0.0, 6.0)])

    assert spans == [(0.0, 0.75), (4.25, 6.0)]


def test_long_videos_are_sampled_in_three_stretches():
    assert measured_stretches(100.0) == [(0.0, 100.0)]
    assert measured_stretches(3600.0) == [(0.0, 60.0), (1770.0, 1830.0), (3540.0, 3600.0)]
    assert measured_stretches(3600.0, 600.0)[1] == (600.0, 660.0)


@pytest.mark.parametrize(
    ("code", "value", "grade"),
    [
        ("closure", 0.95, Grade.GOOD),
        ("closure", 0.9, Grade.FAIR),
        ("closure", 0.5, Grade.POOR),
        ("lag", -60.0, Grade.FAIR),
        ("stillness", 0.05, Grade.POOR),
        ("rounding", None, Grade.UNKNOWN),
    ],
)
def test_verdicts_follow_the_scales(code, value, grade):
    assert graded(code, value).grade is grade


def test_the_command_prints_lines_and_draws(hidden, tmp_path, capsys):
    picture, fixed = tmp_path / "timeline.png", tmp_path / "fixed.mp4"

    code = cli.main(["quality", str(hidden), "--picture", str(picture), "--fix", str(fixed)])
    lines = capsys.readouterr().out

    assert code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert frame_times(fixed).n_frames == 40
    assert "lips close for p, b, m" in lines
    assert "0.60 to 1.20 s: no face" in lines


def test_the_command_refuses_what_is_no_video(tmp_path, capsys):
    (tmp_path / "text.mp4").write_text("no video")

    assert cli.main(["quality", str(tmp_path / "text.mp4"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unreadable_media"
