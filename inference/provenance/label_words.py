"""What the visible label says, by language."""

import tomllib
from importlib.resources import files
from typing import Final

# Main language, lower case, to words.
LABEL_WORDS: Final[dict[str, str]] = tomllib.loads(
    files("inference.provenance").joinpath("label_words.toml").read_text(encoding="utf-8")
)
SAME: Final = {"no": "nb", "iw": "he", "in": "id", "tl": "fil"}  # other tags of the same language
USUAL: Final = "en"


def label_language(tag: str) -> str:
    """The language of ``LABEL_WORDS`` for a BCP 47 tag; English where there is none for it."""
    main = tag.replace("_", "-").lower().partition("-")[0]
    main = SAME.get(main, main)
    return main if main in LABEL_WORDS else USUAL
