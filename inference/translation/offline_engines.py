"""Translators on this machine, made for two languages and kept for the next line."""

from typing import Final

from inference.checkpoints import locate
from inference.language_errors import TranslationUnavailableError
from inference.translation.argos_engine import ArgosEngine, PivotEngine
from inference.translation.argos_packs import ArgosPack, route
from inference.translation.builtin import BuiltinEngine
from inference.translation.offline_translator import OfflineTranslator, SentenceEngine
from inference.translation.translators import ARGOS, BUILTIN_FILES
from inference.voices import main_language

MOST_KEPT: Final = 2  # models in memory, 100 to 400 MB each


def open_offline(
    translator: str, source: str, target: str, kept: dict[tuple[str, ...], OfflineTranslator]
) -> OfflineTranslator:
    """The translator of this machine for two languages.

    Args:
        translator: ``argos`` or ``builtin``.
        source: BCP 47 tag.
        target: tag.
        kept: those made before; the oldest one leaves when there are too many.

    Raises:
        TranslationUnavailableError: there are no packs for the languages.
        CheckpointError: a model file is missing or wrong.
    """
    packs = route(source, target) if translator == ARGOS else ()
    direction = f"{main_language(source)}-{main_language(target)}"
    # another version of a pack under the same name is another model
    state = [f"{pack.path}:{pack.path.stat().st_mtime_ns}" for pack in packs]
    key = (translator, direction, *state)
    if key not in kept:
        if translator == ARGOS and not packs:
            raise TranslationUnavailableError(source, target, translator)
        engine = _argos(packs) if packs else _builtin(direction)
        while len(kept) >= MOST_KEPT:
            del kept[next(iter(kept))]
        kept[key] = OfflineTranslator(translator, engine)
    return kept[key]


def _builtin(direction: str) -> SentenceEngine:
    return BuiltinEngine([locate(f"translate-{direction}-{part}") for part in BUILTIN_FILES])


def _argos(packs: tuple[ArgosPack, ...]) -> SentenceEngine:
    engines = tuple(ArgosEngine(pack) for pack in packs)
    return engines[0] if len(engines) == 1 else PivotEngine(engines)
