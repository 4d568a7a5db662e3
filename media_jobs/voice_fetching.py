"""Voices of the catalogue: which there are, and bringing one into this installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dramatiq
from django.db import transaction

from accounts.models import User
from inference.voice_catalogue.catalogue import CatalogueVoice, catalogue, find_in_catalogue
from inference.voice_catalogue.fetching import fetch
from inference.voice_catalogue.installed import installed_voices
from media_jobs import errands, pipeline_factory
from media_jobs.broker import broker
from media_jobs.errands import ErrandReporter
from media_jobs.models import VoiceFetch
from media_jobs.refusals import ServiceError
from media_jobs.render_process import RenderInterruptedError


@dataclass(frozen=True, slots=True)
class OfferedVoice:
    """A voice of the catalogue as it is shown.

    Attributes:
        voice: what the catalogue says.
        installed: whether it is here.
        fetch: where its fetching stands, if somebody asked for it.
    """

    voice: CatalogueVoice
    installed: bool
    fetch: VoiceFetch | None


@dramatiq.actor(broker=broker, queue_name="voices")
def fetch_next() -> None:
    """Fetch the voice whose turn it is."""
    errands.run_next(VoiceFetch.objects.all(), _fetch)


def _fetch(row: VoiceFetch, reporter: ErrandReporter) -> Mapping[str, Any]:
    """In this process: it only receives and compares; the network is read in one of its own."""

    def is_cancelled() -> bool:
        if pipeline_factory.shared_render_process().is_closed:
            raise RenderInterruptedError  # what has arrived is kept for the next start
        return not reporter.is_wanted()

    def note(received: int, expected: int) -> None:
        reporter.note(received / max(1, expected))

    fetch(find_in_catalogue(row.voice), note, is_cancelled)
    return {}


def offered_voices(language: str = "") -> list[OfferedVoice]:
    """The catalogue, by language.

    Args:
        language: BCP 47 tag; ``de`` also finds ``de-DE``. Empty for all.
    """
    here = {each.key for each in installed_voices()}
    asked = {row.voice: row for row in VoiceFetch.objects.all()}
    return [
        OfferedVoice(voice, voice.key in here, asked.get(voice.id))
        for voice in catalogue()
        if not language or _speaks(voice, language)
    ]


def _speaks(voice: CatalogueVoice, language: str) -> bool:
    return f"{voice.language}-".lower().startswith(f"{language}-".lower())


def offered_voice(voice_id: str) -> OfferedVoice:
    """One voice of the catalogue.

    Raises:
        UnknownCatalogueVoiceError: there is none of this id.
    """
    voice = find_in_catalogue(voice_id)
    here = any(each.key == voice.key for each in installed_voices())
    return OfferedVoice(voice, here, VoiceFetch.objects.filter(voice=voice.id).first())


def may_fetch(user: User) -> bool:
    """Whether a person may change what is installed."""
    return user.is_owner or user.is_staff


def start(user: User, voice_id: str) -> tuple[OfferedVoice, bool]:
    """Have a voice fetched.

    Returns:
        The voice, and whether anything is to be done.

    Raises:
        ServiceError: ``owner_only``.
        UnknownCatalogueVoiceError: there is no such voice.
    """
    _refuse_others(user)
    offered = offered_voice(voice_id)
    if offered.installed:
        return offered, False
    with transaction.atomic():
        row, is_new = VoiceFetch.objects.get_or_create(
            voice=offered.voice.id, defaults={"asked_by": user}
        )
        if not is_new:
            row.queue(asked_by=user)
        transaction.on_commit(fetch_next.send)
    return OfferedVoice(offered.voice, installed=False, fetch=row), True


def cancel(user: User, voice_id: str) -> None:
    """Stop fetching a voice.

    Raises:
        ServiceError: ``owner_only``.
        UnknownCatalogueVoiceError: there is no such voice.
    """
    _refuse_others(user)
    if row := offered_voice(voice_id).fetch:
        row.cancel()


def _refuse_others(user: User) -> None:
    if not may_fetch(user):
        raise ServiceError("owner_only", "Only the owner of this site can add voices.")
