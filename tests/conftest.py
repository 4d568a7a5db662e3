"""What all tests share: a data folder of their own, people, a presenter."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from media_jobs.broker import broker
from media_jobs.models import Avatar

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A database file, as in production: threads of one process share it with its real locks."""
    from django.db import connections

    if connections["default"].vendor != "sqlite":
        return
    name = tmp_path_factory.mktemp("database") / "test.sqlite3"
    connections["default"].settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path, tmp_path_factory) -> Path:
    folder = tmp_path / "data"
    settings.DATA_DIR = folder
    settings.MEDIA_ROOT = folder / "media"
    settings.STATIC_ROOT = folder / "static"
    settings.ACCOUNTS_SETUP_TOKEN_FILE = folder / "setup-token"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.mktemp("incoming")
    settings.UPLOADS_PARTS_DIR = folder / "parts"
    settings.JOBS_TRACKS_DIR = folder / "cache"
    settings.JOBS_DUBS_DIR = folder / "dubs"
    settings.JOBS_WORK_DIR = folder / "work"
    settings.JOBS_LOG_DIR = folder / "logs"
    settings.JOBS_VOICE_SAMPLES_DIR = folder / "voices"
    settings.PROVENANCE_DIR = folder / "provenance"
    settings.JOBS_PREPARED_FILE = folder / "prepared.json"
    # The real one takes a tenth of a second for every user made.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return folder


@pytest.fixture(autouse=True)
def empty_queue():
    yield
    broker.flush_all()


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user("alice@example.org", PASSWORD, display_name="Alice")


@pytest.fixture
def bob(db) -> User:
    return User.objects.create_user("bob@example.org", PASSWORD, display_name="Bob")


@pytest.fixture
def as_alice(alice, client):
    client.force_login(alice)
    return client


@pytest.fixture
def confirmed(as_alice):
    """Alice, who has just shown that it is her."""
    as_alice.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return as_alice


@pytest.fixture
def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def make_avatar(db, picture):
    def make(**fields) -> Avatar:
        fields = {"name": "Anna", "slug": "anna", "default_voice": "piper-joe-en", **fields}
        avatar = Avatar(**fields)
        avatar.picture.save("anna.png", ContentFile(picture), save=False)
        avatar.thumbnail.save("small.png", ContentFile(picture), save=False)
        avatar.save()
        return avatar

    return make


@pytest.fixture
def anna(make_avatar) -> Avatar:
    return make_avatar()
