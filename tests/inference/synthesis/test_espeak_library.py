"""Tests for `inference.synthesis.espeak_library`."""

import threading

import pytest

from inference.errors import EngineError
from inference.sample_texts import sample_texts
from inference.synthesis.espeak_library import Clause, espeak_library
from inference.voices import VOICES

BASIC = [voice for voice in VOICES if voice.adapter == "espeak"]


def test_clauses_keep_their_punctuation():
    assert espeak_library().clauses("Yes, no!", "en-us") == (
        Clause("jˈɛs", ","),
        Clause("nˈo^ʊ", "!"),
    )


def test_words_of_other_languages_leave_no_marks():
    phonemes = "".join(clause.phonemes for clause in espeak_library().clauses("weekend", "fr"))

    assert phonemes
    assert "(" not in phonemes


def test_an_unknown_language_is_an_engine_error():
    with pytest.raises(EngineError, match="xx"):
        espeak_library().clauses("hello", "xx")


def test_every_voice_on_offer_says_its_sample():
    texts = sample_texts(voice.language for voice in BASIC)

    silent = [
        voice.id
        for voice in BASIC
        if not espeak_library().clauses(texts[voice.language], voice.id.removeprefix("espeak-"))
    ]
    assert silent == []


def test_symbols_come_in_order_within_the_sound():
    # much phonemising before made the library swallow the first symbol
    for voice in BASIC:
        espeak_library().clauses("1 2 3", voice.id.removeprefix("espeak-"))

    speech = espeak_library().speak("Papa plays the piano.", "en-us", 1.0)

    times = [symbol.start for symbol in speech.symbols]
    assert times == sorted(times)
    assert 0 <= times[0] < times[-1] <= len(speech.samples) / speech.sample_rate
    assert [symbol.ipa for symbol in speech.symbols[:4]] == ["p", "ˈɑː", "p", "ə"]


def said(language):
    return [symbol.ipa for symbol in espeak_library().speak("eins zwei", language, 1).symbols]


def test_threads_do_not_mix_their_speech():
    expected = {language: said(language) for language in ("de", "en-us")}
    mixed = []

    def speak(language):
        mixed.extend(language for _ in range(5) if said(language) != expected[language])

    threads = [threading.Thread(target=speak, args=[name]) for name in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert expected["de"] != expected["en-us"]
    assert mixed == []
