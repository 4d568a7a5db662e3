"""Lines and orders of dubs as stored values."""

from dataclasses import replace
from pathlib import Path

import pytest

from inference.captions.style import CaptionStyle
from inference.dubbing.dub_script import DubLine, DubScript, Speaker, SpeakerFace
from inference.dubbing.dub_spec import (
    Background,
    CaptionLanguage,
    DubSpec,
    VoiceChoice,
)
from inference.errors import InputError
from inference.glossary import GlossaryTerm, glossary_of
from inference.transcripts import Word

LINE = DubLine("l1", 0.5, 2.0, "Hello you.", "s1", (Word("Hello", 0.5, 1.0), Word("you.", 1.1, 2)))
SCRIPT = DubScript(
    "en",
    0.9,
    5.0,
    (Speaker("s1", "Ana", "female", 210.0, SpeakerFace(position=(0.4, 0.3))), Speaker("s2")),
    (LINE, DubLine("l2", 2.5, 4.0, "Bye.", "s2")),
)


def test_lines_come_back_from_plain_values() -> None:
    stored = SCRIPT.to_json()

    assert DubScript.from_json(stored) == SCRIPT


@pytest.mark.parametrize(
    "change",
    [
        {"speaker": "s3"},
        {"start": -1.0},
        {"end": 0.5},
        {"end": float("nan")},
        {"text": "x" * 1001},
        {"id": "l2"},
        {"id": "../x"},
        {"start": 3.0, "end": 3.5},
    ],
)
def test_lines_out_of_range_are_refused(change: dict[str, object]) -> None:
    stored = SCRIPT.to_json()
    stored["lines"][0] |= change

    with pytest.raises(InputError):
        DubScript.from_json(stored)


@pytest.mark.parametrize("stored", [{}, {"version": 1}, {"version": 2}])
def test_damaged_lines_are_refused(stored: dict[str, object]) -> None:
    with pytest.raises(InputError):
        DubScript.from_json(stored)


def test_an_order_comes_back_from_plain_values() -> None:
    spec = DubSpec(
        Path("/videos/a.mp4"),
        "pt",
        "en",
        SCRIPT,
        {"l1": "Olá.", "l2": ""},
        "groq",
        (GlossaryTerm("Avatar Studio"), GlossaryTerm("lip", "lábio")),
        {"s1": VoiceChoice("kokoro-alpha-pt", 1.1, -2.0)},
        {"l2": VoiceChoice("espeak-pt")},
        Background.SEPARATE,
        lip_sync=False,
        engine="wav2lip",
        captions=CaptionStyle(),
        caption_language=CaptionLanguage.BOTH,
        cache=Path("/cache"),
    )

    assert DubSpec.from_json(spec.to_json()) == spec


def test_only_video_and_language_are_needed() -> None:
    assert DubSpec.from_json({"path": "a.mp4", "target": "pt"}) == DubSpec(Path("a.mp4"), "pt")


@pytest.mark.parametrize(
    "change",
    [
        {"target": ""},
        {"engine": "magic"},
        {"background": "loud"},
        {"voices": {"s1": {"voice": ""}}},
        {"voices": {"s1": {"voice": "x", "rate": 3}}},
        {"line_voices": {"l1": {"voice": "x", "pitch": 7}}},
        {"glossary": [{"term": " "}]},
        {"caption_language": "all"},
        {"translation": ["a"]},
    ],
)
def test_orders_out_of_range_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        DubSpec.from_json({"path": "a.mp4", "target": "pt", **change})


def test_a_glossary_has_an_end() -> None:
    with pytest.raises(InputError):
        glossary_of([{"term": "a"}] * 1001)


def test_a_speaker_is_found_by_id() -> None:
    assert SCRIPT.speaker("s2") == Speaker("s2")
    with pytest.raises(KeyError):
        replace(SCRIPT, lines=()).speaker("s9")
