"""Tests for `inference.phrases` and what `inference.cues` makes of scripts without spaces."""

import pytest

from inference.cues import timed_words
from inference.phrases import LONGEST, pieces_of, unspaced_language
from inference.transcripts import Segment, Word

JAPANESE = "今日は火山がどのように生まれるのか、Avatar Studioで見ていきましょう。"


def letters_as_words(text, step=0.1):
    """A transcript as recognisers give it: one letter a word."""
    return tuple(
        Word(letter, index * step, (index + 1) * step, 1.0, follows_space=False)
        for index, letter in enumerate(text)
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", JAPANESE),
        ("zh", "今天天气很好，我们一起去公园吧。"),
        ("zh-TW", "今天天氣很好，我們一起去公園吧。"),
        ("th", "วันนี้เราจะมาดูกันว่าภูเขาไฟเกิดขึ้นได้อย่างไร"),
        ("my", "ဒီနေ့ ကျွန်တော်တို့ ထမင်းစားသောက်ဆိုင်သွားကြမယ်"),
        ("km", "ភាសាខ្មែរគឺជាភាសាផ្លូវការរបស់ប្រទេសកម្ពុជា"),
    ],
)
def test_pieces_are_short_and_make_up_the_text(language, text):
    pieces = pieces_of(text, language)

    assert "".join(pieces) == text
    assert len(pieces) > 2
    assert max(map(len, pieces)) <= 2 * LONGEST


def test_no_piece_begins_with_what_cannot_begin_a_line():
    pieces = pieces_of("ထမင်းစားသောက်ဆိုင်သွားကြမယ်", "my") + pieces_of("あ" * LONGEST + "。", "ja")

    assert not any(piece[0] in "့း်ိုာ။。" for piece in pieces)


def test_a_latin_word_within_japanese_stays_whole():
    assert [piece for piece in pieces_of(JAPANESE, "ja") if piece.isascii()] == ["Avatar "]
    assert "Studioで" in pieces_of(JAPANESE, "ja")


def test_a_script_gives_its_language_away():
    assert unspaced_language("カタカナ漢字", "") == "ja"
    assert unspaced_language("漢字", "en") == "zh"
    assert unspaced_language("漢字", "ja") == "ja"
    assert unspaced_language("한국어 안녕", "") == ""
    assert unspaced_language("plain", "en") == ""


def test_letters_are_joined_to_phrases_that_begin_when_they_are_said():
    words = letters_as_words("今日は火山が")

    phrases = timed_words(Segment("今日は火山が", 0.0, 0.6, words), "ja")

    assert "".join(phrase.text for phrase in phrases) == "今日は火山が"
    assert len(phrases) < len(words)
    assert phrases[1].start == pytest.approx(0.1 * len(phrases[0].text))
    assert phrases[-1].end == pytest.approx(0.6)
