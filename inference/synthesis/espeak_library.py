"""The espeak-ng library, called through ctypes: phonemes of a text, and its own robotic voices.

The library keeps its state in global variables, so there is one instance of ``EspeakLibrary`` and
a lock around each use. Piper carries another copy of espeak-ng inside its extension module; the
two do not share anything.

Source: ``speak_lib.h`` of espeak-ng 1.52 for every constant below.
"""

import ctypes
import functools
import platform
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import espeakng_loader
import numpy as np

from inference.checkpoint_errors import CheckpointError
from inference.checkpoints import locate
from inference.errors import EngineError
from inference.media import Samples

AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
INITIALIZE_PHONEME_EVENTS: Final = 0x0001
INITIALIZE_PHONEME_IPA: Final = 0x0002
INITIALIZE_DONT_EXIT: Final = 0x8000
CHARS_UTF8: Final = 1
PHONEMES_IN_BRACKETS: Final = 0x100  # "[[...]]" holds the library's names of phonemes
PHONEMES_IPA: Final = 0x02
PHONEMES_TIE: Final = 0x80  # with the joining character in bits 8 to 23
PARAMETER_RATE: Final = 1
PARAMETER_PITCH: Final = 3
EVENT_LIST_TERMINATED: Final = 0
EVENT_WORD: Final = 1
EVENT_PHONEME: Final = 7
POSITION_CHARACTER: Final = 1
TIE: Final = "^"

WORDS_PER_MINUTE: Final = 160  # a little slower than the library's 175: easier to follow
LANGUAGE_SWITCH: Final = re.compile(r"\([^()]*\)")
ENDING: Final = re.compile(r"([,;:.!?…—–])[\s\"'”’»)\]]*\S{0,2}$")

MIDDLE_PITCH: Final = 50  # of 0 to 100
# steps of the library's pitch that make a semitone, measured: more below the middle than above
STEPS_DOWN: Final = 6.4
STEPS_UP: Final = 5.4
FASTEST: Final = 450  # words a minute; the library makes little sound then, and takes little time


class _EventId(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between two pauses.

    Attributes:
        phonemes: IPA; ``^`` ties the parts of diphthongs and affricates.
        ending: the punctuation mark after it; empty if there is none.
    """

    phonemes: str
    ending: str


@dataclass(frozen=True, slots=True)
class EspeakSymbol:
    """A phoneme as the library says it.

    Attributes:
        ipa: as the library writes it, stress mark in front; empty for silence.
        start: seconds.
        place: index of the first character of the word it belongs to.
    """

    ipa: str
    start: float
    place: int


@dataclass(frozen=True, slots=True)
class EspeakSpeech:
    """What the library made of a text.

    Attributes:
        samples: float32 mono.
        sample_rate: hertz.
        symbols: in order.
    """

    samples: Samples
    sample_rate: int
    symbols: tuple[EspeakSymbol, ...]


class EspeakLibrary:
    """One loaded and initialised library."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        try:
            self._library = ctypes.CDLL(str(library_path()))
        except OSError as error:
            raise CheckpointError(f"espeak-ng does not load: {error}") from error
        options = INITIALIZE_PHONEME_EVENTS | INITIALIZE_PHONEME_IPA | INITIALIZE_DONT_EXIT
        self.sample_rate: int = self._library.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), options
        )
        if self.sample_rate <= 0:
            raise CheckpointError("espeak-ng finds no data; reinstall espeakng-loader")
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        # the library keeps only the address: the object must outlive every call
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._pcm: list[bytes] = []
        self._symbols: list[EspeakSymbol] = []
        self._place = 0
        self._is_settled = True

    def clauses(self, text: str, language: str) -> tuple[Clause, ...]:
        """The text's phonemes, clause by clause.

        Args:
            text: one sentence, without control characters.
            language: name of one of the library's languages, for example ``en-us``.

        Raises:
            EngineError: the library has no such language.
        """
        with self._lock:
            self._choose(language)
            self._is_settled = False
            return tuple(self._clauses(text.encode()))

    def read(self, text: str, language: str) -> tuple[EspeakSymbol, ...]:
        """What ``clauses`` makes of a text, with the words that the phonemes belong to.

        Args:
            text: one sentence, without control characters.
            language: as for ``clauses``.

        Returns:
            Symbols whose times mean nothing.

        Raises:
            EngineError: the library has no such language, or fails.
        """
        return self._spoken(text, language, FASTEST, MIDDLE_PITCH, 0).symbols

    def phoneme(self, name: str, language: str) -> str:
        """IPA of what stands between double brackets, without stress; empty for no phoneme.

        Args:
            name: the library's name of a phoneme, or several.
            language: as for ``clauses``.

        Raises:
            EngineError: the library has no such language, or fails.
        """
        text = f"[[{name}]]"
        symbols = self._spoken(text, language, FASTEST, MIDDLE_PITCH, PHONEMES_IN_BRACKETS).symbols
        return "".join(symbol.ipa.strip("ˈˌ") for symbol in symbols)

    def speak(
        self,
        text: str,
        language: str,
        rate: float,
        pitch: float = 0.0,
        *,
        has_phonemes: bool = False,
    ) -> EspeakSpeech:
        """The text spoken by the library's own voice.

        Args:
            text: one sentence, without control characters.
            language: as for ``clauses``.
            rate: 1.0 is 160 words a minute.
            pitch: semitones.
            has_phonemes: ``[[...]]`` in the text holds the library's names of phonemes.

        Raises:
            EngineError: the library has no such language, or fails.
        """
        words_per_minute = round(WORDS_PER_MINUTE * rate)
        height = round(MIDDLE_PITCH + pitch * (STEPS_UP if pitch > 0 else STEPS_DOWN))
        flags = PHONEMES_IN_BRACKETS if has_phonemes else 0
        return self._spoken(text, language, words_per_minute, height, flags)

    def _spoken(
        self, text: str, language: str, words_per_minute: int, height: int, flags: int
    ) -> EspeakSpeech:
        with self._lock:
            self._choose(language)
            self._library.espeak_SetParameter(PARAMETER_RATE, words_per_minute, 0)
            self._library.espeak_SetParameter(PARAMETER_PITCH, height, 0)
            if not self._is_settled:
                # after many texts of many languages, the first sound that follows lacks its first
                # phoneme event (espeak-ng 1.52); the second is complete
                self._synthesize("a", 0)
                self._is_settled = True
            self._synthesize(text, flags)
            pcm = np.frombuffer(b"".join(self._pcm), np.int16)
            samples = pcm.astype(np.float32) / np.float32(32768)
            return EspeakSpeech(samples, self.sample_rate, tuple(self._symbols))

    def _synthesize(self, text: str, flags: int) -> None:
        """Fill the lists of sound and symbols anew."""
        encoded = text.encode()
        self._pcm, self._symbols, self._place = [], [], 0
        failed = self._library.espeak_Synth(
            encoded, len(encoded) + 1, 0, POSITION_CHARACTER, 0, CHARS_UTF8 | flags, None, None
        )
        if failed:
            raise EngineError(f"espeak-ng failed with code {failed}")

    def _choose(self, language: str) -> None:
        if self._library.espeak_SetVoiceByName(language.encode()):
            raise EngineError(f"espeak-ng has no language {language}")

    def _clauses(self, text: bytes) -> Iterator[Clause]:
        mode = PHONEMES_IPA | PHONEMES_TIE | ord(TIE) << 8
        buffer = ctypes.create_string_buffer(text)
        position = ctypes.c_void_p(ctypes.addressof(buffer))
        start = 0
        while position.value:
            phonemes: bytes = self._library.espeak_TextToPhonemes(
                ctypes.byref(position), CHARS_UTF8, mode
            )
            end = position.value - ctypes.addressof(buffer) if position.value else len(text)
            consumed = text[start:end].decode(errors="ignore")
            start = end
            spoken = LANGUAGE_SWITCH.sub("", phonemes.decode()).strip()
            ending = ENDING.search(consumed)
            if spoken:
                yield Clause(spoken, ending[1] if ending else "")

    def _receive(self, samples: Any, n_samples: int, events: Any) -> int:
        """Take sound and phoneme events from the library."""
        if samples and n_samples:
            self._pcm.append(ctypes.string_at(samples, n_samples * 2))
        index = 0
        while events[index].type != EVENT_LIST_TERMINATED:
            event = events[index]
            if event.type == EVENT_WORD:
                self._place = max(0, event.text_position - 1)
            elif event.type == EVENT_PHONEME:
                ipa = LANGUAGE_SWITCH.sub("", event.id.string.decode(errors="ignore")).strip()
                self._symbols.append(EspeakSymbol(ipa, event.audio_position / 1000, self._place))
            index += 1
        return 0


def library_path() -> Path:
    """The shared library that the package brings for this machine.

    Its sha256 is checked where the manifest knows it, which is 64-bit Linux on Intel and AMD.
    """
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        return locate("espeak-ng")
    return Path(espeakng_loader.get_library_path())


@functools.cache
def espeak_library() -> EspeakLibrary:
    """The library, loaded on the first call."""
    return EspeakLibrary()
