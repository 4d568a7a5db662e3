"""Makes ``mel_of_librosa.npz``: what librosa says the paper's spectrogram of a sound is.

Needs librosa, which the product does not: ``pip install librosa==0.11.0``, then run this file.
The sound: half a second of a falling tone with noise that fades, then silence, as 16-bit samples.
The steps and constants are those of the authors' front end; ``pad_mode`` is the one that librosa
0.7, which they used, had by default.
"""

from pathlib import Path

import librosa
import numpy as np
from scipy.signal import lfilter

SEED = 7
RATE = 16_000


def sound() -> np.ndarray:
    """Shape (11_137,), int16: no multiple of the hop."""
    time = np.arange(8_000) / RATE
    tone = 0.5 * np.sin(2 * np.pi * (900 - 600 * time) * time)
    noise = (
        np.random.default_rng(SEED).normal(0, 0.2, len(time)) * np.linspace(1, 0, len(time)) ** 3
    )
    speech = np.clip(tone + noise, -1, 1)
    return np.concatenate([np.rint(speech * 32_767), np.zeros(3_137)]).astype(np.int16)


def mel(samples: np.ndarray) -> np.ndarray:
    """Shape (80, 1 + n_samples // 200)."""
    emphasised = lfilter([1, -0.97], [1], samples / 32_768)
    spectrum = librosa.stft(
        emphasised, n_fft=800, hop_length=200, win_length=800, window="hann", pad_mode="reflect"
    )
    filters = librosa.filters.mel(sr=RATE, n_fft=800, n_mels=80, fmin=55, fmax=7600)
    decibels = 20 * np.log10(np.maximum(1e-5, filters @ np.abs(spectrum))) - 20
    return np.clip(8 * (decibels + 100) / 100 - 4, -4, 4)


if __name__ == "__main__":
    np.savez_compressed(
        Path(__file__).with_name("mel_of_librosa.npz"),
        sound=sound(),
        mel=mel(sound()).astype(np.float32),
    )
