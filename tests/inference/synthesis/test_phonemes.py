"""Tests for `inference.synthesis.phonemes`."""

from inference.speech import PhonemeSpan
from inference.synthesis.phonemes import covering_phonemes, joined_phonemes


def spans(*symbols):
    return [PhonemeSpan(s, index / 10, (index + 1) / 10) for index, s in enumerate(symbols)]


def symbols(phonemes):
    return [span.symbol for span in phonemes]


def test_a_stress_mark_goes_before_the_phoneme_it_precedes():
    joined = joined_phonemes(spans("p", "ˈ", "a"))

    assert joined[1] == PhonemeSpan("ˈa", 0.1, 0.3)


def test_length_marks_and_accents_go_behind():
    joined = joined_phonemes(spans("a", "ː", "o", "\u0303"))

    assert joined == (PhonemeSpan("aː", 0.0, 0.2), PhonemeSpan("o\u0303", 0.2, 0.4))


def test_spaces_stay_and_punctuation_becomes_a_pause():
    assert symbols(joined_phonemes(spans("^", "a", " ", "b", ",", " ", "a", ".", "$"))) == [
        *("_", "a", " ", "b", "_", "a", "_")
    ]


def test_a_mark_without_a_letter_is_silence():
    assert symbols(joined_phonemes(spans("ː", "a"))) == ["_", "a"]


def test_gaps_are_filled_with_pauses():
    covering = covering_phonemes([PhonemeSpan("a", 0.2, 0.4), PhonemeSpan("b", 0.5, 0.6)], 1.0)

    assert covering == (
        PhonemeSpan("_", 0.0, 0.2),
        PhonemeSpan("a", 0.2, 0.4),
        PhonemeSpan("_", 0.4, 0.5),
        PhonemeSpan("b", 0.5, 0.6),
        PhonemeSpan("_", 0.6, 1.0),
    )


def test_what_lies_outside_is_cut_off():
    covering = covering_phonemes([PhonemeSpan("a", -0.2, 0.4), PhonemeSpan("b", 0.9, 1.2)], 0.3)

    assert covering == (PhonemeSpan("a", 0.0, 0.3),)
