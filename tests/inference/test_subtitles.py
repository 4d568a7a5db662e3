"""Tests for `inference.subtitles`: files as they are found in the wild."""

import pytest

from inference.errors import UnreadableSubtitlesError
from inference.subtitles import MAX_BYTES, read_subtitles, to_srt, to_webvtt
from inference.transcripts import Segment, Transcript

SRT = "1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n\n2\n00:00:03,000 --> 00:00:05,000\n{}\n"
RUSSIAN = "Привет, как дела? Сегодня хороший день."


def texts(transcript):
    return [segment.text for segment in transcript.segments]


@pytest.fixture
def read(tmp_path):
    def write_and_read(content, language="", *, name="a.srt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_subtitles(path, language)

    return write_and_read


def test_what_was_written_can_be_read_back(read):
    segments = (
        Segment("Tom & Jerry say: 3 < 4!", 0.5, 2.25),
        Segment("Good night.", 4.0, 6.0),
    )
    transcript = Transcript("en", 1.0, segments, 6.0)

    for written, name in ((to_srt(transcript), "a.srt"), (to_webvtt(transcript), "a.vtt")):
        found = read(written, name=name)

        assert texts(found) == [segment.text for segment in segments]
        assert [(s.start, s.end) for s in found.segments] == [(0.5, 2.25), (4.0, 6.0)]


def test_lines_of_one_text_are_joined_and_styling_is_dropped(read):
    found = read(SRT.format("{\\an8}<i>How are</i>\n<font color='#ff0'>you</font>?"))

    assert texts(found) == ["Good morning.", "How are you?"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_usual_encoding_and_line_end_is_understood(read, encoding, line_end):
    content = SRT.format(RUSSIAN).replace("\n", line_end).encode(encoding)

    assert texts(read(content, "ru")) == ["Good morning.", RUSSIAN]


def test_bytes_that_are_no_text_of_any_kind_do_not_stop_the_rest(read):
    content = SRT.format("Fine \x81 so far.").encode("latin-1")

    assert texts(read(content))[0] == "Good morning."


def test_webvtt_brings_its_language_notes_styles_names_and_short_times(read):
    content = (
        "WEBVTT - a title\nKind: captions\nLanguage: pt-BR\n\nSTYLE\n::cue { color: red }\n\n"
        "NOTE 00:01 is not a time\n\nintro\n00:01.500 --> 00:03.000 align:start position:0%\n"
        "<v Ana>Bom dia, <c.loud>mundo</c>&nbsp;&amp; lua</v>\n\n"
        "01:00:00.000 --> 01:00:02.000\n<00:00:01.000>Fim\n"
    )

    found = read(content, name="a.vtt")

    assert found.language == "pt-BR"
    assert texts(found) == ["Bom dia, mundo & lua", "Fim"]
    assert [segment.start for segment in found.segments] == [1.5, 3600.0]


def test_texts_out_of_order_or_at_once_follow_one_another(read):
    found = read(
        "00:00:05,000 --> 00:00:07,000\nlast\n\n00:00:01,000 --> 00:00:06,000\nfirst\n\n"
        "00:00:05,000 --> 00:00:06,500\nalso last\n"
    )

    assert [(s.text, s.start, s.end) for s in found.segments] == [
        ("first", 1.0, 5.0),
        ("last also last", 5.0, 7.0),
    ]


def test_missing_numbers_and_blank_lines_do_no_harm(read):
    found = read("1\n0:00:01,0 -> 0:00:02,5\none\n2\n0:00:03,000-->0:00:04,000\n\ntwo\n")

    assert texts(found) == ["one"]
    assert found.segments[0].end == 2.5


@pytest.mark.parametrize("content", [b"", b"WEBVTT\n\n", b"just words", b"\x00" * 500, SRT[:4]])
def test_a_file_without_subtitles_is_refused(read, content):
    with pytest.raises(UnreadableSubtitlesError):
        read(content)


def test_a_huge_or_missing_file_is_refused(read, tmp_path):
    with pytest.raises(UnreadableSubtitlesError):
        read(b"a" * (MAX_BYTES + 1))
    with pytest.raises(UnreadableSubtitlesError):
        read_subtitles(tmp_path / "none.srt")


def test_a_word_cannot_break_out_of_its_subtitle():
    segment = Segment("one\n\n99\n00:00:09,000 --> 00:00:10,000\ntwo", 0.0, 8.0)

    written = to_srt(Transcript("en", 1.0, (segment,), 8.0))

    assert "\n99\n" not in written


def test_lines_read_to_the_left_say_so(read):
    transcript = Transcript("ar", 1.0, (Segment("2024 كان عاما جيدا", 0.0, 3.0),), 3.0)

    assert "\n\u200f2024" in to_srt(transcript)
    assert "Language: ar\n" in to_webvtt(transcript)
