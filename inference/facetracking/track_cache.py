"""Face tracks on disk, by what they were made from."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from inference.errors import InputError
from inference.tracks import FaceTrack

TRACKER_VERSION: Final = 2  # raise it when the same video would be tracked otherwise
DEFAULT_BYTES: Final = 2 << 30
LANDMARKS: Final = "landmarks.npy"
CURVES: Final = "curves.npz"
WORKING: Final = ".making-"  # prefix of folders that are not finished


def cache_key(content_hash: str, parameters: dict[str, Any]) -> str:
    """The name of a track: hash of the video, of what was asked and of who made it."""
    told = json.dumps([TRACKER_VERSION, content_hash, parameters], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TrackCache:
    """A folder of tracks, oldest used removed first.

    Attributes:
        folder: made when needed.
        max_bytes: that the tracks may take together; the newest one always stays.
    """

    folder: Path
    max_bytes: int = DEFAULT_BYTES

    def load(self, key: str) -> FaceTrack | None:
        """The track of this name, landmarks mapped from disk; ``None`` if absent or damaged."""
        place = self.folder / key
        try:
            track = mapped(place)
            os.utime(place)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, InputError):
            shutil.rmtree(place, ignore_errors=True)
            return None
        return track

    @contextmanager
    def making(self, key: str) -> Iterator[Path]:
        """A folder to make a track in; it takes its place if nothing is raised."""
        self.folder.mkdir(parents=True, exist_ok=True)
        working = self.folder / f"{WORKING}{uuid.uuid4().hex}"
        working.mkdir()
        try:
            yield working
            place = self.folder / key
            with contextlib.suppress(OSError):  # someone else has made the same one meanwhile
                working.rename(place)
            self._evict(key)
        finally:
            shutil.rmtree(working, ignore_errors=True)

    def _evict(self, newest: str) -> None:
        places = [p for p in self.folder.iterdir() if not p.name.startswith(WORKING)]
        ages = sorted((p for p in places if p.name != newest), key=_last_used, reverse=True)
        left = self.max_bytes - _n_bytes(self.folder / newest)
        for place in ages:
            left -= _n_bytes(place)
            if left < 0:
                shutil.rmtree(place, ignore_errors=True)


def save_curves(folder: Path, curves: dict[str, Any]) -> None:
    """Write all of a track but its landmarks, which lie there already."""
    np.savez(folder / CURVES, **curves)


def load_once(folder: Path) -> FaceTrack:
    """Read a track into memory; its folder may go."""
    with np.load(folder / CURVES) as curves:
        return _track(np.load(folder / LANDMARKS), {name: curves[name] for name in curves.files})


def mapped(folder: Path) -> FaceTrack:
    """Read a track whose landmarks stay on disk; on POSIX they can be read when it is gone."""
    landmarks = np.load(folder / LANDMARKS, mmap_mode="r")
    with np.load(folder / CURVES) as curves:
        return _track(landmarks, {name: curves[name] for name in curves.files})


@contextmanager
def nowhere() -> Iterator[Path]:
    """A folder for a track that nobody keeps."""
    with tempfile.TemporaryDirectory(prefix="face-track-") as name:
        yield Path(name)


def _track(landmarks: Any, curves: dict[str, Any]) -> FaceTrack:
    return FaceTrack(
        landmarks,
        curves["usable"],
        curves["hindrances"],
        curves["shots"],
        curves["sharpness"],
        int(curves["n_faces"]),
        curves["kept_still"],
    )


def _last_used(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except OSError:
        return 0.0


def _n_bytes(place: Path) -> int:
    return sum(file.stat().st_size for file in place.glob("*") if file.is_file())
