"""What is heard in stretches of a video: words, phones, and where anyone speaks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from inference.container import SpeechSpool
from inference.errors import NoSoundError, UnreadableSoundError
from inference.inspection.sounds import speech_spans
from inference.media import AudioClip, Samples
from inference.quality.phones import Phone, phones_of
from inference.quality.scores import STEP, Curve, envelope_of
from inference.sound_protocols import SpeechActivity
from inference.sound_stream import SPEECH_RATE, sound_pieces
from inference.transcripts import Transcriber, Word


class Ears(Protocol):
    """What is needed of the registry."""

    def transcriber(self) -> Transcriber:
        """The recogniser of speech."""

    def speech_activity(self) -> SpeechActivity:
        """The detector of speech."""


@dataclass(frozen=True)
class Speech:
    """What is heard in the measured stretches, all times on the file's timeline.

    Attributes:
        words: in order.
        phones: in order.
        spans: where somebody speaks.
        envelope: loudness on the grid of ``scores``.
        is_approximate: the phones' times are estimates.
        n_placed: words whose phones are known.
        language: tag; empty where nobody speaks.
    """

    words: tuple[Word, ...]
    phones: tuple[Phone, ...]
    spans: tuple[tuple[float, float], ...]
    envelope: Curve
    is_approximate: bool
    n_placed: int
    language: str


@dataclass(frozen=True)
class _Stretch:
    """What one stretch holds."""

    words: tuple[Word, ...]
    phones: tuple[Phone, ...]
    n_placed: int
    is_approximate: bool
    language: str


class Listener:
    """Listens to stretches of one video.

    Args:
        video: the file.
        ears: models.
        workdir: for a temporary file.
    """

    def __init__(self, video: Path, ears: Ears, workdir: Path) -> None:
        self._video = video
        self._ears = ears
        self._spool = workdir / "heard.wav"

    def listen(
        self,
        stretches: list[tuple[float, float]],
        language: str | None,
        known_text: str | None,
        report: Callable[[float], None],
    ) -> Speech:
        """Hear what is said.

        Args:
            stretches: (start, end) in seconds, in order.
            language: tag; that of the first stretch with speech if ``None``.
            known_text: what is said; used where one stretch is all there is.
            report: called with the share done.
        """
        heard: list[_Stretch] = []
        spans: list[tuple[float, float]] = []
        envelope = np.zeros(int(stretches[-1][1] / STEP) + 1)
        for index, (start, end) in enumerate(stretches):
            samples = samples_between(self._video, start, end)
            activity = self._ears.speech_activity().start()
            spoken = speech_spans(activity.feed(samples)) if len(samples) else []
            spans += ((first + start, last + start) for first, last in spoken)
            loud, place = envelope_of(samples), int(start / STEP)
            envelope[place : place + len(loud)] = loud[: len(envelope) - place]
            if spoken:
                known = known_text if len(stretches) == 1 else None
                heard.append(self._words(samples, start, language, known))
                language = heard[-1].language or language
            report((index + 1) / len(stretches))
        return Speech(
            tuple(word for stretch in heard for word in stretch.words),
            tuple(phone for stretch in heard for phone in stretch.phones),
            tuple(spans),
            envelope,
            any(stretch.is_approximate for stretch in heard),
            sum(stretch.n_placed for stretch in heard),
            language or "",
        )

    def _words(
        self, samples: Samples, start: float, language: str | None, known_text: str | None
    ) -> _Stretch:
        with SpeechSpool(self._spool) as spool:
            spool.append(AudioClip(samples, SPEECH_RATE))
        try:
            found = self._ears.transcriber().transcribe(self._spool, language, lambda _: None)
        finally:
            self._spool.unlink()
        words = tuple(found.words())
        placed = phones_of(words, samples, found.language, known_text)
        return _Stretch(
            tuple(replace(word, start=word.start + start, end=word.end + start) for word in words),
            tuple(
                replace(phone, start=phone.start + start, end=phone.end + start)
                for phone in placed.phones
            ),
            placed.n_placed,
            placed.is_approximate,
            found.language,
        )


def samples_between(video: Path, start: float, end: float) -> Samples:
    """Sound of 16 kHz; empty where there is none."""
    try:
        pieces = list(sound_pieces(video, SPEECH_RATE, start, end))
    except (NoSoundError, UnreadableSoundError):
        pieces = []
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
