"""Tests for `inference.lipsync.warp`: a real presenter and a photograph, moved and measured."""

from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from inference.backgrounds import find_background
from inference.expression import EXPRESSIONS, Expression
from inference.faces import PortraitAnalysis
from inference.life import LifeTrack
from inference.lipsync.warp.engine import WarpEngine
from inference.lipsync.warp.lips import find_lip_lines
from inference.lipsync.warp.own_teeth import find_own_teeth
from inference.lipsync.warp.stage import paint_background, set_stage
from inference.media import VideoFormat
from inference.visemes import N_ARTICULATORS, SHAPES, ArticulationTrack, Articulator

FORM = VideoFormat(640, 360)


def mouth(*shapes):
    """A track with one row per shape, each a mapping of articulators or an IPA letter."""
    rows = np.zeros((len(shapes), N_ARTICULATORS), np.float32)
    for row, shape in zip(rows, shapes, strict=True):
        for articulator, value in (SHAPES[shape] if isinstance(shape, str) else shape).items():
            row[articulator] = value
    return ArticulationTrack(rows, Fraction(25))


def engine_for(face, form=FORM, background="mist"):
    picture, analysis = face
    return WarpEngine(picture, analysis, find_background(background), form)


def frames_of(engine, track, life=None):
    rendered = engine.render(track, life or LifeTrack.still(len(track)))
    return [frame.copy() for frame in rendered]


def life_of(n_frames, **given):
    still = LifeTrack.still(n_frames)
    columns = {field.name: getattr(still, field.name) for field in fields(still)}
    return LifeTrack(**{k: np.asarray(given.get(k, v), np.float32) for k, v in columns.items()})


@pytest.fixture(params=["presenter", "photograph"])
def face(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def lips(registry):
    """Measures the opening and width of a mouth in a frame, over the eye distance."""

    def measured(frame):
        (points,) = registry.face_finder().find(frame)
        points = points[:, :2]
        eyes = np.linalg.norm(points[33] - points[263])
        opening = np.linalg.norm(points[13] - points[14]) / eyes
        return opening, np.linalg.norm(points[78] - points[308]) / eyes

    return measured


def test_at_rest_the_frame_is_the_still_picture(face):
    engine = engine_for(face)

    (frame,) = frames_of(engine, mouth({}))

    difference = np.abs(frame.astype(int) - engine.still)
    # Sampling the enlarged source rounds at sharp hairs; nobody sees a mean of a fifth of a step.
    assert difference.mean() < 0.2
    assert np.quantile(difference, 0.999) < 20


def test_pixels_outside_the_region_never_change(face):
    engine = engine_for(face)
    head = np.array([[0.08, 0.05, 0.04, 0.02, 0.02], [-0.08, -0.05, -0.04, -0.02, -0.02]])

    frames = frames_of(engine, mouth("a", "u"), life_of(2, head=head, blink=[1, 0.5]))

    left, top, width, height = engine.moving_region
    for frame in frames:
        outside = np.ones(frame.shape[:2], bool)
        outside[top : top + height, left : left + width] = False
        assert np.array_equal(frame[outside], engine.still[outside])


def test_silence_holds_the_frame_still(face):
    engine = engine_for(face)

    frames = frames_of(engine, mouth({}, {}, {}))

    assert np.array_equal(frames[0], frames[1])
    assert np.array_equal(frames[1], frames[2])


def test_the_same_input_gives_the_same_pixels(presenter):
    track = mouth("a", "f", "iː"[0])

    first, second = (frames_of(engine_for(presenter), track) for _ in range(2))

    assert np.array_equal(first, second)


def test_open_vowels_open_and_bilabials_close(face, lips):
    form = VideoFormat(1280, 720)
    plosive = {Articulator.MOUTH_CLOSE: 1.0, Articulator.JAW_OPEN: 0.4}

    opened, closed, rest = frames_of(engine_for(face, form), mouth("a", plosive, {}))

    assert lips(opened)[0] > 0.12
    assert lips(closed)[0] < 0.025
    assert lips(rest)[0] < 0.025


def test_spread_vowels_are_wider_than_rounded_ones(face, lips):
    spread, rounded = frames_of(engine_for(face, VideoFormat(1280, 720)), mouth("i", "u"))

    assert lips(spread)[1] > 1.25 * lips(rounded)[1]


def test_labiodentals_nearly_close(face, lips):
    (labiodental,) = frames_of(engine_for(face, VideoFormat(1280, 720)), mouth("f"))

    assert lips(labiodental)[0] < 0.06


def test_blinking_hides_the_eyes_and_ends_as_it_began(presenter):
    picture, analysis = presenter
    engine = engine_for(presenter, VideoFormat(1280, 720))
    stage = set_stage(picture, analysis, find_background("mist"), VideoFormat(1280, 720))

    before, shut, after = frames_of(engine, mouth({}, {}, {}), life_of(3, blink=[0, 1, 0]))

    iris = stage.head.landmarks[468, :2].astype(int)
    eye = (slice(iris[1] - 3, iris[1] + 4), slice(iris[0] - 3, iris[0] + 4))
    assert shut[eye].mean() > before[eye].mean() + 20  # lid instead of pupil
    assert np.array_equal(before, after)


def test_the_head_turns_without_moving_the_background(presenter):
    engine = engine_for(presenter)
    turned = frames_of(engine, mouth({}), life_of(1, head=[[0.1, 0.05, 0.05, 0.03, 0.03]]))[0]

    backdrop = paint_background(find_background("mist"), FORM)
    far_left, far_right = turned[:, :60], turned[:, -60:]
    assert np.array_equal(far_left[:200], backdrop[:200, :60])
    assert np.array_equal(far_right[:200], backdrop[:200, -60:])
    assert np.abs(turned.astype(int) - engine.still).mean() > 0.3


def test_motion_leaves_no_tear(photograph):
    """Neighbouring pixels of the source stay neighbours: no jump that the still does not have."""
    engine = engine_for(photograph)
    head = [[0.08, 0.05, 0.04, 0.02, 0.02]]

    (moved,) = frames_of(engine, mouth({}), life_of(1, head=head, brows=[1]))

    def steepest(frame):
        grey = frame.astype(float).mean(2)
        return np.quantile(np.abs(np.diff(grey, axis=1)), 0.9999)

    assert steepest(moved) < 1.15 * steepest(engine.still)


def test_an_open_mouth_shows_teeth_above_and_dark_below(presenter):
    picture, analysis = presenter
    form = VideoFormat(1280, 720)
    head = set_stage(picture, analysis, find_background("mist"), form).head

    (frame,) = frames_of(engine_for(presenter, form), mouth("a"))

    x, y = head.origin[:2]
    unit = head.eye_distance
    column = frame[int(y - 0.02 * unit) : int(y + 0.2 * unit), int(x) - 2 : int(x) + 3].mean((1, 2))
    teeth, dark = column[: len(column) // 3].max(), column[len(column) // 3 :].min()
    assert teeth > 90
    assert dark < 60


def test_the_lip_line_is_where_the_picture_is_dark(presenter):
    picture, analysis = presenter
    stage = set_stage(picture, analysis, find_background("mist"), VideoFormat(1280, 720))

    lines = find_lip_lines(stage.figure, stage.head)

    grey = stage.figure.mean(2)
    middle = lines.upper[10:31]
    here = np.mean([grey[round(float(y)), round(float(x))] for x, y in middle])
    beside = np.mean(
        [grey[round(float(y)) + dy, round(float(x))] for x, y in middle for dy in (-5, 5)]
    )
    assert lines.gap == 0
    assert here < beside - 15


@pytest.mark.parametrize("background", ["mist", "ink", "white", "dusk"])
def test_a_presenter_stands_before_every_background(presenter, background):
    engine = engine_for(presenter, background=background)

    painted = paint_background(find_background(background), FORM)
    assert np.array_equal(engine.still[5, 5], painted[5, 5])
    assert not np.array_equal(engine.still, painted)


@pytest.mark.parametrize(
    "form",
    [VideoFormat(640, 360), VideoFormat(360, 640), VideoFormat(500, 500)],
    ids=["16:9", "9:16", "1:1"],
)
def test_every_shape_of_canvas_works(face, form):
    (frame,) = frames_of(engine_for(face, form), mouth("a"))

    assert frame.shape == (form.height, form.width, 3)


def test_a_close_up_is_shown_whole_before_a_soft_copy(photograph):
    picture, analysis = photograph
    left, top, right, bottom = (int(value) for value in analysis.face_box)
    margin = (right - left) // 6
    tight = picture[top - margin : bottom + margin, left - margin : right + margin]
    landmarks = analysis.landmarks - np.float32([left - margin, top - margin, 0])
    close = type(analysis)(tight.shape[1], tight.shape[0], False, landmarks)

    (frame,) = frames_of(engine_for((tight, close)), mouth("a"))

    assert frame[:, :20].std() < frame[:, 300:340].std()


@pytest.fixture(scope="module")
def large(presenter):
    """A presenter on a canvas that shows details, and her head."""
    picture, analysis = presenter
    form = VideoFormat(1280, 720)
    head = set_stage(picture, analysis, find_background("mist"), form).head
    return engine_for(presenter, form), head


def expressed(names, strength=1.0):
    rows = np.stack([Expression(name, strength).components for name in names])
    return life_of(len(names), expression=rows)


def found_in(registry, frames):
    """Landmarks of each frame, over the eye distance."""
    points = [registry.face_finder().find(frame)[0][:, :2] for frame in frames]
    return [each / np.linalg.norm(each[33] - each[263]) for each in points]


def test_expressions_move_what_they_are_named_for(large, registry):
    names = list(EXPRESSIONS)

    frames = frames_of(large[0], mouth(*[{}] * len(names)), expressed(names))

    corners, brows = {}, {}
    for name, points in zip(names, found_in(registry, frames), strict=True):
        corners[name] = points[1, 1] - points[[61, 291], 1].mean()  # above the tip of the nose
        brows[name] = points[1, 1] - points[[66, 296, 107, 336], 1].mean()
    assert corners["happy"] > corners["neutral"] + 0.02
    assert corners["sad"] < corners["neutral"] - 0.02
    assert brows["surprised"] > brows["neutral"] + 0.01
    assert brows["serious"] < brows["neutral"] - 0.005


@pytest.mark.parametrize("name", ["happy", "sad"])
def test_lips_close_in_every_expression(large, lips, name):
    frames = frames_of(large[0], mouth("m", "a"), expressed([name, name]))

    assert lips(frames[0])[0] < 0.03
    assert lips(frames[1])[0] > 0.1


def test_an_expression_stays_within_the_region(large):
    engine = large[0]

    frames = frames_of(engine, mouth({}, "a"), expressed(["surprised", "happy"]))

    left, top, width, height = engine.moving_region
    outside = np.ones(engine.still.shape[:2], bool)
    outside[top : top + height, left : left + width] = False
    for frame in frames:
        assert np.array_equal(frame[outside], engine.still[outside])


def test_irises_turn_and_come_back(large):
    engine, head = large
    gaze = np.array([[0, 0], [-0.12, 0], [0.12, 0], [0, 0]])

    rest, left, right, again = frames_of(engine, mouth({}, {}, {}, {}), life_of(4, gaze=gaze))

    x, y = head.landmarks[468, :2].astype(int)
    reach = int(0.12 * head.eye_distance)

    def centre(frame):
        dark = 255.0 - frame[y - 3 : y + 4, x - reach : x + reach].mean((0, 2))
        weight = np.clip(dark - np.median(dark), 0, None)
        return (weight * np.arange(len(weight))).sum() / weight.sum()

    assert centre(left) < centre(rest) - 0.5
    assert centre(right) > centre(rest) + 0.5
    assert np.array_equal(rest, again)


@pytest.fixture(scope="module")
def toothy(large):
    """A frame of the presenter smiling with parted lips."""
    engine, _ = large
    grin = {
        Articulator.JAW_OPEN: 0.12,
        Articulator.MOUTH_UPPER_UP: 0.7,
        Articulator.MOUTH_LOWER_DOWN: 0.5,
        Articulator.MOUTH_STRETCH: 0.5,
    }
    return frames_of(engine, mouth(grin), expressed(["happy"], 0.8))[0]


@pytest.fixture(scope="module")
def smiling(toothy, registry):
    """That frame as a picture (RGBA, opaque), and its analysis."""
    (points,) = registry.face_finder().find(toothy)
    height, width = toothy.shape[:2]
    alpha = np.full((height, width, 1), 255, np.uint8)
    analysis = PortraitAnalysis(width, height, has_alpha=False, landmarks=points)
    return np.concatenate([toothy, alpha], axis=2), analysis


def test_lips_parted_in_the_picture_close(smiling, lips, toothy):
    form = VideoFormat(1280, 720)

    rest, closed, opened = frames_of(engine_for(smiling, form), mouth({}, "m", "a"))

    assert lips(toothy)[0] > 0.05
    assert lips(rest)[0] < 0.03
    assert lips(closed)[0] < 0.03
    assert lips(opened)[0] > 0.1


def test_own_teeth_are_found_and_shown_again(smiling):
    picture, analysis = smiling
    form = VideoFormat(1280, 720)
    stage = set_stage(picture, analysis, find_background("mist"), form)
    own = find_own_teeth(stage.figure, find_lip_lines(stage.figure, stage.head), stage.head)

    (spread,) = frames_of(engine_for(smiling, form), mouth("a"))

    solid = own.picture[..., 3] > 0.98
    left, top = own.corner.astype(int)
    height, width = solid.shape
    shown = spread[top : top + height, left : left + width].astype(float)
    difference = np.abs(shown - own.picture[..., :3]).mean(2)[solid]
    assert solid.sum() > 20
    assert np.median(difference) < 4


def test_closed_lips_show_no_teeth_to_keep(presenter):
    picture, analysis = presenter
    stage = set_stage(picture, analysis, find_background("mist"), VideoFormat(1280, 720))
    lines = find_lip_lines(stage.figure, stage.head)

    assert find_own_teeth(stage.figure, lines, stage.head) is None
