"""Tests for keys that MongoDB makes up."""

import pytest
from bson import ObjectId
from django.core.exceptions import ValidationError
from django.db import connection

from avatarsite.mongodb.fields import TextKeyField

KEY = "65f0a1b2c3d4e5f6a7b8c9d0"


@pytest.fixture
def field():
    return TextKeyField(primary_key=True)


@pytest.mark.parametrize("given", [KEY, ObjectId(KEY)])
def test_a_key_is_a_text_here_and_an_object_id_there(field, given):
    assert field.to_python(given) == KEY
    assert field.from_db_value(ObjectId(KEY), None, connection) == KEY
    assert field.get_db_prep_value(field.get_prep_value(given), connection, prepared=True) == (
        ObjectId(KEY)
    )


def test_no_key_stays_none(field):
    assert field.to_python(None) is None
    assert field.get_db_prep_value(None, connection) is None


@pytest.mark.parametrize("given", ["1", KEY + "0", "Robert'); DROP TABLE"])
def test_what_is_no_key_is_refused(field, given):
    with pytest.raises(ValidationError):
        field.to_python(given)
