"""A site with a mail server, and a video about which there is an e-mail."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from media_jobs import mailbox
from media_jobs.models import Mail, MediaJob
from tests.media_jobs.mail.mail_material import SITE


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "Avatar Studio <studio@example.org>"


@pytest.fixture
def with_server(settings, smtp):
    """The settings name a mail server that notes what arrives."""
    settings.MAIL_SERVER = smtp.server
    return smtp


@pytest.fixture
def ended_job(make_finished, alice, picture, django_capture_on_commit_callbacks):
    """Makes a job that has ended, with a poster that can be looked at, and the mail about it."""

    def make(wish=User.MailWhen.ALWAYS, **change) -> MediaJob:
        User.objects.filter(pk=alice.pk).update(mail_when_finished=wish, mail_when_failed=wish)
        video = make_finished(title="How a volcano is born")
        video.poster.file.save("poster.png", ContentFile(picture))
        MediaJob.objects.filter(video=video).update(finished_at=timezone.now(), **change)
        job = video.jobs.get()
        with django_capture_on_commit_callbacks(execute=True):
            mailbox.job_ended(job.pk)
        return job

    return make


@pytest.fixture
def the_mail(ended_job):
    ended_job()
    return Mail.objects.get()
