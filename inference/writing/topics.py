"""What kind of thing an English topic is, and how to ask about it in plain questions."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_SUBJECT_LENGTH: Final = 80  # characters; of a longer topic the first clause counts


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ORDER: Final = re.compile(
    r"^(?:please\s+)?(?:(?:make|create|write|record|do|produce|i want|i need|we need)\s+)?"
    r"(?:me\s+)?(?:a|an|the)?\s*(?:short\s+)?(?:video|script|reel|clip|post|lesson|talk)?\s*"
    r"(?:about|on|explaining|that explains)\s+",
    re.IGNORECASE,
)
_HOW_TO: Final = re.compile(r"^how\s+(?:to|do\s+(?:i|you|we)|can\s+(?:i|you|we))\s+", re.IGNORECASE)
_QUESTION: Final = re.compile(
    r"^(?:what|why|when|where|who|which|how|is|are|do|does|did|can|should)\s", re.IGNORECASE
)
_OWN: Final = re.compile(r"\b(?:our|we|we're|my|us|i|i'm)\b", re.IGNORECASE)
_OWN_NOUN: Final = re.compile(
    r"\b(?:our|my)\s+(?:new\s+|own\s+|big\s+|small\s+|little\s+|first\s+|second\s+)*([a-z]+)",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[\n.!?;:]|\s[-–—]\s")
_BREAK: Final = re.compile(r"\s(?:for|in|of|at|with|on|to|from|by|during)\s", re.IGNORECASE)
_SMALL_START: Final = re.compile(
    r"^(?:the|a|an|our|my|we|why|what|when|where|who|which|how|is|are|do|does|can|should)\s",
    re.IGNORECASE,
)
_MEETING: Final = re.compile(
    r"\b(?:class|course|workshop|meeting|training|lesson|session|webinar|event|conference)\b",
    re.IGNORECASE,
)
# countable and one, but without the article that a sentence wants
_LONE_MEETING: Final = re.compile(
    r"^(?!(?:a|an|the|this|each|every|my|your|\S+ing)\s)[\w\s'’-]*?"
    r"\b(?:class|course|workshop|meeting|lesson|session|webinar|event|conference)\b(?!s)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_NOT_PLURAL: Final = ("ss", "is", "us", "ics", "ness")
_NOT_DOING: Final = _words("spring king ring string thing morning evening wing during")
_SMALL_WORDS: Final = _words(
    """
    the and for with about your our are was how what why when who from into that this its you can
    does has have not all any some new get make use using opens open
    """
)


class TopicKind(StrEnum):
    """What a topic asks for."""

    HOW_TO = "how_to"  # steps
    NEWS = "news"  # something that somebody has to tell
    DOING = "doing"  # something people do, or take part in
    QUESTION = "question"
    THING = "thing"  # to be explained


@dataclass(frozen=True, slots=True)
class Topic:
    """An English topic, taken apart.

    Attributes:
        subject: its first clause, as it was typed, without orders such as "a video about".
        phrase: what fits into sentences: of "how to boil an egg" only "boil an egg".
        kind: what it asks for.
        keywords: stems of the words that matter, in small letters.
    """

    subject: str
    phrase: str
    kind: TopicKind
    keywords: frozenset[str]

    @property
    def is_plural(self) -> bool:
        """Whether the phrase wants "are"."""
        return _is_plural(_BREAK.split(self.phrase)[0].split()[-1].lower())

    @property
    def noun(self) -> str:
        """What is theirs in "our bakery opens"; empty where nothing is."""
        found = _OWN_NOUN.search(self.subject)
        return found[1].lower() if found else ""

    def is_about(self, text: str) -> bool:
        """Whether the text holds one of the keywords."""
        return not self.keywords.isdisjoint(stems(text))


def read_topic(text: str) -> Topic:
    """Take a topic apart.

    Args:
        text: as it was typed, not empty.
    """
    clauses = (clause.strip() for clause in _CLAUSE.split(text))
    first = next((clause for clause in clauses if any(map(str.isalnum, clause))), text.strip())
    subject = _shortened(_ORDER.sub("", first).strip(" \"'“”‘’,?") or first)
    kind = _kind(subject)
    phrase = _lowered(_HOW_TO.sub("", subject) if kind is TopicKind.HOW_TO else subject)
    if kind is TopicKind.DOING and _LONE_MEETING.search(phrase):
        phrase = f"{'an' if phrase[0].lower() in 'aeiou' else 'a'} {phrase}"
    return Topic(subject, phrase, kind, frozenset(stems(subject)))


def stems(text: str) -> frozenset[str]:
    """Words that matter, shortened so that "recycle" and "recycling" meet."""
    words = (word.lower().replace("-", "") for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if len(word) > 2 and word not in _SMALL_WORDS)  # noqa: PLR2004 - shorter words say nothing


def _stem(word: str) -> str:
    for ending in ("ing", "ions", "ion", "ies", "es", "ed", "al", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:  # noqa: PLR2004 - what is left must stay a word
            return word[: -len(ending)]
    return word


def _kind(subject: str) -> TopicKind:
    if _HOW_TO.match(subject):
        return TopicKind.HOW_TO
    if _QUESTION.match(subject):
        return TopicKind.QUESTION
    if _OWN.search(subject):
        return TopicKind.NEWS
    is_doing = _is_doing(subject) or _MEETING.search(subject)
    return TopicKind.DOING if is_doing else TopicKind.THING


def _is_doing(subject: str) -> bool:
    """Whether it names an activity: "learning guitar" does, "phishing e-mails" does not."""
    words = _BREAK.split(subject)[0].lower().split()
    return words[0].endswith("ing") and words[0] not in _NOT_DOING and not _is_plural(words[-1])


def _is_plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(_NOT_PLURAL)


def _shortened(subject: str) -> str:
    if len(subject) <= MAX_SUBJECT_LENGTH:
        return subject
    clause = subject[:MAX_SUBJECT_LENGTH].partition(",")[0]
    return clause if len(clause) < MAX_SUBJECT_LENGTH else clause.rpartition(" ")[0] or clause


def _lowered(phrase: str) -> str:
    """The phrase as it stands inside a sentence: "Solar panels" yes, "NASA" and "French" no."""
    first, space, rest = phrase.partition(" ")
    is_plain = first[1:].islower() and (_SMALL_START.match(phrase) or not space or rest.islower())
    return first.lower() + space + rest if is_plain or first == "A" else phrase
