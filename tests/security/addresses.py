"""Every address of the web process, found in its routes rather than listed by hand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """A route.

    Attributes:
        name: with its namespace.
        parameters: names of what varies in it.
        route: as it is written.
    """

    name: str
    parameters: tuple[str, ...]
    route: str

    def filled(self, values: Mapping[str, object]) -> str:
        """The address with its parameters."""
        if self.name.rpartition(":")[2]:
            return reverse(self.name, kwargs={name: values[name] for name in self.parameters})
        return "/" + PARAMETER.sub(lambda found: str(values[found[1]]), self.route)


def every_address() -> list[Address]:
    return list(_addresses(get_resolver(), "", ""))


def _addresses(resolver, route: str, namespace: str) -> Iterator[Address]:
    for each in resolver.url_patterns:
        whole = route + str(each.pattern)
        if not isinstance(each, URLPattern):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _addresses(each, whole, inner)
            continue
        pattern = each.pattern
        regex = getattr(pattern, "regex", None)
        names = pattern.converters or (regex.groupindex if regex else {})
        inherited = [name for name in ("dub_id", "video_id") if f"<{name}>" in whole]
        parameters = dict.fromkeys([*inherited, *names])
        yield Address(f"{namespace}{each.name or ''}", tuple(parameters), whole)
