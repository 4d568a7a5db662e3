"""Who can write scripts here; their keys never leave the environment."""

from inference.writing.writers import WriterChoice, available_writers
from media_jobs.refusals import refuse


def known_writers() -> tuple[WriterChoice, ...]:
    """Every writer, in the order in which they are offered, with whether it works here."""
    return available_writers()


def check_writer(writer: str) -> None:
    """Refuse a writer that is not known, or does not work here; empty is the usual one.

    Raises:
        ServiceError: ``unknown_writer`` or ``writer_unavailable``.
    """
    known = known_writers()
    chosen = [each for each in known if each.id == writer or (each.is_default and not writer)]
    if writer and not chosen:
        raise refuse("writer", "unknown_writer", "Choose a writer from the list.")
    if not any(each.is_available for each in chosen):
        raise refuse("writer", "writer_unavailable", "This writer is not set up here.")
