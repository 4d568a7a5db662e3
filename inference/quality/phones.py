"""Which sound is heard when, found without the help of whoever moved the lips.

English words are aligned with the sound by PocketSphinx (forced alignment, one word at a time, as
the recogniser placed it). Elsewhere espeak-ng reads the words, and its speech is laid over the
recording (``reading_aloud``): right to a few hundredths of a second, and marked as approximate.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Flag, auto
from typing import Any, Final

import numpy as np
from pocketsphinx import Decoder

from inference.espeak_languages import ESPEAK_LANGUAGES
from inference.media import Samples
from inference.quality.reading_aloud import JAPANESE, sounds_of
from inference.sound_stream import SPEECH_RATE
from inference.transcripts import Word

MARGIN: Final = 0.12  # seconds around a word; recognisers place word edges no better
FRAME: Final = 0.01  # seconds of PocketSphinx's alignment
PCM_SCALE: Final = 32767
LONGEST: Final = 2.5  # seconds of writing without spaces that are read together
PAUSE: Final = 0.15  # seconds that end such a stretch
BEAMS: Final = {"beam": 1e-120, "pbeam": 1e-120, "wbeam": 1e-100}  # wide: the words are known
LETTERS: Final = re.compile(r"[^a-z']")


class Kind(Flag):
    """What a phone asks of the lips; several may hold."""

    OTHER = 0
    OPEN = auto()
    BILABIAL = auto()
    SPREAD = auto()
    ROUND = auto()


ARPABET: Final = {
    Kind.OPEN: frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH"]),
    Kind.BILABIAL: frozenset(["P", "B", "M"]),
    Kind.SPREAD: frozenset(["IY", "EH", "S", "Z", "EY", "AE", "IH"]),
    Kind.ROUND: frozenset(["UW", "OW", "W", "SH", "UH", "OY", "CH", "JH"]),
}
# The same classes in the phonetic alphabet; a long or marked sound counts by its first letter.
IPA: Final = {
    Kind.OPEN: frozenset("aɑæʌɐɔɛɒä"),
    Kind.BILABIAL: frozenset("pbm"),
    Kind.SPREAD: frozenset("ieɪɛszæ"),
    Kind.ROUND: frozenset("uowʃʒʊyøœɥ"),
}


@dataclass(frozen=True, slots=True)
class Phone:
    """One speech sound.

    Attributes:
        symbol: ARPAbet without stress, or the phonetic alphabet.
        start: seconds.
        end: seconds.
        kind: what it asks of the lips.
    """

    symbol: str
    start: float
    end: float
    kind: Kind


@dataclass(frozen=True)
class Heard:
    """The phones of a recording.

    Attributes:
        phones: in order.
        n_words: how many words there were.
        n_placed: for how many of them phones were found.
        is_approximate: times are found by reading aloud rather than by a model of speech.
    """

    phones: tuple[Phone, ...]
    n_words: int
    n_placed: int
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """Words whose time is known together."""

    words: tuple[str, ...]
    start: float
    end: float
    n_joined: int = 0  # recognised pieces that make up one word here

    def __len__(self) -> int:
        return self.n_joined or len(self.words)


def phones_of(
    words: Sequence[Word], samples: Samples, language: str, known_text: str | None = None
) -> Heard:
    """Find the phones of recognised words.

    Args:
        words: with times in seconds from the start of ``samples``.
        samples: float32, 16 kHz.
        language: tag of what is spoken.
        known_text: what is really said; the recogniser's mistakes are put right by it.
    """
    spans = list(_spans(words))
    if known_text:
        spans = corrected(spans, known_text.split())
    is_english = language.partition("-")[0] == "en"
    find = _aligned(samples) if is_english else _read(samples, language)
    phones: list[Phone] = []
    n_placed = n_words = 0
    for span in spans:
        found = find(span)
        phones += found
        n_words += len(span)
        n_placed += len(span) if found else 0
    return Heard(tuple(phones), n_words, n_placed, not is_english)


def _spans(words: Sequence[Word]) -> Iterator[_Span]:
    """Words; what is written without spaces between, and said without a pause, stays together.

    Recognisers give single characters of such writing, whose reading depends on their neighbours.
    """
    run: list[Word] = []
    for word in words:
        belongs = run and not word.follows_space and word.start - run[-1].end < PAUSE
        if run and not (belongs and word.end - run[0].start <= LONGEST):
            yield _joined(run)
            run = []
        run.append(word)
    if run:
        yield _joined(run)


def _joined(run: Sequence[Word]) -> _Span:
    return _Span(("".join(word.text for word in run),), run[0].start, run[-1].end, len(run))


def corrected(spans: Sequence[_Span], known: Sequence[str]) -> list[_Span]:
    """Recognised words replaced by known ones where the two differ.

    Words that only the recogniser heard are dropped; words that only the text has, and that stand
    where the recogniser heard nothing, are left out, for nobody knows when they are said.
    """
    heard = [_plain(span.words[0]) for span in spans]
    told = [_plain(word) for word in known]
    fixed: list[_Span] = []
    for kind, a, b, c, d in SequenceMatcher(None, heard, told, autojunk=False).get_opcodes():
        if kind == "equal":
            fixed += spans[a:b]
        elif kind == "replace":
            fixed.append(_Span(tuple(known[c:d]), spans[a].start, spans[b - 1].end))
    return fixed


def _plain(word: str) -> str:
    return re.sub(r"[^\w']", "", word.lower())


def _aligned(samples: Samples) -> Any:
    """A function from a span to its phones by forced alignment."""
    pcm = np.round(np.clip(samples, -1, 1) * PCM_SCALE).astype("<i2")

    def find(span: _Span) -> list[Phone]:
        words = [LETTERS.sub("", word.lower()) for word in span.words]
        first = max(0, int((span.start - MARGIN) * SPEECH_RATE))
        last = min(len(pcm), int((span.end + MARGIN) * SPEECH_RATE))
        text = " ".join(word for word in words if word)
        return list(align(text, pcm[first:last].tobytes(), first / SPEECH_RATE)) if text else []

    return find


def align(text: str, pcm: bytes, start: float) -> Iterator[Phone]:
    """Place the phones of English words.

    Args:
        text: lower case, without punctuation.
        pcm: 16-bit mono sound of 16 kHz in which they are said.
        start: seconds to add to every time.

    Yields:
        Phones in order, silences left out; nothing for words that are not in the dictionary, or
        that the sound does not fit.
    """
    # A decoder keeps what it learnt about the speaker's level; a fresh one is reproducible.
    decoder = Decoder(loglevel="FATAL", lm=None, **BEAMS)
    if not all(decoder.lookup_word(word) for word in text.split()):
        return
    try:
        decoder.set_align_text(text)
        _listen(decoder, pcm)
        decoder.set_alignment()
        _listen(decoder, pcm)
        entries = [phone for word in decoder.get_alignment() for phone in word]
    except RuntimeError:  # the sound does not fit the words
        return
    for entry in entries:
        symbol = entry.name.rstrip("012")
        begin = start + entry.start * FRAME
        if symbol.isalpha() and symbol != "SIL":
            yield Phone(symbol, begin, begin + entry.duration * FRAME, _kind(symbol, ARPABET))


def _listen(decoder: Any, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def _kind(symbol: str, table: dict[Kind, frozenset[str]]) -> Kind:
    kind = Kind.OTHER
    for one, symbols in table.items():
        if symbol in symbols:
            kind |= one
    return kind


def _read(samples: Samples, language: str) -> Any:
    """A function from a span to its phones, by reading it aloud."""
    name = espeak_name(language)

    def find(span: _Span) -> list[Phone]:
        if name is None:
            return []
        text, time = " ".join(span.words), (span.start, span.end)
        return [
            Phone(sound.symbol, sound.start, sound.end, _kind(letters[0], IPA))
            for sound in sounds_of(text, time, samples, name)
            if (letters := list(ipa_symbols(sound.symbol)))
        ]

    return find


def espeak_name(language: str) -> str | None:
    """espeak-ng's name of a language, ``None`` where it has none."""
    short = language.partition("-")[0]
    by_tag = {tag: name for name, tag, _ in reversed(ESPEAK_LANGUAGES)}
    by_short = {tag.partition("-")[0]: name for name, tag, _ in reversed(ESPEAK_LANGUAGES)}
    return by_tag.get(language) or by_short.get(short) or (JAPANESE if short == JAPANESE else None)


def ipa_symbols(phonemes: str) -> Iterator[str]:
    """The letters of a pronunciation; stress, length and ties belong to none of their own."""
    for letter in phonemes:
        if letter.isalpha() and letter not in "ːˈˌʲʰˑ":
            yield letter
