"""Training examples: pieces of sound as features, with the mouth that belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d

from inference.coarticulation import articulate
from inference.listening.features import (
    FRAME_RATE,
    HOP_LENGTH,
    LEAD_IN,
    LevelFollower,
    log_mel,
)
from inference.listening.network import N_OUTPUTS
from tools.articulation.augmentation import SPEECH_LEVEL, worn
from tools.articulation.sounds import (
    Sound,
    breath,
    coloured_noise,
    music,
    normalised,
)
from tools.articulation.speech import SAMPLE_RATE, Clip

# How much of the speech each synthesiser makes; the natural ones are the nearest to people.
SHARES: Final = {"kokoro": 0.38, "piper": 0.24, "espeak": 0.38}
SPEECH_SHARE: Final = 0.85  # of examples; the others are silence, breath, noise or music
PITCHES: Final = (0.84, 1.2)
N_BEDS: Final = 16
BED_DURATION: Final = 20  # seconds
SPEAKING_MARGIN: Final = 5  # rows around movement that count as speech

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clip with its mouth.

    Attributes:
        adapter: of the synthesiser.
        sound: float32 at 16 kHz, root mean square 0.1.
        targets: shape (n_rows, 12) at 100 rows a second: articulators, then 1 while speech lasts.
    """

    adapter: str
    sound: Sound
    targets: Array


def spoken(clip: Clip) -> Spoken:
    """The clip as training sees it."""
    sound = normalised(clip.samples.astype(np.float32)) * np.float32(SPEECH_LEVEL)
    return Spoken(clip.line.adapter, sound, targets_of(clip))


def targets_of(clip: Clip) -> Array:
    """What the network has to answer, shape (n_rows, 12)."""
    n_rows = len(clip.samples) // HOP_LENGTH
    curves = articulate(clip.phonemes, clip.duration, Fraction(FRAME_RATE), n_rows).curves
    moving = (curves.max(axis=1) > 0.02).astype(np.float32)  # noqa: PLR2004 - as good as rest
    speaking = maximum_filter1d(moving, 2 * SPEAKING_MARGIN + 1)
    return np.concatenate([curves, speaking[:, None]], axis=1)


class Examples:
    """A source of endless examples.

    Args:
        clips: what training may hear.
        n_rows: rows of targets in an example.
        context: frames before the first target row that the network sees.
        look_ahead: frames after the last one.
        seed: of everything.
    """

    def __init__(
        self, clips: Sequence[Spoken], n_rows: int, context: int, look_ahead: int, seed: int
    ) -> None:
        self._clips = {
            adapter: [clip for clip in clips if clip.adapter == adapter] for adapter in SHARES
        }
        known = [adapter for adapter in SHARES if self._clips[adapter]]
        self._adapters = known
        self._shares = np.array([SHARES[adapter] for adapter in known])
        self._shares /= self._shares.sum()
        self._random = np.random.default_rng(seed)
        self._n_rows = n_rows
        self._before, self._after = context - look_ahead, look_ahead
        self._n_frames = self._before + n_rows + self._after
        n_bed = BED_DURATION * SAMPLE_RATE
        self._beds = [music(n_bed, self._random) for _ in range(N_BEDS)]
        self._beds += [self._babble(n_bed) for _ in range(N_BEDS)]

    def batch(self, n_examples: int) -> tuple[Array, Array]:
        """Features (n, 48, n_frames) and targets (n, 12, n_rows)."""
        made = [self._example() for _ in range(n_examples)]
        return np.stack([f.T for f, _ in made]), np.stack([t.T for _, t in made])

    def _example(self) -> tuple[Array, Array]:
        n_samples = self._n_frames * HOP_LENGTH + 2 * LEAD_IN
        if self._random.random() < SPEECH_SHARE:
            sound, targets = self._speech(n_samples)
            sound = worn(sound, self._bed(n_samples), self._random)
        else:
            sound, targets = self._no_speech(n_samples), np.zeros((self._n_frames, N_OUTPUTS))
        follower = LevelFollower(float(self._random.uniform(-1, 6)))
        features = follower.features(log_mel(sound))[: self._n_frames]
        mouth = targets[self._before : self._before + self._n_rows]
        return features, mouth.astype(np.float32)

    def _speech(self, n_samples: int) -> tuple[Sound, Array]:
        """Clips with pauses between, from somewhere in the first, at another pitch."""
        pitch = self._random.uniform(*PITCHES) if self._random.random() < 0.7 else 1.0  # noqa: PLR2004
        n_wanted = int((n_samples + LEAD_IN) * pitch) + 2
        sound, targets = self._tape(n_wanted + HOP_LENGTH)
        if pitch != 1:
            at = np.arange(n_samples) * pitch
            sound = np.interp(at, np.arange(len(sound)), sound).astype(np.float32)
            # row centres lie half a row after row edges
            rows = (np.arange(self._n_frames) + 0.5) * pitch - 0.5
            known = np.arange(len(targets))
            targets = np.stack([np.interp(rows, known, column) for column in targets.T], axis=1)
        # the first frame's window begins before its row does
        sound = np.pad(sound, (LEAD_IN, 0))[:n_samples]
        return sound.astype(np.float32), targets[: self._n_frames]

    def _tape(self, n_samples: int) -> tuple[Sound, Array]:
        sounds: list[Sound] = []
        targets: list[Array] = []
        n_known = 0
        while n_known < n_samples:
            own = self._clips[self._random.choice(self._adapters, p=self._shares)]
            clip = own[self._random.integers(len(own))]
            n_rows = len(clip.targets)
            first = int(self._random.integers(0, n_rows)) if not sounds else 0
            pause = self._pause()
            sounds += [clip.sound[first * HOP_LENGTH : n_rows * HOP_LENGTH]]
            sounds += [np.zeros(pause * HOP_LENGTH, np.float32)]
            targets += [clip.targets[first:], np.zeros((pause, N_OUTPUTS), np.float32)]
            n_known += len(sounds[-2]) + len(sounds[-1])
        return np.concatenate(sounds)[:n_samples], np.concatenate(targets)

    def _pause(self) -> int:
        """Rows of silence between clips; sometimes long."""
        is_long = self._random.random() < 0.25  # noqa: PLR2004 - a share
        return int(self._random.uniform(*((50, 160) if is_long else (0, 40))))

    def _no_speech(self, n_samples: int) -> Sound:
        """Silence, noise, breath or music, all through or from some moment on."""
        sound = self._still_sound(n_samples)
        if self._random.random() < 0.5:  # noqa: PLR2004 - a share
            sound[: self._random.integers(n_samples)] *= self._random.choice([0, 0.01, 0.1])
        return sound

    def _still_sound(self, n_samples: int) -> Sound:
        kind = self._random.random()
        level = np.float32(SPEECH_LEVEL * 10 ** (self._random.uniform(-30, 6) / 20))
        if kind < 0.15:  # noqa: PLR2004 - shares
            return np.zeros(n_samples, np.float32)
        if kind < 0.45:  # noqa: PLR2004
            return coloured_noise(n_samples, self._random) * level
        floor = coloured_noise(n_samples, self._random) * level * np.float32(0.03)
        if kind < 0.7:  # noqa: PLR2004
            return breath(n_samples, self._random) * level + floor
        return self._music(n_samples) * level + floor

    def _music(self, n_samples: int) -> Sound:
        return self._piece(self._beds[self._random.integers(N_BEDS)], n_samples)

    def _bed(self, n_samples: int) -> Sound:
        return self._piece(self._beds[self._random.integers(len(self._beds))], n_samples)

    def _piece(self, bed: Sound, n_samples: int) -> Sound:
        first = int(self._random.integers(0, len(bed) - n_samples))
        return normalised(bed[first : first + n_samples])

    def _babble(self, n_samples: int) -> Sound:
        """Several voices at once."""
        n_voices = int(self._random.integers(4, 9))
        return normalised(np.sum([self._tape(n_samples)[0] for _ in range(n_voices)], axis=0))
