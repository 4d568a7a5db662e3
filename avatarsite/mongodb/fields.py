"""Keys of rows that MongoDB makes up, as texts.

The backend's own field gives ObjectIds. django-allauth puts keys as JSON into sessions, signed
addresses and answers, and JSON has no such thing: signing in with a second factor would fail.
"""

from typing import Any

from bson import ObjectId
from django.db.models.query_utils import DeferredAttribute
from django_mongodb_backend.fields import ObjectIdAutoField


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, ObjectId) else value


class TextAttribute(DeferredAttribute):
    """Turns the key of a new row, which comes from the database as it is, into a text."""

    def __set__(self, instance: Any, value: Any) -> None:
        """Keep the key."""
        instance.__dict__[self.field.attname] = _as_text(value)


class TextKeyField(ObjectIdAutoField):  # type: ignore[misc]  # the backend ships no types
    """An ObjectId in the database; in Python its 24 hexadecimal digits."""

    descriptor_class = TextAttribute

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """The digits of what is stored."""
        return _as_text(value)

    def to_python(self, value: Any) -> Any:
        """The digits.

        Raises:
            ValidationError: it is no such key.
        """
        return _as_text(super().to_python(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """What is stored."""
        found = super().get_db_prep_value(value, connection, prepared)
        return ObjectId(found) if isinstance(found, str) else found
