"""Texts in requests to the API."""

from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """A text that is one: DRF's own field takes numbers, too."""

    def to_internal_value(self, data: Any) -> str:
        """Check and trim."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))
