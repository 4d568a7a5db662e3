"""Tests for how text is made ready and phonemes find their words."""

import re
import unicodedata

import pytest

from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.script_pieces import script_pieces
from inference.synthesis.espeak_library import espeak_library
from inference.synthesis.espeak_names import espeak_names
from inference.synthesis.ipa_sounds import decomposed, sounds_of, with_ending
from inference.synthesis.reading import Alphabet, placed_symbols
from inference.synthesis.traced_text import TracedText
from inference.synthesis.utterance import respelt, utterance_of
from inference.word_times import written_words

IPA = Alphabet(knows=lambda symbol: True, is_english=True)


def symbols_of(text, language):
    clauses = espeak_library().clauses(text, language)
    joined = " ".join(clause.phonemes.replace("^", "") + clause.ending for clause in clauses)
    return list(unicodedata.normalize("NFD", joined))


def sounds_by_word(script, tag, language, pronunciations=NO_PRONUNCIATIONS):
    (piece,) = script_pieces(script)
    utterance = utterance_of(piece, tag, pronunciations)
    placed = placed_symbols(symbols_of(utterance.read.text, language), utterance, language, IPA)
    return {
        word.text: "".join(one.symbol for one in placed if word.start <= one.place < word.end)
        for word in written_words(piece.text)
    }


def test_numbers_abbreviations_and_merged_words_find_their_sounds():
    script = "Dr. Smith has 42 of the U.S. dogs, to be sure."

    assert sounds_by_word(script, "en-US", "en-us") == {
        "Dr.": "dˈɑːktɚ",
        "Smith": "smˈɪθ",
        "has": "hɐz",
        "42": "fˈɔːɹɾitˈuː",
        "of": "ʌv",
        "the": "ðə",
        "U.S.": "jˌuːˈɛs",
        "dogs,": "dˈɑːɡz",
        "to": "tə",
        "be": "bi",
        "sure.": "ʃˈʊɹ",
    }


def test_money_said_in_another_order_belongs_to_its_word():
    assert sounds_by_word("It is $5 now.", "en-US", "en-us")["$5"] == "fˈaɪvdˈɑːlɚz"


@pytest.mark.parametrize(
    ("script", "tag", "language"),
    [
        ("Les amis ont 92 ans.", "fr-FR", "fr"),
        ("नमस्ते, मैं 42 किताबें पढ़ता हूँ।", "hi", "hi"),
        ("مرحبا بكم في عام 2026.", "ar", "ar"),
        ("你好，我今天很高兴。", "zh-CN", "cmn"),
        ("வணக்கம் உலகம்", "ta", "ta"),
    ],
)
def test_every_word_has_sounds_in_many_languages(script, tag, language):
    sounds = sounds_by_word(script, tag, language)

    assert all(any(map(str.isalpha, said)) for said in sounds.values())


def test_ipa_takes_the_place_of_a_word_and_its_ending():
    dictionary = Pronunciations.from_json(
        [{"word": "gif", "say": "/dʒɪf/"}, {"word": "Bliss", "say": "/bliːs/"}]
    )

    sounds = sounds_by_word("A gif's Bliss's end.", "en-US", "en-us", dictionary)

    assert sounds["gif's"] == "dʒɪfs"
    assert sounds["Bliss's"] == "bliːsɪz"
    assert sounds["end."] == "ˈɛnd"


def test_a_pause_becomes_a_comma_for_the_melody():
    (piece,) = script_pieces("One [pause 1s] two; [pause 1s] three")

    assert utterance_of(piece, "en-US", NO_PRONUNCIATIONS).read.text == "One, two; three"


def test_remote_voices_get_respellings_only():
    dictionary = Pronunciations.from_json(
        [{"word": "Nguyen", "say": "win"}, {"word": "gif", "say": "/dʒɪf/"}]
    )

    assert respelt("Nguyen's gif", dictionary) == "win's gif"


def test_traced_text_knows_where_everything_came_from():
    text = TracedText.of("a $5 b").sub(re.compile(r"\$5"), "five dollars").inserted(1, ",")

    assert text.text == "a, five dollars b"
    assert {text.places[index] for index in range(3, 15)} == {2, 3}
    assert text.places[text.text.index("b")] == 5


def test_stress_is_put_before_the_vowel():
    assert decomposed("ˈstrɛs.ɪŋ ˌɪn") == "strˈɛsɪŋ ˌɪn"


@pytest.mark.parametrize(("ipa", "said"), [("kæt", "kæts"), ("dɔɡ", "dɔɡz"), ("bʌʃ", "bʌʃɪz")])
def test_endings_follow_the_sound_before(ipa, said):
    assert with_ending(ipa, "'s", is_english=True) == said


def test_a_sound_the_voice_lacks_becomes_a_similar_one():
    english = set("abdefhijklmnopstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒθˈː")

    assert "".join(sounds_of("ʁyɲ", english.__contains__)) == "ɹjunj"


@pytest.mark.parametrize(
    ("ipa", "language", "heard"),
    [
        ("təˈmɑːtəʊ", "en-us", "təmɑːɾəʊ"),
        ("dʒɪf", "en-us", "dʒɪf"),
        ("ˈʃtʁaːsə", "fr", "ʃtʁasə"),
        ("ŋwiən", "es", "ŋwiən"),
    ],
)
def test_espeak_says_ipa_by_its_own_names(ipa, language, heard):
    assert espeak_library().phoneme(espeak_names(ipa, language), language) == heard
