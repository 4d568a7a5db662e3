"""From a video to its lines: the real recogniser on speech of the product itself."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.signal import resample_poly

from inference.dubbing.listening import listen, listen_to_video
from inference.errors import InputError, NoSoundError, UnreadableSubtitlesError
from inference.operations import operations_of
from inference.subtitles import to_srt
from inference.transcripts import Segment, Transcript, Word
from tests.inference.dubbing.film_material import RATE, click_track, write_film

SENTENCES = ("The old market is open today.", "Please bring two tickets and a map.")


NOBODY = np.zeros(1, np.float32)


class Telling:
    """A recogniser that has heard what it is told, and parts that have it."""

    def __init__(self, transcript, guess=None):
        self.transcript, self.guess, self.asked = transcript, guess, None

    def transcriber(self):
        return self

    def speaker_embedder(self):
        return SimpleNamespace(embed=lambda _: np.ones(1))

    def speech_activity(self):
        return SimpleNamespace(start=lambda: SimpleNamespace(feed=lambda _: NOBODY))

    def transcribe(self, sound, language, report):
        self.asked = language
        report(1.0)
        return self.transcript

    def guess_language(self, samples):
        return self.guess


class Guess:
    def __init__(self, language, probability):
        self.language, self.probability = language, probability


@pytest.fixture(scope="module")
def speech(registry):
    """Two sentences with a pause between them, 48 kHz, and when each begins and ends."""
    synthesizer = registry.synthesizer("piper-joe-en")
    parts, spans, now = [np.zeros(RATE // 2)], [], 0.5
    for sentence in SENTENCES:
        (spoken,) = synthesizer.synthesize(sentence, voice="piper-joe-en", rate=1.0)
        samples = resample_poly(spoken.audio.samples, RATE // 50, spoken.audio.sample_rate // 50)
        loud = np.flatnonzero(np.abs(samples) > 0.02)
        spans.append((now + loud[0] / RATE, now + loud[-1] / RATE))
        parts += [samples, np.zeros(RATE)]
        now += len(samples) / RATE + 1.0
    return np.concatenate(parts).astype(np.float32), spans


@pytest.fixture(scope="module")
def talking(speech, tmp_path_factory):
    """A film with the speech whose clock starts a second late."""
    path = tmp_path_factory.mktemp("talking") / "film.mkv"
    seconds = len(speech[0]) / RATE
    return write_film(path, seconds=seconds, sound=speech[0], start=1.0, sound_start=1.0)


@pytest.fixture(scope="module")
def heard(talking, registry):
    shares = []
    return listen(talking, "", None, registry, shares.append), shares


def test_sentences_become_lines_where_they_are_said_on_the_time_of_the_frames(heard, speech):
    lines = heard[0].script.lines

    assert [line.text.lower().split()[:3] for line in lines] == [
        ["the", "old", "market"],
        ["please", "bring", "two"],
    ]
    for line, (start, end) in zip(lines, speech[1], strict=True):
        assert line.start == pytest.approx(start, abs=0.1)
        assert line.end == pytest.approx(end, abs=0.15)


def test_the_speaker_is_heard_to_be_a_man(heard):
    (speaker,) = heard[0].script.speakers

    assert speaker.gender == "male"
    assert 80 < speaker.pitch < 150


def test_the_language_is_found_out_and_progress_ends_at_one(heard):
    assert heard[0].script.language == "en"
    assert heard[0].advice == ()
    assert heard[1] == sorted(heard[1])
    assert heard[1][-1] == 1.0


def test_the_operation_gives_lines_as_plain_values(talking, registry, tmp_path):
    srt = tmp_path / "a.srt"
    srt.write_text("1\n00:00:00,500 --> 00:00:02,000\nThe harbour is open.\n")
    spec = {"path": str(talking), "language": "en", "subtitles": str(srt)}
    events = []

    result = operations_of(registry)["dub_listen"](spec, tmp_path, events.append)

    assert json.loads(json.dumps(result))["script"]["lines"][0]["text"] == "The harbour is open."
    assert result["advice"] == []
    assert {event["stage"] for event in events} == {"loading", "listening"}


def test_where_nobody_speaks_there_are_no_lines(tmp_path):
    film = write_film(tmp_path / "a.mp4", sound=click_track(3.0, [1.0]))

    found = listen(film, "", None, Telling(Transcript("", 0.0, (), 3.0)), lambda _: None)

    assert found.script.lines == ()
    assert found.script.language == ""
    assert [one.code for one in found.advice] == ["no_speech"]


def test_a_video_without_sound_is_refused_unless_subtitles_come_along(tmp_path, registry):
    film = write_film(tmp_path / "a.mp4")
    srt = tmp_path / "a.srt"
    srt.write_text("1\n00:00:00,500 --> 00:00:02,000\nIt rains.\n")

    script = listen_to_video(film, "en", srt, registry, lambda _: None)

    assert [line.text for line in script.lines] == ["It rains."]
    assert script.speakers[0].gender == ""
    with pytest.raises(NoSoundError):
        listen_to_video(film, "en", None, registry, lambda _: None)


def test_another_language_than_the_one_chosen_is_noticed(talking):
    words = (Word("Der", 0.6, 0.8), Word("alte", 0.8, 1.2), Word("Hafen.", 1.2, 1.9))
    told = Transcript("de", 1.0, (Segment("Der alte Hafen.", 0.6, 1.9, words),), 5.0)
    parts = Telling(told, Guess("en", 0.97))

    found = listen(talking, "de-AT", None, parts, lambda _: None)

    assert parts.asked == "de"
    assert found.script.language == "de-AT"
    (advice,) = found.advice
    assert (advice.code, advice.facts["heard"]) == ("wrong_language", "en")


def test_a_language_that_is_only_guessed_at_is_said_to_be(talking):
    told = Transcript("cy", 0.3, (Segment("Yr hen harbwr.", 1.6, 2.9),), 5.0)

    found = listen(talking, "", None, Telling(told), lambda _: None)

    assert [one.code for one in found.advice] == ["language_unsure"]


def test_subtitles_of_a_longer_video_are_left_out_with_a_word(talking, tmp_path):
    srt = tmp_path / "a.srt"
    srt.write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nIt rains.\n\n2\n01:00:00,000 --> 01:00:02,000\nLater.\n"
    )

    found = listen(talking, "en", srt, Telling(None), lambda _: None)

    assert [line.text for line in found.script.lines] == ["It rains."]
    assert [(one.code, one.facts) for one in found.advice] == [("subtitles_beyond_end", {"n": 1})]


def test_the_language_of_subtitles_is_that_of_their_words(talking, tmp_path):
    srt = tmp_path / "a.srt"
    srt.write_text(
        "1\n00:00:01,000 --> 00:00:03,000\nO velho porto está aberto hoje e amanhã também.\n",
        encoding="utf-8",
    )

    script = listen_to_video(talking, "", srt, Telling(None), lambda _: None)

    assert script.language == "pt-BR"


def test_lines_of_an_earlier_dub_come_back_as_they_were(talking, heard, tmp_path):
    script = heard[0].script
    named = replace(script, speakers=(replace(script.speakers[0], name="Joe"),))
    path = tmp_path / "lines.json"
    path.write_text(json.dumps(named.to_json()))

    again = listen_to_video(talking, "", path, Telling(None), lambda _: None)

    assert again.speakers[0].name == "Joe"
    assert [line.id for line in again.lines] == [line.id for line in script.lines]


def test_a_transcript_of_this_program_keeps_the_times_of_its_words(talking, tmp_path):
    words = (Word("It", 1.0, 1.2), Word("rains.", 1.3, 1.9))
    stored = Transcript("en", 1.0, (Segment("It rains.", 1.0, 1.9, words),), 5.0).to_json()
    path = tmp_path / "transcript.json"
    path.write_text(json.dumps(stored))

    (line,) = listen_to_video(talking, "", path, Telling(None), lambda _: None).lines

    assert [(word.text, word.start) for word in line.words] == [("It", 1.0), ("rains.", 1.3)]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ('{"version": 1, "segments": 5}', InputError),
        ('{"version": 1,', InputError),
        ("Just a letter.", UnreadableSubtitlesError),
    ],
    ids=["damaged", "cut-off", "no-subtitles"],
)
def test_a_transcript_that_is_none_is_refused(talking, tmp_path, content, error):
    path = tmp_path / "transcript.json"
    path.write_text(content)

    with pytest.raises(error):
        listen_to_video(talking, "", path, Telling(None), lambda _: None)


def test_subtitles_written_by_this_program_become_its_lines_again(talking, heard, tmp_path):
    script = heard[0].script
    segments = tuple(Segment(line.text, line.start, line.end, line.words) for line in script.lines)
    path = tmp_path / "a.srt"
    path.write_text(to_srt(Transcript("en", 1.0, segments, script.duration)), encoding="utf-8")

    again = listen_to_video(talking, "en", path, Telling(None), lambda _: None)

    assert [line.text for line in again.lines] == [line.text for line in script.lines]
