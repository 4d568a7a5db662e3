"""Tests for people in the Django admin."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import AuditEvent, Plan, User


@pytest.fixture
def as_root(client, db):
    client.force_login(User.objects.create_superuser("root@example.org", "x"))
    return client


@pytest.fixture
def as_helper(client, db):
    """Staff who may change people, and is no superuser."""
    helper = User.objects.create_user("helper@example.org", "x", is_staff=True)
    for name in ("view_user", "change_user"):
        helper.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(helper)
    return client


def form_of(client, person, **changes) -> dict[str, object]:
    """What the page of a person would send."""
    page = client.get(f"/admin/accounts/user/{person.pk}/change/")
    form = page.context["adminform"].form
    values = {name: form.initial.get(name) for name in form.fields if name != "password"}
    inline = {"suspensions-TOTAL_FORMS": 0, "suspensions-INITIAL_FORMS": 0}
    sent = {**values, **inline, **changes}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def test_people_are_suspended_for_a_reason(as_root, alice, bob, mailoutbox):
    listed = as_root.post(
        "/admin/accounts/user/",
        {"action": "suspend_people", "_selected_action": [alice.pk, bob.pk]},
    )
    asked = as_root.get(listed.url)
    empty = as_root.post("/admin/accounts/user/suspend/", {"person": [alice.pk], "reason": " "})
    done = as_root.post(
        "/admin/accounts/user/suspend/", {"person": [alice.pk, bob.pk], "reason": "Spam."}
    )

    assert "alice@example.org" in asked.text
    assert "Say why." in empty.text
    assert done.status_code == 302
    assert User.objects.filter(is_active=True).count() == 1
    assert len(mailoutbox) == 2


def test_people_are_let_in_again(as_root, alice):
    as_root.post("/admin/accounts/user/suspend/", {"person": [alice.pk], "reason": "Spam."})

    as_root.post(
        "/admin/accounts/user/", {"action": "let_in_again", "_selected_action": [alice.pk]}
    )

    alice.refresh_from_db()
    assert alice.is_active


def test_what_is_changed_is_on_record_field_by_field(as_root, alice):
    group = Group.objects.create(name="Moderators")
    values = form_of(as_root, alice, display_name="Alicia", is_staff="on", groups=[group.pk])

    answer = as_root.post(f"/admin/accounts/user/{alice.pk}/change/", values)

    events = {event.action: event.changes for event in AuditEvent.objects.all()}
    assert answer.status_code == 302
    assert events["user.changed"] == {
        "display_name": ["Alice", "Alicia"],
        "is_staff": [False, True],
    }
    assert events["account.rights_changed"] == {"groups": [[], ["Moderators"]]}


def test_staff_cannot_give_themselves_rights(as_helper):
    helper = User.objects.get(email="helper@example.org")

    as_helper.post(
        f"/admin/accounts/user/{helper.pk}/change/",
        form_of(as_helper, helper, is_superuser="on", display_name="H"),
    )

    helper.refresh_from_db()
    assert (helper.display_name, helper.is_superuser) == ("H", False)


def test_staff_cannot_change_the_password_of_a_superuser(as_helper):
    root = User.objects.create_superuser("root@example.org", "x")

    answers = [
        as_helper.post(f"/admin/accounts/user/{root.pk}/password/", {"password1": "y"}),
        as_helper.post(f"/admin/accounts/user/{root.pk}/change/", {"email": "me@example.org"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_new_password_is_on_record_without_it(as_root, alice):
    values = {"password1": "a very long pass", "password2": "a very long pass"}

    as_root.post(
        f"/admin/accounts/user/{alice.pk}/password/", {**values, "usable_password": "true"}
    )

    alice.refresh_from_db()
    event = AuditEvent.objects.get(action="account.password_set")
    assert alice.check_password("a very long pass")
    assert event.changes == {}


def test_deleting_somebody_takes_everything_along(as_root, anna, alice):
    anna.owner = alice
    anna.save()
    page = f"/admin/accounts/user/{alice.pk}/delete/"

    asked = as_root.get(page)
    as_root.post(page, {"post": "yes"})

    assert "Alice" in asked.text
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not type(anna).objects.filter(pk=anna.pk).exists()
    assert AuditEvent.objects.filter(action="account.deleted").exists()


def test_the_owner_is_not_deleted(as_root, alice):
    User.objects.filter(pk=alice.pk).update(is_owner=True)

    as_root.post(
        "/admin/accounts/user/",
        {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"},
    )

    assert User.objects.filter(pk=alice.pk).exists()


def test_changed_limits_are_on_record(as_root):
    plan = Plan.objects.create(name="Small", jobs=1)

    as_root.post(f"/admin/accounts/plan/{plan.pk}/change/", {"name": "Small", "jobs": 5})

    event = AuditEvent.objects.get(action="plan.changed")
    assert event.changes == {"jobs": [1, 5]}


@pytest.mark.parametrize(
    "page", ["mfa/authenticator", "socialaccount/socialapp", "socialaccount/socialtoken"]
)
def test_secrets_of_signing_in_have_no_page(as_root, page):
    assert as_root.get(f"/admin/{page}/").status_code == 404
