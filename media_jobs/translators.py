"""Who can translate here; their keys never leave the environment."""

from inference.translation.translators import TranslatorChoice, available_translators
from media_jobs.refusals import refuse


def known_translators(source: str = "", target: str = "") -> tuple[TranslatorChoice, ...]:
    """Every translator, in the order in which they are offered, with whether it works here.

    Args:
        source: BCP 47 tag of what is spoken; empty where it is not known yet.
        target: tag of what is to be spoken; empty for any.
    """
    return available_translators(source, target)


def can_translate_into(target: str) -> bool:
    """Whether somebody here can translate from some language into this one."""
    return any(each.is_available for each in known_translators(target=target))


def check_translator(translator: str) -> None:
    """Refuse a translator that is not known, or is not set up here; empty is the usual one.

    Whether it knows two languages shows when they are known.

    Raises:
        ServiceError: ``unknown_translator`` or ``translator_unavailable``.
    """
    if not translator:
        return
    chosen = [each for each in known_translators() if each.id == translator]
    if not chosen:
        raise refuse("translator", "unknown_translator", "Choose a translator from the list.")
    if not chosen[0].is_available:
        raise refuse("translator", "translator_unavailable", "This translator is not set up here.")
