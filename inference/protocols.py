"""What the parts of a pipeline promise one another."""

from collections.abc import Iterator
from typing import Protocol

from inference.life import LifeTrack
from inference.media import Frame
from inference.progress import ProgressReporter
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.speech import SynthesizedSpeech
from inference.visemes import ArticulationTrack


class SpeechSynthesizer(Protocol):
    """Turns text into sound."""

    def load(self, voice: str = ...) -> None:
        """Load the model of a voice; does nothing the second time.

        Args:
            voice: id of a voice of this synthesiser, where each has a model of its own; one that
                is always there if absent.

        Raises:
            UnknownVoiceError: no such voice here.
            CheckpointError: a model file is missing or wrong.
        """

    def synthesize(
        self,
        text: str,
        *,
        voice: str,
        rate: float = 1.0,
        pitch: float = 0.0,
        pronunciations: Pronunciations = NO_PRONUNCIATIONS,
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence, in order; joined, they are the speech.

        Args:
            text: what to say; pauses and emphasis as in ``inference.script_markup``.
            voice: id of a voice of this synthesiser.
            rate: speed, 1.0 is the voice's own, within [0.5, 2.0].
            pitch: semitones, 0 is the voice's own, within [-6, 6]; nothing happens where the voice
                cannot (``Voice.can_pitch``).
            pronunciations: how certain words are said.

        Raises:
            InputError: rate or pitch are out of range.
            EmptyTextError: there is nothing to say.
            UnspeakableTextError: the voice makes no sound of the text.
            UnknownVoiceError: no such voice here.
            EngineError: the model failed.
        """


class LipSyncEngine(Protocol):
    """Redraws a mouth to match speech."""

    @property
    def still(self) -> Frame:
        """The picture before anything moves, as it lies on the canvas."""

    def render(self, mouth: ArticulationTrack, life: LifeTrack) -> Iterator[Frame]:
        """Yield one RGB frame per row of ``mouth``, in order.

        The array is only valid until the next one is asked for.

        Raises:
            EngineError: the model failed.
        """


__all__ = ["LipSyncEngine", "ProgressReporter", "SpeechSynthesizer"]
