"""What services say no with."""

from collections.abc import Mapping
from typing import Any


class ServiceError(Exception):
    """What was asked for cannot be done.

    Attributes:
        code: stable name of the reason.
        detail: one sentence for people.
        fields: what is wrong with which input.
        besides: more that the answer says, by name.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        fields: Mapping[str, list[str]] | None = None,
        besides: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.besides = dict(besides or {})
        self.code = code
        self.detail = detail
        self.fields = dict(fields or {})


class UnusableMaterialError(ServiceError):
    """A file was understood, or not, and cannot be used.

    Attributes:
        inspection: what was found in it; ``None`` where it could not be looked at.
    """

    def __init__(
        self, code: str, detail: str, field: str, inspection: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code, detail, {field: [detail]})
        self.inspection = dict(inspection) if inspection is not None else None


class NotDoneError(ServiceError):
    """Somebody who was asked to do it failed or declined: a translator, for example."""


def refuse(field: str, code: str, detail: str) -> ServiceError:
    """A refusal because of one input."""
    return ServiceError(code, detail, {field: [detail]})
