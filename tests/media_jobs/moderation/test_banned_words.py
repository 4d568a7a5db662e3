"""Tests for the list of words about which moderators are asked."""

import os

import pytest

from media_jobs import banned_words


@pytest.mark.parametrize(
    ("entry", "text", "is_found"),
    [
        ("miracle cure", "Our Miracle  CURE helps.", True),
        ("miracle cure", "Our mira\u00adcle\ncure helps.", True),
        ("miracle cure", "A *miracle* [pause 2s] cure.", True),
        ("cure", "It is secure and cured.", False),
        ("cure*", "It is cured.", True),
        ("straße", "Die STRASSE dort.", True),
        ("cafe\u0301", "Im Café.", True),
        ("毒薬", "これは毒薬です。", True),
        ("c++", "I write c++ all day.", True),
        ("a.b", "axb", False),
    ],
)
def test_a_word_is_found_as_people_would_hear_it(settings, entry, text, is_found):
    settings.MODERATION_WORDS = [entry]

    assert banned_words.found_in(text) == ([entry] if is_found else [])


def test_a_file_is_read_anew_when_it_was_changed(settings, tmp_path):
    listed = tmp_path / "words.txt"
    settings.MODERATION_WORDS_FILE = str(listed)
    listed.write_text("# remark\n\nfirst\n", encoding="utf-8")

    before = banned_words.found_in("first and second")
    listed.write_text("second\n", encoding="utf-8")
    os.utime(listed, ns=(1, 1))

    assert before == ["first"]
    assert banned_words.found_in("first and second") == ["second"]


def test_a_file_that_is_not_there_lists_nothing(settings, tmp_path):
    settings.MODERATION_WORDS_FILE = str(tmp_path / "none.txt")

    assert not banned_words.is_on()
    assert banned_words.found_in("anything") == []


def test_a_long_text_is_searched_in_reasonable_time(settings):
    settings.MODERATION_WORDS = ["a*a*a*b", "x y z"]

    assert banned_words.found_in("aaaa " * 4000) == []
