"""Times of words, put right by where a voice is heard."""

from itertools import pairwise

import numpy as np
import pytest

from inference.dubbing.voice_times import STEP, heard_words
from inference.transcripts import Word


def speaking(*spans, seconds=10.0):
    """Probabilities of speech that are high within the spans."""
    times = (np.arange(round(seconds / STEP)) + 0.5) * STEP
    found = np.full(len(times), 0.02, np.float32)
    for start, end in spans:
        found[(times >= start) & (times < end)] = 0.98
    return found


def test_a_word_that_begins_in_a_pause_begins_with_the_voice():
    words = [Word("Now", 0.2, 1.2), Word("then.", 1.2, 1.6)]

    now, then = heard_words(words, speaking((0.7, 1.6)))

    assert now.start == pytest.approx(0.7, abs=STEP)
    assert (now.end, then.start) == (1.2, 1.2)


def test_a_word_that_lies_wholly_in_a_pause_begins_with_the_voice():
    words = [Word("The", 0.2, 0.5), Word("old", 0.5, 0.9), Word("market.", 0.9, 1.4)]

    the, old, market = heard_words(words, speaking((0.62, 1.4)))

    assert the.start == pytest.approx(0.62, abs=STEP)
    assert the.end <= old.start < old.end <= market.start


def test_a_word_that_ends_too_early_or_too_late_ends_with_the_voice():
    words = [Word("Early.", 0.5, 0.8), Word("Late.", 3.0, 4.0)]

    early, late = heard_words(words, speaking((0.5, 1.0), (3.0, 3.5)))

    assert early.end == pytest.approx(1.0, abs=STEP)
    assert late.end == pytest.approx(3.5, abs=STEP)


def test_a_word_that_begins_a_little_too_late_begins_with_the_voice():
    (word,) = heard_words([Word("Hello.", 1.1, 1.5)], speaking((1.02, 1.5)))

    assert word.start == pytest.approx(1.02, abs=STEP)


def test_words_in_the_middle_of_speech_keep_their_times():
    words = [Word(f"w{i}", 1 + 0.3 * i, 1.3 + 0.3 * i) for i in range(10)]

    kept = list(heard_words(words, speaking((1.0, 4.0))))

    expected = [word.start for word in words[1:]]
    assert [word.start for word in kept[1:]] == pytest.approx(expected)


def test_words_where_no_voice_is_heard_keep_their_times():
    words = [Word("Sung", 1.0, 1.6), Word("words.", 3.0, 3.6)]

    assert list(heard_words(words, speaking())) == words


@pytest.mark.parametrize("seed", range(5))
def test_words_stay_in_order_and_never_overlap(seed):
    draw = np.random.default_rng(seed)
    times = np.sort(draw.uniform(0, 9.5, 40))
    words = [
        Word(str(i), float(a), float(min(b, a + 0.9))) for i, (a, b) in enumerate(pairwise(times))
    ]
    spans = np.sort(draw.uniform(0, 10, 12)).reshape(-1, 2)

    moved = list(heard_words(words, speaking(*spans)))

    assert all(word.start <= word.end for word in moved)
    assert all(a.end <= b.start + 1e-6 for a, b in pairwise(moved))
