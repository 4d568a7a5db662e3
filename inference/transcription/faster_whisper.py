"""OpenAI's Whisper, run by faster-whisper (CTranslate2) with 8-bit weights."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions

from inference.errors import EngineError, UnsupportedLanguageError
from inference.media import Samples
from inference.sound_source import probe_sound
from inference.sound_stream import SPEECH_RATE, sound_pieces
from inference.transcription.blocks import Block, blocks
from inference.transcription.voice_activity import speech_only, speech_spans
from inference.transcripts import Segment, Transcript, Word

N_THREADS: Final = 2
BEAM: Final = 5
MIN_SILENCE_MS: Final = 1000  # longer silence is not shown to the model, which would invent words
LANGUAGE_WINDOW: Final = 30  # seconds the model looks at to name a language
MAX_NO_SPEECH: Final = 0.85  # a segment the model calls non-speech this surely is left out


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """What language is heard.

    Attributes:
        language: tag such as "en".
        probability: within [0, 1].
    """

    language: str
    probability: float


class FasterWhisper:
    """Whisper behind the ``Transcriber`` protocol.

    Args:
        folder: holds ``model.bin``, ``config.json``, ``tokenizer.json`` and ``vocabulary.json``
            in CTranslate2's layout.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model; does nothing the second time.

        Raises:
            EngineError: CTranslate2 cannot use the files.
        """
        with self._lock:
            if self._model is not None:
                return
            try:
                self._model = WhisperModel(
                    str(self._folder),
                    device="cpu",
                    compute_type="int8",
                    cpu_threads=N_THREADS,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"Whisper cannot be loaded: {error}") from error

    def transcribe(
        self, sound: Path, language: str | None, report: Callable[[float], None]
    ) -> Transcript:
        """Write down a whole recording; see ``Transcriber.transcribe``.

        Sound is read in blocks of five minutes, so memory does not grow with its length. The
        language is that of the first block in which somebody speaks.
        """
        self.load()
        if language and language not in self._model.supported_languages:
            raise UnsupportedLanguageError(language)
        expected = probe_sound(sound).duration
        told, probability, end = language or "", 1.0 if language else 0.0, 0.0
        segments: list[Segment] = []
        for block in blocks(sound_pieces(sound)):
            end = block.start + len(block.samples) / SPEECH_RATE
            found, guess = self._block(block, told or None)
            if guess and not told:
                told, probability = guess.language, guess.probability
            for segment in found:
                segments.append(segment)
                report(min(1.0, segment.end / expected) if expected else 0.0)
            report(min(1.0, end / expected) if expected else 0.0)
        return Transcript(told, probability, tuple(segments), end)

    def guess_language(self, samples: Samples) -> LanguageGuess | None:
        """The language of up to 30 s of speech; ``None`` where nobody speaks.

        Args:
            samples: float32, 16 kHz; only what a voice detector takes for speech is used.

        Raises:
            EngineError: the model failed.
        """
        self.load()
        spoken = speech_only(samples)[: LANGUAGE_WINDOW * SPEECH_RATE]
        if not len(spoken):
            return None
        try:
            with self._lock:
                language, probability, _ = self._model.detect_language(spoken)
        except RuntimeError as error:
            raise EngineError(f"Whisper failed: {error}") from error
        return LanguageGuess(language, float(probability))

    def _block(
        self, block: Block, language: str | None
    ) -> tuple[Iterator[Segment], LanguageGuess | None]:
        if not speech_spans(block.samples):
            return iter(()), None
        try:
            with self._lock:
                found, about = self._model.transcribe(
                    block.samples,
                    language=language,
                    beam_size=BEAM,
                    word_timestamps=True,
                    vad_filter=True,
                    vad_parameters=VadOptions(min_silence_duration_ms=MIN_SILENCE_MS),
                    condition_on_previous_text=False,  # a wrong sentence would be repeated for ever
                )
        except RuntimeError as error:
            raise EngineError(f"Whisper failed: {error}") from error
        guess = LanguageGuess(about.language, float(about.language_probability))
        return self._segments(found, block.start), guess

    def _segments(self, found: Iterator[Any], start: float) -> Iterator[Segment]:
        """Segments as they are recognised, on the recording's time."""
        while True:
            try:
                with self._lock:
                    segment = next(found, None)
            except RuntimeError as error:
                raise EngineError(f"Whisper failed: {error}") from error
            if segment is None:
                return
            if segment.no_speech_prob < MAX_NO_SPEECH and segment.text.strip():
                yield _segment(segment, start)


def _segment(found: Any, start: float) -> Segment:
    words = tuple(
        Word(
            word.word.strip(),
            start + max(0.0, word.start),
            start + max(0.0, word.start, word.end),
            float(word.probability),
            word.word.startswith(" "),
        )
        for word in found.words or ()
        if word.word.strip()
    )
    begin = words[0].start if words else start + found.start
    end = words[-1].end if words else start + found.end
    return Segment(found.text.strip(), begin, max(begin, end), words)
