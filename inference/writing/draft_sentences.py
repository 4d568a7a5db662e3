"""Which sentences of a weak model may stay."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inference.language_models.local import Token
from inference.writing.topics import Topic, TopicKind, stems

MIN_WORDS: Final = 5
MAX_WORDS: Final = 30
ODDEST_WORD: Final = -8.0  # log probability; below it are words that do not exist
LEAST_LIKELY: Final = -1.4  # mean log probability of a sentence that makes sense, mostly
SAME: Final = 0.55  # share of words that matter which makes two sentences the same
OPENING: Final = 3  # words

_SENTENCE: Final = re.compile(r"[^.!?]+[.!?]+[\"'”’)]*\s*")
_WORD: Final = re.compile(r"[A-Za-z0-9'’-]+")
_FIGURE: Final = re.compile(
    r"\d|\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundreds?|thousands?|millions?|billions?|percent|centur(?:y|ies)|decades?)\b",
    re.IGNORECASE,
)


def _phrases(text: str) -> re.Pattern[str]:
    """Any of the phrases, one a line, as whole words; ``*`` stands for the rest of a word."""
    lines = (re.escape(line.strip()).replace(r"\*", r"\w*") for line in text.strip().split("\n"))
    return re.compile(rf"\b(?:{'|'.join(lines)})(?!\w)", re.IGNORECASE)


# The model speaks of itself or of its answer
_OF_ITSELF: Final = _phrases(
    """
    i
    i'm
    i've
    i'll
    i'd
    me
    my
    mine
    ai
    chatbot*
    assistant*
    language model*
    smol*
    hugging
    here are
    here is
    here's
    following
    as follows
    below
    above
    step-by-step
    this guide
    this article
    this question
    this answer
    this post
    this response
    this video
    this recipe
    this list
    this text
    these steps
    these tips
    for example
    for instance
    there are several
    there are a few
    there are some
    there are many ways
    several key
    a few things
    the basics
    let's start
    let's dive
    let me
    let us start
    feel free
    would you like
    """
)
# It claims what it cannot know, promises for others, or could do harm
_CLAIMS: Final = _phrases(
    """
    according to
    study
    studies
    research*
    expert*
    scientist*
    statistic*
    proven
    guarantee*
    ladies and gentlemen
    my friend
    dear
    welcome to
    hello
    hey
    thank you
    sincerely
    click
    subscribe
    website*
    phone number
    we offer
    we provide
    we serve
    we have
    we sell
    our team
    our company
    our mission
    our customers
    our products
    our services
    brain
    liver
    kidney*
    heart attack
    blood
    cholesterol
    cancer
    disease*
    disorder*
    cure*
    toxic
    poison*
    medicine*
    medication*
    supplement*
    die
    dies
    death
    deadly
    kill*
    suicide
    weapon*
    """
)
# Beside the matter where somebody wants to know how to do something
_ASIDE: Final = _phrases(
    """
    health*
    body
    beneficial
    detrimental
    fundamental
    technique*
    popular
    """
)
_POINTS_BACK: Final = re.compile(
    r"(?:this|that|these|those|it|its|it's|they|they're|their|them|he|she|such|the process"
    r"|the event|in other words|additionally|furthermore|moreover|also|in addition|however"
    r"|therefore|as a result|then|next|finally|lastly|once|similarly|another|by doing"
    r"|without (?:it|them)|first|firstly|second|secondly|third|thirdly|overall|so)\b",
    re.IGNORECASE,
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KNOWN_CAPITALS: Final = frozenset((*_DAYS, "Earth", "Sun", "Moon", "English"))


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence that a model wrote.

    Attributes:
        text: with its full stop.
        likelihood: mean log probability of its tokens.
        oddest: the least log probability of a token.
    """

    text: str
    likelihood: float
    oddest: float

    @property
    def points_back(self) -> bool:
        """Whether it only makes sense after the sentence before it."""
        return bool(_POINTS_BACK.match(self.text))


def sentences_of(start: str, tokens: Sequence[Token]) -> Iterator[DraftSentence]:
    """The whole sentences of an answer; what is cut off at its end is left out.

    Args:
        start: how the answer began, given to the model.
        tokens: what it wrote after that.
    """
    text = start + "".join(token.text for token in tokens)
    position = len(start)
    spans = []
    for token in tokens:
        spans.append((position, token.log_probability))
        position += len(token.text)
    for found in _SENTENCE.finditer(text):
        own = [chance for at, chance in spans if found.start() <= at < found.end()]
        if own:
            yield DraftSentence(found[0].strip(), sum(own) / len(own), min(own))


def usable(sentences: Iterable[DraftSentence], topic: Topic) -> list[DraftSentence]:
    """Those that may be said, in their order.

    A sentence after one that may not be said stays only if it stands by itself: it names the
    topic and does not point back.
    """
    kept: list[DraftSentence] = []
    before_stays = False
    for sentence in sentences:
        stands = topic.is_about(sentence.text) and not sentence.points_back
        before_stays = (before_stays or stands) and _is_usable(sentence, topic)
        if before_stays:
            kept.append(sentence)
    return kept


def new_sentences(
    passage: Iterable[DraftSentence], chosen: Sequence[str], topic: Topic
) -> list[str]:
    """The texts of a passage that say something else than what was chosen before.

    What points back to a sentence that is left out goes with it.
    """
    new: list[str] = []
    before_stays = False
    for sentence in passage:
        is_new = not any(are_alike(sentence.text, other, topic) for other in (*chosen, *new))
        before_stays = is_new and (before_stays or not sentence.points_back)
        if before_stays:
            new.append(sentence.text)
    return new


def are_alike(first: str, second: str, topic: Topic) -> bool:
    """Whether two sentences begin alike, or say the same in nearly the same words.

    The topic itself does not count, for it is in most sentences.
    """
    if _opening(first, topic) == _opening(second, topic):
        return True
    ours, theirs = stems(first) - topic.keywords, stems(second) - topic.keywords
    shorter = min(len(ours), len(theirs))
    return bool(shorter) and len(ours & theirs) / shorter > SAME


def _opening(sentence: str, topic: Topic) -> tuple[str, ...]:
    words = sentence.lower().removeprefix(topic.phrase.lower()).split()
    return tuple(words[:OPENING])


def _is_usable(sentence: DraftSentence, topic: Topic) -> bool:
    words = _WORD.findall(sentence.text)
    return (
        MIN_WORDS <= len(words) <= MAX_WORDS
        and sentence.likelihood >= LEAST_LIKELY
        and sentence.oddest >= ODDEST_WORD
        and not _OF_ITSELF.search(sentence.text)
        and not _claims(sentence.text, topic)
        and not _invents(sentence.text, words, topic)
        and not _stutters(words)
    )


def _claims(text: str, topic: Topic) -> bool:
    """Whether it says what nobody asked about and the model cannot know."""
    known = topic.subject.casefold()
    patterns = (_CLAIMS, _ASIDE) if topic.kind is TopicKind.HOW_TO else (_CLAIMS,)
    found = [match[0].casefold() for pattern in patterns for match in pattern.finditer(text)]
    return any(word not in known for word in found)


def _invents(text: str, words: Sequence[str], topic: Topic) -> bool:
    """Whether it holds figures or names that the topic does not."""
    known = set(_WORD.findall(topic.subject)) | _KNOWN_CAPITALS
    figures = [found[0] for found in _FIGURE.finditer(text)]
    names = [word for word in words[1:] if word[0].isupper() and word not in known]
    return bool(names) or any(figure not in topic.subject for figure in figures)


def _stutters(words: Sequence[str]) -> bool:
    """Whether two words in a row come twice."""
    pairs = list(zip(map(str.lower, words), map(str.lower, words[1:]), strict=False))
    return len(set(pairs)) < len(pairs) - 1
