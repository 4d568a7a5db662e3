"""Tests for `inference.pipelines.subtitling`: words known, given, heard, and none at all."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from inference.captions.style import CaptionStyle
from inference.errors import EngineError, UnsupportedLanguageError
from inference.media import VideoFormat
from inference.pipelines.subtitling import find_words, part_of, write_subtitles
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, RecordedSpeech, TalkSpec, TextSpeech
from inference.progress import SilentProgress
from inference.recordings import RecordingOptions
from inference.subtitles import read_subtitles
from inference.transcripts import Segment, Transcript, Word

FACE = PictureFace(Path("face.jpg"))
HEARD = Transcript("en", 0.9, (Segment("What was heard.", 0.2, 1.4),), 2.0)
NOTHING = Transcript("", 0.0, (), 2.0)


def words_of(text, start=0.0, step=0.5):
    return tuple(
        Word(word, start + index * step, start + (index + 1) * step)
        for index, word in enumerate(text.split())
    )


@pytest.fixture
def known():
    first, second = words_of("One two three four"), words_of("Five six", 3.0)
    segments = (Segment("One two three four", 0.0, 2.0, first), Segment("Five six", 3, 4, second))
    return Transcript("en", 1.0, segments, 5.0)


@dataclass
class Ears:
    """Parts of which only the recogniser is asked for; it answers as it is told."""

    answer: Transcript | Exception = HEARD
    unknown: str = ""

    def __post_init__(self):
        self.asked = []

    def transcriber(self):
        return self

    def transcribe(self, sound, language, report):
        self.asked.append(language)
        if language is not None and language == self.unknown:
            raise UnsupportedLanguageError(language)
        if isinstance(self.answer, Exception):
            raise self.answer
        report(0.0)
        report(1.0)
        return self.answer


@dataclass
class Recorded:
    """Two seconds of speech."""

    duration: float = 2.0

    def hearing(self):
        return Path("hearing.wav")


def recording(**wishes):
    speech = {name: wishes.pop(name) for name in ("transcript", "language") if name in wishes}
    options = RecordingOptions(start=wishes.pop("start", None))
    return TalkSpec(RecordedSpeech(Path("a.wav"), options, **speech), FACE, **wishes)


def found(spec, ears, report=lambda _: None):
    return find_words(spec, Recorded(), ears, report)


def test_words_that_came_with_the_order_are_moved_to_the_part_that_is_used(known):
    ears = Ears()

    words = found(recording(transcript=known, start=1.0, subtitles=True), ears)

    assert [(w.text, w.start) for w in words.words()] == [("three", 0.0), ("four", 0.5)]
    assert words.duration == 2.0
    assert ears.asked == []


def test_words_of_a_recording_are_heard_where_nobody_knows_them():
    shares = []

    words = found(recording(subtitles=True, language="pt-BR"), ears := Ears(), shares.append)

    assert words == HEARD
    assert ears.asked == ["pt"]
    assert shares == sorted(shares)
    assert 0.2 < shares[0] < shares[-1] == 1.0


def test_nobody_listens_where_nobody_asked():
    assert found(recording(), ears := Ears()) is None
    assert ears.asked == []


def test_a_language_that_is_not_known_is_found_out():
    assert found(recording(subtitles=True, language="xx"), ears := Ears(unknown="xx")) == HEARD
    assert ears.asked == ["xx", None]


@pytest.mark.parametrize("wish", [{"subtitles": True}, {"captions": CaptionStyle()}])
def test_where_nothing_is_understood_there_are_no_subtitles(wish):
    assert found(recording(**wish), Ears(NOTHING)) is None


def test_a_recogniser_that_fails_costs_the_subtitles_but_not_wished_captions():
    broken = Ears(EngineError("broken"))

    assert found(recording(subtitles=True), broken) is None
    with pytest.raises(EngineError):
        found(recording(captions=CaptionStyle()), broken)


def test_a_part_without_word_times_keeps_the_words_that_lie_in_it():
    whole = Transcript("en", 1.0, (Segment("aaaa bbbb cccc dddd", 0.0, 4.0),), 4.0)

    part = part_of(whole, 1.2, 3.2)

    assert part.text == "bbbb cccc"
    assert part.segments[0].start == 0.0
    assert part.segments[0].end == pytest.approx(1.8)


def test_files_hold_what_is_said_while_the_video_lasts(known, tmp_path):
    files = write_subtitles(known, 2.5, tmp_path)

    stored = json.loads(files.transcript.read_text(encoding="utf-8"))

    assert Transcript.from_json(stored).text == "One two three four"
    assert read_subtitles(files.srt).text == read_subtitles(files.vtt).text == "One two three four"
    assert read_subtitles(files.vtt).language == "en"


def test_a_video_gets_its_words_beside_it_and_in_its_picture(
    registry, presenter_path, presenter, tmp_path
):
    spec = TalkSpec(
        TextSpeech("Bob may pay.", "piper-joe-en"),
        PictureFace(presenter_path, presenter[1]),
        form=VideoFormat(256, 256),
        subtitles=True,
        captions=CaptionStyle(colour="#00ff00", highlight="#ff00ff"),
    )

    made = Talk(registry).run(spec, tmp_path, SilentProgress())

    frames = frames_of(made.video.path)
    middle = frames[len(frames) // 2][128:].astype(int)
    green, violet = middle[..., 1] - middle[..., 0], middle[..., 0] - middle[..., 1]
    assert (green > 120).sum() > 50
    assert (violet > 120).sum() > 50
    assert read_subtitles(made.subtitles.srt).text == "Bob may pay."
    assert made.language == "en-US"
    assert made.report["words"]["n_words"] == 3


def frames_of(path):
    import av

    with av.open(str(path)) as container:
        return [np.array(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
