"""How much a person may use: what they are allowed, else their plan, else the site's settings."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from accounts.models import Allowance, Plan, User

NAMES: Final = ("render_minutes", "storage_mb", "jobs", "upload_mb", "dub_mb")


@dataclass(frozen=True, slots=True)
class PersonalLimits:
    """What one person may use; 0 stands for no limit in the first three.

    Attributes:
        plan: its name; empty where only the settings count.
        render_minutes: of finished video in a calendar month.
        storage_mb: of all files.
        jobs: videos that may wait or be made at the same time.
        upload_mb: of one file.
        dub_mb: of one video to be dubbed.
    """

    plan: str
    render_minutes: int
    storage_mb: int
    jobs: int
    upload_mb: int
    dub_mb: int


def limits_of(person: User) -> PersonalLimits:
    """What a person may use now."""
    allowance = Allowance.objects.select_related("plan").filter(person=person).first()
    plan = (allowance and allowance.plan) or Plan.objects.filter(is_default=True).first()
    defaults = _settings()
    chosen = {
        name: _first(getattr(allowance, name, None), getattr(plan, name, None), defaults[name])
        for name in NAMES
    }
    return PersonalLimits(plan=plan.name if plan else "", **chosen)


def _settings() -> dict[str, int]:
    return {
        "render_minutes": settings.PLAN_MINUTES,
        "storage_mb": settings.STORAGE_MAX_MB,
        "jobs": settings.PLAN_JOBS,
        "upload_mb": settings.UPLOADS_MAX_MB,
        "dub_mb": settings.UPLOADS_MAX_DUB_MB,
    }


def _first(*values: int | None) -> int:
    """The first that says anything; 0 does."""
    return next(value for value in values if value is not None)
