"""Tests for the pages about usage and one's own data."""

import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.models import Allowance, Plan
from media_jobs import exports, quotas
from media_jobs.models import DataExport, RenderedTime
from studio.templatetags.people import quota_notice
from studio.usage import gauges_of, low_gauges


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


@pytest.fixture
def used(alice):
    def use(minutes):
        RenderedTime.objects.create(owner=alice, job=uuid.uuid4(), seconds=minutes * 60)

    return use


@pytest.fixture
def made(alice):
    row = exports.order(alice)
    exports.export_next()
    row.refresh_from_db()
    return row


def test_without_limits_the_page_says_so(as_alice):
    page = as_alice.get("/profile/usage/").text

    assert page.count("No limit") == 3
    assert "Nothing yet." in page


def test_limits_and_what_is_used_of_them_are_shown(as_alice, alice, used):
    plan = Plan.objects.create(name="Small", render_minutes=10, storage_mb=100, jobs=2)
    Allowance.objects.create(person=alice, plan=plan)
    used(2.5)

    page = as_alice.get("/profile/usage/").text

    assert "Your plan is Small." in page
    assert "7.5 of 10 min left" in page
    assert "100 MB of 100 MB left" in page
    assert "2.5 min" in page


@pytest.fixture
def ten_minutes(anna, settings):
    settings.PLAN_MINUTES = 10


@pytest.mark.parametrize(
    ("minutes", "told"), [(7.9, False), (8.1, True), (10, True)], ids=["enough", "little", "none"]
)
def test_the_studio_tells_when_a_fifth_is_left(as_alice, ten_minutes, used, minutes, told):
    used(minutes)

    pages = [as_alice.get(path).text for path in ("/", "/dub/")]

    assert [("Minutes of video:" in page) for page in pages] == [told, told]


def test_videos_in_the_making_are_nothing_to_warn_of(alice, settings):
    settings.PLAN_JOBS = 1
    usage = replace(quotas.usage_of(alice), n_jobs=1)

    full = [gauge.key for gauge in gauges_of(usage) if gauge.is_out]

    assert full == ["jobs"]
    assert list(low_gauges(usage)) == []


def test_somebody_without_limits_costs_the_studio_two_questions(alice, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert quota_notice(alice) == {}


def test_an_export_is_ordered_followed_and_fetched(as_alice, alice):
    ordered = as_alice.post("/profile/data/new/", follow=True).text
    exports.export_next()
    ready = as_alice.get("/profile/data/", headers={"HX-Request": "true"}).text

    assert "Being put together" in ordered
    assert 'hx-trigger="every 2s"' in ordered
    assert "hx-trigger" not in ready
    assert "<html" not in ready
    assert f"/media/exports/{DataExport.objects.get().pk}/?" in ready


def test_an_export_that_failed_says_why(as_alice, made):
    DataExport.objects.update(state="failed", error_code="no_space", file="")

    page = as_alice.get("/profile/data/").text

    assert "room" in page
    assert "/media/exports/" not in page


def test_an_export_can_be_deleted(as_alice, made):
    path = made.file.path

    as_alice.post(f"/profile/data/{made.pk}/delete/")

    assert not DataExport.objects.exists()
    assert not Path(path).exists()


def test_exports_of_others_are_not_there(client, bob, made):
    client.force_login(bob)

    assert "/media/exports/" not in client.get("/profile/data/").text
    assert client.post(f"/profile/data/{made.pk}/delete/").status_code == 404
    assert DataExport.objects.exists()


def test_ordering_again_and_again_is_slowed_down(as_alice):
    answers = [as_alice.post("/profile/data/new/") for _ in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 6 + [429]
    assert answers[-1]["Retry-After"]


@pytest.mark.parametrize("path", ["usage/", "data/", "leave/"])
def test_strangers_sign_in_first(client, alice, path):
    assert "/accounts/login/" in client.get(f"/profile/{path}")["Location"]


def test_the_parts_of_the_profile_lead_to_one_another(as_alice):
    for path in ("/profile/", "/profile/usage/", "/profile/data/"):
        page = as_alice.get(path).text

        assert 'href="/profile/usage/"' in page
        assert page.count('aria-current="page"') == 1
