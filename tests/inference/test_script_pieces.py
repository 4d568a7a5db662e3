"""Tests for `inference.script_pieces`."""

import pytest

from inference.script_pieces import parts_between_pauses, script_pieces
from inference.sentences import split_sentences


def test_markup_does_not_change_the_sentences():
    plain = "Dr. Who came. He saw it all! And then?\n\nGone."
    marked = "Dr. *Who* came. [pause 1s]He [pause] saw it *all*! And then?\n\n[pause 2s] Gone."

    assert tuple(piece.text for piece in script_pieces(marked)) == split_sentences(plain)


def test_pauses_belong_to_the_end_the_inside_or_the_beginning():
    first, second = script_pieces("[pause 3s] Hi there. [pause 1s] How [pause 2s] are you?")

    assert first.lead == 3.0
    assert first.written_pause == 1.0
    assert [(second.text[p.position :], p.duration) for p in second.pauses] == [("are you?", 2.0)]


def test_a_written_pause_is_not_sped_up_and_never_shortens_the_voices_own():
    long, short, own = script_pieces("One. [pause 2s] Two. [pause 10ms] Three.")

    assert long.silence_after(2.0) == 2.0
    assert short.silence_after(1.0) == short.pause == own.silence_after(1.0)
    assert own.silence_after(2.0) == own.pause / 2


def test_pauses_side_by_side_add_up_to_ten_seconds_at_most():
    first, *_ = script_pieces("One. [pause 8s] [pause 8s] Two.")

    assert first.written_pause == 10.0


def test_emphasis_over_two_sentences_belongs_to_both():
    pieces = script_pieces("Say *it now. Or never* more.")

    assert [[p.text[e.start : e.end] for e in p.emphases] for p in pieces] == [
        ["it now."],
        ["Or never"],
    ]


@pytest.mark.parametrize("script", ["", " \n", "[pause]", "[pause 1s] [pause 2s]"])
def test_markup_alone_says_nothing(script):
    assert script_pieces(script) == ()


def test_parts_between_pauses_keep_every_silence():
    parts = parts_between_pauses("[pause 1s] One [pause 2s] two, *three*. Four.")

    assert [part.text for part in parts] == ["One", "two, three.", "Four."]
    assert parts[0].lead == 1.0
    assert [part.silence_after(1.0) for part in parts] == [2.0, 0.3, 0.3]
    assert [part.text[e.start : e.end] for part in parts for e in part.emphases] == ["three."[:5]]
    assert not any(part.pauses for part in parts)


def test_twenty_thousand_letters_are_cut_without_losing_any():
    script = "This is *sentence* number one of [pause] very many. " * 400

    pieces = script_pieces(script)

    assert len(pieces) == 400
    assert sum(len(piece.pauses) for piece in pieces) == 400
    assert sum(len(piece.emphases) for piece in pieces) == 400
