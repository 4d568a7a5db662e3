"""Packets of a file with all their times, ready to be put into another file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

RATE: Final = 25  # pictures a second where a file does not tell


def timed_packets(container: Any, streams: Sequence[Any]) -> Iterator[Any]:
    """The packets of some streams in the order of the file, each with the time it is decoded at.

    Matroska stores only when pictures show. FFmpeg works out when they are decoded, but not for the
    first few of a stream with pictures out of order; those are decoded at even steps before.

    Args:
        container: of PyAV, open for reading.
        streams: of it.

    Yields:
        Packets of PyAV with ``pts`` and ``dts``; empty ones are left out.

    Raises:
        av.FFmpegError: the file is damaged from here on.
    """
    waiting: dict[int, list[Any]] = {stream.index: [] for stream in streams}
    for packet in container.demux(streams):
        if not packet.size or packet.pts is None:
            continue
        early = waiting[packet.stream.index]
        if packet.dts is None:
            early.append(packet)
            continue
        yield from _placed(early, packet.dts)
        early.clear()
        yield packet
    for early in waiting.values():  # a stream so short that nothing could be worked out
        yield from _placed(early, min((packet.pts for packet in early), default=0) + 1)


def _placed(early: Iterable[Any], until: int) -> Iterator[Any]:
    """Packets that are decoded at even steps, the last one a step before ``until``."""
    packets = list(early)
    for index, packet in enumerate(packets):
        packet.dts = until - (len(packets) - index) * _step(packet)
        yield packet


def _step(packet: Any) -> int:
    """Ticks from one picture to the next."""
    rate = packet.stream.average_rate or RATE
    return max(1, int(packet.duration or round(1 / (rate * packet.time_base))))
