"""What is said about one failure."""

from dataclasses import dataclass

from studio.phrases import Text


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """A failure.

    Attributes:
        title: what happened, in a few words.
        explanation: why, in one sentence.
        advice: what the reader can do now.
        can_retry: whether the same video may succeed at another attempt; where its material is at
            fault, it has to be edited instead.
        field: what of the studio's form is at fault, ``speech`` for text and recording alike;
            empty where it is none of it.
    """

    title: Text
    explanation: Text
    advice: Text
    can_retry: bool = True
    field: str = ""


def at_fault(field: str, title: Text, explanation: Text, advice: Text) -> ErrorWords:
    """Material that fails again however often it is tried."""
    return ErrorWords(title, explanation, advice, can_retry=False, field=field)
