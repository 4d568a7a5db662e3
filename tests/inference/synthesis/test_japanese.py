"""Tests for `inference.synthesis.japanese`."""

import numpy as np
import pytest

from inference.synthesis.japanese import japanese_phonemes, letters_of
from inference.synthesis.kokoro import KokoroSynthesizer


@pytest.mark.parametrize(
    ("reading", "letters"),
    [
        ("コンニチワ", "koɲɲiʨiβa"),
        ("トーキョー", "toːkʲoː"),
        ("ガッコー", "ɡaʔkoː"),
        ("サンポ", "sampo"),
        ("マンガ", "maŋɡa"),
        ("ホン", "hoɴ"),
        ("ジュース", "ʥɨːsɨ"),
        ("パーティー", "paːtʲiː"),
        ("ファン", "ɸaɴ"),
        ("ッ!?", "ʔ"),
    ],
)
def test_kana_become_the_letters_that_the_network_knows(reading, letters):
    assert letters_of(reading) == letters


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("学校へ行った。", "ɡaʔkoː e iʔ ta."),
        ("今日は、晴れ！", "kʲoː βa, haɾe!"),
        ("ｱｲｽ", "aisɨ"),
        ("龘という字", "to iɯ ʥi"),
        ("🙂", ""),
    ],
    ids=["characters", "punctuation", "half-width", "unknown-character", "picture"],
)
def test_chinese_characters_are_read(text, phonemes):
    assert japanese_phonemes(text) == phonemes


def test_figures_are_read():
    assert japanese_phonemes("2021年") == japanese_phonemes("二千二十一年")


def test_a_sentence_with_chinese_characters_is_spoken_with_phonemes_and_words():
    (sentence,) = KokoroSynthesizer().synthesize("今日は東京へ行きます。", voice="kokoro-kumo-ja")

    assert 1.2 < sentence.audio.duration < 4
    assert np.abs(sentence.audio.samples).max() > 0.1
    symbols = "".join(span.symbol for span in sentence.phonemes or ())
    assert "tok" in symbols.replace("ː", "")
    assert "".join(word.text for word in sentence.words) == "今日は東京へ行きます。"
    starts = [word.start for word in sentence.words]
    assert starts == sorted(starts)
