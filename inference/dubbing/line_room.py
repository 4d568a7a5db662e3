"""How much time a line of a dub has: its own, and what it may borrow from the pauses around it.

Known from the script alone, so that an edit of one line leaves the room of the others as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from inference.dubbing.dub_script import DubLine

BREATH: Final = 0.1  # seconds of silence between two lines, at least
EARLIEST: Final = 0.15  # seconds before the original's start at which a line may begin
SHARE_BEFORE: Final = 0.25  # of the pause before a line that it may begin early into
LATEST: Final = 0.2  # seconds after the original's start at which a line still is in time
SHORTEST: Final = 0.3  # seconds; where people talk at once, a line is left no less than this
LAST_MOMENT: Final = 0.05  # seconds before the end of the video by which all is said


@dataclass(frozen=True, slots=True)
class LineRoom:
    """The time of a line, in seconds of the video.

    Attributes:
        earliest: when it may begin.
        start: when it begins in the original.
        end: when it ends in the original.
        until: when it must be over, so that the next one can begin in time.
    """

    earliest: float
    start: float
    end: float
    until: float

    @property
    def slot(self) -> float:
        """Seconds it takes in the original, as far as nobody else begins meanwhile."""
        return min(self.end, self.until) - self.start

    @property
    def seconds(self) -> float:
        """Seconds from its start to when it must be over."""
        return self.until - self.start

    @property
    def all_seconds(self) -> float:
        """The same, begun as early as it may."""
        return self.until - self.earliest


def rooms_of(
    lines: Sequence[DubLine], duration: float, spoken: Iterable[str]
) -> dict[str, LineRoom]:
    """The time there is for each line.

    Args:
        lines: of a script, in order.
        duration: of the video, seconds.
        spoken: ids of those that are said in the dub; the others leave their time to them.
    """
    wanted = set(spoken)
    said = [line for line in lines if line.id in wanted]
    earliest = [_earliest(before, line) for before, line in zip([None, *said], said, strict=False)]
    limits = [*(start - BREATH for start in earliest[1:]), duration - LAST_MOMENT][: len(said)]
    return {
        line.id: LineRoom(first, line.start, line.end, max(limit, line.start + SHORTEST))
        for line, first, limit in zip(said, earliest, limits, strict=True)
    }


def _earliest(before: DubLine | None, line: DubLine) -> float:
    pause = line.start - (before.end if before else 0.0)
    return line.start - min(EARLIEST, max(0.0, pause) * SHARE_BEFORE)
