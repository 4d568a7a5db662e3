"""Small things that templates draw: icons, lengths, languages, words for scripts."""

from typing import Final

from django import template
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from studio import wording

register = template.Library()

MINUTE: Final = 60  # seconds
HOUR: Final = 60  # minutes


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; decoration only, so the element around it needs a name."""
    classes = f"icon {extra}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        sprite(),
        name,
    )


@register.simple_tag
def sprite() -> str:
    """Address of the file with all icons."""
    return static("img/icons.svg")


@register.simple_tag
def words() -> SafeString:
    """The words that scripts use, as a data block."""
    return json_script(wording.for_scripts(), "words")


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as a player shows them, ``0:42`` or ``1:02:03``; nothing for ``None``."""
    if seconds is None:
        return ""
    minutes, rest = divmod(max(0, round(seconds)), MINUTE)
    hours, minutes = divmod(minutes, HOUR)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def file_size(n_bytes: int | None) -> str:
    """Bytes as ``680 kB`` or ``1.2 MB``, the same as the scripts write it."""
    if n_bytes is None:
        return ""
    value, unit = max(1.0, n_bytes / 1000), "kB"
    for larger in ("MB", "GB"):
        if value < 1000:  # noqa: PLR2004  the next unit
            break
        value, unit = value / 1000, larger
    digits = 1 if value < 10 and unit != "kB" else 0  # noqa: PLR2004  one digit is too coarse
    return f"{floatformat(value, digits)} {unit}"


@register.filter
def language_name(tag: str) -> str:
    """The name of a BCP 47 tag in the reader's language; the tag itself when it has none here."""
    for code in (tag.lower(), tag.lower().partition("-")[0]):
        try:
            return str(get_language_info(code)["name_translated"])
        except KeyError:
            continue
    return tag


@register.filter
def initials(name: str) -> str:
    """Up to two letters that stand for a name or an e-mail address."""
    parts = name.partition("@")[0].replace(".", " ").split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
