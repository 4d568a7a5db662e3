"""Tests for `inference.pipelines.dub`: a real clip, dubbed offline from its sound to its lips."""

import json
import re
import unicodedata
from dataclasses import replace
from difflib import SequenceMatcher

import av
import numpy as np
import pytest

from inference import video_pieces
from inference.dubbing.dub_sound import make_sound
from inference.dubbing.dub_spec import DubSpec
from inference.pipelines import dub_pieces
from inference.pipelines.dub import Dub
from inference.pipelines.dub_cache import DubCache
from inference.pipelines.dub_plan import plan_dub
from inference.pipelines.dub_words import find_voices
from inference.progress import SilentProgress, Stage
from inference.video_source import VideoSource
from inference.visemes import letters_of
from tests.inference.pipelines.conftest import FIRST, SECOND

BILABIALS, OPEN = frozenset("pbm"), frozenset("aɐɔɛ")


class Recorder:
    """Remembers the progress it was told."""

    def __init__(self):
        self.seen = []

    def update(self, stage, fraction):
        self.seen.append((stage, fraction))


class Dubbed:
    """A dub with the frames that went into its encoder."""

    def __init__(self, made, frames, seen, spec, folder):
        self.made, self.frames, self.seen = made, frames, seen
        self.spec, self.folder = spec, folder


@pytest.fixture(scope="module")
def dubbed(speaker_video, registry, tmp_path_factory):
    """From English to Portuguese, nothing given but the video, in pieces of two seconds."""
    folder = tmp_path_factory.mktemp("dub")
    spec = DubSpec(speaker_video, "pt", cache=folder / "cache")
    frames, progress = [], Recorder()

    def recorded(pictures, form, path):
        def copies():
            for picture in pictures:
                frames.append(picture.copy())
                yield picture

        return video_pieces.write_piece(copies(), form, path)

    (folder / "work").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(video_pieces, "PIECE_LENGTH", 2.0)
        patch.setattr(video_pieces, "SHORTEST", 0.5)
        patch.setattr(dub_pieces, "write_piece", recorded)
        made = Dub(registry).run(spec, folder / "work", progress)
        yield Dubbed(made, frames, progress.seen, spec, folder)


def words_of(text):
    plain = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[a-z]+", "".join(c for c in plain if not unicodedata.combining(c)))


@pytest.fixture(scope="module")
def heard(dubbed, registry):
    """What Whisper hears in the dub."""
    return registry.transcriber().transcribe(dubbed.made.video.path, "pt", lambda _: None)


def test_what_is_said_is_found_and_said_in_the_other_language(dubbed, heard):
    made = dubbed.made

    said = " ".join(line.text for line in made.script.lines)
    spoken = " ".join(line["text"] for line in made.report["lines"])
    assert words_of(said) == words_of(f"{FIRST} {SECOND}")
    assert made.script.language == "en"
    assert made.report["translator"] == "builtin"
    assert {"mae", "sapatos"} <= set(words_of(spoken))
    alike = SequenceMatcher(None, words_of(spoken), words_of(heard.text)).ratio()
    assert alike > 0.6
    assert "sapatos" in words_of(heard.text)


def test_lines_start_when_the_original_does_and_nothing_gets_longer(dubbed, heard):
    report, video = dubbed.made.report, dubbed.made.video
    source = VideoSource(dubbed.spec.path).info

    assert all(abs(line["delay"]) <= 0.2 for line in report["lines"])
    assert report["n_fitted"] + report["n_compressed"] == len(report["lines"]) == 2
    second = [word for word in heard.words() if word.start > source.duration / 2]
    assert second[0].start == pytest.approx(report["lines"][1]["spoken_start"], abs=0.3)
    with av.open(str(video.path)) as file:
        assert file.streams.video[0].frames == source.n_frames == video.n_frames
        assert file.streams.video[0].average_rate == source.fps
        length = float(file.streams.audio[0].duration * file.streams.audio[0].time_base)
    assert length == pytest.approx(source.duration, abs=3 * 1024 / 48_000)  # AAC's frames


@pytest.fixture(scope="module")
def spoken_lines(dubbed, registry):
    """The lines with their sounds and times, which the cache has."""
    made, spec = dubbed.made, dubbed.spec
    sound = make_sound(
        spec,
        made.script,
        made.translation,
        find_voices(spec, made.script),
        workdir=dubbed.folder,
        parts=registry,
        report=lambda _: None,
    )
    assert sound.n_spoken == 0
    return sound.lines


def test_lips_close_when_the_dub_says_p_b_or_m(dubbed, spoken_lines, registry):
    frames = [frame.rgb() for frame in VideoSource(dubbed.made.video.path).frames()]
    finder = registry.face_finder()

    def opening(time):
        (points,) = finder.find(frames[int(time * 25)])
        eyes = np.linalg.norm(points[33, :2] - points[263, :2])
        return np.linalg.norm(points[13, :2] - points[14, :2]) / eyes

    phonemes = [one for line in spoken_lines for one in line.phonemes]

    def openings(letters):
        middles = [(p.start + p.end) / 2 for p in phonemes if set(letters_of(p.symbol)) & letters]
        return np.array([opening(middle) for middle in middles])

    closed, wide = openings(BILABIALS), openings(OPEN)
    assert len(closed) >= 2
    assert len(wide) >= 3
    assert np.median(closed) < 0.03
    assert np.median(wide) > 2 * np.median(closed) + 0.02


def test_pixels_are_the_originals_where_nobody_speaks_and_away_from_the_face(dubbed, spoken_lines):
    report = dubbed.made.report
    source = list(VideoSource(dubbed.spec.path).frames())

    def differs(index):
        was, now = source[index], dubbed.frames[index]
        return np.stack(
            [
                was.y != now.y,
                np.kron((was.cb != now.cb) | (was.cr != now.cr), np.ones((2, 2), bool)),
            ]
        ).any(0)

    silent = [
        index
        for span in report["unspoken"]
        for index in range(round(span["start"] * 25), round(span["end"] * 25))
    ]
    changed = [index for index in range(len(source)) if differs(index).any()]
    sounding = {i for line in spoken_lines for i in range(int(line.start * 25), int(line.end * 25))}
    assert len(dubbed.frames) == len(source)
    assert len(silent) > 12
    assert not set(silent) & set(changed)
    assert len(sounding - set(changed)) < 0.2 * len(sounding)  # now and then the lips fit already
    assert report["untouched"] == []
    assert report["untouched_share"] == pytest.approx(1 - len(changed) / len(source), abs=0.05)
    touched = np.any([differs(index) for index in changed], axis=0)
    assert not touched[:80].any()  # eyes and above
    assert touched.mean() < 0.25


def test_the_joined_pieces_are_the_drawn_frames_in_their_places(dubbed):
    decoded = list(VideoSource(dubbed.made.video.path).frames())

    off = [
        np.abs(shown.y.astype(int) - drawn.y).mean()
        for shown, drawn in zip(decoded, dubbed.frames, strict=True)
    ]
    assert dubbed.made.report["redone"]["of_pieces"] >= 2
    assert max(off) < 2  # one round of encoding; a frame out of its place is further off


def test_everything_beside_the_video_is_there(dubbed):
    made = dubbed.made

    told = json.loads(json.dumps(made.to_json()))
    files = {path.name for path in made.video.path.parent.iterdir()}
    assert files == {
        *("result.mp4", "poster.jpg", "dub.m4a", "subtitles.srt", "subtitles.vtt"),
        *("transcript.json", "source-subtitles.srt", "source-subtitles.vtt"),
        "source-transcript.json",
    }
    assert "shoes" in made.source_subtitles.srt.read_text()
    assert "sapatos" in made.target_subtitles.srt.read_text()
    assert (told["language"], told["report"]["kind"]) == ("pt", "dub")
    with av.open(told["audio"]) as sound, av.open(told["path"]) as video:
        lengths = [file.streams.audio[0].duration for file in (sound, video)]
    assert lengths[0] == lengths[1]


def test_stages_come_in_order_and_are_complete(dubbed):
    stages = list(dict.fromkeys(stage for stage, _ in dubbed.seen))

    assert stages == list(Dub.weights) == list(Stage)
    for stage in stages:
        fractions = [fraction for each, fraction in dubbed.seen if each is stage]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0
    assert set(dubbed.made.report["stages"]) == {str(stage) for stage in stages}


def test_an_edit_of_one_line_does_only_what_hangs_on_it_again(dubbed, registry, tmp_path):
    made = dubbed.made
    first, last = made.script.lines
    known = replace(dubbed.spec, script=made.script, translation=made.translation)
    edited = replace(known, translation={**made.translation, last.id: ""})
    before = set((dubbed.spec.cache / "pieces").iterdir())

    unchanged, plan = plan_dub(known), plan_dub(edited)
    again = Dub(registry).run(edited, tmp_path, SilentProgress())

    n_pieces = made.report["redone"]["of_pieces"]
    new = set((dubbed.spec.cache / "pieces").iterdir()) - before
    assert (unchanged.lines_to_speak, unchanged.pieces_to_draw) == ((), 0)
    assert (plan.lines_to_speak, plan.pieces) == ((), n_pieces)
    assert again.report["redone"]["pieces"] == len(new) == plan.pieces_to_draw < n_pieces
    assert [line["id"] for line in again.report["lines"]] == [first.id]
    assert again.report["redone"]["lines"] == 0


def test_a_line_that_was_never_spoken_is_planned_to_be(dubbed):
    made = dubbed.made
    first = made.script.lines[0].id
    spec = replace(dubbed.spec, script=made.script)

    plan = plan_dub(replace(spec, translation={**made.translation, first: "Olá."}))
    nothing_known = plan_dub(replace(spec, script=None, cache=None))

    assert plan.lines_to_speak == (first,)
    assert plan.to_json()["seconds"] > 0
    assert nothing_known.pieces_to_draw == nothing_known.pieces
    assert set(nothing_known.to_json()["stages"]) >= {"listening", "face", "lip_sync"}


def test_what_was_translated_is_not_asked_again(dubbed):
    kept = list((dubbed.spec.cache / "translations").iterdir())

    assert len(kept) == 2
    assert DubCache(dubbed.spec.cache).load("translations", kept[0].stem)["text"]
