"""Sound as it comes out of a codec at a low bit rate, moved back to where it was."""

import io
from typing import Final

import av
import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import resample_poly

from tools.articulation.sounds import Generator, Sound
from tools.articulation.speech import SAMPLE_RATE

LONGEST_DELAY: Final = 4000  # samples
# container, encoder, sample rate, bits per second
CODECS: Final = (
    ("mp3", "libmp3lame", 16_000, (16_000, 24_000, 32_000, 48_000)),
    ("adts", "aac", 16_000, (16_000, 24_000, 32_000)),
    ("ogg", "libopus", 16_000, (8_000, 12_000, 20_000)),
)


def coded(sound: Sound, random: Generator) -> Sound:
    """The sound through MP3, AAC or Opus, or through a telephone of 8 kHz."""
    choice = int(random.integers(len(CODECS) + 1))
    if choice == len(CODECS):
        return _telephone(sound)
    container, encoder, sample_rate, bit_rates = CODECS[choice]
    packed = _encoded(sound, container, encoder, sample_rate, int(random.choice(bit_rates)))
    return _aligned(_decoded(packed), sound)


def _telephone(sound: Sound) -> Sound:
    narrow = resample_poly(sound, 1, 2)
    quantised = np.sign(narrow) * np.log1p(255 * np.minimum(1, np.abs(narrow))) / np.log(256)
    coarse = np.round(quantised * 127) / 127  # mu-law, as ITU-T G.711
    narrow = np.sign(coarse) * (256 ** np.abs(coarse) - 1) / 255
    return np.asarray(resample_poly(narrow, 2, 1)[: len(sound)], np.float32)


def _encoded(sound: Sound, container: str, encoder: str, sample_rate: int, bit_rate: int) -> bytes:
    file = io.BytesIO()
    pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(encoder, rate=sample_rate, layout="mono", bit_rate=bit_rate)
        frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def _decoded(packed: bytes) -> Sound:
    pieces = []
    with av.open(io.BytesIO(packed)) as source:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in [*source.decode(audio=0), None]:
            pieces += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    return np.concatenate(pieces).astype(np.float32) / np.float32(32768)


def _aligned(sound: Sound, original: Sound) -> Sound:
    """The sound without the codec's delay, as long as the original."""
    size = next_fast_len(len(sound) + len(original))
    product = irfft(rfft(sound, size) * np.conj(rfft(original, size)), size)
    delays = np.concatenate([product[:LONGEST_DELAY], product[-LONGEST_DELAY:]])
    best = int(delays.argmax())
    delay = best if best < LONGEST_DELAY else best - 2 * LONGEST_DELAY
    moved = sound[delay:] if delay >= 0 else np.concatenate([np.zeros(-delay, np.float32), sound])
    missing = max(0, len(original) - len(moved))
    return np.pad(moved, (0, missing))[: len(original)]
