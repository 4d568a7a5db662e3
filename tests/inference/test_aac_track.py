"""Tests for `inference.aac_track`."""

import av
import numpy as np
import pytest

from inference.aac_track import AacTrack

RATE = 22_050


def encoded(path, pieces):
    with av.open(str(path), "w", format="ipod") as container:
        track = AacTrack(container, 24_000, 64_000)
        for piece in pieces:
            track.add(piece, RATE)
        track.finish()
    with av.open(str(path)) as sound:
        return [(frame.pts, frame.samples) for frame in sound.decode(audio=0)]


def test_sound_of_any_length_is_stored(tmp_path):
    # Around these lengths the resampler's last frame once came with a time before the one before.
    for n_samples in range(40_440, 40_480):
        times = encoded(tmp_path / "sound.m4a", [np.zeros(n_samples, np.float32)])

        last, count = times[-1]
        assert last + count == pytest.approx(n_samples * 24 / 22.05, abs=1024)


def test_pieces_of_any_size_join_without_a_gap(tmp_path):
    rng = np.random.default_rng(1)
    pieces = [np.zeros(n, np.float32) for n in [0, *rng.integers(0, 2500, 40), 1, 0]]

    times = encoded(tmp_path / "sound.m4a", pieces)

    starts = [start for start, _ in times]
    assert np.diff(starts).tolist() == [1024] * (len(starts) - 1)
