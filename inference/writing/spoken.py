"""What a model wrote, made fit to be spoken: words only."""

import re
import unicodedata
from typing import Final

from inference.sentences import ALWAYS_ENDS, split_sentences
from inference.writing.script import MAX_HASHTAG_LENGTH, MAX_HASHTAGS, is_tag_letter

_FENCE: Final = re.compile(r"^\s*```.*$", re.MULTILINE)
_MARKDOWN_LINK: Final = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_URL: Final = re.compile(
    r"(?:https?://|www\.)[^\s)>\]\"']+"
    r"|\b[\w.-]+\.(?:com|org|net|io|co|dev|app|info|biz|xyz|me|ly|gg)\b(?:/[^\s)>\]\"']*)?",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<!\w)@[\w.]{2,}")
_DIRECTION: Final = re.compile(
    r"\[[^\[\]\n]{0,200}\]|\*\([^()\n]*\)\*|^\s*\([^()\n]*\)\s*$", re.MULTILINE
)
# in brackets it is a direction if it tells somebody to do something rather than to say it
_DIRECTION_WORDS: Final = (
    "music|pause|beat|cut|fade|zoom|camera|scene|shot|smil|laugh|gestur|point|hold|show|text on"
    "|on screen|on-screen|voiceover|voice-over|voice over|b-roll|sound|sfx|cue|transition|overlay"
    "|whisper|excited|softly|cheerful|enthusiast"
)
_ROUND_DIRECTION: Final = re.compile(rf"\(\s*(?:{_DIRECTION_WORDS})[^()\n]*\)", re.IGNORECASE)
_STARRED: Final = re.compile(rf"\*\s*(?:{_DIRECTION_WORDS})[^*\n]*\*", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"^\s*(?:[*_#>\-\s]*)(?:host|presenter|narrator|speaker(?: \d+)?|voice[- ]?over|vo|hook|intro"
    r"|body|main part|call to action|cta|outro|scene \d+|script|title|\d{1,2}:\d{2}(?:\s*[-–]\s*"
    r"\d{1,2}:\d{2})?)\s*[*_]*\s*[:\uff1a][*_]*\s*",
    re.IGNORECASE,
)
_LIST_MARK: Final = re.compile(r"^\s*(?:[-*•‣▪]|#{1,6}|>|\d{1,2}[.)])\s+")
_MARKS: Final = re.compile(r"(?<!\w)[*_~`]+|[*~`]+|_+(?!\w)")
_SPACES: Final = re.compile(r"\s+")
_GAP: Final = re.compile(r"\s+([,.;:!?…])")
_ENDS: Final = ".!?…" + ALWAYS_ENDS
_ENDS_ADDRESS: Final = ".,;:!?"
_PICTURES: Final = frozenset({"So", "Cs", "Co", "Cn", "Cc", "Sk"})
_KEPT_SYMBOLS: Final = frozenset("°©®")
_JOINERS: Final = "\u200c\u200d"


def spoken_text(written: str, topic: str) -> str:
    """The words of ``written`` in whole sentences on one line; may be empty.

    Taken out: markup, labels of speakers and parts, stage directions, pictures, and addresses
    that the topic does not hold. Kept: everything else, in its order.
    """
    lines = _without_marks(_FENCE.sub("", written), topic).split("\n")
    said = [line for line in map(_line, lines) if any(map(str.isalnum, line))]
    return " ".join(line if line[-1] in f"{_ENDS}\"'”’»)" else f"{line}." for line in said)


def written_text(written: str, topic: str) -> str:
    """The same for titles and descriptions, which need not be sentences."""
    plain = _without_marks(_FENCE.sub("", written), topic)
    line = " ".join(map(_line, plain.split("\n"))).strip()
    return _line(line.strip('"“”')).strip('"“”')


def hashtags(written: object) -> tuple[str, ...]:
    """Tags in the form that all platforms take, without ``#``, each once, at most eight."""
    if isinstance(written, str):
        given: list[object] = list(re.split(r"[\s,]+", written))
    else:
        given = list(written) if isinstance(written, list | tuple) else []
    tags = [_hashtag(tag) for tag in given if isinstance(tag, str)]
    first = {tag.casefold(): tag for tag in reversed(tags) if any(map(str.isalpha, tag))}
    return tuple(tag for tag in dict.fromkeys(tags) if first.get(tag.casefold()) == tag)[
        :MAX_HASHTAGS
    ]


def without_repeats(text: str) -> str:
    """The text with each sentence once."""
    seen: dict[str, str] = {}
    for sentence in split_sentences(text):
        seen.setdefault(_key(sentence), sentence)
    return " ".join(seen.values())


def _without_marks(text: str, topic: str) -> str:
    text = _MARKDOWN_LINK.sub(r"\1", text.replace("\r", "\n"))
    text = _TAG.sub(" ", text)
    for pattern in (_DIRECTION, _ROUND_DIRECTION, _STARRED):
        text = pattern.sub(" ", text)
    for pattern in (_URL, _HANDLE):
        text = pattern.sub(lambda found: _if_known(found[0], topic), text)
    return "".join(letter for letter in text if _is_spoken(letter))


def _if_known(address: str, topic: str) -> str:
    """The address if the topic holds it, else only the punctuation at its end."""
    bare = address.rstrip(_ENDS_ADDRESS)
    return address if bare.casefold() in topic.casefold() else f" {address[len(bare) :]}"


def _line(line: str) -> str:
    bare = _LIST_MARK.sub("", line)
    while (shorter := _LABEL.sub("", bare)) != bare:
        bare = shorter
    bare = _MARKS.sub("", bare)
    return _GAP.sub(r"\1", _SPACES.sub(" ", bare)).strip()


def _is_spoken(letter: str) -> bool:
    if letter == "\n" or letter in _KEPT_SYMBOLS or letter in _JOINERS:
        return True
    category = unicodedata.category(letter)
    return category not in _PICTURES and category != "Cf" and not "\ufe00" <= letter <= "\ufe0f"


def _hashtag(tag: str) -> str:
    words = "".join(letter if is_tag_letter(letter) else " " for letter in tag).split()
    joined = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:]) if words else ""
    return joined[:MAX_HASHTAG_LENGTH]


def _key(sentence: str) -> str:
    return "".join(letter for letter in sentence.casefold() if letter.isalnum())
