"""Who reads: every voice of ours and many disguises of espeak-ng, and whom training never hears."""

import random
from dataclasses import dataclass
from typing import Final

from inference.voices import VOICES, find_voice
from tools.articulation.texts import invented_line, line_of

# espeak-ng's name, BCP 47 tag
ESPEAK_LANGUAGES: Final = tuple(
    (name, tag)
    for name, tag in (
        line.split()
        for line in """
        en-us en-US|en en-GB|de de|fr fr-FR|es es-ES|it it-IT|pt-br pt-BR|nl nl|ru ru|uk uk|cs cs
        da da|nb nb|fi fi|et et|lv lv|el el|ro ro|bg bg|hr hr|ca ca|af af|id id|sw sw|hi hi|ar ar
        fa fa|ko ko|cmn zh-CN|vi vi|ta ta|ka ka|cy cy|is is|eu eu
        """.replace("\n", "|").split("|")
        if line.strip()
    )
)
_VARIANTS: Final = """
. m1 m2 m3 m4 m5 m6 m8 f1 f2 f3 f4 croak whisper klatt klatt2 klatt4 adam Alex Andrea Annie
anika belinda boris caleb david ed Gene grandma grandpa Hugo ian iven john kaukovalta linda
Lee Marco max Michael Mike michel pablo quincy Reed rob sandro shelby steph travis zac
"""
ESPEAK_VARIANTS: Final = tuple(_VARIANTS.split())  # a dot is the voice itself

HELD_OUT_ESPEAK_LANGUAGES: Final = (("pl", "pl"), ("tr", "tr"), ("hu", "hu"), ("sv", "sv"))
HELD_OUT_ESPEAK_VARIANTS: Final = ("f5", "m7", "victor", "steph3")
HELD_OUT_KOKORO_SPEAKER: Final = "nezumi"
HELD_OUT_KOKORO_LANGUAGE: Final = "pt"

KOKORO_RATES: Final = (0.8, 1.35)
PIPER_RATES: Final = (0.75, 1.35)
ESPEAK_RATES: Final = (0.75, 1.6)


@dataclass(frozen=True, slots=True)
class Line:
    """Something to be read by someone.

    Attributes:
        voice: id of a voice; for espeak-ng the name of a language with a variant, ``de+f3``.
        adapter: ``piper``, ``kokoro`` or ``espeak``.
        language: BCP 47 tag.
        rate: speed, 1.0 is the voice's own.
        text: what to read.
        is_held_out: whether training must not hear it.
    """

    voice: str
    adapter: str
    language: str
    rate: float
    text: str
    is_held_out: bool


def kokoro_lines(n_lines: int, seed: int) -> list[Line]:
    """Lines for all Kokoro voices; English more often than the others."""
    random_source = random.Random(seed)  # noqa: S311 - not for secrets
    voices = [voice for voice in VOICES if voice.adapter == "kokoro"]
    weights = [2 if voice.language == "en-US" else 1 for voice in voices]
    lines = []
    for _ in range(n_lines):
        voice = random_source.choices(voices, weights)[0]
        _, speaker, code = voice.id.split("-")
        is_held_out = speaker == HELD_OUT_KOKORO_SPEAKER or code == HELD_OUT_KOKORO_LANGUAGE
        rate = random_source.uniform(*KOKORO_RATES)
        text = line_of(voice.language, random_source)
        lines.append(Line(voice.id, "kokoro", voice.language, rate, text, is_held_out))
    return lines


def piper_lines(n_lines: int, seed: int) -> list[Line]:
    """Lines for the Piper voice."""
    random_source = random.Random(seed)  # noqa: S311 - not for secrets
    voice = find_voice("piper-joe-en")
    lines = []
    for _ in range(n_lines):
        rate = random_source.uniform(*PIPER_RATES)
        text = line_of(voice.language, random_source)
        lines.append(Line(voice.id, "piper", voice.language, rate, text, is_held_out=False))
    return lines


def espeak_lines(n_lines: int, seed: int, *, held_out: bool) -> list[Line]:
    """Lines for espeak-ng in many languages and disguises.

    Args:
        n_lines: how many.
        seed: of the choices.
        held_out: languages and variants that training must not hear, or only those that it may.
    """
    random_source = random.Random(seed)  # noqa: S311 - not for secrets
    languages = HELD_OUT_ESPEAK_LANGUAGES if held_out else ESPEAK_LANGUAGES
    variants = HELD_OUT_ESPEAK_VARIANTS if held_out else ESPEAK_VARIANTS
    lines = []
    for _ in range(n_lines):
        name, tag = random_source.choice(languages)
        variant = random_source.choice(variants)
        voice = name if variant == "." else f"{name}+{variant}"
        rate = random_source.uniform(*ESPEAK_RATES)
        make = line_of if random_source.random() < 0.7 else invented_line  # noqa: PLR2004 - a share
        text = make(tag if make is line_of else "en", random_source)
        lines.append(Line(voice, "espeak", tag, rate, text, held_out))
    return lines
