"""What the keys of the dub editor do, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.phrases import Text

KEY_WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "keys_play": _("Play"),
        "keys_move": _("Move about"),
        "keys_times": _("Times, in steps of 0.05 s"),
        "keys_change": _("Change"),
        "keys_page": _("The page"),
        "key_toggle": _("Play or pause"),
        "key_playOriginal": _("Play the line’s original"),
        "key_playDub": _("Play the line’s dub"),
        "key_sound": _("Sound: original or dub"),
        "key_back": _("A second back"),
        "key_forward": _("A second on"),
        "key_next": _("Next line; from a line into its text"),
        "key_previous": _("Line before"),
        "key_editTarget": _("Edit the translation"),
        "key_editSource": _("Edit the original"),
        "key_leave": _("From the text to its line; stop playing"),
        "key_nextTrouble": _("Next line to look at"),
        "key_startEarlier": _("Begin earlier"),
        "key_startLater": _("Begin later"),
        "key_endEarlier": _("End earlier"),
        "key_endLater": _("End later"),
        "key_moveEarlier": _("Move earlier"),
        "key_moveLater": _("Move later"),
        "key_startHere": _("Begin where it plays"),
        "key_endHere": _("End where it plays"),
        "key_split": _("Divide at the cursor"),
        "key_merge": _("Join with the next line"),
        "key_insert": _("New line after it"),
        "key_remove": _("Delete the line"),
        "key_speaker": _("Who says it"),
        "key_speakerNumber": _("Give it to a speaker"),
        "key_voice": _("Voice of the line"),
        "key_translate": _("Translate again"),
        "key_shorten": _("Find a shorter wording"),
        "key_undo": _("Undo"),
        "key_redo": _("Redo"),
        "key_find": _("Find and replace"),
        "key_glossary": _("Glossary"),
        "key_save": _("Save now"),
        "key_render": _("Make the video"),
        "key_zoomIn": _("Waveform larger"),
        "key_zoomOut": _("Waveform smaller"),
        "key_help": _("These keys"),
    }
)
