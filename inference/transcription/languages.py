"""The languages in which speech can be recognised, known without loading anything."""

from typing import Final

_CODES: Final = """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw
    he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my
    ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt
    uk ur uz vi yi yo yue zh
"""
# Whisper's, of its models for many languages.
WHISPER_LANGUAGES: Final = frozenset(_CODES.split())
# What Whisper calls languages that go by another tag elsewhere.
_WHISPER_NAMES: Final = {"cmn": "zh", "fil": "tl", "iw": "he", "ji": "yi", "jv": "jw", "nb": "no"}


def recogniser_language(tag: str) -> str:
    """What the recogniser calls a language.

    Args:
        tag: BCP 47.

    Returns:
        Its name, also where the recogniser does not know it; see ``can_hear``.
    """
    main = tag.replace("_", "-").partition("-")[0].lower()
    return _WHISPER_NAMES.get(main, main)


def can_hear(tag: str) -> bool:
    """Whether speech in a language can be recognised."""
    return recogniser_language(tag) in WHISPER_LANGUAGES
