"""A line as the dub says it: when, how fast, and how well that fits."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inference.dubbing.dub_spec import VoiceChoice
from inference.speech import PhonemeSpan
from inference.transcripts import Word


class Verdict(StrEnum):
    """How well a line fits into its time."""

    FITTED = "fitted"  # at a speed at which nobody notices anything
    COMPRESSED = "compressed"  # noticeably faster, well understood
    OVERFLOWING = "overflowing"  # faster than is well understood, or too late


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line of the dub.

    Attributes:
        id: of the line in the script.
        speaker: id of who says it.
        voice: how.
        text: as it is finally spoken; shorter than the translation where that was shortened.
        slot: start and end of the line in the original, seconds.
        start: seconds of the video at which its first sound is heard.
        end: seconds after its last.
        verdict: how well it fits.
        rate: speed asked of the voice, on top of the voice's own and of ``voice.rate``.
        stretch: factor by which its sound was made shorter afterwards, the pitch kept; under 1 it
            was made longer.
        overflow: seconds by which it goes beyond the time there is for it.
        phonemes: on the time of the video; ``None`` where the voice does not report them.
        words: on the time of the video.
    """

    id: str
    speaker: str
    voice: VoiceChoice
    text: str
    slot: tuple[float, float]
    start: float
    end: float
    verdict: Verdict
    rate: float
    stretch: float
    overflow: float
    phonemes: tuple[PhonemeSpan, ...] | None
    words: tuple[Word, ...] = ()

    @property
    def delay(self) -> float:
        """Seconds by which it starts later than in the original; less than 0 for earlier."""
        return self.start - self.slot[0]

    @property
    def speed(self) -> float:
        """How much faster than at the voice's own speed it is spoken."""
        return self.rate * self.stretch

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the report; times to a millisecond."""
        return {
            "id": self.id,
            "speaker": self.speaker,
            "voice": self.voice.to_json(),
            "text": self.text,
            "start": round(self.slot[0], 3),
            "end": round(self.slot[1], 3),
            "spoken_start": round(self.start, 3),
            "spoken_end": round(self.end, 3),
            "verdict": str(self.verdict),
            "rate": round(self.rate, 3),
            "stretch": round(self.stretch, 3),
            "overflow": round(self.overflow, 3),
            "delay": round(self.delay, 3),
        }
