"""Lines of a dub made from transcripts."""

from itertools import pairwise

import pytest

from inference.cues import text_of
from inference.dubbing.dub_script import MAX_LINE_LENGTH
from inference.dubbing.lines import (
    MAX_DURATION,
    SpokenWord,
    lines_of,
    lines_of_words,
)
from inference.transcripts import Segment, Transcript, Word


def spoken(text, start=0.0, step=0.4, length=0.3):
    """A segment whose words follow one another evenly."""
    words = tuple(
        Word(word, start + index * step, start + index * step + length)
        for index, word in enumerate(text.split())
    )
    return Segment(text, words[0].start, words[-1].end, words)


def transcript(*segments, language="en"):
    return Transcript(language, 1.0, segments, segments[-1].end if segments else 0.0)


def test_each_sentence_becomes_a_line_with_the_times_of_its_words():
    lines = lines_of(transcript(spoken("My mother may help Bob. Papa made a map of it.")))

    assert [line.text for line in lines] == ["My mother may help Bob.", "Papa made a map of it."]
    assert [line.id for line in lines] == ["l1", "l2"]
    assert (lines[1].start, lines[1].end) == pytest.approx((2.0, 4.3))
    assert [word.text for word in lines[1].words] == ["Papa", "made", "a", "map", "of", "it."]


def test_a_sentence_in_two_segments_becomes_one_line():
    first, second = spoken("When the rain came we"), spoken("all went home early.", 2.0)

    lines = lines_of(transcript(first, second))

    assert [line.text for line in lines] == ["When the rain came we all went home early."]


def test_full_stops_of_abbreviations_end_no_line():
    lines = lines_of(transcript(spoken("We asked Dr. Miller about it. He said that it was fine.")))

    assert [line.text for line in lines] == [
        "We asked Dr. Miller about it.",
        "He said that it was fine.",
    ]


def test_a_long_pause_ends_a_line_within_a_sentence():
    first, second = spoken("and then he told me"), spoken("that nothing was left", 5.0)

    lines = lines_of(transcript(first, second))

    assert [line.start for line in lines] == pytest.approx([0.0, 5.0])


def test_a_capital_after_a_pause_begins_a_line_where_the_full_stop_is_missing():
    first, second = spoken("we baked bread before church"), spoken("The price went up", 2.4)
    third = spoken("and I know", 4.4)

    lines = lines_of(transcript(first, second, third))

    assert [line.text for line in lines] == [
        "we baked bread before church",
        "The price went up and I know",
    ]


def test_a_long_sentence_is_cut_where_the_speaker_pauses():
    before = spoken("one two three four five six seven eight nine ten eleven twelve", 0.0, 0.6)
    after = spoken("and thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 7.9, 0.6)

    lines = lines_of(transcript(before, after))

    assert [line.text.split()[0] for line in lines] == ["one", "and"]
    assert all(line.end - line.start <= MAX_DURATION for line in lines)


def test_no_word_is_lost_in_a_sentence_of_two_minutes():
    words = " ".join(f"word{index}" for index in range(300))

    lines = lines_of(transcript(spoken(words)))

    assert " ".join(line.text for line in lines) == words
    assert max(line.end - line.start for line in lines) <= MAX_DURATION
    assert min(line.end - line.start for line in lines) > 1.0


def test_a_single_word_is_kept_with_the_sentence_right_after_it():
    lines = lines_of(transcript(spoken("Yes. I think that it is so.")))

    assert [line.text for line in lines] == ["Yes. I think that it is so."]


def test_a_single_word_after_a_pause_stays_alone():
    lines = lines_of(transcript(spoken("Yes."), spoken("I think that it is so.", 1.2)))

    assert [line.text for line in lines] == ["Yes.", "I think that it is so."]


def test_words_of_two_speakers_are_never_in_one_line():
    words = [
        SpokenWord(Word("Really?", 0.0, 0.4), is_timed=True, speaker="s1"),
        SpokenWord(Word("Yes.", 0.5, 0.8), is_timed=True, speaker="s2"),
        SpokenWord(Word("I see.", 0.9, 1.2), is_timed=True, speaker="s1"),
    ]

    lines = lines_of_words(words)

    assert [(line.speaker, line.text) for line in lines] == [
        ("s1", "Really?"),
        ("s2", "Yes."),
        ("s1", "I see."),
    ]


def test_subtitles_that_break_a_sentence_are_joined_and_have_no_words():
    first = Segment("This is a sentence that goes on", 1.0, 3.0)
    second = Segment("in the next subtitle. And a new one", 3.0, 5.0)
    third = Segment("ends here.", 5.0, 6.0)

    lines = lines_of(transcript(first, second, third))

    assert [line.text for line in lines] == [
        "This is a sentence that goes on in the next subtitle.",
        "And a new one ends here.",
    ]
    assert (lines[0].start, lines[-1].end) == pytest.approx((1.0, 6.0))
    assert all(line.words == () for line in lines)


def test_a_text_that_a_recogniser_repeats_for_ever_is_said_once():
    loop = [spoken("Thank you for watching.", 5.0 * index) for index in range(6)]

    lines = lines_of(transcript(spoken("Now the music begins.", 0.0), *loop[1:]))

    assert [line.text for line in lines] == ["Now the music begins.", "Thank you for watching."]


def test_notes_of_music_are_no_lines():
    assert lines_of(transcript(Segment("♪ ♪", 0.0, 4.0))) == ()


def test_japanese_sentences_are_told_apart_without_spaces():
    letters = "今日は雨です。明日は晴れます。"
    words = tuple(
        Word(letter, 0.4 * i, 0.4 * i + 0.4, follows_space=False)
        for i, letter in enumerate(letters)
    )
    segment = Segment(letters, 0.0, 0.4 * len(letters), words)

    lines = lines_of(transcript(segment, language="ja"))

    assert [line.text for line in lines] == ["今日は雨です。", "明日は晴れます。"]


def test_a_text_of_thousands_of_letters_without_a_gap_still_makes_a_line():
    lines = lines_of(transcript(Segment("x" * 5000, 0.0, 3.0)))

    assert all(0 < len(line.text) <= MAX_LINE_LENGTH for line in lines)


def test_words_without_length_make_lines_that_last():
    word = Word("Stop.", 2.0, 2.0)

    (line,) = lines_of(transcript(Segment("Stop.", 2.0, 2.0, (word,))))

    assert line.end > line.start


@pytest.mark.parametrize("seed", [1, 2, 3], ids=str)
def test_lines_follow_one_another_and_hold_their_words(seed):
    text = "This is one of them, and it goes on. No. It ends here? Yes! " * (4 + seed)
    segments = [spoken(text, 0.2), spoken(text, 200.0, 0.3)]

    lines = lines_of(transcript(*segments))

    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(lines))
    assert all(text_of(line.words) == line.text for line in lines)
    assert sum(len(line.words) for line in lines) == 2 * len(text.split())
