"""Things in front of the mouth, in front of a face that the product ships."""

import cv2
import numpy as np
import pytest

from inference.errors import FaceUnusableError, NoFaceError
from inference.facetracking.appearance import appearance
from inference.facetracking.hindrances import why_unusable
from inference.facetracking.occlusion import (
    N_LIPS,
    N_SPOTS,
    covered,
    hidden_spots,
    kept_still,
    masked,
)
from inference.facetracking.portrait import analyse_portrait
from inference.planar import planar_of

SIDE = 320
N_FRAMES = 30
HIDDEN = slice(12, 20)  # frames in which something is in front


@pytest.fixture(scope="module")
def face(presenter_path, registry):
    """A presenter on grey, (SIDE, SIDE, 3), and the landmarks."""
    rgba = cv2.imread(str(presenter_path), cv2.IMREAD_UNCHANGED)
    rgba = rgba[: min(rgba.shape[:2]), : min(rgba.shape[:2])]
    alpha = rgba[..., 3:] / 255
    picture = (rgba[..., 2::-1] * alpha + 120 * (1 - alpha)).astype(np.uint8)
    picture = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return picture, registry.face_finder().find(picture)[0]


def seen(picture, landmarks):
    return appearance(planar_of(np.ascontiguousarray(picture)), landmarks).spots


def clip(face, spoil):
    """Colours of the spots while something passes in front, with a little noise."""
    picture, landmarks = face
    noise = np.random.default_rng(5).integers(-3, 4, (N_FRAMES, 1, 3))
    colours = np.tile(seen(picture, landmarks), (N_FRAMES, 1, 1)).astype(int) + noise
    colours[HIDDEN] = seen(spoil(picture.copy(), landmarks), landmarks)
    return np.clip(colours, 0, 255).astype(np.uint8)


def skin_hand(picture, landmarks):
    """Fingers of the face's own skin: its forehead, laid over the mouth."""
    x, y = landmarks[151, :2].astype(int)
    patch = cv2.resize(picture[y - 8 : y + 8, x - 14 : x + 14], (90, 34))
    left, top = (landmarks[[13, 14], :2].mean(0) - [45, 17]).astype(int)
    picture[top : top + 34, left : left + 90] = patch
    return picture


def microphone(picture, landmarks):
    centre = landmarks[[13, 14], :2].mean(0).astype(int).tolist()
    cv2.circle(picture, centre, 26, (38, 38, 42), -1)
    return picture


def microphone_at_chin(picture, landmarks):
    x, y = landmarks[199, :2].astype(int).tolist()
    cv2.circle(picture, (x - 10, y + 18), 16, (38, 38, 42), -1)
    return picture


def mask(picture, landmarks):
    rim = [234, 132, 172, 150, 148, 152, 377, 379, 397, 361, 454, 195]
    cv2.fillPoly(picture, [landmarks[rim, :2].astype(np.int32)], (150, 190, 215))
    return picture


@pytest.mark.parametrize("thing", [skin_hand, microphone, mask])
def test_things_before_the_mouth_are_noticed_while_they_are_there(face, thing):
    hidden = hidden_spots(np.ones(N_FRAMES, bool), clip(face, thing))

    frames = np.flatnonzero(covered(hidden))

    assert frames.tolist() == list(range(HIDDEN.start, HIDDEN.stop))


def test_less_light_hides_nothing(face):
    dimmed = clip(face, lambda picture, _: (picture * 0.8).astype(np.uint8))

    assert not covered(hidden_spots(np.ones(N_FRAMES, bool), dimmed)).any()


def test_a_small_thing_at_the_chin_keeps_its_spots_still_and_leaves_the_lips_free(face):
    hidden = hidden_spots(np.ones(N_FRAMES, bool), clip(face, microphone_at_chin))
    still = kept_still(hidden, np.zeros(N_FRAMES, np.int32))

    there = still[HIDDEN]
    assert not covered(hidden).any()
    assert there[:, :N_LIPS].max() == 0
    assert (there[:, N_LIPS:].min(0) == 255).sum() >= 3
    assert 0 < still[HIDDEN.start - 2].max() < 255  # eased in


def test_what_is_in_front_from_first_to_last_is_noticed_too(face):
    picture, landmarks = face
    always = {
        thing: np.tile(seen(thing(picture.copy(), landmarks), landmarks), (N_FRAMES, 1, 1))
        for thing in (microphone, mask)
    }

    for colours in always.values():
        assert covered(hidden_spots(np.ones(N_FRAMES, bool), colours)).all()
    assert masked(always[mask])
    assert not masked(np.tile(seen(picture, landmarks), (N_FRAMES, 1, 1)))


def test_frames_without_a_face_hide_nothing(face):
    colours = clip(face, microphone)

    hidden = hidden_spots(np.arange(N_FRAMES) < HIDDEN.start, colours)

    assert hidden.shape == (N_FRAMES, N_SPOTS)
    assert not hidden.any()


def test_a_picture_of_somebody_with_a_mask_is_refused_with_the_reason(tmp_path, face, registry):
    picture, landmarks = face
    path = tmp_path / "masked.png"
    cv2.imwrite(str(path), mask(picture.copy(), landmarks)[..., ::-1])

    with pytest.raises(FaceUnusableError, match="covers the mouth"):
        analyse_portrait(path, registry.face_finder())


@pytest.mark.parametrize(
    ("hindrances", "error"),
    [([1, 1], NoFaceError), ([1, 4, 4, 5], FaceUnusableError)],
)
def test_why_no_frame_can_be_used_is_told(hindrances, error):
    assert isinstance(why_unusable(np.array(hindrances, np.uint8)), error)
