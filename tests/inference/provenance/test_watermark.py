"""Tests for `inference.provenance.watermark`, `watermark_code` and `watermark_finder`."""

import numpy as np
import pytest

from inference.media import VideoFormat
from inference.provenance.marking import MAX_IDENTIFIER
from inference.provenance.samples import sample_file
from inference.provenance.watermark import Watermark
from inference.provenance.watermark_code import TILE, WatermarkCode
from inference.provenance.watermark_finder import CERTAIN, find_watermark
from tests.inference.provenance.conftest import IDENTIFIER, pictures
from tools.bench.provenance import ATTACKS, attack

CODE, OTHER = WatermarkCode(b"k" * 32), WatermarkCode(b"j" * 32)
IDENTIFIERS = [0, 1, IDENTIFIER, MAX_IDENTIFIER]
FIRST_CELLS = [1, -1, 1, 1, 1, -1, 1, 1, -1, -1, -1, 1, -1, -1, 1, -1]
SUM_OF_CELLS = 212758
SURVIVED = {
    name: ATTACKS[name]
    for name in (
        "half the bit rate",
        "half the size",
        "a tenth cut off",
        "half the size, a tenth cut off",
        "mirrored",
    )
}


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_tile_says_what_was_written(identifier):
    assert CODE.read(CODE.tile(identifier)) == identifier


def test_a_tile_is_read_through_strong_noise():
    noise = np.random.default_rng(1).normal(0, 3, (TILE, TILE)).astype(np.float32)

    assert CODE.read(CODE.tile(IDENTIFIER) + noise) == IDENTIFIER


def test_tiles_of_another_key_say_nothing():
    rng = np.random.default_rng(2)
    foreign = [OTHER.tile(int(one)) for one in rng.integers(0, MAX_IDENTIFIER, 300)]

    assert [CODE.read(tile) for tile in foreign] == [None] * 300


def test_noise_says_nothing():
    rng = np.random.default_rng(3)

    read = [CODE.read(rng.normal(size=(TILE, TILE)).astype(np.float32)) for _ in range(300)]

    assert read == [None] * 300


def test_tiles_stay_the_same_with_every_version():
    """Watermarks outlive the library that drew them: this must never change."""
    tile = CODE.tile(IDENTIFIER)

    assert tile[0, :16].astype(int).tolist() == FIRST_CELLS
    assert int(np.flatnonzero(tile.ravel() > 0).sum() % 1_000_003) == SUM_OF_CELLS


def test_a_tile_has_as_many_dark_cells_as_light_ones():
    assert abs(CODE.tile(IDENTIFIER).mean()) < 0.06


@pytest.mark.parametrize("identifier", [-1, MAX_IDENTIFIER + 1])
def test_what_does_not_fit_is_not_written(identifier):
    with pytest.raises(ValueError, match="40 bits"):
        CODE.tile(identifier)


def test_the_watermark_cannot_be_seen():
    """A change of a few of 255 levels, less than one on average, and the mean stays."""
    form = VideoFormat(1280, 720)
    (before,), (after,) = (list(pictures(1, form)) for _ in range(2))
    Watermark(CODE, IDENTIFIER, (1280, 720)).write(after.y)

    change = after.y.astype(int) - before.y

    assert 0 < np.abs(change).max() <= 3
    assert np.abs(change).mean() < 1.2
    assert abs(change.mean()) < 0.05
    assert (after.cb == before.cb).all()


def test_dark_and_light_pixels_stay_in_range():
    for level in (0, 255):
        luma = np.full((360, 640), level, np.uint8)
        Watermark(CODE, IDENTIFIER, (640, 360)).write(luma)

        assert np.abs(luma.astype(int) - level).max() <= 3


def test_frames_do_not_depend_on_what_was_marked_before():
    first, second = (list(pictures(3)) for _ in range(2))
    size = first[0].size
    for frames in (first, second):
        watermark = Watermark(CODE, IDENTIFIER, size)
        for frame in frames:
            watermark.write(frame.y)

    assert all((a.y == b.y).all() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("how", SURVIVED.values(), ids=SURVIVED.keys())
def test_the_watermark_survives(marked_video, identity, tmp_path, how):
    copy = tmp_path / "copy.mp4"
    attack(marked_video, copy, **how)

    found = find_watermark(sample_file(copy).lumas, WatermarkCode(identity.watermark_key))

    assert found.identifier == IDENTIFIER
    assert found.likeness > CERTAIN
    assert found.is_mirrored == bool(how.get("mirrored"))


def test_another_installation_sees_it_but_cannot_read_it(marked_video, stranger):
    found = find_watermark(sample_file(marked_video).lumas, WatermarkCode(stranger.watermark_key))

    assert found.is_there
    assert found.identifier is None


def test_a_video_without_a_watermark_has_none(plain_video, identity):
    found = find_watermark(sample_file(plain_video).lumas, WatermarkCode(identity.watermark_key))

    assert not found.is_there
    assert found.identifier is None
    assert found.likeness < 6.5  # chance; see docs/provenance.md


def test_pictures_too_small_for_a_tile_are_not_searched():
    assert find_watermark([np.zeros((40, 40), np.uint8)], CODE) is None
    assert find_watermark([], CODE) is None
