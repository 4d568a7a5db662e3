"""Tests for `inference.lipsync.wav2lip.engine`, with what it cuts and pastes."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from inference.errors import EngineError
from inference.lipsync.wav2lip.crop import cut, face_box
from inference.lipsync.wav2lip.drawing import open_drawer
from inference.lipsync.wav2lip.engine import Wav2LipEngine
from inference.lipsync.wav2lip.paste import LightMatcher, enlarged, lower_face
from inference.planar import planar_of
from inference.tracks import FaceTrack
from inference.video_protocols import Drive, ShownFrame
from inference.visemes import ArticulationTrack

FPS = Fraction(25)


class Mirror:
    """Draws the face that it is shown, changed by a function of the whole picture."""

    largest_batch = 4

    def __init__(self, change=lambda face: face):
        self.change, self.batches = change, []

    def draw(self, mels, faces):
        self.batches.append(len(faces))
        return self.change(faces[:, 3:])


@pytest.fixture(scope="module")
def picture(photograph):
    """A photograph of 600 pixels and its landmarks."""
    return np.ascontiguousarray(photograph[0][..., :3]), photograph[1].landmarks


@pytest.fixture
def track(picture):
    """The photograph's face, moving to the right by 2 pixels a frame."""
    return moving(picture[1], 12)


def moving(landmarks, n_frames, step=2.0):
    shift = np.arange(n_frames, dtype=np.float32)[:, None, None] * np.array([step, 0, 0])
    ones = np.ones(n_frames, np.float32)
    return FaceTrack(
        (landmarks + shift).astype(np.float32),
        ones.copy(),
        np.zeros(n_frames, np.uint8),
        np.zeros(n_frames, np.int32),
        ones,
    )


def shown(picture, n_frames, step=2):
    for index in range(n_frames):
        yield ShownFrame(index, planar_of(np.roll(picture[0], step * index, 1)))


def drive(sound, n_frames, speaking=1.0):
    speaking = np.broadcast_to(np.asarray(speaking, np.float32), n_frames)
    mouth = ArticulationTrack(np.zeros((n_frames, 11), np.float32), 25)
    return Drive(mouth, speaking, sound(n_frames / 25))


def rendered(engine, picture, order):
    n_frames = len(order.mouth)
    return list(engine.render(shown(picture, n_frames), order))


def changed(before, after):
    return before.y != after.y


def test_a_clip_keeps_its_frames_and_changes_only_the_lower_face(picture, track, folder, sound):
    engine = Wav2LipEngine(open_drawer(folder / "wav2lip_gan.pth"), track, FPS)

    frames = rendered(engine, picture, drive(sound, 3))

    assert len(frames) == 3
    for index, (before, after) in enumerate(zip(shown(picture, 3), frames, strict=True)):
        points = track.landmarks[index]
        rows, columns = np.nonzero(changed(before.picture, after))
        assert len(rows) > 5000
        assert rows.min() > points[168, 1]  # between the eyes
        assert rows.max() < points[152, 1] + 0.08 * np.ptp(points[:, 1])  # below the chin
        # the box is the mean over frames, so it trails the face at the ends of the clip
        assert points[:, 0].min() - 4 < columns.min()
        assert columns.max() < points[:, 0].max() + 4


def test_the_same_is_drawn_every_time(picture, track, folder, sound):
    order = drive(sound, 3)
    engine = Wav2LipEngine(open_drawer(folder / "wav2lip_compressed.pth"), track, FPS, 0.5)

    first, second = rendered(engine, picture, order), rendered(engine, picture, order)

    assert all((one.y == other.y).all() for one, other in zip(first, second, strict=True))


def test_a_still_shown_again_and_again_speaks(picture, folder, sound):
    engine = Wav2LipEngine(
        open_drawer(folder / "wav2lip_compressed.pth"), FaceTrack.of_still(picture[1]), FPS
    )
    pictures = (ShownFrame(0, planar_of(picture[0])) for _ in range(10))

    frames = list(engine.render(pictures, drive(sound, 10)))

    assert len(frames) == 10
    assert changed(planar_of(picture[0]), frames[0]).any()
    assert changed(frames[0], frames[4]).any()


def test_frames_without_speech_or_face_come_out_to_the_bit(picture, track, sound):
    track.usable[3] = 0
    track.landmarks[5] = np.nan
    speaking = np.ones(12)
    speaking[7:10] = 0
    mirror = Mirror(lambda face: face * 0)

    frames = rendered(Wav2LipEngine(mirror, track, FPS), picture, drive(sound, 12, speaking))

    touched = [
        bool(changed(before.picture, after).any())
        for before, after in zip(shown(picture, 12), frames, strict=True)
    ]
    assert [index for index, is_touched in enumerate(touched) if not is_touched] == [3, 5, 7, 8, 9]
    for index in (3, 5, 7, 8, 9):
        before = planar_of(np.roll(picture[0], 2 * index, 1))
        assert (before.cb == frames[index].cb).all()
        assert (before.cr == frames[index].cr).all()
    assert sum(mirror.batches) == 7


def test_the_drawn_face_eases_in_with_speech(picture, track, sound):
    speaking = np.linspace(0, 1, 12)
    dark = Mirror(lambda face: face * 0.5)

    frames = rendered(Wav2LipEngine(dark, track, FPS), picture, drive(sound, 12, speaking))

    distance = [
        np.abs(before.picture.y.astype(int) - after.y).sum()
        for before, after in zip(shown(picture, 12), frames, strict=True)
    ]
    assert distance[0] == 0
    assert distance == sorted(distance)


def test_a_face_drawn_as_it_was_leaves_no_seam(picture, track, sound):
    frames = rendered(Wav2LipEngine(Mirror(), track, FPS), picture, drive(sound, 2))

    before = next(shown(picture, 1)).picture
    points = track.landmarks[0]
    skin = (
        slice(int(points[2, 1]), int(points[152, 1])),
        slice(int(points[58, 0]), int(points[288, 0])),
    )
    # Half of the face's pixels are gone at 96, so fine detail differs; its light must not.
    smooth = [
        cv2.GaussianBlur(frame.y[skin], (0, 0), 6).astype(int) for frame in (before, frames[0])
    ]
    assert np.abs(smooth[0] - smooth[1]).max() <= 4


def test_a_face_drawn_in_another_light_is_matched_to_its_frame(picture, track, sound):
    dimmed = Mirror(lambda face: face * 0.85)

    plain = rendered(Wav2LipEngine(Mirror(), track, FPS), picture, drive(sound, 1))
    matched = rendered(Wav2LipEngine(dimmed, track, FPS), picture, drive(sound, 1))

    assert np.abs(plain[0].y.astype(int) - matched[0].y).max() <= 4


def test_light_is_steady_from_frame_to_frame(picture, track):
    box = face_box(track, 0)
    face = cut(planar_of(picture[0]), box)
    mask = lower_face(track.landmarks[0], box)
    light = LightMatcher(25.0)
    light.match(face, face, mask)

    flicker = light.match((face * 0.8).astype(np.uint8), face, mask)

    # One dark frame is not made as bright as the one before: that would follow any flicker.
    assert 0.8 < flicker.mean() / face.mean() < 0.95


def test_sharpening_adds_detail_within_limits(picture, track):
    box = face_box(track, 0)
    face = cut(planar_of(picture[0]), box).astype(np.float32)

    soft, sharp = (enlarged(face, strength).astype(int) for strength in (0.0, 1.0))

    detail = [cv2.Laplacian(one.astype(np.float32), cv2.CV_32F).std() for one in (soft, sharp)]
    assert detail[1] > 1.5 * detail[0]
    assert np.abs(sharp - soft).max() <= 25


def test_the_box_is_steadied_within_a_shot_and_follows_it(picture):
    track = moving(picture[1], 9, step=3.0)
    jitter = np.array([0, 2, -2, 1, 0, -1, 2, -2, 0], np.float32)
    track.landmarks[:, :, 0] += jitter[:, None]
    track.shots[6:] = 1
    track.landmarks[6:, :, 0] += 90

    lefts = np.array([face_box(track, index).left for index in range(9)])

    straight = picture[1][:, 0].min() + 3.0 * np.arange(9) + 90 * (np.arange(9) >= 6)
    assert np.abs(lefts - straight)[2:4].max() < 0.9
    assert np.abs(lefts - straight).max() < 4


def test_the_box_of_a_still_holds_the_face_from_forehead_to_below_the_chin(picture):
    box = face_box(FaceTrack.of_still(picture[1]), 0)

    points = picture[1][:, :2]
    height = np.ptp(points[:, 1])
    assert box.left == pytest.approx(points[:, 0].min())
    assert box.top == pytest.approx(points[:, 1].min())
    assert box.top + box.height == pytest.approx(points[:, 1].max() + 0.05 * height)


def test_a_cut_face_lies_where_the_box_says(picture):
    scene = np.zeros((400, 400, 3), np.uint8)
    track = FaceTrack.of_still(picture[1] * 0.5)
    box = face_box(track, 0)
    top, left = round(box.top), round(box.left)
    middle = top + round(box.height) // 2
    scene[top:middle, left : left + round(box.width)] = 200

    face = cut(planar_of(scene), box)

    assert face[5:45, 5:-5].min() > 190
    assert face[52:].max() < 10


@pytest.mark.parametrize("shift", [(-180, 0), (0, 330), (2000, 2000)], ids=["left", "low", "gone"])
def test_a_face_at_the_rim_of_the_frame_does_no_harm(shift, picture, sound):
    track = FaceTrack.of_still((picture[1] + (*shift, 0)).astype(np.float32))
    engine = Wav2LipEngine(Mirror(lambda face: face * 0.5), track, FPS)

    (frame,) = engine.render([ShownFrame(0, planar_of(picture[0]))], drive(sound, 1))

    assert frame.size == (600, 600)


@pytest.mark.parametrize("size", [(64, 64), (1080, 1920)], ids=["tiny", "large"])
def test_faces_of_any_size_are_drawn(size, picture, sound):
    scale = min(size) / 600
    scene = np.zeros((size[1], size[0], 3), np.uint8)
    part = cv2.resize(picture[0], (min(size), min(size)), interpolation=cv2.INTER_AREA)
    scene[: len(part)] = part
    track = FaceTrack.of_still((picture[1] * scale).astype(np.float32))
    engine = Wav2LipEngine(Mirror(lambda face: 1 - face), track, FPS)

    (frame,) = engine.render([ShownFrame(0, planar_of(scene))], drive(sound, 1))

    assert changed(planar_of(scene), frame).any()


def test_frames_wait_for_no_more_than_a_batch(picture, track, sound):
    taken = []

    def counted():
        for frame in shown(picture, 12):
            taken.append(frame.source_index)
            yield frame

    mirror = Mirror()
    frames = Wav2LipEngine(mirror, track, FPS).render(counted(), drive(sound, 12))

    next(frames)
    assert len(taken) == 4
    assert len(list(frames)) == 11
    assert mirror.batches == [4, 4, 4]


def test_a_source_that_ends_early_is_an_error(picture, track, sound):
    engine = Wav2LipEngine(Mirror(), track, FPS)

    with pytest.raises(EngineError, match="after 3 frames"):
        list(engine.render(shown(picture, 3), drive(sound, 6)))
