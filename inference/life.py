"""What a speaker does besides speaking: blinks, gaze, movements of head and brows, an expression.

It follows the prosody of speech and is drawn from a seeded generator, so the same speech gives the
same video.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from inference.errors import InputError
from inference.expression import N_COMPONENTS, Component, Expression
from inference.liveliness import LifeStrength
from inference.prosody import Prosody

BLINK_EVERY: Final = (2.4, 6.0)  # seconds between blinks; people at rest: 12-20 a minute
BLINK_SHAPE: Final = (0.075, 0.035, 0.13)  # seconds to close, shut, and to open
BLINK_AT_PAUSE: Final = 0.6  # chance of a blink when a phrase ends
BLINK_AFTER: Final = (0.02, 0.22)  # seconds from the end of the phrase
BLINK_REST: Final = 1.3  # seconds between blinks, at least
# Yaw, pitch, roll in radians; x, y in eye distances.
SWAY: Final = (0.045, 0.028, 0.024, 0.014, 0.008)
SWAY_RATES: Final = (0.11, 0.19, 0.31, 0.47)  # hertz of the sums of sines
STILLNESS: Final = 0.25  # share of the sway that is left in silence
CALM: Final = 0.06  # share left once a silence has lasted
CALM_AFTER: Final = 2.5  # seconds, standard deviation of the way there
NOD: Final = 0.026  # radians, of the strongest accent
NOD_WIDTH: Final = 0.11  # seconds, standard deviation
TILT: Final = 0.012  # radians of roll and yaw that an accent may add
BROW_CHANCE: Final = 0.5  # of raised brows on the strongest accent
BROW_WIDTH: Final = 0.16  # seconds, standard deviation
FIXATION: Final = (0.5, 2.2)  # seconds between small saccades
GLANCE: Final = np.array([0.022, 0.012])  # radians, standard deviation of small saccades
AVERSION: Final = np.array([0.13, 0.05])  # radians, of a look aside
AVERSION_CHANCE: Final = 0.35  # when a phrase begins
AVERSION_LASTS: Final = (0.5, 1.1)  # seconds
SACCADE: Final = 0.018  # seconds, standard deviation; a small saccade lasts 30 to 50 ms
GAZE_LIMIT: Final = 0.22  # radians
EXPRESSION_EASE: Final = 0.7  # seconds from rest to the expression at the start
BREATH: Final = 0.07  # share by which an expression comes and goes
BREATH_RATES: Final = (0.13, 0.23)  # hertz
TALKING: Final = 0.14  # share of an expression that speech takes up
N_HEAD: Final = 5
N_GAZE: Final = 2

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LifeTrack:
    """Movements beside the mouth's speech, one row a video frame.

    Attributes:
        blink: shape (n_frames,), within [0, 1], 1 is shut.
        brows: shape (n_frames,), within [0, 1], 1 is raised.
        head: shape (n_frames, 5): yaw, pitch, roll in radians, then x and y in eye distances;
            to the right of the picture, down, and clockwise are positive.
        gaze: shape (n_frames, 2): radians that the eyes turn in the head, to the right of the
            picture and down.
        expression: shape (n_frames, 10), within [0, 1], columns as in ``Component``.
    """

    blink: Floats
    brows: Floats
    head: Floats
    gaze: Floats
    expression: Floats

    def __post_init__(self) -> None:
        n_frames = len(self.blink)
        wanted = {
            "brows": (n_frames,),
            "head": (n_frames, N_HEAD),
            "gaze": (n_frames, N_GAZE),
            "expression": (n_frames, N_COMPONENTS),
        }
        for name, shape in wanted.items():
            if getattr(self, name).shape != shape:
                raise InputError(f"{name} must have shape {shape}, as blink has {n_frames} rows")

    def __len__(self) -> int:
        return len(self.blink)

    @classmethod
    def still(cls, n_frames: int) -> Self:
        """Nothing moves."""
        nothing = np.zeros(n_frames, np.float32)
        head, gaze, expression = (
            np.zeros((n_frames, width), np.float32) for width in (N_HEAD, N_GAZE, N_COMPONENTS)
        )
        return cls(nothing, nothing, head, gaze, expression)


AS_PEOPLE_ARE: Final = LifeStrength()
PLAIN: Final = Expression()


def enliven(
    prosody: Prosody,
    fps: Fraction,
    n_frames: int,
    *,
    seed: int,
    strength: LifeStrength = AS_PEOPLE_ARE,
    expression: Expression = PLAIN,
) -> LifeTrack:
    """Movements that go with speech.

    Args:
        prosody: of the speech, with ``n_frames`` rows.
        fps: video frames per second.
        n_frames: rows wanted.
        seed: of the generator; each kind of movement draws from a stream of its own, so changing
            one strength leaves the others as they are.
        strength: of each kind of movement.
        expression: held throughout.

    Raises:
        InputError: ``prosody`` has another number of rows.
    """
    if prosody.speaking.shape != (n_frames,):
        raise InputError(f"prosody has {len(prosody.speaking)} rows, not {n_frames}")
    times = (np.arange(n_frames) + 0.5) / float(fps)
    streams = np.random.default_rng(seed).spawn(5)
    head = _head(times, prosody, streams[0]) * strength.head
    track = {
        "head": head,
        "brows": np.clip(_brows(times, prosody, streams[1]) * strength.brows, 0, 1),
        "blink": _blinks(times, prosody, streams[2], strength.blinks),
        "gaze": _gaze(times, prosody, streams[3], head) * strength.gaze,
        "expression": _held(times, prosody, streams[4], expression),
    }
    return LifeTrack(**{name: values.astype(np.float32) for name, values in track.items()})


def _head(times: Floats, prosody: Prosody, random: np.random.Generator) -> Floats:
    """Sway while speaking, nods on accents, next to nothing in a long silence."""
    speaking = prosody.speaking.astype(np.float64)
    lasting = _recent(speaking, times)
    share = speaking + (1 - speaking) * (CALM + (STILLNESS - CALM) * lasting)
    head = _sway(times, random) * share[:, None]
    moments, strengths = prosody.accents.T
    head[:, 1] += _pulses(times, moments, NOD * strengths, NOD_WIDTH)
    for axis in (0, 2):
        sides = TILT * strengths * random.uniform(-1, 1, len(moments))
        head[:, axis] += _pulses(times, moments, sides, 1.6 * NOD_WIDTH)
    return head


def _recent(speaking: Floats, times: Floats) -> Floats:
    """1 near speech, 0 long after or before it."""
    if len(times) < 2:  # noqa: PLR2004  nothing to smooth
        return speaking
    step = float(times[1] - times[0])
    near: Floats = np.clip(2.5 * gaussian_filter1d(speaking, CALM_AFTER / step), 0, 1)
    return near


def _sway(times: Floats, random: np.random.Generator) -> Floats:
    """Slow wandering of the head: sums of sines with random phases."""
    rates = np.array(SWAY_RATES)[:, None] * random.uniform(0.85, 1.15, (len(SWAY_RATES), N_HEAD))
    phases = random.uniform(0, 2 * np.pi, (len(SWAY_RATES), N_HEAD))
    strengths = (1 / (1 + 2.5 * np.arange(len(SWAY_RATES))))[:, None] * np.array(SWAY) * 0.6
    summed = np.zeros((len(times), N_HEAD))
    for rate, phase, size in zip(rates, phases, strengths, strict=True):
        summed += np.sin(2 * np.pi * rate * times[:, None] + phase) * size
    return summed


def _brows(times: Floats, prosody: Prosody, random: np.random.Generator) -> Floats:
    """Raised on some accents, more often on strong ones."""
    moments, strengths = prosody.accents.T
    raised = random.random(len(moments)) < BROW_CHANCE * strengths
    sizes = raised * (0.3 + 0.7 * strengths) * random.uniform(0.6, 1.0, len(moments))
    return _pulses(times, moments, sizes, BROW_WIDTH)


def _pulses(times: Floats, moments: Floats, strengths: Floats, width: float) -> Floats:
    """Sum of bell curves of ``width`` seconds at the moments."""
    total = np.zeros(len(times))
    for moment, strength in zip(moments.tolist(), strengths.tolist(), strict=True):
        near = slice(*np.searchsorted(times, [moment - 4 * width, moment + 4 * width]))
        total[near] += strength * np.exp(-0.5 * ((times[near] - moment) / width) ** 2)
    return total


def _blinks(
    times: Floats, prosody: Prosody, random: np.random.Generator, strength: float
) -> Floats:
    """Blinks at ends of phrases, and now and then."""
    blink = np.zeros(len(times))
    for moment in _blink_moments(times, prosody, random, strength):
        closing, shut, opening = BLINK_SHAPE
        near = slice(*np.searchsorted(times, [moment, moment + closing + shut + opening]))
        since = times[near] - moment
        rise = np.clip(since / closing, 0, 1)
        fall = np.clip(1 - (since - closing - shut) / opening, 0, 1)
        blink[near] = np.maximum(blink[near], np.minimum(rise, fall))
    return blink * blink * (3 - 2 * blink)


def _blink_moments(
    times: Floats, prosody: Prosody, random: np.random.Generator, strength: float
) -> list[float]:
    if not strength or not len(times):
        return []
    ends = prosody.phrase_ends[random.random(len(prosody.phrase_ends)) < BLINK_AT_PAUSE * strength]
    waiting = list(ends + random.uniform(*BLINK_AFTER, len(ends)))
    moments: list[float] = []
    by_itself = random.uniform(0.8, 2.5) / strength
    while by_itself < times[-1]:
        while waiting and waiting[0] < (moments[-1] if moments else 0.0) + BLINK_REST:
            waiting.pop(0)
        at_pause = bool(waiting) and waiting[0] < by_itself + BLINK_REST
        moments.append(waiting.pop(0) if at_pause else by_itself)
        by_itself = moments[-1] + random.uniform(*BLINK_EVERY) / strength
    return moments


def _gaze(times: Floats, prosody: Prosody, random: np.random.Generator, head: Floats) -> Floats:
    """Eyes that hold the viewer while the head moves, with small saccades and looks aside."""
    if not len(times):
        return np.zeros((0, N_GAZE))
    onsets = _onsets(times, prosody.speaking)
    n_fixations = int(times[-1] / FIXATION[0]) + 2
    changes = np.cumsum(random.uniform(*FIXATION, n_fixations))
    target = random.normal(0, GLANCE, (n_fixations, N_GAZE))[np.searchsorted(changes, times)]
    for onset in onsets[random.random(len(onsets)) < AVERSION_CHANCE]:
        start = onset - random.uniform(0.1, 0.3)
        aside = slice(*np.searchsorted(times, [start, start + random.uniform(*AVERSION_LASTS)]))
        target[aside] = random.choice([-1.0, 1.0], N_GAZE) * AVERSION * random.uniform(0.5, 1, 2)
    step = float(times[1] - times[0]) if len(times) > 1 else 1.0
    eyes = gaussian_filter1d(target, SACCADE / step, axis=0, mode="nearest") - head[:, :N_GAZE]
    limited: Floats = np.clip(eyes, -GAZE_LIMIT, GAZE_LIMIT)
    return limited


def _onsets(times: Floats, speaking: Floats) -> Floats:
    """Seconds at which speech begins."""
    begins = np.flatnonzero(np.diff((speaking > 0.5).astype(np.int8)) == 1)  # noqa: PLR2004
    onsets: Floats = times[begins]
    return onsets


def _held(
    times: Floats, prosody: Prosody, random: np.random.Generator, expression: Expression
) -> Floats:
    """The expression, eased in, breathing, a little less while speaking; stronger on accents."""
    rise = np.clip(times / EXPRESSION_EASE, 0, 1)
    rise = rise * rise * (3 - 2 * rise)
    phases = random.uniform(0, 2 * np.pi, len(BREATH_RATES))
    breath = np.zeros(len(times))
    for rate, phase in zip(BREATH_RATES, phases, strict=True):
        breath += np.sin(2 * np.pi * rate * times + phase) / len(BREATH_RATES)
    level = rise * (1 - TALKING * prosody.speaking - BREATH * (0.5 - 0.5 * breath))
    curves = level[:, None] * expression.components
    moments, strengths = prosody.accents.T
    accent = 1 + 0.12 * _pulses(times, moments, strengths, BROW_WIDTH)
    brows = [Component.BROW_INNER_UP, Component.BROW_OUTER_UP, Component.BROW_DOWN]
    curves[:, brows] *= accent[:, None]
    clipped: Floats = np.clip(curves, 0, 1)
    return clipped
