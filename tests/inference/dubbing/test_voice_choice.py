"""Tests for `inference.dubbing.voice_choice` and `inference.dubbing.speaking_speed`."""

import pytest

from inference.dubbing.dub_script import DubLine, Speaker
from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.speaking_speed import estimated_seconds, time_for, too_fast_lines
from inference.dubbing.voice_choice import MAX_SHIFT, choice_of, choose_voices, pitch_of
from inference.errors import NoVoiceForLanguageError
from inference.voices import find_voice
from tests.inference.dubbing.sound_of_lines import script_of

ARIA = VoiceChoice("kokoro-alpha-pt")


def chosen(*speakers, target="pt", given=None):
    found = choose_voices(speakers, target, given)
    return [found[speaker.id] for speaker in speakers]


@pytest.mark.parametrize(("gender", "pitch"), [("male", 105.0), ("female", 220.0)], ids=str)
def test_a_voice_sounds_like_the_speaker(gender, pitch):
    (choice,) = chosen(Speaker("s1", gender=gender, pitch=pitch))

    voice = find_voice(choice.voice)
    assert voice.gender == gender
    assert voice.language == "pt-BR"
    assert abs(pitch_of(voice) * 2 ** (choice.pitch / 12) - pitch) < 15


def test_two_speakers_have_two_voices():
    first, second = chosen(Speaker("a", gender="female"), Speaker("b", gender="female"))

    assert first.voice != second.voice


def test_speakers_who_share_a_voice_differ_in_pitch():
    choices = chosen(*(Speaker(f"s{index}", gender="male", pitch=95.0) for index in range(3)))

    assert {choice.voice for choice in choices} == {"kokoro-kumo-pt"}
    assert len({choice.pitch for choice in choices}) == 3


def test_what_somebody_chose_is_kept_and_not_given_to_others():
    given = {"a": VoiceChoice("kokoro-nezumi-pt", 1.1, 1.0)}

    first, second = chosen(
        Speaker("a", gender="female"), Speaker("b", gender="female", pitch=233.0), given=given
    )

    assert first == given["a"]
    assert second.voice != "kokoro-nezumi-pt"


def test_pitch_is_never_moved_further_than_a_voice_bears():
    (choice,) = chosen(Speaker("s1", gender="female", pitch=500.0))

    assert abs(choice.pitch) <= MAX_SHIFT


def test_a_small_difference_in_pitch_is_left():
    (choice,) = chosen(Speaker("s1", gender="male", pitch=95.0))

    assert choice.pitch == 0.0


def test_a_speaker_of_whom_nothing_is_known_still_speaks():
    (choice,) = chosen(Speaker("s1"))

    assert find_voice(choice.voice).language == "pt-BR"


def test_a_language_that_only_a_robotic_voice_speaks_is_spoken_by_it():
    (choice,) = chosen(Speaker("s1", gender="female"), target="cy")

    assert choice.voice.startswith("espeak-")


def test_a_language_that_nobody_speaks_is_named():
    with pytest.raises(NoVoiceForLanguageError) as raised:
        chosen(Speaker("s1"), target="tlh")

    assert raised.value.language == "tlh"


def test_nobody_is_needed_for_a_language_where_all_voices_are_chosen():
    assert chosen(Speaker("s1"), target="tlh", given={"s1": ARIA}) == [ARIA]


def test_a_line_may_have_a_voice_of_its_own():
    line, own = DubLine("l1", 0, 1, "Hello.", "s1"), VoiceChoice("kokoro-kumo-pt")

    assert choice_of(line, {"s1": ARIA}, {"l1": own}) == own
    assert choice_of(line, {"s1": ARIA}, {}) == ARIA
    assert choice_of(line, {}, {}) is None


def test_estimates_grow_with_the_text_and_shrink_with_the_speed():
    short, long = estimated_seconds("Bom dia.", ARIA), estimated_seconds("Bom dia. " * 5, ARIA)
    faster = estimated_seconds("Bom dia.", VoiceChoice(ARIA.voice, 2.0))

    assert 0.3 < short < 1.0
    assert long > 5 * short
    assert faster == pytest.approx(short / 2)
    assert estimated_seconds(" ... ", ARIA) == 0.0


def test_only_lines_that_will_be_too_fast_are_named():
    script = script_of((1.0, 3.0, "One."), (3.5, 4.5, "Two."), duration=5.0)
    translation = {"l1": "Um dois três.", "l2": "Uma frase que ninguém diz em um só segundo."}

    found = too_fast_lines(script, translation, {"s1": ARIA}, {})

    assert list(found) == ["l2"]
    assert found["l2"] > 2


def test_a_pause_behind_a_line_is_counted_as_time_for_it():
    script = script_of((1.0, 2.0, "One."), (8.0, 9.0, "Two."), duration=10.0)
    text = {"l1": "Uma frase bem longa que dura uns quatro segundos ao todo, ou mais."}

    assert too_fast_lines(script, text, {"s1": ARIA}, {}) == {}
    assert time_for(script, "l1") > 6


def test_lines_without_a_translation_or_a_voice_are_no_warning():
    script = script_of((1.0, 1.2, "One."), (3.5, 3.6, "Two.", "s2"), speakers=("s1", "s2"))

    assert too_fast_lines(script, {"l2": "Bastante texto demais."}, {"s1": ARIA}, {}) == {}
