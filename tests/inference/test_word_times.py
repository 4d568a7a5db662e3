"""Tests for `inference.word_times`."""

import pytest

from inference.word_times import PlacedTime, spread_words, timed_words, written_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, “dear” world — now!", ["Hello,", "“dear”", "world", "—", "now!"]),
        ("你好，我今天很高兴。", ["你好，", "我今", "天很", "高兴。"]),
        ("用iPhone手机 看「书」", ["用", "iPhone", "手机", "看", "「书」"]),
        ("สวัสดีครับ", ["สวัสดี", "ครับ"]),
        ("नमस्ते, मैं", ["नमस्ते,", "मैं"]),
        ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("  ", []),
    ],
)
def test_words_keep_their_punctuation(text, words):
    found = written_words(text)

    assert [word.text for word in found] == words
    assert [text[word.start : word.end] for word in found] == words


@pytest.mark.parametrize("text", ["One two, three.", "你好，iPhone 手机", "ไทย ไทย"])
def test_words_join_to_the_text(text):
    joined = "".join(
        (" " if word.follows_space else "") + word.text for word in written_words(text)
    )

    assert joined == text


def test_a_word_lasts_from_its_first_sound_to_its_last():
    times = [PlacedTime(0, 0.1, 0.2), PlacedTime(1, 0.2, 0.3), PlacedTime(3, 0.5, 0.9)]

    first, second = timed_words("ab cd", times)

    assert (first.start, first.end) == (0.1, 0.3)
    assert (second.start, second.end) == (0.5, 0.9)


def test_a_word_without_sounds_shares_with_the_one_before():
    first, second, third = timed_words("of the dog", [PlacedTime(0, 0, 0.5), PlacedTime(7, 1, 2)])

    assert (first.end, second.start, second.end) == (0.2, 0.2, 0.5)
    assert third.start == 1


def test_signs_alone_take_no_time():
    _, dash, word = timed_words("so — on", [PlacedTime(0, 0.1, 0.4), PlacedTime(5, 0.6, 0.9)])

    assert (dash.start, dash.end) == (0.4, 0.4)
    assert word.start == 0.6


def test_words_never_overlap():
    times = [PlacedTime(0, 0.0, 0.6), PlacedTime(2, 0.4, 0.5), PlacedTime(4, 0.5, 0.8)]

    words = timed_words("a b c", times)

    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)


def test_nothing_heard_gives_no_words():
    assert timed_words("a b", []) == ()


def test_spread_words_fill_the_time():
    words = spread_words("One three.", 1.0, 2.6)

    assert [(word.text, word.start, word.end) for word in words] == [
        ("One", 1.0, pytest.approx(1.6)),
        ("three.", pytest.approx(1.6), pytest.approx(2.6)),
    ]
