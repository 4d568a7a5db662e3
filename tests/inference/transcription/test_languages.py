"""The languages that can be recognised."""

import pytest
from faster_whisper import tokenizer

from inference.transcription.languages import WHISPER_LANGUAGES, can_hear, recogniser_language


def test_the_languages_are_those_of_the_recogniser():
    assert frozenset(tokenizer._LANGUAGE_CODES) == WHISPER_LANGUAGES


@pytest.mark.parametrize(
    ("tag", "name"),
    [("pt-BR", "pt"), ("nb", "no"), ("zh_TW", "zh"), ("cmn-Hans", "zh"), ("EN", "en")],
    ids=str,
)
def test_tags_are_understood_with_region_and_script(tag, name):
    assert recogniser_language(tag) == name
    assert can_hear(tag)


def test_a_language_nobody_taught_the_recogniser_cannot_be_heard():
    assert not can_hear("tlh")
