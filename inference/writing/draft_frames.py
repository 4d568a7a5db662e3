"""What stands around the sentences of the local writer: asks and invites, and claims nothing."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from inference.writing.brief import Platform, ScriptBrief
from inference.writing.spoken import hashtags
from inference.writing.topics import Topic, TopicKind, stems

_HOOKS: Final[Mapping[TopicKind, Sequence[str]]] = MappingProxyType(
    {
        TopicKind.HOW_TO: (
            "Do you want to know how to {phrase}? Here is a simple way to start.",
            "How do you {phrase}? It is easier than you may think.",
            "Have you ever wondered how to {phrase}? Let us look at it together.",
        ),
        TopicKind.NEWS: (
            "We have news: {news}.",
            "Here is something worth knowing: {news}.",
            "Good news! {News}.",
        ),
        TopicKind.DOING: (
            "Have you been thinking about {phrase}? Then this is for you.",
            "What is {phrase} all about? Let us find out.",
            "Are you curious about {phrase}? Let us take a closer look.",
        ),
        TopicKind.QUESTION: (
            "{Phrase}? Let us find out.",
            "Have you ever asked yourself: {phrase}?",
            "{Phrase}? It is a good question, so let us look at it.",
        ),
        TopicKind.THING: (
            "What {is} {phrase}, and why {does} it matter?",
            "Have you ever wondered about {phrase}? Let us take a closer look.",
            "How much do you know about {phrase}? Let us find out.",
        ),
    }
)
_AUDIENCE: Final = "This one is for {audience}."
_ENDS: Final[Mapping[Platform, Sequence[str]]] = MappingProxyType(
    {
        Platform.REELS: (
            "Save this for later, and share it with someone who should hear it.",
            "Follow for more, and tell us in the comments what you think.",
        ),
        Platform.TIKTOK: (
            "Follow for more, and tell us in the comments what you think.",
            "Share this with a friend who should hear it.",
        ),
        Platform.SHORTS: (
            "Subscribe for more, and tell us in the comments what you think.",
            "If this helped you, share it with a friend.",
        ),
        Platform.LINKEDIN: (
            "What is your experience? Tell us in the comments.",
            "If this is useful to you, share it with your colleagues.",
        ),
        Platform.YOUTUBE: (
            "If this helped you, subscribe for more, and leave your questions in the comments.",
            "Thank you for watching. Tell us in the comments what you would like to hear next.",
        ),
        Platform.LESSON: (
            "Now say it once in your own words, and write down one question that you still have.",
            "Take a minute to explain this to somebody else, for that is how it stays with you.",
        ),
    }
)
_NEWS_ENDS: Final = (
    "Tell your friends about it. We look forward to seeing you.",
    "Spread the word, and tell us in the comments if you will be there.",
)
_FILLERS: Final[Mapping[TopicKind, Sequence[str]]] = MappingProxyType(
    {
        TopicKind.HOW_TO: (
            "Take your time, and do one step after the other.",
            "Do not worry if it does not work the first time.",
            "With a little practice it will feel easy.",
            "If something is not clear, ask somebody who has done it before.",
        ),
        TopicKind.NEWS: (
            "If you have any questions, just ask us.",
            "Bring somebody along who would like to hear about it.",
            "It means a lot to us that you are a part of this.",
            "Write it down now, so that you do not forget it.",
        ),
        TopicKind.DOING: (
            "Start small, and give yourself time.",
            "Every beginning is a little hard, and that is fine.",
            "What matters is that you keep going.",
            "Ask questions whenever something is not clear.",
        ),
        TopicKind.QUESTION: (
            "There is more than one way to look at it.",
            "It is worth taking a moment to think about it.",
            "Ask somebody you trust what they think, and compare your answers.",
        ),
        TopicKind.THING: (
            "It is worth taking a moment to think about it.",
            "Look around you, and see where you meet it in your own day.",
            "Ask yourself what you already know about it, and what you would like to learn.",
            "The more you know about it, the more you will notice.",
        ),
    }
)
_TITLES: Final[Mapping[TopicKind, Sequence[str]]] = MappingProxyType(
    {
        TopicKind.HOW_TO: ("How to {phrase}", "How to {phrase}: a simple start"),
        TopicKind.NEWS: ("{News}", "News: {news}"),
        TopicKind.DOING: ("{Phrase}: how to begin", "{Phrase}: what to know"),
        TopicKind.QUESTION: ("{Phrase}?",),
        TopicKind.THING: ("{Phrase}, simply explained", "{Phrase}: what to know"),
    }
)
_DESCRIPTIONS: Final = (
    "A short video about {subject}.",
    "{Subject}, in a few words.",
)


def hooks(topic: Topic, brief: ScriptBrief) -> list[str]:
    """Beginnings, each a question or the news itself."""
    texts = [_filled(text, topic) for text in _HOOKS[topic.kind]]
    if brief.audience:
        address = _AUDIENCE.format(audience=brief.audience.rstrip(" .!?"))
        texts = [f"{text} {address}" for text in texts]
    return texts


def ends(topic: Topic, brief: ScriptBrief) -> list[str]:
    """Calls to action that promise nothing."""
    return list(_NEWS_ENDS if topic.kind is TopicKind.NEWS else _ENDS[brief.platform])


def fillers(topic: Topic) -> list[str]:
    """Sentences that are true of anything of this kind, for want of others."""
    return list(_FILLERS[topic.kind])


def titles(topic: Topic) -> list[str]:
    """Titles of videos."""
    return [_filled(text, topic) for text in _TITLES[topic.kind]]


def descriptions(topic: Topic) -> list[str]:
    """What goes with the video."""
    return [_filled(text, topic) for text in _DESCRIPTIONS]


def tags(topic: Topic, brief: ScriptBrief) -> tuple[str, ...]:
    """Hashtags from the words of the topic and the place it is for."""
    words = [word.strip(".,!?'\"").replace("-", "") for word in topic.phrase.split()]
    known = [word for word in words if stems(word)]
    joined = " ".join(known[:3])
    return hashtags([joined, *known, brief.platform.value])


def _filled(text: str, topic: Topic) -> str:
    singular = "does" if not topic.is_plural else "do"
    filled = text.format(
        phrase=topic.phrase,
        Phrase=_capital(topic.phrase),
        subject=topic.subject if topic.kind is TopicKind.NEWS else _subject(topic),
        Subject=_capital(topic.subject),
        news=topic.phrase,
        News=_capital(topic.phrase),
        **{"is": "are" if topic.is_plural else "is", "does": singular},
    )
    return filled.replace(" do it matter", " do they matter")


def _subject(topic: Topic) -> str:
    return f"how to {topic.phrase}" if topic.kind is TopicKind.HOW_TO else topic.phrase


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
