"""Rough drafts by a small model on this machine.

The model is too weak to write a script. It is fluent, though, in answers to simple questions, so it
is asked several, held to plain sentences by a grammar, and of each answer the sentences stay
that say something about the topic without figures or names of their own. Beginning and end are
frames that ask and invite. The same order and seed give the same script.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from inference.language_errors import ScriptUnusableError, WriterLanguageError
from inference.language_models.local import LocalModel, chat_prompt
from inference.speaking_rates import spoken_seconds
from inference.writing import draft_frames
from inference.writing.brief import ScriptBrief, ScriptPart
from inference.writing.draft_sentences import DraftSentence, new_sentences, sentences_of, usable
from inference.writing.length import TOLERANCE, cut_to
from inference.writing.script import MAX_TITLE_LENGTH, VideoScript
from inference.writing.topics import Topic, TopicKind, read_topic

WRITER: Final = "local"
LANGUAGE: Final = "en"
SYSTEM: Final = "You explain things in short, clear and simple sentences."
ANSWER_TOKENS: Final = 110
TEMPERATURES: Final = (0.3, 0.5, 0.7)  # of the first, second and third answer to a question
MAX_TOKENS: Final = 850  # of all answers; 15 s on one core of 2020
GOOD: Final = -1.05  # a passage of more worth is taken without another try
LONELY: Final = 0.4  # what is taken from the worth of a single sentence; half of it of two
MIN_OWN_SENTENCES: Final = 2
ENOUGH: Final = 0.95  # of the wished length

# Sentences of words, without marks, lists, brackets or colons; the first may go on from a start.
GRAMMAR: Final = """\
root ::= first (" " sentence){1,5}
first ::= {first}
sentence ::= [A-Z] [A-Za-z']* rest
rest ::= (","? " " word)+ "."
word ::= [A-Za-z0-9] [A-Za-z0-9'-]*
"""

Report = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the model.

    Attributes:
        text: the question.
        start: how the answer begins, which keeps it to the matter; may be empty.
    """

    text: str
    start: str = ""


class DraftWriter:
    """Writes English drafts with a local model.

    Args:
        model: loaded when it is first used.
        seed: of all choices.
    """

    def __init__(self, model: LocalModel, seed: int = 1) -> None:
        self._model = model
        self._seed = seed
        self._turn = 0
        self._tokens_left = MAX_TOKENS

    def write(self, brief: ScriptBrief, report: Report) -> VideoScript:
        """A draft of about the wished length.

        Args:
            brief: the order.
            report: takes the share that is done; may raise to stop.

        Raises:
            WriterLanguageError: it is to be in another language than English.
            ScriptUnusableError: the model has next to nothing to say about this.
            EngineError: the model failed.
        """
        topic = self._topic(brief)
        self._turn = zlib.crc32(brief.topic.encode())  # not every topic should begin alike
        hook = self._choice(draft_frames.hooks(topic, brief))
        end = self._choice(draft_frames.ends(topic, brief))
        frame = spoken_seconds(f"{hook}\n\n{end}", brief.language)
        body = self._body(topic, brief, brief.seconds - frame, report)
        report(1.0)
        return VideoScript(
            title=self._choice(draft_frames.titles(topic))[:MAX_TITLE_LENGTH],
            description=self._choice(draft_frames.descriptions(topic)),
            hashtags=draft_frames.tags(topic, brief),
            hook=hook,
            body=body,
            call_to_action=end,
            language=brief.language,
            writer=WRITER,
            is_draft=True,
        )

    def rewrite(
        self,
        brief: ScriptBrief,
        script: VideoScript,
        part: ScriptPart,
        wish: str,
        report: Report,
    ) -> VideoScript:
        """The script with one part in other words. The model is too weak to follow a wish.

        Args:
            brief: what the script was ordered by.
            script: as it is now, perhaps edited by a person.
            part: what to write anew.
            wish: of a person; only makes the choice another one.
            report: takes the share that is done; may raise to stop.

        Raises:
            WriterLanguageError: the script is in another language than English.
            ScriptUnusableError: the model has nothing else to say about this.
            EngineError: the model failed.
        """
        topic = self._topic(brief)
        old = script.part(part)
        self._seed += 1 + sum(map(ord, old + wish)) % 9973
        if part is ScriptPart.BODY:
            frame = spoken_seconds(f"{script.hook}\n\n{script.call_to_action}", brief.language)
            value: str | tuple[str, ...] = self._body(topic, brief, brief.seconds - frame, report)
        elif part is ScriptPart.HASHTAGS:
            value = draft_frames.tags(topic, brief)
        else:
            makers: dict[ScriptPart, Sequence[str]] = {
                ScriptPart.HOOK: draft_frames.hooks(topic, brief),
                ScriptPart.CALL_TO_ACTION: draft_frames.ends(topic, brief),
                ScriptPart.TITLE: draft_frames.titles(topic),
                ScriptPart.DESCRIPTION: draft_frames.descriptions(topic),
            }
            value = self._choice([text for text in makers[part] if text != old] or [old])
        report(1.0)
        return script.with_part(part, value)

    def _topic(self, brief: ScriptBrief) -> Topic:
        if brief.language.partition("-")[0].lower() != LANGUAGE:
            raise WriterLanguageError(WRITER, brief.language)
        return read_topic(brief.topic)

    def _choice(self, texts: Sequence[str]) -> str:
        return texts[(self._seed + self._turn) % len(texts)]

    def _body(self, topic: Topic, brief: ScriptBrief, seconds: float, report: Report) -> str:
        """Answers until they fill the time."""
        chosen: list[str] = []
        questions = questions_about(topic)
        self._tokens_left = MAX_TOKENS
        for number in range(len(questions) * len(TEMPERATURES)):
            done = spoken_seconds(" ".join(chosen), brief.language) / seconds
            report(min(0.99, max(done, 1 - self._tokens_left / MAX_TOKENS)))
            if done >= ENOUGH or self._tokens_left <= 0:
                break
            turn, index = divmod(number, len(questions))
            passage = self._passage(questions[index], topic, turn)
            chosen += new_sentences(passage, chosen, topic)
        if len(chosen) < MIN_OWN_SENTENCES:
            raise ScriptUnusableError(WRITER, "it has next to nothing to say about this topic")
        return _filled(chosen, draft_frames.fillers(topic), seconds, brief.language)

    def _passage(self, question: Question, topic: Topic, turn: int) -> list[DraftSentence]:
        """What may stay of an answer; of two where the first is not good."""
        first = self._answer(question, topic, turn, 0)
        if _worth(first) >= GOOD:
            return first
        return max(first, self._answer(question, topic, turn, 1), key=_worth)

    def _answer(
        self, question: Question, topic: Topic, turn: int, attempt: int
    ) -> list[DraftSentence]:
        tokens = self._model.write(
            chat_prompt(SYSTEM, question.text, question.start),
            max_tokens=ANSWER_TOKENS,
            seed=self._seed + 2 * turn + attempt,
            temperature=TEMPERATURES[turn],
            grammar=GRAMMAR.replace("{first}", "rest" if question.start else "sentence"),
        )
        self._tokens_left -= len(tokens)
        return usable(sentences_of(question.start, tokens), topic)


def _worth(passage: Sequence[DraftSentence]) -> float:
    """How good a passage is: how sure the model was, and that it is more than one sentence."""
    if not passage:
        return -float("inf")
    likelihood = sum(sentence.likelihood for sentence in passage) / len(passage)
    return likelihood - LONELY / len(passage)


def questions_about(topic: Topic) -> list[Question]:
    """What to ask about a topic, in the order in which the answers make sense."""
    phrase = topic.phrase
    capital = phrase[:1].upper() + phrase[1:]
    are = "are" if topic.is_plural else "is"
    do, matter = ("do", "matter") if topic.is_plural else ("does", "matters")
    if topic.kind is TopicKind.HOW_TO:
        return [
            Question(f"How do I {phrase}?", f"To {phrase}, start by"),
            Question(f"What are some simple tips to {phrase}?", "It helps to"),
            Question(f"What mistakes do people make when they {phrase}?", "Do not"),
        ]
    if topic.kind is TopicKind.NEWS:
        noun = topic.noun
        told = Question(f"Write a short and friendly announcement: {phrase}.", "We are happy")
        if not noun:
            return [
                told,
                Question(f"Why is this good news: {phrase}?", "This is good news because"),
            ]
        return [
            told,
            Question(f"Why do people like a good {noun}?", f"A good {noun}"),
            Question(f"What makes a {noun} special?", f"What makes a {noun} special is"),
        ]
    if topic.kind is TopicKind.QUESTION:
        return [Question(f"{capital}?"), Question(f"{capital}? Explain it simply.")]
    if topic.kind is TopicKind.DOING:
        return [
            Question(f"What are the benefits of {phrase}?", f"{capital} can"),
            Question(f"What are some simple tips for {phrase}?", "It helps to"),
            Question(f"What should beginners know about {phrase}?"),
        ]
    return [
        Question(f"What {are} {phrase}?", f"{capital} {are}"),
        Question(f"Why {do} {phrase} matter?", f"{capital} {matter} because"),
        Question(f"How {do} {phrase} affect our daily lives?"),
        Question(f"What should everyone know about {phrase}?"),
    ]


def _filled(chosen: Sequence[str], fillers: Sequence[str], seconds: float, language: str) -> str:
    """The sentences, cut to length, or with some that are always true where they are too few."""
    texts = list(chosen)
    spare = list(fillers)
    while spare and spoken_seconds(" ".join(texts), language) < seconds * (1 - TOLERANCE / 2):
        texts.append(spare.pop(0))
    return cut_to(" ".join(texts), seconds * (1 + TOLERANCE / 2), language)
