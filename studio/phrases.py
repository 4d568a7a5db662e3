"""What the scripts say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media_jobs.models import MediaJob
from studio.speech_phrases import SPEECH_PHRASES

Text = str | Promise

STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        MediaJob.State.QUEUED: _("Waiting for its turn"),
        MediaJob.State.RUNNING: _("Making your video"),
        MediaJob.State.SUCCEEDED: _("Your video is ready"),
        MediaJob.State.FAILED: _("The video could not be made"),
        MediaJob.State.CANCELLED: _("Cancelled"),
    }
)

# {names} are filled in by the scripts, _one and _other are forms of the number n.
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
        "held": _("waits for a moderator"),
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
        # faces
        "face_number": _("Face {n}"),
        "name_the_face": _("Give the face a name."),
        "may_use_needed": _("Only a face that you may use can be added."),
        "face_added": _("{name} can speak now."),
        "face_removed": _("{name} is removed."),
        "edit_face": _("Rename or remove {name}"),
        "remove_question": _("Remove {name}?"),
        # movement
        "off": _("off"),
        "natural": _("natural"),
        "life_natural": _("natural movement"),
        "life_still": _("no added movement"),
        "life_own": _("own movement"),
        # quality
        "quality_queued": _("Waiting for its turn"),
        "quality_running": _("Watching the video and listening to it"),
        "quality_failed": _("The quality could not be checked"),
        "quality_cancelled": _("The check was cancelled"),
        "quality_ready": _("The quality report is ready."),
        # links
        "link_until": _("until {date}"),
        "link_without_end": _("no end"),
        "link_of_mail": _("from the e-mail"),
        "link_with_download": _("with download"),
        "link_views_one": _("watched {n} time"),
        "link_views_other": _("watched {n} times"),
        "link_views_of": _("watched {n} of {most} times"),
        "link_with_password": _("with a password"),
        "verify_sending": _("Sending: {share}"),
        "verify_looking": _("Looking for marks …"),
        "verify_too_large": _("This file is too large to be looked at here."),
        "verify_too_often": _("That were many files. Try again later."),
        "verify_failed": _("The check does not work just now. Try again in a minute."),
        "link_ended": _("The link does not work any more."),
        "copy_by_hand": _("Select the link and copy it."),
        # the rest
        "deleted": _("“{title}” is deleted."),
        "undo": _("Undo"),
        "dismiss": _("Dismiss"),
        "copied": _("Copied."),
        "passkey_known": _("This device has a passkey for this account already."),
        "passkey_stopped": _("No passkey was shown. Try again, or sign in another way."),
        "passkey_address": _(
            "Passkeys need the site’s own name: open it as localhost or by https."
        ),
        "passkey_too_often": _("Too many tries. Wait a minute, then try again."),
        "passkey_failed": _("This browser could not use a passkey."),
        "offline": _("The server cannot be reached. Try again in a moment."),
        "theme_system": _("Colours: as the system. Change"),
        "theme_light": _("Colours: light. Change"),
        "theme_dark": _("Colours: dark. Change"),
        **SPEECH_PHRASES,
    }
)
