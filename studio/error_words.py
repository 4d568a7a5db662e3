"""Every failure in words: what happened, why, and what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.avatar_errors import AVATARS
from studio.choice_words import CHOICES
from studio.dub_errors import DUB_ERRORS
from studio.error_entry import ErrorWords, at_fault
from studio.file_words import FILES
from studio.moderation_words import MODERATION
from studio.program_words import PROGRAMS
from studio.quota_words import QUOTAS
from studio.service_words import PROVIDERS, WRITERS
from studio.sharing_words import SHARING
from studio.voice_words import VOICES

_RETRY: Final = _("Nothing is lost. Try again; if it happens again, tell the administrator.")
_INSTALLATION: Final = _(
    "This needs the administrator: run “python manage.py prepare” on the server, then try again."
)
_SHORTER: Final = _("Nothing is lost. Split it into two shorter videos and try again.")
_OTHER_FACE: Final = _("Choose another face. What is said is kept.")
_OTHER_RECORDING: Final = _("Choose another recording, or write the text instead.")
_OTHER_ENGINE: Final = _(
    "Choose the built-in engine, or ask the administrator; see docs/wav2lip.md."
)


_SPEECH: Final[Mapping[str, ErrorWords]] = {
    "empty_text": at_fault(
        "text",
        _("There is nothing to say"),
        _("The text is empty."),
        _("Write what the presenter should say."),
    ),
    "unspeakable_text": at_fault(
        "text",
        _("The voice cannot say this text"),
        _("It holds only symbols, or a script this voice does not read."),
        _("Choose a voice of the text's language, or change the text."),
    ),
    "unknown_voice": at_fault(
        "voice",
        _("This voice is not here any more"),
        _("The voice was removed from this installation."),
        _("Choose another voice. Your text is kept."),
    ),
    "invalid_pronunciation": at_fault(
        "text",
        _("A pronunciation cannot be used"),
        _("An entry of the pronunciation dictionary holds something that cannot be said."),
        _("Correct the entry in your profile. Your text is kept."),
    ),
    "unreadable_sound": at_fault(
        "recording",
        _("The recording cannot be read"),
        _("The file is damaged, or holds no sound of a kind that is known here."),
        _("Save it as WAV, MP3 or M4A and choose it again."),
    ),
    "no_sound": at_fault(
        "recording",
        _("There is no sound in it"),
        _("A picture or a silent film was chosen as the recording."),
        _OTHER_RECORDING,
    ),
    "silent_sound": at_fault(
        "recording",
        _("Nothing can be heard"),
        _("The recording is silent from beginning to end."),
        _("Check the microphone and record again."),
    ),
    "sound_too_short": at_fault(
        "recording",
        _("The recording is too short"),
        _("There is less than a word in the chosen part."),
        _("Choose a longer part, or another recording."),
    ),
    "sound_too_long": at_fault(
        "recording",
        _("The recording is too long"),
        _("It lasts longer than this installation accepts."),
        _("Choose a part of it with the two handles, or split the file."),
    ),
    "recording_gone": at_fault(
        "recording",
        _("The recording is gone"),
        _("Its file was removed."),
        _OTHER_RECORDING,
    ),
    "background_gone": at_fault(
        "",
        _("The background is gone"),
        _("The picture behind the presenter was removed."),
        _("Choose another background."),
    ),
    "unsupported_language": at_fault(
        "",
        _("This language cannot be recognised"),
        _("The model that writes speech down does not know it."),
        _("Leave the language open; it is then found out."),
    ),
}

_FACES: Final[Mapping[str, ErrorWords]] = {
    "unreadable_picture": at_fault(
        "avatar",
        _("The picture cannot be read"),
        _("The file is damaged or is no picture."),
        _("Save it as JPEG, PNG or WebP, or choose another one."),
    ),
    "unreadable_media": at_fault(
        "",
        _("This file cannot be read"),
        _("It is neither a picture nor a video nor a sound that is known here."),
        _("Choose another file."),
    ),
    "unreadable_subtitles": at_fault(
        "",
        _("These subtitles cannot be read"),
        _("The file holds no SRT or WebVTT subtitles, or is too large."),
        _("Save them as SRT in UTF-8 and choose the file again."),
    ),
    "unreadable_video": at_fault(
        "avatar",
        _("The video cannot be read"),
        _("The file is damaged, or of a kind that is not known here."),
        _("Save it as MP4, MOV or WebM and choose it again."),
    ),
    "no_picture": at_fault(
        "avatar",
        _("There is nothing to see in this file"),
        _("It holds sound, but no picture."),
        _("Use it as a recording, and choose a photo or video as the face."),
    ),
    "video_too_long": at_fault(
        "avatar",
        _("The video of the face is too long"),
        _("It lasts longer than this installation accepts."),
        _("Cut out a part in which the face is seen well."),
    ),
    "video_too_large": at_fault(
        "avatar",
        _("The video has too many pixels"),
        _("Its picture is larger than this installation accepts."),
        _("Save a smaller copy of it; 1080p is plenty."),
    ),
    "no_face": at_fault(
        "avatar",
        _("No face was found"),
        _("No face in the picture is large and visible enough."),
        _("Choose a picture in which one face looks at the camera."),
    ),
    "several_faces": at_fault(
        "avatar",
        _("There are several faces"),
        _("The picture shows more than one face."),
        _("Choose the face that speaks."),
    ),
    "face_unusable": at_fault(
        "avatar",
        _("This face cannot speak"),
        _("It is too small in the picture, turned too far away, or covered."),
        _("Choose a picture in which the face is larger and looks at the camera."),
    ),
    "avatar_gone": at_fault(
        "avatar",
        _("The face is gone"),
        _("The presenter or face of this video was removed."),
        _OTHER_FACE,
    ),
}

_WISHES: Final[Mapping[str, ErrorWords]] = {
    "bad_input": at_fault(
        "",
        _("Something in this video cannot be used"),
        _("What is said, the face or an option was refused."),
        _("Change one of them. Nothing is lost."),
    ),
    "unsupported_format": at_fault(
        "aspect",
        _("This format cannot be made"),
        _("The size or the background of the video is not available."),
        _("Choose another format or background. What is said is kept."),
    ),
}

_LATER: Final[Mapping[str, ErrorWords]] = {
    "video_gone": at_fault(
        "",
        _("The video is gone"),
        _("Its file was removed, or made anew meanwhile."),
        _("Check the quality of the new one."),
    ),
}

_INSTALLED: Final[Mapping[str, ErrorWords]] = {
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
    "wav2lip_weights_missing": ErrorWords(
        _("Wav2Lip is not installed"),
        _("Its weights are not in the checkpoints folder."),
        _OTHER_ENGINE,
        field="engine",
    ),
    "wav2lip_weights_wrong": ErrorWords(
        _("Wav2Lip's weights cannot be used"),
        _("The file holds another network, or is damaged."),
        _OTHER_ENGINE,
        field="engine",
    ),
    "signing_identity": ErrorWords(
        _("The video could not be signed"),
        _("The certificate or the key of this installation cannot be used."),
        _("Tell an administrator; the log of the renderer says which file it is."),
    ),
    "torch_missing": ErrorWords(
        _("Wav2Lip is not installed"),
        _("PyTorch, which it needs, is not there."),
        _OTHER_ENGINE,
        field="engine",
    ),
}

_WORK: Final[Mapping[str, ErrorWords]] = {
    "inference_error": ErrorWords(
        _("The video could not be made"), _("Something went wrong while making it."), _RETRY
    ),
    "engine_error": ErrorWords(
        _("The video could not be made"), _("A model failed on this material."), _RETRY
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
}

_STALE_PAGE: Final = ErrorWords(
    _("The page and the server do not fit together"),
    _("The server was probably updated since the page was opened."),
    _("Reload the page and try again."),
)

# Refusals of requests; where the form can only ask for what is there, few words do.
_REQUESTS: Final[Mapping[str, ErrorWords]] = {
    "text_too_long": ErrorWords(
        _("The text is too long"), "", _("Shorten it, or make two videos of it.")
    ),
    "unknown_avatar": ErrorWords(_("This face is not available"), "", _("Choose another face.")),
    "bad_rate": ErrorWords(_("This pace is not available"), "", _("Choose another pace.")),
    "unknown_aspect": ErrorWords(
        _("This format is not available"), "", _("Choose another format.")
    ),
    "unknown_background": ErrorWords(
        _("This background is not available"), "", _("Choose another background.")
    ),
    "unknown_engine": ErrorWords(
        _("This engine is not available"), "", _("Choose the built-in one.")
    ),
    "engine_unavailable": ErrorWords(_("This engine is not installed"), "", _OTHER_ENGINE),
    "unknown_expression": ErrorWords(
        _("This expression is not available"), "", _("Choose another one.")
    ),
    "bad_strength": ErrorWords(
        _("This strength is not available"), "", _("Move the slider and try again.")
    ),
    "unknown_fit": ErrorWords(_("This choice of length is not available"), "", ""),
    "unknown_sound": ErrorWords(
        _("This choice of sound is not available"), "", _("Choose one of the two.")
    ),
    "bad_span": ErrorWords(
        _("The chosen part does not fit the recording"), "", _("Move its start or its end.")
    ),
    "unknown_upload": ErrorWords(
        _("The file is no longer kept"),
        _("Files that no video uses are removed after a day."),
        _("Choose it again."),
    ),
    "empty_title": ErrorWords(_("The title is empty"), "", _("Give the video a title.")),
    "title_too_long": ErrorWords(_("The title is too long"), "", _("Shorten it.")),
    "invalid": _STALE_PAGE,
    **dict.fromkeys(("parse_error", "unsupported_media_type", "method_not_allowed"), _STALE_PAGE),
    "not_authenticated": ErrorWords(
        _("You are signed out"), "", _("Sign in again; what you typed is kept.")
    ),
    "permission_denied": ErrorWords(
        _("This is not allowed"),
        _("Perhaps you signed in anew in another tab."),
        _("Reload the page and try again."),
    ),
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
        _("Nothing is lost. Try again in a moment."),
    ),
    "throttled": ErrorWords(
        _("That was often within a short time"),
        _("This site limits how much each person may ask for in a while."),
        _("Wait a little, then try again. What you entered is kept."),
    ),
    "busy": ErrorWords(
        _("Many files are being looked at just now"), "", _("Try again in a moment.")
    ),
}

ERRORS: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {
        **_SPEECH,
        **_FACES,
        **_WISHES,
        **_LATER,
        **_INSTALLED,
        **_WORK,
        **_REQUESTS,
        **FILES,
        **WRITERS,
        **PROVIDERS,
        **VOICES,
        **CHOICES,
        **DUB_ERRORS,
        **SHARING,
        **PROGRAMS,
        **AVATARS,
        **MODERATION,
        **QUOTAS,
    }
)
