"""Tests for `inference.lipsync.rewarp`: somebody speaks, and is made to say something else."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inference.backgrounds import find_background
from inference.errors import EngineError
from inference.expression import Expression
from inference.face_spots import SPOTS
from inference.life import LifeTrack
from inference.lipsync.rewarp.acquaintance import Acquaintance
from inference.lipsync.rewarp.bank import Chooser, Entry, MouthBank
from inference.lipsync.rewarp.engine import RewarpEngine
from inference.lipsync.rewarp.heads import find_head, fit_pose
from inference.lipsync.warp.engine import WarpEngine
from inference.media import VideoFormat
from inference.planar import planar_of
from inference.tracks import FaceTrack
from inference.video_protocols import Drive, ShownFrame
from inference.visemes import ArticulationTrack, Articulator

FPS = Fraction(25)
CHIN = {152, 148, 377, 176, 400, 149, 378, 175, 199, 200, 201, 421, 208, 428}
FORM = VideoFormat(480, 480, FPS)
N = 16
OPEN = {Articulator.JAW_OPEN: 0.8, Articulator.MOUTH_LOWER_DOWN: 0.2}
CLOSED = {Articulator.MOUTH_CLOSE: 1.0, Articulator.MOUTH_PRESS: 0.5}


def mouth(*states):
    curves = np.zeros((len(states), 11), np.float32)
    for row, state in enumerate(states):
        for articulator, value in state.items():
            curves[row, articulator] = value
    return ArticulationTrack(curves, FPS)


def filmed(photograph, registry, track):
    """A clip of somebody whose head sways while the mouth does what ``track`` says."""
    picture, analysis = photograph
    engine = WarpEngine(picture, analysis, find_background("mist"), FORM)
    still = LifeTrack.still(len(track))
    head = still.head.copy()
    head[:, 0] = 0.12 * np.sin(np.arange(len(track)) / 4)
    pictures = [frame.copy() for frame in engine.render(track, replace(still, head=head))]
    landmarks = np.stack([registry.face_finder().find(frame)[0] for frame in pictures])
    return [planar_of(frame) for frame in pictures], track_of(landmarks)


def track_of(landmarks):
    n = len(landmarks)
    ones = np.ones(n, np.float32)
    return FaceTrack(landmarks, ones, np.zeros(n, np.uint8), np.zeros(n, np.int32), ones)


@pytest.fixture(scope="module")
def talker(photograph, registry):
    """Somebody whose mouth opens and closes."""
    states = [{a: v * abs(np.sin(i / 3)) for a, v in OPEN.items()} for i in range(N)]
    return filmed(photograph, registry, mouth(*states))


@pytest.fixture(scope="module")
def listener(photograph, registry):
    """Somebody who never opens the mouth."""
    return filmed(photograph, registry, mouth(*[{}] * 6))


def rendered(source, states, *, speaking=None, expression=None, usable=None):
    frames, track = source
    track = track if usable is None else replace(track, usable=np.asarray(usable, np.float32))
    engine = RewarpEngine(track, frames, expression or Expression())
    wanted = mouth(*states)
    weight = np.ones(len(states), np.float32) if speaking is None else np.float32(speaking)
    shown = (ShownFrame(i, frames[i].copy()) for i in range(len(states)))
    return list(engine.render(shown, Drive(wanted, weight, Path("unheard.wav"))))


def apertures(frames, registry):
    found = []
    for frame in frames:
        (face,) = registry.face_finder().find(frame.rgb())
        eyes = np.linalg.norm(face[33, :2] - face[263, :2])
        found.append(np.linalg.norm(face[13, :2] - face[14, :2]) / eyes)
    return np.array(found)


def test_an_open_mouth_is_closed(talker, registry):
    before = apertures(talker[0], registry)

    after = apertures(rendered(talker, [CLOSED] * N), registry)

    assert before.max() > 0.12
    assert after.max() < 0.035


def test_a_closed_mouth_is_opened_with_the_persons_own_teeth(talker, registry):
    after = apertures(rendered(talker, [OPEN] * N), registry)

    assert after.min() > 0.1


def test_who_never_opens_the_mouth_gets_a_painted_one(listener, registry):
    frames = rendered(listener, [OPEN] * 3)

    face = listener[1].landmarks[1]
    x, y = face[[13, 14], :2].mean(0).astype(int)
    assert apertures(frames, registry).min() > 0.1
    inside = frames[1].rgb()[y + 3 : y + 12, x - 6 : x + 6]
    assert inside.mean() < 0.75 * listener[0][1].rgb()[y - 12 : y - 3, x - 6 : x + 6].mean()


def test_frames_without_speech_or_usable_face_come_out_to_the_bit(talker):
    frames, _ = talker
    usable = np.ones(N)
    usable[2] = 0
    speaking = np.ones(6)
    speaking[4] = 0

    made = rendered(talker, [OPEN] * 6, speaking=speaking, usable=usable)

    same = [
        all(np.array_equal(a, b) for a, b in zip(planes(now), planes(then), strict=True))
        for now, then in zip(made, frames, strict=False)
    ]
    assert same == [False, False, True, False, True, False]


def planes(frame):
    return frame.y, frame.cb, frame.cr


def test_only_the_lower_face_changes(talker):
    frames, track = talker

    made = rendered(talker, [OPEN] * N)

    for now, then, face in zip(made, frames, track.landmarks, strict=True):
        rows, columns = np.nonzero(now.y != then.y)
        assert rows.min() >= face[[33, 263], 1].min() - 2
        assert columns.min() > face[:, 0].min() - 40
        assert columns.max() < face[:, 0].max() + 40


def test_an_expression_lifts_the_corners_of_the_mouth(talker, registry):
    plain = rendered(talker, [{}] * 4)[3]
    happy = rendered(talker, [{}] * 4, expression=Expression("happy"))[3]

    corners = []
    for frame in (plain, happy):
        (face,) = registry.face_finder().find(frame.rgb())
        corners.append(face[[61, 291], 1].mean())
    assert corners[1] < corners[0] - 1.5


def test_the_mouth_eases_in_with_the_weight(talker, registry):
    half = apertures(rendered(talker, [OPEN] * 4, speaking=[0.5] * 4), registry)
    full = apertures(rendered(talker, [OPEN] * 4), registry)
    own = apertures(talker[0][:4], registry)

    assert (half[1:] < full[1:]).all()
    assert (half[0], full[0]) > (own[0], own[0])


def test_a_source_that_ends_too_early_is_an_error(talker):
    frames, track = talker
    engine = RewarpEngine(track, frames)
    drive = Drive(mouth({}, {}), np.ones(2, np.float32), Path("unheard.wav"))

    with pytest.raises(EngineError):
        list(engine.render([ShownFrame(0, frames[0].copy())], drive))


def test_a_video_without_any_usable_face_passes_through(talker):
    frames, track = talker
    nobody = replace(track, usable=np.zeros(N, np.float32))

    made = rendered((frames, nobody), [OPEN] * 3)

    assert all(np.array_equal(now.y, then.y) for now, then in zip(made, frames, strict=False))
    assert find_head(nobody) is None


def test_a_pose_brings_points_back_where_they_were():
    rng = np.random.default_rng(3)
    points = rng.normal(size=(20, 3))
    turn = np.array([[0.96, -0.28, 0], [0.28, 0.96, 0], [0, 0, 1]])
    moved = 3.5 * points @ turn.T + [5, -2, 1]

    pose = fit_pose(points, moved)

    assert pose.scale == pytest.approx(3.5, abs=1e-4)
    assert np.abs(pose.place(points) - moved).max() < 1e-4
    assert np.abs(pose.undo(moved) - points).max() < 1e-4


def entry(opening):
    lip = np.stack([np.linspace(0, 40, 5), np.zeros(5)], 1).astype(np.float32)
    features = np.array([opening, 0.8, 0, 0], np.float32)
    light = np.full(3, 128, np.float32)
    picture = np.zeros((20, 40, 3), np.uint8)
    return Entry(picture, lip, lip + np.float32([0, 9]), features, light, 50.0)


def test_the_chosen_mouth_stays_until_another_is_clearly_better():
    bank = MouthBank((entry(0.1), entry(0.3)))
    chooser = Chooser(bank)
    wanted = [0.1, 0.1, 0.105, 0.11, 0.3, 0.3, 0.3]

    own = entry(0.01)
    chosen = [
        chooser.next(np.array([opening, 0.8, 0, 0], np.float32), own, lambda: entry(9.0))
        for opening in wanted
    ]

    sizes = [float(shown.features[0]) for shown, _, _ in chosen]
    assert sizes == pytest.approx([0.1] * 4 + [0.3] * 3)
    assert [former is not None for _, former, _ in chosen] == [False] * 4 + [True, True, False]


def test_what_was_learnt_from_a_source_is_kept(talker, tmp_path):
    frames, track = talker
    kept = tmp_path / "mouths.npz"
    drive = Drive(mouth(*[OPEN] * 3), np.ones(3, np.float32), Path("unheard.wav"))

    made = [
        [f.copy() for f in RewarpEngine(track, source, kept=kept).render(shown_of(frames), drive)]
        for source in (frames, [])
    ]

    # OpenCV rounds the last bit differently from one place in memory to the next.
    assert all(np.abs(a.y.astype(int) - b.y).max() <= 1 for a, b in zip(*made, strict=True))


def shown_of(frames):
    return (ShownFrame(i, frame.copy()) for i, frame in enumerate(frames[:3]))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive"], ids=["empty", "damaged"])
def test_what_cannot_be_read_is_learnt_again(talker, tmp_path, content):
    frames, track = talker
    kept = tmp_path / "mouths.npz"
    kept.write_bytes(content)

    RewarpEngine(track, frames, kept=kept)

    assert Acquaintance.load(kept) is not None


def test_what_lies_in_front_of_the_chin_stays_where_it_is_while_the_lips_move(talker, registry):
    frames, track = talker
    chin = [place for place, pair in enumerate(SPOTS) if pair[0] in CHIN]
    still = np.zeros((N, len(SPOTS)), np.uint8)
    still[:, chin] = 255
    free = rendered(talker, [OPEN] * N)

    held = rendered((frames, replace(track, kept_still=still)), [OPEN] * N)

    x, y = track.landmarks[:, 199, :2].astype(int).T
    parts = [(slice(b - 4, b + 5), slice(a - 6, a + 7)) for a, b in zip(x, y, strict=True)]
    moved, kept = (
        np.mean(
            [
                np.abs(drawn.y[part].astype(int) - source.y[part]).mean()
                for drawn, source, part in zip(result, frames, parts, strict=True)
            ]
        )
        for result in (free, held)
    )
    assert kept < 0.35 * moved
    assert apertures(held, registry).min() > 0.08
