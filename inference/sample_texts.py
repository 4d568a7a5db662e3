"""What a voice says when a person wants to hear it, language by language."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

# espeak-ng reads figures in every language it has
COUNTING: Final = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."
TEXTS_FILE: Final = Path(__file__).with_suffix(".toml")


def sample_texts(languages: Iterable[str]) -> Mapping[str, str]:
    """A text for every language.

    Args:
        languages: BCP 47 tags; the first part decides.
    """
    by_language = tomllib.loads(TEXTS_FILE.read_text(encoding="utf-8"))
    texts = {tag: by_language.get(tag.partition("-")[0], COUNTING) for tag in languages}
    return MappingProxyType(texts)
