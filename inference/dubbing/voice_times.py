"""Times of words, put right by where a voice is heard.

Recognisers know when a word ends better than when speech begins: they let the first word after a
pause begin in the pause, by up to half a second. A dub that starts there speaks before lips move.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.media import Samples
from inference.sound_protocols import ACTIVITY_FRAME, SpeechActivity
from inference.sound_stream import SPEECH_RATE, sound_pieces
from inference.transcripts import Word

Flags = npt.NDArray[np.bool_]

STEP: Final = ACTIVITY_FRAME / SPEECH_RATE  # seconds for each probability
BLOCK: Final = 10 * SPEECH_RATE  # samples looked at together
SPEECH: Final = 0.5  # probability
PAUSE: Final = 0.12  # seconds between two words from which on both of their ends are looked at
LONGEST: Final = 0.6  # seconds; a word that takes longer may hide a pause
BEFORE: Final = 0.12  # seconds by which a word may begin earlier than the recogniser says
LATE: Final = 0.5  # seconds after its end in which the voice of a word begins that has none
AFTER: Final = 0.3  # seconds by which it may end later
SHORTEST: Final = 0.08  # seconds of a word that are left in any case


def voice_activity(path: Path, activity: SpeechActivity) -> Samples:
    """How probably somebody speaks, all through a file.

    Args:
        path: sound or video.
        activity: the detector of speech.

    Returns:
        Shape (n,), one probability for each 32 ms from the start of the sound.

    Raises:
        UnreadableSoundError: the sound cannot be decoded.
    """
    stream = activity.start()
    found = [stream.feed(block) for block in sound_blocks(path, BLOCK)]
    return np.concatenate([np.zeros(0, np.float32), *found])


def heard_words(words: Sequence[Word], probabilities: Samples) -> Iterator[Word]:
    """Words of which those beside pauses begin and end with the voice.

    Args:
        words: in order, on the time of the sound.
        probabilities: of speech, as ``voice_activity`` gives them.
    """
    speaks = probabilities >= SPEECH
    last_end = 0.0
    for index, word in enumerate(words):
        following = words[index + 1].start if index + 1 < len(words) else word.end + AFTER
        pauses = index == 0 or word.start - last_end > PAUSE
        is_first = pauses or word.end - word.start > LONGEST
        start = max(last_end, _onset(speaks, word, last_end) if is_first else word.start)
        begun = replace(word, start=start, end=max(word.end, start + SHORTEST))
        is_last = following - word.end > PAUSE
        last_end = max(start, _offset(speaks, begun, following) if is_last else begun.end)
        yield replace(begun, end=last_end)


def _onset(speaks: Flags, word: Word, earliest: float) -> float:
    """When the voice begins in a word, just before or soon after; its start if none is heard."""
    low = max(earliest, word.start - BEFORE)
    first, last = _frames(low, word.end + LATE)
    found = np.flatnonzero(speaks[first:last])
    if not len(found):
        return word.start
    return max(low, (first + int(found[0])) * STEP)


def _offset(speaks: Flags, word: Word, latest: float) -> float:
    """When the voice that is heard in a word ends; its own end where none is heard."""
    first, last = _frames(word.start + SHORTEST, min(latest, word.end + AFTER))
    at = max(first, int(word.end / STEP))
    after = speaks[at:last]
    if len(after) and after[0]:
        stop = at + (len(after) if after.all() else int(np.argmin(after)))
    else:
        heard = np.flatnonzero(speaks[first:at])
        if not len(heard):
            return word.end
        stop = first + int(heard[-1]) + 1
    return min(latest, stop * STEP)


def _frames(start: float, end: float) -> tuple[int, int]:
    first = max(0, int(start / STEP))
    return first, max(first, int(np.ceil(end / STEP)))


def sound_blocks(path: Path, length: int) -> Iterator[Samples]:
    """The sound of a file in blocks of ``length`` samples at 16 kHz, or a little more."""
    kept: list[Samples] = []
    n_kept = 0
    for piece in sound_pieces(path):
        kept.append(piece)
        n_kept += len(piece)
        if n_kept >= length:
            yield np.concatenate(kept)
            kept, n_kept = [], 0
    if kept:
        yield np.concatenate(kept)
