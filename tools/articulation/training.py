"""Training: examples made by other processes while the network learns from the last ones."""

import math
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import nn

from inference.listening.network import N_OUTPUTS
from inference.visemes import Articulator
from tools.articulation.examples import Array, Examples, Spoken
from tools.articulation.network import CONTEXT, LOOK_AHEAD, Network

BATCH: Final = 12
N_ROWS: Final = 240  # of targets: 2.4 seconds
WARM_UP: Final = 100  # steps
PEAK_RATE: Final = 2e-3
FINAL_RATE: Final = 2e-5
DECAY: Final = 0.01
LARGEST_GRADIENT: Final = 1.0
AVERAGING: Final = 0.998  # of the weights that are kept; less at the beginning
QUEUE: Final = 8
REPORT_EVERY: Final = 100

# What the eye sees first counts most.
WEIGHTS: Final = {
    Articulator.JAW_OPEN: 2.0,
    Articulator.MOUTH_CLOSE: 3.0,
    Articulator.MOUTH_PRESS: 0.3,
    Articulator.MOUTH_STRETCH: 1.5,
    Articulator.MOUTH_PUCKER: 2.0,
    Articulator.MOUTH_FUNNEL: 1.2,
    Articulator.MOUTH_UPPER_UP: 0.6,
    Articulator.MOUTH_LOWER_DOWN: 1.0,
    Articulator.MOUTH_ROLL_LOWER: 1.5,
    Articulator.TONGUE_UP: 0.5,
    Articulator.TONGUE_OUT: 0.4,
}
SPEAKING_WEIGHT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Course:
    """How long and from where training runs.

    Attributes:
        n_steps: batches.
        seed: of weights, examples and order.
        n_threads: of PyTorch.
        n_makers: processes that make examples.
        saved: where the state is kept now and then.
        peak_rate: highest step size.
        resumed: a state to begin with; ``None`` begins with random weights.
    """

    n_steps: int
    seed: int
    n_threads: int
    n_makers: int
    saved: Path
    peak_rate: float = PEAK_RATE
    resumed: Path | None = None


def train(clips: Sequence[Spoken], course: Course) -> Network:
    """A network that has learned from the clips; the average of its last states."""
    torch.manual_seed(course.seed)
    torch.set_num_threads(course.n_threads)
    network = Network()
    if course.resumed:
        network.load_state_dict(torch.load(course.resumed, weights_only=True))
    average = torch.optim.swa_utils.AveragedModel(network, avg_fn=_averaged, use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), PEAK_RATE, weight_decay=DECAY)
    loss_of = _Loss()
    started = time.monotonic()
    losses: list[float] = []
    for step, (features, targets) in enumerate(_batches(clips, course)):
        for group in optimizer.param_groups:
            group["lr"] = _rate(step, course)
        with torch.autocast("cpu", torch.bfloat16):  # twice as fast where the processor knows it
            logits = network(torch.from_numpy(features))
        loss = loss_of(logits.float(), torch.from_numpy(targets))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
        optimizer.step()
        average.update_parameters(network)
        losses.append(loss.item())
        if (step + 1) % REPORT_EVERY == 0:
            _report(step + 1, losses, started)
            torch.save(average.module.state_dict(), course.saved)
    average.module.eval()
    best: Network = average.module
    return best


def _averaged(average: torch.Tensor, newest: torch.Tensor, n_averaged: int) -> torch.Tensor:
    share = min(AVERAGING, (1 + n_averaged) / (10 + n_averaged))
    return average * share + newest * (1 - share) if average.is_floating_point() else newest


class _Loss(nn.Module):
    """Binary cross-entropy with soft targets, so that estimates are expected values."""

    def __init__(self) -> None:
        super().__init__()
        weights = torch.full((1, N_OUTPUTS, 1), SPEAKING_WEIGHT)
        for articulator, weight in WEIGHTS.items():
            weights[0, articulator] = weight
        self.weights = weights / weights.mean()

    def forward(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        each = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        mean: torch.Tensor = (each * self.weights).mean()
        return mean


def _rate(step: int, course: Course) -> float:
    warm = min(1.0, (step + 1) / WARM_UP)
    cosine = 0.5 + 0.5 * math.cos(math.pi * step / course.n_steps)
    return warm * cosine * course.peak_rate + FINAL_RATE


def _batches(clips: Sequence[Spoken], course: Course) -> Iterator[tuple[Array, Array]]:
    """Batches in a fixed order, whichever process is ready first."""
    context = multiprocessing.get_context("fork")
    queues = [context.Queue(QUEUE) for _ in range(course.n_makers)]
    makers = [
        context.Process(target=_make, args=(clips, course.seed + 1 + i, queue), daemon=True)
        for i, queue in enumerate(queues)
    ]
    for maker in makers:
        maker.start()
    try:
        for step in range(course.n_steps):
            yield queues[step % len(queues)].get()
    finally:
        for maker in makers:
            maker.terminate()


def _make(
    clips: Sequence[Spoken], seed: int, queue: "multiprocessing.Queue[tuple[Array, Array]]"
) -> None:
    examples = Examples(clips, N_ROWS, CONTEXT, LOOK_AHEAD, seed)
    while True:
        queue.put(examples.batch(BATCH))


def _report(step: int, losses: list[float], started: float) -> None:
    recent = float(np.mean(losses[-REPORT_EVERY:]))
    print(f"step {step}: loss {recent:.4f}, {time.monotonic() - started:.0f} s", flush=True)
