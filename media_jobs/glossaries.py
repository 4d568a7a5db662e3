"""Fixed translations: of a person, and of a project."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.models import User
from inference.errors import InputError
from inference.glossary import MAX_TERMS, GlossaryTerm
from inference.voices import main_language
from media_jobs.models import DubProject, Glossary
from media_jobs.refusals import ServiceError


def glossary_of(owner: User) -> list[dict[str, Any]]:
    """A person's own: ``term``, ``translation`` and ``language`` of each entry."""
    rows = Glossary.objects.filter(owner=owner).values_list("entries", flat=True)
    entries: list[dict[str, Any]] | None = rows.first()
    return entries or []


def save_glossary(owner: User, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Replace a person's own.

    Raises:
        ServiceError: ``bad_glossary``; ``fields`` names the row and its half.
    """
    checked = [
        {**_checked(entry, index), "language": main_language(entry.get("language") or "")}
        for index, entry in enumerate(_few(entries))
    ]
    _refuse_doubles((entry["term"], entry["language"]) for entry in checked)
    Glossary.objects.update_or_create(owner=owner, defaults={"entries": checked})
    return checked


def checked_terms(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The glossary of a project.

    Raises:
        ServiceError: as for ``save_glossary``.
    """
    checked = [_checked(entry, index) for index, entry in enumerate(_few(entries))]
    _refuse_doubles((entry["term"], "") for entry in checked)
    return checked


def terms_for(project: DubProject, language: str) -> list[dict[str, Any]]:
    """What holds for a dub: the project's own terms, then those of its owner for the language."""
    own = [entry for entry in glossary_of(project.owner) if entry["language"] in ("", language)]
    own.sort(key=lambda entry: not entry["language"])  # what is said of the language comes first
    found: dict[str, dict[str, Any]] = {}
    for entry in (*project.glossary, *own):
        term = {"term": entry["term"], "translation": entry["translation"]}
        found.setdefault(_key(entry["term"]), term)
    return list(found.values())[:MAX_TERMS]


def _few(entries: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    if len(entries) > MAX_TERMS:
        detail = f"A glossary has at most {MAX_TERMS} entries."
        raise ServiceError("bad_glossary", detail, {"entries": [detail]})
    return entries


def _checked(entry: Mapping[str, Any], index: int) -> dict[str, Any]:
    term, translation = (_plain(entry.get(name)) for name in ("term", "translation"))
    try:
        return GlossaryTerm(term, translation or None).to_json()
    except InputError as exc:
        half = "term" if _is_bad(term) else "translation"
        detail = f"{str(exc)[:1].upper()}{str(exc)[1:]}."
        raise ServiceError("bad_glossary", detail, {f"entries.{index}.{half}": [detail]}) from exc


def _is_bad(term: str) -> bool:
    try:
        GlossaryTerm(term)
    except InputError:
        return True
    return False


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace("\0", "").split())


def _refuse_doubles(keys: Iterable[tuple[str, str]]) -> None:
    seen: set[tuple[str, str]] = set()
    for index, (term, language) in enumerate(keys):
        if (_key(term), language) in seen:
            detail = f"“{term}” is there twice."
            raise ServiceError("bad_glossary", detail, {f"entries.{index}.term": [detail]})
        seen.add((_key(term), language))


def _key(term: str) -> str:
    return term.casefold()
