"""What the preparation of sound asks of models."""

from typing import Final, Protocol

from inference.media import Samples

ACTIVITY_RATE: Final = 16_000  # hertz
ACTIVITY_FRAME: Final = 512  # samples, 32 ms: one probability each
ENHANCER_RATE: Final = 48_000  # hertz


class EnhancerStream(Protocol):
    """One recording on its way through an enhancer."""

    def feed(self, samples: Samples) -> Samples:
        """Take in the sound that follows, 48 kHz, shape (n,), float32.

        Returns:
            Shape (m,), float32: what is ready. All that comes out, ``finish`` included, is as long
            as what went in, and nothing in it is earlier or later than it was.
        """

    def finish(self) -> Samples:
        """What is still inside; nothing may be fed afterwards."""


class SpeechEnhancer(Protocol):
    """Takes noise away from speech."""

    def start(self) -> EnhancerStream:
        """Begin with a recording.

        Raises:
            EngineError: the model cannot be started.
        """


class ActivityStream(Protocol):
    """One recording on its way through a detector of speech."""

    def feed(self, samples: Samples) -> Samples:
        """Take in the sound that follows, 16 kHz, shape (n,), float32.

        Returns:
            Shape (m,), float32 within [0, 1]: for each 512 samples that are complete, how
            probably somebody speaks in them.
        """


class SpeechActivity(Protocol):
    """Tells speech from everything else."""

    def start(self) -> ActivityStream:
        """Begin with a recording."""


class VoiceStream(Protocol):
    """One sound on its way through a separator of voices."""

    def feed(self, channels: Samples) -> Samples:
        """Take in the sound that follows, 48 kHz, shape (n_channels, n), float32.

        Returns:
            Shape (n_channels, m), float32: the voices in it as far as they are ready. All that
            comes out, ``finish`` included, is as long as what went in, and nothing in it is earlier
            or later than it was.
        """

    def finish(self) -> Samples:
        """What is still inside; nothing may be fed afterwards."""


class VoiceSeparator(Protocol):
    """Tells voices from music and everything else."""

    def start(self, n_channels: int) -> VoiceStream:
        """Begin with a sound.

        Args:
            n_channels: 1 or 2.

        Raises:
            EngineError: the model cannot be started.
        """


class SoundParts(Protocol):
    """Where models come from; ``inference.registry.Registry`` is one."""

    def enhancer(self) -> SpeechEnhancer:
        """The loaded enhancer.

        Raises:
            CheckpointError: its files are missing or wrong.
        """

    def speech_activity(self) -> SpeechActivity:
        """The loaded detector of speech.

        Raises:
            CheckpointError: its file is missing or wrong.
        """


class SeparationParts(SoundParts, Protocol):
    """The same, with what takes voices out of music."""

    def voice_separator(self) -> VoiceSeparator:
        """The loaded separator.

        Raises:
            CheckpointError: its file is missing or wrong.
        """
