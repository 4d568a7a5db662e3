"""Time zones that people can choose."""

from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from accounts.models import User

OTHERS = ("Etc/", "SystemV/", "US/", "posix/", "right/")  # aliases and technical names


def zone_of(person: User) -> ZoneInfo:
    """The time zone of a person; UTC where none was chosen, or none that this system knows."""
    try:
        return ZoneInfo(person.time_zone or "UTC")
    except (ValueError, LookupError, OSError):
        return ZoneInfo("UTC")


@cache
def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones by continent, as groups of a select: name of the data base, name of the place."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, region, place in sorted(_places()):
        groups.setdefault(region, []).append((name, place))
    return [*groups.items(), ("UTC", [("UTC", "UTC")])]


def _places() -> Iterator[tuple[str, str, str]]:
    for name in available_timezones():
        region, _, place = name.partition("/")
        if place and not name.startswith(OTHERS):
            yield name, region, place.replace("_", " ").replace("/", " – ")
