"""What recordings suffer that synthesisers do not: rooms, noise, music, microphones, codecs."""

from typing import Final

import numpy as np
from scipy.signal import oaconvolve

from tools.articulation.codecs import coded
from tools.articulation.sounds import Generator, Sound, coloured_noise, normalised, room

SPEECH_LEVEL: Final = 0.1  # root mean square of the speech before its gain
NOISE_SHARE: Final = 0.5
BED_SHARE: Final = 0.15  # of examples with music or other voices behind
ROOM_SHARE: Final = 0.35
FILTER_SHARE: Final = 0.6
CODEC_SHARE: Final = 0.08
CLIP_SHARE: Final = 0.08


def worn(sound: Sound, bed: Sound | None, random: Generator) -> Sound:
    """The sound as a recording might hold it.

    Args:
        sound: speech.
        bed: music or other voices as long as the speech, root mean square 1.
        random: what decides.
    """
    if random.random() < ROOM_SHARE:
        sound = oaconvolve(sound, room(random))[: len(sound)].astype(np.float32)
    if bed is not None and random.random() < BED_SHARE:
        sound = sound + bed * _level_below(sound, 8, 30, random)
    if random.random() < NOISE_SHARE:
        sound = sound + coloured_noise(len(sound), random) * _level_below(sound, 8, 50, random)
    if random.random() < FILTER_SHARE:
        sound = _filtered(sound, random)
    sound = sound * np.float32(10 ** (random.uniform(-14, 8) / 20))
    if random.random() < CLIP_SHARE:
        limit = random.uniform(1.5, 4) * float(np.sqrt(np.mean(sound**2)))
        sound = np.clip(sound, -limit, limit)
    if random.random() < CODEC_SHARE:
        sound = coded(sound, random)
    return sound.astype(np.float32)


def _level_below(sound: Sound, least: float, most: float, random: Generator) -> np.float32:
    """A level some decibels under the speech's; decibels between the two bounds."""
    speech = float(np.sqrt(np.mean(sound**2))) or SPEECH_LEVEL
    return np.float32(speech * 10 ** (-random.uniform(least, most) / 20))


def _filtered(sound: Sound, random: Generator) -> Sound:
    """A tilt and a few broad peaks and dips, as of microphones and loudspeakers."""
    taps = np.zeros(65, np.float32)
    frequencies = np.linspace(0.01, 1, 129)
    gain = random.uniform(-6, 6) * np.log2(frequencies * 8)  # decibels, 0 at 1 kHz
    for _ in range(random.integers(0, 4)):
        centre, width = random.uniform(0.02, 0.9), random.uniform(0.05, 0.3)
        gain += random.uniform(-9, 9) * np.exp(-(((frequencies - centre) / width) ** 2))
    response = np.fft.irfft(10 ** (np.clip(gain, -30, 15) / 20))
    taps[:33], taps[33:] = response[:33], response[-32:]
    taps = np.roll(taps, 32) * np.hanning(65).astype(np.float32)
    level = float(np.sqrt(np.mean(sound**2)))
    filtered = oaconvolve(sound, taps)[32 : 32 + len(sound)]
    return normalised(filtered.astype(np.float32)) * np.float32(level)
