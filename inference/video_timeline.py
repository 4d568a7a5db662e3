"""When the pictures of a video are shown, on a timeline of constant rate.

Only packets are read for it, no picture is decoded, so a video of any length costs a few bytes a
frame.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

Ticks = npt.NDArray[np.int64]

NOMINAL_RATES: Final = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
LOWEST_NATURAL: Final = 23.0  # frames a second; slower sources repeat their pictures
HIGHEST: Final = 61.0
UNEVEN: Final = (
    0.25  # of the usual distance: a picture this far off its place makes a rate variable
)
UNEVEN_SHARE: Final = 0.01  # of the pictures
LONGEST_LAST: Final = 10.0  # seconds that a last picture may stay; files state nonsense here


@dataclass(frozen=True)
class Timeline:
    """Which picture of a file shows in which frame.

    Attributes:
        fps: frames a second, one of ``NOMINAL_RATES``.
        n_frames: frames from the start of the file to the end of its last picture.
        is_variable_rate: whether the file shows its pictures at uneven distances.
        times: shape (n_pictures,), the stream's ticks at which pictures show, ascending.
        slots: shape (n_pictures,), the frame in which each of them shows first.
        key_times: shape (n_keys,), ticks of the pictures that decode on their own, ascending.
        key_positions: shape (n_keys,), ticks to seek to for them.
    """

    fps: Fraction
    n_frames: int
    is_variable_rate: bool
    times: Ticks
    slots: Ticks
    key_times: Ticks
    key_positions: Ticks

    def slot_of(self, time: int) -> int:
        """The frame in which a picture of this time shows first."""
        place = int(np.searchsorted(self.times, time, "right")) - 1
        return int(self.slots[max(0, place)])

    def keys_before(self, frame: int) -> Ticks:
        """Where decoding may begin so that it reaches a frame, best place first.

        Returns:
            Ticks to seek to; empty where only the file's start will do.
        """
        place = int(np.searchsorted(self.slots, frame, "right")) - 1
        n_keys = int(np.searchsorted(self.key_times, self.times[max(0, place)], "right"))
        return self.key_positions[:n_keys][::-1]


@dataclass(frozen=True)
class _Packets:
    """Ticks of a stream's packets in the order of the file."""

    shown: Ticks
    positions: Ticks
    are_keys: npt.NDArray[np.bool_]
    last_length: int


def read_timeline(container: Any, stream: Any) -> Timeline | None:
    """Read the packets of a video stream and lay its pictures onto frames.

    The timeline starts where the file does, so pictures that begin later than the sound keep
    their distance from it; the first one is shown until then.

    Args:
        container: an open input container, at its start.
        stream: its video stream.

    Returns:
        The timeline; ``None`` if the stream holds no picture.
    """
    packets = _read_packets(container.demux(stream))
    if not len(packets.shown):
        return None
    times = np.unique(packets.shown)
    tick = Fraction(stream.time_base)
    fps = nominal_rate(_average_rate(times, tick, stream))
    start = _origin(container, times, tick)
    places = (times - start) * float(tick * fps)
    is_uneven = _is_uneven(times)
    slots = np.rint(places - (0.0 if is_uneven else _phase(places))).astype(np.int64)
    slots = np.maximum(slots, 0)
    # Files of an even rate need not be asked how long the last picture stays; many are wrong.
    last = min(packets.last_length * float(tick), LONGEST_LAST) if is_uneven else 0.0
    repeats = round(float(fps) / _average_rate(times, tick, stream)) if len(times) > 1 else 1
    n_frames = int(slots[-1]) + max(1, round(last * float(fps)), 0 if is_uneven else repeats)
    keys = np.flatnonzero(packets.are_keys)
    keys = keys[np.argsort(packets.shown[keys], kind="stable")]
    return Timeline(
        fps,
        n_frames,
        is_uneven,
        times,
        slots,
        packets.shown[keys],
        packets.positions[keys],
    )


def nominal_rate(average: float) -> Fraction:
    """The rate of ``NOMINAL_RATES`` that suits a source best.

    Faster ones are halved until they fit. For slower ones, a rate is chosen of which theirs is a
    whole fraction (12 → 24, 15 → 30), so that every picture is repeated equally often.
    """
    if average <= 0:
        return Fraction(25)
    while average > HIGHEST:
        average /= 2
    times = 1
    if average < LOWEST_NATURAL:
        ratios = [(abs(float(rate) / average % 1 - 1) % 1, rate) for rate in NOMINAL_RATES]
        distances = [min(off, 1 - off) / float(rate) for off, rate in ratios]
        best = NOMINAL_RATES[int(np.argmin(distances))]
        times = max(1, round(float(best) / average))
    return min(NOMINAL_RATES, key=lambda rate: abs(np.log(float(rate) / (average * times))))


def _read_packets(packets: Iterable[Any]) -> _Packets:
    rows: list[tuple[int, int, bool]] = []
    last = (0, 0)
    try:
        for packet in packets:
            shown = packet.dts if packet.pts is None else packet.pts
            if shown is None or packet.size == 0 or packet.is_discard:
                continue
            position = shown if packet.dts is None else packet.dts
            rows.append((shown, position, packet.is_keyframe))
            last = max(last, (shown, packet.duration or 0))
    except av.FFmpegError:
        pass  # a file cut off in the middle is used as far as it goes
    table = np.array(rows, np.int64).reshape(-1, 3)
    return _Packets(table[:, 0], table[:, 1], table[:, 2].astype(bool), last[1])


def _average_rate(times: Ticks, tick: Fraction, stream: Any) -> float:
    """Pictures a second."""
    span = float((int(times[-1]) - int(times[0])) * tick)
    if span > 0:
        return (len(times) - 1) / span
    return float(stream.average_rate or 0)


def _origin(container: Any, times: Ticks, tick: Fraction) -> float:
    """The tick at which the timeline starts: that of whichever of sound and picture is first.

    A file that starts before zero does so with the run-up of a sound encoder, which nobody hears.
    """
    began = float(Fraction(container.start_time or 0, av.time_base) / tick)
    return min(float(times[0]), max(0.0, began))


def _phase(places: npt.NDArray[np.floating[Any]]) -> float:
    """How far pictures lie behind whole frames on average, within half a frame.

    Taking it off before rounding keeps small inaccuracies of the file's times from tipping
    pictures into the next frame.
    """
    around = np.exp(2j * np.pi * places).mean()
    return float(np.angle(around) / (2 * np.pi))


def _is_uneven(times: Ticks) -> bool:
    steps = np.diff(times)
    if len(steps) < 2:  # noqa: PLR2004  one step is even
        return False
    usual = float(np.median(steps))
    # Times in whole ticks are half a tick off on either side.
    off = np.abs(steps - usual) > max(UNEVEN * usual, 1.0)
    return bool(off.mean() > UNEVEN_SHARE)
