"""Fitting a line into its time.

In this order, each only where the one before was not enough: the voice speaks faster or slower and
what is left is stretched, up to a speed at which nobody notices; the line runs on into the pause
behind it, or begins a moment early; a shorter text is asked for; it is spoken faster than is
comfortable, still well understood; faster still, and marked. What is spoken never begins before
the line before it is over, and nothing is left out.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from inference.dubbing.line_room import LATEST, LineRoom
from inference.dubbing.line_sound import LineSound
from inference.dubbing.speaking_speed import COMFORTABLE, FASTEST
from inference.dubbing.spoken_line import Verdict
from inference.dubbing.stretching import stretched

SLOWEST_RATE: Final = 0.9  # of what is asked of a voice; slower sounds read out
FASTEST_RATE: Final = 1.25
RATE_STEP: Final = 0.05  # so that lines of nearly the same length are spoken the same way
LEAST_STRETCH: Final = 0.85
MOST_STRETCH: Final = 1.25
SLOWEST: Final = 0.85  # times the voice's own speed
FASTEST_AT_ALL: Final = 1.8  # times; words are lost beyond
LAST_RESORT: Final = 2.5  # times, where the video would end before the line does
SMALL_STRETCH: Final = (0.94, 1.08)  # for which a line is not spoken again
HARDEST_STRETCH: Final = 4.0  # times; how far a voice that heeds no rate is stretched at most
FADE: Final = 0.02  # seconds
ROUNDING: Final = 0.01

Speak = Callable[[str, float], LineSound]
Shorter = Callable[[float], str | None]


@dataclass(frozen=True, eq=False)
class _Attempt:
    """A text spoken at a rate."""

    text: str
    sound: LineSound
    rate: float

    @property
    def natural(self) -> float:
        """Seconds it would last at the voice's own speed."""
        return self.sound.heard * self.rate


@dataclass(frozen=True, eq=False)
class Plan:
    """Where a line goes and how fast it is, before its sound is stretched.

    Attributes:
        text: as it is spoken.
        sound: as the voice made it.
        rate: speed asked of the voice.
        start: seconds of the video at which its first sound is heard.
        seconds: that it is to last.
        natural: seconds it lasts at the voice's own speed.
    """

    text: str
    sound: LineSound
    rate: float
    start: float
    seconds: float
    natural: float

    @property
    def end(self) -> float:
        """Seconds of the video at which it is to be over."""
        return self.start + self.seconds


@dataclass(frozen=True, eq=False)
class Fitting:
    """A line in its place.

    Attributes:
        plan: where it goes.
        sound: stretched.
        stretch: factor by which its sound was made shorter.
        verdict: how well it fits.
        overflow: seconds by which it goes beyond its room.
    """

    plan: Plan
    sound: LineSound
    stretch: float
    verdict: Verdict
    overflow: float

    @property
    def start(self) -> float:
        """Seconds of the video at which its first sound is heard."""
        return self.plan.start

    @property
    def end(self) -> float:
        """Seconds of the video after its last sound."""
        return self.start + self.sound.heard


def plan_line(
    text: str,
    guess: float,
    room: LineRoom,
    speak: Speak,
    shorter: Shorter,
    *,
    not_before: float = 0.0,
    not_after: float = math.inf,
) -> Plan:
    """Speak a line at about the speed at which it fits, and find its place.

    Args:
        text: what to say.
        guess: seconds it will about last at the voice's own speed.
        room: the time there is for it.
        speak: says a text at a rate.
        shorter: gives a text that takes about so many seconds, or ``None``.
        not_before: seconds of the video before which it must not begin.
        not_after: seconds of the video by which it must be over.

    Raises:
        InputError: the voice makes no sound of the text.
    """
    left = _left(room, not_before)
    attempt = _attempt(text, guess, left, speak)
    if attempt.natural > COMFORTABLE * left.all_seconds:
        fewer = shorter(left.all_seconds)
        if fewer and fewer.strip() and fewer != text:
            other = _attempt(fewer, guess * len(fewer) / len(text), left, speak)
            attempt = min(other, attempt, key=lambda one: one.natural)
    return _placed(attempt, left, not_after)


def fit_line(plan: Plan, room: LineRoom, *, not_after: float = math.inf) -> Fitting:
    """Stretch a line into its place.

    Args:
        plan: what ``plan_line`` found.
        room: the time there is for it.
        not_after: seconds of the video by which it must be over.
    """
    stretch = plan.sound.heard / plan.seconds
    sound = stretched(plan.sound, stretch)
    if plan.start + sound.heard > not_after:
        sound = _cut(sound, max(0.0, not_after - plan.start))
    overflow = max(0.0, plan.end - room.until)
    verdict = _verdict(plan, stretch, overflow, room)
    return Fitting(plan, sound, stretch, verdict, overflow)


def _left(room: LineRoom, not_before: float) -> LineRoom:
    """What is left of a room when the line before runs into it."""
    start = max(room.start, not_before)
    until = max(room.until, start + (room.until - room.start) / FASTEST_AT_ALL)
    return LineRoom(max(room.earliest, not_before), start, max(room.end, start), until)


def wanted_seconds(natural: float, room: LineRoom) -> float:
    """How long a line is to last.

    Args:
        natural: seconds it lasts at the voice's own speed.
        room: the time there is for it.
    """
    if natural <= room.slot:
        return min(room.slot, natural / SLOWEST)
    comfortable = natural / COMFORTABLE
    if comfortable <= room.slot:
        return room.slot
    if comfortable <= room.all_seconds:
        return comfortable
    return max(room.all_seconds, natural / FASTEST_AT_ALL)


def _attempt(text: str, guess: float, room: LineRoom, speak: Speak) -> _Attempt:
    """Spoken at about the right speed; twice where the guess was bad."""
    rate = first_rate(guess, room)
    attempt = _Attempt(text, speak(text, rate), rate)
    wanted = wanted_seconds(attempt.natural, room)
    stretch = attempt.sound.heard / wanted
    better = _rate(attempt.natural / wanted)
    if SMALL_STRETCH[0] <= stretch <= SMALL_STRETCH[1] or better == rate:
        return attempt
    return _Attempt(text, speak(text, better), better)


def first_rate(guess: float, room: LineRoom) -> float:
    """The rate at which a line is spoken first.

    Args:
        guess: seconds it will about last at the voice's own speed.
        room: the time there is for it.
    """
    return _rate(guess / wanted_seconds(guess, room))


def _rate(speed: float) -> float:
    """What is asked of a voice for a speed."""
    step = round(min(FASTEST_RATE, max(SLOWEST_RATE, speed)) / RATE_STEP)
    return round(step * RATE_STEP, 2)


def _placed(attempt: _Attempt, room: LineRoom, not_after: float) -> Plan:
    seconds = wanted_seconds(attempt.natural, room)
    start = min(room.start, max(room.earliest, room.until - seconds))
    if start + seconds > not_after:
        seconds = max(
            not_after - start, attempt.natural / LAST_RESORT, attempt.sound.heard / HARDEST_STRETCH
        )
    return Plan(attempt.text, attempt.sound, attempt.rate, start, seconds, attempt.natural)


def _cut(sound: LineSound, seconds: float) -> LineSound:
    """Only so much of a line, faded out: the video is over."""
    end = min(sound.duration, sound.onset + seconds)
    samples = sound.samples[: round(end * sound.sample_rate)].copy()
    n_fade = min(len(samples), round(FADE * sound.sample_rate))
    samples[len(samples) - n_fade :] *= np.linspace(1, 0, n_fade, dtype=np.float32)
    return replace(sound.moved(lambda time: min(time, end)), samples=samples)


def _verdict(plan: Plan, stretch: float, overflow: float, room: LineRoom) -> Verdict:
    speed = plan.rate * stretch
    is_late = plan.start > room.start + LATEST + ROUNDING
    if is_late or overflow > ROUNDING or speed > FASTEST + ROUNDING:
        return Verdict.OVERFLOWING
    if stretch > MOST_STRETCH + ROUNDING:
        return Verdict.OVERFLOWING
    return Verdict.FITTED if speed <= COMFORTABLE + ROUNDING else Verdict.COMPRESSED
