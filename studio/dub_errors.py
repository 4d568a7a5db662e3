"""Failures of dubbing in words: of translating, of lines, of what was ordered."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords, at_fault

_KEPT: Final = _("Nothing is lost. Reload the page and go on.")
_OTHER_VIDEO: Final = _("Choose a video in which somebody speaks.")
_OWN_WORDS: Final = _(
    "Write the translation yourself or bring it as subtitles (SRT), or ask the administrator to "
    "set up a translator."
)
_OTHER_LANGUAGE: Final = _("Choose another language, or add a voice for it in the studio.")

_MATERIAL: Final = {
    "no_speech_in_video": at_fault(
        "",
        _("Nobody was heard speaking"),
        _("There is sound in the video, but no words were found in it."),
        _("Bring its subtitles (SRT or VTT), or choose another video."),
    ),
    "not_a_video": at_fault(
        "", _("This is not a video"), _("A dub begins with a video that has sound."), _OTHER_VIDEO
    ),
    "bad_subtitles": at_fault(
        "",
        _("These subtitles cannot be read"),
        _("No lines with times were found in the file."),
        _("Save them as SRT or WebVTT and bring them again."),
    ),
    "storage_full": at_fault(
        "",
        _("Your space is used up"),
        _("All your videos and uploads together take as much as you may use."),
        _("Delete videos or dubs that you no longer need, then try again."),
    ),
    "dub_gone": at_fault(
        "",
        _("The original of this dub is gone"),
        _("The dub or the video it was made from was deleted."),
        _("Begin a new dub with the video."),
    ),
}

_TRANSLATING: Final = {
    "translation_unavailable": at_fault(
        "",
        _("Nobody here translates between these languages"),
        _("No translator that is set up knows this pair."),
        _OWN_WORDS,
    ),
    "translator_unavailable": at_fault(
        "",
        _("This translator is not set up"),
        _("It needs a key or files from the administrator."),
        _("Choose another translator. Your lines are kept."),
    ),
    "unknown_translator": at_fault(
        "",
        _("This translator is not here any more"),
        _("It was removed from this installation."),
        _("Choose another translator. Your lines are kept."),
    ),
    "argos_pack_unusable": ErrorWords(
        _("A language pack cannot be used"),
        _("It is damaged, or of a kind that is not known here."),
        _("The administrator can bring it anew; see docs/translation.md. Nothing is lost."),
    ),
    "same_language": at_fault(
        "",
        _("The video is in this language already"),
        _("Source and target of the dub are the same."),
        _("Choose another language to dub into."),
    ),
    "no_voice_for_language": at_fault(
        "",
        _("No voice speaks this language here"),
        _("None of the installed voices speaks it."),
        _OTHER_LANGUAGE,
    ),
    "cannot_shorten": ErrorWords(
        _("No shorter wording was found"), "", _("Shorten the line by hand, or give it more time.")
    ),
    "translation_missing": ErrorWords(
        _("Some lines are not translated yet"),
        "",
        _("Translate them, or let them stay silent."),
    ),
    "translation_incomplete": ErrorWords(
        _("Some lines could not be translated"),
        _("The others are kept."),
        _("Try again, choose another translator, or write the missing lines yourself."),
    ),
    "no_lines": at_fault(
        "",
        _("There are no lines to speak"),
        _("Nobody was heard in the video."),
        _("Bring its subtitles (SRT or VTT), or write the lines yourself."),
    ),
    "lines_missing": ErrorWords(
        _("There are no lines yet"), "", _("Wait until the video was listened to.")
    ),
    # What may be wrong with one line of a translation.
    "glossary_missing": ErrorWords(
        _("A word of the glossary is missing"), "", _("Look at this line.")
    ),
    "placeholder_lost": ErrorWords(
        _("A name or sign of the original is missing"), "", _("Look at this line.")
    ),
    "number_changed": ErrorWords(_("A number is different"), "", _("Look at this line.")),
    "left_as_it_is": ErrorWords(
        _("It was left in the original language"), "", _("Look at this line.")
    ),
}

_ORDER: Final = {
    "no_targets": ErrorWords(_("No language is chosen"), "", _("Choose a language to dub into.")),
    "too_many_targets": ErrorWords(
        _("These are too many languages at once"), "", _("Take at most 20 languages for a video.")
    ),
    "unknown_language": ErrorWords(
        _("This language is not known here"), "", _("Choose one from the list.")
    ),
    "wrong_voice_language": ErrorWords(
        _("This voice speaks another language"), "", _("Choose a voice of the language.")
    ),
    "unknown_caption_language": ErrorWords(
        _("Captions cannot be in this language"), "", _("Choose again.")
    ),
    "bad_glossary": ErrorWords(
        _("An entry of the glossary is not right"),
        _("A word is empty, too long, or there twice."),
        _("Correct it and try again."),
    ),
    "target_exists": ErrorWords(
        _("The video is dubbed into this language already"), "", _("Open it and go on there.")
    ),
}

_EDITING: Final = {
    "dub_busy": ErrorWords(
        _("The video is being prepared just now"), "", _("Wait a moment, or cancel it.")
    ),
    "dub_ready": ErrorWords(_("There is nothing left to prepare"), "", _("Go on with the lines.")),
    "dub_not_ready": ErrorWords(
        _("The lines are not there yet"), "", _("Wait until the video was listened to.")
    ),
    "dub_changed": ErrorWords(
        _("The lines were changed in another window"), "", _("Choose which of the two to keep.")
    ),
    "bad_script": ErrorWords(_("The lines cannot be kept like this"), "", _KEPT),
    "target_busy": ErrorWords(
        _("It is being translated just now"), "", _("Wait a moment, or cancel it.")
    ),
    "line_too_long": ErrorWords(
        _("The line is too long"),
        _("A line has at most 1000 characters."),
        _("Split or shorten it."),
    ),
    "unknown_line": ErrorWords(_("This line is not there any more"), "", _KEPT),
}

DUB_ERRORS: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {**_MATERIAL, **_TRANSLATING, **_ORDER, **_EDITING}
)
