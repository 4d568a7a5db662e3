"""The transcript of speech of our own, whose words are known."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from inference.language_detection import detect_language
from inference.media import AudioClip
from inference.speech import SynthesizedSpeech
from inference.transcripts import Segment, Transcript
from inference.voice_catalogue.remote import ANY_LANGUAGE
from inference.voices import find_voice
from inference.word_times import spread_words

BLOCK: Final = 0.02  # seconds
AUDIBLE: Final = 0.03  # of the loudest block, -30 dB


def segment_of(sentence: SynthesizedSpeech, start: float) -> Segment:
    """A sentence as part of a transcript.

    Words whose times the voice does not tell are spread by length over the time with sound.

    Args:
        sentence: as it was spoken.
        start: seconds at which it begins in the whole speech.
    """
    words = sentence.words or spread_words(sentence.text, *_sounding(sentence.audio))
    moved = tuple(replace(word, start=word.start + start, end=word.end + start) for word in words)
    if not moved:
        return Segment(sentence.text, start, start + sentence.audio.duration)
    return Segment(sentence.text, moved[0].start, moved[-1].end, moved)


def transcript_of(segments: Iterable[Segment], voice: str, duration: float) -> Transcript:
    """The transcript of a whole speech, in the language of its voice.

    Args:
        segments: in order.
        voice: id; for one that speaks any language, the text tells which.
        duration: seconds.
    """
    said = tuple(segments)
    language = find_voice(voice).language
    probability = 1.0
    if language == ANY_LANGUAGE:
        language, probability = detect_language(" ".join(segment.text for segment in said))
    return Transcript(language, probability, said, duration)


def _sounding(audio: AudioClip) -> tuple[float, float]:
    """From when to when something is heard, in seconds."""
    length = round(BLOCK * audio.sample_rate)
    n_blocks = max(1, len(audio.samples) // length)
    blocks = np.resize(audio.samples, n_blocks * length).reshape(n_blocks, length)
    levels = np.sqrt(np.mean(blocks**2, axis=1))
    heard = np.flatnonzero(levels > AUDIBLE * levels.max())
    if not heard.size:
        return 0.0, audio.duration
    return float(heard[0]) * BLOCK, min(audio.duration, float(heard[-1] + 1) * BLOCK)
