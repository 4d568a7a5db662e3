"""Tests for the figures of the dashboard and their drawings."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from media_jobs import plots, statistics
from media_jobs.models import MediaJob
from media_jobs.statistics import JobFacts


@pytest.fixture
def noon():
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def job(at, *, state="succeeded", wait=60.0, took=30.0, kind="talk", code="") -> JobFacts:
    started = at + timedelta(seconds=wait)
    return JobFacts(at, started, started + timedelta(seconds=took), state, kind, code)


def test_jobs_are_counted_by_day_and_end(noon):
    days = statistics.days_of(2)
    jobs = [
        job(noon),
        job(noon, state="failed"),
        job(noon, state="queued"),
        job(noon - timedelta(days=1)),
        job(noon - timedelta(days=9)),
    ]

    counted = statistics.jobs_a_day(jobs, days)

    assert counted == {
        "succeeded": [1, 1],
        "failed": [0, 1],
        "cancelled": [0, 0],
        "unfinished": [0, 1],
    }


def test_failures_come_most_frequent_first(noon):
    codes = ["no_face", "died", "died"]
    jobs = [job(noon, state="failed", code=code) for code in codes] + [job(noon)]

    assert statistics.failures(jobs) == [("died", 2), ("no_face", 1)]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 50, None), ([7.0], 99, 7.0), ([4.0, 1.0, 3.0, 2.0], 50, 2.0), ([1.0, 2.0], 90, 2.0)],
)
def test_percentiles_are_values_that_were_there(values, share, expected):
    assert statistics.percentile(values, share) == expected


def test_only_finished_videos_have_a_render_time(noon):
    jobs = [job(noon, took=10), job(noon, state="failed"), job(noon, kind="quality")]

    assert statistics.render_seconds(jobs) == [10]
    assert statistics.render_a_day(jobs, statistics.days_of(2), 50) == [None, 10]


def test_a_job_waits_from_its_making_to_its_start(noon):
    jobs = [job(noon - timedelta(minutes=30), wait=3600), job(noon, state="queued", wait=9e6)]

    lengths = [n for _, n in statistics.queue_lengths(jobs, noon + timedelta(hours=1))]

    assert len(lengths) == statistics.QUEUE_HOURS
    assert lengths[-3:] == [0, 2, 1]


def test_people_are_listed_by_what_they_store(make_finished, alice, bob):
    make_finished(content=b"x" * 1000)
    make_finished(content=b"x" * 9, owner=bob)

    first, second = statistics.top_people()

    assert (first.person, first.n_videos, first.n_bytes) == (alice, 1, 2000)
    assert first.minutes == pytest.approx(2 / 60)
    assert (second.person, second.n_bytes) == (bob, 18)


def test_storage_is_told_by_kind(make_finished):
    make_finished(content=b"x" * 1000)

    disk = statistics.storage()

    assert dict(disk.by_kind) == {"videos": 1000, "pictures": 1000}
    assert disk.used == 2000
    assert 0 < disk.free <= disk.total


def test_columns_stand_on_each_other_and_fill_the_height():
    svg = plots.stacked("Jobs", ["Mon", "Tue"], {"succeeded": [3, 0], "failed": [1, 0]})

    bars = ET.fromstring(svg).findall("rect")  # noqa: S314 (made here)
    assert [bar.get("class") for bar in bars] == ["plot__succeeded", "plot__failed"]
    lower, upper = bars
    assert float(upper.get("y")) + float(upper.get("height")) == pytest.approx(
        float(lower.get("y"))
    )
    assert float(upper.get("y")) == pytest.approx(plots.TOP)
    assert "Mon: 3 succeeded" in svg


def test_a_line_has_gaps_where_nothing_is_known():
    svg = plots.lines("Times", ["a", "b", "c"], {"p50": [1.0, None, 2.0]}, " s")

    path = ET.fromstring(svg).find("g/path").get("d")  # noqa: S314 (made here)
    assert path.count("M") == 2
    assert svg.count("<circle") == 2


def test_what_people_type_is_no_markup_in_a_plot():
    svg = plots.bars("Codes", [("<script>", 2, "2")])

    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_to_draw_is_drawn():
    assert "<svg" in plots.stacked("Jobs", [], {"succeeded": []})
    assert plots.bars("Codes", []) == ""


def test_the_page_shows_every_plot_with_a_table(as_moderator, make_job):
    job = make_job()
    MediaJob.objects.filter(pk=job.pk).update(state="failed", error_code="no_face")

    html = as_moderator.get("/admin/moderation/dashboard/").text

    assert html.count('<svg class="plot"') == html.count("As a table") >= 4
    assert "no_face" in html
    assert "style=" not in html
