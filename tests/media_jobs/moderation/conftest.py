"""What tests of moderation share: somebody who decides, and a model that reads."""

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache

from accounts.models import User
from media_jobs import pipeline_factory, text_checks
from media_jobs.quick_process import QuickProcess


@pytest.fixture(autouse=True)
def fresh_counters(settings):
    cache.clear()
    settings.SITE_URL = "https://studio.example.org"


@pytest.fixture
def moderator(db) -> User:
    """Staff with the one permission, and no other."""
    person = User.objects.create_user("mo@example.org", "x", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="moderate"))
    return person


@pytest.fixture
def as_moderator(moderator, client):
    client.force_login(moderator)
    return client


@pytest.fixture
def reading(fake_process, monkeypatch):
    """Texts are read by the fake child."""
    process = QuickProcess(lambda: fake_process, idle_seconds=60, patience=5)
    monkeypatch.setattr(pipeline_factory, "reviewing_process", lambda: process)
    monkeypatch.setattr(text_checks, "default_reviewer", lambda: "gemini")
    yield process
    process.close()
