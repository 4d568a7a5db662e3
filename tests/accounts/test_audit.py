import pytest

from accounts import audit
from accounts.models import AuditEvent


def test_an_event_tells_who_did_what_to_whom(alice, bob, rf):
    audit.record(alice, "account.suspended", bob, {"is_active": [True, False]}, request=rf.get("/"))

    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_name) == (alice, "alice@example.org")
    assert (event.object_type, event.object_id, event.object_name) == ("user", str(bob.pk), "Bob")
    assert event.changes == {"is_active": [True, False]}
    assert len(event.address) == 24


def test_the_log_outlives_the_account_of_who_acted(alice, bob):
    audit.record(alice, "account.suspended", bob)

    alice.delete()

    assert AuditEvent.objects.get().actor_name == "alice@example.org"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(action="nothing"),
        lambda event: AuditEvent.objects.all().delete(),
    ],
)
def test_what_is_in_the_log_stays_as_it_is(alice, bob, attempt):
    event = audit.record(None, "account.made", bob)

    with pytest.raises(TypeError):
        attempt(event)

    assert AuditEvent.objects.get().action == "account.made"
