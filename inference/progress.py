"""Stages of a pipeline and how far each has come."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Stage(StrEnum):
    """What a pipeline is busy with; stable names, translated by the interface."""

    LOADING = "loading"
    LISTENING = "listening"
    TRANSLATING = "translating"
    SPEECH = "speech"
    FACE = "face"
    LIP_SYNC = "lip_sync"
    FINISHING = "finishing"


class ProgressReporter(Protocol):
    """Takes progress from a pipeline."""

    def update(self, stage: Stage, fraction: float) -> None:
        """Note that ``fraction``, within [0, 1], of ``stage`` is done.

        Raises:
            PipelineCancelled: stop now.
        """


class SilentProgress:
    """A reporter for callers who do not care."""

    def update(self, stage: Stage, fraction: float) -> None:
        """Do nothing."""


def overall_fraction(weights: Mapping[Stage, float], stage: Stage, fraction: float) -> float:
    """Turn progress within one stage into progress of the whole pipeline.

    Args:
        weights: share of wall time each stage takes, in running order.
        stage: the stage now running; must be a key of ``weights``.
        fraction: how much of it is done, within [0, 1].
    """
    order = list(weights)
    done = sum(weights[earlier] for earlier in order[: order.index(stage)])
    return (done + weights[stage] * fraction) / sum(weights.values())


def tracked(
    items: Iterable[Item], progress: ProgressReporter, stage: Stage, *, total: int
) -> Iterator[Item]:
    """Pass items through and report each one."""
    progress.update(stage, 0.0)
    for index, item in enumerate(items, start=1):
        yield item
        progress.update(stage, min(1.0, index / total))
