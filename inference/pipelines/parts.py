"""Where the pipelines get their models."""

from typing import Protocol

from inference.facetracking.portrait import FindsFaces
from inference.lipsync.wav2lip.drawing import Drawer
from inference.pipelines.speech_sources import SpeechParts
from inference.segmentation.person import PersonSegmenter
from inference.transcripts import Transcriber


class Parts(SpeechParts, Protocol):
    """Loaded models, on request; ``inference.registry.Registry`` is one."""

    def face_finder(self) -> FindsFaces:
        """The loaded face finder."""

    def person_segmenter(self) -> PersonSegmenter:
        """The loaded network that tells a person from what is behind them."""

    def transcriber(self) -> Transcriber:
        """The loaded recogniser of speech."""

    def wav2lip(self, variant: str | None = None) -> Drawer:
        """Wav2Lip's loaded network."""
