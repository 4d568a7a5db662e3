import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize("password", ["avatarstudio1", "Avatar-Studio-2026!", "studioadmin99"])
def test_a_password_of_the_sites_words_is_refused(password):
    with pytest.raises(ValidationError, match="name of this site"):
        validate_password(password)


@pytest.mark.parametrize("password", ["correct horse battery", "studio volcano 17 tea"])
def test_a_password_with_words_of_its_own_is_taken(password):
    validate_password(password)
