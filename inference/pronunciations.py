"""How names and foreign words are to be said: a person's own pronunciation dictionary."""

import functools
import itertools
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from inference.errors import InvalidPronunciationError
from inference.visemes import SHAPES

MAX_ENTRIES: Final = 500
MAX_WORD_LENGTH: Final = 80  # characters
MAX_SAY_LENGTH: Final = 160
_IPA: Final = re.compile(r"/(.*)/", re.DOTALL)
_TYPED: Final = str.maketrans({"'": "ˈ", "’": "ˈ", ":": "ː", "g": "ɡ", "\u02bc": "ˈ"})
_MARKS: Final = frozenset("ˈˌːˑʰʲ˞ˤʷⁿ.͡‿^- ")
_ACCENTS: Final = frozenset("\u0303\u0329\u032f\u0325\u030a\u032a\u0327\u0306")


def _marks() -> str:
    """Every combining mark as the inside of a character class."""
    codes = range(0x300, 0x10000)
    groups = itertools.groupby(codes, lambda code: unicodedata.category(chr(code))[0] == "M")
    runs = [list(run) for is_mark, run in groups if is_mark]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


# scripts without spaces: a word's edges cannot be seen there
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
# vowel signs and accents are letters here, which "\w" leaves out
_LETTER: Final = rf"[\w\u200c\u200d{_marks()}]"
_NO_LETTER: Final = f"(?!{_LETTER})"
_EDGE_BEFORE: Final = f"(?<!{_LETTER})"
_ENDING: Final = f"(?P<ending>(?:['’]s|s){_NO_LETTER})?"


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How one word is said.

    Attributes:
        word: as it is written, perhaps several words. Capitals beyond the first letter make it
            match only when written just so: ``US`` is not ``us``.
        say: a respelling that reads as it should sound, or IPA between slashes.

    Raises:
        InvalidPronunciationError: one of the two cannot be used.
    """

    word: str
    say: str

    def __post_init__(self) -> None:
        for name, longest in (("word", MAX_WORD_LENGTH), ("say", MAX_SAY_LENGTH)):
            object.__setattr__(self, name, _checked(name, getattr(self, name), longest))
        if self.ipa is not None:
            _check_ipa(self.ipa)

    @property
    def ipa(self) -> str | None:
        """What stands between the slashes, in proper IPA letters; ``None`` for a respelling."""
        found = _IPA.fullmatch(self.say)
        if not found:
            return None
        typed = unicodedata.normalize("NFD", found[1]).translate(_TYPED)
        return typed.replace("c\u0327", "ç").strip()

    @property
    def is_case_sensitive(self) -> bool:
        """Whether the word counts only with just these capitals."""
        return any(map(str.isupper, self.word[1:]))


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of the dictionary in a text.

    Attributes:
        start: of its first character.
        end: after its last one, and after the ending.
        entry: how it is said.
        ending: ``'s`` or the like that hangs on to it; empty for none.
    """

    start: int
    end: int
    entry: Pronunciation
    ending: str


@dataclass(frozen=True)
class Pronunciations:
    """A dictionary of pronunciations.

    Attributes:
        entries: in the order given, at most 500.

    Raises:
        InvalidPronunciationError: too many, or a word comes twice.
    """

    entries: tuple[Pronunciation, ...] = ()

    def __post_init__(self) -> None:
        if len(self.entries) > MAX_ENTRIES:
            raise InvalidPronunciationError("word", f"at most {MAX_ENTRIES} words", MAX_ENTRIES)
        seen: set[str] = set()
        for index, entry in enumerate(self.entries):
            key = entry.word if entry.is_case_sensitive else entry.word.casefold()
            if key in seen:
                raise InvalidPronunciationError("word", f"{entry.word!r} comes twice", index)
            seen.add(key)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def found_in(self, text: str) -> Iterator[FoundWord]:
        """Its words in ``text``, from left to right, the longest where several fit.

        Whole words only, with ``'s`` or ``'`` after them or not, and with an ``s`` after an
        abbreviation in capitals. In scripts without spaces they are found anywhere.

        Args:
            text: in Unicode's composed form, as the words are.
        """
        if not self.entries:
            return
        longest_first, pattern = _pattern(self.entries)
        for found in pattern.finditer(text):
            index = next(i for i, word in enumerate(found.groups()[:-1]) if word is not None)
            yield FoundWord(found.start(), found.end(), longest_first[index], found["ending"] or "")

    def to_json(self) -> list[dict[str, str]]:
        """Plain values."""
        return [{"word": entry.word, "say": entry.say} for entry in self.entries]

    @classmethod
    def from_json(cls, stored: Sequence[Mapping[str, Any]]) -> Self:
        """Read what ``to_json`` wrote, or what a person typed into a table.

        Raises:
            InvalidPronunciationError: an entry cannot be used; its ``index`` says which.
        """
        if not isinstance(stored, list | tuple):
            raise InvalidPronunciationError("word", "a list of objects is expected")
        return cls(tuple(_entry_of(row, index) for index, row in enumerate(stored)))

    @classmethod
    def from_json_text(cls, content: str) -> Self:
        """Read a JSON file: a list of ``{"word": …, "say": …}``, or one object of word to say.

        Raises:
            InvalidPronunciationError: it is no such file, or an entry cannot be used.
        """
        try:
            stored = json.loads(content)
        except ValueError as error:
            raise InvalidPronunciationError("word", f"this is no JSON: {error}") from error
        if isinstance(stored, dict):
            stored = [{"word": word, "say": say} for word, say in stored.items()]
        return cls.from_json(stored)


def _entry_of(row: Mapping[str, Any], index: int) -> Pronunciation:
    try:
        word, say = row["word"], row["say"]
    except (KeyError, TypeError) as error:
        why = 'every entry needs "word" and "say"'
        raise InvalidPronunciationError("word", why, index) from error
    try:
        return Pronunciation(word, say)
    except InvalidPronunciationError as error:
        raise InvalidPronunciationError(error.field, error.why, index) from error


def _checked(name: str, value: object, longest: int) -> str:
    """The value tidied up: composed, trimmed, with single spaces."""
    if not isinstance(value, str):
        raise InvalidPronunciationError(name, "text is expected")
    tidy = " ".join(unicodedata.normalize("NFC", value).split())
    if not any(map(str.isalnum, tidy)):
        raise InvalidPronunciationError(name, "there is no letter in it")
    if len(tidy) > longest:
        raise InvalidPronunciationError(name, f"it is longer than {longest} characters")
    if any(unicodedata.category(letter) in {"Cc", "Co", "Cs"} for letter in tidy):
        raise InvalidPronunciationError(name, "it holds characters that cannot be shown")
    return tidy


def _check_ipa(ipa: str) -> None:
    for symbol in ipa:
        if symbol not in SHAPES and symbol not in _MARKS and symbol not in _ACCENTS:
            name = unicodedata.name(symbol, f"U+{ord(symbol):04X}").lower()
            raise InvalidPronunciationError(
                "say", f"{symbol!r} ({name}) is no IPA symbol known here"
            )
    if not any(symbol in SHAPES for symbol in ipa):
        raise InvalidPronunciationError("say", "there is no sound between the slashes")


@functools.lru_cache(maxsize=8)
def _pattern(
    entries: tuple[Pronunciation, ...],
) -> tuple[tuple[Pronunciation, ...], re.Pattern[str]]:
    """The entries, longest first, and a pattern with one group for each, and the ending."""
    ordered = tuple(sorted(entries, key=lambda entry: len(entry.word), reverse=True))
    words = "|".join(map(_word_pattern, ordered))
    return ordered, re.compile(rf"(?:{words}){_ENDING}")


def _word_pattern(entry: Pronunciation) -> str:
    letters = "".join(_letter_pattern(letter) for letter in entry.word)
    word = f"({letters})" if entry.is_case_sensitive else f"((?i:{letters}))"
    before = "" if _UNSPACED.match(entry.word) else _EDGE_BEFORE
    return before + word + _edge_after(entry)


def _letter_pattern(letter: str) -> str:
    return {" ": r"\s+", "'": "['’]", "’": "['’]"}.get(letter) or re.escape(letter)


def _edge_after(entry: Pronunciation) -> str:
    """Of a word: no letter follows; of an abbreviation in capitals perhaps an s."""
    if _UNSPACED.match(entry.word[-1]):
        return ""
    letters = [letter for letter in entry.word if letter.isalpha()]
    is_abbreviation = len(letters) > 1 and all(map(str.isupper, letters))
    return f"(?=s?{_NO_LETTER})" if is_abbreviation else _NO_LETTER


NO_PRONUNCIATIONS: Final = Pronunciations()
