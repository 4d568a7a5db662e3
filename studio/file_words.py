"""Refusals of files and of faces that are made of them, for people."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

FILES: Final[Mapping[str, ErrorWords]] = {
    "empty_file": ErrorWords(
        _("The file is empty"), _("It holds not a single byte."), _("Choose another one.")
    ),
    "file_too_large": ErrorWords(
        _("The file is too large"), "", _("Choose a smaller one, or save it in a smaller size.")
    ),
    "recording_too_long": ErrorWords(
        _("The recording is too long"), "", _("Choose a shorter one, or split it.")
    ),
    "recording_too_short": ErrorWords(
        _("The recording is too short"),
        _("There is less than a word in it."),
        _("Choose a longer one."),
    ),
    "face_video_too_long": ErrorWords(
        _("The video is too long"), "", _("Cut out a part in which the face is seen well.")
    ),
    "unknown_file_type": ErrorWords(
        _("This kind of file is not known here"),
        "",
        _("Save it as WAV, MP3 or M4A, as JPEG or PNG, or as MP4, MOV or WebM."),
    ),
    "not_a_face_file": ErrorWords(
        _("There is no face in this file"),
        _("It is a sound."),
        _("Choose a photo or a video."),
    ),
    "unusable_material": ErrorWords(_("This file cannot be used"), "", _("Choose another one.")),
    "inspection_failed": ErrorWords(
        _("The file could not be looked at"),
        _("It is damaged, or too heavy for this installation."),
        _("Save it anew in a smaller size, or choose another one."),
    ),
    "no_space": ErrorWords(
        _("There is no room for this file"),
        _("The disk of the server is full."),
        _("Remove videos or faces that you no longer need, or tell the administrator."),
    ),
    "upload_in_use": ErrorWords(_("A video uses this file"), "", _("It is kept with the video.")),
    "may_use_required": ErrorWords(
        _("Only a face that you may use can be added"), "", _("Tick the box if you may.")
    ),
    "empty_name": ErrorWords(_("The name is empty"), "", _("Give the face a name.")),
    "name_too_long": ErrorWords(_("The name is too long"), "", _("Shorten it.")),
    "bad_face_position": ErrorWords(
        _("There is no face at this place"), "", _("Choose one of the marked faces.")
    ),
    "unknown_face": ErrorWords(
        _("This face is not in the picture"), "", _("Choose one of the marked faces.")
    ),
    "not_your_avatar": ErrorWords(
        _("This presenter belongs to everybody"), "", _("Only faces of your own can be changed.")
    ),
    "avatar_in_use": ErrorWords(
        _("A video is being made with this face"), "", _("Wait until it is finished.")
    ),
}
