"""Which written word each phoneme belongs to, and what scripts change about phonemes.

A phonemiser says what is spoken, not which word it comes from. espeak-ng as a speaker tells both,
so the same text is read by it too, and the two rows of letters are laid side by side.
"""

import bisect
import itertools
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from inference.synthesis.espeak_library import EspeakSymbol, espeak_library
from inference.synthesis.ipa_sounds import is_vowel, sounds_of, with_ending
from inference.synthesis.phonemes import FOLLOWING_MARKS, STRESS_MARKS
from inference.synthesis.traced_text import TracedText
from inference.synthesis.utterance import IpaWord, Utterance
from inference.word_times import WrittenWord, written_words

NOWHERE = -1  # the place of silence
PRIMARY = "ˈ"
SECONDARY = "ˌ"
MAX_STRAYS = 2
UNREAD = frozenset({"ja"})  # espeak-ng names Chinese characters instead of reading them


@dataclass(frozen=True, slots=True)
class PlacedSymbol:
    """A symbol that a voice is to say.

    Attributes:
        symbol: as the voice writes it.
        place: index of a character of the written word it belongs to; -1 for silence.
    """

    symbol: str
    place: int


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How a voice writes sounds.

    Attributes:
        knows: whether it knows a symbol.
        ipa_of: IPA of a symbol.
        from_ipa: symbols of IPA that a person wrote.
        is_english: whether the voice speaks English.
    """

    knows: Callable[[str], bool]
    ipa_of: Callable[[str], str] = str
    from_ipa: Callable[[str], str] = str
    is_english: bool = False


def placed_symbols(
    symbols: Sequence[str], utterance: Utterance, language: str, alphabet: Alphabet
) -> list[PlacedSymbol]:
    """What a voice is to say of an utterance.

    Args:
        symbols: single symbols of ``utterance.read``: letters, marks, spaces, punctuation.
        utterance: what is read.
        language: espeak-ng's name of the language that it is read in.
        alphabet: of the voice.

    Returns:
        Symbols that the voice knows, with the sounds and the stress that the script asks for.
    """
    letters = [_letters(alphabet.ipa_of(symbol)) for symbol in symbols]
    places = _places(letters, utterance.read, language)
    places = _within_words(places, symbols, written_words(utterance.piece.text))
    placed = [
        PlacedSymbol(symbol, place)
        for symbol, place in zip(symbols, _with_marks(symbols, places), strict=True)
    ]
    for word in utterance.ipa_words:
        placed = _with_ipa(placed, word, alphabet)
    for stressed in utterance.stressed:
        placed = _with_stress(placed, stressed, alphabet)
    return [one for one in placed if alphabet.knows(one.symbol)]


def _letters(ipa: str) -> str:
    """The letters of a symbol that stand for sounds: no marks, no tones, no punctuation."""
    bare = (unicodedata.normalize("NFD", letter)[0] for letter in ipa)
    marks = STRESS_MARKS | FOLLOWING_MARKS
    return "".join(letter for letter in bare if letter.isalpha() and letter not in marks)


def _places(letters: Sequence[str], read: TracedText, language: str) -> list[int]:
    """For each symbol the place in the written text; -1 for what is no sound."""
    symbols = () if language in UNREAD else espeak_library().read(read.text, language)
    said = list(_said_letters(symbols, read.text)) if symbols else []
    ours = "".join(letters)
    theirs = "".join(letter for letter, _ in said)
    if not said:  # espeak-ng cannot read the script: by length
        said = [("", index * len(read.text) // max(1, len(ours))) for index in range(len(ours))]
        partners = list(range(len(ours)))
    else:
        partners = _partners(theirs, ours)
    places, index = [], 0
    for symbol in letters:
        places.append(read.places[said[partners[index]][1]] if symbol else NOWHERE)
        index += len(symbol)
    return places


def _within_words(
    places: Sequence[int], symbols: Sequence[str], words: Sequence[WrittenWord]
) -> list[int]:
    """Places with stray sounds put right: they stay on their side of the space between words.

    A stray is one of at most two sounds at the edge of a spoken word whose written word has most of
    its sounds on the other side of the space.
    """
    starts = [word.start for word in words]
    owners = [bisect.bisect_right(starts, place) - 1 for place in places]
    fixed = list(places)
    groups = _spoken_words(places, symbols)
    for index, group in enumerate(groups):
        before = {owners[one] for one in groups[index - 1]} if index else set()
        after = {owners[one] for one in groups[index + 1]} if index + 1 < len(groups) else set()
        for outside, ordered in ((before, group), (after, group[::-1])):
            n_strays = _n_strays([owners[one] for one in ordered], outside)
            for one in ordered[:n_strays]:
                fixed[one] = places[ordered[n_strays]]
    return fixed


def _n_strays(owners: Sequence[int], outside: Collection[int]) -> int:
    """How many sounds at the beginning belong to a word outside; 0 if that is no mistake."""
    n_first = sum(1 for _ in itertools.takewhile(lambda owner: owner == owners[0], owners))
    n_rest = len(owners) - n_first
    is_stray = n_rest and n_first <= min(MAX_STRAYS, n_rest) and owners[0] in outside
    return n_first if is_stray else 0


def _spoken_words(places: Sequence[int], symbols: Sequence[str]) -> list[list[int]]:
    """Indices of the sounds of each spoken word."""
    groups: list[list[int]] = [[]]
    for index, symbol in enumerate(symbols):
        if symbol == " ":
            groups.append([])
        elif places[index] != NOWHERE:
            groups[-1].append(index)
    return [group for group in groups if group]


def _said_letters(symbols: Sequence[EspeakSymbol], text: str) -> Iterator[tuple[str, int]]:
    """Letters that are spoken, each with the index in the text of the word it comes from.

    Words that run together in speech are reported as one; their letters are shared out.
    """
    starts = sorted({min(symbol.place, len(text) - 1) for symbol in symbols})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    for start in starts:
        letters = [
            letter
            for symbol in symbols
            if min(symbol.place, len(text) - 1) == start
            for letter in _letters(symbol.ipa)
        ]
        spread = [index for index in range(start, ends[start]) if text[index].isalnum()] or [start]
        for index, letter in enumerate(letters):
            yield letter, spread[index * len(spread) // len(letters)]


def _partners(theirs: str, ours: str) -> list[int]:
    """For each of our letters the index of the same one of theirs, or of one nearby."""
    partners: list[int] = []
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    for _, start, end, our_start, our_end in matcher.get_opcodes():
        n_ours = our_end - our_start
        if end > start:
            partners += [start + index * (end - start) // n_ours for index in range(n_ours)]
        else:
            partners += [max(0, min(start, len(theirs)) - 1)] * n_ours
    return partners


def _with_marks(symbols: Sequence[str], places: Sequence[int]) -> list[int]:
    """Places of marks too: stress belongs to the sound after it, other marks to the one before."""
    full = list(places)
    for index in range(len(full) - 2, -1, -1):
        if symbols[index] in STRESS_MARKS:
            full[index] = full[index + 1]
    for index in range(1, len(full)):
        symbol = symbols[index]
        is_mark = symbol in FOLLOWING_MARKS or unicodedata.category(symbol[0]) in {"Mn", "Nd"}
        if full[index] == NOWHERE and is_mark:
            full[index] = full[index - 1]
    return full


def _with_ipa(placed: list[PlacedSymbol], word: IpaWord, alphabet: Alphabet) -> list[PlacedSymbol]:
    """The symbols with those of one word replaced by the sounds that are given for it."""
    ipa = with_ending(word.ipa, word.ending, is_english=alphabet.is_english)
    new = [
        PlacedSymbol(symbol, NOWHERE if symbol == " " else word.start)
        for symbol in sounds_of(alphabet.from_ipa(ipa), alphabet.knows)
    ]
    old = [index for index, one in enumerate(placed) if word.start <= one.place < word.end]
    if old:
        return placed[: old[0]] + new + placed[old[-1] + 1 :]
    before = [index for index, one in enumerate(placed) if NOWHERE < one.place < word.start]
    cut = before[-1] + 1 if before else 0
    space = PlacedSymbol(" ", NOWHERE)
    return [*placed[:cut], space, *new, space, *placed[cut:]]


def _with_stress(
    placed: list[PlacedSymbol], word: WrittenWord, alphabet: Alphabet
) -> list[PlacedSymbol]:
    """The symbols with primary stress in a word that has none."""
    inside = [index for index, one in enumerate(placed) if word.start <= one.place < word.end]
    said = [placed[index].symbol for index in inside]
    if PRIMARY in said or not alphabet.knows(PRIMARY):
        return placed
    if SECONDARY in said:
        place = inside[said.index(SECONDARY)]
        return [*placed[:place], PlacedSymbol(PRIMARY, word.start), *placed[place + 1 :]]
    vowels = [index for index in inside if is_vowel(alphabet.ipa_of(placed[index].symbol))]
    if not vowels:
        return placed
    return [*placed[: vowels[0]], PlacedSymbol(PRIMARY, word.start), *placed[vowels[0] :]]
