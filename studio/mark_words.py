"""What a finished video says of itself, as lines of its page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _


def facts_of(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values: which marks a video carries, and its number.

    Args:
        report: of the renderer; nothing comes for a video without marks.
    """
    marks: Mapping[str, Any] = report.get("provenance") or {}
    if not marks:
        return
    carried = (
        (marks.get("label"), _("visible label")),
        (marks.get("watermark"), _("watermark")),
        (marks.get("credentials"), _("content credentials")),
    )
    yield _("Marks"), ", ".join(name for is_there, name in carried if is_there)
    yield _("Number"), str(marks.get("identifier") or "")
