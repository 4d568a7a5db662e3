"""Tests for `provenance`: how videos are marked, and what is remembered of them."""

import pytest

from inference.provenance import identity
from inference.provenance.marking import Provenance
from media_jobs import actors, pipeline_factory, provenance, services
from media_jobs.models import MediaJob, ProvenanceFile, ProvenanceRecord, Video
from media_jobs.refusals import ServiceError

NOTHING = {"LABEL": "off", "WATERMARK": False, "CREDENTIALS": False}


def order_of(job: MediaJob, tmp_path) -> Provenance | None:
    wanted = pipeline_factory.prepare(job, tmp_path).request.spec["provenance"]
    return Provenance.from_json(wanted) if wanted else None


@pytest.fixture
def order(make_job, tmp_path):
    """Orders a video, and tells how it is to be marked."""
    return lambda **choices: order_of(make_job(**choices), tmp_path)


def test_a_video_is_marked_in_every_way_unless_told_otherwise(make_job, tmp_path, alice):
    order = order_of(make_job(), tmp_path)

    assert order.watermark
    assert order.credentials
    assert order.label.language == "en-US"
    assert order.author == str(alice.pk)
    assert order.kind == "library"
    assert order.identifier == ProvenanceRecord.objects.get().watermark_id


def test_the_order_holds_no_key(make_job, tmp_path, settings):
    provenance.make_identity()
    key = (settings.PROVENANCE_DIR / identity.WATERMARK_KEY).read_bytes()

    spec = pipeline_factory.prepare(make_job(), tmp_path).request.spec["provenance"]

    assert key.hex() not in str(spec)
    assert "PRIVATE" not in str(spec)


def test_keys_are_for_this_account_only(settings):
    provenance.make_identity()

    files = list(settings.PROVENANCE_DIR.iterdir())
    assert len(files) >= 2
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}


@pytest.mark.parametrize(
    ("policy", "wish", "labelled"),
    [("optional", True, True), ("optional", False, False), ("off", True, False)],
)
def test_the_label_is_as_policy_and_wish_say(order, settings, policy, wish, labelled):
    settings.LABEL = policy

    assert (order(marks={"label": wish}).label is not None) is labelled


def test_where_every_video_is_labelled_nobody_gets_one_without(make_job, settings):
    settings.LABEL = "on"

    with pytest.raises(ServiceError) as refused:
        make_job(marks={"label": False})

    assert refused.value.code == "label_required"


def test_a_stricter_policy_also_counts_for_what_waits(make_job, tmp_path, settings):
    settings.LABEL = "optional"
    job = make_job(marks={"label": False})
    settings.LABEL = "on"

    assert order_of(job, tmp_path).label is not None


@pytest.mark.parametrize(
    ("site", "wish", "named"),
    [("account", True, True), ("account", False, False), ("none", True, False)],
)
def test_the_account_is_named_unless_it_is_private(order, settings, site, wish, named):
    settings.CREDENTIALS_AUTHOR = site

    author = order(marks={"account": wish}).author

    assert bool(author) is named


def test_a_site_can_mark_nothing(make_job, tmp_path, settings):
    for name, value in NOTHING.items():
        setattr(settings, name, value)

    assert order_of(make_job(), tmp_path) is None
    assert not ProvenanceRecord.objects.exists()


def test_the_label_speaks_the_language_that_the_settings_name(make_job, tmp_path, settings):
    settings.LABEL_LANGUAGE, settings.LABEL_CORNER = "pt", "bottom_right"

    label = order_of(make_job(), tmp_path).label

    assert (label.language, label.corner) == ("pt", "bottom_right")


def test_all_files_of_a_video_carry_one_number(make_job, tmp_path):
    job = make_job()

    first, second = order_of(job, tmp_path), order_of(job, tmp_path)

    assert first.identifier == second.identifier
    assert ProvenanceRecord.objects.count() == 1


def test_no_two_videos_carry_the_same_number(make_job, monkeypatch):
    numbers = iter((7, 7, 8))
    monkeypatch.setattr(provenance, "new_identifier", lambda: next(numbers))

    records = [provenance.record_of(make_job().video) for _ in range(2)]

    assert [record.watermark_id for record in records] == [7, 8]


@pytest.mark.parametrize("kind", ["photo", "video"])
def test_the_record_tells_what_speaks(make_video, anna, kind):
    type(anna).objects.update(kind=kind)
    video = Video.objects.get(pk=make_video().pk)

    assert provenance.record_of(video).kind == kind


TOLD = {
    "identifier": "000000002a",
    "kind": "library",
    "label": {"language": "en"},
    "watermark": True,
    "credentials": False,
    "made_at": "2026-11-23T05:00:00+00:00",
    "sha256": "ab" * 32,
}


def test_a_finished_file_is_remembered_as_the_renderer_tells(make_job):
    job = make_job()
    provenance.record_of(job.video)

    provenance.note_made(job, {"provenance": TOLD})

    row = ProvenanceFile.objects.get()
    assert (row.sha256, row.has_label, row.has_credentials) == ("ab" * 32, True, False)
    assert row.made_at.isoformat() == "2026-11-23T05:00:00+00:00"


def test_the_actor_remembers_what_it_stored(make_job, fake_rendering):
    job = make_job()

    actors.run_next_job()

    video = Video.objects.get(pk=job.video_id)
    row = ProvenanceFile.objects.get()
    assert row.sha256 == video.file.sha256
    assert row.record.video_id == video.pk
    assert (row.has_label, row.has_watermark, row.has_credentials) == (True, True, True)


def test_the_record_outlives_the_video_and_names_nobody(make_finished, settings):
    settings.JOBS_TRASH_DAYS = 0
    video = make_finished()
    record = provenance.record_of(video)
    services.delete_video(video)

    services.purge_trash()

    record.refresh_from_db()
    assert not Video.objects.filter(pk=video.pk).exists()
    assert record.video_id is None
    fields = {field.name for field in ProvenanceRecord._meta.fields}
    assert fields == {"id", "watermark_id", "video", "kind", "created_at"}
