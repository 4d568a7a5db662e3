"""The last steps every voice shares: level, silence at both ends, the pause after a sentence.

Every voice is brought to -20 dBFS, the root mean square over the 50 ms blocks in which somebody
speaks, whatever the voice's own level; the gain is limited so that a whisper stays softer. Above
0.7 of full scale a curve bends the peaks, so no sample exceeds 0.95.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from inference.media import AudioClip, Samples
from inference.speech import PhonemeSpan, SynthesizedSpeech
from inference.synthesis.phonemes import PAUSE, WORD_BREAK, covering_phonemes
from inference.transcripts import Word

TARGET_RMS: Final = 0.1  # -20 dBFS
MAX_GAIN: Final = 8.0  # 18 dB
BLOCK: Final = 0.05  # seconds
ACTIVE_SHARE: Final = 0.1  # of the loudest block: -20 dB
KNEE: Final = 0.7
CEILING: Final = 0.95

SILENCE: Final = 0.003  # -50 dBFS, after the gain
EDGE_BLOCK: Final = 0.005  # seconds
LEAD_IN: Final = 0.08  # seconds before the first sound: time for lips to close on a p
TAIL: Final = 0.06
MAX_SILENT_PHONEME: Final = (
    0.12  # the longest closure kept before the first or after the last sound
)
FADE: Final = 0.01


def finished_sentence(
    text: str,
    samples: Samples,
    sample_rate: int,
    phonemes: tuple[PhonemeSpan, ...],
    pause: float,
    *,
    words: tuple[Word, ...] = (),
    lead: float = 0.0,
) -> SynthesizedSpeech:
    """One sentence as the protocol promises it.

    Args:
        text: the sentence as given.
        samples: float32 mono, as the model made them.
        sample_rate: hertz.
        phonemes: times from the start of ``samples``.
        pause: seconds of silence at the end.
        words: of ``text``, times likewise.
        lead: seconds of silence at the start that were asked for.
    """
    levelled = _levelled(samples, sample_rate)
    start, end = _kept(levelled, sample_rate, phonemes)
    first, last = round(start * sample_rate), round(end * sample_rate)
    kept = levelled[max(0, first) : max(0, last)].copy()
    _fade(kept, round(FADE * sample_rate))
    before = np.zeros(round(lead * sample_rate) + max(0, -first), np.float32)
    after = np.zeros(round(pause * sample_rate), np.float32)
    audio = AudioClip(np.concatenate([before, kept, after]), sample_rate)
    later = round(lead * sample_rate) / sample_rate - start
    moved = (PhonemeSpan(p.symbol, p.start + later, p.end + later) for p in phonemes)
    silent_from = len(before) + len(kept)
    spoken = covering_phonemes(moved, silent_from / sample_rate)
    said = tuple(_moved_word(word, later, silent_from / sample_rate) for word in words)
    return SynthesizedSpeech(text, audio, covering_phonemes(spoken, audio.duration), said)


def _moved_word(word: Word, later: float, duration: float) -> Word:
    start = min(max(0.0, word.start + later), duration)
    return replace(word, start=start, end=min(max(start, word.end + later), duration))


def _levelled(samples: Samples, sample_rate: int) -> Samples:
    """The samples at the common level, with soft peaks."""
    blocks = _block_rms(samples, round(BLOCK * sample_rate))
    active = blocks[blocks > ACTIVE_SHARE * blocks.max(initial=0.0)]
    if not active.size:
        return samples
    rms = float(np.sqrt(np.mean(active**2)))
    louder = samples * np.float32(min(MAX_GAIN, TARGET_RMS / rms))
    excess = np.maximum(np.abs(louder) - KNEE, 0)
    room = CEILING - KNEE
    bent = KNEE + room * np.tanh(excess / room)
    levelled = np.where(excess > 0, np.sign(louder) * bent, louder)
    return levelled.astype(np.float32)


def _block_rms(samples: Samples, length: int) -> Samples:
    whole = len(samples) // length * length
    blocks = samples[:whole].reshape(-1, length) if whole else samples.reshape(1, -1)
    return np.asarray(np.sqrt(np.mean(blocks**2, axis=1)), np.float32)


def _kept(
    samples: Samples, sample_rate: int, phonemes: tuple[PhonemeSpan, ...]
) -> tuple[float, float]:
    """From when to when to keep, in seconds; the start may be negative (silence is put before)."""
    length = round(EDGE_BLOCK * sample_rate)
    loud = np.flatnonzero(_block_rms(samples, length) > SILENCE)
    duration = len(samples) / sample_rate
    onset, offset = (
        (float(loud[0]) * EDGE_BLOCK, float(loud[-1] + 1) * EDGE_BLOCK)
        if loud.size
        else (0.0, duration)
    )
    start, end = onset - LEAD_IN, offset + TAIL
    sounds = [span for span in phonemes if span.symbol not in {PAUSE, WORD_BREAK}]
    if sounds:
        start = min(start, max(sounds[0].start, onset - MAX_SILENT_PHONEME) - LEAD_IN / 2)
        end = max(end, min(sounds[-1].end, offset + MAX_SILENT_PHONEME))
    return start, min(end, duration)


def _fade(samples: Samples, length: int) -> None:
    """Take away the clicks that a cut makes, in place."""
    length = min(length, len(samples) // 2)
    if not length:
        return
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    samples[:length] *= ramp
    samples[-length:] *= ramp[::-1]
