"""Tests for `accounts.plans`: which limit counts for whom."""

import pytest
from django.db import IntegrityError

from accounts.models import Allowance, Plan
from accounts.plans import limits_of


@pytest.fixture(autouse=True)
def usual(settings):
    settings.PLAN_MINUTES = 60
    settings.PLAN_JOBS = 3
    settings.STORAGE_MAX_MB = 500


def test_without_plans_the_settings_count(alice):
    limits = limits_of(alice)

    assert (limits.plan, limits.render_minutes, limits.jobs) == ("", 60, 3)


def test_a_default_plan_counts_for_everybody(alice):
    Plan.objects.create(name="Free", is_default=True, render_minutes=10)

    limits = limits_of(alice)

    assert (limits.plan, limits.render_minutes) == ("Free", 10)
    assert limits.storage_mb == 500


def test_somebodys_own_plan_counts_before_the_default_one(alice, bob):
    Plan.objects.create(name="Free", is_default=True, render_minutes=10)
    plan = Plan.objects.create(name="Pro", render_minutes=600)
    Allowance.objects.create(person=alice, plan=plan)

    assert limits_of(alice).render_minutes == 600
    assert limits_of(bob).render_minutes == 10


def test_what_one_person_is_allowed_counts_before_any_plan(alice):
    Plan.objects.create(name="Free", is_default=True, render_minutes=10, jobs=1)
    Allowance.objects.create(person=alice, render_minutes=0)

    limits = limits_of(alice)

    assert (limits.render_minutes, limits.jobs) == (0, 1)


def test_the_plan_of_somebody_may_go(alice):
    plan = Plan.objects.create(name="Pro", render_minutes=600)
    Allowance.objects.create(person=alice, plan=plan)

    plan.delete()

    assert limits_of(alice).render_minutes == 60


def test_there_is_one_default_plan(db):
    Plan.objects.create(name="Free", is_default=True)

    with pytest.raises(IntegrityError):
        Plan.objects.create(name="Other", is_default=True)
