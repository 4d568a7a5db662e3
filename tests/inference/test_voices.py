"""Tests for `inference.voices`."""

import re

import pytest

from inference.errors import UnknownVoiceError
from inference.speech import VoiceQuality
from inference.voices import (
    DEFAULT_VOICE,
    SAMPLE_TEXTS,
    available_voices,
    close_matches,
    estimated_duration,
    find_voice,
    voice_for_language,
)


def test_ids_are_unique_and_plain():
    ids = [voice.id for voice in available_voices()]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", voice) for voice in ids)


def test_language_tags_are_well_formed():
    for voice in available_voices():
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2}|-[0-9]{3})?", voice.language), voice.id


def test_names_tell_the_voices_of_one_language_apart():
    shown = [(voice.language, voice.name) for voice in available_voices()]

    assert len(set(shown)) == len(shown)


def test_the_default_voice_speaks_english_naturally():
    voice = find_voice(DEFAULT_VOICE)

    assert voice.language == "en-US"
    assert voice.quality is VoiceQuality.NEURAL


def test_natural_voices_come_first():
    qualities = [voice.quality for voice in available_voices()]

    assert qualities == sorted(qualities, key=[*VoiceQuality].index)


@pytest.mark.parametrize(
    "language", ["en-US", "es-ES", "fr-FR", "hi-IN", "it-IT", "ja-JP", "pt-BR"]
)
def test_seven_languages_have_a_natural_voice(language):
    assert any(
        voice.language == language and voice.quality is VoiceQuality.NEURAL
        for voice in available_voices()
    )


def test_more_than_a_hundred_languages_have_a_voice():
    assert len({voice.language.partition("-")[0] for voice in available_voices()}) > 100


def test_every_voice_has_a_sample_text():
    assert all(SAMPLE_TEXTS[voice.language].strip() for voice in available_voices())


def test_an_unknown_voice_is_refused():
    with pytest.raises(UnknownVoiceError) as caught:
        find_voice("piper-jo-en")

    assert caught.value.voice == "piper-jo-en"


@pytest.mark.parametrize("typed", ["piper-jo-en", "Joe", "PIPER-JOE-EN"])
def test_a_mistyped_voice_has_close_matches(typed):
    assert close_matches(typed)[0] == "piper-joe-en"


def test_nonsense_has_no_close_match():
    assert close_matches("???") == ()


def test_estimates_grow_with_the_text_and_shrink_with_the_rate():
    short = estimated_duration("Hello there.", DEFAULT_VOICE, 1.0)

    assert estimated_duration("Hello there. Hello there.", DEFAULT_VOICE, 1.0) > 1.8 * short
    assert estimated_duration("Hello there.", DEFAULT_VOICE, 2.0) == pytest.approx(short / 2)


def test_nothing_lasts_no_time():
    assert estimated_duration(" \n", DEFAULT_VOICE, 1.0) == 0


def test_a_minute_of_reading_is_estimated_as_about_a_minute():
    # 160 words are a minute of reading aloud; this voice is a little quick
    text = "The library opens at nine o'clock on every Monday morning. " * 16

    assert 45 < estimated_duration(text, DEFAULT_VOICE, 1.0) < 75


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "piper-joe-en"),
        ("en-GB", "piper-joe-en"),
        ("pt-PT", "kokoro-alpha-pt"),
        ("de-AT", "espeak-de"),
        ("es_MX", "kokoro-alpha-es"),
        ("no", "espeak-nb"),
        ("fr-CH", "kokoro-gongitsune-fr"),
        ("hi-IN", "kokoro-gongitsune-hi"),
        ("mr", "kokoro-kumo-mr"),
        ("bn", "espeak-bn"),
    ],
)
def test_a_language_has_a_best_voice(tag, voice):
    best = voice_for_language(tag)

    assert best is not None
    assert best.id == voice


def test_a_language_nobody_speaks_has_none():
    assert voice_for_language("tlh") is None


def test_a_remote_voice_is_never_chosen_for_its_language(monkeypatch):
    monkeypatch.setenv("AVATAR_SPEECH_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("AVATAR_SPEECH_VOICES", "karl:de-DE:male")

    assert find_voice("openai-karl").kind == "remote"
    assert voice_for_language("de-DE").id == "espeak-de"


@pytest.mark.parametrize("voice", available_voices()[:20], ids=lambda voice: voice.id)
def test_natural_voices_say_how_they_sound(voice):
    assert voice.gender in {"female", "male"}
    assert voice.age == "adult"
    assert voice.kind == "local"
