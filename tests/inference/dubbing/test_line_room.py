"""Tests for `inference.dubbing.line_room`."""

import pytest

from inference.dubbing.line_room import BREATH, EARLIEST, LAST_MOMENT, rooms_of
from tests.inference.dubbing.sound_of_lines import script_of

LINES = script_of((1.0, 3.0, "One."), (5.0, 6.0, "Two."), (6.1, 8.0, "Three.")).lines


def rooms(spoken=("l1", "l2", "l3"), duration=10.0):
    return rooms_of(LINES, duration, spoken)


def test_a_line_may_run_into_the_pause_behind_it():
    room = rooms()["l1"]

    assert room.slot == pytest.approx(2.0)
    assert room.until == pytest.approx(5.0 - EARLIEST - BREATH)


def test_a_line_may_begin_a_moment_early_where_there_is_a_pause():
    found = rooms()

    assert found["l2"].earliest == pytest.approx(5.0 - EARLIEST)
    assert 6.0 < found["l3"].earliest < 6.1


def test_the_last_line_is_over_before_the_video_is():
    assert rooms()["l3"].until == pytest.approx(10.0 - LAST_MOMENT)


def test_a_silent_line_leaves_its_time_to_the_one_before():
    assert rooms(spoken=("l1", "l3"))["l1"].until > 5.5


def test_nothing_said_needs_no_room():
    assert rooms(spoken=()) == {}


def test_the_room_of_a_line_does_not_depend_on_lines_further_away():
    moved = script_of((1.0, 3.0, "One."), (5.0, 6.0, "Two."), (7.0, 8.0, "Three.")).lines

    assert rooms_of(moved, 10.0, ("l1", "l2", "l3"))["l1"] == rooms()["l1"]


def test_people_who_talk_at_once_are_left_a_moment_each():
    lines = script_of((1.0, 3.0, "One."), (1.05, 3.0, "Two.")).lines

    assert rooms_of(lines, 10.0, ("l1", "l2"))["l1"].seconds > 0.2
