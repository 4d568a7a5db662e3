"""What the page of the dub editor shows."""

from collections.abc import Mapping
from typing import Any, Final

from studio import choices
from studio.dub_editor_words import PHRASES

TEMPLATE: Final = "studio/dub/editor/page.html"


def page_of(project: Mapping[str, Any], *, may_fetch: bool) -> dict[str, Any]:
    """Context of the page.

    Args:
        project: the dub as the API gives it.
        may_fetch: whether this person may fetch more voices.
    """
    voices = choices.voices()
    return {
        "dub_id": project["id"],
        "title": project["title"],
        "voice_groups": choices.by_language(voices),
        "voice_languages": choices.spoken_languages(voices),
        "may_fetch": may_fetch,
        "phrases": {key: str(text) for key, text in PHRASES.items()},
        "data": {
            "id": str(project["id"]),
            "voices": voices,
            "languages": sorted({one["language"].partition("-")[0] for one in voices}),
            "project": project,
        },
    }
