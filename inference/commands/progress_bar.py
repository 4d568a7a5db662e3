"""Progress on a terminal."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from inference.progress import ProgressReporter, SilentProgress, Stage, overall_fraction

LABELS: Mapping[Stage, str] = {
    Stage.LOADING: "Loading",
    Stage.SPEECH: "Speaking",
    Stage.FACE: "Finding the face",
    Stage.LIP_SYNC: "Moving the lips",
    Stage.FINISHING: "Finishing",
}
FORMAT = "{desc:<16} {percentage:3.0f} %|{bar}| {elapsed}, {remaining} left"


class BarProgress:
    """Shows the progress of a whole pipeline as one bar."""

    def __init__(
        self, bar: Any, weights: Mapping[Stage, float], labels: Mapping[Stage, str] = LABELS
    ) -> None:
        self._bar = bar
        self._weights = weights
        self._labels = labels
        self._stage: Stage | None = None

    def update(self, stage: Stage, fraction: float) -> None:
        """Move the bar; a new stage shows at once."""
        self._bar.update(overall_fraction(self._weights, stage, fraction) - self._bar.n)
        if stage is not self._stage:
            self._stage = stage
            self._bar.set_description_str(self._labels[stage])


@contextmanager
def shown_progress(
    weights: Mapping[Stage, float], *, wanted: bool, labels: Mapping[Stage, str] = LABELS
) -> Iterator[ProgressReporter]:
    """A bar on the terminal; nothing where there is no terminal or nobody wants it."""
    if not wanted or not sys.stderr.isatty():
        yield SilentProgress()
        return
    with tqdm(total=1.0, bar_format=FORMAT, leave=False, file=sys.stderr) as bar:
        yield BarProgress(bar, weights, labels)
