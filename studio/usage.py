"""What is used of what may be used, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from media_jobs.quotas import MEBIBYTE, MINUTE, Usage
from studio.templatetags.studio_ui import file_size

MEGABYTE: Final = 1_000_000  # bytes
LITTLE: Final = 0.2  # share left, from which on pages tell of it


@dataclass(frozen=True)
class Gauge:
    """One of the limits.

    Attributes:
        key: its name.
        title: what is counted.
        used: in words.
        left: in words; empty where there is no limit.
        share: that is used, within [0, 1]; ``None`` where there is no limit.
    """

    key: str
    title: str
    used: str
    left: str
    share: float | None

    @property
    def percent(self) -> int:
        """The share as a whole number, within [0, 100]."""
        return round(100 * min(1.0, self.share or 0.0))

    @property
    def is_low(self) -> bool:
        """Whether little or nothing is left."""
        return self.share is not None and self.share > 1 - LITTLE

    @property
    def is_out(self) -> bool:
        """Whether nothing is left."""
        return self.share is not None and self.share >= 1


def gauges_of(usage: Usage) -> list[Gauge]:
    """Every limit with what is used of it."""
    return [_minutes(usage), _storage(usage), _jobs(usage)]


def low_gauges(usage: Usage) -> Iterator[Gauge]:
    """Those of which little is left; waiting for videos in the making is nothing to warn of."""
    yield from (each for each in gauges_of(usage) if each.is_low and each.key != "jobs")


def _minutes(usage: Usage) -> Gauge:
    limit = usage.limits.render_minutes
    seconds = usage.seconds + usage.seconds_coming
    used = _("%(minutes)s min made this month") % {"minutes": _tenths(seconds / MINUTE)}
    left = ""
    if usage.seconds_left is not None:
        told = {"left": _tenths(usage.seconds_left / MINUTE), "limit": limit}
        left = _("%(left)s of %(limit)d min left") % told
    share = seconds / (limit * MINUTE) if limit else None
    return Gauge("minutes", _("Minutes of video"), used, left, share)


def _storage(usage: Usage) -> Gauge:
    taken, limit = usage.storage["used_bytes"], usage.limits.storage_mb * MEBIBYTE
    used = _("%(size)s of files") % {"size": _size(taken)}
    left = ""
    if usage.bytes_left is not None:
        told = {"left": _size(usage.bytes_left), "limit": _size(limit)}
        left = _("%(left)s of %(limit)s left") % told
    return Gauge("storage", _("Storage"), used, left, taken / limit if limit else None)


def _size(n_bytes: int) -> str:
    """As limits are written, whose MB are 1024 times 1024 bytes."""
    return file_size(round(n_bytes * MEGABYTE / MEBIBYTE)) if n_bytes else "0 kB"


def _jobs(usage: Usage) -> Gauge:
    limit, n = usage.limits.jobs, usage.n_jobs
    used = ngettext("%(n)d video in the making", "%(n)d videos in the making", n) % {"n": n}
    left = _("%(limit)d at once") % {"limit": limit} if limit else ""
    return Gauge("jobs", _("At the same time"), used, left, n / limit if limit else None)


def _tenths(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
