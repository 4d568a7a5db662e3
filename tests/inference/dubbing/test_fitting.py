"""Tests for `inference.dubbing.fitting`."""

from dataclasses import replace

import numpy as np
import pytest

from inference.dubbing.fitting import FASTEST_AT_ALL, FASTEST_RATE, fit_line, plan_line
from inference.dubbing.line_room import LineRoom
from inference.dubbing.spoken_line import Verdict
from inference.dubbing.stretching import stretched
from inference.prosody import frame_pitches
from tests.inference.dubbing.sound_of_lines import RATE, line_sound


class Voice:
    """Speaks any text for so many seconds at its own speed; obeys the rate it is asked for."""

    def __init__(self, seconds, obeys=True):
        self.seconds, self.obeys, self.asked = seconds, obeys, []

    def __call__(self, text, rate):
        self.asked.append((text, rate))
        natural = self.seconds[text] if isinstance(self.seconds, dict) else self.seconds
        return line_sound(natural / rate if self.obeys else natural)


def fit(natural, slot=3.0, pause=1.0, guess=None, shorter=lambda _: None, **limits):
    voice = natural if isinstance(natural, Voice) else Voice(natural)
    room = LineRoom(9.85, 10.0, 10.0 + slot, 10.0 + slot + pause)
    seconds = guess or (natural if isinstance(natural, float) else 4.0)
    plan = plan_line("text", seconds, room, voice, shorter, **limits)
    return fit_line(plan, room, not_after=limits.get("not_after", 1e9))


def test_a_line_of_the_right_length_is_left_as_it_is():
    fitting = fit(3.0)

    assert (fitting.plan.rate, fitting.stretch) == pytest.approx((1.0, 1.0))
    assert (fitting.start, fitting.end) == pytest.approx((10.0, 13.0))
    assert fitting.verdict is Verdict.FITTED


def test_a_short_line_is_spoken_slower_but_never_dragged():
    assert fit(2.7).end == pytest.approx(13.0, abs=0.03)
    assert fit(1.5).end == pytest.approx(10.0 + 1.5 / 0.85, abs=0.03)


def test_a_longer_line_is_spoken_faster_before_it_uses_the_pause():
    fitting = fit(3.4)

    assert fitting.end == pytest.approx(13.0, abs=0.03)
    assert fitting.plan.rate > 1.1
    assert fitting.verdict is Verdict.FITTED


def test_a_line_too_long_for_its_time_runs_into_the_pause():
    fitting = fit(4.5)

    assert 13.0 < fitting.end <= 14.0
    assert fitting.start == pytest.approx(10.0)
    assert fitting.verdict is Verdict.FITTED


def test_where_the_pause_is_too_short_a_line_is_compressed():
    fitting = fit(5.6)

    assert fitting.end == pytest.approx(14.0, abs=0.03)
    assert fitting.start == pytest.approx(9.85)
    assert fitting.verdict is Verdict.COMPRESSED


def test_what_cannot_be_spoken_in_time_is_spoken_as_fast_as_it_can_be_and_marked():
    fitting = fit(9.0)

    assert fitting.verdict is Verdict.OVERFLOWING
    assert fitting.overflow == pytest.approx(9.85 + 9.0 / FASTEST_AT_ALL - 14.0, abs=0.05)


def test_a_shorter_text_is_asked_for_where_time_is_short():
    voice, asked = Voice({"text": 6.0, "brief": 4.0}), []

    fitting = fit(voice, guess=6.0, shorter=lambda seconds: asked.append(seconds) or "brief")

    assert fitting.plan.text == "brief"
    assert fitting.verdict is Verdict.FITTED
    assert asked == [pytest.approx(4.15)]


def test_a_shorter_text_that_is_no_shorter_is_not_used():
    voice = Voice({"text": 6.0, "long": 7.0})

    assert fit(voice, guess=6.0, shorter=lambda _: "long").plan.text == "text"


def test_nobody_is_asked_for_a_shorter_text_that_is_not_needed():
    fit(3.3, shorter=lambda _: pytest.fail("asked"))


def test_a_good_guess_speaks_once_and_a_bad_one_twice():
    good, bad = Voice(3.0), Voice(3.6)

    fit(good, guess=3.05)
    fit(bad, guess=2.0)

    assert len(good.asked) == 1
    assert len(bad.asked) == 2


def test_a_voice_that_heeds_no_rate_is_stretched_into_its_time():
    fitting = fit(Voice(5.0, obeys=False), guess=5.0)

    assert fitting.end <= 14.0 + 0.03
    assert fitting.stretch > 1.1


def test_a_line_waits_until_the_one_before_is_over():
    fitting = fit(3.0, not_before=10.5)

    assert fitting.start >= 10.5
    assert fitting.verdict is Verdict.OVERFLOWING


def test_nothing_goes_beyond_the_end_of_the_video():
    fitting = fit(12.0, not_after=12.0)

    assert fitting.end <= 12.0 + 1e-6
    assert fitting.verdict is Verdict.OVERFLOWING


def test_no_rate_beyond_what_sounds_natural_is_asked_for():
    voice = Voice(9.0)

    fit(voice, guess=9.0)

    assert max(rate for _, rate in voice.asked) == FASTEST_RATE


def test_pauses_are_shortened_before_words_are():
    words = line_sound(0.3)
    silence = np.zeros(round(0.5 * RATE), np.float32)
    samples = np.concatenate([words.samples, silence, words.samples])
    sound = replace(words, samples=samples, offset=len(samples) / RATE - 0.1, phonemes=None)

    faster = stretched(sound, 1.15)

    assert faster.heard == pytest.approx(sound.heard / 1.15, abs=0.03)
    loud = np.flatnonzero(np.abs(faster.samples) > 0.02) / RATE
    pause = np.diff(loud).max()
    assert 0.3 < pause < 0.6
    assert loud[-1] - loud[0] - pause == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("factor", [0.85, 1.1, 1.25], ids=str)
def test_stretching_moves_sounds_and_times_alike_and_keeps_the_pitch(factor):
    sound = stretched(line_sound(1.5), factor)

    first, closure, last = sound.phonemes
    assert sound.heard == pytest.approx(1.5 / factor, abs=0.02)
    if factor < 1:
        assert closure.start == pytest.approx(0.1 / factor + 0.5 / factor, abs=0.02)
    assert last.end == pytest.approx(sound.words[0].end)
    middle = sound.samples[round((closure.start + 0.02) * RATE) : round(closure.end * RATE) - 320]
    assert np.abs(middle).max() < 0.01
    spoken = sound.samples[round(first.start * RATE) : round(first.end * RATE)]
    frames = np.lib.stride_tricks.sliding_window_view(spoken, 640)[::160]
    assert np.median(frame_pitches(frames, RATE)) == pytest.approx(12 * np.log2(120), abs=0.3)
