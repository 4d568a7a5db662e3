"""What the scripts say about topics, looks, voices, words, and what stands beside a video."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.phrases import Text

# {names} are filled in by the scripts, _one and _other are forms of the number n.
TOPIC_PHRASES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        # the brief
        "seconds_one": _("{n} second"),
        "seconds_other": _("{n} seconds"),
        "say_the_topic": _("Say what the video should be about."),
        "rough_writer": _("{name} (rough draft)"),
        "rough_writer_about": _(
            "Works without any service, on this computer. What it writes is a rough draft, in "
            "simple sentences: look it over."
        ),
        "no_writer": _("Nobody can write here yet. The administrator can set up a writer."),
        "writer_missing": _("{name} is not available: {why}"),
        # the writing
        "writing_now": _("The script is being written."),
        "writing_by": _("By {name}. You can go on with the presenter and the look meanwhile."),
        "the_writer": _("the writer"),
        "script_queued": _("Waiting for its turn."),
        "seconds_so_far_one": _("{n} second so far"),
        "seconds_so_far_other": _("{n} seconds so far"),
        "script_ready": _("The script is ready. Read it, change what you like, create the video."),
        "script_running": _("being written"),
        "script_succeeded": _("written"),
        "script_failed": _("could not be written"),
        "script_cancelled": _("cancelled"),
        "script_gone": _("This script is no longer kept."),
        "try_again": _("Try again"),
        "try_again_in_one": _("Try again in {n} second"),
        "try_again_in_other": _("Try again in {n} seconds"),
        "write_with": _("Write with {name}"),
        # the script
        "saved": _("All changes are kept."),
        "rewriting_now": _("The part is being written again."),
        "rewritten": _("The part was written again. Undo brings the old one back."),
        "total_seconds_one": _("about {n} second"),
        "total_seconds_other": _("about {n} seconds"),
        "total_fits": _("of {wish}: fits"),
        "total_long": _("of {wish}: longer than wished"),
        "total_short": _("of {wish}: shorter than wished"),
        "wait_for_script": _("The script is still being written."),
        "write_first": _("Let the script be written first, then read it."),
        "script_is_empty": _("The script is empty. Write a hook, a body or a call to action."),
        "script_too_long": _("The script is too long to be spoken in one video."),
        "delete_script": _("Delete the script “{title}”"),
        # voices
        "voices_found_one": _("{n} voice"),
        "voices_found_other": _("{n} voices"),
        "voice_for_language": _("{name} speaks now: the script is in {language}."),
        "pitch_as_is": _("as it is"),
        "semitones_one": _("{n} semitone"),
        "semitones_other": _("{n} semitones"),
        "fetch": _("Fetch"),
        "fetch_voice": _("Fetch {name}"),
        "piper_x_low": _("simplest"),
        "piper_low": _("simple"),
        "piper_medium": _("good"),
        "piper_high": _("best"),
        "fetch_stop": _("Stop fetching {name}"),
        "fetch_done": _("{name} is here now."),
        "fetch_installed": _("Here"),
        "catalogue_empty": _("No voice of this language can be fetched."),
        # the look
        "caption_sample": _("This is how your words will look"),
        "background_needs_picture": _("Choose a picture for the background."),
        "cut_out_later": _("The person is cut out when the video is made."),
        # words
        "word_missing": _("Write the word."),
        "say_missing": _("Write how it is said."),
        "word_twice": _("This word stands here already."),
        "word_added": _("{word} is added."),
        "word_removed": _("{word} is removed."),
        "words_imported_one": _("{n} word was taken over."),
        "words_imported_other": _("{n} words were taken over."),
        "words_full": _("The list is full: it holds {n} words."),
        "import_row": _("Row {n}: {why}"),
        "import_unreadable": _("This is neither CSV nor JSON with words in it."),
        "listen_to": _("Listen to {word}"),
        "edit_word": _("Change {word}"),
        "remove_word": _("Remove {word}"),
        "word": _("Word"),
        "said_as": _("Said as"),
        "keep": _("Keep"),
        "leave_as_is": _("Leave as it was"),
        # beside a video
        "seek_to": _("Play from {time}"),
        "found_one": _("{n} place"),
        "found_other": _("{n} places"),
        "found_none": _("Nothing found"),
    }
)
