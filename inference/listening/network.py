"""The trained network: features in, articulators and the probability of speech out.

Made by ``tools/articulation`` from speech of our own synthesisers; see ``docs/models.md``.
"""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime

from inference.checkpoint_errors import CheckpointError
from inference.errors import EngineError
from inference.listening.features import N_MELS, Features
from inference.visemes import N_ARTICULATORS

N_OUTPUTS: Final = N_ARTICULATORS + 1  # the last one is the probability of speech
ERRORS_ONLY: Final = 3

Heard = npt.NDArray[np.float32]


class ArticulationNetwork:
    """A causal convolutional network on one thread.

    Attributes:
        context: frames before the newest one that an output depends on.
        look_ahead: frames by which the newest frame is later than the output's own.

    Args:
        checkpoint: the ONNX file.

    Raises:
        CheckpointError: the file is no such network.
    """

    def __init__(self, checkpoint: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                str(checkpoint), options, providers=["CPUExecutionProvider"]
            )
            facts = self._session.get_modelmeta().custom_metadata_map
            self.context, self.look_ahead = int(facts["context"]), int(facts["look_ahead"])
            shapes = [self._session.get_inputs()[0].shape, self._session.get_outputs()[0].shape]
        except Exception as error:  # onnxruntime's own errors share no base but this
            raise CheckpointError(
                f"{checkpoint.name} is no articulation network: {error}"
            ) from error
        if [shape[1] for shape in shapes] != [N_MELS, N_OUTPUTS]:
            raise CheckpointError(f"{checkpoint.name} maps {shapes[0]} to {shapes[1]}")

    def run(self, features: Features) -> Heard:
        """What is heard, one row for every frame that has its context before it.

        Args:
            features: shape (context + n_frames, 48).

        Returns:
            Shape (n_frames, 12) within [0, 1]: the articulators, then the probability of speech.
            Row i belongs to frame ``context + i - look_ahead``.

        Raises:
            EngineError: the network failed.
        """
        if len(features) <= self.context:
            return np.empty((0, N_OUTPUTS), np.float32)
        feed = {"features": np.ascontiguousarray(features.T[None])}
        try:
            (heard,) = self._session.run(None, feed)
        except Exception as error:
            raise EngineError(f"the articulation network failed: {error}") from error
        rows: Heard = heard[0].T
        return rows
