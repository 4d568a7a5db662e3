"""The one shape of errors, for the API's schema."""

from typing import Any

from rest_framework import serializers


class ProblemSerializer(serializers.Serializer[Any]):
    """Any error."""

    code = serializers.CharField(help_text="Stable name of the reason.")
    detail = serializers.CharField(help_text="One sentence for people.")
    fields = serializers.DictField(  # type: ignore[assignment]  # the word is part of the contract
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with which input.",
    )
