"""What sessions hold, as JSON that also knows the keys of MongoDB."""

import json
from typing import Any

from bson import ObjectId
from django.core.signing import JSONSerializer


class SessionSerializer(JSONSerializer):
    """Django's own; keys of other people's tables, which django-allauth notes, become text."""

    def dumps(self, obj: Any) -> bytes:
        """A session as JSON."""
        return json.dumps(obj, separators=(",", ":"), default=_text_of).encode("latin-1")


def _text_of(value: object) -> str:
    if isinstance(value, ObjectId):
        return str(value)
    raise TypeError(f"a session cannot hold {type(value).__name__}")
