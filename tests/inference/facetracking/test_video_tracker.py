"""Tests for `inference.facetracking.video_tracker`, with presenters moved about in short clips."""

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from inference.errors import NoFaceError, PipelineCancelled
from inference.facetracking.face_crops import BUDGET, FaceCrops
from inference.facetracking.face_geometry import face_box
from inference.facetracking.people import FaceChoice
from inference.facetracking.smoothing import fill_gaps, smoothed
from inference.facetracking.track_cache import CURVES, LANDMARKS
from inference.facetracking.video_tracker import face_choices, track_face, untouched_spans
from inference.pictures import on_backdrop, read_picture
from inference.planar import Box
from inference.tracks import Hindrance
from inference.video_source import VideoSource

SIDE = 320
FPS = 25


def face_of(path, side=SIDE):
    """Head and shoulders of a presenter, RGB."""
    picture = on_backdrop(read_picture(path))[420:1120, 450:1150]
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BOX))


def clip(path, pictures):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "14"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return VideoSource(path)


@pytest.fixture(scope="session")
def anna(presenter_path):
    return face_of(presenter_path)


@pytest.fixture(scope="session")
def kwame(presenter_path):
    return face_of(presenter_path.with_name("kwame.webp"))


@pytest.fixture(scope="session")
def finder(registry):
    return registry.face_finder()


def shifted(picture, x):
    return cv2.warpAffine(
        picture, np.float32([[1, 0, x], [0, 1, 0]]), (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE
    )


def hand(picture):
    """A hand, a shade darker than the face, before mouth and chin."""
    covered = picture.copy()
    cv2.ellipse(covered, (SIDE // 2, 205), (75, 48), 15, 0, 360, (150, 96, 78), -1)
    for x in range(100, 220, 24):
        cv2.line(covered, (x, 170), (x + 10, 240), (96, 55, 45), 3)
    return covered


def test_a_face_that_moves_is_followed_exactly_and_without_drift(tmp_path, anna, finder):
    moves = [3 * i for i in range(15)]
    track = track_face(clip(tmp_path / "clip.mp4", [shifted(anna, x) for x in moves]), finder)

    followed = track.landmarks[:, 168, 0] - track.landmarks[0, 168, 0]

    assert followed == pytest.approx(moves, abs=1.5)
    assert track.usable.tolist() == [1.0] * 15
    assert track.n_faces == 1


@pytest.mark.parametrize(
    ("spoil", "hindrance"),
    [
        (lambda picture: np.full_like(picture, 120), Hindrance.NO_FACE),
        (lambda picture: (picture * 0.12).astype(np.uint8), Hindrance.TOO_DARK),
        (lambda picture: cv2.GaussianBlur(picture, (0, 0), 5), Hindrance.BLURRED),
        (hand, Hindrance.COVERED),
        (lambda picture: np.roll(picture, 150, 0), Hindrance.OFF_PICTURE),
    ],
    ids=["nobody", "dark", "blurred", "covered", "off-picture"],
)
def test_hard_frames_pass_untouched_between_eased_ones(tmp_path, anna, finder, spoil, hindrance):
    pictures = [anna] * 16 + [spoil(anna).astype(np.uint8)] * 8 + [anna] * 16

    track = track_face(clip(tmp_path / "clip.mp4", pictures), finder)

    hard = np.flatnonzero(track.hindrances)
    assert abs(hard[0] - 16) <= 1
    assert 23 <= hard[-1] <= 30
    assert hindrance in track.hindrances
    assert not track.usable[hard].any()
    assert np.all(np.diff(track.usable[5 : hard[0] + 1]) <= 0)
    is_cut = track.shots[hard[0] - 1] != track.shots[hard[0]]
    assert is_cut or 0 < track.usable[hard[0] - 1] < 0.3


def test_a_face_too_small_to_speak_is_named(tmp_path, anna, finder):
    small = np.full((240, 240, 3), 120, np.uint8)
    small[80:160, 80:160] = cv2.resize(anna, (80, 80), interpolation=cv2.INTER_AREA)

    track = track_face(clip(tmp_path / "clip.mp4", [small] * 8), finder)

    assert set(track.hindrances) == {Hindrance.TOO_SMALL}
    assert not track.usable.any()


def test_a_video_without_faces_is_no_error(tmp_path, finder):
    track = track_face(
        clip(tmp_path / "clip.mp4", [np.full((128, 128, 3), 90, np.uint8)] * 6), finder
    )

    assert set(track.hindrances) == {Hindrance.NO_FACE}
    assert np.isnan(track.landmarks).all()
    assert track.n_faces == 0


def test_a_short_gap_is_filled(tmp_path, anna, finder):
    pictures = [anna] * 10 + [np.full_like(anna, 120)] * 2 + [anna] * 10

    track = track_face(clip(tmp_path / "clip.mp4", pictures), finder)

    assert np.isfinite(track.landmarks).all()
    assert not track.hindrances.any()


def test_a_cut_starts_a_shot_and_moves_no_landmark_before_it(tmp_path, anna, finder):
    pictures = [anna] * 10 + [shifted(anna, 60)[:, ::-1]] * 10

    track = track_face(clip(tmp_path / "clip.mp4", pictures), finder)

    assert track.shots.tolist() == [0] * 10 + [1] * 10
    assert np.abs(track.landmarks[9, 168] - track.landmarks[5, 168]).max() < 1.0
    assert track.usable.tolist() == [1.0] * 20


def test_a_flash_is_no_cut(tmp_path, anna, finder):
    pictures = [anna] * 8 + [np.full_like(anna, 250)] + [anna] * 8

    track = track_face(clip(tmp_path / "clip.mp4", pictures), finder)

    assert not track.shots.any()


def test_of_two_people_the_larger_or_the_chosen_one_speaks(tmp_path, anna, kwame, finder):
    scene = np.full((320, 560, 3), 130, np.uint8)
    scene[:, 240:] = anna
    scene[80:, :240] = cv2.resize(kwame, (240, 240), interpolation=cv2.INTER_AREA)
    source = clip(tmp_path / "clip.mp4", [scene] * 6)

    tracks = [
        track_face(source, finder, choice=choice)
        for choice in (None, FaceChoice(index=1), FaceChoice(position=(0.2, 0.6)))
    ]
    offered = face_choices(source, finder)

    assert [track.landmarks[3, 1, 0] > 240 for track in tracks] == [True, False, False]
    assert tracks[0].n_faces == 2
    assert [face.position[0] > 0.43 for face in offered] == [True, False]
    with pytest.raises(NoFaceError):
        track_face(source, finder, choice=FaceChoice(index=2))


class Counting:
    """A finder that counts its calls."""

    def __init__(self, finder):
        self._finder = finder
        self.n_calls = 0

    def find(self, picture):
        self.n_calls += 1
        return self._finder.find(picture)


def test_a_track_is_made_once_and_again_when_its_file_is_damaged(tmp_path, anna, finder):
    source = clip(tmp_path / "clip.mp4", [anna] * 5)
    cache, counting = tmp_path / "cache", Counting(finder)

    made = track_face(source, counting, cache=cache)
    n_calls = counting.n_calls
    kept = track_face(source, counting, cache=cache)
    assert counting.n_calls == n_calls
    (place,) = cache.iterdir()
    (place / CURVES).write_bytes(b"damaged")
    again = track_face(source, counting, cache=cache)

    assert counting.n_calls == 2 * n_calls
    assert sorted(file.name for file in place.iterdir()) == [CURVES, LANDMARKS]
    for track in (kept, again):
        assert np.array_equal(track.landmarks, made.landmarks)
        assert np.array_equal(track.usable, made.usable)


def test_cancelling_leaves_nothing(tmp_path, anna, finder):
    source = clip(tmp_path / "clip.mp4", [anna] * 5)

    def cancel(share):
        if share > 0.3:
            raise PipelineCancelled

    with pytest.raises(PipelineCancelled):
        track_face(source, finder, cache=tmp_path / "cache", report=cancel)

    assert list((tmp_path / "cache").iterdir()) == []


def noisy_face(presenter, n_frames):
    face = presenter[1].landmarks
    return np.repeat(face[None], n_frames, 0).astype(np.float32)


def test_smoothing_keeps_a_closure_of_one_frame(presenter):
    faces = noisy_face(presenter, 21)
    faces[:, 14, 1] += 20
    faces[10, 14, 1] -= 20

    gap = smoothed(faces)[:, 14, 1] - smoothed(faces)[:, 13, 1]

    assert gap[10] == pytest.approx(faces[10, 14, 1] - faces[10, 13, 1], abs=1.0)
    assert gap[9] - gap[10] > 17


def test_smoothing_calms_a_still_head_and_follows_a_quick_one(presenter):
    rng = np.random.default_rng(1)
    faces = noisy_face(presenter, 60)
    jittered = faces + rng.normal(0, 0.4, faces.shape).astype(np.float32)
    moving = faces.copy()
    moving[30:, :, 0] += 40

    calm, followed = smoothed(jittered), smoothed(moving)

    left = np.abs(np.diff(calm[:, 168, 0])).mean() / np.abs(np.diff(jittered[:, 168, 0])).mean()
    assert left < 0.5
    assert followed[29:31, 168, 0] == pytest.approx(moving[29:31, 168, 0], abs=1.0)


def test_gaps_longer_than_two_frames_stay(presenter):
    faces = noisy_face(presenter, 12)
    faces[2:4] = np.nan
    faces[6:9] = np.nan

    filled = fill_gaps(faces)

    assert np.isfinite(filled[2:4]).all()
    assert np.isnan(filled[6:9]).all()


def test_untouched_spans_are_told_in_the_time_of_the_result(tmp_path, anna, finder):
    pictures = [anna] * 12 + [np.full_like(anna, 120)] * 6
    track = track_face(clip(tmp_path / "clip.mp4", pictures), finder)

    spans = untouched_spans(track, [*range(18), *range(16, 8, -1)], Fraction(FPS))

    assert [(s.start, s.end, s.reason) for s in spans] == [(0.48, 0.92, Hindrance.NO_FACE)]


def test_faces_are_kept_while_a_video_is_read(tmp_path, anna, finder):
    source = clip(tmp_path / "clip.mp4", [shifted(anna, 3 * i) for i in range(8)])

    with FaceCrops(6) as crops:
        track = track_face(source, finder, crops=crops)

        assert crops.are_complete()
        for index, (kept, frame) in enumerate(zip(crops.frames(), source.frames(), strict=False)):
            left, top, right, bottom = face_box(track.landmarks[index])
            face = Box.around(left, top, right, bottom, frame.size)
            assert np.array_equal(kept.rgb(face), frame.rgb(face))
    assert index == 5


@pytest.mark.parametrize("spoiled", ["guessed", "too large"])
def test_faces_are_not_offered_where_one_is_missing(tmp_path, anna, finder, spoiled):
    pictures = [anna] * 8
    budget = BUDGET
    if spoiled == "guessed":
        pictures[4] = np.full_like(anna, 90)
    else:
        budget = 100_000

    with FaceCrops(8, budget) as crops:
        track = track_face(clip(tmp_path / "clip.mp4", pictures), finder, crops=crops)

        assert track.usable[0] > 0
        assert crops.are_complete() == bool(spoiled == "guessed" and track.usable[4] == 0)


def test_a_known_track_offers_no_faces(tmp_path, anna, finder):
    source = clip(tmp_path / "clip.mp4", [anna] * 4)
    track_face(source, finder, cache=tmp_path / "cache")

    with FaceCrops(4) as crops:
        track_face(source, finder, cache=tmp_path / "cache", crops=crops)

        assert not crops.are_complete()
