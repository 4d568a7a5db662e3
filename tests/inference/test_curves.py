"""Tests for `inference.curves`."""

import csv
import json
from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from inference.curves import BLENDSHAPES, write_curves
from inference.errors import InputError
from inference.expression import N_COMPONENTS, Component
from inference.life import LifeTrack
from inference.visemes import N_ARTICULATORS, ArticulationTrack, Articulator

FPS = Fraction(30_000, 1001)


def mouth_of(n_frames, **shape):
    curves = np.zeros((n_frames, N_ARTICULATORS), np.float32)
    for name, value in shape.items():
        curves[:, Articulator[name]] = value
    return ArticulationTrack(curves, FPS)


def life_of(n_frames, **given):
    still = LifeTrack.still(n_frames)
    columns = {field.name: getattr(still, field.name) for field in fields(still)}
    return LifeTrack(**{name: given.get(name, column) for name, column in columns.items()})


def row_of(path, mouth, life):
    """The first row of a JSON file by name."""
    write_curves(path, mouth, life, FPS)
    stored = json.loads(path.read_text())
    return dict(zip(stored["blendshapes"], stored["frames"][0], strict=True))


def test_json_holds_every_frame_and_name(tmp_path):
    path = tmp_path / "curves.json"

    write_curves(path, mouth_of(2500, JAW_OPEN=0.5), LifeTrack.still(2500), FPS)

    stored = json.loads(path.read_text())
    assert stored["fps"] == pytest.approx(29.97, abs=0.001)
    assert stored["blendshapes"] == [*BLENDSHAPES, "headYaw", "headPitch", "headRoll"]
    assert len(stored["frames"]) == 2500
    assert {len(row) for row in stored["frames"]} == {55}


def test_there_are_the_52_shapes_of_arkit():
    assert len(BLENDSHAPES) == len(set(BLENDSHAPES)) == 52
    assert BLENDSHAPES[0] == "eyeBlinkLeft"
    assert BLENDSHAPES[-1] == "tongueOut"


def test_csv_has_the_columns_of_live_link_face(tmp_path):
    path = tmp_path / "curves.csv"

    write_curves(path, mouth_of(65, JAW_OPEN=0.25), LifeTrack.still(65), Fraction(30))

    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["Timecode", "BlendShapeCount", "EyeBlinkLeft"]
    assert list(rows[0])[-10:-5] == ["TongueOut", "HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw"]
    assert len(rows[0]) == 63
    assert {row["BlendShapeCount"] for row in rows} == {"61"}
    assert float(rows[0]["JawOpen"]) == 0.25
    assert [rows[index]["Timecode"] for index in (0, 31)] == ["00:00:00:00.000", "00:00:01:01.000"]


def test_left_and_right_are_the_persons(tmp_path):
    gaze = np.array([[0.2, -0.1]], np.float32)  # to the right of the picture, up

    row = row_of(tmp_path / "a.json", mouth_of(1), life_of(1, gaze=gaze))

    assert row["eyeLookOutLeft"] == row["eyeLookInRight"] > 0.3
    assert row["eyeLookUpLeft"] == row["eyeLookUpRight"] > 0.1
    assert row["eyeLookInLeft"] == row["eyeLookOutRight"] == row["eyeLookDownLeft"] == 0


def test_closed_lips_make_up_for_the_jaw(tmp_path):
    mouth = mouth_of(1, JAW_OPEN=0.4, MOUTH_CLOSE=1.0)

    row = row_of(tmp_path / "a.json", mouth, LifeTrack.still(1))

    assert row["mouthClose"] == row["jawOpen"] == pytest.approx(0.4)


def test_expression_and_life_are_in_the_curves(tmp_path):
    expression = np.zeros((1, N_COMPONENTS), np.float32)
    expression[0, Component.MOUTH_SMILE] = 0.6
    expression[0, Component.BROW_INNER_UP] = 0.8
    ones = np.ones(1, np.float32)
    head = np.array([[0.1, -0.05, 0.02, 0, 0]], np.float32)

    row = row_of(
        tmp_path / "a.json",
        mouth_of(1),
        life_of(1, expression=expression, blink=ones, brows=0.5 * ones, head=head),
    )

    assert row["mouthSmileLeft"] == row["mouthSmileRight"] == pytest.approx(0.6)
    assert row["browInnerUp"] == 1
    assert row["browOuterUpLeft"] == 0.5
    assert row["eyeBlinkLeft"] == row["eyeBlinkRight"] == 1
    assert (row["headYaw"], row["headPitch"]) == pytest.approx((0.1, -0.05))


def test_an_empty_clip_is_a_valid_file(tmp_path):
    path = tmp_path / "a.json"

    write_curves(path, mouth_of(0), LifeTrack.still(0), FPS)

    assert json.loads(path.read_text())["frames"] == []


@pytest.mark.parametrize("name", ["curves.fbx", "curves"])
def test_other_endings_are_refused(name, tmp_path):
    with pytest.raises(InputError):
        write_curves(tmp_path / name, mouth_of(1), LifeTrack.still(1), FPS)


def test_tracks_of_different_lengths_are_refused(tmp_path):
    with pytest.raises(InputError):
        write_curves(tmp_path / "a.csv", mouth_of(2), LifeTrack.still(3), FPS)
