"""Pages of long lists, and what narrows them."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

MAX_SIZE: Final = 100


class Pages(PageNumberPagination):
    """``?page=2&page_size=50``; a size that is no number or too large is refused."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = MAX_SIZE

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any] | None:
        """The rows of the page that is asked for."""
        for wanted in request.query_params.getlist("page_size"):
            if not wanted.isascii() or not wanted.isdigit() or not 0 < int(wanted) <= MAX_SIZE:
                problem = f"Ask for 1 to {MAX_SIZE} rows a page."
                raise ValidationError({"page_size": [problem]})
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters with their limits."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for each in parameters:
            each["schema"] |= {"minimum": 1}
            if each["name"] == self.page_size_query_param:
                each["schema"] |= {"maximum": MAX_SIZE}
        return parameters


def one_of(parameter: str, wanted: str, known: Sequence[str]) -> str:
    """A value of a query parameter that takes some only.

    Raises:
        ValidationError: it is none of them.
    """
    if wanted not in known:
        raise ValidationError({parameter: [f"Ask for one of: {', '.join(known)}."]})
    return wanted
