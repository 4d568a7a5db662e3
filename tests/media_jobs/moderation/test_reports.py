"""Tests for complaints about shared videos and the answers to them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from media_jobs import reports, takedowns
from media_jobs.models import Decision, Flag, Report


@pytest.fixture
def video(make_finished):
    return make_finished(title="Volcanoes")


@pytest.fixture
def complain(video, rf):
    """Complains from an address of its own each time, unless one is given."""
    count = iter(range(1, 200))

    def make(reason="hate", *, address=None, **words) -> Report:
        request = rf.post("/", REMOTE_ADDR=address or f"10.0.0.{next(count)}")
        return reports.file_report(video, reason, request=request, **words)

    return make


def test_a_report_is_kept_flagged_and_acknowledged(video, complain, alice, mailoutbox):
    report = complain(text=" It insults me. ", email="zoe@example.org")

    flag = Flag.objects.get()
    assert (report.text, report.title, report.state) == ("It insults me.", "Volcanoes", "open")
    assert (flag.kind, flag.video, flag.person) == ("reports", video, alice)
    assert flag.facts == {"reports": 1, "reasons": ["hate"]}
    assert mailoutbox[0].to == ["zoe@example.org"]
    assert report.reference in mailoutbox[0].subject


def test_who_complains_twice_counts_once(complain):
    first = complain(address="10.1.1.1")

    again = complain(address="10.1.1.1", text="Really!")

    assert again == first
    assert Report.objects.count() == 1


def test_one_flag_counts_those_who_complain(complain):
    for reason in ("hate", "deception", "hate"):
        complain(reason)

    assert Flag.objects.get().facts == {"reports": 3, "reasons": ["deception", "hate"]}


def test_the_reporter_stays_unknown_in_the_log(complain):
    complain(text="secret words", email="zoe@example.org")

    event = AuditEvent.objects.get(action="report.made")
    assert (event.actor, event.changes) == (None, {"reason": "hate"})
    assert event.address not in ("", "10.0.0.1")


@pytest.mark.parametrize(
    ("decision", "words"),
    [(Decision.DISMISSED, "may stay"), (Decision.UPHELD, "took the video down")],
)
def test_the_reporter_is_told_what_was_decided(complain, moderator, mailoutbox, decision, words):
    report = complain(email="zoe@example.org")

    reports.decide(report, decision, moderator, request=None)

    report.refresh_from_db()
    assert (report.state, report.decided_by) == (decision, moderator)
    assert words in mailoutbox[-1].body
    assert Flag.objects.get().state == decision


def test_a_report_is_decided_once(complain, moderator, mailoutbox):
    report = complain(email="zoe@example.org")
    reports.decide(report, Decision.DISMISSED, moderator, request=None)

    changed = reports.decide(report, Decision.UPHELD, moderator, request=None)

    assert changed is False
    assert len(mailoutbox) == 2


def test_taking_down_answers_everybody_who_complained(video, complain, moderator, mailoutbox):
    complain(email="zoe@example.org")
    complain("sexual", email="max@example.org")
    mailoutbox.clear()

    takedowns.take_down(video, moderator, "No.")

    assert {mail.to[0] for mail in mailoutbox} == {
        "zoe@example.org",
        "max@example.org",
        "alice@example.org",
    }
    assert set(Report.objects.values_list("state", flat=True)) == {"upheld"}


def test_a_flag_stays_open_while_one_report_is(complain, moderator):
    first, _ = complain(), complain("sexual")

    reports.decide(first, Decision.DISMISSED, moderator, request=None)

    assert Flag.objects.get().state == "open"


def test_nobody_can_have_somebody_else_flooded_with_answers(complain, mailoutbox):
    for _ in range(reports.LETTERS_A_DAY + 3):
        complain(email="victim@example.org")

    assert len(mailoutbox) == reports.LETTERS_A_DAY


def test_moderators_are_told_where_that_is_wished(settings, complain, mailoutbox):
    settings.MODERATION_MAIL = ["team@example.org"]

    complain()

    assert mailoutbox[0].to == ["team@example.org"]
    assert "https://studio.example.org/admin/moderation/reports/" in mailoutbox[0].body


def test_addresses_are_forgotten_some_time_after_the_decision(complain, moderator):
    old, new = complain(email="zoe@example.org"), complain("sexual", email="max@example.org")
    for report in (old, new):
        reports.decide(report, Decision.DISMISSED, moderator, request=None)
    Report.objects.filter(pk=old.pk).update(decided_at=timezone.now() - timedelta(days=91))

    n_forgotten = reports.forget_reporters()

    assert n_forgotten == 1
    assert sorted(Report.objects.values_list("email", flat=True)) == ["", "max@example.org"]


def test_a_report_outlives_its_video(video, complain, moderator, mailoutbox):
    report = complain(email="zoe@example.org")
    video.delete()
    report.refresh_from_db()

    reports.decide(report, Decision.UPHELD, moderator, request=None)

    assert (report.video, report.title) == (None, "Volcanoes")
    assert "not here any more" in mailoutbox[-1].body
