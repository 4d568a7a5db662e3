"""Tests for `inference.synthesis.arabic`."""

import unicodedata

from inference.synthesis.arabic import vowelled
from inference.synthesis.espeak import EspeakSynthesizer
from inference.synthesis.traced_text import TracedText

TEXT = "صباح الخير جميعا"


def bare(text):
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def test_vowels_are_put_in_and_nothing_else_changes():
    read = vowelled(TracedText.of(TEXT))

    assert bare(read.text) == TEXT
    assert len(read.text) > 1.4 * len(TEXT)


def test_every_mark_has_the_place_of_its_letter():
    read = vowelled(TracedText.of(TEXT))

    for letter, place in zip(read.text, read.places, strict=True):
        assert unicodedata.combining(letter) or TEXT[place] == letter
    assert list(read.places) == sorted(read.places)


def test_marks_that_a_person_wrote_are_kept():
    written = TracedText.of("صَبَاح الخير")

    assert vowelled(written) == written


def test_figures_and_foreign_letters_survive():
    assert bare(vowelled(TracedText.of("عام 2024 NASA")).text) == "عام 2024 NASA"


def test_the_robot_says_the_vowels():
    (sentence,) = EspeakSynthesizer().synthesize(f"{TEXT}.", voice="espeak-ar")
    vowels = [s for s in sentence.phonemes or () if set(s.symbol) & set("aiu")]

    assert len(vowels) >= 6
    assert next(word.text for word in sentence.words) == "صباح"
