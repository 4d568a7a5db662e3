"""Tests for `python -m inference dub`."""

import json

import pytest

from inference.cli import BAD_INPUT, DONE, main
from inference.dubbing.dub_script import DubLine, DubScript, Speaker
from inference.dubbing.dub_spec import Background, CaptionLanguage
from inference.video_source import VideoSource


@pytest.fixture(scope="module")
def lines(spoken_clip, tmp_path_factory):
    """What is said in a clip, and what is to be said."""
    duration = VideoSource(spoken_clip).info.duration
    one = (DubLine("a", 0.2, 1.8, "My mother may help Bob.", "s1"),)
    script = DubScript("en", 1.0, duration, (Speaker("s1"),), one)
    stored = {"script": script.to_json(), "translation": {"a": "Minha mãe ajuda."}}
    path = tmp_path_factory.mktemp("lines") / "lines.json"
    path.write_text(json.dumps(stored))
    return path


def arguments(clip, out, *more):
    quick = ("--voice", "espeak-pt", "--unmarked", "--json")
    return ["dub", "--video", str(clip), "--to", "pt", "--out", str(out), *quick, *more]


def test_a_dub_and_everything_beside_it_is_written(spoken_clip, lines, tmp_path, capsys):
    out = tmp_path / "dub.mp4"
    beside = {name: tmp_path / name for name in ("a.m4a", "r.json", "l.json", "s.srt", "s.vtt")}
    wanted = zip(("--audio", "--report", "--lines", "--srt", "--vtt"), beside.values(), strict=True)
    names = [str(word) for pair in wanted for word in pair]

    code = main(arguments(spoken_clip, out, "--lines-from", str(lines), "--no-lip-sync", *names))

    facts = json.loads(capsys.readouterr().out)
    report = json.loads(beside["r.json"].read_text())
    assert code == DONE
    assert {path.name for path in tmp_path.iterdir()} == {"dub.mp4", *beside}
    assert VideoSource(out).info.n_frames == facts["n_frames"]
    assert (facts["language"], report["picture_copied"]) == ("pt", True)
    assert report["voices"]["s1"]["voice"] == "espeak-pt"
    assert json.loads(beside["l.json"].read_text())["translation"] == {"a": "Minha mãe ajuda."}
    assert "Minha mãe" in beside["s.srt"].read_text()
    assert beside["s.vtt"].read_text().startswith("WEBVTT")


@pytest.mark.parametrize(
    "case",
    [
        (("--lines-from", "none.json"), "none.json"),
        (("--lines-from", "LINES", "--transcript", "a.srt"), "give one"),
        (("--audio", "sound.wav"), ".m4a"),
        (("--srt", "words.txt"), ".srt"),
        (("--background", "loud"), "loud"),
        (("--voice", "nobody", "--lines-from", "LINES"), "nobody"),
    ],
    ids=["no lines", "two sources", "sound", "subtitles", "background", "voice"],
)
def test_what_cannot_be_done_is_said_in_a_line(spoken_clip, lines, tmp_path, capsys, case):
    more, told = case
    words = [str(lines) if word == "LINES" else word for word in more]
    out = tmp_path / "dub.mp4"

    code = main(arguments(spoken_clip, out, "--no-lip-sync", *words))

    error = capsys.readouterr().err
    assert code == BAD_INPUT
    assert told in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_every_choice(capsys):
    with pytest.raises(SystemExit):
        main(["dub", "--help"])

    told = capsys.readouterr().out
    assert all(str(choice) in told for choice in (*Background, *CaptionLanguage))
