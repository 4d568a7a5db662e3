"""Makes speech, trains the network on it, ships it and tells how good it is."""

import argparse
from pathlib import Path
from typing import Final

from tools.articulation.evaluation import evaluate
from tools.articulation.material import FOLDER, speak, training_clips
from tools.articulation.network import write_onnx
from tools.articulation.shipping import ship
from tools.articulation.training import PEAK_RATE, Course, train

STEPS: Final = ("speak", "train", "ship", "evaluate")


def main() -> None:
    """Do the steps that were asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m tools.articulation", description=__doc__)
    parser.add_argument("step", nargs="?", choices=STEPS, help="only this one")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where speech and states lie")
    parser.add_argument("--steps", type=int, default=6000, help="batches to train on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="of PyTorch")
    parser.add_argument("--makers", type=int, default=1, help="processes that make examples")
    parser.add_argument("--rate", type=float, default=PEAK_RATE, help="highest step size")
    parser.add_argument("--resume", type=Path, help="a state to begin with")
    wanted = parser.parse_args()
    steps = [wanted.step] if wanted.step else STEPS
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if "speak" in steps:
        speak(wanted.folder)
    if "train" in steps:
        _train(wanted)
    if "ship" in steps:
        ship(wanted.folder / "ears.onnx")
    if "evaluate" in steps:
        print(evaluate(wanted.folder))


def _train(wanted: argparse.Namespace) -> None:
    course = Course(
        n_steps=wanted.steps,
        seed=wanted.seed,
        n_threads=wanted.threads,
        n_makers=wanted.makers,
        saved=wanted.folder / "state.pt",
        peak_rate=wanted.rate,
        resumed=wanted.resume,
    )
    write_onnx(train(training_clips(wanted.folder), course), wanted.folder / "ears.onnx")


if __name__ == "__main__":
    main()
