"""The command line: ``python -m inference talk|dub|speak|verify|inspect|quality|…``.

Needs no Django and no database. Exit codes: 0 done; 1 something of ours failed; 2 the request
cannot be fulfilled as given; 130 stopped with Ctrl-C. A failure is one line on standard error;
with ``--json`` also one JSON object on standard output, as is every result.
"""

import argparse
import importlib
import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NoReturn

from inference.commands import dub_arguments, talk_arguments, translate_arguments, write_arguments
from inference.commands.provenance_arguments import add_identity_argument
from inference.commands.result import Result
from inference.commands.voice_arguments import add_voice_arguments
from inference.errors import InferenceError, InputError, UnknownVoiceError
from inference.voices import close_matches

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130

PROGRAM: Final = "python -m inference"
STANDARD_ERROR: Final = 2


class UsageError(InputError):
    """The arguments do not fit the command."""


class _Parser(argparse.ArgumentParser):
    """A parser that raises, so that every failure is reported in the same way."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; `{self.prog} --help` explains")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: arguments without the program's name; the process's own if ``None``.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    as_json, debug = "--json" in words, "--debug" in words
    try:
        arguments = _parser().parse_args(words)
        with _library_chatter_hidden(shown=debug):
            result = _run(arguments)
        _print_result(result, as_json=as_json)
    except BrokenPipeError:  # `… voices | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return _report("interrupted", "stopped", INTERRUPTED, as_json=as_json)
    except InputError as error:
        _show_traceback(shown=debug)
        return _report(error.code, _explained(error), BAD_INPUT, as_json=as_json)
    except InferenceError as error:
        _show_traceback(shown=debug)
        return _report(error.code, str(error), FAILED, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last resort; --debug shows where it came from
        _show_traceback(shown=debug)
        text = f"internal failure: {error!r}; --debug shows where"
        return _report("internal_error", text, FAILED, as_json=as_json)
    return DONE


def _run(arguments: argparse.Namespace) -> Result:
    # commands load models' libraries; bad arguments and --help must not wait for that
    command = importlib.import_module(f"inference.commands.{arguments.command}")
    result: Result = command.run(arguments)
    return result


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Words to speech and to a talking presenter.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    talk = _command(commands, "talk", "speech and a face to a video")
    talk_arguments.add_arguments(talk)
    _command(commands, "dub", "a video in another language", dub_arguments.add_arguments)
    _command(commands, "speak", "words to a WAV file", _script_arguments, _speak_arguments)
    transcribe = _command(commands, "transcribe", "a recording to text with times")
    transcribe.add_argument("file", metavar="FILE", help="sound, or a video with sound")
    transcribe.add_argument(
        "--language", "--lang", metavar="TAG", help="spoken language; found out if absent"
    )
    transcribe.add_argument(
        "--out", metavar="OUT", help="write OUT.json, OUT.srt, OUT.vtt or OUT.txt"
    )
    _command(commands, "write", "a topic to a script", write_arguments.add_arguments)
    _command(
        commands,
        "translate",
        "a text or subtitles in another language",
        translate_arguments.add_arguments,
    )
    inspect = _command(
        commands, "inspect", "what is in a picture, video or sound, and if it will do"
    )
    inspect.add_argument("file", metavar="FILE", help="the picture, video or sound")
    inspect.add_argument(
        "--guess-language",
        action="store_true",
        default=None,
        help="name the language spoken as well, which takes a few seconds more",
    )
    _command(commands, "quality", "how well a video's lips fit its sound", _quality_arguments)
    verify = _command(commands, "verify", "whether a file was made here, and what it says")
    verify.add_argument("file", metavar="FILE", help="a video, picture or sound")
    verify.add_argument(
        "--trust", metavar="FILE.pem", help="certificates of others whose signatures are trusted"
    )
    add_identity_argument(verify)
    voices = _command(commands, "voices", "list the voices, fetch more of them")
    voices.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "catalogue", "fetch", "remove"),
        help="list those that are here (default) or can be fetched, fetch or remove one",
    )
    voices.add_argument("voice", nargs="?", metavar="ID", help="which one to fetch or remove")
    voices.add_argument("--language", metavar="TAG", help="only this language, e.g. en or pt-BR")
    prepare = _command(commands, "prepare", "check the models and make them ready")
    prepare.add_argument(
        "--fetch", action="store_true", help="download missing ones from their official address"
    )
    return parser


def _command(commands: Any, name: str, summary: str, *adders: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=f"{summary.capitalize()}."
    )
    for add in adders:
        add(command)
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--debug", action="store_true", help="show tracebacks and library logs")
    return command


def _script_arguments(command: argparse.ArgumentParser) -> None:
    script = command.add_mutually_exclusive_group(required=True)
    script.add_argument("--text", help="what to say")
    script.add_argument("--text-file", metavar="FILE", help="a UTF-8 text file, - for stdin")
    add_voice_arguments(command)
    command.add_argument(
        "--rate", type=float, default=1.0, help="speed, 0.5 to 2.0, default: %(default)s"
    )


def _speak_arguments(speak: argparse.ArgumentParser) -> None:
    speak.add_argument("--out", required=True, metavar="OUT.wav", help="the sound to write")
    speak.add_argument("--phonemes", metavar="OUT.json", help="also write phonemes with times")
    speak.add_argument("--srt", metavar="OUT.srt", help="also write subtitles")
    speak.add_argument("--vtt", metavar="OUT.vtt", help="also write subtitles as WebVTT")
    speak.add_argument(
        "--pitch",
        type=float,
        default=0.0,
        metavar="SEMITONES",
        help="higher or lower, -6 to 6, default: %(default)s",
    )
    speak.add_argument(
        "--pronunciations", metavar="FILE.json", help="how names and foreign words are said"
    )


def _quality_arguments(quality: argparse.ArgumentParser) -> None:
    quality.add_argument("video", metavar="VIDEO", help="the video to measure")
    quality.add_argument(
        "--source", metavar="SOURCE", help="what it was made from, to compare with"
    )
    quality.add_argument("--text", help="what is said, if known")
    quality.add_argument("--language", metavar="TAG", help="language; found out if absent")
    quality.add_argument(
        "--picture", metavar="OUT.png", help="draw sound, words and lips over time"
    )
    quality.add_argument(
        "--start", type=float, default=0.0, metavar="SECONDS", help="where the picture begins"
    )
    quality.add_argument(
        "--fix", metavar="OUT.mp4", help="write a copy whose sound and pictures fit in time"
    )


@contextmanager
def _library_chatter_hidden(*, shown: bool) -> Iterator[None]:
    """Keep what native libraries print off standard error; our own lines still reach it."""
    if shown:
        yield
        return
    sys.stderr.flush()
    real = os.dup(STANDARD_ERROR)
    ours, theirs = sys.stderr, os.open(os.devnull, os.O_WRONLY)
    os.dup2(theirs, STANDARD_ERROR)
    try:
        with os.fdopen(os.dup(real), "w", buffering=1) as stream:
            sys.stderr = stream
            yield
    finally:
        sys.stderr = ours
        os.dup2(real, STANDARD_ERROR)
        os.close(real)
        os.close(theirs)


def _explained(error: InputError) -> str:
    if isinstance(error, UnknownVoiceError):
        meant = close_matches(error.voice)
        if meant:
            return f"unknown voice {error.voice!r}; did you mean {' or '.join(meant)}?"
    return str(error)


def _print_result(result: Result, *, as_json: bool) -> None:
    if as_json:
        _print_json(result.facts)
    elif result.text:
        sys.stdout.write(f"{result.text}\n")
    sys.stdout.flush()


def _report(code: str, text: str, exit_code: int, *, as_json: bool) -> int:
    line = " ".join(text.split())
    if as_json:
        _print_json({"error": {"code": code, "detail": line}})
    sys.stderr.write(f"{line}\n")
    return exit_code


def _print_json(facts: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _show_traceback(*, shown: bool) -> None:
    if shown:
        traceback.print_exc()
