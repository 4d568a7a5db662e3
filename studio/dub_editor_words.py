"""What the scripts of the dub editor say.

{names} are filled in by the scripts, _one and _other are forms of the number n. The page of the
editor alone carries these words.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.dub_editor_keys import KEY_WORDS
from studio.phrases import Text

_LINES: Final[Mapping[str, Text]] = {
    "line_label": _("Line {n}, {time}"),
    "from_to": _("{start} to {end}"),
    "line_start": _("Start of line {n}"),
    "line_end": _("End of line {n}"),
    "line_source": _("Line {n}, original"),
    "line_target": _("Line {n}, translation"),
    "play_original": _("Play the original"),
    "play_original_of": _("Play the original of line {n}"),
    "play_dub": _("Play the dub"),
    "play_dub_of": _("Play the dub of line {n}"),
    "more": _("More"),
    "more_of": _("More about line {n}"),
    "silent": _("stays silent"),
    "original": _("Original"),
    "times": _("Times"),
    "speaker": _("Speaker"),
    "act_split": _("Divide"),
    "act_merge": _("Join with the next line"),
    "act_insert": _("New line after it"),
    "act_translate": _("Translate again"),
    "act_shorten": _("Find a shorter wording"),
    "act_voice": _("Voice of this line"),
    "act_usualVoice": _("Voice of the speaker"),
    "act_silence": _("Leave silent"),
    "act_remove": _("Delete the line"),
    "cannot_split": _("There is nothing to divide here: put the cursor between two words."),
    "cannot_merge": _("These lines cannot be joined: there is no next one, or it gets too long."),
    "no_room": _("There is no pause for another line here."),
    "line_removed": _("Line {n} is deleted."),
    "nothing_to_say": _("This line has no translation to be said."),
    "at_time": _("at {time}"),
    "play_video": _("Play"),
    "pause_video": _("Pause"),
}

_NOTES: Final[Mapping[str, Text]] = {
    "too_fast": _("{share} too fast"),
    "fills": _("The words take {share} of the time there is."),
    "shorten": _("Shorten"),
    "shortening": _("Looking for a shorter wording"),
    "shorter": _("A shorter wording"),
    "cannot_shorten": _("No shorter wording was found."),
    "use_it": _("Use it"),
    "leave_it": _("Leave it"),
    "too_long_by": _("In the video it is {seconds} s longer than its time."),
    "line_silent": _("Stays silent."),
    "line_untranslated": _("Not translated yet."),
    "line_translating": _("Being translated"),
    "line_outdated": _("The original has changed since."),
    "translate": _("Translate"),
    "translate_again": _("Translate again"),
    "term_missed": _("Glossary: “{term}” should be “{translation}”."),
    "term_changed": _("Glossary: “{term}” should stay as it is."),
    "problem_glossary_missing": _("A term of the glossary is missing."),
    "problem_placeholder_lost": _("A placeholder or an address was lost."),
    "problem_number_changed": _("A number is not the same."),
    "problem_left_as_it_is": _("The translator left it as it was."),
    "problem_unknown": _("It could not be translated."),
    "to_look_at_one": _("{n} to look at"),
    "to_look_at_other": _("{n} to look at"),
    "lines_to_look_at_one": _("{n} line to look at"),
    "lines_to_look_at_other": _("{n} lines to look at"),
    "no_trouble": _("There is nothing to look at: all lines fit."),
}

_SPEAKERS: Final[Mapping[str, Text]] = {
    "speaker_number": _("Speaker {n}"),
    "speaker_is": _("Speaker: {name}"),
    "speaker_and_voice": _("Speaker: {name}, own voice: {voice}"),
    "who_speaks": _("Who says it"),
    "new_speaker": _("New speaker"),
    "too_many_speakers": _("There are as many speakers as there can be."),
    "speaks": _("{name} says it now."),
    "name_of": _("Name of {name}"),
    "more_of_speaker": _("More about {name}"),
    "next_line_of": _("Next line"),
    "merge_speaker": _("It is the same person as {name}"),
    "choose_voice": _("Choose a voice"),
    "choose_face": _("Choose the face"),
    "voice_by_itself": _("Choose the voice by itself"),
    "chosen_by_itself": _("by itself"),
    "as_speaker": _("As the speaker"),
    "voice_of": _("Voice of {name}: {voice}"),
    "voice_title": _("Voice of {name}"),
    "voice_of_line": _("Voice of line {n}"),
    "no_voice": _("No voice"),
    "face_of": _("Face of {name}: {face}"),
    "face_title": _("Whose lips move when {name} speaks"),
    "face_at": _("{x} % from the left, {y} % from the top"),
    "face_main": _("Main face"),
    "face_picked": _("Marked face"),
    "face_none": _("Not seen"),
    "lines_one": _("{n} line"),
    "lines_other": _("{n} lines"),
}

_LANGUAGES: Final[Mapping[str, Text]] = {
    "failed": _("failed"),
    "translating_now": _("being translated"),
    "translating_to": _("Translating into {language}"),
    "translate_missing": _("Translate what is missing"),
    "translate_all": _("Translate everything again"),
    "translate_all_question": _("Translate everything into {language} again?"),
    "translate_all_question_about": _(
        "What you wrote by hand in this language is replaced. Undo brings it back."
    ),
    "translate_all_question_go": _("Translate again"),
    "remove_language": _("Remove {language}"),
    "remove_language_question": _("Remove {language}?"),
    "remove_language_question_about": _(
        "Its translation and its voices go. A video that is finished stays in the library."
    ),
    "remove_language_question_go": _("Remove"),
    "language_by_hand": _("{language} (translated by hand)"),
}

_KEEPING: Final[Mapping[str, Text]] = {
    "state_saved": _("All changes are kept."),
    "state_saving": _("Saving"),
    "state_waiting": _("Saved when the translation is done."),
    "state_offline": _("Not connected. Your changes are kept in this browser."),
    "state_refused": _("Not saved."),
    "recovered": _("Changes that had not arrived yet are back."),
    "conflict_in": _("Line {n}, {what}"),
    "conflict_mine": _("Yours"),
    "conflict_theirs": _("The other one"),
}

_FIND: Final[Mapping[str, Text]] = {
    "both_texts": _("Both"),
    "found_in": _("{places} in {lines}"),
    "in_lines_one": _("{n} line"),
    "in_lines_other": _("{n} lines"),
    "replace_one": _("Replace {n}"),
    "replace_other": _("Replace {n}"),
    "remove_places_one": _("Remove {n}"),
    "remove_places_other": _("Remove {n}"),
    "replace_all": _("Replace"),
    "replaced_one": _("{n} place is changed."),
    "replaced_other": _("{n} places are changed."),
    "replace_in": _("Replace in line {n}"),
    "go_to_line": _("Go to line {n}"),
    "term": _("Term"),
    "term_translation": _("Translation"),
    "not_translated": _("not translated"),
    "remove_term": _("Remove {term}"),
    "for_language": _("Language"),
    "every_language": _("Every language"),
    "against_glossary_one": _("{n} line in {language} does not follow the glossary."),
    "against_glossary_other": _("{n} lines in {language} do not follow the glossary."),
}

_MAKING: Final[Mapping[str, Text]] = {
    "planning": _("Looking what is to be done"),
    "nothing_to_do": _("Nothing has changed: it is there at once"),
    "speak_all_one": _("the line is spoken"),
    "speak_all_other": _("all {n} lines are spoken"),
    "speak_lines_one": _("{n} line is spoken"),
    "speak_lines_other": _("{n} lines are spoken"),
    "draw_all": _("the whole picture is drawn"),
    "draw_pieces": _("{n} of {of} parts of the picture are drawn"),
    "takes": _("Takes {time} in all."),
    "lines_untranslated_one": _("{n} line is not translated yet"),
    "lines_untranslated_other": _("{n} lines are not translated yet"),
    "leave_silent_one": _("{n} line without a translation stays silent"),
    "leave_silent_other": _("{n} lines without a translation stay silent"),
    "translate_first": _("Some lines have no translation. Translate them, or leave them silent."),
    "dub_ready": _("The video in {language} is ready."),
    "watch_it": _("Watch"),
    "video_stale": _("The video does not have your last changes yet."),
    "video_there": _("The video in {language} is up to date."),
    "begin_queued": _("Waiting for its turn"),
    "begin_preview": _("Preparing the video for this page"),
    "begin_listening": _("Writing down what is said"),
    "begin_cancelled": _("Cancelled before the lines were there"),
}

PHRASES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        **_LINES,
        **_NOTES,
        **_SPEAKERS,
        **_LANGUAGES,
        **_KEEPING,
        **_FIND,
        **_MAKING,
        **KEY_WORDS,
    }
)
