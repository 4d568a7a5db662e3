"""Tests for `inference.provenance.verification` and `python -m inference verify`."""

import json
import shutil

import av
import pytest
from PIL import Image

from inference.cli import BAD_INPUT, DONE, main
from inference.errors import UnreadableMediaError
from inference.operations import operations_of
from inference.provenance.verification import verify_file
from inference.registry import Registry
from tools.bench.provenance import attack

HEX = "123456789a"


@pytest.fixture(scope="module")
def copied(marked_video, tmp_path_factory):
    """What somebody else encoded anew."""
    path = tmp_path_factory.mktemp("copied") / "copy.mp4"
    attack(marked_video, path, scale=0.75, cut=0.02)
    return path


def test_a_file_as_it_was_made_shows_everything(marked_video, identity):
    found = verify_file(marked_video, identity).to_json()

    assert found["made_here"] is True
    assert found["identifiers"] == [HEX]
    assert (found["watermark"]["found"], found["watermark"]["identifier"]) == (True, HEX)
    assert found["credentials"]["state"] == "ours"
    assert (found["credentials"]["kind"], found["credentials"]["author"]) == ("photo", "account-7")
    assert found["label"]["seen"] is True
    assert (found["label"]["language"], found["label"]["text"]) == ("de", "KI-generiert")
    assert (found["kind"], found["width"], found["height"]) == ("video", 960, 540)


def test_a_copy_without_credentials_is_known_by_its_watermark(copied, identity):
    found = verify_file(copied, identity).to_json()

    assert (found["made_here"], found["identifiers"]) == (True, [HEX])
    assert found["credentials"]["state"] == "none"
    assert found["label"]["seen"] is True


def test_what_others_made_is_not_claimed(marked_video, stranger):
    found = verify_file(marked_video, stranger).to_json()

    assert (found["made_here"], found["identifiers"]) == (False, [])
    assert (found["watermark"]["found"], found["watermark"]["identifier"]) == (True, None)
    assert found["credentials"]["state"] == "unknown"


def test_an_altered_statement_is_not_passed_on_as_a_fact(marked_video, identity, tmp_path):
    forged = tmp_path / "forged.mp4"
    forged.write_bytes(marked_video.read_bytes().replace(b"account-7", b"account-8"))

    found = verify_file(forged, identity).to_json()

    assert found["credentials"]["state"] == "altered"
    assert (found["credentials"]["author"], found["credentials"]["made_at"]) == ("", "")
    assert found["made_here"] is True  # the watermark is still there


def test_a_video_without_marks_was_not_made_here(plain_video, identity):
    found = verify_file(plain_video, identity).to_json()

    assert found["made_here"] is False
    assert found["watermark"]["found"] is False
    assert found["credentials"]["state"] == "none"
    assert found["label"]["seen"] is False


def test_a_still_of_a_video_is_known(marked_video, identity, tmp_path):
    with av.open(str(marked_video)) as file:
        still = next(file.decode(video=0)).to_ndarray(format="rgb24")
    Image.fromarray(still).save(tmp_path / "still.png")

    found = verify_file(tmp_path / "still.png", identity).to_json()

    assert (found["kind"], found["identifiers"]) == ("picture", [HEX])


def test_a_sound_has_no_picture_to_look_at(marked_video, identity, tmp_path):
    sound = tmp_path / "sound.m4a"
    with av.open(str(marked_video)) as file, av.open(str(sound), "w") as out:
        track = out.add_stream_from_template(file.streams.audio[0])
        for packet in file.demux(audio=0):
            if packet.dts is not None:
                packet.stream = track
                out.mux(packet)

    found = verify_file(sound, identity).to_json()

    assert (found["kind"], found["made_here"]) == ("sound", False)
    assert found["watermark"] == {
        "found": False,
        "identifier": None,
        "likeness": None,
        "mirrored": False,
    }


@pytest.mark.parametrize("content", [b"", b"nothing to see", b"\0\0\0\x18ftypmp42" + b"\0" * 400])
def test_what_is_no_picture_video_or_sound_is_refused(identity, tmp_path, content):
    path = tmp_path / "file.mp4"
    path.write_bytes(content)

    with pytest.raises(UnreadableMediaError):
        verify_file(path, identity)


def test_the_operation_answers_with_plain_values(marked_video, place, tmp_path):
    verify = operations_of(Registry())["verify"]

    found = verify({"path": str(marked_video), "identity": place.to_json()}, tmp_path, print)

    assert json.loads(json.dumps(found)) == found
    assert found["made_here"] is True


def test_the_command_says_it_in_words(marked_video, place, capsys):
    code = main(["verify", str(marked_video), "--identity", str(place.folder)])

    said = capsys.readouterr().out
    assert code == DONE
    assert "made here      yes" in said
    assert HEX in said
    assert "valid, signed here" in said
    assert "KI-generiert (de)" in said


def test_the_command_prints_json_and_refuses_what_it_cannot_read(place, tmp_path, capsys):
    text = tmp_path / "notes.txt"
    text.write_text("no video")

    code = main(["verify", str(text), "--identity", str(place.folder), "--json"])

    assert code == BAD_INPUT
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unreadable_media"


def test_certificates_that_cannot_be_read_are_named(marked_video, place, tmp_path, capsys):
    copy = shutil.copy(marked_video, tmp_path / "a.mp4")
    words = ["verify", str(copy), "--identity", str(place.folder), "--trust", "/none.pem"]

    code = main(words)

    assert code == BAD_INPUT
    assert "/none.pem" in capsys.readouterr().err
