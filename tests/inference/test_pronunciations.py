"""Tests for `inference.pronunciations`."""

import pytest

from inference.errors import InvalidPronunciationError
from inference.pronunciations import MAX_ENTRIES, Pronunciation, Pronunciations


def found(words, text):
    dictionary = Pronunciations(tuple(Pronunciation(word, "x") for word in words))
    return [(text[f.start : f.end], f.entry.word, f.ending) for f in dictionary.found_in(text)]


@pytest.mark.parametrize(
    ("word", "text", "matches"),
    [
        ("nguyen", "Nguyen, NGUYEN and nguyens", ["Nguyen", "NGUYEN"]),
        ("US", "US, us and Us", ["US"]),
        ("GIF", "a GIF, GIFs and GIF's", ["GIF", "GIFs", "GIF's"]),
        ("new", "new news renew", ["new"]),
        ("O'Neil", "O’Neil's", ["O’Neil's"]),
        ("C++", "C++ and C+++", ["C++", "C++"]),
        ("東京", "私は東京に行く", ["東京"]),
        ("नम", "नम नमी", ["नम"]),
        ("Київ", "київ Києва", ["київ"]),
    ],
)
def test_whole_words_are_found(word, text, matches):
    assert [text for text, _, _ in found([word], text)] == matches


def test_the_longest_entry_wins():
    assert found(["York", "New York"], "New  York is not York.") == [
        ("New  York", "New York", ""),
        ("York", "York", ""),
    ]


def test_a_possessive_is_an_ending():
    assert found(["Nguyen"], "Nguyen’s hat") == [("Nguyen’s", "Nguyen", "’s")]


def test_ipa_stands_between_slashes_and_may_be_typed_on_a_keyboard():
    assert Pronunciation("tomato", "/t@m/".replace("@", "ə")).ipa == "təm"
    assert Pronunciation("gap", "/'ga:p/").ipa == "ˈɡaːp"
    assert Pronunciation("tomato", "tomahto").ipa is None


@pytest.mark.parametrize(
    ("word", "say", "field", "message"),
    [
        ("", "x", "word", "no letter"),
        ("x", "??", "say", "no letter"),
        ("x", "//", "say", "no letter"),
        ("x", "/ˈ1/", "say", "'1' (digit one)"),
        ("x", "/tǃa/", "say", "'ǃ'"),
        ("x" * 81, "x", "word", "longer than 80"),
        ("x", "a\u0000b", "say", "cannot be shown"),
        ("x", 3, "say", "text is expected"),
    ],
)
def test_what_cannot_be_used_is_named(word, say, field, message):
    with pytest.raises(InvalidPronunciationError) as caught:
        Pronunciations.from_json([{"word": "fine", "say": "fine"}, {"word": word, "say": say}])

    assert (caught.value.field, caught.value.index) == (field, 1)
    assert message in caught.value.why


@pytest.mark.parametrize("stored", [{}, "x", [1], [{"word": "a"}], None])
def test_another_shape_is_refused(stored):
    with pytest.raises(InvalidPronunciationError):
        Pronunciations.from_json(stored)


def test_a_word_comes_once():
    with pytest.raises(InvalidPronunciationError, match="twice"):
        Pronunciations.from_json([{"word": "a", "say": "x"}, {"word": "A", "say": "y"}])


def test_there_is_a_limit():
    rows = [{"word": f"w{number}", "say": "x"} for number in range(MAX_ENTRIES + 1)]

    assert len(Pronunciations.from_json(rows[:-1]).entries) == MAX_ENTRIES
    with pytest.raises(InvalidPronunciationError, match="500"):
        Pronunciations.from_json(rows)


def test_json_goes_both_ways():
    rows = [{"word": "Nguyen", "say": "win"}, {"word": "tomato", "say": "/təmeɪtoʊ/"}]

    assert Pronunciations.from_json(rows).to_json() == rows


def test_a_file_may_be_an_object():
    assert Pronunciations.from_json_text('{"Nguyen": "win"}').entries == (
        Pronunciation("Nguyen", "win"),
    )
    with pytest.raises(InvalidPronunciationError, match="JSON"):
        Pronunciations.from_json_text("win")
