"""Who can read texts here. Loads no model: the web process asks too."""

from inference.writing.writers import available_writers


def default_reviewer() -> str:
    """Id of the language model that reads texts; empty where none is set up.

    The one that writes scripts, or the first other remote one. The small model of this machine is
    left out: it writes drafts, and cannot judge.
    """
    able = [each for each in available_writers() if each.is_available and not each.is_draft_quality]
    preferred = [each.id for each in able if each.is_default]
    return next(iter([*preferred, *(each.id for each in able)]), "")
