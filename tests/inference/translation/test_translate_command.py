"""Tests for `python -m inference translate` and for subtitles in another language."""

import json

import pytest

from inference import cli
from inference.transcripts import Segment, Transcript
from inference.translation.subtitle_lines import subtitle_lines, translated
from tests.inference.translation.argos_material import write_pack

SRT = """1
00:00:01,000 --> 00:00:03,000
In this video I'm going to show you

2
00:00:03,100 --> 00:00:05,000
how to make bread at home.

3
00:00:10,000 --> 00:00:12,000
LET'S GET STARTED!
"""


def transcript(*texts, language="en", gap=0.1):
    segments = [Segment(text, n * (2 + gap), n * (2 + gap) + 2) for n, text in enumerate(texts)]
    return Transcript(language, 1.0, tuple(segments), 60.0)


def texts_of(made):
    return [segment.text for segment in made.segments]


def test_a_sentence_over_several_subtitles_is_one_line():
    lines = subtitle_lines(transcript("We went", "home.", "- No?", "- Yes", "[music]"))

    assert [each.line.text for each in lines] == ["We went home.", "- No?", "- Yes", "[music]"]
    assert lines[0].line.seconds == pytest.approx(4.1)


def test_a_sentence_does_not_go_on_after_a_pause():
    lines = subtitle_lines(transcript("We went", "home.", gap=2.0))

    assert len(lines) == 2


def test_a_translation_is_dealt_out_over_the_same_times():
    before = transcript("In this video", "we bake bread, and eat it.")
    lines = subtitle_lines(before)

    after = translated(before, lines, {"1": "Neste vídeo, assamos pão e o comemos."}, "pt")

    assert texts_of(after) == ["Neste vídeo,", "assamos pão e o comemos."]
    assert [(each.start, each.end) for each in after.segments] == [
        (each.start, each.end) for each in before.segments
    ]
    assert after.language == "pt"


def test_languages_without_spaces_are_dealt_out_too():
    before = transcript("In this video", "we bake bread.")

    after = translated(before, subtitle_lines(before), {"1": "この動画ではパンを焼きます。"}, "ja")

    assert len(after.segments) == 2
    assert "".join(texts_of(after)) == "この動画ではパンを焼きます。"


def test_one_word_for_two_subtitles_takes_the_time_of_both():
    before = transcript("Thank", "you.")

    after = translated(before, subtitle_lines(before), {"1": "Obrigado."}, "pt")

    assert [(each.text, each.end) for each in after.segments] == [("Obrigado.", 4.1)]


def test_what_was_not_translated_stays():
    before = transcript("Hello.", "Bye.")

    assert texts_of(translated(before, subtitle_lines(before), {"1": "Olá."}, "pt")) == [
        "Olá.",
        "Bye.",
    ]


def run(*arguments):
    return cli.main(["translate", *arguments])


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_subtitles_become_subtitles(tmp_path, capsys, suffix):
    source, out = tmp_path / "a.srt", tmp_path / f"b{suffix}"
    source.write_text(SRT)

    assert run(str(source), "--to", "pt-BR", "--out", str(out)) == 0

    written = out.read_text()
    assert written.startswith("WEBVTT") == (suffix == ".vtt")
    assert "VAMOS COMEÇAR!" in written
    assert "fazer pão em casa" in written
    assert "by builtin" in capsys.readouterr().out


def test_a_text_keeps_its_paragraphs(tmp_path, capsys):
    source = tmp_path / "a.txt"
    source.write_text("Thank you.\n\nI left my keys in the right pocket.\n")

    assert run(str(source), "--to", "pt", "--json") == 0

    facts = json.loads(capsys.readouterr().out)
    assert facts["text"].splitlines()[:2] == ["Obrigado.", ""]
    assert facts["source"].startswith("en")
    assert (facts["translator"], facts["problems"]) == ("builtin", {})


def test_a_glossary_is_kept_to(tmp_path, capsys):
    glossary = tmp_path / "g.json"
    glossary.write_text('[{"term": "keys", "translation": "chaves"}, {"term": "Avatar Studio"}]')

    text = "Avatar Studio has my keys."
    assert run("--text", text, "--to", "pt", "--glossary", str(glossary)) == 0

    shown = capsys.readouterr().out
    assert "Avatar Studio" in shown
    assert "chaves" in shown


def test_a_long_paragraph_is_translated_in_parts(argos_folder, capsys):
    write_pack(argos_folder / "p.argosmodel", "en", "de", {"Good": "Gut"})
    text = "Good! " * 180

    assert run("--text", text, "--from", "en", "--to", "de", "--translator", "argos", "--json") == 0

    facts = json.loads(capsys.readouterr().out)
    assert facts["n_lines"] > 1
    assert facts["text"].split() == ["Gut!"] * 180


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--text", "Hello.", "--to", "de"], "translation_unavailable"),
        (["--text", "Hello.", "--to", "pt", "--translator", "babel"], "unknown_translator"),
        (["--text", "Olá, tudo bem?", "--from", "pt", "--to", "pt"], "same_language"),
        (["--text", " ", "--to", "pt"], "empty_text"),
        (["--text", "1 2 3", "--to", "pt"], "bad_input"),
        (["--text", "Hello.", "--to", "pt", "--out", "a.srt"], "bad_input"),
        (["missing.txt", "--to", "pt"], "bad_input"),
        (["missing.srt", "--to", "pt"], "unreadable_subtitles"),
        (["--text", "Hello.", "--to", "pt", "--glossary", __file__], "bad_input"),
        (["--to", "pt"], "bad_input"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_two(arguments, code, capsys):
    assert run(*arguments, "--json") == 2

    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
