"""Tests for `accounts.leaving`: the way out, the way back, and that nothing is left."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from accounts import leaving
from accounts.belongings import all_belongings
from accounts.models import AuditEvent, User
from media_jobs.models import Mail, MediaAsset, MediaJob, UploadSession
from tests.accounts import row_maker


@pytest.fixture
def due(alice, settings):
    settings.ACCOUNT_GRACE_DAYS = 0
    leaving.ask(alice)
    return alice


def every_file(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def end_work():
    """What the first round of deleting stops has ended when the second begins."""
    leaving.delete_due()
    return leaving.delete_due()


def test_nothing_of_whoever_left_is_left(due, data_dir):
    rows = row_maker.make_all(due)
    due.picture.save("me.webp", row_maker.ContentFile(b"me"))
    keys = {type(row): row.pk for row in rows}
    part = Path(data_dir / "parts" / f"{UploadSession.objects.get().pk}.part")
    track, piece = data_dir / "cache" / "key" / "curves.npz", data_dir / "dubs" / "piece"
    for path in (part, track, piece):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"private")
    assert len(every_file(data_dir)) > 5

    gone = end_work()

    assert gone == 1
    assert not User.objects.filter(pk=due.pk).exists()
    left = [model for model, key in keys.items() if model.objects.filter(pk=key).exists()]
    assert left == []
    assert every_file(data_dir) == []


def test_no_table_names_whoever_left_but_the_audit_log(due):
    row_maker.make_all(due)

    end_work()

    naming = {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is User
        and model._base_manager.filter(**{field.attname: due.pk}).exists()
    }
    assert naming == {AuditEvent}


def test_every_table_of_people_is_tried():
    direct = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is User
        and field.remote_field.on_delete is models.CASCADE
    }

    assert {MediaAsset, MediaJob, UploadSession} < direct
    assert direct <= {belonging.model for belonging in all_belongings()}


def test_what_others_have_stays(due, bob, data_dir):
    row_maker.make_all(bob)
    files = every_file(data_dir)

    end_work()

    assert files
    assert every_file(data_dir) == files
    assert all(belonging.of(bob).exists() for belonging in all_belongings())


def test_messages_without_a_person_go_by_their_address(due):
    Mail.objects.create(kind="other", key="x", recipient=due.email, subject="Reset")

    leaving.delete_due()

    assert not Mail.objects.filter(recipient=due.email).exists()


def test_sessions_go(client, alice, bob, settings):
    from django.test import Client

    client.force_login(alice)
    Client().force_login(bob)
    settings.ACCOUNT_GRACE_DAYS = 0
    leaving.ask(alice)

    leaving.delete_due()

    owners = [row.get_decoded()["_auth_user_id"] for row in Session.objects.all()]
    assert owners == [str(bob.pk)]


def test_work_under_way_is_stopped_before_anything_goes(due):
    job = row_maker.make(MediaJob, {User: due})

    first = leaving.delete_due()

    job.refresh_from_db()
    assert (first, job.state) == (0, "cancelled")
    assert leaving.delete_due() == 1


def test_nothing_goes_before_the_days_of_grace_are_over(alice):
    when = leaving.ask(alice)

    assert leaving.delete_due() == 0
    assert when > timezone.now() + timedelta(days=13)
    assert User.objects.get(pk=alice.pk).is_active


def test_coming_back_keeps_everything(alice):
    leaving.ask(alice)

    assert leaving.come_back(alice) is True
    assert User.objects.get(pk=alice.pk).leaves_at is None
    assert leaving.delete_due() == 0


def test_after_the_end_there_is_no_way_back(due):
    User.objects.filter(pk=due.pk).update(is_active=False)

    assert leaving.come_back(due) is False


def test_asking_twice_does_not_put_the_day_off(alice):
    first = leaving.ask(alice)

    assert leaving.ask(alice) == first


def test_the_owner_cannot_leave_the_site_alone(alice):
    User.objects.filter(pk=alice.pk).update(is_owner=True)

    with pytest.raises(leaving.OwnerStaysError):
        leaving.ask(alice)
    with pytest.raises(leaving.OwnerStaysError):
        leaving.delete_now(alice, actor=None)


def test_an_administrator_deletes_at_once(alice, bob):
    assert leaving.delete_now(bob, actor=alice) is True

    assert not User.objects.filter(pk=bob.pk).exists()
    actions = AuditEvent.objects.filter(object_id=str(bob.pk)).values_list("action", flat=True)
    assert set(actions) == {"account.deletion_ordered", "account.deleted"}


def test_one_account_that_cannot_go_does_not_keep_the_others(alice, bob, monkeypatch, settings):
    settings.ACCOUNT_GRACE_DAYS = 0
    leaving.ask(alice)
    leaving.ask(bob)
    done = leaving._finish

    def stubborn(person):
        if person == alice:
            raise OSError
        return done(person)

    monkeypatch.setattr(leaving, "_finish", stubborn)

    assert leaving.delete_due() == 1
    assert User.objects.get() == alice
