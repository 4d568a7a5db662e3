"""Codes of stages, states and errors as words for people.

Nothing else turns codes into language: pages take the words from here, and the scripts get them
as data of the page.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inference.progress import Stage
from media_jobs.models import MediaJob

Text = str | Promise


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage of the work.

    Attributes:
        title: one or two words, for the list of stages.
        doing: what is going on, for the line beside the progress.
    """

    title: Text
    doing: Text


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """A failure.

    Attributes:
        title: what happened, in a few words.
        explanation: why, in one sentence.
        advice: what the reader can do now.
        can_retry: whether the same video may succeed at another attempt; where its material is at
            fault, it has to be edited instead.
    """

    title: Text
    explanation: Text
    advice: Text
    can_retry: bool = True


STAGES: Final[Mapping[Stage, StageWords]] = MappingProxyType(
    {
        Stage.LOADING: StageWords(_("Get ready"), _("Getting ready")),
        Stage.SPEECH: StageWords(_("Voice"), _("Speaking your words")),
        Stage.FACE: StageWords(_("Face"), _("Preparing the face")),
        Stage.LIP_SYNC: StageWords(_("Lip-sync"), _("Moving the lips")),
        Stage.FINISHING: StageWords(_("Finish"), _("Finishing the file")),
    }
)

STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        MediaJob.State.QUEUED: _("Waiting for its turn"),
        MediaJob.State.RUNNING: _("Making your video"),
        MediaJob.State.SUCCEEDED: _("Your video is ready"),
        MediaJob.State.FAILED: _("The video could not be made"),
        MediaJob.State.CANCELLED: _("Cancelled"),
    }
)

_RETRY: Final = _("Your text is kept. Try again; if it happens again, tell the administrator.")
_INSTALLATION: Final = _(
    "This needs the administrator: run “python manage.py prepare” on the server, then try again."
)
_SHORTER: Final = _("Your text is kept. Split it into two shorter videos and try again.")
_OTHER_PICTURE: Final = _("Choose another presenter. Your text is kept.")

ERRORS: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {
        # the material
        "bad_input": ErrorWords(
            _("Something in this video cannot be used"),
            _("The text, the voice or the presenter was refused."),
            _("Change one of them. Your text is kept."),
            can_retry=False,
        ),
        "empty_text": ErrorWords(
            _("There is nothing to say"),
            _("The text is empty."),
            _("Write what the presenter should say."),
            can_retry=False,
        ),
        "unspeakable_text": ErrorWords(
            _("The voice cannot say this text"),
            _("It holds only symbols, or a script this voice does not read."),
            _("Choose a voice of the text's language, or change the text."),
            can_retry=False,
        ),
        "unknown_voice": ErrorWords(
            _("This voice is not here any more"),
            _("The voice was removed from this installation."),
            _("Choose another voice. Your text is kept."),
            can_retry=False,
        ),
        "unreadable_picture": ErrorWords(
            _("The presenter's picture cannot be read"),
            _("The file is damaged or is no picture."),
            _OTHER_PICTURE,
            can_retry=False,
        ),
        "no_face": ErrorWords(
            _("No face was found"),
            _("In the presenter's picture no face is large and visible enough."),
            _OTHER_PICTURE,
            can_retry=False,
        ),
        "several_faces": ErrorWords(
            _("There are several faces"),
            _("The presenter's picture shows more than one face."),
            _OTHER_PICTURE,
            can_retry=False,
        ),
        "face_unusable": ErrorWords(
            _("This face cannot speak"),
            _("It is too small in the picture or turned too far away."),
            _OTHER_PICTURE,
            can_retry=False,
        ),
        "unsupported_format": ErrorWords(
            _("This format cannot be made"),
            _("The size or the background of the video is not available."),
            _("Choose another format or background. Your text is kept."),
            can_retry=False,
        ),
        "avatar_gone": ErrorWords(
            _("The presenter is gone"),
            _("The presenter of this video was removed."),
            _("Choose another presenter. Your text is kept."),
            can_retry=False,
        ),
        # the installation
        "checkpoint_error": ErrorWords(
            _("A model is not ready"),
            _("A file that this installation needs cannot be used."),
            _INSTALLATION,
        ),
        "checkpoint_missing": ErrorWords(
            _("A model is missing"),
            _("A file that this installation needs is not there."),
            _INSTALLATION,
        ),
        "checkpoint_corrupt": ErrorWords(
            _("A model is damaged"),
            _("A file that this installation needs is not the expected one."),
            _INSTALLATION,
        ),
        # the work
        "inference_error": ErrorWords(
            _("The video could not be made"), _("Something went wrong while making it."), _RETRY
        ),
        "engine_error": ErrorWords(
            _("The video could not be made"),
            _("A model failed on this text or picture."),
            _RETRY,
        ),
        "render_error": ErrorWords(
            _("The video could not be made"), _("Something went wrong while making it."), _RETRY
        ),
        "render_process_died": ErrorWords(
            _("The work was interrupted"),
            _("The program that makes the video ended twice without a reason."),
            _RETRY,
        ),
        "job_time_limit": ErrorWords(
            _("It took too long"), _("The video did not finish in the time allowed."), _SHORTER
        ),
        "job_out_of_memory": ErrorWords(
            _("The memory was not enough"),
            _("Making this video needed more memory than is allowed."),
            _SHORTER,
        ),
        "internal_error": ErrorWords(
            _("Something went wrong"), _("It is our fault, not yours."), _RETRY
        ),
        # requests
        "text_too_long": ErrorWords(
            _("The text is too long"), "", _("Shorten it, or make two videos of it.")
        ),
        "unknown_avatar": ErrorWords(
            _("This presenter is not available"), "", _("Choose another presenter.")
        ),
        "bad_rate": ErrorWords(_("This pace is not available"), "", _("Choose another pace.")),
        "unknown_aspect": ErrorWords(
            _("This format is not available"), "", _("Choose another format.")
        ),
        "unknown_background": ErrorWords(
            _("This background is not available"), "", _("Choose another background.")
        ),
        "empty_title": ErrorWords(_("The title is empty"), "", _("Give the video a title.")),
        "title_too_long": ErrorWords(_("The title is too long"), "", _("Shorten it.")),
        "job_finished": ErrorWords(_("It has already ended"), "", _("There is nothing to cancel.")),
        "job_not_retryable": ErrorWords(
            _("It cannot be tried again"), _("Only a failed or cancelled video can."), ""
        ),
        "not_deleted": ErrorWords(_("This video is not deleted"), "", ""),
        "not_found": ErrorWords(
            _("It is not there any more"), _("It was probably deleted in another tab."), ""
        ),
        "offline": ErrorWords(
            _("The server cannot be reached"),
            _("Perhaps it is restarting, or the connection is lost."),
            _("Try again in a moment."),
        ),
    }
)

# What the scripts say; {names} are filled in by them, _one and _other are forms of the number n.
PHRASES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "about_seconds_one": _("about {n} second"),
        "about_seconds_other": _("about {n} seconds"),
        "about_minutes_one": _("about {n} minute"),
        "about_minutes_other": _("about {n} minutes"),
        "seconds_left_one": _("about {n} second left"),
        "seconds_left_other": _("about {n} seconds left"),
        "minutes_left_one": _("about {n} minute left"),
        "minutes_left_other": _("about {n} minutes left"),
        "nearly_done": _("nearly done"),
        "next_in_line": _("next in line"),
        "queue_place": _("number {n} in the queue"),
        "before_you_one": _("{n} video before yours"),
        "before_you_other": _("{n} videos before yours"),
        "job_queued": STATES[MediaJob.State.QUEUED],
        "job_running": STATES[MediaJob.State.RUNNING],
        "job_succeeded": STATES[MediaJob.State.SUCCEEDED],
        "job_cancelled": STATES[MediaJob.State.CANCELLED],
        "stage_waiting": _("to come"),
        "stage_active": _("now"),
        "stage_done": _("done"),
        "step": _("Step {n} of {of}: {what}"),
        "ask": _("What should {name} say?"),
        "write_something": _("Write what {name} should say."),
        "too_long": _("The text is {n} characters too long."),
        "title": _("Title"),
        "title_from_text": _("Taken from the text"),
        "sample_failed": _("The sample cannot be played just now."),
        "deleted": _("“{title}” is deleted."),
        "undo": _("Undo"),
        "dismiss": _("Dismiss"),
        "copied": _("Copied."),
        "offline": _("The server cannot be reached. Try again in a moment."),
        "theme_system": _("Colours: as the system. Change"),
        "theme_light": _("Colours: light. Change"),
        "theme_dark": _("Colours: dark. Change"),
    }
)


def error_words(code: str) -> ErrorWords:
    """Words for an error code; those of an internal error when it is unknown."""
    return ERRORS.get(code, ERRORS["internal_error"])


def for_scripts() -> dict[str, Any]:
    """All words, in the reader's language, as data of a page."""
    return {
        "stages": {stage.value: _spoken(asdict(words)) for stage, words in STAGES.items()},
        "errors": {code: _error_for_scripts(words) for code, words in ERRORS.items()},
        "phrases": _spoken(PHRASES),
    }


def _error_for_scripts(words: ErrorWords) -> dict[str, str | bool]:
    return {
        "title": str(words.title),
        "explanation": str(words.explanation),
        "advice": str(words.advice),
        "can_retry": words.can_retry,
    }


def _spoken(texts: Mapping[str, Text]) -> dict[str, str]:
    return {key: str(text) for key, text in texts.items()}
