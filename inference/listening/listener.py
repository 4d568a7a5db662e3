"""Speech in, mouth out: a whole recording, or a microphone.

The two are one: a recording is fed to the same ``LiveListener`` block by block, so memory does not
grow with its length and both hear the same.
"""

import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.errors import InputError
from inference.listening.features import N_MELS, SAMPLE_RATE, FeatureStream
from inference.listening.mouth import MouthShaper, Rows
from inference.listening.network import ArticulationNetwork
from inference.media import Samples
from inference.visemes import N_ARTICULATORS, ArticulationTrack

BLOCK: Final = 4 * SAMPLE_RATE  # samples read at a time
SAMPLE_WIDTH: Final = 2  # bytes
FULL_SCALE: Final = np.float32(32768)


@dataclass(frozen=True)
class Heard:
    """What a recording makes a mouth do, one row a video frame.

    Attributes:
        mouth: shapes; at rest where nobody speaks.
        speaking: shape (n_frames,), float32 within [0, 1]: 1 while somebody speaks, eased.
    """

    mouth: ArticulationTrack
    speaking: npt.NDArray[np.float32]


class LiveListener:
    """Hears a sound while it comes in.

    A frame is given out as soon as the sound up to 115 ms after its middle has come in (from 25
    frames a second upwards; a longer frame waits for its own end besides).
    """

    def __init__(self, network: ArticulationNetwork, fps: Fraction) -> None:
        self._network = network
        self._stream = FeatureStream()
        self._shaper = MouthShaper(fps)
        self._started = False
        self._features = np.empty((0, N_MELS), np.float32)

    def feed(self, samples: Samples) -> Rows:
        """The frames that can be shown now.

        Args:
            samples: shape (n_samples,), mono at 16 kHz, following what was given before.
        """
        new = self._stream.feed(samples)
        if not self._started and len(new):
            # As if it had always sounded like that: a sound that starts at once seems a voice.
            n_before = self._network.context - self._network.look_ahead
            new = np.concatenate([np.repeat(new[:1], n_before, axis=0), new])
            self._started = True
        self._features = np.concatenate([self._features, new])
        heard = self._network.run(self._features)
        self._features = self._features[len(heard) :]
        return self._shaper.feed(heard)


class SpeechListener:
    """Turns recorded speech of any language into mouth shapes.

    Args:
        checkpoint: the network's ONNX file.
    """

    def __init__(self, checkpoint: Path) -> None:
        self._checkpoint = checkpoint
        self._network: ArticulationNetwork | None = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the network; does nothing the second time.

        Raises:
            CheckpointError: the file is no articulation network.
        """
        self._loaded()

    def listen(self, sound: Path, fps: Fraction, n_frames: int) -> Heard:
        """The mouth for a recording.

        Args:
            sound: 16-bit mono WAV at 16 kHz, of any length.
            fps: video frames per second.
            n_frames: rows wanted; those after the sound's end are at rest.

        Raises:
            InputError: another kind of file.
            EngineError: the network failed.
        """
        curves = np.zeros((n_frames, N_ARTICULATORS), np.float32)
        speaking = np.zeros(n_frames, np.float32)
        listener, n_known = self.live(fps), 0
        for block in _blocks(sound):
            rows = listener.feed(block)
            known = slice(n_known, min(n_frames, n_known + len(rows.speaking)))
            n_new = known.stop - known.start
            curves[known], speaking[known] = rows.curves[:n_new], rows.speaking[:n_new]
            n_known = known.stop
            if n_known == n_frames:
                break
        return Heard(ArticulationTrack(curves, fps), speaking)

    def live(self, fps: Fraction) -> LiveListener:
        """A listener for sound that comes in piece by piece.

        Args:
            fps: video frames per second.
        """
        return LiveListener(self._loaded(), fps)

    def _loaded(self) -> ArticulationNetwork:
        with self._lock:
            if self._network is None:
                self._network = ArticulationNetwork(self._checkpoint)
            return self._network


def _blocks(path: Path) -> Iterator[Samples]:
    """The sound in pieces, then a second of silence in which the last frames become known."""
    try:
        with wave.open(str(path)) as file:
            kind = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            if kind != (1, SAMPLE_WIDTH, SAMPLE_RATE):
                raise InputError(f"{path.name}: expected 16-bit mono WAV at 16 kHz, got {kind}")
            while pcm := file.readframes(BLOCK):
                yield np.frombuffer(pcm, "<i2").astype(np.float32) / FULL_SCALE
    except (wave.Error, EOFError, OSError) as error:
        raise InputError(f"cannot read {path.name} as WAV: {error}") from error
    yield np.zeros(SAMPLE_RATE, np.float32)
