"""Tests for `inference.sentences`."""

import pytest

from inference.sentences import (
    MAX_LENGTH,
    PARAGRAPH_PAUSE,
    PIECE_PAUSE,
    SENTENCE_PAUSE,
    sentence_pieces,
    split_sentences,
    spoken_length,
)

CASES = {
    "plain": ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    "titles": ("Dr. Smith met Mrs. Jones. They left.", ["Dr. Smith met Mrs. Jones.", "They left."]),
    "initials": ("J. K. Rowling wrote. I read.", ["J. K. Rowling wrote.", "I read."]),
    "decimals": ("Pi is 3.14. Really.", ["Pi is 3.14.", "Really."]),
    "small abbreviations": ("It is, e.g. Berlin, big. Yes.", ["It is, e.g. Berlin, big.", "Yes."]),
    "numbered things": ("See No. 5 and fig. 2. Good.", ["See No. 5 and fig. 2.", "Good."]),
    "no as a word": ("He said no. Then he left.", ["He said no.", "Then he left."]),
    "years end": ("It was 1984. We ran.", ["It was 1984.", "We ran."]),
    "time of day ends": ("At 5 p.m. The end.", ["At 5 p.m.", "The end."]),
    "list markers": ("1. First. 2. Second.", ["1. First.", "2. Second."]),
    "addresses": ("Visit example.com. Now.", ["Visit example.com.", "Now."]),
    "ellipsis goes on": ("Wait... what? Yes… No.", ["Wait... what?", "Yes…", "No."]),
    "quotes": ('"Really?" he asked. "Yes." Good.', ['"Really?" he asked.', '"Yes."', "Good."]),
    "opening marks": ("¿Qué tal? ¡Bien! «Sí.» Fin.", ["¿Qué tal?", "¡Bien!", "«Sí.»", "Fin."]),
    "Chinese": ("你好。你好吗？我很好", ["你好。", "你好吗？", "我很好"]),
    "Japanese quotes": ("「はい。」彼は言った。", ["「はい。」", "彼は言った。"]),
    "Hindi": ("नमस्ते। आज अच्छा है॥ ठीक", ["नमस्ते।", "आज अच्छा है॥", "ठीक"]),
    "Arabic": ("كيف حالك؟ أنا بخير۔ نعم", ["كيف حالك؟", "أنا بخير۔", "نعم"]),
    "wrapped lines": ("A line\nthat goes on.", ["A line that goes on."]),
    "headlines": ("A title\nThe text.", ["A title", "The text."]),
    "Windows lines": ("One\r\n\r\nTwo", ["One", "Two"]),
    "marks alone": ("Stop. !!! Go.", ["Stop. !!!", "Go."]),
    "empty": (" \n\t ", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_text_is_cut_into_sentences(text, expected):
    assert list(split_sentences(text)) == expected


def test_paragraphs_end_in_longer_pauses_but_the_last():
    pauses = [piece.pause for piece in sentence_pieces("One. Two.\n\nThree.\n \nFour.")]

    assert pauses == [SENTENCE_PAUSE, PARAGRAPH_PAUSE, PARAGRAPH_PAUSE, SENTENCE_PAUSE]


@pytest.mark.parametrize(
    "text",
    ["word " * 300, "a clause, " * 100, "字" * 500, "x" * 2000, "a\u0301" * 900, "12 " * 500],
    ids=["words", "clauses", "Chinese", "one word", "accents", "numbers"],
)
def test_long_sentences_are_cut_without_losing_a_letter(text):
    pieces = sentence_pieces(text)

    assert len(pieces) > 1
    assert all(0 < spoken_length(piece.text) <= MAX_LENGTH for piece in pieces)
    assert "".join(piece.text for piece in pieces).replace(" ", "") == text.replace(" ", "")
    assert {piece.pause for piece in pieces[:-1]} == {PIECE_PAUSE}


def test_a_long_sentence_is_cut_after_a_clause_rather_than_a_word():
    first, *_ = split_sentences("one two three four five six seven; " * 10)

    assert first.endswith(";")


def test_accents_stay_on_their_letter():
    assert all(not text.startswith("\u0301") for text in split_sentences("a\u0301" * 900))
