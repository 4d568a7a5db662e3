"""What the scripts of the dubbing pages say.

{names} are filled in by the scripts, _one and _other are forms of the number n.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.phrases import Text

_NEW: Final[Mapping[str, Text]] = {
    "dub_bring_a_video": _("Choose the video that is to be dubbed."),
    "dub_choose_a_language": _("Choose a language to dub into."),
    "dub_starts_when_sent": _("It starts by itself as soon as the video is here."),
    "dub_language_added": _("{language} added"),
    "dub_language_removed": _("{language} removed"),
    "dub_remove_language": _("Remove {language}"),
    "dub_voice_for": _("Voice for {language}"),
    "dub_voice_automatic": _("Voice: like the original"),
    "dub_no_language": _("No language is called “{q}”."),
    "dub_no_translator": _("no translator here"),
    "dub_translated_by": _("Translation: {name}."),
    "dub_nobody_translates": _(
        "Nobody here translates into {language}. You can write the translation yourself, or bring "
        "it as subtitles, when you look at the words."
    ),
    "dub_nobody_translates_pair": _(
        "Nobody here translates from {source} into {language}. You can write the translation "
        "yourself, or bring it as subtitles, when you look at the words."
    ),
    "dub_same_language": _("The video is in {language} already."),
    "dub_look_first": _("“Just dub it” needs a translator for every language."),
    "dub_takes": _("Takes {time} once it has begun."),
    "dub_takes_each": _("Takes {time} in all, one language after the other."),
    "dub_subtitles_taken_one": _("{name}: {n} line"),
    "dub_subtitles_taken_other": _("{name}: {n} lines"),
    "dub_subtitles_too_large": _("Subtitles have at most 5 MB."),
    "dub_not_a_video": _("Choose a video."),
    "dub_lips_off": _("No face was found, so only the sound is dubbed."),
}

_LIST: Final[Mapping[str, Text]] = {
    "dub_deleted": _("“{title}” is deleted."),
    "dub_delete_question": _("Delete “{title}”?"),
    "dub_progress": _("{title}: {what}"),
    "dub_translation_taken_one": _("{n} of {of} lines has a translation from the file."),
    "dub_translation_taken_other": _("{n} of {of} lines have a translation from the file."),
    "dub_rendering": _("The dub is being made."),
}

_COMPARE: Final[Mapping[str, Text]] = {
    "dub_sound_original": _("Sound: original"),
    "dub_sound_dub": _("Sound: dub"),
    "dub_sound_none": _("Sound: none"),
    "dub_captions_now": _("Captions: {what}"),
    "dub_lines_shown_one": _("{n} line"),
    "dub_lines_shown_other": _("{n} lines"),
}

_GLOSSARY: Final[Mapping[str, Text]] = {
    "term_missing": _("Write the word as it stands in the original."),
    "term_twice": _("This word is in the glossary already."),
    "terms_full": _("The glossary is full: it holds {n} words."),
    "term_added": _("“{term}” is added."),
    "term_removed": _("“{term}” is removed."),
    "term_kept": _("stays as it is"),
    "every_language": _("every language"),
    "edit_term": _("Edit {term}"),
    "remove_term": _("Remove {term}"),
    "term": _("Word"),
    "term_translation": _("Translation"),
    "term_language": _("For"),
}

DUB_PHRASES: Final[Mapping[str, Text]] = MappingProxyType(
    {**_NEW, **_LIST, **_COMPARE, **_GLOSSARY}
)
