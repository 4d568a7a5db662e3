"""Options of ``python -m inference translate``."""

import argparse


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    material = command.add_mutually_exclusive_group(required=True)
    material.add_argument(
        "file", nargs="?", metavar="FILE", help="a text, SubRip or WebVTT file, - for stdin"
    )
    material.add_argument("--text", help="what to translate")
    command.add_argument("--to", required=True, metavar="TAG", help="language wanted, e.g. pt-BR")
    command.add_argument(
        "--from", dest="source", default="", metavar="TAG", help="its language; found out if absent"
    )
    command.add_argument(
        "--translator",
        default="",
        metavar="ID",
        help="groq, gemini, openai, argos or builtin; the first that can if absent",
    )
    command.add_argument(
        "--glossary",
        metavar="FILE.json",
        help='fixed translations: [{"term": "…", "translation": "…" or null}]',
    )
    command.add_argument(
        "--out", metavar="OUT", help="write OUT.txt, or OUT.srt or OUT.vtt from subtitles"
    )
