"""Piper's networks in memory: the few that were used last, whichever voices there are."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from piper import PiperVoice
from piper.config import PiperConfig

from inference.checkpoint_errors import CheckpointError
from inference.checkpoints import locate
from inference.errors import UnknownVoiceError
from inference.synthesis.onnx_session import read_json, session_of
from inference.voice_catalogue.installed import CONFIG, MODEL, find_installed

MAX_LOADED: Final = 3  # of 75 to 150 MB each; a dialogue of two and one more

# the voice that comes with the product: names of its files in the manifest
SHIPPED: Final = {"piper-joe-en": ("piper-joe", "piper-joe-config")}


@dataclass(frozen=True, slots=True)
class LoadedVoice:
    """A voice ready to speak.

    Attributes:
        network: with its settings.
        speaker: which of the people it speaks as; ``None`` where there is only one.
    """

    network: PiperVoice
    speaker: int | None


class PiperNetworks:
    """Loads networks on demand and forgets the one that has not been used for longest."""

    def __init__(self, max_loaded: int = MAX_LOADED) -> None:
        self._networks: OrderedDict[Path, PiperVoice] = OrderedDict()
        self._max_loaded = max_loaded
        self._lock = threading.Lock()

    @property
    def n_loaded(self) -> int:
        """How many are in memory."""
        return len(self._networks)

    def get(self, voice: str) -> LoadedVoice:
        """The voice, loaded.

        Args:
            voice: its id.

        Raises:
            UnknownVoiceError: there is no such Piper voice.
            CheckpointError: one of its files is missing or wrong.
        """
        with self._lock:
            if voice in SHIPPED:
                model, config = (locate(name) for name in SHIPPED[voice])
                return LoadedVoice(self._network(model, config), None)
            installed = find_installed(voice)
            if installed is None:
                raise UnknownVoiceError(voice)
            files = installed.checked(MODEL), installed.checked(CONFIG)
            return LoadedVoice(self._network(*files), installed.speaker)

    def _network(self, model: Path, config: Path) -> PiperVoice:
        if model in self._networks:
            self._networks.move_to_end(model)
            return self._networks[model]
        while len(self._networks) >= self._max_loaded:
            self._networks.popitem(last=False)
        self._networks[model] = _opened(model, config)
        return self._networks[model]


def _opened(model: Path, config: Path) -> PiperVoice:
    try:
        settings = PiperConfig.from_dict(read_json(config))
        return PiperVoice(session_of(model), settings)
    except Exception as error:  # onnxruntime's own errors share no base but this
        raise CheckpointError(f"{model.name} cannot be opened: {error}") from error
