"""Small things that the moderators' pages draw."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from media_jobs import review_queue
from media_jobs.models import Flag
from media_jobs.moderators import may_moderate

register = template.Library()


@register.simple_tag
def waiting_counts(request: HttpRequest) -> dict[str, int]:
    """How many wait in each queue; empty for those who may not see them."""
    return review_queue.counts() if may_moderate(request) else {}


@register.filter
def total(counts: dict[str, int]) -> int:
    """The sum of counts."""
    return sum(counts.values())


@register.filter
def found_words(flags: Iterable[Flag]) -> list[str]:
    """The listed words that flags speak of."""
    return [word for flag in flags for word in flag.facts.get("words", [])]


@register.filter
def with_marks(text: str, words: Iterable[str]) -> SafeString:
    """A text with those words marked, as far as they stand there as they are listed."""
    patterns = [re.escape(word).replace(r"\*", r"\w*") for word in words]
    if not patterns:
        return format_html_join("", "{}", [(text,)])
    pieces = re.split(f"({'|'.join(patterns)})", text, flags=re.IGNORECASE)
    # Every second piece of a split is what it was split at.
    parts = (
        format_html("<mark>{}</mark>" if index % 2 else "{}", piece)
        for index, piece in enumerate(pieces)
    )
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def facts_of(flag: Flag) -> str:
    """What was found, in one line."""
    facts: dict[str, Any] = flag.facts
    if facts.get("words"):
        return ", ".join(map(str, facts["words"]))
    if facts.get("findings"):
        return "; ".join(_finding(each) for each in facts["findings"])
    if facts.get("reports"):
        return f"{facts['reports']} × {', '.join(facts.get('reasons', []))}"
    plain = {name: value for name, value in facts.items() if name != "text_sha256"}
    return ", ".join(f"{name}: {value}" for name, value in plain.items())


def _finding(finding: dict[str, Any]) -> str:
    words = f"{finding.get('category', '')} ({finding.get('severity', '')})".replace("_", " ")
    return f"{words}: {finding['why']}" if finding.get("why") else words
