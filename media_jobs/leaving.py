"""What is cleared away before an account can go: work under way, pieces of files, caches.

``accounts.leaving`` finds ``clear_away`` by the setting ``ACCOUNTS_LEAVING_STEPS``. Rows, and the
files that they name, it finds and deletes by itself.
"""

import shutil
from pathlib import Path

from django.conf import settings

from accounts.belongings import all_belongings
from accounts.models import User
from media_jobs import services, upload_sessions
from media_jobs.models import DubProject, Errand, Mail, MediaJob, UploadSession, Video


def clear_away(person: User) -> bool:
    """Stop what is under way for a person, and delete what no row names.

    Returns:
        ``False`` when something is still ending; nothing more may come of it before the rest goes.
    """
    if _stop_work(person) or _dubs_are_in_the_way(person):
        return False
    for session in UploadSession.objects.filter(owner=person):
        upload_sessions.discard(session)
    # Messages of Django's own have an address and no person.
    Mail.objects.filter(recipient=person.email).delete()
    _clear_caches(person)
    return True


def _stop_work(person: User) -> bool:
    """Stop jobs and errands; whether there were any."""
    jobs = list(MediaJob.objects.unfinished().filter(owner=person))
    for job in jobs:
        services.cancel_quietly(job)
    n_errands = 0
    for belonging in all_belongings():
        if issubclass(belonging.model, Errand):
            # Cancelling leaves those alone that have ended.
            n_errands += sum(errand.cancel() for errand in belonging.of(person))
    return bool(jobs or n_errands)


def _has_dubs(person: User) -> bool:
    dubs = Video.objects.filter(owner=person, kind=Video.Kind.DUB)
    return dubs.exists() or DubProject.objects.filter(owner=person).exists()


def _dubs_are_in_the_way(person: User) -> bool:
    """Whether pieces of dubs are to go while some other dub may be about to read its own."""
    running = MediaJob.objects.filter(kind=MediaJob.Kind.DUB, state=MediaJob.State.RUNNING)
    return _has_dubs(person) and running.exists()


def _clear_caches(person: User) -> None:
    """Delete what was found out about videos.

    It is kept by what is in the videos, not by whose they are, so all of it goes; what others
    still need is made again.
    """
    folders = [settings.JOBS_TRACKS_DIR]
    if _has_dubs(person):
        folders.append(settings.JOBS_DUBS_DIR)
    for folder in folders:
        shutil.rmtree(Path(folder), ignore_errors=True)
