"""A few words of a voice as a small sound file that every browser plays."""

from pathlib import Path
from typing import Final

import av
import numpy as np

from inference.aac_track import AacTrack
from inference.media import AudioClip, Samples
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.protocols import SpeechSynthesizer
from inference.voices import SAMPLE_TEXTS, find_voice

BIT_RATE: Final = 64_000  # bits a second, plenty for one voice
MIN_AAC_RATE: Final = 24_000  # hertz; below it FFmpeg's AAC sounds dull
FADE: Final = 0.01  # seconds; a sound that starts or ends in full swing clicks


def make_sample(synthesizer: SpeechSynthesizer, voice: str, path: Path) -> AudioClip:
    """Speak the sample text of the voice's language into an M4A file.

    Args:
        synthesizer: one that has the voice.
        voice: its id.
        path: replaced only once the new file is complete.

    Returns:
        The sound.
    """
    text = SAMPLE_TEXTS[find_voice(voice).language]
    return speak_to_file(synthesizer, text, voice, path)


def speak_to_file(
    synthesizer: SpeechSynthesizer,
    text: str,
    voice: str,
    path: Path,
    pronunciations: Pronunciations = NO_PRONUNCIATIONS,
) -> AudioClip:
    """Speak a short text into an M4A file; arguments as for ``make_sample``.

    Raises:
        InputError: the voice cannot say it.
    """
    spoken = synthesizer.synthesize(text, voice=voice, pronunciations=pronunciations)
    pieces = [speech.audio for speech in spoken]
    rate = pieces[0].sample_rate
    clip = AudioClip(_faded(np.concatenate([piece.samples for piece in pieces]), rate), rate)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    write_m4a(clip, unfinished)
    unfinished.replace(path)
    return clip


def _faded(samples: Samples, rate: int) -> Samples:
    n_fade = min(int(FADE * rate), len(samples) // 2)
    if n_fade:
        ramp = np.linspace(0.0, 1.0, n_fade, dtype=np.float32)
        samples = samples.copy()
        samples[:n_fade] *= ramp
        samples[-n_fade:] *= ramp[::-1]
    return samples


def write_m4a(clip: AudioClip, path: Path) -> None:
    """Encode sound as AAC with its index in front, so that it plays while it loads."""
    rate = max(MIN_AAC_RATE, clip.sample_rate)
    with av.open(str(path), "w", format="ipod", options={"movflags": "faststart"}) as container:
        track = AacTrack(container, rate, BIT_RATE)
        track.add(clip.samples, clip.sample_rate)
        track.finish()
