"""Tests for `inference.synthesis.kokoro` and its phonemes."""

import pytest

from inference.synthesis.kokoro import MAX_TOKENS, _short_parts
from inference.synthesis.kokoro_phonemes import ipa_of, kokoro_phonemes


def test_diphthongs_and_affricates_become_single_letters():
    assert kokoro_phonemes("Joe may judge.", "en-us") == "ʤˈO mˈA ʤˈʌʤ."


def test_punctuation_inside_a_sentence_is_kept():
    assert [mark for mark in kokoro_phonemes("Yes, no; so: what?", "en-us") if mark in ",;:?"] == [
        *",;:?"
    ]


def test_english_has_no_length_marks_and_italian_has():
    assert "ː" not in kokoro_phonemes("a bird", "en-us")
    assert "ː" in kokoro_phonemes("il fatto", "it")


def test_every_symbol_has_its_ipa():
    assert [ipa_of(symbol) for symbol in "ʤOAp"] == ["dʒ", "oʊ", "eɪ", "p"]


@pytest.mark.parametrize(
    "symbols",
    ["a" * 2000, "ab " * 700, "abcde, " * 200, "a" * MAX_TOKENS],
    ids=["no break", "words", "commas", "just fits"],
)
def test_long_speech_is_cut_into_parts_the_network_takes(symbols):
    parts = list(_short_parts(symbols))

    assert all(0 < len(part) <= MAX_TOKENS for part in parts)
    assert "".join(parts).replace(" ", "") == symbols.replace(" ", "")


def test_a_comma_is_a_better_place_to_cut_than_a_space():
    first, *_ = _short_parts("ab ab, " * 100)

    assert first.endswith(",")
