"""What the scripts say about giving speech: text, microphone, file, draft.

{names} are filled in by the scripts, _one and _other are forms of the number n.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXT: Final[Mapping[str, str | Promise]] = {
    "ask": _("What should {name} say?"),
    "write_something": _("Write what {name} should say."),
    "too_long": _("The text is {n} characters too long."),
    "title": _("Title"),
    "title_from_text": _("Taken from the text"),
    "title_from_microphone": _("Taken from the recording"),
    "title_from_recording": _("Taken from the file"),
    "title_from_topic": _("Taken from the script"),
    "sample_failed": _("The sample cannot be played just now."),
    "reads_as": _("Reads as {language}"),
    "reads_as_other": _("Reads as {language}, but {voice} speaks {spoken}."),
    "switch_to": _("Switch to {voice}"),
    "no_words_marked": _("Select the words to stress first."),
}

FILES: Final[Mapping[str, str | Promise]] = {
    "sending": _("Uploading"),
    "sent_of": _("{sent} of {all}"),
    "a_second": _("{size} a second"),
    "connection_lost": _("No connection. It goes on by itself as soon as there is one."),
    "checking": _("Looking at it"),
    "bring_a_recording": _("Choose the recording that should be heard."),
    "wait_for_upload": _("The recording is still being uploaded."),
    "recording_gone": _("The recording of this draft is no longer kept. Bring it again."),
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
    "sound_cleaned": _("Your voice without hiss and hum, evened out in loudness."),
    "sound_cleaned_raw": _("Your voice without hiss and hum."),
}

MICROPHONE: Final[Mapping[str, str | Promise]] = {
    "record": _("Record"),
    "stop_recording": _("Stop recording"),
    "pause_recording": _("Pause"),
    "go_on_recording": _("Go on recording"),
    "record_something": _("Record what should be heard."),
    "stop_recording_first": _("Stop the recording first."),
    "recording_now": _("Recording"),
    "recording_paused": _("Recording paused"),
    "recording_stopped": _("Recording stopped after {length}"),
    "recording_discarded": _("Recording thrown away"),
    "recording_was_short": _("That was too short to be a recording. Press Record and speak."),
    "recording_ends_soon": _("Less than a minute is left."),
    "recording_of": _("Recording {time}"),
    "recording_kept": _("A recording of {time} ({length}) was not sent yet."),
    "use_it": _("Use it"),
    "recording_still_here": _("The recording is kept in this browser."),
    "microphone_number": _("Microphone {n}"),
    "microphone_lost": _("The microphone was disconnected. What was recorded so far is here."),
    "microphone_taken": _("Another app took the microphone, so the recording is paused."),
    "level_is_silent": _("Nothing is heard. Is this the right microphone, and is it switched on?"),
    "level_is_quiet": _("You are hard to hear. Come closer to the microphone."),
    "level_is_clipping": _("Too loud, the sound distorts. Move back a little."),
    "microphone_denied": _("The microphone is blocked for this page."),
    "microphone_denied_advice": _(
        "Press the icon to the left of the address, allow the microphone, then try again."
    ),
    "microphone_dismissed": _("The microphone was not allowed."),
    "microphone_dismissed_advice": _("Try again and press “Allow” when your browser asks."),
    "microphone_blocked_by_system": _("Your system keeps the microphone from this browser."),
    "microphone_blocked_by_system_advice": _(
        "Allow it in the privacy settings of your computer or phone, then try again."
    ),
    "microphone_missing": _("No microphone was found."),
    "microphone_missing_advice": _("Plug one in, or upload a recording made with another app."),
    "microphone_busy": _("The microphone is busy."),
    "microphone_busy_advice": _("Close the other app or tab that uses it, then try again."),
    "microphone_unknown": _("The microphone could not be started."),
    "microphone_unknown_advice": _("Try again, or upload a recording made with another app."),
    "microphone_insecure": _("Browsers allow the microphone on secure pages only."),
    "microphone_insecure_advice": _(
        "Open the studio with https, or on the computer it runs on as http://localhost. "
        "Until then you can record with an app of your device:"
    ),
    "microphone_unsupported": _("This browser cannot record."),
    "microphone_unsupported_advice": _("You can record with an app of your device:"),
}

TRANSCRIPT: Final[Mapping[str, str | Promise]] = {
    "transcript_queued": _("Waiting to listen"),
    "transcript_running": _("Listening to the words"),
    "transcript_failed": _("The words could not be understood."),
    "transcript_none": _("Nothing was written down yet."),
    "transcript_empty": _("No words were heard."),
    "transcript_in": _("In {language}"),
    "transcript_saved": _("Saved"),
    "transcript_saving": _("Saving"),
    "transcript_line": _("Line at {time}"),
    "transcript_play": _("Play from {time}"),
    "words_one": _("{n} word"),
    "words_other": _("{n} words"),
}

DRAFT: Final[Mapping[str, str | Promise]] = {
    "draft_saved": _("Draft saved"),
    "draft_saving": _("Saving"),
    "draft_here": _("Draft saved in this browser"),
    "draft_cleared": _("The form is empty."),
    "draft_replaced": _("Your draft made room for the choices of that video."),
    "draft_newer": _("This draft was edited elsewhere since; here is the newer one."),
    "draft_older": _("An older draft was on another device; yours is newer and was kept."),
    "draft_other": _("Show the other"),
}

SPEECH_PHRASES: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {**TEXT, **FILES, **MICROPHONE, **TRANSCRIPT, **DRAFT}
)
