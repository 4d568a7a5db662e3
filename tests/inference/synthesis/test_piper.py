"""Tests for `inference.synthesis.piper`."""


def test_words_inside_the_sentence_are_in_the_phonemes(registry):
    synthesizer = registry.synthesizer("piper-joe-en")

    (sentence,) = synthesizer.synthesize("Bob, hi.", voice="piper-joe-en")

    symbols = [span.symbol for span in sentence.phonemes]
    assert symbols == ["_", "b", "ˈɑː", "b", "_", "h", "ˈa", "ɪ", "_"]
