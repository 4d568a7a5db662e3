"""Tests for the record of what was made, in the admin."""

import pytest

from media_jobs import provenance
from media_jobs.models import ProvenanceFile

LIST = "/admin/media_jobs/provenancerecord/"


@pytest.fixture
def as_admin(client, bob):
    type(bob).objects.update(is_staff=True, is_superuser=True)
    client.force_login(bob)
    return client


@pytest.fixture
def record(make_finished):
    made = provenance.record_of(make_finished(title="How a volcano is born"))
    marks = dict.fromkeys(("has_label", "has_watermark", "has_credentials"), True)
    ProvenanceFile.objects.create(record=made, sha256="ab" * 32, **marks)
    return made


@pytest.mark.parametrize("how", ["number", "upper case", "sum"])
def test_a_number_leads_to_the_video_and_its_owner(as_admin, record, how):
    term = {"number": str(record), "upper case": f" {record} ".upper(), "sum": "ab" * 32}[how]

    html = as_admin.get(LIST, {"q": term}).content.decode()

    assert str(record) in html
    assert "How a volcano is born" in html
    assert "alice@example.org" in html


@pytest.mark.parametrize("term", ["0000000000", "volcano", "cd" * 32])
def test_other_terms_find_nothing(as_admin, record, term):
    assert str(record) not in as_admin.get(LIST, {"q": term}).content.decode()


def test_nobody_edits_the_record(as_admin, record):
    page = as_admin.get(f"{LIST}{record.pk}/change/")

    assert page.status_code == 200
    assert "ab" * 32 in page.content.decode()
    assert as_admin.get(f"{LIST}add/").status_code == 403
    assert as_admin.post(f"{LIST}{record.pk}/delete/", {"post": "yes"}).status_code == 403
