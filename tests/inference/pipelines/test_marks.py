"""Tests for `inference.pipelines.marks`: talking videos and dubs carry their marks."""

from dataclasses import replace

import av
import numpy as np
import pytest
from PIL import Image

from inference.checkpoint_errors import SigningIdentityError
from inference.dubbing.dub_spec import EVERYBODY, DubSpec, VoiceChoice
from inference.media import VideoFormat
from inference.pipelines.dub import Dub
from inference.pipelines.dub_plan import plan_dub
from inference.pipelines.marks import mouths_followed, mouths_seen
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, TalkSpec, TextSpeech
from inference.progress import SilentProgress
from inference.provenance.identity import open_identity
from inference.provenance.label_finder import find_label
from inference.provenance.marking import (
    IdentityPlace,
    LabelCorner,
    Provenance,
    VideoKind,
    VisibleLabel,
)
from inference.provenance.verification import verify_file
from inference.tracks import FaceTrack

IDENTIFIER = 0xABCDEF0123
HEX = "abcdef0123"
TEXTS = {"a": "Minha mãe pode.", "b": "Dois sapatos novos?"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return IdentityPlace(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def marks(place):
    return Provenance(IDENTIFIER, place, VideoKind.LIBRARY, label=VisibleLabel("pt"))


def talk(registry, presenter_path, presenter, folder, provenance):
    spec = TalkSpec(
        TextSpeech("Hello there.", "espeak-en-us"),
        PictureFace(presenter_path, presenter[1]),
        form=VideoFormat(854, 480),
        provenance=provenance,
    )
    return Talk(registry).run(TalkSpec.from_json(spec.to_json()), folder, SilentProgress())


def test_a_talking_video_carries_every_mark(registry, presenter_path, presenter, marks, tmp_path):
    made = talk(registry, presenter_path, presenter, tmp_path, marks)

    found = verify_file(made.video.path, open_identity(marks.identity)).to_json()
    told = made.report["provenance"]
    assert found["identifiers"] == [HEX]
    assert found["watermark"]["identifier"] == HEX
    assert found["credentials"]["state"] == "ours"
    assert found["credentials"]["kind"] == "library"
    assert found["label"]["language"] == "pt"
    assert (told["identifier"], told["label"]["corner"]) == (HEX, "top_left")
    assert len(told["sha256"]) == 64
    assert made.video.size_bytes == made.video.path.stat().st_size
    poster = np.array(Image.open(made.video.poster).convert("L"))
    assert find_label([poster]).is_seen


def test_without_an_order_nothing_is_marked(registry, presenter_path, presenter, place, tmp_path):
    made = talk(registry, presenter_path, presenter, tmp_path, None)

    found = verify_file(made.video.path, open_identity(place)).to_json()
    assert made.report["provenance"] is None
    assert (found["watermark"]["found"], found["label"]["seen"]) == (False, False)
    assert found["credentials"]["state"] == "none"


def test_unusable_keys_stop_the_work_at_its_beginning(
    registry, presenter_path, presenter, marks, tmp_path
):
    (tmp_path / "broken.pem").write_text("no certificate")
    broken = tmp_path / "broken.pem"
    place = IdentityPlace(tmp_path / "keys", broken, broken)

    with pytest.raises(SigningIdentityError):
        talk(registry, presenter_path, presenter, tmp_path, replace(marks, identity=place))

    assert not list(tmp_path.glob("*.wav"))


@pytest.fixture
def order(speaker_video, speaker_script, tmp_path):
    return DubSpec(
        *(speaker_video, "pt"),
        script=speaker_script,
        translation=TEXTS,
        voices={EVERYBODY: VoiceChoice("espeak-pt")},
        lip_sync=False,
        cache=tmp_path / "cache",
    )


def dub(registry, order, folder):
    folder.mkdir()
    return Dub(registry).run(DubSpec.from_json(order.to_json()), folder, SilentProgress())


def test_a_dub_without_lips_is_marked_although_its_picture_could_be_copied(
    registry, order, marks, place, tmp_path
):
    marked = replace(order, provenance=replace(marks, kind=VideoKind.DUB))
    plain_plan, plan = plan_dub(order), plan_dub(marked)

    made = dub(registry, marked, tmp_path / "work")

    found = verify_file(made.video.path, open_identity(place)).to_json()
    assert (plain_plan.pieces, plan.pieces) == (0, made.report["redone"]["of_pieces"])
    assert made.report["picture_copied"] is False
    assert made.report["provenance"]["kind"] == "dub"
    assert found["credentials"]["state"] == "ours"
    assert found["credentials"]["kind"] == "dub"
    assert found["label"]["seen"] is True


def test_pieces_of_a_dub_are_kept_for_one_identifier_and_drawn_anew_for_another(
    registry, order, marks, tmp_path
):
    marked = replace(order, provenance=marks)
    other = replace(order, provenance=replace(marks, identifier=IDENTIFIER + 1))
    moved = replace(
        order, provenance=replace(marks, label=VisibleLabel("pt", LabelCorner.BOTTOM_LEFT))
    )
    first = dub(registry, marked, tmp_path / "first")

    plans = [plan_dub(one).pieces_to_draw for one in (marked, other, moved)]
    drawn = [
        dub(registry, one, tmp_path / name).report["redone"]["pieces"]
        for name, one in (("again", marked), ("other", other), ("moved", moved))
    ]

    n_pieces = first.report["redone"]["of_pieces"]
    assert plans == drawn == [0, n_pieces, n_pieces]


def test_a_dub_that_is_only_signed_keeps_the_picture_to_the_bit(registry, order, marks, tmp_path):
    signed_only = replace(marks, label=None, watermark=False)

    made = dub(registry, replace(order, provenance=signed_only), tmp_path / "work")

    assert made.report["picture_copied"] is True
    assert packets(made.video.path) == packets(order.path)
    found = verify_file(made.video.path, open_identity(marks.identity)).to_json()
    assert found["credentials"]["state"] == "ours"


def packets(path):
    with av.open(str(path)) as file:
        return [bytes(packet) for packet in file.demux(video=0) if packet.size]


def test_mouths_are_found_in_pictures_and_tracks(registry, presenter):
    picture, analysis = presenter
    track = FaceTrack.of_still(np.asarray(analysis.landmarks, np.float32))

    (seen,) = mouths_seen(np.ascontiguousarray(picture[..., :3]), registry.face_finder())
    (followed,) = mouths_followed([track])

    face = analysis.landmarks[:, :2]
    for left, top, right, bottom in (seen, followed):
        assert face[:, 0].min() < (left + right) / 2 < face[:, 0].max()
        assert face[1, 1] < (top + bottom) / 2 < face[152, 1]  # between nose and chin
    assert np.allclose(seen, followed, atol=0.05 * np.ptp(face[:, 1]))
