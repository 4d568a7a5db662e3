"""Tests for `inference.dubbing.dub_sound`: the whole sound of a dub, with a quick voice."""

import itertools
import tracemalloc
import wave

import av
import numpy as np
import pytest

from inference.dubbing.dub_sound import lines_to_speak, make_sound
from inference.dubbing.dub_spec import Background, DubSpec, VoiceChoice
from inference.dubbing.ducking import DEPTH
from inference.dubbing.spoken_line import Verdict
from inference.errors import InputError, PipelineCancelled
from inference.sound_decoding import RATE
from inference.testing import FakeRegistry
from tests.inference.dubbing.sound_of_lines import script_of, tone
from tests.inference.sound_material import write_sound

VOICES = {"s1": VoiceChoice("kokoro-alpha-pt"), "s2": VoiceChoice("kokoro-kumo-pt")}
SCRIPT = script_of(
    (1.0, 3.0, "Mother bakes bread."),
    (4.0, 5.0, "Really?", "s2"),
    (5.1, 7.0, "Every morning.", "s1"),
    duration=12.0,
    speakers=("s1", "s2"),
)
TEXT = {
    "l1": "Minha mãe assa muito pão bom.",
    "l2": "De verdade?",
    "l3": "Todas as manhãs, sempre cedo.",
}


def original(path, seconds=12.0, channels=2):
    """Buzzing speech where the script has it, over steady ambience."""
    noise = np.random.default_rng(0).standard_normal((channels, round(seconds * RATE))) * 0.004
    for line in SCRIPT.lines:
        first = round(line.start * RATE)
        noise[:, first : round(line.end * RATE)] += tone(line.end - line.start, rate=RATE)
    layout = "stereo" if channels == 2 else "mono"
    return write_sound(path, noise.astype(np.float32), "pcm_s16le", layout=layout)


@pytest.fixture(scope="module")
def sound_path(tmp_path_factory):
    return original(tmp_path_factory.mktemp("original") / "film.wav")


@pytest.fixture(scope="module")
def usual(sound_path, tmp_path_factory):
    """A dub as it commonly is, made once for all who only look at it."""
    return make_sound(
        DubSpec(sound_path, "pt"),
        SCRIPT,
        TEXT,
        VOICES,
        workdir=tmp_path_factory.mktemp("usual"),
        parts=FakeRegistry(),
        report=lambda _: None,
    )


@pytest.fixture
def dub(sound_path, tmp_path):
    def made(translation=TEXT, script=SCRIPT, path=sound_path, shorten=None, **order):
        spec = DubSpec(path, "pt", **order)
        workdir = tmp_path / "work"
        workdir.mkdir(exist_ok=True)
        return make_sound(
            spec,
            script,
            translation,
            VOICES,
            workdir=workdir,
            parts=FakeRegistry(),
            report=lambda _: None,
            shorten=shorten,
        )

    return made


def read(path):
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert file.getframerate() == RATE
        return pcm.reshape(-1, file.getnchannels()).T / 32767


def level(samples, start, end):
    return np.sqrt(np.mean(samples[..., round(start * RATE) : round(end * RATE)] ** 2))


def test_both_sounds_last_exactly_as_long_as_the_video(usual):
    made = usual

    assert read(made.wav).shape == (2, 12 * RATE)
    assert read(made.speech_wav).shape == (1, 12 * RATE)


def test_lines_begin_in_time_and_never_overlap(usual):
    lines = usual.lines

    assert [line.id for line in lines] == ["l1", "l2", "l3"]
    assert all(abs(line.delay) <= 0.2 for line in lines)
    assert all(after.start >= before.end for before, after in itertools.pairwise(lines))
    assert all(line.verdict is not Verdict.OVERFLOWING for line in lines)


def test_phonemes_and_words_are_on_the_time_of_the_video(usual):
    made = usual

    speech = read(made.speech_wav)[0]
    for line in made.lines:
        sounding = [span for span in line.phonemes if span.symbol not in "_pb"]
        assert sounding[0].start == pytest.approx(line.start, abs=0.02)
        assert sounding[-1].end == pytest.approx(line.end, abs=0.02)
        assert line.words[0].start == pytest.approx(line.start, abs=0.1)
        assert level(speech, sounding[0].start + 0.01, sounding[0].end - 0.01) > 0.01


def test_the_dub_is_as_loud_as_the_speech_of_the_original(usual):
    loudness = usual.loudness

    assert loudness["dub_speech"] == pytest.approx(loudness["original_speech"], abs=0.5)
    assert loudness["true_peak"] <= -1.0


def test_under_the_dub_the_original_is_quiet_and_elsewhere_as_it_was(usual, sound_path):
    mix, before = read(usual.wav), read(sound_path)

    rest = mix - read(usual.speech_wav)
    quiet = level(before, 1.5, 2.5) * 10 ** (DEPTH / 20)
    assert level(rest, 1.5, 2.5) < np.hypot(quiet, level(before, 10.0, 12.0)) * 1.2
    # nothing but what is too low to hear is taken away
    assert level(mix - before, 10.0, 12.0) < 0.05 * level(before, 10.0, 12.0)


def test_without_background_only_the_dub_is_heard(dub):
    made = dub(background=Background.OFF)

    np.testing.assert_allclose(read(made.wav), read(made.speech_wav), atol=1e-4)
    assert made.background is Background.OFF


def test_a_mono_original_makes_a_mono_mix(dub, tmp_path):
    assert read(dub(path=original(tmp_path / "m.wav", channels=1)).wav).shape[0] == 1


def test_a_video_without_sound_is_given_a_voice(dub, tmp_path):
    silent = write_sound(tmp_path / "s.mkv", np.zeros(RATE, np.float32), "pcm_s16le", picture=True)
    with av.open(str(silent)) as whole, av.open(str(tmp_path / "p.mp4"), "w") as film:
        stream = film.add_stream_from_template(whole.streams.video[0])
        for packet in whole.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                film.mux(packet)

    made = dub(path=tmp_path / "p.mp4")

    assert made.background is Background.OFF
    assert made.loudness["dub_speech"] == pytest.approx(-16.0, abs=0.5)


def test_sound_that_ends_before_the_picture_is_followed_by_silence(dub, tmp_path):
    made = dub(path=original(tmp_path / "short.wav", seconds=8.0))

    assert read(made.wav).shape == (2, 12 * RATE)
    assert level(read(made.wav), 9.0, 12.0) == 0


def test_empty_lines_and_lines_of_symbols_are_silent(dub):
    made = dub({**TEXT, "l1": "", "l2": "♪ ♪"})

    assert [line.id for line in made.lines] == ["l3"]
    assert level(read(made.speech_wav), 0.0, 4.9) == 0


def test_with_nothing_to_say_the_original_voices_are_quiet_all_the_same(dub, sound_path):
    made = dub({})

    assert made.lines == ()
    assert level(read(made.wav), 1.5, 2.5) < level(read(sound_path), 1.5, 2.5) / 5


def test_a_line_too_long_pushes_the_next_one_and_both_are_marked(dub):
    made = dub({**TEXT, "l2": "Uma resposta que é comprida demais para um segundo só, de verdade."})

    second, third = made.lines[1:]
    assert second.verdict is third.verdict is Verdict.OVERFLOWING
    assert third.start >= second.end
    assert third.delay > 0.2


def test_a_shorter_translation_is_asked_for_once_and_remembered(dub, tmp_path):
    asked = []

    def shorten(line, text, seconds):
        asked.append((line.id, seconds))
        return "Sim?"

    long = {**TEXT, "l2": "Uma resposta que é comprida demais para um segundo só, de verdade."}
    first = dub(long, shorten=shorten, cache=tmp_path / "cache")
    second = dub(long, shorten=shorten, cache=tmp_path / "cache")

    assert [line.text for line in first.lines][1] == "Sim?"
    assert second.lines == first.lines
    assert [line for line, _ in asked] == ["l2"]


def test_only_the_line_that_changed_is_spoken_again(dub, sound_path, tmp_path):
    cache = tmp_path / "cache"
    spec = DubSpec(sound_path, "pt", cache=cache)
    assert len(lines_to_speak(spec, SCRIPT, TEXT, VOICES)) == 3
    first = dub(cache=cache)
    changed = {**TEXT, "l3": "Todas as manhãs, bem cedo."}

    assert lines_to_speak(spec, SCRIPT, TEXT, VOICES) == []
    assert lines_to_speak(spec, SCRIPT, changed, VOICES) == ["l3"]
    second = dub(changed, cache=cache)
    assert first.n_spoken >= 3
    assert 1 <= second.n_spoken <= 2
    assert second.lines[:2] == first.lines[:2]


def test_after_a_dub_nothing_is_left_to_speak_however_badly_it_fits(dub, sound_path, tmp_path):
    cache = tmp_path / "cache"
    long = {**TEXT, "l2": "Uma resposta que é comprida demais para um segundo só, de verdade."}

    dub(long, cache=cache)

    assert lines_to_speak(DubSpec(sound_path, "pt", cache=cache), SCRIPT, long, VOICES) == []


def test_a_line_with_a_voice_of_its_own_is_spoken_by_it(dub):
    own = VoiceChoice("kokoro-nezumi-pt", 1.0, 2.0)

    assert dub(line_voices={"l1": own}).lines[0].voice == own


def test_somebody_without_a_voice_is_named(dub):
    script = script_of((1.0, 2.0, "Hello.", "s9"), speakers=("s9",))

    with pytest.raises(InputError, match="s9"):
        dub({"l1": "Olá."}, script)


def test_progress_rises_and_whoever_cancels_is_obeyed(sound_path, tmp_path):
    told = []

    def report(fraction):
        told.append(fraction)
        if fraction > 0.95:
            raise PipelineCancelled

    with pytest.raises(PipelineCancelled):
        make_sound(
            DubSpec(sound_path, "pt"),
            SCRIPT,
            TEXT,
            VOICES,
            workdir=tmp_path,
            parts=FakeRegistry(),
            report=report,
        )

    assert told == sorted(told)
    assert told[0] == 0.0


def test_memory_does_not_grow_with_the_length_of_the_video(tmp_path):
    def peak(seconds):
        path = original(tmp_path / f"{seconds}.wav", seconds=seconds)
        script = script_of((1.0, 3.0, "Mother bakes bread."), duration=seconds)
        tracemalloc.start()
        make_sound(
            DubSpec(path, "pt"),
            script,
            TEXT,
            VOICES,
            workdir=tmp_path,
            parts=FakeRegistry(),
            report=lambda _: None,
        )
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(30.0) < peak(14.0) + 2_000_000  # as sound, the difference is 6 MB
