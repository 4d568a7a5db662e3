"""What marking costs, what marks survive, and how seldom one is seen where there is none."""

import math
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from inference.media import Frame, VideoFormat
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, RecordedSpeech, TalkSpec, TextSpeech
from inference.provenance.identity import open_identity
from inference.provenance.label_finder import find_label
from inference.provenance.marking import (
    IdentityPlace,
    Provenance,
    VideoKind,
    identifier_text,
    new_identifier,
)
from inference.provenance.samples import sample_file
from inference.provenance.verification import verify_file
from inference.provenance.watermark import CELLS_ACROSS
from inference.provenance.watermark_code import WatermarkCode
from inference.provenance.watermark_finder import (
    SIZES,
    find_watermark,
    folded_texture,
    likenesses,
    texture_of,
)
from inference.registry import Registry
from tools.bench.material import PRESENTERS, VOICE, NoProgress

TEXT = (
    "Good morning everybody. Please put both boots by the baltic pub, and wait there. "
    "Today we will look at how a volcano is born, and why the ground is never quite still."
)
FORMS = {"1280x720": VideoFormat(1280, 720), "1080x1920": VideoFormat(1080, 1920)}
REPETITIONS = 3  # of each render, plain and marked in turn
TAILS = (4.0, 4.5, 5.0, 5.5, 6.0)  # deviations
LOOKS = 40  # cuts and sizes of each unmarked file
FITS = 12  # sizes of cells tried in each of them
CELL_STEPS = np.linspace(*SIZES, 400)
ATTACKS: dict[str, dict[str, float]] = {
    "half the bit rate": {},
    "half the size": {"scale": 0.5},
    "a tenth cut off": {"cut": 0.1},
    "half the size, a tenth cut off": {"scale": 0.5, "cut": 0.1},
    "the same at a quarter of the bit rate": {"scale": 0.5, "cut": 0.1, "rate": 0.25},
    "stretched by a tenth": {"stretch": 1.1},
    "half as large again": {"scale": 1.5},
    "mirrored": {"mirrored": 1},
}


def measure_provenance(unmarked: Sequence[Path]) -> dict[str, Any]:
    """Everything on ``docs/provenance.md``.

    Args:
        unmarked: further videos and pictures without any mark.
    """
    registry = Registry()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = IdentityPlace(folder / "identity")
        speech = _speech(registry, folder)
        found: dict[str, Any] = {}
        plain: list[Path] = []
        for form_name, form in FORMS.items():
            order = TalkSpec(speech, PictureFace(PRESENTERS / "anna.webp"), form)
            found[form_name], pair = _form(registry, order, place, folder / form_name)
            plain.append(pair)
        found["unmarked"] = _unmarked([*plain, *unmarked], place)
    registry.close()
    return found


def _speech(registry: Registry, folder: Path) -> RecordedSpeech:
    """The same speech for all, and known by ear, so that no time goes into making it."""
    order = TalkSpec(
        TextSpeech(TEXT, VOICE),
        PictureFace(PRESENTERS / "anna.webp"),
        VideoFormat(320, 180),
    )
    made = Talk(registry).run(order, folder, NoProgress()).video.path
    return RecordedSpeech(made.rename(folder / "speech.mp4"))


def _form(
    registry: Registry, order: TalkSpec, place: IdentityPlace, folder: Path
) -> tuple[dict[str, Any], Path]:
    """Cost and survival in one size; also a file without marks."""
    folder.mkdir()
    provenance = Provenance(new_identifier(), place, VideoKind.LIBRARY)
    marked_order = replace(order, provenance=provenance)
    times: dict[str, list[tuple[float, float]]] = {"plain": [], "marked": []}
    files = {name: folder / f"{name}.mp4" for name in times}
    for _ in range(REPETITIONS):
        for name, one in (("plain", order), ("marked", marked_order)):
            wall, cpu = time.perf_counter(), time.process_time()
            made = Talk(registry).run(one, folder, NoProgress()).video
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
            made.path.replace(files[name])
    wall, cpu = (
        {name: min(one[kind] for one in runs) for name, runs in times.items()} for kind in (0, 1)
    )
    sizes = {name: path.stat().st_size for name, path in files.items()}
    found = {
        "wall_seconds": {name: round(value, 2) for name, value in wall.items()},
        "cpu_seconds": {name: round(value, 2) for name, value in cpu.items()},
        "cost_of_wall_time": round(wall["marked"] / wall["plain"] - 1, 3),
        "cost_of_cpu_time": round(cpu["marked"] / cpu["plain"] - 1, 3),
        "larger_file": round(sizes["marked"] / sizes["plain"] - 1, 3),
        "survival": _survival(files["marked"], provenance, folder),
    }
    return found, files["plain"]


def _survival(marked: Path, provenance: Provenance, folder: Path) -> dict[str, Any]:
    identity = open_identity(provenance.identity)
    attacked = folder / "attacked.mp4"
    found: dict[str, Any] = {"as it is": _verified(marked, identity, provenance)}
    for name, how in ATTACKS.items():
        attack(marked, attacked, **how)
        found[name] = _verified(attacked, identity, provenance)
    return found


def _verified(path: Path, identity: Any, provenance: Provenance) -> dict[str, Any]:
    start = time.perf_counter()
    told = verify_file(path, identity).to_json()
    return {
        "read": told["watermark"]["identifier"] == identifier_text(provenance.identifier),
        "likeness": told["watermark"]["likeness"],
        "label": told["label"]["seen"],
        "credentials": told["credentials"]["state"],
        "seconds": round(time.perf_counter() - start, 2),
    }


def attack(
    path: Path,
    out: Path,
    *,
    scale: float = 1.0,
    cut: float = 0.0,
    rate: float = 0.5,
    stretch: float = 1.0,
    mirrored: float = 0,
) -> None:
    """Treat a video as people do who pass it on.

    Args:
        path: of the video.
        out: the copy to make.
        scale: of its sides.
        cut: share of either side that is cut off, more at one end than at the other.
        rate: bit rate of the copy over that of the video.
        stretch: width over what it should be.
        mirrored: whether left becomes right.
    """
    with av.open(str(path)) as source, av.open(str(out), "w") as copy:
        shown = source.streams.video[0]
        left, top = int(shown.width * cut * 0.37), int(shown.height * cut * 0.61)
        width, height = int(shown.width * (1 - cut)), int(shown.height * (1 - cut))
        size = (int(width * scale * stretch) // 2 * 2, int(height * scale) // 2 * 2)
        stream = copy.add_stream("libx264", rate=shown.average_rate, options={"preset": "veryfast"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = int(_bit_rate(source, shown) * rate)
        for picture in source.decode(shown):
            part = picture.to_ndarray(format="rgb24")[top : top + height, left : left + width]
            smaller = size[0] < width
            how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
            changed = np.ascontiguousarray(cv2.resize(part, size, interpolation=how))
            changed = np.ascontiguousarray(changed[:, ::-1]) if mirrored else changed
            copy.mux(stream.encode(av.VideoFrame.from_ndarray(changed, format="rgb24")))
        copy.mux(stream.encode(None))


def _bit_rate(container: Any, stream: Any) -> float:
    """Bits a second."""
    return float(stream.bit_rate or container.bit_rate)


def _unmarked(paths: Sequence[Path], place: IdentityPlace) -> dict[str, Any]:
    """How like a watermark, and how like a label, are pictures without any.

    Cuts and sizes of every file count as pictures of their own: each lays the cells elsewhere.
    """
    code = WatermarkCode(open_identity(place).watermark_key)
    rng = np.random.default_rng(1)
    places, over, largest = 0, dict.fromkeys(TAILS, 0), 0.0
    whole, labels = [], []
    for path in paths:
        lumas = sample_file(path).lumas
        if lumas:
            whole.append(found.likeness if (found := find_watermark(lumas, code)) else 0.0)
            labels.append(find_label(lumas).likeness)
        for part in _parts(lumas, rng):
            for values in _trials(part, rng):
                places += values.size
                largest = max(largest, float(values.max()))
                for tail in TAILS:
                    over[tail] += int((values > tail).sum())
    return {
        "files": len(paths),
        "largest_likeness_of_whole_files": max(whole),
        "median_likeness_of_whole_files": round(statistics.median(whole), 2),
        "largest_likeness_of_a_label": max(labels),
        "places": places,
        "largest": round(largest, 2),
        "over": {str(tail): count for tail, count in over.items()},
        "normal_distribution": {str(tail): round(places * _beyond(tail), 1) for tail in TAILS},
    }


def _parts(lumas: Sequence[Frame], rng: np.random.Generator) -> Iterator[list[Frame]]:
    """Cuts of all frames of a file, at random."""
    if not lumas:
        return
    height, width = lumas[0].shape
    for _ in range(LOOKS):
        tall, wide = (int(side * rng.uniform(0.5, 1)) for side in (height, width))
        top, left = int(rng.integers(height - tall + 1)), int(rng.integers(width - wide + 1))
        some = lumas[:: max(1, len(lumas) // 6)]
        yield [luma[top : top + tall, left : left + wide] for luma in some]


def _trials(part: list[Frame], rng: np.random.Generator) -> Iterator[Any]:
    """Likenesses at all places of a tile, for sizes of cells at random."""
    texture = texture_of(part)
    if texture is None:
        return
    usual = min(texture.shape) / CELLS_ACROSS
    for size in rng.choice(CELL_STEPS, FITS):
        yield likenesses(folded_texture(texture, size * usual, size * usual))


def _beyond(deviations: float) -> float:
    """Share of a normal distribution that lies beyond."""
    return math.erfc(deviations / math.sqrt(2)) / 2
