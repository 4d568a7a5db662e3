"""Which Wav2Lip weights are installed; answered without loading PyTorch.

The weights are not ours to give: the administrator puts them into the checkpoints folder.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inference.checkpoint_errors import TorchMissingError, Wav2LipWeightsMissingError
from inference.checkpoints import default_store
from inference.errors import InferenceError

LICENCE_NOTICE: Final = (
    "Wav2Lip's weights may be used for research, academic and personal purposes only; any "
    "commercial use is prohibited, because they were trained on the LRS2 dataset. "
    "Source: https://github.com/Rudrabha/Wav2Lip"
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One set of weights.

    Attributes:
        name: chosen by this.
        title: for people.
        file: name in the checkpoints folder.
        origin: page that offers it.
    """

    name: str
    title: str
    file: str
    origin: str


AUTHORS: Final = "https://github.com/Rudrabha/Wav2Lip"
VARIANTS: Final = (
    Variant("wav2lip_gan", "Wav2Lip + GAN: sharper", "wav2lip_gan.pth", AUTHORS),
    Variant("wav2lip", "Wav2Lip: most exact lips", "wav2lip.pth", AUTHORS),
    Variant(
        "wav2lip_compressed",
        "Wav2Lip, 28 times smaller: fastest",
        "wav2lip_compressed.pth",
        "https://github.com/Nota-NetsPresso/nota-wav2lip",
    ),
)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether the engine can be chosen.

    Attributes:
        variants: weights found, best first.
        error: why it cannot be used; ``None`` where it can.
    """

    variants: tuple[Variant, ...]
    error: InferenceError | None

    def __bool__(self) -> bool:
        return self.error is None

    @property
    def reason(self) -> str:
        """One sentence why it cannot be used; empty where it can."""
        return str(self.error or "")


def wav2lip_available(folder: Path | None = None) -> Availability:
    """Look for the weights and for PyTorch, without loading either.

    Args:
        folder: with the weights; the checkpoints folder if ``None``.
    """
    folder = folder or default_store().folder
    found = tuple(variant for variant in VARIANTS if (folder / variant.file).is_file())
    error: InferenceError | None = None
    if not found:
        error = Wav2LipWeightsMissingError(folder, [variant.file for variant in VARIANTS])
    elif importlib.util.find_spec("torch") is None:
        error = TorchMissingError()
    return Availability(found, error)


def find_weights(name: str | None = None, folder: Path | None = None) -> Path:
    """The file with a variant's weights.

    Args:
        name: of the variant; the best one found if ``None``.
        folder: with the weights; the checkpoints folder if ``None``.

    Raises:
        Wav2LipWeightsMissingError: it is not there.
    """
    folder = folder or default_store().folder
    for variant in VARIANTS:
        if name in (None, variant.name) and (folder / variant.file).is_file():
            return folder / variant.file
    wanted = [variant.file for variant in VARIANTS if name in (None, variant.name)]
    raise Wav2LipWeightsMissingError(folder, wanted)
