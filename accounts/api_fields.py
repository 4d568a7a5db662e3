"""Fields of requests to the API that take what the schema says, and nothing like it."""

from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """A text that is one: DRF's own field takes numbers, too."""

    def to_internal_value(self, data: Any) -> str:
        """Check and trim."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Number(serializers.FloatField):
    """A number that is one: DRF's own field takes true and false, too."""

    def to_internal_value(self, data: Any) -> float:
        """Check."""
        if isinstance(data, bool):
            self.fail("invalid")
        return float(super().to_internal_value(data))
