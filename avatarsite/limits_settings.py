"""Settings of what people may use, how often they may ask, and how they leave."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from avatarsite import env


def cache_at(name: str) -> dict[str, Any]:
    """The entry of ``CACHES`` that a URL names; memory of this process without one.

    Counters of rate limits live there, so it must hold those of very many visitors, and processes
    that serve one site must share it.

    Raises:
        ImproperlyConfigured: the scheme is not supported.
    """
    url = env.text(name)
    if not url:
        memory = "django.core.cache.backends.locmem.LocMemCache"
        return {"BACKEND": memory, "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10}}
    scheme = url.partition(":")[0]
    if scheme not in ("redis", "rediss"):
        raise ImproperlyConfigured(f"{name}: {scheme!r} is not supported; use redis://…")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}


CACHES = {"default": cache_at("AVATAR_CACHE_URL")}

# Limits of everybody for whom no plan says otherwise; 0: no limit.
PLAN_MINUTES = env.integer("AVATAR_MINUTES_PER_MONTH", 0)  # of finished video
PLAN_JOBS = env.integer("AVATAR_MAX_JOBS", 0)  # videos of one person in the making at once
STORAGE_MAX_MB = env.integer("AVATAR_MAX_STORAGE_MB", 0)  # of one person's files

RATES_API_PER_MINUTE = env.integer("AVATAR_API_PER_MINUTE", 600)  # of one person; 0: no limit
RATES_REQUESTS_PER_MINUTE = env.integer("AVATAR_REQUESTS_PER_MINUTE", 1500)  # or one address
# Of one person each; what costs money or much work. Chunks of a file are limited by its size.
THROTTLE_RATES = {
    "scripts": f"{env.integer('AVATAR_SCRIPTS_PER_HOUR', 60, minimum=1)}/hour",
    "detection": "60/minute",
    "trials": "30/minute",
    "dubs": f"{env.integer('AVATAR_DUBS_PER_HOUR', 60, minimum=1)}/hour",
    "translations": "600/hour",
    "spoken_lines": "120/minute",
    "uploads": f"{env.integer('AVATAR_UPLOADS_PER_HOUR', 300, minimum=1)}/hour",
    "pictures": "30/hour",
    "exports": "6/hour",
    "webhook_tests": "60/hour",
}

ACCOUNT_GRACE_DAYS = env.integer("AVATAR_ACCOUNT_GRACE_DAYS", 14)  # to change one's mind
# What apps above have to clear away before an account can go: dotted paths, in order.
ACCOUNTS_LEAVING_STEPS = ["media_jobs.leaving.clear_away"]
ACCOUNTS_PICTURE_MAKER = "media_jobs.profile_pictures.squared"
EXPORTS_DAYS = env.integer("AVATAR_EXPORT_DAYS", 7, minimum=1)  # that an export is kept
