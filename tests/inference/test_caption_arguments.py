"""Tests for `inference.commands.caption_arguments`."""

import argparse
import json

import pytest

from inference.captions.style import CaptionLook, CaptionStyle
from inference.commands.caption_arguments import (
    add_caption_arguments,
    captions_of,
    check_subtitle_names,
    transcript_of,
)
from inference.commands.output_files import UnwritableOutputError
from inference.errors import InputError, UnreadableSubtitlesError
from inference.transcripts import Segment, Transcript

TRANSCRIPT = Transcript("hi", 1.0, (Segment("नमस्ते दोस्तों", 0.0, 2.0),), 2.0)


def parsed(*words, audio="a.wav"):
    parser = argparse.ArgumentParser()
    add_caption_arguments(parser)
    return parser.parse_args([str(word) for word in words], argparse.Namespace(audio=audio))


def test_without_a_word_about_captions_there_are_none():
    assert captions_of(parsed("--srt", "a.srt")) is None
    assert captions_of(parsed("--captions")) == CaptionStyle()


def test_any_wish_about_captions_asks_for_them():
    style = captions_of(parsed("--caption-style", "box", "--highlight", "none"))

    assert style == CaptionStyle(style=CaptionLook.BOX, highlight=None)


def test_a_colour_that_is_none_is_refused():
    with pytest.raises(InputError):
        captions_of(parsed("--caption-colour", "yellow"))


@pytest.mark.parametrize("words", [("--srt", "a.txt"), ("--vtt", "a.srt")])
def test_a_name_that_does_not_fit_the_format_is_refused(words):
    with pytest.raises(UnwritableOutputError):
        check_subtitle_names(parsed(*words))


def test_subtitles_are_wanted_where_a_name_is_given():
    assert check_subtitle_names(parsed("--vtt", "a.VTT"))
    assert not check_subtitle_names(parsed("--captions"))


def test_a_transcript_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "words.json"
    path.write_text(json.dumps(TRANSCRIPT.to_json()), encoding="utf-8")

    assert transcript_of(parsed("--transcript", path), "") == TRANSCRIPT


def test_subtitles_are_a_transcript_in_the_language_that_is_named(tmp_path):
    path = tmp_path / "words.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:02,000\nनमस्ते दोस्तों\n", encoding="utf-8")

    assert transcript_of(parsed("--transcript", path), "hi") == TRANSCRIPT


@pytest.mark.parametrize("content", ["[]", "{", "\x00"])
def test_a_file_that_is_no_transcript_is_refused(tmp_path, content):
    path = tmp_path / "words.json"
    path.write_text(content)

    with pytest.raises(UnreadableSubtitlesError):
        transcript_of(parsed("--transcript", path), "")


def test_a_text_needs_no_transcript():
    with pytest.raises(InputError):
        transcript_of(parsed("--transcript", "a.srt", audio=None), "")
