"""Who can write scripts here; their keys never leave the environment."""

from media_jobs.refusals import refuse


def known_writers():
    from inference.language_models.available import available_models  # noqa: PLC0415

    return available_models()


def check_writer(writer: str) -> None:
    """Refuse a writer that is not known, or does not work here; empty is the usual one.

    Raises:
        ServiceError: ``unknown_writer`` or ``writer_unavailable``.
    """
    if not writer:
        return
    known = {each.id: each for each in known_writers()}
    if writer not in known:
        raise refuse("writer", "unknown_writer", "Choose a writer from the list.")
    if not known[writer].available:
        raise refuse("writer", "writer_unavailable", "This writer is not set up here.")
