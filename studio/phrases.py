"""What the scripts say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media_jobs.models import MediaJob

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
        # the text
        "ask": _("What should {name} say?"),
        "write_something": _("Write what {name} should say."),
        "too_long": _("The text is {n} characters too long."),
        "title": _("Title"),
        "title_from_text": _("Taken from the text"),
        "title_from_recording": _("Taken from the file"),
        "title_from_topic": _("Taken from the script"),
        "sample_failed": _("The sample cannot be played just now."),
        # files
        "sending": _("Uploading"),
        "sent_of": _("{sent} of {all}"),
        "checking": _("Looking at it"),
        # recordings
        "bring_a_recording": _("Choose the recording that should be heard."),
        "wait_for_upload": _("The recording is still being uploaded."),
        "recording_gone": _("The recording of this draft is no longer kept. Choose it again."),
        "cannot_play": _("This browser cannot play the file; the video will have its sound."),
        "at_seconds": _("at {n} seconds"),
        "makes_video_of": _("makes a video of {time}"),
        "sounds_like": _("Sounds like {language}"),
        "level_good": _("Good level"),
        "level_quiet": _("Quiet, will be raised"),
        "level_faint": _("Very quiet"),
        "noise_little": _("Little noise"),
        "noise_some": _("Some noise"),
        "noise_much": _("Much noise"),
        "sound_original": _("Your recording, evened out in loudness."),
        "sound_original_raw": _("Your recording as it is."),
        "sound_cleaned": _("Hiss and hum are taken out, loudness is evened out."),
        "sound_cleaned_raw": _("Hiss and hum are taken out, loudness stays as it is."),
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
        # the rest
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
