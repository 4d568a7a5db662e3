"""Tests for `avatarsite.sign_in_settings`: a wrong value ends the start with one line."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from avatarsite import sign_in_settings

NAME = "AVATAR_TEST"


@pytest.fixture
def given(monkeypatch):
    def write(**values) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"{NAME}_{name}", value)

    return write


def test_who_may_sign_up_is_one_of_three_words(given):
    given(MODE="Invitation")

    assert sign_in_settings._mode(f"{NAME}_MODE") == "invitation"
    assert sign_in_settings._mode(f"{NAME}_NONE") == "closed"


def test_another_word_is_told(given):
    given(MODE="everybody")

    with pytest.raises(ImproperlyConfigured, match="AVATAR_TEST_MODE='everybody' must be one of"):
        sign_in_settings._mode(f"{NAME}_MODE")


def test_domains_are_compared_in_lower_case_and_may_have_an_at(given):
    given(DOMAINS="Example.org, @example.com")

    assert sign_in_settings._domains(f"{NAME}_DOMAINS") == ["example.org", "example.com"]


@pytest.mark.parametrize("wrong", ["example", "eve@example.org"])
def test_what_is_no_domain_is_told(given, wrong):
    given(DOMAINS=wrong)

    with pytest.raises(ImproperlyConfigured, match="is no domain"):
        sign_in_settings._domains(f"{NAME}_DOMAINS")


def test_google_needs_a_client_and_its_secret(given):
    given(ID="studio")

    with pytest.raises(ImproperlyConfigured, match="must both be set") as refused:
        sign_in_settings._google(f"{NAME}_ID", f"{NAME}_SECRET")
    assert "studio" not in str(refused.value)


def test_google_is_off_without_a_client(given):
    off = sign_in_settings._google(f"{NAME}_ID", f"{NAME}_SECRET")
    given(ID="studio", SECRET="hidden")
    on = sign_in_settings._google(f"{NAME}_ID", f"{NAME}_SECRET")

    assert "APP" not in off
    assert on["APP"] == {"client_id": "studio", "secret": "hidden"}
    assert on["OAUTH_PKCE_ENABLED"] is True
