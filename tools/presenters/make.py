"""Renders presenters: python make.py OUT [--only anna,marc] [--size 1600] [--samples 60]."""

import argparse
import time
from pathlib import Path

import people
import scene
from PIL import Image


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for NAME.webp")
    parser.add_argument("--work", type=Path, help="folder for textures (default: OUT/work)")
    parser.add_argument("--only", help="names, separated by commas (default: all)")
    parser.add_argument("--size", type=int, default=1600, help="pixels along each side")
    parser.add_argument("--samples", type=int, default=60, help="per pixel, at most")
    parser.add_argument("--seconds", type=float, default=0, help="stop sampling (0: never)")
    parser.add_argument("--threads", type=int, default=0, help="0: one per core")
    return parser.parse_args()


def main():
    """Render the chosen presenters, one after the other."""
    args, presenters = arguments(), people.load()
    work = (args.work or args.out / "work").resolve()
    work.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.only.split(",") if args.only else presenters:
        start = time.monotonic()
        built = scene.Scene(presenters[name], work)
        ready = time.monotonic()
        png = work / f"{name}.png"
        built.render(png, args.size, args.samples, threads=args.threads, seconds=args.seconds)
        with Image.open(png) as picture:
            picture.save(args.out / f"{name}.webp", quality=93, alpha_quality=100, method=5)
        done = time.monotonic()
        print(f"{name}: setup {ready - start:.0f} s, render {done - ready:.0f} s", flush=True)


if __name__ == "__main__":
    main()
