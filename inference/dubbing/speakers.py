"""Who says what: words sorted by the voices that say them.

Speech is cut into phrases at pauses and ends of sentences, each phrase becomes a vector that tells
its voice, and similar ones are grouped. A wrong answer is worse than none: voices are only told
apart where their vectors leave no doubt, so two that sound much alike remain one speaker, whom a
person can divide. ``docs/decisions/0017-speakers.md`` has the measurements behind the thresholds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage

from inference.dubbing.lines import SpokenWord
from inference.dubbing.voice_pitch import span_sounds
from inference.media import Samples
from inference.phrases import SENTENCE_ENDS
from inference.sound_stream import SPEECH_RATE

Floats = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]
Report = Callable[[float], None]

PAUSE: Final = 0.2  # seconds between two phrases
MAX_PHRASE: Final = 3.0  # seconds; somebody else may go on without a pause
SOLID: Final = 1.0  # seconds of a phrase from which on its vector is relied on
MIN_SOUND: Final = 0.15  # seconds; shorter phrases belong to their neighbours
SIMILAR: Final = 0.5  # mean cosine of the phrases of one voice, at least
MIN_SPEECH: Final = 2.0  # seconds in solid phrases that make a speaker
MIN_SHARE: Final = 0.03  # the same, of all speech
MAX_SPEAKERS: Final = 8
MAX_COMPARED: Final = 1200  # phrases; of more, evenly spread ones are grouped
CLEAR: Final = 0.1  # more similar to one voice than to the next; else neighbours decide
SAME_SENTENCE: Final = 0.6  # seconds of pause within which a sentence goes on


class EmbedsVoices(Protocol):
    """What is needed of a model of voices."""

    def embed(self, samples: Samples) -> Floats:
        """A vector of length 1 for a piece of speech at 16 kHz."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words said in one go.

    Attributes:
        first: index of the first word.
        stop: index after the last.
        start: seconds.
        end: seconds.
        ends_sentence: whether a sentence ends with it.
    """

    first: int
    stop: int
    start: float
    end: float
    ends_sentence: bool

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.end - self.start


def told_apart(
    words: Sequence[SpokenWord],
    path: Path,
    shift: float,
    embedder: EmbedsVoices,
    report: Report = lambda _: None,
) -> tuple[SpokenWord, ...]:
    """Words with who says them.

    Args:
        words: in order, on the video's time.
        path: the video.
        shift: see ``inference.dubbing.clock.sound_shift``.
        embedder: tells voices.
        report: called with the share done; may raise to stop.

    Returns:
        The same words; speakers are ``s1``, ``s2`` … in the order in which they first speak.

    Raises:
        UnreadableSoundError: the sound cannot be decoded.
    """
    if not words:
        return ()
    found = phrases_of(words)
    vectors, are_known = _vectors(found, path, shift, embedder, report)
    if not are_known.any():
        return tuple(words)
    durations = np.array([phrase.duration for phrase in found])
    labels = grouped(vectors, np.where(are_known, durations, 0.0))
    settled = _settled(found, labels)
    names = {label: f"s{place}" for place, label in enumerate(dict.fromkeys(settled), start=1)}
    return tuple(
        replace(word, speaker=names[label])
        for phrase, label in zip(found, settled, strict=True)
        for word in words[phrase.first : phrase.stop]
    )


def phrases_of(words: Sequence[SpokenWord]) -> list[Phrase]:
    """Words cut where there is a pause, where a sentence ends, and where it takes long."""
    phrases, first = [], 0
    for index, one in enumerate(words):
        ends_sentence = one.word.text.endswith(SENTENCE_ENDS)
        following = words[index + 1] if index + 1 < len(words) else None
        is_long = one.word.end - words[first].word.start > MAX_PHRASE
        pauses = following is None or following.word.start - one.word.end >= PAUSE
        if ends_sentence or is_long or pauses:
            start = words[first].word.start
            phrases.append(Phrase(first, index + 1, start, one.word.end, ends_sentence))
            first = index + 1
    return phrases


def grouped(vectors: Floats, durations: Floats) -> Floats:
    """How similar every phrase is to every voice that can be told apart.

    Args:
        vectors: shape (n, dimensions), of length 1.
        durations: shape (n,), seconds; 0 for phrases without a vector.

    Returns:
        Shape (n, n_voices), cosines; at least one voice.
    """
    solid = np.flatnonzero(durations >= SOLID)
    if len(solid) > MAX_COMPARED:
        solid = solid[np.linspace(0, len(solid) - 1, MAX_COMPARED).astype(int)]
    if len(solid) < 2:  # noqa: PLR2004  there is nothing to compare
        return np.zeros((len(vectors), 1))
    tree = linkage(vectors[solid], "average", metric="cosine")
    labels = fcluster(tree, 1 - SIMILAR, "distance")
    voices = _voices(vectors[solid], durations[solid], labels)
    return np.asarray(vectors @ voices.T)


def _voices(vectors: Floats, durations: Floats, labels: Labels) -> Floats:
    """The mean vector of every group with enough speech, the largest first."""
    totals = {label: float(durations[labels == label].sum()) for label in np.unique(labels)}
    least = max(MIN_SPEECH, MIN_SHARE * float(durations.sum()))
    kept = sorted(totals, key=totals.__getitem__, reverse=True)[:MAX_SPEAKERS]
    kept = [label for label in kept if totals[label] >= least] or kept[:1]
    means = np.stack(
        [(vectors[labels == label] * durations[labels == label, None]).sum(0) for label in kept]
    )
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def _vectors(
    phrases: Sequence[Phrase],
    path: Path,
    shift: float,
    embedder: EmbedsVoices,
    report: Report,
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """A vector for each phrase, and whether it could be heard at all."""
    found: dict[int, Floats] = {}
    spans = [(phrase.start, phrase.end) for phrase in phrases]
    for index, samples in enumerate(span_sounds(path, spans, shift)):
        if len(samples) >= MIN_SOUND * SPEECH_RATE and samples.any():
            found[index] = embedder.embed(samples)
        report((index + 1) / len(phrases))
    size = len(next(iter(found.values()))) if found else 1
    empty = np.zeros(size)
    vectors = np.stack([found.get(index, empty) for index in range(len(phrases))])
    return vectors, np.array([index in found for index in range(len(phrases))])


def _settled(phrases: Sequence[Phrase], similar: Floats) -> list[int]:
    """The voice of every phrase; unclear ones go with their sentence, else with their neighbour."""
    best = similar.argmax(1)
    if similar.shape[1] == 1:
        return [0] * len(phrases)
    ordered = np.sort(similar, axis=1)
    is_clear = ordered[:, -1] - ordered[:, -2] >= CLEAR
    settled = [int(label) for label in best]
    for group in _sentences(phrases):
        clear = [index for index in group if is_clear[index]]
        for index in group:
            if not is_clear[index]:
                settled[index] = _nearest(phrases, index, clear, settled)
    return settled


def _sentences(phrases: Sequence[Phrase]) -> Iterator[list[int]]:
    """Indices of phrases that make a sentence."""
    group: list[int] = []
    for index, phrase in enumerate(phrases):
        if group and phrase.start - phrases[index - 1].end > SAME_SENTENCE:
            yield group
            group = []
        group.append(index)
        if phrase.ends_sentence:
            yield group
            group = []
    if group:
        yield group


def _nearest(
    phrases: Sequence[Phrase], index: int, clear: Sequence[int], settled: Sequence[int]
) -> int:
    """The voice of the clear phrase of the sentence that is next to this one; else its own."""
    if not clear:
        return settled[index]
    start = phrases[index].start
    return settled[min(clear, key=lambda other: abs(phrases[other].start - start))]
