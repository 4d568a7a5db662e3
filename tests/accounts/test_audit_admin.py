"""Tests for the audit log in the admin: it can be read and taken along, and only grows."""

import csv
import json
from io import StringIO

import pytest

from accounts import audit
from accounts.models import AuditEvent, User

LIST = "/admin/accounts/auditevent/"


@pytest.fixture
def as_root(client, db):
    client.force_login(User.objects.create_superuser("root@example.org", "x"))
    return client


@pytest.fixture
def events(alice, bob):
    audit.record(alice, "video.shared", bob, {"days": [None, 7]})
    audit.record(None, "report.made", bob, {"reason": '=HYPERLINK("x")'})


def export(client, form, **wish) -> str:
    return client.get(f"{LIST}export/{form}/", wish).getvalue().decode()


def test_events_are_listed_found_and_sifted(as_root, events):
    def actions(**wish):
        return {row.action for row in as_root.get(LIST, wish).context["cl"].result_list}

    assert actions() >= {"video.shared", "report.made"}
    assert actions(q="alice@example.org") == {"video.shared"}
    assert actions(action="report.made") == {"report.made"}
    assert actions(object_type="avatar") == set()


def test_events_can_be_looked_at_and_neither_added_changed_nor_deleted(as_root, events):
    event = AuditEvent.objects.get(action="video.shared")
    page = f"{LIST}{event.pk}/"

    shown = as_root.get(f"{page}change/")
    answers = [
        as_root.get(f"{LIST}add/"),
        as_root.post(f"{page}change/", {"action": "forged"}),
        as_root.post(f"{page}delete/", {"post": "yes"}),
        as_root.post(LIST, {"action": "delete_selected", "_selected_action": [event.pk]}),
    ]

    assert "video.shared" in shown.text
    assert [answer.status_code for answer in answers[:3]] == [403, 403, 403]
    assert AuditEvent.objects.get(pk=event.pk).action == "video.shared"


def test_the_list_is_taken_along_as_a_table_without_formulas(as_root, events):
    rows = list(csv.DictReader(StringIO(export(as_root, "csv").removeprefix("\ufeff"))))

    shared = next(row for row in rows if row["action"] == "video.shared")
    assert shared["actor_name"] == "alice@example.org"
    assert json.loads(shared["changes"]) == {"days": [None, 7]}
    assert not any(value.startswith("=") for row in rows for value in row.values())


def test_the_list_is_taken_along_as_lines_of_json_with_its_filters(as_root, events):
    lines = export(as_root, "json", action="report.made").splitlines()

    [made] = [json.loads(line) for line in lines]
    assert (made["action"], made["actor"], made["object_name"]) == ("report.made", None, "Bob")


def test_taking_it_along_is_on_record(as_root, events):
    n_before = AuditEvent.objects.count()

    export(as_root, "csv", q="alice@example.org")

    event = AuditEvent.objects.get(action="audit_log.exported")
    assert event.changes == {"format": "csv", "events": 1}
    assert AuditEvent.objects.count() == n_before + 1


def test_only_those_who_may_read_it_take_it_along(client, alice, events):
    staff = User.objects.create_user("staff@example.org", "x", is_staff=True)
    client.force_login(staff)
    forbidden = client.get(f"{LIST}export/csv/").status_code
    client.force_login(alice)

    assert forbidden == 403
    assert client.get(f"{LIST}export/csv/").status_code == 302


def test_other_forms_are_unknown(as_root):
    assert as_root.get(f"{LIST}export/exe/").status_code == 404
