"""One part of a script written anew, the order checked first."""

from typing import Any

from inference.language_errors import BriefError
from inference.writing.brief import MAX_WISH_LENGTH, ScriptBrief, ScriptPart, typed_text
from inference.writing.script import VideoScript
from inference.writing.writers import Report, ScriptWriter


def rewrite_part(
    writer: ScriptWriter,
    brief: ScriptBrief,
    script: VideoScript,
    *,
    part: Any,
    wish: Any,
    report: Report,
) -> VideoScript:
    """The script with one part in other words and everything else as it was.

    Args:
        writer: who writes it.
        brief: what the script was ordered by.
        script: as it is now.
        part: name of a ``ScriptPart``.
        wish: of a person, at most 200 characters; may be empty.
        report: takes the share that is done; may raise to stop.

    Raises:
        BriefError: there is no such part, or the wish is too long.
        InferenceError: the writer failed.
    """
    try:
        known = ScriptPart(part)
    except ValueError:
        raise BriefError("part", f"one of {', '.join(ScriptPart)} is needed") from None
    wanted = typed_text("wish", wish, MAX_WISH_LENGTH)
    return writer.rewrite(brief, script, known, wanted, report)
